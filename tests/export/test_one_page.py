"""A page about a person: in their words, their language and their voice, as a picture, a sound and a document."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import lxml.html
import pytest
from PIL import Image

from bot.content import Content, reader_of
from bot.core.rights import phrases
from bot.export import one_page, pdf
from bot.export.one_page import OnePage
from bot.pictures.camera import pixels_of
from bot.pictures.page import Piece, Section, page, pixels, wrapped
from bot.settings import read_settings
from bot.speech.sound import seconds_of
from bot.store.answers import StoredAnswer
from tests.bot_process import TEN_LANGUAGES
from tests.export.giving import kept_in, stored
from tests.export.pdf_words import letters, pages_of, text_of, words
from tests.telegram_standin import voice_note
from tests.web.pictures import jpeg

TOLD = {
    "cy": (
        "Cerdded ar lan y môr gyda’r wyrion, ŵ ŷ",
        "Rwy’n dda am wrando",
        "Bws bob awr, a rhywun i ddod gyda fi",
    ),
    "ar": ("أحب أن أجلس مع أحفادي في الحديقة وأشرب الشاي", "أطبخ جيداً، والناس يشكرونني", "حافلة كل ساعة رقم 42"),
    "bn": ("নাতি-নাতনিদের সঙ্গে নদীর ধারে হাঁটা", "আমি ভালো রান্না করি", "প্রতি ঘণ্টায় একটি বাস"),
    "en": ("A walk by the sea", "I mend bicycles for the whole street", "A bus each hour 🙂"),
}


class Theirs:
    """An answers room that holds these."""

    def __init__(self, answers: Sequence[StoredAnswer]) -> None:
        self._answers = answers

    async def of(self, _participant: str) -> AsyncIterator[StoredAnswer]:
        for answer in self._answers:
            yield answer


def answered(language: str) -> list[StoredAnswer]:
    day, gift, help_ = TOLD[language]
    return [
        stored(step="good_day", text=day, language=language, number=1),
        stored(step="gifts", text=gift, language=language, number=2, share="team"),
        stored(step="people", text="This is not for the page", language=language, number=3),
        stored(step="together", part="help", text=help_, language=language, number=4),
    ]


def made(answers: Sequence[StoredAnswer], folder: Path) -> OnePage:
    settings = read_settings({"SGWRS_CONSULTATION": str(TEN_LANGUAGES)}, Path("none"))
    content = Content.load(settings)
    asked = content.consultation.conversation
    return OnePage(Theirs(answers), kept_in(folder), reader_of(settings), asked, content.wording())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages go: for whoever sets BOARD_SHOTS, to look at them."""
    folder = Path(os.environ.get("BOARD_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("language", TOLD)
async def test_the_page_in_each_script(language: str, tmp_path: Path, shots: Path) -> None:
    """What people like about them comes first; every word is there, in each kind of file."""
    profile = made(answered(language), tmp_path)
    blocks = await profile.blocks("ab", language)
    day, gift, help_ = TOLD[language]
    assert [block.words for block in blocks if block.kind == "quote"] == [gift, day, help_]
    assert [block.sign for block in blocks if block.kind == "heading"] == ["likes", "matters", "helps"]
    files = {
        Path(parcel.name).suffix: parcel.data
        for parcel in await profile.parcels("ab", language, (".png", ".ogg", ".mp3", ".pdf", ".html"))
    }
    for suffix, data in files.items():
        (shots / f"about-me-{language}{suffix}").write_bytes(data)
    drawn = Image.open(io.BytesIO(files[".png"]))
    assert drawn.width == 1080 <= drawn.height <= 1528
    assert 3 < seconds_of(files[".ogg"]) < 60
    assert abs(seconds_of(files[".mp3"]) - seconds_of(files[".ogg"])) < 0.2
    tree = lxml.html.fromstring(files[".html"].decode())
    assert [one.text_content() for one in tree.iter("h1", "h2", "blockquote")] == [block.words for block in blocks]
    assert tree.get("lang") == language
    assert tree.xpath("//audio[starts-with(@src, 'data:audio/mpeg')]")
    if pdf.is_installed():
        told, found = " ".join(block.words for block in blocks), text_of(files[".pdf"])
        assert not letters(told) - letters(found)
        assert language == "ar" or words(found) == words(told)
        assert pages_of(files[".pdf"]) == 1


async def test_a_voice_is_heard_in_the_place_of_words(tmp_path: Path) -> None:
    """Theirs, between headings in a machine's; what has no words yet says so; what never came is left out."""
    kept, answers = kept_in(tmp_path), []
    for number, (step, text, state) in enumerate(
        [("gifts", "", "kept"), ("gifts", "", "kept"), ("good_day", "I swim", "kept"), ("together", "", "lost")], 1
    ):
        answers.append(stored(step=step, heard="voice", text=text, number=number, recording_state=state))
        if state == "kept":
            await kept.save(answers[-1].id, ".ogg", voice_note(4.0, seed=number))
    profile = made(answers, tmp_path)
    blocks = await profile.blocks("ab", "en")
    likes, matters = phrases.PAGE_PARTS["likes"].english, phrases.PAGE_PARTS["matters"].english
    assert [block.words for block in blocks[1:]] == [likes, phrases.SPOKEN.english, matters, "I swim"]
    [sound] = await profile.parcels("ab", "en", (".ogg",))
    [silent] = await made([], tmp_path).parcels("ab", "en", (".ogg",)) or [None]
    assert silent is None
    assert len(blocks[2].recordings) == 2  # it says so once
    assert 12 < seconds_of(sound.data) < 24


async def test_a_photo_is_on_it_if_it_can_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what the camera wrote into it; one that would unpack to too much is left out, and its words stay."""
    kept, answer = kept_in(tmp_path), stored(step="gifts", heard="photo", text="My garden", recording_state="kept")
    await kept.save(answer.id, ".jpg", jpeg(320, 240))
    profile = made([answer], tmp_path)
    blocks = await profile.blocks("ab", "en")
    assert [block.kind for block in blocks] == ["title", "heading", "photo", "quote"]
    files = await profile.parcels("ab", "en", (".png", ".pdf", ".html"))
    assert len(files) == (3 if pdf.is_installed() else 2)
    shown = Image.open(io.BytesIO(files[0].data)).convert("RGB")
    coloured = sum(count for count, colour in shown.getcolors(1_000_000) or [] if max(colour) - min(colour) > 80)
    assert coloured > 420 * 500
    monkeypatch.setattr(one_page, "_MOST_PIXELS", 320 * 240 - 1)
    assert [block.kind for block in await profile.blocks("ab", "en")] == ["title", "heading", "quote"]


async def test_much_is_smaller_and_very_much_is_longer(tmp_path: Path) -> None:
    """Nothing is cut off: letters get smaller first, then the page gets longer, but never too long for a phone."""
    for length, least, most in (
        (500, 1080, 1528),
        (1_200, 1080, 1528),
        (12_000, 1529, 8_900),
        (60_000, 1529, 8_900),
    ):
        answer = stored(step="gifts", text="I can do this and that. " * (length // 24))
        [drawn] = await made([answer], tmp_path).parcels("ab", "en", (".png",))
        width, height = Image.open(io.BytesIO(drawn.data)).size
        assert least <= height <= most
        assert width + height <= 10_000


async def test_one_that_can_not_be_read_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    """A broken voice, a photo that is none, a sign that is no letter, more words than are read out in one go."""
    kept = kept_in(tmp_path)
    answers = [
        stored(step="gifts", heard="voice", number=1, recording_state="kept", seconds=4),
        stored(step="gifts", heard="voice", number=2, recording_state="kept", seconds=4),
        stored(step="gifts", heard="photo", number=3, recording_state="kept"),
        stored(step="good_day", text="strange \uffff\x01 sign", number=4),
        stored(step="good_day", text="I can do this and that. " * 150, number=5),
    ]
    for answer, data in zip(
        answers, (b"OggS no sound", voice_note(4.0, seed=1), b"\xff\xd8\xff\xd9"), strict=False
    ):
        await kept.save(answer.id, ".ogg", data)
    made_of = {Path(one.name).suffix: one.data for one in await made(answers, tmp_path).parcels("ab", "en")}
    assert {".png", ".ogg"} <= made_of.keys()
    assert seconds_of(made_of[".ogg"]) > 100


async def test_only_so_much_is_heard(tmp_path: Path) -> None:
    """What they told last; all words stand on it."""
    kept = kept_in(tmp_path)
    answers = [
        stored(step="gifts", heard="voice", text=f"I can {n}", number=n, recording_state="kept", seconds=100)
        for n in range(1, 7)
    ]
    for answer in answers:
        await kept.save(answer.id, ".ogg", voice_note(1.0, seed=answer.number))
    blocks = await made(answers, tmp_path).blocks("ab", "en")
    assert [bool(block.recordings) for block in blocks[2:]] == [False, False, True, True, True, True]


def test_nothing_made_up_takes_long() -> None:
    """A photo of many FF and then nothing; a word without an end."""
    endless = b"\xff" * 2_000_000
    assert pixels_of(b"\xff\xd8\xff\xda\0\2" + endless + b"\0" + endless) == 0
    assert len(list(wrapped("x" * 200_000, 32, 960))) > 1000


def test_every_word_of_a_long_text_is_in_some_line() -> None:
    words = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and a b c " * 3
    lines = list(wrapped(words, 40, 500))
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert list(wrapped("", 40, 500)) == []


def test_a_page_begins_at_the_right_where_the_language_does() -> None:
    section = Section("b", "helps", [Piece("c", rtl=True)])
    assert 'text-anchor="end"' in page("a", [section], rtl=True)
    assert 'text-anchor="end"' not in page("a", [Section("b", "helps", [Piece("c")])], rtl=False)
    assert pixels(1528) == 1080
    assert pixels(20_000) < 500
