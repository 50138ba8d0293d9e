"""Who heard which recording: every time is noted before the first byte is given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert, select

from bot.store.database import Database
from bot.store.schema import answers
from bot.store.schema_rights import members, plays

AT_THE_SERVER: Final = ""
"""Stands for whoever runs the server, and took a recording out there."""

_ONE_TIME: Final = timedelta(minutes=10)
"""A player asks for a sound in many parts: what one person asks for within this time is one time."""


@dataclass(frozen=True)
class Play:
    """One time that somebody heard a recording. `name` and `bench` are "" for who took it out at the server."""

    answer: str
    at: datetime
    name: str
    bench: str


class Plays:
    """The list of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, answer: str, member: str, now: datetime) -> None:
        """Somebody is about to hear this. Raises StoreError; then they must not."""
        await self._database.write(lambda connection: note(connection, answer, member, now))

    async def latest(self, count: int) -> Sequence[Play]:
        """The last voices that were heard, the newest first. Photos are in the teller's own file."""
        statement = (
            select(plays.c.answer, plays.c.at, members.c.name, members.c.bench)
            .outerjoin(members, members.c.id == plays.c.member)
            .join(answers, answers.c.id == plays.c.answer)
            .where(answers.c.heard == "voice")
            .order_by(plays.c.id.desc())
            .limit(count)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(statement)
            return [Play(row.answer, row.at, row.name or "", row.bench or "") for row in rows]


def note(connection: Connection, answer: str, member: str, now: datetime) -> None:
    """The same within a turn."""
    lately = (plays.c.answer == answer) & (plays.c.member == member) & (plays.c.at > now - _ONE_TIME)
    if connection.scalar(select(plays.c.id).where(lately).limit(1)) is None:
        connection.execute(insert(plays).values(answer=answer, member=member, at=now))
