"""One page about a person, drawn: a title, and below each heading what they said."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.pictures.drawing import ACT, INK, PAPER, text, width_of
from bot.pictures.signs import sign

WIDTH: Final = 1080
"""Pixels; and the units in which a page is drawn."""

_SHEET: Final = 1528
"""As high as a sheet of A4 is at this width: a page is no higher where that can be read."""

_TALLEST: Final = 8_800
"""A phone takes no picture whose sides are longer together than 10,000 pixels."""

_SIZES: Final = (64, 54, 46, 40, 36, 32)
_EDGE: Final = 60
_BAND: Final = 170
_SIGN: Final = 84
_PHOTO: Final = 420
_NO_LETTERS: Final = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]")
"""Little pictures that people write, which none of our fonts has."""

_SOFT: Final = "#e7f0ed"


@dataclass(frozen=True)
class Piece:
    """Words, in one direction, or a photo, JPEG or PNG as its `kind` says. `quoted`: a person said them."""

    words: str = ""
    rtl: bool = False
    photo: bytes = b""
    kind: str = ""
    quoted: bool = True


@dataclass(frozen=True)
class Section:
    """What stands below a heading, which has a small drawing."""

    heading: str
    drawn: str
    pieces: list[Piece]


def page(title: str, sections: Sequence[Section], *, rtl: bool) -> str:
    """The page as SVG: in the largest letters with which it is no higher than A4, or else as high as needed."""
    for size in _SIZES:
        body, height = _body(sections, size, rtl=rtl)
        if height <= _SHEET:
            break
    height = max(height, WIDTH)
    begin = WIDTH - _EDGE if rtl else _EDGE
    band = f'<rect width="{WIDTH}" height="{_BAND}" fill="{ACT}"/>'
    room = WIDTH - 2 * _EDGE
    top = text(title, begin, 112, 68, room, rtl=rtl, fill=PAPER, anchor=_anchor(rtl=rtl))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}">'
        f'<rect width="{WIDTH}" height="{height:g}" fill="{PAPER}"/>{band}{top}{body}</svg>'
    )


def pixels(height: int) -> int:
    """How wide a page of this height is drawn, so that every phone takes it."""
    return min(WIDTH, WIDTH * _TALLEST // height)


def _body(sections: Sequence[Section], size: int, *, rtl: bool) -> tuple[str, float]:
    """All sections in letters of this size, and where they end."""
    drawn, y = [], float(_BAND + _EDGE // 2)
    for section in sections:
        inner, bottom = _section(section, y, size, rtl=rtl)
        drawn.append(inner)
        y = bottom + _EDGE // 2
    return "".join(drawn), y


def _section(section: Section, y: float, size: int, *, rtl: bool) -> tuple[str, float]:
    begin = WIDTH - _EDGE if rtl else _EDGE
    left = begin - _SIGN if rtl else begin
    after = begin - _SIGN - 24 if rtl else begin + _SIGN + 24
    room = WIDTH - 2 * _EDGE - _SIGN - 24
    drawn = [
        sign(section.drawn).replace("<svg ", f'<svg x="{left}" y="{y:g}" width="{_SIGN}" height="{_SIGN}" ', 1),
        text(section.heading, after, y + 60, 50, room, rtl=rtl, fill=ACT, anchor=_anchor(rtl=rtl)),
    ]
    y += _SIGN + 20
    for piece in section.pieces:
        inner, bottom = _photo(piece, y, rtl=rtl) if piece.photo else _said(piece, y, size)
        drawn.append(inner)
        y = bottom + 16
    return "".join(drawn), y


def _said(piece: Piece, y: float, size: int) -> tuple[str, float]:
    """Words on a soft ground, with a bar at the side where they begin; without both if nobody said them."""
    inset, step = (32, size * 1.45) if piece.quoted else (0, size * 1.45)
    room = WIDTH - 2 * _EDGE - 2 * inset
    words = _NO_LETTERS.sub("", piece.words)
    lines = [line for part in words.splitlines() for line in wrapped(part, size, room)]
    height = len(lines) * step + (0.55 * size if piece.quoted else 0)
    begin = WIDTH - _EDGE - inset if piece.rtl else _EDGE + inset
    ground = ""
    if piece.quoted:
        bar = WIDTH - _EDGE - 8 if piece.rtl else _EDGE
        ground = (
            f'<rect x="{_EDGE}" y="{y:g}" width="{WIDTH - 2 * _EDGE}" height="{height:g}" fill="{_SOFT}"/>'
            f'<rect x="{bar}" y="{y:g}" width="8" height="{height:g}" fill="{ACT}"/>'
        )
    first = y + size * (1.25 if piece.quoted else 1)
    written = (
        text(line, begin, first + n * step, size, room, rtl=piece.rtl, fill=INK, anchor=_anchor(rtl=piece.rtl))
        for n, line in enumerate(lines)
    )
    return ground + "".join(written), y + height


def _photo(piece: Piece, y: float, *, rtl: bool) -> tuple[str, float]:
    side = "xMaxYMid" if rtl else "xMinYMid"
    data = b64encode(piece.photo).decode()
    return (
        f'<image x="{_EDGE}" y="{y:g}" width="{WIDTH - 2 * _EDGE}" height="{_PHOTO}" '
        f'preserveAspectRatio="{side} meet" href="data:{piece.kind};base64,{data}"/>'
    ), y + _PHOTO


def wrapped(words: str, size: float, room: float) -> Iterator[str]:
    """The words in lines that fit; a word that is longer than a line is cut."""
    fits, blank = room / size, width_of(" ")
    line, long = "", 0.0
    for piece in (piece for word in words.split() for piece in _pieces(word, fits)):
        wide = width_of(piece)
        if line and long + blank + wide <= fits:
            line, long = f"{line} {piece}", long + blank + wide
            continue
        if line:
            yield line
        line, long = piece, wide
    if line:
        yield line


def _pieces(word: str, fits: float) -> Iterator[str]:
    """The word, in pieces that are each as long as a line where it is longer than that."""
    piece, long = "", 0.0
    for letter in word:
        wide = width_of(letter)
        if piece and long + wide > fits:
            yield piece
            piece, long = "", 0.0
        piece, long = piece + letter, long + wide
    yield piece


def _anchor(*, rtl: bool) -> Literal["start", "end"]:
    return "end" if rtl else "start"
