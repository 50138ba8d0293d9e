"""The machine's clock jumps, as after a flat battery or when it first finds the network: nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bot_process import REPOSITORY, BotProcess, running_bot
from tests.telegram.bystanders import Bystanders
from tests.telegram.chat import Chat, before_long, soon
from tests.telegram_standin import BotApi, voice_note
from tests.watching import exported, lives, tells_nothing

TOKEN = "123456:clock-token"
DAY = 24 * 3600.0
PATIENCE = 40

Clock = Callable[[float], None]


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """Sets the bot's clock wrong by so many seconds."""
    file = tmp_path / "clock"

    def is_wrong_by(seconds: float) -> None:
        file.with_suffix(".new").write_text(str(seconds))
        file.with_suffix(".new").replace(file)

    is_wrong_by(0)
    return is_wrong_by


@asynccontextmanager
async def bot_with_clock(folder: Path, clips: Path, api: BotApi) -> AsyncIterator[BotProcess]:
    async with running_bot(
        folder / "bot",
        PYTHONPATH=f"{REPOSITORY / 'tests/clock'}:{REPOSITORY}",
        TEST_CLOCK=str(folder / "clock"),
        SGWRS_TELEGRAM_TOKEN=TOKEN,
        SGWRS_TELEGRAM_API=api.url,
        SGWRS_CLIPS=str(clips),
    ) as bot:
        yield bot


@pytest.mark.parametrize("jump", [-DAY, 400 * DAY])
async def test_the_clock_jumps_in_the_middle(tmp_path: Path, clips: Path, clock: Clock, jump: float) -> None:
    """Two people go through it meanwhile: each answer is kept once, and all are asked to the end."""
    async with BotApi(token=TOKEN) as api, bot_with_clock(tmp_path, clips, api) as bot:
        two = await Bystanders.come(api)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(two.write_on())
            tasks.create_task(two.speak_on())
            await soon(lambda: len(two.written) > 3, PATIENCE)
            clock(jump)
        await two.are_kept_once(bot)
        assert lives(bot)
        tells_nothing(bot)


async def test_answers_come_out_in_the_order_of_telling(tmp_path: Path, clips: Path, clock: Clock) -> None:
    """Telegram's clock and ours fall back an hour between two answers: what was told first comes first."""
    async with BotApi(token=TOKEN) as api, bot_with_clock(tmp_path, clips, api) as bot:
        chat = await Chat.at(api, "good_day")
        for number in range(4):
            if number == 2:
                clock(-3600)
                api.later(-3600)
            chat.person.writes(f"Answer {number}")
            await chat.is_asked()
        told = [row["text"] for row in await exported(bot) if row["kind"] == "text"]
        assert told == [f"Answer {number}" for number in range(4)]


async def test_what_waits_for_another_try_does_not_wait_for_the_clock(
    tmp_path: Path, clips: Path, clock: Clock
) -> None:
    """A question and a recording failed once, and the clock falls back a day: both come, as if it had not."""
    async with BotApi(token=TOKEN) as api, bot_with_clock(tmp_path, clips, api) as bot:
        chat = await Chat.at(api, "good_day")
        await api.settled()
        happened = len(api.faults.happened)
        api.faults.next("sendVoice", "429", retry_after=2)
        api.faults.next("getFile", "500", times=2)
        chat.person.speaks(voice_note(0.3, seed=71))
        await soon(lambda: len(api.faults.happened) >= happened + 3, PATIENCE)
        await asyncio.sleep(0.5)
        clock(-DAY)
        assert (await chat.is_asked(timeout=PATIENCE)).words.startswith("What do you do on that day?")
        await before_long(lambda: _all_kept(bot), PATIENCE)


async def test_a_start_with_a_clock_that_is_behind(tmp_path: Path, clips: Path, clock: Clock) -> None:
    """The clock was right when the bot stopped, and begins years ago after it: what waited is sent and fetched."""
    async with BotApi(token=TOKEN) as api:
        async with bot_with_clock(tmp_path, clips, api) as bot:
            chat = await Chat.at(api, "good_day")
            await api.settled()
            api.faults.next("sendVoice", "500", times=20)
            api.faults.next("getFile", "500", times=20)
            chat.person.speaks(voice_note(0.3, seed=72))
            await api.settled()
            await bot.kill()
        api.faults.clear()
        clock(-1000 * DAY)
        async with bot_with_clock(tmp_path, clips, api) as bot:
            assert (await chat.is_asked(timeout=PATIENCE)).words.startswith("What do you do on that day?")
            await before_long(lambda: _all_kept(bot), PATIENCE)
            assert lives(bot)


async def _all_kept(bot: BotProcess) -> bool:
    return all(row["recording_state"] in ("", "kept") for row in await exported(bot))
