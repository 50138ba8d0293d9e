"""Keeps the map of opinions fresh: worked out beside everything else, when enough has changed."""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from bot.core.review.showing import Opinion
from bot.ports import Clock
from bot.runner.rounds import rounds
from bot.store.figures import Voting

_EVERY: Final = 60.0
"""Seconds between two looks."""

_REST: Final = 20
"""So many times as long as the last look took nobody looks again."""

_ENOUGH: Final = 0.02
"""So much of all votes must be new."""


class Opinions:
    """`latest` is the map as it was last worked out; None where nobody has voted, or what it takes is missing."""

    def __init__(self, voting: Voting, clock: Clock) -> None:
        self._voting = voting
        self._clock = clock
        self._when = datetime.min.replace(tzinfo=UTC)
        self._count = 0
        self._not_before = 0.0
        self._working = asyncio.Lock()
        self.latest: Opinion | None = None

    async def run(self) -> None:
        await rounds(self.fresh, _EVERY, "the map of opinions stays as it is for now")

    async def fresh(self) -> Opinion | None:
        """The map, worked out anew if many have voted since. Raises StoreError."""
        if not is_installed():
            return None
        async with self._working:
            now, began = self._clock(), time.monotonic()
            if began < self._not_before:
                return self.latest
            count, new = await self._voting.cast(self._when)
            if new + max(0, self._count - count) > _ENOUGH * self._count:
                cast = await self._voting.votes()
                self.latest = await asyncio.to_thread(_work_out(), cast) if cast else None
                self._when, self._count = now, len(cast)
            self._not_before = time.monotonic() + _REST * (time.monotonic() - began)
            return self.latest


def is_installed() -> bool:
    """Whether what the map takes is there (`make map`)."""
    return importlib.util.find_spec("numpy") is not None


def _work_out() -> Callable[[Iterable[tuple[str, str, int]]], Opinion]:
    from bot.opinion.telling import opinion

    return opinion
