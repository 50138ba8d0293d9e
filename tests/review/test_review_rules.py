"""Each rule broken on purpose: the stage stays open, and it is said why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.review import phrases
from bot.core.review.questions import QUESTIONS
from bot.core.review.rules import Facts, Seat, honest_rung, is_adopted, obstacles
from bot.core.review.stages import BY_ID, STAGES, after, is_late
from bot.core.rights import phrases as rights

SEATS = (
    *(Seat("ann", "citizen", chair=True), Seat("ben", "citizen"), Seat("cara", "citizen")),
    *(Seat("dai", "staff", chair=True, decider=True), Seat("eve", "staff")),
)
DONE = Facts(SEATS, frozenset(["citizen", "staff"]), answers=9, statements=3)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.id)
def test_what_is_done_is_closed(stage) -> None:
    assert obstacles(stage, DONE) == []


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.id)
def test_nobody_closes_alone(stage) -> None:
    """The chair of each bench must say so."""
    for bench in ("citizen", "staff"):
        [left] = obstacles(stage, replace(DONE, closing=DONE.closing - {bench}))
        assert left.line == phrases.CHAIR_WAITS[bench]


ANN, BEN, CARA, DAI, EVE = SEATS


def seats(*some: Seat) -> dict[str, object]:
    return {"seats": some}


BROKEN = {
    "no chair of the citizens": ("ready", seats(BEN, CARA, DAI), phrases.ONE_CHAIR["citizen"]),
    "no chair of the staff": ("ready", seats(ANN, BEN, CARA, EVE), phrases.ONE_CHAIR["staff"]),
    "two chairs of the staff": ("ready", seats(*SEATS, replace(EVE, chair=True)), phrases.ONE_CHAIR["staff"]),
    "nobody decides": ("ready", seats(ANN, BEN, replace(DAI, decider=False)), phrases.NO_DECIDER),
    "more staff than citizens": ("ready", seats(*SEATS, EVE, EVE), phrases.MORE_CITIZENS),
    "one citizen": ("ready", seats(ANN, DAI), phrases.MORE_CITIZENS),
    "no staff": ("ready", seats(ANN, BEN), phrases.NO_STAFF),
    "one person looked for names": ("safe", {"unsafe": 1}, phrases.UNSAFE),
    "nobody shares anything": ("safe", {"answers": 0}, rights.NOTHING),
    "an answer that came late": ("listen", {"unsafe": 1}, phrases.UNSAFE),
    "a group that fell apart": ("decide", seats(ANN, DAI), phrases.MORE_CITIZENS),
    "an answer too few have heard": ("listen", {"unheard": 1}, phrases.UNHEARD),
    "a language of which nobody heard anything": ("group", {"unheard_groups": ["so"]}, phrases.NOT_HEARD_YET),
    "an answer without its place": ("group", {"unplaced": 2}, phrases.UNPLACED),
    "nothing to vote on": ("vote", {"statements": 0}, phrases.NO_STATEMENTS),
    "not what I meant": ("vote", {"objections": 1}, phrases.OBJECTIONS),
    "somebody who has not chosen a story": ("stories", {"unchosen": 1}, phrases.UNVOTED),
    "a story whose teller has not said yes": ("stories", {"unasked": 1}, phrases.UNASKED),
    "a seat that is silent": ("adopt", {"unvoted": 1}, phrases.UNVOTED),
    "a decision without a reason": ("decide", {"undecided": 1}, phrases.UNDECIDED),
    "somebody who was not told": ("answer", {"untold": 1}, phrases.UNTOLD),
}  # fmt: skip


@pytest.mark.parametrize(("stage", "changes", "line"), BROKEN.values(), ids=BROKEN)
def test_each_rule(stage, changes, line) -> None:
    assert line in [one.line for one in obstacles(BY_ID[stage], replace(DONE, **changes))]


def test_everything_in_the_way_is_told_at_once() -> None:
    assert len(obstacles(BY_ID["ready"], Facts())) == 7


@pytest.mark.parametrize(
    ("citizens", "staff", "adopted"),
    [
        (4, 2, True),
        (6, 3, True),
        (3, 3, False),  # half of the citizens
        (6, 1, False),  # a third of the staff
        (0, 3, False),
    ],
)
def test_two_thirds_of_each_bench(citizens, staff, adopted) -> None:
    """Of six citizens and three of staff; who is silent has not said yes."""
    assert is_adopted({"citizen": citizens, "staff": staff}, {"citizen": 6, "staff": 3}) is adopted


def test_an_empty_bench_adopts_nothing() -> None:
    assert not is_adopted({"citizen": 6}, {"citizen": 6, "staff": 0})


def test_the_promise_is_only_worth_what_is_done() -> None:
    assert honest_rung("together", SEATS, decided_before_adopting=False) == "together"
    assert honest_rung("together", SEATS[:3], decided_before_adopting=False) == "tell"
    assert honest_rung("shape", (), decided_before_adopting=False) == "shape"
    for rung in ("tell", "ask", "shape", "together"):
        assert honest_rung(rung, SEATS, decided_before_adopting=True) == "tell"


def test_stages_follow_one_another() -> None:
    assert [stage.id for stage in STAGES] == [
        *("ready", "safe", "listen", "group", "vote", "stories", "adopt", "decide", "answer")
    ]
    assert after(STAGES[0]) == STAGES[1]
    assert after(STAGES[-1]) is None
    assert [one.days for one in STAGES] == sorted(one.days for one in STAGES)


def test_every_question_is_asked_somewhere() -> None:
    assert {name for name, one in QUESTIONS.items() if any(stage.opens(one) for stage in STAGES)} == set(QUESTIONS)


def test_nothing_is_decided_before_its_stage() -> None:
    asking = [stage.id for stage in STAGES if stage.opens(QUESTIONS["decide"])]
    assert asking == ["decide"]
    assert not any("decision" in stage.makes for stage in STAGES if stage.id != "decide")


def test_late() -> None:
    began, safe = date(2027, 3, 1), BY_ID["safe"]
    assert not is_late(safe, began, date(2027, 3, 11), ())
    assert is_late(safe, began, date(2027, 3, 12), ())
    assert not is_late(safe, began, date(2027, 3, 12), ("safe",))
