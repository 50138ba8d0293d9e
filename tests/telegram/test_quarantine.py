"""What could not be taken through a fault of ours: it is set aside, told, listed, and taken after all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core import phrases
from tests.bot_process import BotProcess
from tests.keys import keys_in
from tests.telegram.chat import Book, Chat, Reach, before_long, soon
from tests.telegram.running import bot_with, damage, locked, looked_up, repair
from tests.telegram_standin import BotApi, voice_note
from tests.watching import EVERYTHING, lives, tells_nothing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

RETRYING = 45
"""Seconds in which the running bot sees that something is wanted: it looks every twenty."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    """A bot of its own: others must not have set anything aside."""
    async with bot_with(api, tmp_path_factory.mktemp("quarantine") / "bot", clips) as bot:
        yield bot


async def listed(bot: BotProcess) -> list[str]:
    code, output = await bot.command("quarantine", "list")
    assert code == 0, output
    *lines, last = output.splitlines()
    assert last == f"{len(lines)} messages are set aside."
    return lines


async def asked_for_again(bot: BotProcess, *numbers: int) -> str:
    code, output = await bot.command("quarantine", "retry", *map(str, numbers))
    assert code == 0, output
    return output


def number_of(bot: BotProcess, chat: Chat) -> int:
    """The number in the list of the one thing of this person that is set aside."""
    keys = keys_in(bot.folder)
    rows = looked_up(bot.folder, "SELECT id, address FROM quarantine")
    [number] = [row for row, sealed in rows if keys.open(sealed, b"address") == str(chat.person.id).encode()]
    return int(number)


async def fails_to_take(bot: BotProcess, chat: Chat, words: str) -> bytes:
    """Somebody writes while what is kept of them is damaged, and is told; returns what it was."""
    state = damage(bot.folder, chat.person)
    chat.person.writes(words)
    await chat.is_told(phrases.TROUBLE)
    return state


async def test_a_damaged_state_is_told_listed_and_taken_after_all(
    api: BotApi, bot: BotProcess, reach: Reach, book: Book
) -> None:
    """Each is kept under the question it was said to, also by who went on meanwhile; others do not notice."""
    ann, bea, cai = [await reach("good_day", last_name="Tanwen") for _ in range(3)]
    states = [await fails_to_take(bot, chat, f"Mynyddoedd {n}") for n, chat in enumerate((ann, bea, cai))]
    await api.settled()  # it does not come again from Telegram
    other = await reach("good_day")
    other.person.writes("The hills")
    assert (await other.is_asked()).words.startswith("What do you do on that day?")

    lines = await listed(bot)
    assert len(lines) == 3
    for line, chat in zip(lines, (ann, bea, cai), strict=True):
        assert "telegram" in line
        assert "tried again 0 times" in line
        assert "Error at session.py:" in line
        for private in ("Mynyddoedd", "Gwenllian", "Ann", "Tanwen", str(chat.person.id)):
            assert private not in line
    assert lives(bot)

    repair(bot.folder, ann.person, states[0])
    repair(bot.folder, bea.person, states[1])
    bea.person.writes("The sea")  # she tries again by herself, and goes on
    assert (await bea.is_asked()).words.startswith("What do you do on that day?")
    numbers = [number_of(bot, chat) for chat in (ann, bea, cai)]
    assert "3 will be tried again" in await asked_for_again(bot, *numbers)

    async def tried() -> bool:
        rows = looked_up(bot.folder, "SELECT id, tries, wanted FROM quarantine")
        return rows == [(numbers[2], 1, 0)]

    await before_long(tried, RETRYING)
    [line] = await listed(bot)  # it stays, and is not tried for ever
    assert line.split()[0] == str(numbers[2])
    assert "tried again 1 times" in line

    good_day = "Think of a good day. What makes life good for you?"
    [row] = await book.of(ann.person, "good_day")
    assert (row["question"].partition("\n")[0], row["probe"], row["text"]) == (good_day, "0", "Mynyddoedd 0")
    assert (await ann.is_asked()).words.startswith("What do you do on that day?")
    kept = {row["text"]: (row["question"].partition("\n")[0], row["probe"]) for row in await book.of(bea.person)}
    assert kept["The sea"] == kept["Mynyddoedd 1"] == (good_day, "0")
    assert await book.of(cai.person, "good_day") == []
    assert [message.words for message in cai.person.chat].count(phrases.TROUBLE.english) == 1

    tells_nothing(bot, "Mynyddoedd", "Gwenllian", "Tanwen", str(ann.person.id))


async def test_commands_wait_for_a_bot_that_writes_just_now(bot: BotProcess) -> None:
    """While the file is locked for a moment, as in every turn, no command gives up."""
    export = ("export", "--out", "out", *EVERYTHING)
    commands = [("quarantine", "list"), ("recordings", "list"), export, ("backup", "a.tar.gz")]
    with locked(bot.folder):
        running = [asyncio.create_task(bot.command(*command)) for command in commands]
        await asyncio.sleep(4)  # they have long begun, whatever else this machine does
    for command, (code, output) in zip(commands, await asyncio.gather(*running), strict=True):
        assert code == 0, (command, output)


async def test_a_number_that_is_not_in_the_list_is_no_harm(bot: BotProcess) -> None:
    """Nothing is tried, and that is said."""
    assert "0 will be tried again" in await asked_for_again(bot, 999_999)


async def test_what_is_wanted_while_the_bot_is_stopped_is_taken_at_its_start(tmp_path: Path, clips: Path) -> None:
    """A recording, too: it is fetched from Telegram after all, byte for byte."""
    note = voice_note(0.4, 31)
    async with BotApi(token="123456:test-token") as api:
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            chat = await Chat.at(api, "good_day")
            state = damage(bot.folder, chat.person, "no JSON at all {")
            chat.person.speaks(note)
            await chat.is_told(phrases.TROUBLE)
            assert "JSONDecodeError at sessions.py:" in (await listed(bot))[0]
        repair(bot.folder, chat.person, state)
        assert "1 will be tried again" in await asked_for_again(bot)
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            assert (await chat.is_asked()).words.startswith("What do you do on that day?")
            async with Book.opened(bot.folder) as book:
                assert await book.recordings_of(chat.person, "good_day") == [note]
            assert await listed(bot) == []


async def test_a_lost_recording_of_somebody_whose_state_is_damaged_ends_nothing(
    tmp_path: Path, clips: Path
) -> None:
    """They can not be told that it is lost; the bot lives, others go on, and the next start is no different."""
    async with BotApi(token="123456:test-token") as api:
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            chat = await Chat.at(api, "good_day")
            api.faults.rate("500", 1.0, "getFile")
            facts = {"duration": 3, "mime_type": "audio/ogg"}
            voice = chat.person._file("voice", voice_note(0.4, 24), facts, size=30_000_000)
            del voice["file_size"]
            api.inject({"message": api._world.new_message(chat.person, {"voice": voice}, chat.person.user)})
            await chat.is_asked()
            damage(bot.folder, chat.person)
            calls = len(api.called("getFile"))
            api.faults.clear()
            await soon(lambda: any(call.outcome == 400 for call in api.called("getFile")[calls:]), 60)
            other = await Chat.at(api, "good_day")
            assert lives(bot)
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            other.person.writes("The hills")
            assert (await other.is_asked()).words.startswith("What do you do on that day?")
            assert lives(bot)
            tells_nothing(bot, "Gwenllian", "The hills")


async def test_who_has_nothing_set_aside_is_not_in_the_list(tmp_path: Path) -> None:
    """The command works before there is a database, and beside nothing."""
    assert await listed(BotProcess(tmp_path, {})) == []
