"""Posters, as the command makes them: a page a language, whose code leads to the chat in that language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import pytest_asyncio
import segno
from PIL import Image, ImageChops

from tests.bot_process import BotProcess
from tests.telegram.conftest import TOKEN
from tests.telegram.tongues import LANGUAGES, TEN_LANGUAGES
from tests.telegram_standin import BotApi

A4 = (2480, 3508)
"""Pixels, 300 to the inch."""

INK = 40
"""Darker than this is what a camera reads; the coloured band on top is lighter."""

MARGIN = 50
"""Pixels that stay empty on either side, some four millimetres: printers cut off what is there."""


async def made(folder: Path, **settings: str) -> tuple[int, str]:
    """What the command returned and printed; the posters are in `posters`."""
    return await BotProcess(folder, settings).command("poster")


def page(folder: Path, language: str) -> Image.Image:
    with Image.open(folder / f"posters/poster-{language}.png") as image:
        image.load()
        assert image.format == "PNG"
        return image.convert("L")


def code_on(poster: Image.Image) -> Image.Image:
    """The square for cameras: of all that is printed in ink, what is highest."""
    ink = poster.point(lambda grey: 255 * (grey < INK))
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).point(bool).tobytes()
    found = max(re.finditer(b"\1+", rows), key=lambda run: run.end() - run.start())
    band = (0, found.start(), ink.width, found.end())
    left, _, right, _ = ink.crop(band).getbbox() or (0, 0, 0, 0)
    return ink.crop((left, found.start(), right, found.end()))


def leads_to(poster: Image.Image, link: str) -> bool:
    """Whether the middle of each small square is dark where it must be for this link, and only there."""
    wanted = [list(map(bool, row)) for row in segno.make(link, error="q", micro=False).matrix]
    code, count = code_on(poster), len(wanted)
    assert abs(code.width - code.height) < 3
    assert code.width > A4[0] / 3  # a hand's breadth: it is read from a step away
    side = code.width / count
    middles = [int((place + 0.5) * side) for place in range(count)]
    return [[bool(code.getpixel((x, y))) for x in middles] for y in middles] == wanted


def keeps_off_the_edges(poster: Image.Image) -> bool:
    """Whether each row of the margins has one colour: no letter reaches into them."""
    for left in (0, poster.width - MARGIN):
        margin = poster.crop((left, 0, left + MARGIN, poster.height))
        plain = margin.resize((1, poster.height), Image.Resampling.NEAREST).resize(margin.size)
        if ImageChops.difference(margin, plain).getbbox():
            return False
    return True


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ten_posters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that one call of the command makes, for a bot on Telegram."""
    folder = tmp_path_factory.mktemp("ten")
    settings = {"SGWRS_TELEGRAM_TOKEN": TOKEN, "SGWRS_CONSULTATION": str(TEN_LANGUAGES)}
    async with BotApi(token=TOKEN) as api:
        code, output = await made(folder, SGWRS_TELEGRAM_API=api.url, **settings)
        assert code == 0, output
        assert {call.method.lower() for call in api.calls} == {"getme"}
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_leads_to_the_bot_in_its_language(ten_posters: Path, language: str) -> None:
    """It is a PNG of a whole page, and its code opens the bot on Telegram in that very language."""
    poster = page(ten_posters, language)
    assert poster.size == A4
    assert leads_to(poster, f"https://t.me/stand_in_bot?start={language}")
    assert not leads_to(poster, "https://t.me/stand_in_bot?start=xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_can_be_printed(ten_posters: Path, language: str) -> None:
    """It is a PDF of one page too, which says its language to those who have it read out."""
    pdf = (ten_posters / f"posters/poster-{language}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert f"/Lang ({language})".encode() in pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_on_a_poster_is_cut_off(ten_posters: Path, language: str) -> None:
    """There is room to the left and right of every line."""
    assert keeps_off_the_edges(page(ten_posters, language))


async def test_without_telegram_they_lead_to_the_chat_in_the_browser(tmp_path: Path) -> None:
    """Whoever only has the browser chat gets posters too."""
    code, output = await made(tmp_path, SGWRS_PUBLIC_URL="https://sgwrs.example/")
    assert code == 0, output
    for language in ("en", "cy"):
        assert leads_to(page(tmp_path, language), f"https://sgwrs.example/?language={language}")


async def test_without_anywhere_to_lead_to_there_is_none(tmp_path: Path) -> None:
    """No token and no address: the command says which settings it needs, and writes no page that leads nowhere."""
    code, output = await made(tmp_path)
    assert code == 1
    assert "SGWRS_TELEGRAM_TOKEN" in output
    assert "SGWRS_PUBLIC_URL" in output
    assert "Traceback" not in output
    assert not list(tmp_path.rglob("poster-*"))


async def test_a_wrong_token_is_told(tmp_path: Path) -> None:
    """Telegram knows no such bot: the setting is named, the token is not."""
    async with BotApi(token=TOKEN) as api:
        code, output = await made(tmp_path, SGWRS_TELEGRAM_TOKEN="1:somebody-else-s", SGWRS_TELEGRAM_API=api.url)
    assert code == 1
    assert "SGWRS_TELEGRAM_TOKEN" in output
    assert "somebody-else-s" not in output
    assert not list(tmp_path.rglob("poster-*"))


async def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    """Something else is called `posters`: one plain sentence, and nothing is overwritten."""
    (tmp_path / "posters").write_text("mine")
    code, output = await made(tmp_path, SGWRS_PUBLIC_URL="https://a.example")
    assert code == 1
    assert "posters" in output
    assert "should not have happened" not in output
    assert (tmp_path / "posters").read_text() == "mine"
