"""All that is kept of one person, and what became of it: for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from bot.store.answers import Answers, StoredAnswer
from bot.store.database import Database
from bot.store.schema import answers
from bot.store.schema_review import items, responses
from bot.store.schema_rights import exported, exports, members, plays, receipts


@dataclass(frozen=True)
class Receipt:
    """What somebody agreed to, in the words and clips that they had before them."""

    at: datetime
    step: str
    option: str
    how: str
    words: str
    language: str
    clips: str
    version: str
    consent: str


@dataclass(frozen=True)
class Taken:
    """One time that an answer left the house."""

    answer: str
    at: datetime
    recipient: str
    purpose: str
    format: str


@dataclass(frozen=True)
class Heard:
    """One time that somebody heard an answer. `role` is what they are in the group, or "server"."""

    answer: str
    at: datetime
    role: str


@dataclass(frozen=True)
class Said:
    """What somebody said of something that others made of what was told: its words, and theirs of it."""

    at: datetime
    question: str
    about: str
    value: str
    reason: str


@dataclass(frozen=True)
class Theirs:
    """Everything of one person."""

    answers: Sequence[StoredAnswer]
    receipts: Sequence[Receipt]
    taken: Sequence[Taken]
    heard: Sequence[Heard]
    said: Sequence[Said]


async def theirs(database: Database, participant: str) -> Theirs:
    """All that is kept of this person. Raises StoreError."""
    told = [answer async for answer in Answers(database).of(participant)]
    mine = select(answers.c.id).where(answers.c.participant == participant)
    agreed = select(receipts).where(receipts.c.participant == participant).order_by(receipts.c.id)
    left = (
        select(exported.c.answer, exports.c.at, exports.c.recipient, exports.c.purpose, exports.c.format)
        .join(exports, exports.c.id == exported.c.export)
        .where(exported.c.answer.in_(mine))
        .order_by(exports.c.id, exported.c.answer)
    )
    listened = (
        select(plays.c.answer, plays.c.at, members.c.role)
        .outerjoin(members, members.c.id == plays.c.member)
        .where(plays.c.answer.in_(mine))
        .order_by(plays.c.id)
    )
    voted = (
        select(responses.c.at, responses.c.question, items.c.words, responses.c.value, responses.c.reason)
        .join(items, items.c.id == responses.c.item)
        .where(responses.c.who == participant)
        .order_by(responses.c.id)
    )
    async with database.read() as connection:
        return Theirs(
            told,
            [
                Receipt(**{one.name: getattr(row, one.name) for one in fields(Receipt)})
                for row in await connection.execute(agreed)
            ],
            [Taken(*row) for row in await connection.execute(left)],
            [Heard(row.answer, row.at, row.role or "server") for row in await connection.execute(listened)],
            [Said(*row) for row in await connection.execute(voted)],
        )
