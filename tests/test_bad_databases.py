"""A database that can not be used: the operator reads why in one line, and the file is left as it is."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot_process import BotProcess, running_bot
from tests.disks import read_only
from tests.telegram.chat import Chat, soon
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_and_telegram
from tests.telegram_standin import BotApi
from tests.watching import EXPORT, has_said, lives, refuses, table, tells_nothing

SEED = 20261202
NOT_WRITABLE = r"read-?only|permi|not writ|can ?not be (written|opened)|unable to open"
DAMAGED = r"malformed|not a database|damaged|corrupt|broken"
PAGE = 4096
LATER = 50_000
"""Where Telegram's numbering has got to when somebody talks with the bot again."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def used(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> Path:
    """The data of a bot that somebody has talked with, and that was stopped."""
    folder = tmp_path_factory.mktemp("used") / "bot"
    async with bot_and_telegram(folder, clips) as (api, _):
        await Chat.at(api, "together", says={"good_day": "The sea", "gifts": "I sing", "hard": "The stairs"})
    return folder / "data"


@pytest.fixture
def folder(used: Path, tmp_path: Path) -> Path:
    """A bot's folder with a copy of that data."""
    shutil.copytree(used, tmp_path / "bot/data")
    return tmp_path / "bot"


async def refusal(bot: BotProcess) -> str:
    """What an operator reads from a bot that ends by itself, at once and with 1. The last line says why."""
    refused = await refuses(bot)
    if not refused:
        await bot.stop()
    print("\n".join(bot.output))
    assert refused, "it runs"
    tells_nothing(bot)
    assert len(bot.output[-1]) < 300
    return bot.output[-1]


# ---- nothing can be written


@pytest.mark.parametrize("place", ["data/sgwrs.db", "data", "."])
async def test_what_can_not_be_written_is_told(folder: Path, clips: Path, place: str) -> None:
    """The file, its folder, or the folder in which a first start would make one."""
    if place == ".":
        shutil.rmtree(folder / "data")
    with read_only(folder / place):
        why = await refusal(BotProcess(folder, {"SGWRS_CLIPS": str(clips)}))
    assert re.search(NOT_WRITABLE, why, re.IGNORECASE)


async def test_a_first_start_in_a_folder_that_can_not_be_written_is_told(tmp_path: Path, clips: Path) -> None:
    """The folder is there already, empty, as another user made it."""
    (tmp_path / "data").mkdir()
    with read_only(tmp_path / "data"):
        why = await refusal(BotProcess(tmp_path, {"SGWRS_CLIPS": str(clips)}))
    assert re.search(NOT_WRITABLE, why, re.IGNORECASE)


# ---- damaged


def noise(size: int) -> bytes:
    return random.Random(SEED).randbytes(size)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing but noise": lambda data: noise(len(data)),
    "noise behind a good beginning": lambda data: data[:100] + noise(len(data) - 100),
    "half of it": lambda data: data[: len(data) // 2],
    "a hundred bytes of it": lambda data: data[:100],
    "zeros": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_file_is_told_and_left_as_it_is(folder: Path, clips: Path, damage: str) -> None:
    """Somebody may still be able to save what is in it: not a byte of it changes."""
    file = folder / "data/sgwrs.db"
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    before = file.read_bytes()
    why = await refusal(BotProcess(folder, {"SGWRS_CLIPS": str(clips)}))
    assert re.search(DAMAGED, why, re.IGNORECASE)
    assert file.read_bytes() == before


@pytest.mark.parametrize("where", [0.2, 0.5, 0.8])
async def test_a_page_that_is_damaged_loses_no_answer_in_silence(folder: Path, clips: Path, where: float) -> None:
    """It is refused as a whole, or used as far as it goes: what is acknowledged is there, what is not is told."""
    file = folder / "data/sgwrs.db"
    pages = file.stat().st_size // PAGE
    with file.open("r+b") as data:
        data.seek(max(1, int(pages * where)) * PAGE)
        data.write(noise(PAGE))
    before = file.read_bytes()
    async with BotApi(token=TOKEN, first_update_id=LATER) as api:
        bot = BotProcess(folder, {
            "SGWRS_TELEGRAM_TOKEN": TOKEN, "SGWRS_TELEGRAM_API": api.url, "SGWRS_CLIPS": str(clips),
        })  # fmt: skip
        if await refuses(bot):
            assert re.search(DAMAGED, bot.output[-1], re.IGNORECASE)
            assert file.read_bytes() == before
        else:
            try:
                await is_used_as_far_as_it_goes(api, bot)
            finally:
                await bot.stop()
                print("\n".join(bot.output))
            await is_exported_as_far_as_it_goes(bot, confirmed=not api.unconfirmed)
        tells_nothing(bot, "One more thing", TOKEN.partition(":")[2])


async def is_used_as_far_as_it_goes(api: BotApi, bot: BotProcess) -> None:
    """The person of before says one thing more, and somebody new comes; the log says why, if nobody answers."""
    known, new = api.person("Ann"), api.person("Bea")
    for person, words in ((known, "One more thing"), (new, "/start")):
        person.writes(words)
        await soon(lambda person=person: person.chat or has_said(bot, DAMAGED), 30)
    assert lives(bot)


async def is_exported_as_far_as_it_goes(bot: BotProcess, *, confirmed: bool) -> None:
    """All that was confirmed is there, or the operator reads why there is no export."""
    code, output = await bot.command(*EXPORT)
    assert "Traceback" not in output
    if code:
        assert re.search(DAMAGED, output, re.IGNORECASE)
    elif confirmed:
        texts = {row["text"] for row in table(bot.folder / "out")}
        assert texts == {"The sea", "I sing", "The stairs", "One more thing", ""}


# ---- from the future, or somebody else's


async def test_a_database_of_a_later_version_is_told_and_left_as_it_is(folder: Path, clips: Path) -> None:
    """Who goes back to an older Sgwrs reads that this one is too old for the data."""
    file = folder / "data/sgwrs.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE schema_version SET version = 999")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()
    why = await refusal(BotProcess(folder, {"SGWRS_CLIPS": str(clips)}))
    assert re.search(r"version 999.*newer|newer.*999", why)
    assert file.read_bytes() == before


async def test_a_database_of_another_programme_is_left_alone(tmp_path: Path, clips: Path) -> None:
    """The path was mistyped, and names somebody else's notes: ours do not go between them."""
    file = tmp_path / "data/sgwrs.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE answers (number INTEGER PRIMARY KEY, recipe TEXT)")
        connection.execute("INSERT INTO answers VALUES (42, 'Bara brith')")
        connection.commit()
    before = file.read_bytes()
    why = await refusal(BotProcess(tmp_path, {"SGWRS_CLIPS": str(clips)}))
    assert "database" in why
    assert file.read_bytes() == before


# ---- twice at the same time


async def test_a_second_bot_on_the_same_data_is_refused(tmp_path: Path, clips: Path) -> None:
    """It says why, and the first one does not notice."""
    folder = tmp_path / "bot"
    async with bot_and_telegram(folder, clips) as (api, bot):
        chat = await Chat.at(api, "together")
        for settings in ({}, {"SGWRS_TELEGRAM_TOKEN": TOKEN, "SGWRS_TELEGRAM_API": api.url}):
            calls = len(api.calls)
            why = await refusal(BotProcess(folder, {"SGWRS_CLIPS": str(clips), **settings}))
            assert re.search(r"already|another|second|in use|running", why, re.IGNORECASE)
            assert {call.method for call in api.calls[calls:]} <= {"getUpdates"}
        chat.person.writes("We are still here")
        await chat.is_asked()
        code, output = await bot.command(*EXPORT)
        assert code == 0, output
        assert "We are still here" in {row["text"] for row in table(folder / "out")}
        assert lives(bot)
        assert not has_said(bot, "another process")
        tells_nothing(bot, "We are still here")


async def test_after_a_kill_the_next_start_is_not_refused(folder: Path, clips: Path) -> None:
    """What keeps a second bot out goes with the first one, however that ended."""
    bot = BotProcess(folder, {"SGWRS_CLIPS": str(clips)})
    for _ in range(2):
        await bot.start()
        await bot.kill()
    async with running_bot(folder, SGWRS_CLIPS=str(clips)) as again:
        assert lives(again)
