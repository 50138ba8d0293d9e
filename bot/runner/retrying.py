"""Takes up what was set aside, when somebody wants it tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.errors import StoreError, place
from bot.store.quarantine import Aside, Quarantine

log = logging.getLogger(__name__)

_EVERY = 5.0
"""Seconds between two looks: whoever asks for it does so in another process."""

Again = Callable[[Aside], Awaitable[bool]]
"""A channel's way to take something again; False if it still can not be taken. Raises StoreError."""


class Retrying:
    """Lives as long as the bot."""

    def __init__(self, quarantine: Quarantine, again: Mapping[str, Again]) -> None:
        self._quarantine = quarantine
        self._again = again

    async def run(self) -> None:
        while True:
            try:
                for aside in await self._quarantine.wanted():
                    if again := self._again.get(aside.channel):
                        await self._retry(aside, again)
            except StoreError as error:
                log.error("what was set aside can not be tried again now: %s", error)
            await asyncio.sleep(_EVERY)

    async def _retry(self, aside: Aside, again: Again) -> None:
        try:
            taken = await again(aside)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - it is in the list because something is wrong with it
            log.error("number %d of what was set aside: %s", aside.id, place(error))
            taken = False
        if taken:
            log.info("number %d of what was set aside is taken now", aside.id)
            await self._quarantine.done(aside)
        else:
            await self._quarantine.failed_again(aside)
