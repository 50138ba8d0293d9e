"""Documents as Word has them, for people to read and for Taguette: one for each person, or for each question.

ECMA-376, part 1, chapter 17. Nothing but headings and paragraphs is in them.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from bot.export.about import About
from bot.export.outline import Outline
from bot.export.rows import Given, Sounds
from bot.export.xml import HEAD, OFFICE, PACKAGE, attributes, clean, entry
from bot.i18n import direction

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DEFAULTS = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
)
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{_DEFAULTS}'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "word/styles.xml": f'<w:styles xmlns:w="{_MAIN}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
    '<w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
    '<w:rPr><w:b/><w:bCs/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style></w:styles>',
}
_PIECE = 2**16


class Documents:
    """A folder of documents, and about.docx. `by` is what one document is of: "person" or "question"."""

    sounds: Sounds = "none"

    def __init__(self, folder: Path, outline: Outline, by: str) -> None:
        self._folder = folder / "documents"
        self._folder.mkdir(exist_ok=True)
        self._outline = outline
        self._by = by
        self._open: dict[str, IO[str]] = {}

    def add(self, given: Given) -> None:
        answer = given.answer
        question = ".".join(filter(None, (answer.step, answer.part)))
        name = answer.participant if self._by == "person" else question
        if self._by == "person" and name not in self._open:
            self._close_all()
        if name not in self._open:
            self._open[name] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - till all is told
            self._open[name].write(paragraph(name, "en", "Heading1"))
        head = answer.question if self._by == "person" else answer.participant
        body = self._open[name]
        body.write(paragraph(head, answer.language if self._by == "person" else "en", "Heading2"))
        body.write(paragraph(self._outline.words(answer), answer.language))

    def close(self, about: About) -> None:
        self._close_all()
        with tempfile.TemporaryFile("w+", encoding="utf-8") as body:
            body.writelines(paragraph(line, "en") for line in self._outline.about(about))
            write_docx(self._folder.parent / "about.docx", body)

    def _close_all(self) -> None:
        for name, body in self._open.items():
            with body:
                write_docx(self._folder / f"{name}.docx", body)
        self._open = {}


def write_docx(path: Path, body: IO[str], pictures: Sequence[bytes] = ()) -> None:
    """A document with these paragraphs, and the PNGs that `picture` names by their numbers. Raises OSError."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in _PARTS.items():
            related = "".join(map(_related, range(len(pictures)))) if name.endswith("document.xml.rels") else ""
            archive.writestr(entry(name), HEAD + content.replace("</Relationships>", f"{related}</Relationships>"))
        for number, data in enumerate(pictures):
            archive.writestr(entry(f"word/media/{number}.png"), data)
        with archive.open(entry("word/document.xml"), "w") as document:
            document.write(f'{HEAD}<w:document xmlns:w="{_MAIN}"><w:body>'.encode())
            body.seek(0)
            while piece := body.read(_PIECE):
                document.write(piece.encode())
            document.write(b"</w:body></w:document>")


def _related(number: int) -> str:
    return f'<Relationship Id="p{number}" Type="{OFFICE}/image" Target="media/{number}.png"/>'


def picture(number: int, words: str, width: int, height: int) -> str:
    """A paragraph that shows a PNG of so many pixels over the width of the page; `words` say what is on it."""
    across = 5_400_000  # English Metric Units: 15 centimetres
    size = f'cx="{across}" cy="{across * height // width}"'
    named = attributes(id=number + 1, name=f"picture {number + 1}", descr=words)
    shown = (
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr{named}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="p{number}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {size}/>'
        f'<wp:docPr{named}/><a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">{shown}'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def paragraph(words: str, language: str, style: str = "Normal") -> str:
    """Words in a language, from its side of the page; a line break stays one."""
    right = direction(language) == "rtl"
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(words).split("\n"))
    looks = f"<w:pStyle{attributes(**{'w:val': style})}/>{'<w:bidi/>' * right}"
    tongue = f"<w:lang{attributes(**{'w:bidi' if right else 'w:val': language or 'en'})}/>"
    return f"<w:p><w:pPr>{looks}</w:pPr><w:r><w:rPr>{'<w:rtl/>' * right}{tongue}</w:rPr>{lines}</w:r></w:p>"
