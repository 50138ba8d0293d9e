"""Which answers are perhaps about the same thing: by the letters they share. It may be the opposite.

People group what was said; this only orders what they are offered first. It merges, hides and counts nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.reading import plain

_SIZES: Final = (3, 4, 5)


def grams(text: str) -> Counter[str]:
    """How often each run of three to five letters is in it; words stand alone, with a space before and after."""
    padded = [f" {word} " for word in plain(text).split()]
    return Counter(
        word[at : at + size] for word in padded for size in _SIZES for at in range(len(word) - size + 1)
    )


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0, nothing in common, to 1: the cosine of the two."""
    shared = sum(count * other[gram] for gram, count in one.items())
    lengths = math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return shared / lengths if lengths else 0.0


def most_alike(text: str, others: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """The names of these others, each with its texts: the one with the text most like this comes first."""
    mine = grams(text)
    scored = [(max((likeness(mine, grams(one)) for one in texts), default=0.0), name) for name, texts in others]
    return [name for _, name in sorted(scored, key=lambda one: -one[0])]
