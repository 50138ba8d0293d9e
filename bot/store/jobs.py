"""Durable jobs on recordings: fetch what was sent, wipe what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.sql.dml import Delete, Update

from bot.store.database import Database
from bot.store.schema import answers, recordings, wipes


@dataclass(frozen=True)
class Fetch:
    """A recording that is still with its channel."""

    answer: str
    participant: str
    channel: str
    file: str
    tries: int


@dataclass(frozen=True)
class Wipe:
    """A recording whose answer is wiped already. `file` is the channel's name for it."""

    answer: str
    channel: str
    file: str


class Jobs:
    """The recordings that wait to be fetched, and those that wait to be wiped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetches(self, now: datetime, limit: int) -> list[Fetch]:
        statement = (
            select(recordings, answers.c.participant)
            .join(answers, answers.c.id == recordings.c.answer)
            .where(recordings.c.state == "waiting", recordings.c.not_before <= now)
            .order_by(recordings.c.not_before)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [
                Fetch(row.answer, row.participant, row.channel, row.file, row.tries)
                for row in await connection.execute(statement)
            ]

    async def next_time(self) -> datetime | None:
        statement = select(func.min(recordings.c.not_before)).where(recordings.c.state == "waiting")
        async with self._database.read() as connection:
            found: datetime | None = await connection.scalar(statement)
            return found

    async def kept(self, answer: str, name: str) -> bool:
        """The recording is on our disk, under this file name. False if the answer was wiped meanwhile."""
        change = update(recordings).where(recordings.c.answer == answer).values(state="kept", name=name)
        return bool(await self._database.write(lambda connection: connection.execute(change).rowcount))

    async def later(self, answer: str, not_before: datetime) -> None:
        change = update(recordings).where(recordings.c.answer == answer)
        await self._run(change.values(not_before=not_before, tries=recordings.c.tries + 1))

    async def lost(self, answer: str) -> None:
        """The channel does not have it any more. The answer stays, and says so."""
        await self._run(update(recordings).where(recordings.c.answer == answer).values(state="lost"))

    async def wanted_files(self, channel: str) -> set[str]:
        """The files that a channel still holds for us."""
        waiting = select(recordings.c.file).where(recordings.c.state == "waiting", recordings.c.channel == channel)
        async with self._database.read() as connection:
            return set(await connection.scalars(waiting))

    async def wipes(self) -> Sequence[Wipe]:
        async with self._database.read() as connection:
            return [Wipe(*row) for row in await connection.execute(select(wipes))]

    async def wiped(self, answer: str) -> None:
        await self._run(delete(wipes).where(wipes.c.answer == answer))

    async def _run(self, statement: Update | Delete) -> None:
        await self._database.write(lambda connection: connection.execute(statement))
