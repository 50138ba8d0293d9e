"""An attacker's afternoon with files on Telegram: what they are called, where they lie, and what they are."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.bot_process import BotProcess
from tests.chromium import CHROMIUM, MISSING
from tests.keys import hash_of
from tests.telegram.chat import Chat, before_long, soon
from tests.telegram.running import OF_PERSON, bot_with, looked_up, posted_to
from tests.telegram_standin import BotApi
from tests.telegram_standin.conftest import picture
from tests.telegram_standin.files import StoredFile
from tests.telegram_standin.wire import Json
from tests.watching import exported, lives
from tests.web.attacking import Circle

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

OUTSIDE = b"GIF89a<html><script src='/board/hear/x'></script>"
"""Begins as a picture does, and is a page as well."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """One that Telegram posts to, without voices."""
    folder = tmp_path_factory.mktemp("attacks")
    async with bot_with(api, folder / "bot", folder / "clips", **posted_to(), SGWRS_VOICES=",") as bot:
        await soon(lambda: api.webhook.url)
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def circle(bot: BotProcess) -> AsyncIterator[Circle]:
    async with Circle.around(bot) as circle:
        yield circle


class Called:
    """From now on Telegram says that each file lies at this path."""

    def __init__(self, api: BotApi, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
        self._files = api._world.files
        self._path = path
        monkeypatch.setattr(self._files, "to_fetch", self._told)

    def _told(self, file_id: str) -> Json:
        file: StoredFile = self._files._by_id[file_id]
        for path in (self._path, self._path.lstrip("/")):
            self._files._paths[path] = (self._files._now() + 3600, file)
        return {
            "file_id": file_id,
            "file_unique_id": file.unique_id,
            "file_size": file.size,
            "file_path": self._path,
        }


async def photo_sent(chat: Chat, circle: Circle, content: bytes, name: str) -> tuple[str, str]:
    """The answer that a picture sent as a file becomes, and what became of it: its state when it was fetched."""
    chat.person.sends_document(content, name, "image/png")
    await chat.is_asked()
    found: list[Any] = []

    async def fetched() -> bool:
        theirs = f"SELECT id FROM answers WHERE {OF_PERSON}"
        state = f"SELECT answer, state, tries FROM recordings WHERE answer IN ({theirs}) ORDER BY rowid DESC"
        found[:] = looked_up(circle.bot.folder, state, hash_of(circle.bot.folder, chat.person.id))
        return bool(found) and (found[0][1] != "waiting" or found[0][2] > 0)

    await before_long(fetched)
    return found[0][0], found[0][1]


@pytest.mark.parametrize(
    "path", ["../../../up.png", "documents/../../up.png", "/up.png", "..\\..\\up.png", "a%2f..%2fup.png"]
)
async def test_no_path_of_a_file_leads_elsewhere(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Whatever Telegram calls it, and the person: it lies under its answer's name, or nowhere."""
    chat = await Chat.at(api, "good_day")
    Called(api, monkeypatch, path)
    answer, _ = await photo_sent(chat, circle, picture(), "../../../up.png")
    up = [one for one in circle.bot.folder.parent.rglob("*") if "up" in one.name and one.suffix == ".png"]
    assert not up
    kept = [one.name for one in (circle.bot.folder / "data/recordings").glob("*") if one.is_file()]
    assert all(re.fullmatch(r"\w+\.\d+-\d+\.\w+", one) for one in kept)
    assert lives(circle.bot)
    assert answer


async def test_no_file_of_this_machine_is_taken_for_theirs(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever answers in Telegram's place, and says that a file lies where ours do, does not get ours."""
    ours = tmp_path / "ours.png"
    ours.write_bytes(picture(9, 9))
    chat = await Chat.at(api, "good_day")
    Called(api, monkeypatch, str(ours))
    answer, _ = await photo_sent(chat, circle, picture(), "x.png")
    team = {"Cookie": f"sgwrs-board={await circle.cookie('team')}"}
    async with circle.somebody() as client:
        assert (await client.get(f"/board/hear/{answer}", headers=team)).content != picture(9, 9)


@pytest.mark.parametrize("ending", ["html", "svg", "js"])
async def test_a_picture_is_never_shown_as_a_page(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Somebody sends `x.html` and calls it a picture: on the board it is a picture, or nothing."""
    chat = await Chat.at(api, "good_day")
    Called(api, monkeypatch, f"documents/file_1.{ending}")
    answer, state = await photo_sent(chat, circle, OUTSIDE, f"x.{ending}")
    team = {"Cookie": f"sgwrs-board={await circle.cookie('team')}"}
    async with circle.somebody() as client:
        seen = await client.get(f"/board/hear/{answer}", headers=team)
    assert state == "lost" or re.match(
        r"(image/(jpeg|png|gif|webp|bmp)|application/octet-stream)", seen.headers["content-type"]
    )


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason=MISSING)
async def test_two_pictures_do_not_make_a_program(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is a script, the other a page that calls it: a browser that is signed in does not run it."""
    chat = await Chat.at(api, "good_day")
    Called(api, monkeypatch, "documents/file_1.js")
    script, _ = await photo_sent(chat, circle, b"GIF89a=1;document.title='pwned'", "x.js")
    Called(api, monkeypatch, "documents/file_2.html")
    content = f"GIF89a<title>safe</title><script src='/board/hear/{script}'></script>".encode()
    page, _ = await photo_sent(chat, circle, content, "x.html")
    cookie = {"name": "sgwrs-board", "value": await circle.cookie("team"), "url": f"{circle.bot.url}/board/"}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        context = await browser.new_context()
        await context.add_cookies([cookie])
        tab = await context.new_page()
        await tab.goto(f"{circle.bot.url}/board/hear/{page}")
        title = await tab.title()
        await browser.close()
    assert title != "pwned"


async def test_no_ending_keeps_a_picture_from_being_wiped(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Called like what we write half-way: when its sender has all of it wiped, it goes from the disk too."""
    chat = await Chat.at(api, "good_day")
    Called(api, monkeypatch, "documents/file_1.part")
    answer, _ = await photo_sent(chat, circle, picture(), "x.part")
    recordings = circle.bot.folder / "data/recordings"
    chat.person.writes("/forget")
    await chat.is_asked()
    chat.taps("mine.wipe_all")

    async def wiped() -> bool:
        left = "SELECT answer FROM recordings WHERE answer = ?1 UNION SELECT answer FROM wipes WHERE answer = ?1"
        return not looked_up(circle.bot.folder, left, answer)

    await before_long(wiped, 5)
    assert not list(recordings.glob(f"{answer}*"))


async def test_an_export_holds_only_pictures_and_sounds(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff double-click what lies in the folder: it must be nothing that a machine runs."""
    chat = await Chat.at(api, "good_day")
    Called(api, monkeypatch, "documents/file_1.hta")
    await photo_sent(chat, circle, b"BM<script>1</script>", "x.hta")
    await exported(circle.bot)
    names = [one.suffix for one in (circle.bot.folder / "out/recordings").iterdir()]
    assert ".hta" not in names


async def test_no_address_that_somebody_names_is_called(
    api: BotApi, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words, in a photo's words, as a file's id or path: the bot calls nothing but Telegram."""
    calls: list[bytes] = []

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(called, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x.png"
    chat = await Chat.at(api, "good_day")
    chat.person.writes(address)
    await chat.is_asked()
    chat.person.sends_photo(picture(), address)
    await chat.is_asked()
    held = {"photo": [{"file_id": address, "file_unique_id": "x", "width": 9, "height": 9}]}
    api.inject({"message": api._world.new_message(chat.person, held, chat.person.user)})
    await chat.is_asked()
    for path in (address, f"//{address[7:]}", f"@{address[7:]}", f"../../../{address}", f"\\\\{address[7:]}"):
        Called(api, monkeypatch, path)
        await photo_sent(chat, circle, picture(), address)
    async with circle.somebody() as client:
        for field in ("photo", "voice", "text", "key"):
            await client.post("/say", data={field: address})
        await client.get("/", params={"language": address, "url": address})
    assert not calls
    server.close()
    await server.wait_closed()
