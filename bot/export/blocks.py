"""What reports and pages are made of, whatever file they become: headings, words, quotes, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from bot.ports import Chart, Piece

Kind = Literal["title", "heading", "words", "quote", "picture", "photo"]

Sign = Literal["", "people", "said", "yes", "partly", "no", "done", "likes", "matters", "helps"]
"""A small drawing that says at a glance what a piece is about."""

LONGEST = 2_400
"""Letters that are read aloud in one go."""


@dataclass(frozen=True)
class Block:
    """One piece: its words and their language; of a `picture` or `photo` what is on it.

    `recordings` are heard in the place of the words; a `photo` is shown. `easy`: so has the easy version.
    """

    kind: Kind
    words: str
    language: str
    sign: Sign = ""
    chart: Chart | None = None
    easy: bool = False
    recordings: tuple[bytes, ...] = ()
    photo: bytes = b""

    @property
    def said(self) -> Sequence[Piece]:
        """What is said aloud."""
        if self.photo:
            return ()
        return self.chart.said if self.chart else self.recordings or ((self.words, self.language),)


def easy(blocks: Iterable[Block]) -> list[Block]:
    """Those of the easy version."""
    return [block for block in blocks if block.easy or block.kind == "title"]


def aloud(blocks: Iterable[Block]) -> Iterator[list[Piece]]:
    """All of it as it is said, in parts that are short enough."""
    part: list[Piece] = []
    for piece in (short for block in blocks for one in block.said for short in _in_parts(one)):
        if part and sum(map(_letters, part)) + _letters(piece) > LONGEST:
            yield part
            part = []
        part.append(piece)
    if part:
        yield part


def _in_parts(piece: Piece) -> Iterator[Piece]:
    """It, or where it is too long to be said in one go, a part after the other."""
    if _letters(piece) <= LONGEST or isinstance(piece, bytes):
        yield piece
    else:
        words, language = piece
        yield from ((part, language) for part in wrap(words, LONGEST))


def _letters(piece: Piece) -> int:
    return 0 if isinstance(piece, bytes) else len(piece[0])
