"""Durable jobs on recordings: fetch what was sent, wipe what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.sql.dml import Delete, Update

from bot.store.database import Database
from bot.store.schema import answers, recordings, wipes


@dataclass(frozen=True)
class Fetch:
    """A recording that is still with its channel. `seconds` is how long it says it is."""

    answer: str
    participant: str
    channel: str
    file: str
    tries: int
    heard: str
    seconds: int


@dataclass(frozen=True)
class Wipe:
    """A recording whose answer is wiped already. `file` is the channel's name for it."""

    answer: str
    channel: str
    file: str


@dataclass(frozen=True)
class Troubled:
    """A recording that is not here: `state` is "waiting" (till `not_before`) or "lost", `at` when it was sent."""

    answer: str
    channel: str
    state: str
    tries: int
    not_before: datetime
    trouble: str
    at: datetime


_NEVER_SO_LATE = timedelta(hours=2)
"""No try is ever put off for so long."""


class Jobs:
    """The recordings that wait to be fetched, and those that wait to be wiped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetches(self, now: datetime, limit: int) -> list[Fetch]:
        """Those whose time has come; also those that a clock which was put back has left far in the future."""
        due = (recordings.c.not_before <= now) | (recordings.c.not_before > now + _NEVER_SO_LATE)
        statement = (
            select(recordings, answers.c.participant, answers.c.heard)
            .join(answers, answers.c.id == recordings.c.answer)
            .where(recordings.c.state == "waiting", due)
            .order_by(recordings.c.not_before)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [
                Fetch(row.answer, row.participant, row.channel, row.file, row.tries, row.heard, row.seconds)
                for row in await connection.execute(statement)
            ]

    async def next_time(self) -> datetime | None:
        statement = select(func.min(recordings.c.not_before)).where(recordings.c.state == "waiting")
        async with self._database.read() as connection:
            found: datetime | None = await connection.scalar(statement)
            return found

    async def kept(self, answer: str, name: str, size: int, seconds: int) -> bool:
        """The recording is on our disk, under this name. False if the answer was wiped meanwhile."""
        values = {"state": "kept", "name": name, "bytes": size, "seconds": seconds, "trouble": ""}
        change = update(recordings).where(recordings.c.answer == answer).values(values)
        return bool(await self._database.write(lambda connection: connection.execute(change).rowcount))

    async def later(self, answer: str, not_before: datetime, trouble: str) -> None:
        change = update(recordings).where(recordings.c.answer == answer)
        await self._run(change.values(not_before=not_before, tries=recordings.c.tries + 1, trouble=trouble))

    async def lost(self, answer: str, trouble: str) -> None:
        """It can not be had any more. The answer stays, and says so."""
        change = update(recordings).where(recordings.c.answer == answer)
        await self._run(change.values(state="lost", trouble=trouble))

    # ---- for staff

    async def troubled(self) -> Sequence[Troubled]:
        """Recordings that are not here though they were tried, the newest answers last."""
        statement = (
            select(recordings, answers.c.at)
            .join(answers, answers.c.id == recordings.c.answer)
            .where(recordings.c.state != "kept", recordings.c.trouble != "")
            .order_by(answers.c.at)
        )
        async with self._database.read() as connection:
            return [
                Troubled(row.answer, row.channel, row.state, row.tries, row.not_before, row.trouble, row.at)
                for row in await connection.execute(statement)
            ]

    async def again(self, now: datetime) -> int:
        """Have all that are not here tried again now; returns how many that is."""
        missing = update(recordings).where(recordings.c.state != "kept", recordings.c.trouble != "")
        change = missing.values(state="waiting", tries=0, not_before=now)
        return await self._database.write(lambda connection: connection.execute(change).rowcount)

    async def counts(self) -> dict[str, int]:
        """How many recordings there are in each state."""
        statement = select(recordings.c.state, func.count()).group_by(recordings.c.state)
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(statement)}

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
