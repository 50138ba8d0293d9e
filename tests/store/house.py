"""Turns through the real runner and a real database, without a channel; and a clock that can be moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from bot.content import Content
from bot.core.events import Asked, Began, Incoming, Sent, Wrote
from bot.runner.brake import Brake
from bot.runner.turns import Arrived, Runner
from bot.settings import read_settings
from bot.store.answers import Answers, StoredAnswer
from bot.store.database import Database
from bot.store.exports import Export, Exports
from bot.store.jobs import Jobs
from bot.store.quarantine import Quarantine
from bot.store.turns import Turns
from tests.keys import KEYS
from tests.silence import NoClips

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)
TO_THE_FIRST_OPEN_QUESTION = "1111111111"


@dataclass
class Time:
    """What the clock shows."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


@dataclass
class House:
    """A runner with its rooms, and somebody to talk to it."""

    database: Database
    runner: Runner
    turns: Turns
    content: Content
    file: Path
    time: Time = field(default_factory=Time)
    count: int = 0

    async def does(self, incoming: Incoming, *, address: str = "ann", update: str = "") -> None:
        self.count += 1
        await self.runner.take(Arrived("web", address, update or f"u{self.count}", incoming, self.time()))

    async def presses(self, digits: str, address: str = "ann") -> None:
        await self.does(Began(), address=address)
        for digit in digits:
            await self.does(Wrote(digit, f"m{self.count}"), address=address)

    async def answers(self) -> list[StoredAnswer]:
        return [answer async for answer in Answers(self.database).all()]

    async def open_answers(self) -> list[StoredAnswer]:
        return [answer for answer in await self.answers() if answer.heard != "choice"]

    async def code_of(self, address: str) -> str:
        """What stands for somebody in the tables."""
        return (await self.turns.load("web", address)).participant


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    content = Content.load(read_settings({}, Path("none")))
    file = tmp_path / "sgwrs.db"
    database = await Database.open(f"sqlite+aiosqlite:///{file}", KEYS)
    turns, time = Turns(database, KEYS), Time()
    runner = Runner(
        content.consultation,
        content.catalogs,
        NoClips(),
        turns,
        Quarantine(database, turns),
        {},
        time,
        lambda: None,
        recordings_a_day=5,
        brake=Brake(1),
    )
    yield House(database, runner, turns, content, file, time)
    await database.close()


async def rows(house: House, table: Table) -> int:
    async with house.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


def export(house: House, **changes: object) -> Export:
    return replace(Export(0, house.time(), "the library", "to plan", "csv", everything=True), **changes)  # type: ignore[arg-type]


async def told_a_lot(house: House, address: str = "ann") -> str:
    """Somebody with everything: words, a voice, a complaint, an earlier round, something that left the house."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION, address)
    await house.does(Wrote("The sea"), address=address)
    await house.does(Sent("voice", "file1", 3), address=address)
    await house.does(Asked("complain"), address=address)
    await house.does(Wrote("It was too long"), address=address)
    participant = await house.code_of(address)
    jobs = Jobs(house.database)
    [fetch] = [one for one in await jobs.fetches(house.time(), 9) if one.participant == participant]
    await jobs.kept(fetch.answer, f"{fetch.answer}.ogg", 10, 3)
    exports = Exports(house.database)
    told = [answer.id async for answer in Answers(house.database).of(participant)]
    await exports.add(await exports.begin(export(house)), told)
    return participant
