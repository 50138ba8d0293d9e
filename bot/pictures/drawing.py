"""SVG to PNG, with fonts of our own: the same letters, joined right, on every machine."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal

import resvg_py

FONTS = Path(__file__).parent / "fonts"
_FONTS = [str(path) for path in sorted(FONTS.glob("*.ttf"))]
_LATIN = "Noto Sans"
_FAMILIES = {"ARABIC": "Noto Sans Arabic", "BENGALI": "Noto Sans Bengali", "GURMUKHI": "Noto Sans Gurmukhi"}
_WIDTHS = {
    **dict.fromkeys(" .,:;'’!|iljI", 0.33),  # noqa: RUF001 - as it is printed
    **dict.fromkeys("ftr-()", 0.45),
    **dict.fromkeys("mwMWŵŴ—жмшщюыМШЩЮЖЫ", 0.98),
}
_CAPITAL, _SMALL, _SIGN, _OTHER = 0.72, 0.64, 0.42, 1.0
_IN_SCRIPT = {"ARABIC": 0.6, "BENGALI": 0.74, "GURMUKHI": 0.68}
"""How wide letters are in bold, of their size; on the whole a little too much rather than too little."""

INK = "#1b1b1b"
PAPER = "#ffffff"
ACT = "#0b5c4b"


def fonts_for(words: str) -> dict[str, Path]:
    """The files of our fonts for scripts that not every machine can show, by family: those that the words need."""
    needed = {family for family in map(_font, set(words)) if family and family != _LATIN}
    return {family: FONTS / f"{family.replace(' ', '')}-Bold.ttf" for family in sorted(needed)}


def height_of(svg: str) -> int:
    """In the units of a picture."""
    found = re.search(r'viewBox="0 [\d.]+ [\d.]+ ([\d.]+)"', svg)
    assert found, "every picture of ours has a size"
    return round(float(found[1]))


def as_png(svg: str, width: int) -> bytes:
    """The picture, so many pixels wide, on white."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=width, background=PAPER, skip_system_fonts=True, font_files=_FONTS
        )
    )


def text(
    words: str,
    x: float,
    y: float,
    size: float,
    room: float,
    *,
    rtl: bool,
    fill: str = INK,
    anchor: Literal["start", "middle", "end"] = "middle",
) -> str:
    """One line of words around the middle `x`, or from there or up to there on the page; smaller where it must be.

    The line is not longer than the `room`, more or less.
    """
    size = min(size, fitting(words, room))
    # resvg does not know `direction`: an isolate says which way the line runs.
    isolated = f"\u2067{words}\u2069" if rtl else words
    return (
        f'<text x="{x:g}" y="{y:g}" font-weight="700" font-size="{size:.1f}" text-anchor="{anchor}" fill="{fill}">'
        f"{''.join(_in_its_font(letters) for letters in _runs(isolated))}</text>"
    )


def fitting(words: str, room: float) -> float:
    """The largest size in which the words fit into the room, more or less."""
    return room / (width_of(words) or 1)


def width_of(words: str) -> float:
    """How long a line of words is in letters of size 1, more or less."""
    return sum(map(_width, words))


@cache
def _width(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    if unicodedata.category(letter) == "Mc":
        return _SIGN
    script = unicodedata.name(letter, "").partition(" ")[0]
    if script in _IN_SCRIPT:
        return _IN_SCRIPT[script]
    if letter.isupper():
        return _CAPITAL
    return _SMALL if letter.isalnum() or letter in '?-–"“”' else _OTHER  # noqa: RUF001 - dashes of all kinds


def _in_its_font(letters: list[tuple[str, str]]) -> str:
    words = "".join(letter for letter, _ in letters)
    return f'<tspan font-family="{letters[0][1]}, sans-serif">{html.escape(words)}</tspan>'


def _runs(words: str) -> Iterator[list[tuple[str, str]]]:
    """The letters with their fonts, each run of one font together: resvg takes one font for a whole run."""
    fonts = [_font(letter) for letter in words]
    following = next(filter(None, fonts), _LATIN)
    settled = []
    for letter, font in zip(words, fonts, strict=True):
        following = font or following
        settled.append((letter, following))
    for _, run in groupby(settled, key=itemgetter(1)):
        yield list(run)


def _font(letter: str) -> str | None:
    """The font a letter needs; None for spaces and signs, which go with what is before them."""
    name = unicodedata.name(letter, "")
    for script, font in _FAMILIES.items():
        if name.startswith(script):
            return font
    return _LATIN if letter.isalnum() else None
