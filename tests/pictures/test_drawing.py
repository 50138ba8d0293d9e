"""Words on pictures: they join, they fit, and a drawing that is broken breaks nothing."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bot.content import Content
from bot.core import phrases
from bot.core.everything import every_message
from bot.i18n import direction
from bot.pictures.drawing import as_png, text
from bot.pictures.folder import PictureFolder
from bot.ports import Labelled, Spoken
from bot.settings import read_settings

POSTER = (phrases.POSTER_TITLE, phrases.POSTER_LANGUAGE, phrases.POSTER_HOW, phrases.POSTER_FROM)
CONTENT = Content.load(read_settings({}, Path("none")))
LANGUAGES = CONTENT.consultation.languages


def inked(words: str, size: float, room: float, *, rtl: bool) -> tuple[int, int]:
    """From where to where the words reach, on a strip that is three times as wide as their room."""
    drawn = text(words, 1.5 * room, 2 * size, size, room, rtl=rtl)
    width = round(3 * room)
    strip = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {3 * size:g}">{drawn}</svg>'
    with Image.open(io.BytesIO(as_png(strip, width))) as image:
        box = image.convert("L").point(lambda grey: 255 * (grey < 200)).getbbox()
    assert box, f"nothing is drawn of {words}"
    return box[0], box[2]


def drawn_in(language: str) -> Iterator[str]:
    """All words that stand on cards and posters."""
    wording = CONTENT.wording()
    for message in every_message(CONTENT.consultation, language):
        yield from (wording.line(button.label, language) for button in message.drawn)
    yield from (wording.line(line, language) for line in POSTER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stay_in_their_room(language: str) -> None:
    """However narrow it is, letters are made smaller and not cut off, whatever marks are on and beside them."""
    room, rtl = 196.0, direction(language) == "rtl"
    spare = 0.03 * room
    out = []
    for words in dict.fromkeys(drawn_in(language)):
        left, right = inked(words, 40, room, rtl=rtl)
        if left < room - spare or right > 2 * room + spare:
            out.append((words, right - left))
    assert out == []


JOINED = {"ar": "بيت", "ur": "کھیل", "bn": "ক্ষ", "pa": "ਨ੍ਹ"}
"""Letters that join, or stand one under the other."""


@pytest.mark.parametrize("language", JOINED)
def test_letters_join(language: str) -> None:
    """They take much less room than the same letters one by one."""
    words = JOINED[language]
    letters = [letter for letter in words if not unicodedata.category(letter).startswith("M")]
    whole, *alone = (inked(one, 40, 2000, rtl=direction(language) == "rtl") for one in (words, *letters))
    assert whole[1] - whole[0] < 0.85 * sum(right - left for left, right in alone)


def test_an_address_keeps_its_order_among_arabic_letters() -> None:
    """Set apart, it stands before the words that follow it, seen from the right, and looks as it does alone."""
    alone = _shape("t.me/abc", rtl=False)
    seen = _unlike(_shape("\u2068t.me/abc\u2069 و", rtl=True), alone)
    assert seen < _unlike(_shape("abc/t.me", rtl=False), alone) / 10


def _shape(words: str, *, rtl: bool) -> Image.Image:
    """The first words from the right, as they are seen from afar."""
    drawn = text(words, 500, 80, 40, 2000, rtl=rtl)
    strip = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 120">{drawn}</svg>'
    with Image.open(io.BytesIO(as_png(strip, 1000))) as image:
        grey = image.convert("L")
    _, top, right, _ = grey.point(lambda one: 255 * (one < 200)).getbbox() or (0, 0, 0, 0)
    return grey.crop((right - 170, top, right, top + 40)).reduce(4)


def _unlike(one: Image.Image, other: Image.Image) -> int:
    return sum(ImageChops.difference(one, other).tobytes())


# ---- cards


def choices() -> Spoken:
    drawn = (Labelled("1 Home", "", "home", "A house."), Labelled("2 Bus", "", "bus", "A bus."))
    return Spoken("a.picture", "en", "In the picture you see:", "", (), (), drawn=drawn)


WHOLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50" r="40"/></svg>'


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    folder = tmp_path / "drawings"
    folder.mkdir()
    for name in ("home", "bus"):
        (folder / f"{name}.svg").write_text(WHOLE)
    return folder


async def test_a_card_is_made_once(tmp_path: Path, drawings: Path) -> None:
    """It is found before it is made again, and by whoever comes later."""
    pictures = PictureFolder(tmp_path / "made", drawings, direction)
    assert pictures.find(choices()) is None
    made = await pictures.make(choices())
    assert made
    first = made.stat().st_mtime_ns
    assert (
        await pictures.make(choices())
        == made
        == PictureFolder(tmp_path / "made", drawings, direction).find(choices())
    )
    assert made.stat().st_mtime_ns == first


async def test_another_drawing_is_another_card(tmp_path: Path, drawings: Path) -> None:
    """Whoever draws the house anew need not tidy up: the old card is not found any more."""
    before = await PictureFolder(tmp_path / "made", drawings, direction).make(choices())
    (drawings / "home.svg").write_text(WHOLE.replace("40", "20"))
    after = await PictureFolder(tmp_path / "made", drawings, direction).make(choices())
    assert before
    assert after
    assert before.read_bytes() != after.read_bytes()


async def test_a_drawing_that_was_taken_away_leaves_its_place_empty(tmp_path: Path, drawings: Path) -> None:
    """The number and the words of the choice are on the card all the same."""
    (drawings / "bus.svg").unlink()
    made = await PictureFolder(tmp_path / "made", drawings, direction).make(choices())
    assert made
    with Image.open(made) as image:
        assert image.format == "PNG"


@pytest.mark.parametrize("broken", ["", "<svg", f"{WHOLE[:-6]}<g></svg>"])
async def test_a_broken_drawing_breaks_nothing(tmp_path: Path, drawings: Path, broken: str) -> None:
    """There is a card without it, or none: nothing is raised, and nothing half made is found."""
    (drawings / "home.svg").write_text(broken)
    pictures = PictureFolder(tmp_path / "made", drawings, direction)
    made = await pictures.make(choices())
    assert pictures.find(choices()) == made
    assert bool(made) == (broken == "")
    assert not list(tmp_path.rglob("*.part"))
