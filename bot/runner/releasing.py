"""Makes a new release of what came of it when there is something new to tell everybody."""

from __future__ import annotations

import logging
from typing import Final

from bot.ports import Clock
from bot.runner.opinions import Opinions
from bot.runner.rounds import rounds
from bot.store.releases import Releases

log = logging.getLogger(__name__)

_EVERY: Final = 10.0
"""Seconds between two looks."""


class Releasing:
    """Lives as long as the bot. `latest` is the number of the last release, 0 while none is known."""

    def __init__(self, releases: Releases, opinions: Opinions, clock: Clock) -> None:
        self._releases = releases
        self._opinions = opinions
        self._clock = clock
        self.latest = 0

    async def run(self) -> None:
        await rounds(self.once, _EVERY, "what came of it can not be shown to everybody yet")

    async def once(self) -> None:
        """Raises StoreError."""
        if number := await self._releases.make(await self._opinions.fresh(), self._clock()):
            log.info("release %d of what came of it can be seen by everybody", number)
        self.latest = number or self.latest or await self._releases.latest()
