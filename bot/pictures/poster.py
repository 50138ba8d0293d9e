"""Posters: one A4 page a language, with a square for phones' cameras that leads to the chat in that language."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import segno

from bot.pictures.drawing import ACT, INK, PAPER, as_png, fitting, text

_WIDTH, _HEIGHT = 2100, 2970
"""Tenths of millimetres: A4."""

_DOTS: Final = 2480
"""Pixels across: 300 to the inch."""

_LINE: Final = 22
"""Letters of the title in a line, at most; the last line may be longer."""


@dataclass(frozen=True)
class Poster:
    """What stands on it, from the top: all of it words of the language, but for the link."""

    language: str
    rtl: bool
    title: str
    speaks: str
    how: str
    link: str
    address: str
    asks: str

    @property
    def words(self) -> str:
        return f"{self.title} {self.speaks} {self.how} {self.address} {self.asks}"


def as_svg(poster: Poster) -> str:
    """The page as SVG."""
    lines, y, drawn = _lines(poster.title), 330, []
    size = min(210, *(fitting(line, _WIDTH - 240) for line in lines))
    for line in lines:
        drawn.append(text(line, _WIDTH / 2, y, size, _WIDTH, rtl=poster.rtl, fill=PAPER))
        y += 250
    band = y - 60
    drawn.append(text(poster.speaks, _WIDTH / 2, band + 170, 110, _WIDTH - 240, rtl=poster.rtl))
    side = 1250
    drawn.append(_square(poster.link, (_WIDTH - side) / 2, band + 250, side))
    below = band + 250 + side
    drawn.append(text(poster.how, _WIDTH / 2, below + 150, 100, _WIDTH - 200, rtl=poster.rtl))
    drawn.append(text(poster.address, _WIDTH / 2, below + 290, 76, _WIDTH - 200, rtl=poster.rtl))
    drawn.append(text(poster.asks, _WIDTH / 2, _HEIGHT - 110, 64, _WIDTH - 200, rtl=poster.rtl))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="{_WIDTH}" height="{band}" fill="{ACT}"/>{"".join(drawn)}</svg>'
    )


def write(poster: Poster, folder: Path) -> list[Path]:
    """Write it as PNG, and as PDF where the extra for that is installed; returns the files."""
    picture = as_png(as_svg(poster), _DOTS)
    png, pdf = (folder / f"poster-{poster.language}.{ending}" for ending in ("png", "pdf"))
    png.write_bytes(picture)
    try:
        from fpdf import FPDF
    except ImportError:
        return [png]
    page = FPDF(format="A4")
    page.set_lang(poster.language)
    page.set_title(poster.title)
    page.add_page()
    page.image(io.BytesIO(picture), x=0, y=0, w=page.w, h=page.h, alt_text=poster.words)
    page.output(str(pdf))
    return [png, pdf]


def _lines(title: str) -> list[str]:
    lines = [""]
    for word in title.split():
        if len(lines) < 3 and lines[-1] and len(lines[-1]) + len(word) >= _LINE:  # noqa: PLR2004 - three fit
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _square(link: str, x: float, y: float, side: float) -> str:
    """The link for cameras; it can still be read where a third of it is torn or wet."""
    code = segno.make(link, error="q", micro=False)
    modules = code.symbol_size(border=2)[0]
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, cells in enumerate(code.matrix_iter(border=2))
        for column, dark in enumerate(cells)
        if dark
    )
    return (
        f'<svg x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}" viewBox="0 0 {modules} {modules}">'
        f'<path d="{path}" fill="{INK}" shape-rendering="crispEdges"/></svg>'
    )
