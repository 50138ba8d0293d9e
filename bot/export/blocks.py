"""What reports and pages are made of, whatever file they become: headings, words, quotes, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.ports import Chart

Kind = Literal["title", "heading", "words", "quote", "picture"]

Sign = Literal["", "people", "said", "yes", "partly", "no", "done"]
"""A small drawing that says at a glance what a piece is about."""

LONGEST = 2_400
"""Letters that are read aloud in one go."""


@dataclass(frozen=True)
class Block:
    """One piece: its words and their language; of a `picture` what is on it. `easy`: so has the easy version."""

    kind: Kind
    words: str
    language: str
    sign: Sign = ""
    chart: Chart | None = None
    easy: bool = False

    @property
    def said(self) -> Sequence[tuple[str, str]]:
        """What is said aloud: pieces, each with its language."""
        return self.chart.said if self.chart else ((self.words, self.language),)


def easy(blocks: Iterable[Block]) -> list[Block]:
    """Those of the easy version."""
    return [block for block in blocks if block.easy or block.kind == "title"]


def aloud(blocks: Iterable[Block]) -> Iterator[list[tuple[str, str]]]:
    """All of it as it is said, in parts that are short enough."""
    part: list[tuple[str, str]] = []
    for words, language in (piece for block in blocks for piece in block.said):
        if part and sum(len(one) for one, _ in part) + len(words) > LONGEST:
            yield part
            part = []
        part.append((words, language))
    if part:
        yield part
