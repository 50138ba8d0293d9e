"""Blocks as a page that is one file: it is read, heard and printed wherever it is opened, without a network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Final

from bot.export.blocks import Block, Sign
from bot.i18n import direction
from bot.media import headers_of
from bot.pictures.charts import as_svg
from bot.pictures.drawing import fonts_for
from bot.pictures.signs import sign

_STYLE: Final = (
    "body{margin:0;background:#fff;color:#1b1b1b;font:1.125rem/1.6 sans-serif}"
    "main{max-width:42rem;margin:0 auto;padding:1rem}h1{font-size:2rem;line-height:1.25}"
    "h2{font-size:1.4rem;line-height:1.3;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:3px solid #0b5c4b}"
    "p{margin:.6rem 0}blockquote{margin:.6rem 0;padding:.4rem 1rem;border-inline-start:.35rem solid #0b5c4b;"
    "white-space:pre-wrap}svg,img{max-width:100%;height:auto}audio{width:100%}"
    ".sign{width:2.2rem;height:2.2rem;vertical-align:middle;margin-inline-end:.6rem}"
    "pre{font:inherit;white-space:pre-wrap}summary{min-height:2.75rem;cursor:pointer}"
    "body.easy{font-size:1.5rem}.easy main{max-width:48rem}.easy p,.easy blockquote{line-height:1.8}"
    ".easy .sign{width:4.5rem;height:4.5rem}@media print{h2{break-after:avoid}blockquote{break-inside:avoid}}"
)


def page(
    blocks: Sequence[Block], language: str, in_words: str, sounds: Sequence[bytes] = (), *, easy: bool = False
) -> str:
    """All of it. `in_words` leads to what is on a picture; `sounds` are the whole of it aloud, as MP3."""
    title = next((block.words for block in blocks if block.kind == "title"), "")
    heard = "".join(
        f'<p><audio controls preload="none" aria-label="{escape(title)}" '
        f'src="data:audio/mpeg;base64,{b64encode(sound).decode()}"></audio></p>'
        for sound in sounds
    )
    body = "".join(
        _block(block, language, in_words) + (heard if block.kind == "title" else "") for block in blocks
    )
    fonts = fonts_for("".join(map(_shown, blocks)))
    families = "".join(f"'{family}'," for family in fonts)
    faces = "".join(
        f"@font-face{{font-family:'{family}';src:url(data:font/ttf;base64,{b64encode(path.read_bytes()).decode()})}}"
        for family, path in fonts.items()
    )
    style = f"{faces}{_STYLE}body{{font-family:{families}'Noto Sans',system-ui,sans-serif}}"
    looks = ' class="easy"' if easy else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction(language)}"><head>'
        '<meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body{looks}><main>{body}</main></body></html>\n"
    )


def _shown(block: Block) -> str:
    """All words that are seen of it."""
    return "".join((block.words, *(words for words, _ in block.chart.said))) if block.chart else block.words


def _block(block: Block, language: str, in_words: str) -> str:
    tongue = block.language or language
    own = f' lang="{escape(tongue)}" dir="{direction(tongue)}"' if tongue != language else ""
    words = escape(block.words)
    match block.kind:
        case "title":
            return f"<h1{own}>{words}</h1>"
        case "heading":
            return f"<h2{own}>{_drawn(block.sign)}{words}</h2>"
        case "quote":
            return f"<blockquote{own}>{words}</blockquote>"
        case "photo":
            data = f"data:{headers_of(block.photo)['Content-Type']};base64,{b64encode(block.photo).decode()}"
            return f'<p><img alt="{words}"{own} src="{data}"></p>'
        case "picture" if block.chart:
            listed = escape(block.words.partition("\n")[2])
            more = f"<details><summary>{escape(in_words)}</summary><pre>{listed}</pre></details>"
            return f"<div>{as_svg(block.chart, titled=False)}</div>{more}"
    return f"<p{own}>{_drawn(block.sign)}{words}</p>"


def _drawn(name: Sign) -> str:
    return sign(name).replace("<svg ", '<svg class="sign" aria-hidden="true" ', 1) if name else ""
