"""What came of it as files: every word is there, in its own language, and nothing is fetched from anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import docx
import lxml.html
import pytest

from bot.content import Content
from bot.core.review.releasing import Release, Stated
from bot.export import pdf
from bot.export.blocks import LONGEST, aloud, easy
from bot.export.html import page
from bot.export.report import Report
from bot.reporting import _write_docx
from bot.settings import read_settings
from bot.store.items import Item
from bot.store.releases import Told
from bot.store.reporting import Beside
from tests.bot_process import TWO_LANGUAGES
from tests.export.pdf_words import letters, text_of, words

DUE = datetime(2027, 6, 1, tzinfo=UTC)
ITEMS = [
    Item("t1", "theme", "I mend bicycles", "en"),
    Item("t2", "theme", "Mae’r bws bob amser yn hwyr, ŵ ŷ", "cy"),
    Item("t3", "theme", "الحافلة تتأخر دائما", "ar"),
    Item("s1", "statement", 'We want a bus, <b>"every"</b> hour #1 \\ 🙂', "en"),
    Item("d1", "decision", "বাস সবসময় দেরি করে", "bn", value="partly", due=DUE, did="Two buses run"),
]
STORY = Item("st", "story", "Rwy’n aros yn y glaw.\nMae fy merch hefyd.", "cy", answers=("a1",))
TOLD = Told(
    2,
    datetime(2027, 3, 4, tzinfo=UTC),
    Release(
        themes={"t1": 12, "t2": 9, "t3": 7},
        languages={"en": 14, "cy": 9},
        statements={"s1": Stated({"agree": 20}, adopted=True, decision="d1", did=True)},
        stories={"t2": ["st"]},
        felt={"vote": {"shape": 9}},
        rung="ask",
    ),
    {item.id: item for item in ITEMS},
    {"st": STORY},
)


def report(language: str) -> Report:
    content = Content.load(read_settings({"SGWRS_CONSULTATION": str(TWO_LANGUAGES)}, Path("none")))
    beside = Beside({"t1"}, ["voice", "pl"], {"a1": "I wait in the rain."} if language == "en" else {})
    return Report(TOLD, beside, content.consultation.rung, content.wording(), language)


@pytest.mark.parametrize("language", ["en", "cy", "ar", "bn"])
def test_every_word_is_in_every_file(language: str, tmp_path: Path) -> None:
    blocks = report(language).blocks
    words = [block.words for block in blocks if block.kind != "picture"]
    html = page(blocks, language, "In words")
    tree = lxml.html.fromstring(html)
    found = [one.text_content() for one in tree.iter("h1", "h2", "p", "blockquote")]
    assert found == words
    assert tree.get("lang") == language
    told = {one.get("lang", language) for one in tree.iter("blockquote")}
    assert told >= {"en", "cy", "bn"}
    assert not tree.xpath("//link | //script | //*[starts-with(@src, 'http')]")
    _write_docx(tmp_path / "a.docx", blocks)
    document = docx.Document(str(tmp_path / "a.docx"))
    read = [one.text for one in document.paragraphs if one.text]
    assert set(words) <= set(read)
    assert len(document.inline_shapes) == len([block for block in blocks if block.chart])


def test_gifts_come_first_and_originals_stand_beside() -> None:
    words = [block.words for block in report("en").blocks]
    assert words.index("I mend bicycles") < words.index(ITEMS[3].words)
    assert words.index("I wait in the rain.") < words.index(STORY.words)


def test_the_easy_version_is_shorter_and_what_is_said_comes_in_parts() -> None:
    blocks = report("cy").blocks
    assert 5 < len(easy(blocks)) < len(blocks)
    parts = list(aloud(blocks * 9))
    assert len(parts) > 1
    assert all(sum(len(words) for words, _ in part) <= LONGEST for part in parts)


@pytest.mark.parametrize("language", ["en", "cy", "ar", "bn"])
def test_a_pdf_has_every_word_and_is_the_same_each_time(language: str) -> None:
    """Read as Chromium reads it; a picture's words are for who does not see it, and not on the page."""
    if not pdf.is_installed():
        pytest.skip("typst is not here: make pdf")
    blocks = report(language).blocks
    once = pdf.write_pdf(blocks, language)
    assert once == pdf.write_pdf(blocks, language)
    told, found = " ".join(block.words for block in blocks if block.kind != "picture"), text_of(once)
    assert not letters(told) - letters(found)
    assert language in ("ar", "bn") or not words(told) - words(found)
