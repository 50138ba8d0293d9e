"""Pictures of numbers as SVG, for pages and for PNG: bars with words and numbers, or marks on a map."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final, Literal

from bot.core.charts import Mark
from bot.pictures.drawing import ACT, INK, PAPER, text
from bot.ports import Bar, Chart

WIDTH: Final = 720
"""Pixels; and the units in which a chart is drawn."""

_EDGE: Final = 36
_ROW: Final = 92
_TITLE: Final = 76
_SIDE: Final = 26
"""How far a mark reaches from its middle."""

_SOFT: Final = "#dfe9e6"

_GROUPS: Final = ("#0b5c4b", "#8a3b00", "#3d3a8c", "#7a0b46", "#4d4d4d")
"""A colour for each group; each has a shape of its own too, and all are dark enough on white."""


def as_svg(chart: Chart, *, titled: bool = True) -> str:
    """The picture, with its words for whoever does not see it. `titled`: no heading is above it."""
    body, height = _bars(chart) if chart.bars else _map(chart)
    title = text(chart.title, WIDTH / 2, 52, 34, WIDTH - 2 * _EDGE, rtl=chart.rtl) if titled else ""
    top = 0 if titled else _TITLE - _EDGE // 2
    spoken = escape(" ".join(words for words, _ in chart.said))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {WIDTH} {height - top}" direction="ltr" '
        'role="img">'
        f"<title>{escape(chart.title)}</title><desc>{spoken}</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{title}{body}</svg>'
    )


def _bars(chart: Chart) -> tuple[str, int]:
    most = max(bar.people for bar in chart.bars)
    rows = (_bar(bar, most, _TITLE + number * _ROW, rtl=chart.rtl) for number, bar in enumerate(chart.bars))
    return "".join(rows), _TITLE + len(chart.bars) * _ROW + _EDGE // 2


def _bar(bar: Bar, most: int, y: float, *, rtl: bool) -> str:
    """The words, and below them the bar on its way from nothing to the longest, with its number behind it."""
    room = WIDTH - 2 * _EDGE - 110
    long = max(6.0, room * bar.people / most)
    begin = WIDTH - _EDGE if rtl else _EDGE
    anchor: Literal["start", "end"] = "end" if rtl else "start"
    left = begin - room if rtl else begin
    edge = begin - long if rtl else begin
    number = begin - long - 14 if rtl else begin + long + 14
    return (
        text(bar.words, begin, y + 30, 28, WIDTH - 2 * _EDGE, rtl=rtl, anchor=anchor)
        + f'<rect x="{left:g}" y="{y + 42:g}" width="{room:g}" height="34" rx="6" fill="{_SOFT}"/>'
        f'<rect x="{edge:g}" y="{y + 42:g}" width="{long:g}" height="34" rx="6" fill="{ACT}"/>'
        + text(bar.number, number, y + 70, 30, 96, rtl=rtl, anchor=anchor)
    )


def _map(chart: Chart) -> tuple[str, int]:
    side = WIDTH - 2 * (_EDGE + _SIDE)
    below = _TITLE + side + 2 * _SIDE
    frame = (
        f'<rect x="{_EDGE}" y="{_TITLE}" width="{side + 2 * _SIDE}" height="{side + 2 * _SIDE}" rx="20" '
        f'fill="none" stroke="{INK}" stroke-width="3"/>'
    )
    corner = (_EDGE + _SIDE, _TITLE + _SIDE)
    marks = (_mark(mark, corner[0] + mark.x * side, corner[1] + mark.y * side) for mark in chart.marks)
    return frame + "".join(marks), below + _EDGE // 2


def _mark(mark: Mark, x: float, y: float) -> str:
    shape = _SHAPES[mark.group % len(_SHAPES)](_SIDE * 0.8)
    colour = _GROUPS[mark.group % len(_GROUPS)]
    return (
        f'<path transform="translate({x:.1f} {y:.1f})" d="{shape}" fill="{colour}" fill-opacity="0.85" '
        f'stroke="{PAPER}" stroke-width="3"/>'
    )


_SHAPES: Final[tuple[Callable[[float], str], ...]] = (
    lambda r: f"M{-r:g} 0a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z",
    lambda r: f"M{-r:g} {-r:g}h{2 * r:g}v{2 * r:g}h{-2 * r:g}z",
    lambda r: f"M0 {-1.2 * r:g}L{1.15 * r:g} {r * 0.8:g}L{-1.15 * r:g} {r * 0.8:g}z",
    lambda r: f"M0 {-1.3 * r:g}L{1.3 * r:g} 0L0 {1.3 * r:g}L{-1.3 * r:g} 0z",
    lambda r: (
        f"M{-r / 3:g} {-r:g}h{2 * r / 3:g}v{2 * r / 3:g}h{2 * r / 3:g}v{2 * r / 3:g}h{-2 * r / 3:g}v{2 * r / 3:g}"
        f"h{-2 * r / 3:g}v{-2 * r / 3:g}h{-2 * r / 3:g}v{-2 * r / 3:g}h{2 * r / 3:g}z"
    ),
)
