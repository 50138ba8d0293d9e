"""Staff say what they want to take out, one thing after the other: by buttons, numbers and words."""

from __future__ import annotations

import pytest

from bot.core import phrases as core
from bot.core.events import Asked, Incoming, Sent, Strange, Tapped, Wrote
from bot.core.giving import ordering, phrases
from bot.core.giving.ordering import LONGEST, Order


def said(order: Order, *incoming: Incoming) -> tuple[Order, list[str]]:
    """What comes of these, one after the other, and the addresses of what is said at the end."""
    addresses: list[str] = []
    for one in incoming:
        after, messages = ordering.advance(order, one)
        assert after
        order, addresses = after, [message.address for message in messages]
    return order, addresses


def begun() -> Order:
    order, messages = ordering.begin()
    assert [message.address for message in messages] == ["give.words", "give.which.asked"]
    assert [button.number for button in messages[-1].choices] == [1, 2, 3, 4, 5]
    return order


@pytest.mark.parametrize("first", [Wrote("1"), Wrote("١"), Tapped(1, "give", "give.xlsx")])
def test_kind_recipient_and_purpose_make_an_order(first: Incoming) -> None:
    order, asked = said(begun(), first)
    assert (order.kind, asked) == ("xlsx", ["give.who.asked"])
    order, asked = said(order, Wrote("  the library\n group "))
    assert asked == ["give.why.asked"]
    assert not order.is_whole
    order, asked = said(order, Wrote("to plan " * 99))
    assert (order.recipient, len(order.purpose), order.is_whole) == ("the library group", LONGEST, True)
    assert asked == [phrases.MAKING.address]


@pytest.mark.parametrize(
    "strange", [Wrote("6"), Wrote("a table"), Strange(), Sent("voice", "f"), Tapped(9, "give", "give.csv")]
)
def test_what_is_no_kind_is_asked_again(strange: Incoming) -> None:
    """A button of an older question too."""
    order, asked = said(begun(), strange)
    assert asked == [core.PRESS_A_NUMBER.address, "give.which.asked"]
    assert order.kind == ""


@pytest.mark.parametrize("nothing", [Wrote("   "), Wrote("3"), Sent("voice", "f"), Asked("again"), Wrote("9")])
def test_whom_it_is_for_is_said_in_words(nothing: Incoming) -> None:
    order, asked = said(begun(), Wrote("2"), nothing)
    assert (order.recipient, asked) == ("", ["give.who.asked"])


def test_help_says_what_this_is_and_stop_ends_it() -> None:
    _, asked = said(begun(), Wrote("8"))
    assert asked == ["give.words", "give.which.asked"]
    for stop in (Wrote("0"), Asked("stop"), Tapped(1, "give", "control.stop")):
        after, messages = ordering.advance(begun(), stop)
        assert after is None
        assert [message.address for message in messages] == [phrases.NOTHING_OUT.address]


def test_no_sign_is_kept_that_another_program_does_not_take() -> None:
    order, _ = said(begun(), Wrote("1"), Wrote("the\x00 li\ud83dbrary\x1b"))
    assert order.recipient == "the li brary"


def test_no_question_has_the_number_of_an_older_one() -> None:
    order, _ = said(begun(), Wrote("x"), Wrote("x"))
    again, _ = ordering.begin(order.ask)
    assert again.ask == order.ask + 1
