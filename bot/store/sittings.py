"""Reviewers in the chat: where each is, and their turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite

from bot.core.review.rules import Seat
from bot.core.review.sitting import Sitting
from bot.store.database import Database
from bot.store.records import Before, Record, Taken
from bot.store.review import Review
from bot.store.schema_review import sittings
from bot.store.table import Table
from bot.store.turns import Turns
from bot.store.writing import write_turn


@dataclass(frozen=True)
class Seated:
    """What follows from what a reviewer did in the chat: what is said, and where they are now."""

    record: Record
    sitting: Sitting


Decide = Callable[[Before, Sitting, Table], Seated]


class Sittings:
    """Those of one database."""

    def __init__(self, database: Database, turns: Turns, review: Review) -> None:
        self._database = database
        self._turns = turns
        self._review = review

    async def take(
        self, update_key: str, channel: str, address: str, seat: Seat, name: str, now: datetime, decide: Decide
    ) -> Taken | None:
        """One turn of a reviewer in the chat, whole or not at all; None if it was taken before. StoreError."""
        hashed = self._turns.hash(channel, address)

        def turn(connection: Connection) -> Taken | None:
            before = self._turns.known(connection, update_key, hashed)
            if before.seen:
                return None
            table = Table(self._review, connection, seat, name, now)
            decided = decide(before, _sitting(connection, seat.member), table)
            _put_sitting(connection, seat.member, decided.sitting)
            return Taken(decided.record, write_turn(connection, decided.record, hashed, self._turns.sessions))

        return await self._database.write(turn)

    async def here(self) -> set[str]:
        """The members and participants who are reviewing in the chat just now."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(sittings))
            return {row.who for row in rows if row.state["here"]}


def _sitting(connection: Connection, who: str) -> Sitting:
    state = connection.scalar(select(sittings.c.state).where(sittings.c.who == who))
    return Sitting.from_json(state) if state else Sitting()


def _put_sitting(connection: Connection, who: str, sitting: Sitting) -> None:
    new = sqlite.insert(sittings).values(who=who, state=sitting.to_json())
    instead = {"state": new.excluded["state"]}
    connection.execute(new.on_conflict_do_update(index_elements=["who"], set_=instead))
