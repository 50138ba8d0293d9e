"""Reviewers in the chat: where each is, and their turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite

from bot.core.review.questions import Question
from bot.core.review.rules import Seat
from bot.core.review.sitting import Sitting
from bot.store.answers import StoredAnswer, for_others
from bot.store.database import Database
from bot.store.members import Member
from bot.store.plays import note
from bot.store.records import Before, Record, Taken
from bot.store.review import Review, seat_of
from bot.store.schema_review import sittings
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

    def next(self, question: Question, passed: Sequence[str], stays: str, now: datetime) -> StoredAnswer | None:
        """What they are asked next, or what `stays` before them; None if there is nothing for them now."""
        return self.review.task(self.connection, self.seat, question, passed, stays, now)

    def hears(self, answer: StoredAnswer, now: datetime) -> None:
        """They are about to hear this: of a voice that is noted first."""
        shown = for_others(answer)
        if shown and shown.recording_state == "kept":
            note(self.connection, answer.id, self.seat.member, now)


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
            decided = decide(before, _sitting(connection, member.id), table)
            _put_sitting(connection, member.id, decided.sitting)
            return Taken(decided.record, write_turn(connection, decided.record, hashed, self._turns.sessions))

        return await self._database.write(turn)

    async def here(self) -> set[str]:
        """The members who are reviewing in the chat just now."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(sittings))
            return {row.member for row in rows if row.state["here"]}


def _sitting(connection: Connection, member: str) -> Sitting:
    state = connection.scalar(select(sittings.c.state).where(sittings.c.member == member))
    return Sitting(**{**state, "passed": tuple(state["passed"])}) if state else Sitting()


def _put_sitting(connection: Connection, member: str, sitting: Sitting) -> None:
    new = sqlite.insert(sittings).values(member=member, state=sitting.to_json())
    instead = {"state": new.excluded["state"]}
    connection.execute(new.on_conflict_do_update(index_elements=["member"], set_=instead))
