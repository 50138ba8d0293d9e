"""A running bot, and a Chromium with a microphone that beeps."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.bot_process import TEN_LANGUAGES, BotProcess, running_bot
from tests.chromium import CHROMIUM, MISSING
from tests.web.visitor import Visitor

_FAKE_MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def _chromium() -> str:
    if not CHROMIUM:
        pytest.fail(MISSING) if os.environ.get("CI") else pytest.skip(MISSING)
    return CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    """One bot for all; each test is somebody new to it."""
    async with running_bot(tmp_path_factory.mktemp("web") / "bot", SGWRS_CLIPS=str(clips)) as bot:
        yield bot


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bot_in_ten_languages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """One bot for all that speaks every language there is, and has no voice: clips would take minutes."""
    folder = tmp_path_factory.mktemp("ten") / "bot"
    async with running_bot(folder, SGWRS_CONSULTATION=str(TEN_LANGUAGES), SGWRS_VOICES=",") as bot:
        yield bot


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = _chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_FAKE_MICROPHONE)
        yield browser
        await browser.close()


@asynccontextmanager
async def somebody_new(bot: BotProcess, browser: Browser) -> AsyncIterator[Visitor]:
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    visitor = Visitor(await context.new_page(), bot.url)
    await visitor.come()
    yield visitor
    await context.close()
    assert not visitor.complaints


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(bot: BotProcess, browser: Browser) -> AsyncIterator[Visitor]:
    """Somebody new, with a phone."""
    async with somebody_new(bot, browser) as visitor:
        yield visitor


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(bot_in_ten_languages: BotProcess, browser: Browser) -> AsyncIterator[Visitor]:
    """Somebody new, with a phone, at the bot that speaks ten languages."""
    async with somebody_new(bot_in_ten_languages, browser) as visitor:
        yield visitor


@pytest_asyncio.fixture(loop_scope="session")
async def client(bot: BotProcess) -> AsyncIterator[httpx.AsyncClient]:
    """Something that talks to the bot's pages without being a browser."""
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: for whoever sets BOARD_SHOTS, to look at them."""
    folder = Path(os.environ.get("BOARD_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
