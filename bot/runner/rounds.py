"""A job that looks again and again whether there is something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import StoreError

log = logging.getLogger(__name__)


async def rounds(once: Callable[[], Awaitable[object]], seconds: float, trouble: str) -> None:
    """Till it is cancelled. Where the database has trouble, that is told, and the next round tries again."""
    while True:
        try:
            await once()
        except StoreError as error:
            log.error("%s; trying again: %s", trouble, error)
        await asyncio.sleep(seconds)
