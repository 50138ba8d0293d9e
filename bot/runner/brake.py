"""Slows somebody who sends far more than anybody can say, and nobody else."""

from __future__ import annotations

import time
from enum import Enum

_BURST = 60
"""So many turns anybody may take at once."""

_MANY = 1000
"""With fewer people than that nobody need be forgotten."""


class Haste(Enum):
    """How fast somebody is: not too fast, too fast just now, or too fast for a while already."""

    NONE = 0
    BEGINS = 1
    GOES_ON = 2


class Brake:
    """Counts each person's turns. What they say is kept all the same; only the answering gets shorter."""

    def __init__(self, pace: float) -> None:
        """`pace` is the turns a second that anybody may take for ever; 0 means any number."""
        self._pace = pace
        self._left: dict[str, tuple[float, float]] = {}
        self._prune_at = _MANY

    def haste(self, address: str) -> Haste:
        """One more turn of this person: how fast is that?"""
        if not self._pace:
            return Haste.NONE
        now = time.monotonic()
        left, since = self._left.get(address, (float(_BURST), now))
        left = min(float(_BURST), left + (now - since) * self._pace)
        hasty_before, left = left < 1, max(0.0, left - 1)
        self._left[address] = (left, now)
        if len(self._left) > self._prune_at:
            full = now - _BURST / self._pace
            self._left = {name: spent for name, spent in self._left.items() if spent[1] > full}
            self._prune_at = max(_MANY, 2 * len(self._left))
        if left >= 1:
            return Haste.NONE
        return Haste.GOES_ON if hasty_before else Haste.BEGINS
