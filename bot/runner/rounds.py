"""A job that looks again and again whether there is something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import StoreError

log = logging.getLogger(__name__)


FIRST_PEOPLE = 60.0
"""Seconds after the start in which the machine is for those who come: many may have waited while it was off."""


async def rounds(once: Callable[[], Awaitable[object]], seconds: float, trouble: str, *, after: float = 0) -> None:
    """Till it is cancelled, from so many seconds on. Where the database has trouble, that is told, and the next
    round tries again.
    """
    await asyncio.sleep(after)
    while True:
        try:
            await once()
        except StoreError as error:
            log.error("%s; trying again: %s", trouble, error)
        await asyncio.sleep(seconds)
