"""One stand-in and one bot for many tests, with fresh people in each; and the answers as an export tells them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot_process import BotProcess, running_bot
from tests.telegram.chat import Book, Chat, Reach
from tests.telegram_standin import BotApi
from tests.telegram_standin.registry import METHODS
from tests.telegram_standin.wire import Json, Params
from tests.telegram_standin.world import World

TOKEN = "123456:test-token"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN) as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    folder = tmp_path_factory.mktemp("bot")
    async with running_bot(
        folder, SGWRS_TELEGRAM_TOKEN=TOKEN, SGWRS_TELEGRAM_API=api.url, SGWRS_CLIPS=str(clips)
    ) as bot:
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def book(bot: BotProcess) -> AsyncIterator[Book]:
    async with Book.opened(bot.folder) as book:
        yield book


@pytest.fixture
def good_weather(api: BotApi) -> Iterator[None]:
    """Whatever a test did to the way to Telegram is undone after it."""
    yield
    api.faults.clear()
    api.faults.hang_seconds = 60.0
    api.query_lifetime(30.0)


@pytest.fixture
def reach(api: BotApi, bot: BotProcess, good_weather: None) -> Reach:
    """Brings a fresh person to a step of the conversation."""

    async def reaches(step: str, language: str = "English", **more: object) -> Chat:
        return await Chat.at(api, step, language, **more)

    return reaches


@pytest.fixture
def video_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in does not know this method, which Telegram has."""

    async def send_video_note(world: World, params: Params) -> Json:
        room = world.room_to_write_in(params)
        file = world.files.to_send(params.text("video_note"), "video_note")
        content = {"video_note": world.files.described(file)}
        return world.deliver(room, content, method="sendVideoNote", asked="video_note", markup=None)

    monkeypatch.setitem(METHODS, "sendvideonote", send_video_note)
