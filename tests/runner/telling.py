"""A channel that notes what it is given, and a small house around it: real database, outbox, turns, delivery."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import insert, select

from bot.core.events import Effect
from bot.errors import DeliveryError
from bot.ports import Fetched, Parcel, Replay, Spoken
from bot.runner.delivery import Delivery
from bot.runner.pacing import Pace
from bot.store.database import Database
from bot.store.outbox import Outbox, spoken_as_json
from bot.store.records import Before, Outgoing, Queued, Record
from bot.store.schema import outbox
from bot.store.turns import Turns
from tests.keys import KEYS

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)


def spoken(words: str, ask: int = 0) -> Spoken:
    return Spoken("an.address", "en", words, words, ask=ask)


class FakeChannel:
    """Sends at once, unless a chat's gate is shut; what is to go wrong in a chat is told to it beforehand."""

    name = "fake"

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.begun_at: list[float] = []
        self.arrived: list[tuple[str, str]] = []
        self.fails: dict[str, list[DeliveryError | None]] = defaultdict(list)
        self._gates: dict[str, asyncio.Event] = {}
        self._numbers = itertools.count(1)

    async def send(self, address: str, spoken: Spoken) -> str:
        self.begun.append((address, spoken.words))
        self.begun_at.append(asyncio.get_running_loop().time())
        if gate := self._gates.get(address):
            await gate.wait()
        error = self.fails[address].pop(0) if self.fails[address] else None
        if error:
            raise error
        self.arrived.append((address, spoken.words))
        return str(next(self._numbers))

    async def play_back(self, address: str, replays: Sequence[Replay]) -> None:
        self.arrived += [(address, replay.text) for replay in replays]

    async def hand_over(self, address: str, parcel: Parcel) -> None:
        self.arrived.append((address, parcel.name))

    async def fetch(self, file: str) -> Fetched:
        raise DeliveryError("there are no files here", permanent=True)

    async def let_go(self, file: str) -> None:
        pass

    def shut(self, address: str) -> None:
        """What is sent there now hangs, until it is opened."""
        self._gates[address] = asyncio.Event()

    def open(self, address: str) -> None:
        self._gates.pop(address).set()

    def begun_in(self, address: str) -> list[str]:
        return [words for chat, words in self.begun if chat == address]

    def heard_in(self, address: str) -> list[str]:
        return [words for chat, words in self.arrived if chat == address]


@dataclass
class Post:
    """The rooms around a delivery. It `runs` for the length of a block; what is said before waits on disk."""

    database: Database
    channel: FakeChannel
    turns: Turns
    outbox: Outbox
    delivery: Delivery
    file: Path
    count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, pace: Pace | None = None) -> AsyncIterator[Self]:
        file = folder / "sgwrs.db"
        database = await Database.open(f"sqlite+aiosqlite:///{file}", KEYS)
        channel, turns, out = FakeChannel(), Turns(database, KEYS), Outbox(database)
        try:
            yield cls(database, channel, turns, out, Delivery(channel, out, turns, pace or Pace(0, 0), {}), file)
        finally:
            await database.close()

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.delivery.run())
        await asyncio.sleep(0)
        try:
            yield task
        finally:
            for gate in list(self.channel._gates):
                self.channel.open(gate)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def says(
        self, address: str, *words: str, ask: int = 0, effects: Sequence[Effect] = ()
    ) -> tuple[Queued, ...]:
        """One turn that says all of this; the last of it is the question of that number, if there is one."""
        said = [Outgoing(spoken(one)) for one in words]
        if ask:
            said[-1] = Outgoing(spoken(words[-1], ask))
        name = f"{address}:{next(self.count)}"

        def decide(before: Before) -> Record:
            return Record(
                update=name, participant=before.participant, channel="fake", address=address,
                consultation="c", conversation="c", session=None, heard="", heard_language="", clips="",
                effects=effects, before=before, outgoing=said, held=False, at=NOW,
            )  # fmt: skip

        taken = await self.turns.take(name, "fake", address, decide)
        assert taken
        self.delivery.expect(taken.queued)
        return taken.queued

    async def says_to_many(self, addresses: Sequence[str], words: str) -> tuple[Queued, ...]:
        """The same words to many people, as whatever will do that one day puts them into the outbox."""
        people = {address: (await self.turns.load("fake", address)).participant for address in addresses}

        def put(connection: Any) -> list[Queued]:
            queued = []
            for address, participant in people.items():
                values = {
                    "participant": participant, "channel": "fake", "spoken": spoken_as_json(spoken(words)),
                    "ask": 0, "state": "waiting", "queued": NOW, "many": True,
                }  # fmt: skip
                [row] = connection.execute(insert(outbox).values(values)).inserted_primary_key
                queued.append(Queued(row, participant, address, spoken(words), "", 0, many=True))
            return queued

        return tuple(await self.database.write(put))

    async def knows(self, *addresses: str) -> None:
        """These people have written once, and nothing waits for them."""
        for address in addresses:
            await self.says(address)

    async def states(self, address: str) -> list[tuple[str, str]]:
        """What the outbox holds for somebody: words and state, in order."""
        person = (await self.turns.load("fake", address)).participant
        async with self.database.read() as connection:
            rows = await connection.execute(
                select(outbox.c.spoken, outbox.c.state).where(outbox.c.participant == person).order_by(outbox.c.id)
            )
            return [(row.spoken["words"], row.state) for row in rows]

    async def noted(self, address: str, *words: str) -> None:
        """Waits until these are noted as sent."""

        async def so() -> bool:
            states = await self.states(address)
            return all((one, "sent") in states for one in words)

        async with asyncio.timeout(20):
            while not await so():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Another program writes into the database, and takes its time."""
        with closing(sqlite3.connect(self.file, isolation_level=None, timeout=10)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")
