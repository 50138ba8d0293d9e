"""Being told to stop: soon, with 0, and so that the next start finds everything as it should be."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.telegram.chat import Book, Chat, before_long, soon, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with, looked_up, posted_to
from tests.telegram_standin import BotApi, voice_note
from tests.watching import tells_nothing

PROBE = "What do you do on that day?"
SOON = 10
"""Seconds that stopping may take, whatever is on its way: then a service manager loses its patience."""


async def test_stopping_while_nobody_writes_is_quick(tmp_path: Path, clips: Path) -> None:
    """The long poll is under way: it is not waited for, and what comes after it is not lost."""
    async with BotApi(token=TOKEN) as api:
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            chat = await Chat.at(api, "good_day")
            await api.settled()
            polls = len(api.called("getUpdates"))
            await soon(
                lambda: len(api.called("getUpdates")) > polls or api.called("getUpdates")[-1].outcome is None
            )
            assert api.called("getUpdates")[-1].params["timeout"] > SOON
            began = time.monotonic()
            assert await bot.stop() == 0
            assert time.monotonic() - began < SOON
        chat.person.writes("Said while nobody was there")
        async with bot_with(api, tmp_path / "bot", clips):
            assert (await chat.is_asked()).words.startswith(PROBE)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_is_on_its_way_arrives_once(tmp_path: Path, clips: Path, mode: str) -> None:
    """Ten people's questions are on their way when the bot is stopped: nobody hears one twice, or not at all."""
    settings = posted_to() if mode == "webhook" else {}
    async with BotApi(token=TOKEN) as api:
        async with bot_with(api, tmp_path / "bot", clips, **settings) as bot:
            chats = [await Chat.at(api, "consent_age") for _ in range(10)]
            await api.settled()
            sent = len(api.called("sendVoice"))
            api.faults.latency_ms = 1500
            for chat in chats:
                chat.taps("option.yes")
            await soon(lambda: len(api.called("sendVoice")) >= sent + 5)
            began = time.monotonic()
            assert await bot.stop() == 0
            assert time.monotonic() - began < SOON
            tells_nothing(bot)
        api.faults.latency_ms = 0
        for chat in chats[:5]:
            chat.person.writes("The sea")
        async with bot_with(api, tmp_path / "bot", clips, **settings) as bot:
            for chat in chats:
                assert step_of(await chat.is_asked()) == "good_day"
            for chat in chats[:5]:
                assert (await chat.is_asked()).words.startswith(PROBE)
            for chat in chats:
                await chat.person.quiet(0.1)
                words = [message.words for message in chat.person.chat]
                assert len(words) == len(set(words))
            await api.settled()
        assert not looked_up(bot.folder, "SELECT id FROM outbox WHERE state = 'waiting'")


async def test_what_hangs_does_not_keep_the_bot_from_stopping(tmp_path: Path, clips: Path) -> None:
    """Telegram does not answer at all: the bot ends all the same, and tries again at the next start."""
    async with BotApi(token=TOKEN) as api:
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            chat = await Chat.at(api, "consent_age")
            await api.settled()
            for method in ("sendVoice", "getUpdates"):
                api.faults.next(method, "timeout", times=3)
            happened = len(api.faults.happened)
            chat.taps("option.yes")
            await soon(lambda: len(api.faults.happened) >= happened + 2, 30)
            began = time.monotonic()
            assert await bot.stop() == 0
            assert time.monotonic() - began < SOON
        api.faults.clear()
        async with bot_with(api, tmp_path / "bot", clips):
            assert step_of(await chat.is_asked()) == "good_day"
            await chat.person.quiet(0.5)


async def test_what_people_send_while_the_bot_stops_is_kept_once(tmp_path: Path, clips: Path) -> None:
    """They write on, and speak, while it ends and starts: all of it is there, each once and in order."""
    notes = [voice_note(0.3, 80 + number) for number in range(3)]
    async with BotApi(token=TOKEN) as api:
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            chats = [await Chat.at(api, "good_day") for _ in range(3)]
            await api.settled()
            api.faults.latency_ms = 200
            for chat, note in zip(chats, notes, strict=True):
                chat.person.speaks(note)
                for number in range(3):
                    chat.person.writes(f"Word {number} of many")
            await soon(
                lambda: looked_up(bot.folder, "SELECT count(*) FROM answers WHERE heard = 'voice'") != [(0,)]
            )
            assert await bot.stop() == 0
        api.faults.latency_ms = 0
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            await api.settled()
            async with Book.opened(bot.folder) as book:
                for chat, note in zip(chats, notes, strict=True):

                    async def fetched(chat: Chat = chat) -> bool:
                        return not any(row["recording_state"] == "waiting" for row in await book.of(chat.person))

                    await before_long(fetched)
                    [spoken] = [row for row in await book.of(chat.person) if row["kind"] == "voice"]
                    assert await book.recordings_of(chat.person, spoken["step"]) == [note]
                    told = "\n".join(row["text"] for row in await book.of(chat.person) if row["kind"] == "text")
                    assert told.splitlines() == [f"Word {number} of many" for number in range(3)]
