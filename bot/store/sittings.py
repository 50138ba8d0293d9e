"""Reviewers in the chat: where each is, and their turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import sqlite

from bot.core.review.questions import Question
from bot.core.review.rules import Seat
from bot.core.review.sitting import Sitting
from bot.store.answers import StoredAnswer
from bot.store.database import Database
from bot.store.members import Member
from bot.store.records import Before, Record, Taken
from bot.store.review import Review, seat_of
from bot.store.schema_review import sittings
from bot.store.schema_rights import plays
from bot.store.turns import Turns
from bot.store.writing import write_turn


@dataclass(frozen=True)
class Seated:
    """What follows from what a reviewer did in the chat: what is said, and where they are now."""

    record: Record
    sitting: Sitting


@dataclass(frozen=True)
class Table:
    """What a reviewer can do within a turn."""

    review: Review
    connection: Connection
    seat: Seat

    def says(self, question: Question, item: str, value: str, now: datetime) -> bool:
        """They say this of an item. False if it is not asked now."""
        return self.review.write(self.connection, self.seat, question, item, value, now)

    def next(self, question: Question, passed: Sequence[str], now: datetime) -> tuple[StoredAnswer, int] | None:
        """What they are asked next, and how much is left with it; None if there is nothing for them now."""
        return self.review.task(self.connection, self.seat, question, passed, now)

    def heard(self, answer: str, now: datetime) -> None:
        """They are about to hear this: it is noted first."""
        self.connection.execute(insert(plays).values(answer=answer, member=self.seat.member, at=now))


Decide = Callable[[Before, Sitting, Table], Seated]


class Sittings:
    """Those of one database."""

    def __init__(self, database: Database, turns: Turns, review: Review) -> None:
        self._database = database
        self._turns = turns
        self._review = review

    async def take(
        self, update_key: str, channel: str, address: str, member: Member, decide: Decide
    ) -> Taken | None:
        """One turn of a reviewer in the chat, whole or not at all; None if it was taken before. StoreError."""
        hashed = self._turns.hash(channel, address)

        def turn(connection: Connection) -> Taken | None:
            before = self._turns.known(connection, update_key, hashed)
            if before.seen:
                return None
            table = Table(self._review, connection, seat_of(member))
            decided = decide(before, _sitting(connection, before.participant), table)
            _put_sitting(connection, before.participant, decided.sitting)
            return Taken(decided.record, write_turn(connection, decided.record, hashed, self._turns.sessions))

        return await self._database.write(turn)

    async def here(self) -> set[str]:
        """The participants who are reviewing in the chat just now."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(sittings))
            return {row.participant for row in rows if row.state["here"]}


def _sitting(connection: Connection, participant: str) -> Sitting:
    state = connection.scalar(select(sittings.c.state).where(sittings.c.participant == participant))
    return Sitting(**{**state, "passed": tuple(state["passed"])}) if state else Sitting()


def _put_sitting(connection: Connection, participant: str, sitting: Sitting) -> None:
    new = sqlite.insert(sittings).values(participant=participant, state=sitting.to_json())
    instead = {"state": new.excluded["state"]}
    connection.execute(new.on_conflict_do_update(index_elements=["participant"], set_=instead))
