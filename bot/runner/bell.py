"""What wakes a job that waits for something to do."""

from __future__ import annotations

import asyncio
import contextlib


class Bell:
    """Rung by whoever has news, heard by one job. What is rung while the job works is heard when it waits next."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def heard(self, seconds: float) -> None:
        """Returns when it is rung, or after so many seconds."""
        # Not wait_for: on Python 3.11 that forgets that it was cancelled, where there is news at the time.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
