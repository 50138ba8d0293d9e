"""A disk that is full, a database that is locked: nothing is acknowledged then, and nothing lost or doubled."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import httpx
import pytest

from bot.core import phrases
from tests.bot_process import BotProcess, running_bot
from tests.disks import fill, small_disk
from tests.telegram.chat import Chat, before_long, soon
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_and_telegram
from tests.telegram_standin import Delivered, voice_note
from tests.watching import exported, has_said, lives, tells_nothing
from tests.web.test_robustness import at_open_question, hidden, question

FULL = r"(disk|device).*(full|no space)|no space left|(full|no space).*(disk|device)"
LOCKED = r"locked|busy"
PATIENCE = 90
"""Seconds for which people wait for the bot to find out that all is well again: it asks less and less often."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """The disk under the bot's data."""
    with small_disk(tmp_path / "bot/data") as disk:
        yield disk


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program is writing into the database, and takes its time."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


@asynccontextmanager
async def visitor(bot: BotProcess) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.Response]]:
    """Somebody at the first open question in a browser."""
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True, timeout=PATIENCE) as client:
        yield client, await at_open_question(client)


def form(page: httpx.Response, text: str) -> dict[str, str]:
    return {"once": hidden(page, "once"), "ask": hidden(page, "ask"), "text": text}


async def told(bot: BotProcess) -> list[tuple[str, str]]:
    """What was written, under the first line of which question, in the order of the export."""
    rows = await exported(bot)
    return [(row["question"].partition("\n")[0], row["text"]) for row in rows if row["kind"] == "text"]


async def nothing_came_twice(chat: Chat) -> None:
    await chat.person.quiet(2)
    asked = [message.words for message in chat.person.chat]
    assert len(asked) == len(set(asked))


def _first_line(message: Delivered) -> str:
    return message.words.partition("\n")[0]


# ---- full


async def test_nothing_is_acknowledged_while_the_disk_is_full(tmp_path: Path, clips: Path, disk: Path) -> None:
    """What people send then stays with Telegram, the log says why; with room again everybody goes on."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        chat, other = await Chat.at(api, "good_day"), api.person("Bea")
        said = []
        for words in ("Before it is full", "While it is full", "After it was full"):
            said.append((_first_line(chat.now), words))
            if "While" in words:
                await api.settled()
                ballast = fill(disk)
                other.writes("/start")
            chat.person.writes(words)
            if "While" in words:
                await soon(lambda: has_said(bot, FULL), PATIENCE)
                await asyncio.sleep(2)
                assert api.unconfirmed == 2
                assert lives(bot)
                ballast.unlink()
            await chat.is_asked(timeout=PATIENCE)
        await other.receives(2, timeout=PATIENCE)
        await api.settled(PATIENCE)
        assert await told(bot) == said
        await nothing_came_twice(chat)
        tells_nothing(bot, *(words for _, words in said), TOKEN.partition(":")[2])


async def test_a_visitor_is_told_that_the_disk_is_full_and_can_send_again(
    tmp_path: Path, clips: Path, disk: Path
) -> None:
    """A kind page instead of the next question; the same press once more, with room again, is one answer."""
    async with running_bot(tmp_path / "bot", SGWRS_CLIPS=str(clips)) as bot, visitor(bot) as (client, page):
        ballast = fill(disk)
        sent = form(page, "said while it was full")
        for files in ({}, {"voice": ("v", voice_note(1, seed=61))}):
            trouble = await client.post("/say", data=sent, files=files)
            assert trouble.status_code in (500, 503)
            assert phrases.TROUBLE.english in trouble.text
        assert lives(bot)
        ballast.unlink()
        for _ in range(2):
            after = await client.post("/say", data=sent)
            assert after.status_code == 200
        assert question(after) == "What do you do on that day?"
        assert await told(bot) == [(question(page), "said while it was full")]
        tells_nothing(bot, "said while")
        assert has_said(bot, FULL)


async def test_a_recording_that_does_not_fit_waits_until_there_is_room(
    tmp_path: Path, clips: Path, disk: Path
) -> None:
    """There is room for words, not for a long recording: the talk goes on, and the recording comes later."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        chat = await Chat.at(api, "good_day")
        await api.settled()
        note = voice_note(1, seed=62) + bytes(2_000_000)  # what follows the last page, players pass over
        ballast = fill(disk, leave=1_500_000)
        chat.person.speaks(note, seconds=500)
        await chat.is_asked()
        await soon(lambda: has_said(bot, FULL), PATIENCE)
        chat.person.writes("Words that fit")
        await chat.is_asked(timeout=PATIENCE)
        assert lives(bot)
        ballast.unlink()

        async def kept() -> bool:
            return [row["recording_state"] for row in await exported(bot) if row["kind"] == "voice"] == ["kept"]

        await before_long(kept, PATIENCE)
        [row] = [row for row in await exported(bot) if row["kind"] == "voice"]
        assert (bot.folder / "out" / row["recording"]).read_bytes() == note
        tells_nothing(bot, "Words that fit")


async def test_a_question_that_arrived_but_could_not_be_noted_comes_once(
    tmp_path: Path, clips: Path, disk: Path
) -> None:
    """The disk fills up while a question is on its way: that it arrived is known, and written down later."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        chat = await Chat.at(api, "good_day")
        await api.settled()
        sent = len(api.called("sendVoice"))
        api.faults.latency_ms = 700
        chat.person.writes("The sea")
        await soon(lambda: len(api.called("sendVoice")) > sent)
        ballast = fill(disk)
        await chat.is_asked()
        api.faults.latency_ms = 0
        await soon(lambda: has_said(bot, FULL), PATIENCE)
        ballast.unlink()
        await nothing_came_twice(chat)
        chat.person.writes("I swim")
        await chat.is_asked(timeout=PATIENCE)
        await nothing_came_twice(chat)
        assert [words for _, words in await told(bot)] == ["The sea", "I swim"]


# ---- locked


async def test_nothing_is_acknowledged_while_another_program_writes(tmp_path: Path, clips: Path) -> None:
    """For a quarter of a minute the database is somebody else's: people wait, or are told; then all go on."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot), visitor(bot) as (client, page):
        chat = await Chat.at(api, "good_day")
        await api.settled()
        asked, sent = _first_line(chat.now), form(page, "in the browser")
        async with asyncio.TaskGroup() as tasks:
            with locked(bot.folder / "data/sgwrs.db"):
                chat.person.writes("on the phone")
                pressed = tasks.create_task(client.post("/say", data=sent))
                await asyncio.sleep(15)
                assert api.unconfirmed == 1
                assert lives(bot)
        answer = pressed.result()
        assert answer.status_code in (200, 503)
        assert answer.status_code == 200 or phrases.TROUBLE.english in answer.text
        after = await client.post("/say", data=sent)
        assert question(after) == "What do you do on that day?"
        assert (await chat.is_asked(timeout=PATIENCE)).words.startswith("What do you do on that day?")
        await api.settled(PATIENCE)
        assert sorted(await told(bot)) == sorted([(asked, "on the phone"), (question(page), "in the browser")])
        await nothing_came_twice(chat)
        tells_nothing(bot, "on the phone", "in the browser")
        assert has_said(bot, LOCKED)
