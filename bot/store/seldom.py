"""What takes long with very many answers is worked out again only after a while; with few it always is."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

Found = TypeVar("Found")

_SOON: Final = 0.1
"""Seconds of work. What takes less is never remembered."""

_REST: Final = 40
"""So many times as long as it took it is not worked out again."""


class Seldom(Generic[Found]):
    """Remembers the last thing that was found."""

    def __init__(self) -> None:
        self._till = 0.0
        self._key: Hashable = None
        self._found: list[Found] = []

    def __call__(self, key: Hashable, work: Callable[[], Found]) -> Found:
        """What `work` finds, or found lately for the same key."""
        if self._found and key == self._key and time.monotonic() < self._till:
            return self._found[0]
        began = time.process_time()
        found = work()
        took = time.process_time() - began
        self._key, self._found = key, [found]
        self._till = time.monotonic() + took * _REST if took > _SOON else 0.0
        return found

    def forget(self) -> None:
        """Next time it is worked out."""
        self._found.clear()
