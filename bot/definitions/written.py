"""A line as it stands in a file that people write."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.conversation import Line


@dataclass(frozen=True)
class Written:
    """A line, where it stands, and what its translators should know."""

    line: Line
    number: int
    note: str
