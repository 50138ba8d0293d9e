"""What must be so before a stage is closed. Nothing here can be switched off, by nobody."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.core.conversation import Line, Rung
from bot.core.review import phrases
from bot.core.review.questions import BENCHES, TELLER, Bench, Question
from bot.core.review.stages import Stage
from bot.core.rights import phrases as rights

HEARD_BY: Final[Mapping[Bench, int]] = {"citizen": 2, "staff": 1}
"""So many of each bench hear each answer."""

TWO_THIRDS: Final = 2 / 3


@dataclass(frozen=True)
class Seat:
    """Somebody who reviews, perhaps in the small `team`; or who told something. More is not known of them here."""

    member: str
    bench: Bench | Literal["teller"]
    team: bool = False
    chair: bool = False
    decider: bool = False

    def is_asked(self, question: Question) -> bool:
        """Whether they are one of those whom it is asked of."""
        panel = self.bench != TELLER
        mine = {
            "team": self.team, "panel": panel, "chairs": self.chair, "decider": self.decider,
            "tellers": not panel, "everybody": not panel,
        }  # fmt: skip
        return any(mine[who] for who in question.who)


@dataclass(frozen=True)
class Facts:
    """What is known of a review when somebody wants to close a stage: numbers of items, if nothing else is said.

    `closing` are the benches whose chair wants it. Of the `answers` that are shared, `unsafe` ones were not made
    safe by one of each bench; `unheard` were not heard by enough; `unplaced` are in no theme, nor where what fits
    nowhere is. `unheard_groups` names each language, format and area of which nobody has heard anything.
    `objections` are statements whose teller says that this is not what they meant. `unchosen` counts who has not
    chosen a story of each theme yet. `unasked` stories were chosen, and their teller has not said yes. `undecided`
    statements were adopted, and there is no decision of them with a reason, a person and a day. `untold` tellers
    wait for an answer.
    """

    seats: Sequence[Seat] = ()
    closing: frozenset[Bench] = frozenset()
    answers: int = 0
    unsafe: int = 0
    unheard: int = 0
    unheard_groups: Sequence[str] = ()
    unplaced: int = 0
    statements: int = 0
    objections: int = 0
    unchosen: int = 0
    unasked: int = 0
    unvoted: int = 0
    undecided: int = 0
    untold: int = 0


@dataclass(frozen=True)
class Obstacle:
    """Something that must be done first."""

    line: Line
    gaps: Mapping[str, int | str] = field(default_factory=dict)


def undone(stage: Stage, facts: Facts) -> list[Obstacle]:
    """What is to be done before a chair can say that a stage is done. In all of them people keep their seats."""
    return [*_ready(facts), *_RULES[stage.id](facts)]


def obstacles(stage: Stage, facts: Facts) -> list[Obstacle]:
    """Everything that stands in the way of closing this stage; nothing, and it is closed."""
    missing = [bench for bench in BENCHES if bench not in facts.closing]
    return [*undone(stage, facts), *(Obstacle(phrases.CHAIR_WAITS[bench]) for bench in missing)]


def _ready(facts: Facts) -> Iterator[Obstacle]:
    """People in their seats: at least half are citizens, each bench has its chair, and it is known who decides."""
    seats = {bench: [seat for seat in facts.seats if seat.bench == bench] for bench in BENCHES}
    if len(seats["citizen"]) < max(len(seats["staff"]), HEARD_BY["citizen"]):
        yield Obstacle(phrases.MORE_CITIZENS, {"citizens": len(seats["citizen"]), "staff": len(seats["staff"])})
    if len(seats["staff"]) < HEARD_BY["staff"]:
        yield Obstacle(phrases.NO_STAFF)
    for bench in BENCHES:
        if sum(seat.chair for seat in seats[bench]) != 1:
            yield Obstacle(phrases.ONE_CHAIR[bench])
    if not any(seat.decider for seat in facts.seats):
        yield Obstacle(phrases.NO_DECIDER)


def _count(line: Line, of: Callable[[Facts], int]) -> Callable[[Facts], Iterator[Obstacle]]:
    """So many of something are left to do."""

    def rule(facts: Facts) -> Iterator[Obstacle]:
        if count := of(facts):
            yield Obstacle(line, {"count": count})

    return rule


def _made_safe(facts: Facts) -> Iterator[Obstacle]:
    if not facts.answers:
        yield Obstacle(rights.NOTHING)
    yield from _count(phrases.UNSAFE, lambda facts: facts.unsafe)(facts)


def _listened(facts: Facts) -> Iterator[Obstacle]:
    """Also to what came late: its names are taken out first."""
    yield from _made_safe(facts)
    yield from _count(phrases.UNHEARD, lambda facts: facts.unheard)(facts)


def _grouped(facts: Facts) -> Iterator[Obstacle]:
    """Everything has its place; and nobody was left out unnoticed."""
    yield from _listened(facts)
    for group in facts.unheard_groups:
        yield Obstacle(phrases.NOT_HEARD_YET, {"group": group})
    yield from _count(phrases.UNPLACED, lambda facts: facts.unplaced)(facts)


def _voted(facts: Facts) -> Iterator[Obstacle]:
    if not facts.statements:
        yield Obstacle(phrases.NO_STATEMENTS)
    yield from _count(phrases.OBJECTIONS, lambda facts: facts.objections)(facts)


def _chosen(facts: Facts) -> Iterator[Obstacle]:
    """Everybody has chosen, and who told what was chosen was asked."""
    yield from _count(phrases.UNVOTED, lambda facts: facts.unchosen)(facts)
    yield from _count(phrases.UNASKED, lambda facts: facts.unasked)(facts)


_RULES: Final[Mapping[str, Callable[[Facts], Iterator[Obstacle]]]] = {
    "ready": lambda _: iter(()),
    "safe": _made_safe,
    "listen": _listened,
    "group": _grouped,
    "vote": _voted,
    "stories": _chosen,
    "adopt": _count(phrases.UNVOTED, lambda facts: facts.unvoted),
    "decide": _count(phrases.UNDECIDED, lambda facts: facts.undecided),
    "answer": _count(phrases.UNTOLD, lambda facts: facts.untold),
}


def is_adopted(yes: Mapping[Bench, int], seats: Mapping[Bench, int]) -> bool:
    """Two thirds of each bench, of all its seats: who is silent has not said yes."""
    return all(
        seats.get(bench, 0) and yes.get(bench, 0) >= math.ceil(seats[bench] * TWO_THIRDS) for bench in BENCHES
    )


def honest_rung(promised: Rung, seats: Sequence[Seat], *, decided_before_adopting: bool) -> Rung:
    """What the promise is really worth.

    Whoever decides before the panel has adopted anything has told people; "together" needs a panel that is at
    least half citizens, and somebody who is bound to decide.
    """
    if decided_before_adopting:
        return "tell"
    if promised == "together" and list(_ready(Facts(seats))):
        return "tell"
    return promised
