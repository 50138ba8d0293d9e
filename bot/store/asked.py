"""Of which items something is asked of somebody, as conditions on items."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, select

from bot.core.review.questions import (
    ADOPT,
    BELONGS,
    BENCHES,
    CAME_TRUE,
    CLOSE,
    DECIDE,
    DRAFT,
    FELT,
    FIRST_CHOICE,
    GO_ON,
    GROUP_RIGHT,
    HEARD,
    MEANT,
    PLACE,
    SAFE,
    SECOND_CHOICE,
    TAKE_BACK,
    TELLER,
    USE,
    VOTE,
    Bench,
    Question,
)
from bot.core.review.rules import Seat
from bot.store.schema import addresses, answers
from bot.store.schema_review import closings, decisions, items, responses, sources

SHUFFLED: Final = 2**31 - 1
"""A prime. Items have a number below it by chance, of which each reviewer's order is made."""

SHARED: Final = ("voice", "words")

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Now:
    """What the conditions need to know of a review: the item of the open stage, and what was found out besides.

    `adopted` are statements, `chosen` stories that won; with `all_chose` the silent vote is over. `quiet` says
    that nothing is left to do in this stage; `unheard` that nobody told anything in a language that was offered.
    """

    consultation: str
    moment: datetime
    stage: str = ""
    adopted: Collection[str] = ()
    chosen: Collection[str] = ()
    all_chose: bool = False
    quiet: bool = False
    unheard: bool = False


def nowhere(consultation: str) -> str:
    """The theme of what fits nowhere."""
    return f"{consultation}.nowhere"


def open_to(now: Now, question: Question, seat: Seat) -> tuple[Condition, ...]:
    """The items of which this is asked, said already or not."""
    mine = (_told_by(seat.member),) if seat.bench == TELLER and "tellers" in question.who else ()
    special = _OPEN.get(question.id, _always)(now, seat)
    return (items.c.consultation == now.consultation, items.c.kind == question.of, *mine, special)


def is_reached() -> Condition:
    """Whether who told an answer can be told something by us: a browser has to be opened by them."""
    return exists().where(
        addresses.c.participant == answers.c.participant, ~addresses.c.retired, addresses.c.channel != "web"
    )


def has_teller() -> Condition:
    """Whether who told a story can still be asked: it was not taken back, and they are reached."""
    made = sources.alias()
    told = exists().select_from(made.join(answers, answers.c.id == made.c.source))
    return told.where(made.c.item == items.c.id, made.c.role == "", is_reached()).correlate(items)


def _with_a_teller() -> Select[tuple[str]]:
    made = sources.alias()
    told = select(made.c.item).join(answers, answers.c.id == made.c.source)
    return told.where(made.c.role == "", is_reached())


def answered(who: str, question: Question) -> Condition:
    """Whether somebody has said it of an item."""
    return _said(responses.c.question == question.id, responses.c.who == who)


def settled(who: str, question: Question) -> Condition:
    """The same; but "not yet" is no answer: it is asked again, after all others."""
    said = answered(who, question)
    return said & ~_with(who, question, "not_yet") if question == SAFE else said


def own_order(member: str) -> ColumnElement[int]:
    """Each reviewer has an order of their own, for which nothing is kept.

    Times a number modulo a prime is another order; plus a number would be the same one, begun elsewhere.
    """
    own = int(member, 16) if _is_hexadecimal(member) else sum(member.encode()) * 7919
    return items.c.shuffle * (1 + own % (SHUFFLED - 1)) % SHUFFLED


# ---- what is asked of which items


def _always(_now: Now, _seat: Seat) -> Condition:
    return literal(True)  # noqa: FBT003 - SQL's own true


def _shared(_now: Now, _seat: Seat) -> Condition:
    return exists().where(answers.c.id == items.c.answer, answers.c.share.in_(SHARED))


def _safe(now: Now, seat: Seat) -> Condition:
    """Others hear an answer only when it is safe."""
    return and_(_shared(now, seat), *map(_made_safe_by, BENCHES))


def _unplaced(now: Now, seat: Seat) -> Condition:
    return and_(~is_placed(), _safe(now, seat))  # first what rules out most


def is_placed() -> Condition:
    """An answer is in a theme, or where what fits nowhere is."""
    return exists().where(sources.c.source == items.c.id, sources.c.role == "")


def _placed_by_others(now: Now, seat: Seat) -> Condition:
    """Somebody else has put it where it is, and nobody has looked at that yet."""
    others = exists().where(sources.c.source == items.c.id, sources.c.role == "", sources.c.by != seat.member)
    return and_(others, ~_said(responses.c.question == BELONGS.id), _safe(now, seat))


def _group(now: Now, _seat: Seat) -> Condition:
    return items.c.id != nowhere(now.consultation)


def _without_statement(now: Now, seat: Seat) -> Condition:
    return _group(now, seat) & ~exists().where(sources.c.source == items.c.id, sources.c.role == "theme")


def is_objected() -> Condition:
    """One of those who said it says that this is not what they meant."""
    return _said(responses.c.question == MEANT.id, responses.c.value == "no")


def _objected(_now: Now, seat: Seat) -> Condition:
    return is_objected() & (literal(seat.chair) | (items.c.maker == seat.member))


def _unobjected(_now: Now, _seat: Seat) -> Condition:
    return ~is_objected()


def _not_chosen_beside(question: Question, seat: Seat) -> Condition:
    """They have not chosen another story of the same theme, which is still there."""
    own, others = sources.alias(), sources.alias()
    themes = select(own.c.source).where(own.c.item == items.c.id, own.c.role == "theme").correlate(items)
    chosen = select(responses.c.id).join(others, others.c.item == responses.c.item)
    mine = (responses.c.question == question.id, responses.c.who == seat.member, responses.c.value == "chosen")
    beside = chosen.where(*mine, others.c.role == "theme", others.c.source.in_(themes))
    return ~beside.where(responses.c.item.in_(_with_a_teller())).correlate(items).exists()


def _first(_now: Now, seat: Seat) -> Condition:
    return has_teller() & _not_chosen_beside(FIRST_CHOICE, seat)


def _second(now: Now, seat: Seat) -> Condition:
    if not now.all_chose:
        return false()
    chosen = _said(responses.c.question == FIRST_CHOICE.id, responses.c.value == "chosen")
    return chosen & has_teller() & ~is_refused() & _not_chosen_beside(SECOND_CHOICE, seat)


def is_refused() -> Condition:
    """Its teller does not want a story to be used."""
    return _said(responses.c.question == USE.id, responses.c.value == "no")


def _closed(now: Now, seat: Seat) -> Condition:
    """Stages that are over; who told something has seen only that an answer is given, and not before it is."""
    answer = f"{now.consultation}.answer"
    if seat.bench == TELLER:
        return items.c.id == answer if now.stage == answer else false()
    return exists().where(items.c.id == closings.c.consultation + "." + closings.c.stage)


def _this_stage_if(true: Callable[[Now], bool]) -> Callable[[Now, Seat], Condition]:
    return lambda now, _seat: items.c.id == now.stage if true(now) else false()


def _due(now: Now, _seat: Seat) -> Condition:
    return exists().where(decisions.c.item == items.c.id, decisions.c.due <= now.moment)


_OPEN: Final[Mapping[str, Callable[[Now, Seat], Condition]]] = {
    SAFE.id: _shared,
    HEARD.id: _safe,
    PLACE.id: _unplaced,
    BELONGS.id: _placed_by_others,
    GROUP_RIGHT.id: _group,
    DRAFT.id: _without_statement,
    TAKE_BACK.id: _objected,
    VOTE.id: _unobjected,
    FIRST_CHOICE.id: _first,
    SECOND_CHOICE.id: _second,
    USE.id: lambda now, _: items.c.id.in_(now.chosen),
    ADOPT.id: _unobjected,
    DECIDE.id: lambda now, _: items.c.id.in_(now.adopted),
    CAME_TRUE.id: _due,
    FELT.id: _closed,
    GO_ON.id: _this_stage_if(lambda now: now.unheard),
    CLOSE.id: _this_stage_if(lambda now: now.quiet),
}


def _told_by(participant: str) -> Condition:
    """Something of theirs is in it: in a theme, a statement or a story."""
    behind = select(sources.c.item).join(answers, answers.c.id == sources.c.source)
    return items.c.id.in_(behind.where(answers.c.participant == participant))


# ---- what was said


def _said(*which: Condition) -> Condition:
    return exists().where(responses.c.item == items.c.id, *which)


def _with(who: str, question: Question, value: str) -> Condition:
    return _said(responses.c.question == question.id, responses.c.who == who, responses.c.value == value)


def _made_safe_by(bench: Bench) -> Condition:
    return _said(
        responses.c.question == SAFE.id, responses.c.bench == literal(bench), responses.c.value == literal("safe")
    )


def _is_hexadecimal(name: str) -> bool:
    return bool(name) and set(name) <= set("0123456789abcdef")
