"""What is done every night: a backup, and letting go of what was kept long enough."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.rights import keeping
from bot.errors import StoreError
from bot.metrics import ERRORS, NIGHT
from bot.ports import Clock
from bot.store import backups
from bot.store.retention import Retention

log = logging.getLogger(__name__)

_NIGHT = timedelta(days=1)
_LOOKS = 600.0
"""Seconds between two looks whether a night has passed: a computer that sleeps at night does it in the morning."""

_BACKUP = "sgwrs-{:%Y-%m-%d}.tar.gz"


class Nightly:
    """Lives as long as the bot. `errands` is told when recordings are to be wiped."""

    def __init__(
        self,
        retention: Retention,
        places: backups.Places,
        folder: Path | None,
        clock: Clock,
        errands: Callable[[], None],
    ) -> None:
        """`folder` is where backups go; None where somebody else makes them."""
        self._retention = retention
        self._places = places
        self._folder = folder
        self._clock = clock
        self._errands = errands

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except StoreError as error:
                ERRORS.labels("night").inc()
                log.error("what is done every night was not done; trying again: %s", error)
            await asyncio.sleep(_LOOKS)

    async def once(self) -> None:
        """Do it, if the last time was a day ago. Raises StoreError."""
        now = self._clock()
        last = await self._retention.last()
        if last and timedelta() <= now - last[0] < _NIGHT:
            NIGHT.set(last[0].timestamp())
            return
        if self._folder:
            await asyncio.to_thread(self._back_up, self._folder, now)
        let_go_of_copies(self._places, self._folder, now)
        found = await self._retention.run(now)  # it notes that the night is done, and so comes last
        self._errands()
        log.info("let go of what was kept long enough: %s", found.words)
        NIGHT.set(now.timestamp())

    def _back_up(self, folder: Path, now: datetime) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the backup can not be written: {error.strerror}") from error
        backups.back_up(self._places, folder / _BACKUP.format(now))


def let_go_of_copies(places: backups.Places, folder: Path | None, now: datetime) -> int:
    """Delete backups, and copies from before a change of the tables, past their time; returns how many."""
    copies = [*places.file.parent.glob(f"{places.file.name}.version-*")]
    copies += folder.glob("sgwrs-*.tar.gz") if folder else ()
    oldest = (now - keeping.BACKUPS).timestamp()
    try:
        past = [path for path in copies if path.stat().st_mtime < oldest]
        for path in past:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"an old copy can not be deleted: {error.strerror}") from error
    return len(past)
