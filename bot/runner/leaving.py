"""Sees people off: when the last words have reached somebody we know no more, their address goes too."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta

from bot.errors import StoreError
from bot.ports import Clock
from bot.store.forgetting import Forgetting

log = logging.getLogger(__name__)

_SHOWN = timedelta(minutes=30)
"""So long last words stand on a page."""

_SOON = 2.0
_LATER = 600.0
"""Seconds till the next look, when somebody is leaving, and when nobody is."""


class Leaving:
    """Lives as long as the bot. `news` wakes it."""

    def __init__(self, forgetting: Forgetting, clock: Clock) -> None:
        self._forgetting = forgetting
        self._clock = clock
        self._news = asyncio.Event()

    def news(self) -> None:
        """Somebody may have left."""
        self._news.set()

    async def run(self) -> None:
        while True:
            self._news.clear()
            waiting = 1
            try:
                waiting = await self._forgetting.let_go(self._clock() - _SHOWN)
            except StoreError as error:
                log.error("somebody's address is still there; trying again: %s", error)
            with contextlib.suppress(TimeoutError):
                # Not wait_for: on Python 3.11 that forgets that it was cancelled, where there is news at the time.
                async with asyncio.timeout(_SOON if waiting else _LATER):
                    await self._news.wait()
