"""Blocks as a tagged PDF, for screen readers too. Typst sets it: an extra of its own (`make pdf`).

The file says that it keeps to PDF/UA-1 where it does, which Typst checks as it writes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from bot.export.blocks import Block
from bot.export.xml import clean
from bot.i18n import direction
from bot.media import suffix_of
from bot.pictures.charts import WIDTH, as_svg
from bot.pictures.drawing import FONTS, as_png
from bot.pictures.signs import sign

_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_EPOCH: Final = 0
"""The date in the file: the same words are the same bytes."""

_HEAD: Final = """#set document(title: {title})
#set page(paper: "a4", margin: 2cm)
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans Gurmukhi"), weight: 700,
  size: {size}pt, lang: {language}, dir: {direction}, fill: rgb("#1b1b1b"), fallback: false)
#set par(leading: 0.8em, spacing: 1.1em)
#show heading: set text(fill: rgb("#0b5c4b"))
#show heading: set block(above: 1.6em, below: 0.9em)
"""


_ONE_PAGE: Final = """#layout(room => {{
  let page = [{}]
  let sized = size => {{ set text(size: size); page }}
  let fits = size => measure(width: room.width, sized(size)).height <= room.height
  let found = (24pt, 21pt, 18pt, 16pt, 14pt, 12pt).find(fits)
  sized(if found == none {{ 11pt }} else {{ found }})
}})"""


def is_installed() -> bool:
    return find_spec("typst") is not None


def write_pdf(blocks: Sequence[Block], language: str, *, easy: bool = False, one_page: bool = False) -> bytes:
    """The document; in letters that fit on `one_page`, if they can be read. ImportError without the extra."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        body = [_block(block, language, number, Path(folder)) for number, block in enumerate(blocks)]
        title = next((block.words for block in blocks if block.kind == "title"), "")
        head = _HEAD.format(
            title=_string(title),
            size=16 if easy else 11,
            language=_string(language),
            direction=direction(language),
        )
        source = Path(folder) / "report.typ"
        frame = _ONE_PAGE if one_page else "{}"
        source.write_text(head + frame.format("\n\n".join(body)), encoding="utf-8")

        def compiled(*standards: Literal["ua-1"]) -> bytes:
            return typst.compile(
                str(source),
                root=folder,
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                timestamp=_EPOCH,
                pdf_standards=list(standards),
            )

        try:
            return compiled("ua-1")
        except typst.TypstError:  # a sign that none of our fonts has, as an emoji: tagged all the same
            return compiled()


def _block(block: Block, language: str, number: int, folder: Path) -> str:
    tongue = block.language or language
    words = _words(block.words)
    if block.kind == "picture" and block.chart:
        (folder / f"{number}.png").write_bytes(as_png(as_svg(block.chart, titled=False), 2 * WIDTH))
        return f'#image("{number}.png", width: 80%, alt: {_string(block.words)})'
    if block.kind == "photo":
        name = f"{number}{suffix_of(block.photo)}"
        (folder / name).write_bytes(block.photo)
        return f'#image("{name}", height: 6cm, alt: {_string(block.words)})'
    before = _drawn(block, number, folder) if block.sign else ""
    match block.kind:
        case "title":
            body = f"#heading(level: 1)[{words}]"
        case "heading":
            body = f"#heading(level: 2)[{before}{words}]"
        case "quote":
            side = "right" if direction(tongue) == "rtl" else "left"
            body = (
                f'#block(inset: ({side}: 10pt, y: 4pt), stroke: ({side}: 3pt + rgb("#0b5c4b")), width: 100%)'
                f"[#quote(block: false)[{words}]]"
            )
        case _:
            body = f"{before}{words}"
    return f"#[#set text(lang: {_string(tongue)}, dir: {direction(tongue)})\n{body}\n\n]"


def _drawn(block: Block, number: int, folder: Path) -> str:
    """Its sign, which says nothing that the words do not."""
    (folder / f"{number}.svg").write_text(sign(block.sign), encoding="utf-8")
    return f'#pdf.artifact(box(baseline: 30%, image("{number}.svg", height: 1.6em))) '


def _words(words: str) -> str:
    """Words as they stand: nothing in them is an order to Typst."""
    return "#linebreak()".join(f"#{_string(line)}" for line in clean(words).split("\n"))


def _string(words: str) -> str:
    plain = _ISOLATES.sub("", clean(words))  # each piece has a direction of its own here
    return '"{}"'.format(plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"))
