"""A stand-in with a stopwatch, people who answer at once, and what the kernel knows of the bot's process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import quantiles

from aiohttp import web

from tests.telegram.chat import step_of
from tests.telegram.driver import choices_of, flat, is_probe, is_question
from tests.telegram_standin import BotApi, Delivered, Person
from tests.telegram_standin.wire import Json, Params

_TICKS = os.sysconf("SC_CLK_TCK")


class Stopwatch(BotApi):
    """Notes for each turn how long it took from the update going out to the first message coming back."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.waits: list[float] = []
        self._handed: dict[int, float] = {}
        self._fetch = self._world.updates.fetch
        self._world.updates.fetch = self._fetch_and_note  # type: ignore[method-assign]

    async def _fetch_and_note(self, offset: int, limit: int, timeout_seconds: float) -> list[Json]:
        updates = await self._fetch(offset, limit, timeout_seconds)
        now = time.perf_counter()
        for update in updates:
            said = update.get("message") or update.get("callback_query")
            if said:
                self._handed.setdefault(said["from"]["id"], now)
        return updates

    async def _carry_out(self, name: str, params: Params) -> web.Response:
        if name.startswith("send"):
            handed = self._handed.pop(params.integer("chat_id", 0), None)
            if handed is not None:
                self.waits.append(time.perf_counter() - handed)
        return await super()._carry_out(name, params)


@dataclass
class Answering:
    """A person who answers as soon as they are asked: taps, words, and every third time a voice note."""

    person: Person
    note: bytes
    opened: Iterator[int] = field(default_factory=count)

    async def begins(self) -> None:
        self.person.writes("/start")
        offered = await self.person.receives(2, timeout=60)
        self.person.taps(offered[0], flat(offered[0])[0])

    async def goes_on(self, turns: int) -> None:
        """Answers so many questions, and waits for what comes back."""
        for _ in range(turns):
            self._answers(await self._is_asked())
        await self._is_asked()

    async def goes_to_the_end(self) -> None:
        while step_of(question := await self._is_asked()) != "thanks":
            self._answers(question)

    async def _is_asked(self) -> Delivered:
        while True:
            [message] = await self.person.receives(1, timeout=60)
            if is_question(message):
                return message

    def _answers(self, question: Delivered) -> None:
        if choices_of(question) and not is_probe(question):
            self.person.taps(question, choices_of(question)[0])
        elif step_of(question) == "thanks":
            self.person.writes("/start")
        elif (number := next(self.opened)) % 3:
            self.person.writes(f"What I say is number {number}, and it is as long as people write on a phone.")
        else:
            self.person.speaks(self.note, seconds=3)


@dataclass(frozen=True)
class Figures:
    """What one run came to."""

    turns: int
    seconds: float
    cpu: float
    waits: list[float]

    @property
    def median(self) -> float:
        return quantiles(self.waits, n=100)[49]

    @property
    def slowest_of_a_hundred(self) -> float:
        return quantiles(self.waits, n=100)[98]


def cpu_seconds(process: int) -> float:
    """Processor time a process has used so far, in all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "an unknown processor"
