"""Reports, at the command line: what came of it as files to read, to hear and to print, in each language."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot import rooms
from bot.commands import Add, at_the_database
from bot.content import Content, reader_of
from bot.core.phrases import RUNGS
from bot.core.review.phrases import IN_WORDS
from bot.errors import BotError
from bot.export import pdf
from bot.export.blocks import Block, aloud, easy
from bot.export.documents import paragraph, picture, write_docx
from bot.export.folders import whole
from bot.export.html import page
from bot.export.report import Report
from bot.pictures.charts import WIDTH, as_svg
from bot.pictures.drawing import as_png, height_of
from bot.ports import Reader
from bot.runner.opinions import Opinions
from bot.settings import Settings
from bot.speech.sound import as_mp3
from bot.store.database import Database
from bot.store.figures import Voting
from bot.store.releases import Releases
from bot.store.reporting import beside
from bot.store.review import Review

_STYLES = {"title": "Heading1", "heading": "Heading2"}


def add_commands(add: Add) -> None:
    """Tell the parser of all these."""
    report = add("report", at_the_database(_report), "Write what came of it as files, in each language.")
    report.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    report.add_argument("--language", default="", metavar="CODE", help="only in this one: en, cy, …")
    report.add_argument("--number", type=int, default=0, metavar="N", help="of this release, not of the last one")


async def _report(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    content = Content.load(settings)
    asked, wording = content.consultation, content.wording()
    if options.language and options.language not in asked.languages:
        raise BotError(f"nobody is asked in {options.language}; there are {', '.join(asked.languages)}")
    rung = next(name for name in RUNGS if RUNGS[name] == asked.rung)
    review = Review(database, asked.id, asked.languages, rung)
    releases = Releases(database, review)
    if not options.number:
        await releases.make(await Opinions(Voting(database, asked.id), rooms.now).fresh(), rooms.now())
    told = await releases.one(options.number or await releases.latest())
    if told is None:
        raise BotError("there is nothing to tell yet: a report can be made when the group has agreed on something")
    gift_steps = [step.id for step in asked.conversation.steps.values() if step.page == "likes"]
    with whole(options.out) as folder:
        for language in [options.language] if options.language else asked.languages:
            matter = await beside(review, told, gift_steps, language)
            report = Report(told, matter, asked.rung, wording, language)
            reader = reader_of(settings)
            for name, blocks in (("report", report.blocks), ("easy", easy(report.blocks))):
                files = _Files(folder, f"{name}-{language}", language, wording.line(IN_WORDS, language))
                await files.write(blocks, reader, large=name == "easy")
    print(f"Release {told.number} is in {options.out}.")
    if not pdf.is_installed():
        print("For PDF: make pdf.")


class _Files:
    """Those of one report in one language."""

    def __init__(self, folder: Path, name: str, language: str, in_words: str) -> None:
        self._folder = folder
        self._name = name
        self._language = language
        self._in_words = in_words

    async def write(self, blocks: Sequence[Block], reader: Reader, *, large: bool) -> None:
        sounds = [as_mp3(sound) for part in aloud(blocks) if (sound := await reader.read_all(part))]
        for number, sound in enumerate(sounds, 1):
            self._path(f"-{number}.mp3" if len(sounds) > 1 else ".mp3").write_bytes(sound)
        html = page(blocks, self._language, self._in_words, sounds, easy=large)
        self._path(".html").write_text(html, encoding="utf-8")
        _write_docx(self._path(".docx"), blocks)
        if pdf.is_installed():
            self._path(".pdf").write_bytes(pdf.write_pdf(blocks, self._language, easy=large))

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._name}{ending}"


def _write_docx(path: Path, blocks: Sequence[Block]) -> None:
    pictures: list[bytes] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as body:
        for block in blocks:
            if block.chart:
                svg = as_svg(block.chart, titled=False)
                body.write(picture(len(pictures), block.words, WIDTH, height_of(svg)))
                pictures.append(as_png(svg, 2 * WIDTH))
            body.write(paragraph(block.words, block.language, _STYLES.get(block.kind, "Normal")))
        write_docx(path, body, pictures)
