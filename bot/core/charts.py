"""A picture of numbers: bars, or marks on a map. What it shows is told by the message that it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.core.conversation import Line


class Bar(NamedTuple):
    """So many people. What of: lines of ours, or somebody's own words in their language.

    Without words it is the language itself, by the name that it gives itself.
    """

    people: int
    words: tuple[Line, ...] | str = ""
    language: str = ""


@dataclass(frozen=True)
class Mark:
    """So many people who think alike, at a place from 0 to 1 (from the left, from the top), in a group 0, 1, …"""

    x: float
    y: float
    people: int
    group: int = 0


@dataclass(frozen=True)
class Chart:
    """Either bars, one below the other, or marks."""

    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
