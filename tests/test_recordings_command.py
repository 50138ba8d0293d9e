"""Recordings that are not here: staff see which and why, and have them fetched when they can be had again."""

from __future__ import annotations

from pathlib import Path

from bot.core import phrases
from tests.bot_process import BotProcess
from tests.telegram.chat import Book, Chat, before_long, soon
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with
from tests.telegram_standin import BotApi, voice_note
from tests.watching import tells_nothing

FETCHING = 60
"""Seconds in which the running bot sees that something is to be fetched again: it looks every thirty."""


async def listed(bot: BotProcess) -> list[str]:
    code, output = await bot.command("recordings", "list")
    assert code == 0, output
    *lines, last = output.splitlines()
    assert last == f"{len(lines)} recordings are not here."
    return lines


async def test_what_can_not_be_fetched_is_listed_and_fetched_again(tmp_path: Path, clips: Path) -> None:
    """One that Telegram has not just now, one it does not give out: each with its reason, till they can be had."""
    waits, lost = voice_note(0.3, 91), voice_note(0.3, 92)
    async with BotApi(token=TOKEN) as api, bot_with(api, tmp_path / "bot", clips) as bot:
        assert await listed(bot) == []
        ann, bea, cai = [await Chat.at(api, "good_day", last_name="Gwrtheyrn") for _ in range(3)]
        api.faults.rate("500", 1.0, "getFile")
        ann.person.speaks(waits)
        await ann.is_asked()
        await soon(lambda: api.called("getFile"))
        [file] = [file for file in api._world.files._by_id.values() if file.content == waits]
        file.stale = True
        facts = {"duration": 3, "mime_type": "audio/ogg"}
        voice = bea.person._file("voice", lost, facts, size=30_000_000)
        del voice["file_size"]
        api.inject({"message": api._world.new_message(bea.person, {"voice": voice}, bea.person.user)})
        await bea.is_asked()
        api.faults.clear()

        async def both() -> bool:
            lines = await listed(bot)
            return any("temporarily unavailable" in line for line in lines) and any(
                "given up" in line for line in lines
            )

        await before_long(both, 60)
        first, second = await listed(bot)
        assert "next try" in first
        assert "telegram" in first
        assert "given up" in second
        assert "too big" in second.lower()
        for line in (first, second):
            for private in ("Ann", "Gwrtheyrn", str(ann.person.id), str(bea.person.id), TOKEN.partition(":")[2]):
                assert private not in line
        await soon(lambda: phrases.NO_RECORDING.english in [message.words for message in bea.person.chat])

        file.stale = False
        for other in api._world.files._by_id.values():
            if other.content == lost:
                other.size = len(lost)
        code, output = await bot.command("recordings", "retry")
        assert (code, "will be tried again" in output) == (0, True), output

        cai.person.speaks(voice_note(0.3, 93))  # whatever is new is a reason to look at once

        async def none() -> bool:
            return await listed(bot) == []

        await before_long(none, FETCHING)
        async with Book.opened(bot.folder) as book:
            assert await book.recordings_of(ann.person, "good_day") == [waits]
            assert await book.recordings_of(bea.person, "good_day") == [lost]
        told = [message.words for message in bea.person.chat]
        assert told.count(phrases.NO_RECORDING.english) == 1
        tells_nothing(bot, "Gwrtheyrn", TOKEN.partition(":")[2])


async def test_nothing_is_tried_again_where_nothing_is_missing(tmp_path: Path) -> None:
    """The commands work before anybody has spoken."""
    bot = BotProcess(tmp_path, {})
    assert await listed(bot) == []
    code, output = await bot.command("recordings", "retry")
    assert code == 0
    assert "0 will be tried again" in output
