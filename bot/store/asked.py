"""What is asked of whom, as conditions on items."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, exists, literal

from bot.core.review.questions import SAFE, Bench, Question
from bot.core.review.rules import Seat
from bot.store.schema_review import items, responses

SHUFFLED: Final = 2**31 - 1
"""Items have a number below this by chance, which each reviewer's order begins elsewhere in."""


def is_asked(seat: Seat, question: Question) -> bool:
    """Whether somebody in this seat is one of those whom it is asked of."""
    return (seat.team or "team" not in question.who) and (seat.chair or "chairs" not in question.who)


def answered(who: str, question: Question) -> ColumnElement[bool]:
    """Whether somebody has said it of an item."""
    return exists().where(
        responses.c.item == items.c.id, responses.c.question == question.id, responses.c.who == who
    )


def settled(who: str, question: Question) -> ColumnElement[bool]:
    """The same; but "not yet" is no answer: it is asked again, after all others."""
    said = answered(who, question)
    return said & ~_with(who, question, "not_yet") if question == SAFE else said


def _with(who: str, question: Question, value: str) -> ColumnElement[bool]:
    return exists().where(
        responses.c.item == items.c.id,
        responses.c.question == question.id,
        responses.c.who == who,
        responses.c.value == value,
    )


def made_safe_by(bench: Bench) -> ColumnElement[bool]:
    return exists().where(
        responses.c.item == items.c.id,
        responses.c.question == SAFE.id,
        responses.c.bench == literal(bench),
        responses.c.value == literal("safe"),
    )


def own_order(member: str) -> ColumnElement[int]:
    """Each reviewer has an order of their own, for which nothing is kept."""
    start = int(member, 16) if _is_hexadecimal(member) else sum(member.encode()) * 7919
    return (items.c.shuffle + start % SHUFFLED) % SHUFFLED


def _is_hexadecimal(name: str) -> bool:
    return bool(name) and set(name) <= set("0123456789abcdef")
