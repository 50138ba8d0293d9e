"""Sees people off: when the last words have reached somebody we know no more, their address goes too."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.errors import StoreError
from bot.ports import Clock
from bot.runner.bell import Bell
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
        self._news = Bell()

    def news(self) -> None:
        """Somebody may have left."""
        self._news.ring()

    async def run(self) -> None:
        while True:
            waiting = 1
            try:
                waiting = await self._forgetting.let_go(self._clock() - _SHOWN)
            except StoreError as error:
                log.error("somebody's address is still there; trying again: %s", error)
            await self._news.heard(_SOON if waiting else _LATER)
