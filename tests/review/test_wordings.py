"""What people said, in pieces that can be chosen by a number; what is alike; and what a number means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import Asked, Strange, Tapped, Wrote
from bot.core.review.putting import MORE, NEW, NOWHERE, Choice, groups, own, put_choice, words
from bot.core.review.questions import ADOPT, DECIDE, DRAFT, FIRST_CHOICE, HEARD, PLACE, VOTE
from bot.core.review.similar import grams, likeness, most_alike
from bot.core.review.sitting import Move, Sitting, asks, meant, part_of, passes
from bot.core.review.wordings import LONGEST, pieces, was_said


def test_pieces() -> None:
    """Sentences and parts of them, each once; what is too long or next to nothing is none."""
    said = ["I swim every day, with my sister. The sea!", "the sea. " + "x" * (LONGEST + 1), "Hm"]
    assert pieces(said) == ["I swim every day", "with my sister", "The sea"]
    assert pieces(["আমি সাঁতার কাটি। সমুদ্র"]) == ["আমি সাঁতার কাটি", "সমুদ্র"]


@given(st.lists(st.text(max_size=60), max_size=4))
def test_every_piece_was_said(texts: list[str]) -> None:
    """Whatever is offered can be taken: the rule that names are people's words holds by itself."""
    for piece in pieces(texts):
        if was_said(piece, [piece]):
            assert was_said(piece, texts)


@pytest.mark.parametrize(
    ("name", "is_said"),
    [("the sea", True), ("SEA is near.", True), ("se", False), ("the lake", False), ("", False), (" . ", False)],
)
def test_a_name_must_be_said(name: str, is_said: bool) -> None:  # noqa: FBT001 - what is asserted
    assert was_said(name, ["I swim.", "The sea, is near!"]) is is_said


def test_what_is_alike_comes_first() -> None:
    """By the letters they share; with nothing in common the order stays."""
    others = [("bus", ["The bus is late"]), ("sea", ["Swimming in the sea"]), ("dog", ["My dog"])]
    assert most_alike("I swim in the sea", others)[0] == "sea"
    assert most_alike("Öö", others) == ["bus", "sea", "dog"]
    assert likeness(grams("the sea"), grams("the sea")) == pytest.approx(1)
    assert likeness(grams(""), grams("the sea")) == 0


def test_long_lists_have_pages() -> None:
    """Three groups on a page; after the last page comes the first; a new group and nowhere are always there."""
    names = [Choice(str(n), own(f"Group {n}")) for n in range(5)]
    offered = [[choice.value for choice in groups(names, page)] for page in range(3)]
    assert offered[0] == ["0", "1", "2", MORE, NEW, NOWHERE]
    assert offered[1] == ["3", "4", MORE, NEW, NOWHERE]
    assert offered[2] == offered[0]
    assert [choice.value for choice in words(["a b c"], 7)] == ["a b c"]


def test_people_s_words_stay_words() -> None:
    """Brackets in them are no gaps to be filled, and a button is short."""
    line = own("{org} " + "long " * 20)
    assert "{" not in line.english
    assert len(line.english) <= 40
    assert put_choice(line, [Choice("x", line)]).message.private


def test_what_follows_a_value() -> None:
    """Who decides says why, who sees to it and by when; a no may have a reason; a chosen story must."""
    assert [part_of(DECIDE, ["yes"] * n) for n in range(5)] == ["value", "why", "who", "when", None]
    assert [part_of(ADOPT, said) for said in ([], ["yes"], ["no"], ["no", ""])] == ["value", None, "why", None]
    assert part_of(FIRST_CHOICE, ["chosen"]) == "why"
    assert part_of(FIRST_CHOICE, ["other"]) is None
    assert part_of(VOTE, ["agree"]) is None


AT = Sitting(here=True, question="vote", item="x", ask=3, offered=("agree", MORE))


@pytest.mark.parametrize(
    ("question", "incoming", "move"),
    [
        (VOTE, Wrote("1"), Move("say", "agree")),
        (VOTE, Wrote("২"), Move("more")),
        (VOTE, Wrote("3"), Move("unclear")),
        (VOTE, Wrote("7"), Move("again")),
        (VOTE, Wrote("0"), Move("leave")),
        (VOTE, Wrote("Because"), Move("unclear")),
        (DRAFT, Wrote(" The  sea\nis ours "), Move("say", "The sea is ours")),
        (PLACE, Wrote("The sea"), Move("unclear")),
        (VOTE, Tapped(3, "review", "review.1"), Move("say", "agree")),
        (VOTE, Tapped(2, "review", "review.1"), Move("unclear")),
        (VOTE, Tapped(3, "good_day", "review.1"), Move("unclear")),
        (VOTE, Tapped(3, "review", "control.skip"), Move("pass")),
        (VOTE, Asked("stop"), Move("leave")),
        (HEARD, Strange(), Move("unclear")),
        (None, Wrote("1"), Move("help")),
    ],
)
def test_what_a_reviewer_means(question, incoming, move) -> None:
    assert meant(AT, question, incoming) == move


def test_a_sitting_survives_a_restart() -> None:
    """What was gathered stays while the same is asked, and goes with the next thing."""
    at = passes(AT)
    assert at.passed_items == ["x"]
    again = Sitting.from_json(at.to_json())
    assert again == at
    one = put_choice(own("Why"), [Choice("a", own("a"))])
    before = Sitting(question="adopt", item="y", gathered=("no",), page=2)
    assert asks(before, ADOPT, "y", one)[0].gathered == ("no",)
    assert asks(before, ADOPT, "z", one)[0].gathered == ()
