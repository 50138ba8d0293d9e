"""Small numbers: what may be told of few people so that it points at nobody.

This lowers a risk; it does not make anybody anonymous.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FEWEST: Final = 5
"""People behind any number that is published."""

BASE: Final = 10
"""People of whom a share may be given in percent."""

OTHER: Final = "other"


def published(counts: Mapping[str, int], fewest: int = FEWEST) -> dict[str, int] | None:
    """A table whose every number, and every sum of them, is of enough people; None where there can be none.

    What is too small goes into "other"; where that is too small itself, the smallest of the rest goes there too.
    """
    large = {name: count for name, count in counts.items() if count >= fewest and name != OTHER}
    other = sum(counts.values()) - sum(large.values())
    while 0 < other < fewest and large:
        smallest = min(large, key=lambda name: (large[name], name))
        other += large.pop(smallest)
    if other >= fewest:
        large[OTHER] = other
    return large if other == 0 or other >= fewest else None


def released(before: Mapping[str, int] | None, now: Mapping[str, int]) -> dict[str, int] | None:
    """The same for somebody who has seen an earlier release: what changed by few stays as it was.

    Else two releases, one taken from the other, would tell what few people said.
    """
    fresh = published(now)
    if before is None or fresh is None:
        return fresh
    names = {*before, *fresh}
    changes = [abs(before.get(name, 0) - fresh.get(name, 0)) for name in names]
    return dict(before) if any(0 < change < FEWEST for change in changes) else fresh


def percent(part: int, whole: int) -> int | None:
    """A share in percent; None of too few people."""
    return round(100 * part / whole) if whole >= BASE else None
