"""Reminds people who stopped in the middle that they can go on: once, and then never again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.errors import StoreError, place
from bot.ports import Clock
from bot.runner.turns import Runner
from bot.store.turns import Turns

log = logging.getLogger(__name__)

_EVERY = 600.0
"""Seconds between two looks."""

_SOON = 1.0

_TOO_LATE = timedelta(days=2)
"""Whoever has been silent for so much longer is not disturbed any more, as after a standstill of ours."""


class Reminding:
    """Lives as long as the bot. A reminder comes at the time of day at which the person was last here.

    `ready` says whether what people sent while the bot was away is taken in.
    """

    def __init__(
        self,
        turns: Turns,
        runner: Runner,
        channels: Iterable[str],
        clock: Clock,
        after: timedelta,
        ready: Callable[[], bool],
    ) -> None:
        self._turns = turns
        self._runner = runner
        self._channels = tuple(channels)
        self._clock = clock
        self._after = after
        self._ready = ready

    async def run(self) -> None:
        """Returns at once where nobody is to be reminded."""
        while self._after and self._channels:
            if not self._ready():  # whoever has written meanwhile needs no reminder
                await asyncio.sleep(_SOON)
                continue
            try:
                await self.once()
            except StoreError as error:
                log.error("nobody can be reminded just now: %s", error)
            await asyncio.sleep(_EVERY)

    async def once(self) -> None:
        """Remind those whose time has come. Raises StoreError."""
        until = self._clock() - self._after
        for channel in self._channels:
            for address in await self._turns.silent(channel, until - _TOO_LATE, until):
                await self._remind(channel, address)

    async def _remind(self, channel: str, address: str) -> None:
        try:
            await self._runner.remind(channel, address)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one person's trouble must not keep the others from being reminded
            log.error("somebody could not be reminded: %s", place(error))
