"""A volunteer's evening as values: whatever they do, nothing raises, and nothing is kept before they said yes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import Asked, Incoming, Say, Sent, Strange, Tapped, Wrote
from bot.core.lending import phrases, studio
from bot.core.lending.lender import DropTake, JudgeTake, KeepTake, Lender, Offer, OfferTake, Script, Show, Work

WORK = Work(
    to_say=[Script("bot.one"), Script("bot.two", "hard"), Script("bot.three", "changed")],
    to_judge=[Offer(7, "bot.four")],
    languages=("en", "so"),
)
KEYS = (
    "yes",
    "no",
    "no_name",
    "pass",
    "enough",
    "good",
    "again",
    "fine",
    "words",
    "hard",
    "go_on",
    "back",
    "back_yes",
)

incomings = st.one_of(
    st.sampled_from("0123456789").map(Wrote),
    st.builds(Wrote, st.text(max_size=60)),
    st.builds(Sent, st.sampled_from(["voice", "photo"]), st.just("f"), st.integers(0, 60), too_big=st.booleans()),
    st.builds(Tapped, st.integers(0, 30), st.just("lend"), st.sampled_from([f"lend.{key}" for key in KEYS])),
    st.sampled_from(["language.so", "language.xx", "option.yes"]).map(lambda key: Tapped(1, "", key)),
    st.just(Asked("stop")),
    st.just(Strange()),
)


@given(st.lists(incomings, max_size=40), st.booleans())
def test_any_sequence(sequence: list[Incoming], fetched: bool) -> None:  # noqa: FBT001
    """Also when recordings arrive in between; who is here always has something before them."""
    lender, doings = studio.enter(Lender(), WORK)
    for number, incoming in enumerate(sequence):
        if not lender.is_here:
            lender, doings = studio.enter(lender, WORK)
        before = lender
        lender, doings = studio.advance(lender, incoming, WORK)
        assert doings
        for doing in doings:
            if isinstance(doing, KeepTake | OfferTake | DropTake | JudgeTake):
                assert before.agreed or lender.agreed
            if isinstance(doing, KeepTake):
                assert doing.address == before.at
        if lender.stage == "wait" and fetched:
            lender, doings = studio.fetched(lender, number + 1, "", WORK)
            assert lender.stage == "heard"
        assert Lender(**{**lender.to_json(), "passed": tuple(lender.passed)}) == lender


def said(doings: list[object]) -> list[str]:
    return [one.message.address if isinstance(one, Say) else type(one).__name__ for one in doings]


def test_what_was_asked_for_again_says_why() -> None:
    lender = Lender("menu", "so", "Ayaan", agreed=True, passed=("bot.four", "bot.one"))
    lender, doings = studio.advance(lender, Wrote("1"), WORK)
    assert said(doings) == [phrases.AGAIN["hard"].address, "Show", phrases.SAY.address]
    assert [one.address for one in doings if isinstance(one, Show)] == ["bot.two"]


def test_somebody_else_is_listened_to_first() -> None:
    """They wait for it; and each is listened to once."""
    lender, doings = studio.advance(Lender("menu", "so", agreed=True), Wrote("1"), WORK)
    assert said(doings) == [phrases.SOMEONE.address, "Show", phrases.JUDGE.address]
    lender, doings = studio.advance(lender, Wrote("1"), WORK)
    assert doings[0] == JudgeTake(7, "good")
    assert said(doings)[1:] == ["Show", phrases.SAY.address]


def test_a_recording_that_comes_after_they_went_on_is_not_played() -> None:
    lender = Lender("say", "so", agreed=True, at="bot.one")
    assert studio.fetched(lender, 3, "", WORK) == (lender, [])


def test_thanked_by_name_at_the_end() -> None:
    lender = Lender("menu", "so", "Ayaan", agreed=True)
    left, doings = studio.advance(lender, Wrote("1"), Work())
    assert not left.is_here
    [done] = [one.message for one in doings if isinstance(one, Say)]
    assert done.private  # their name is for no voice but this machine's
    assert done.phrases[0].gaps == {"name": "Ayaan"}
