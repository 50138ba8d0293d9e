"""A card: the choices of one question, each with its drawing, its number and its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.pictures.drawing import ACT, INK, PAPER, text
from bot.ports import Labelled

WIDTH = 720
"""Pixels; and the units in which a card is drawn."""

_GAP = 16
_DRAWING = 210
_CELL = 330
_OPENING = re.compile(r'<svg [^>]*viewBox="0 0 100 100"[^>]*>')
_NOT_HERE = re.compile(r"<(text|script|image|style|foreignObject)\b|href|url\(", re.IGNORECASE)


def read_drawings(folder: Path) -> dict[str, str]:
    """Every drawing of a folder by its name without the ending."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.svg"))}


def wrong_with(drawing: str) -> str:
    """What keeps a drawing from being used, or ""."""
    if not _OPENING.search(drawing):
        return 'a drawing begins with <svg … viewBox="0 0 100 100">'
    if found := _NOT_HERE.search(drawing):
        return f"a drawing is made of lines and shapes only, without `{found[0].strip('<(')}`"
    return ""


def card(choices: Sequence[Labelled], drawings: Mapping[str, str], *, rtl: bool) -> str:
    """The card as SVG: one below the other in two columns, or three beside each other; from the right in RTL."""
    columns = 3 if len(choices) == 3 else min(2, len(choices))  # noqa: PLR2004 - three fit beside each other
    rows = -(-len(choices) // columns)
    width = (WIDTH - _GAP * (columns + 1)) / columns
    cells = []
    for place, choice in enumerate(choices):
        row, column = divmod(place, columns)
        column = columns - 1 - column if rtl else column
        x, y = _GAP + column * (width + _GAP), _GAP + row * (_CELL + _GAP)
        cells.append(_cell(choice, drawings.get(choice.picture, ""), x, y, width, rtl=rtl))
    height = _GAP + rows * (_CELL + _GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{"".join(cells)}</svg>'
    )


def _cell(choice: Labelled, drawing: str, x: float, y: float, width: float, *, rtl: bool) -> str:
    number, _, label = choice.label.partition(" ")
    side = min(_DRAWING, width - 2 * _GAP)
    inner = (
        f'<svg x="{x + (width - side) / 2:g}" y="{y + 3.5 * _GAP:g}" width="{side:g}" height="{side:g}" '
        'viewBox="0 0 100 100">'
    )
    corner = x + width - 38 if rtl else x + 38
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{_CELL}" rx="20" fill="{PAPER}" '
        f'stroke="{INK}" stroke-width="3"/>'
        f"{_OPENING.sub(lambda _: inner, drawing, count=1)}"
        f'<circle cx="{corner:g}" cy="{y + 38:g}" r="28" fill="{ACT}"/>'
        + text(number, corner, y + 52, 40, 50, rtl=rtl, fill=PAPER)
        + text(label, x + width / 2, y + _CELL - 22, 40, width - 2 * _GAP, rtl=rtl)
    )
