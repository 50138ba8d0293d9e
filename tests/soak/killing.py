"""Ends the bot's process at moments that only chance knows, and starts it again; and the bad weather meanwhile."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.bot_process import BotProcess
from tests.telegram_standin import BotApi, Fault
from tests.telegram_standin.wire import Params

_SHARES = {
    Fault.TOO_MANY_REQUESTS: 0.012,
    Fault.SERVER_ERROR: 0.01,
    Fault.BAD_GATEWAY: 0.005,
    Fault.RESET: 0.006,
    Fault.TIMEOUT: 0.003,
    Fault.LOST_ANSWER: 0.012,
}
_REPEATED = 0.05
_HANG = 2.0
_LATENCY = (0, 30)
_LONGEST_WAIT_FOR_A_MESSAGE = 4.0


class Watched(BotApi):
    """A stand-in that says so at the very moment in which a message has arrived and the bot does not know it."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.when_sent: Callable[[], None] | None = None

    async def _carry_out(self, name: str, params: Params) -> web.Response:
        response = await super()._carry_out(name, params)
        if self.when_sent and response.status == 200 and name.startswith("send"):
            when_sent, self.when_sent = self.when_sent, None
            when_sent()
        return response

    def bad_weather(self, seed: int) -> None:
        """From now on some calls in a hundred fail, and some updates come twice."""
        self.faults.seed(seed)
        for fault, share in _SHARES.items():
            self.faults.rate(fault, share)
        self.faults.repeat_rate = _REPEATED
        self.faults.hang_seconds = _HANG
        self.faults.latency_ms = _LATENCY

    def failed_since(self, moment: float, chat: int) -> bool:
        """Whether something sent to this chat failed, or hangs, since a while before this moment."""
        for call in reversed(self.calls):
            if call.time < moment - 2 * _HANG:
                return False
            if call.outcome != 200 and str(call.params.get("chat_id")) == str(chat):
                return True
        return False


@dataclass
class Clock:
    """When the bot was killed, and for how many seconds in all it has been up."""

    kills: list[float] = field(default_factory=list)
    _lived: float = 0.0
    _since: float | None = None

    @property
    def up(self) -> float:
        return self._lived + (time.monotonic() - self._since if self._since else 0.0)

    def begins(self) -> None:
        self._since = time.monotonic()

    def ends(self) -> None:
        self._lived, self._since = self.up, None
        self.kills.append(time.monotonic())

    def killed_since(self, moment: float) -> bool:
        return self._since is None or bool(self.kills and self.kills[-1] >= moment)


@dataclass
class Killer:
    """Kills so many times, in all. `tell` is called every ten kills."""

    bot: BotProcess
    api: Watched
    clock: Clock
    chance: random.Random
    kills: int
    tell: Callable[[], None]
    starting: int = 0
    running: int = 0
    sending: int = 0
    ended_by_itself: list[str] = field(default_factory=list)
    _start_takes: float = 1.0

    @property
    def done(self) -> int:
        return self.starting + self.running + self.sending

    async def starts(self) -> None:
        began = time.monotonic()
        await self.bot.start()
        self.clock.begins()
        self._start_takes = time.monotonic() - began

    async def goes_round(self) -> None:
        while self.done < self.kills:
            await asyncio.sleep(self.chance.uniform(0.1, 2.5))
            if self.chance.random() < 0.4 and await self._at_the_next_message():
                self.sending += 1
            else:
                self.running += 1
            await self._strikes()
            while self.done < self.kills and (not self.starting or self.chance.random() < 0.2):
                await self._while_it_starts()
            await self.starts()

    async def _at_the_next_message(self) -> bool:
        """Wait for the moment in which the bot has sent something and has not heard that it arrived."""
        sent = asyncio.Event()

        def strike() -> None:
            self.bot.strike()
            sent.set()

        self.api.when_sent = strike
        try:
            async with asyncio.timeout(_LONGEST_WAIT_FOR_A_MESSAGE):
                await sent.wait()
        except TimeoutError:
            self.api.when_sent = None
            return False
        return True

    async def _while_it_starts(self) -> None:
        starting = asyncio.create_task(self.bot.start())
        while not self.bot.running:  # noqa: ASYNC110 - the operating system makes a process, and tells nobody
            await asyncio.sleep(0.005)
        await asyncio.sleep(self.chance.uniform(0, self._start_takes))
        if starting.done():
            self.running += 1
        else:
            self.starting += 1
        await self._strikes()
        await starting

    async def _strikes(self) -> None:
        self.bot.strike()
        self.clock.ends()
        code = await self.bot.kill()
        if code != -signal.SIGKILL:
            self.ended_by_itself.append(f"with code {code}, before kill {self.done}: {self.bot.output[-3:]}")
        if self.done % 10 == 0:
            self.tell()


def say(words: str) -> None:
    """Progress, which is no part of the report."""
    print(words, file=sys.stderr, flush=True)
