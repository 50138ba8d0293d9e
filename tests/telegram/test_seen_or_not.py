"""Whether somebody can have seen a question is what decides where their next words belong."""

from __future__ import annotations

from pathlib import Path

from tests.bot_process import running_bot
from tests.telegram.chat import Chat, soon, step_of
from tests.telegram.driver import rows_of
from tests.telegram_standin import BotApi
from tests.watching import EVERYTHING

TOKEN = "123456:test-token"


async def test_a_question_that_may_have_been_seen_stays_so(tmp_path: Path, clips: Path) -> None:
    """Its answer never came back, the bot died, and the next try was refused for being too many: it was seen."""
    folder = tmp_path / "bot"
    settings = {"SGWRS_TELEGRAM_TOKEN": TOKEN, "SGWRS_CLIPS": str(clips)}
    async with BotApi(token=TOKEN) as api:
        async with running_bot(folder, SGWRS_TELEGRAM_API=api.url, **settings) as bot:
            chat = await Chat.at(api, "hard")
            api.faults.next("sendVoice", "lost answer", times=9)
            chat.taps("control.skip")
            assert step_of(await chat.is_asked()) == "more_why"
            await bot.kill()
        api.faults.clear()
        api.faults.next("sendVoice", "429", times=2, retry_after=1)
        refused = len(api.faults.happened) + 1
        async with running_bot(folder, SGWRS_TELEGRAM_API=api.url, **settings):
            await soon(lambda: len(api.faults.happened) >= refused)
            chat.person.writes("1")
            while step_of(chat.now) == "more_why":
                await chat.is_asked()  # the same may come once more


async def test_words_from_before_a_question_set_out_belong_to_the_answer_before(
    tmp_path: Path, clips: Path
) -> None:
    """Telegram takes nothing, the bot dies: the question never set out, and more words are more of the answer."""
    folder = tmp_path / "bot"
    settings = {"SGWRS_TELEGRAM_TOKEN": TOKEN, "SGWRS_CLIPS": str(clips)}
    async with BotApi(token=TOKEN) as api:
        async with running_bot(folder, SGWRS_TELEGRAM_API=api.url, **settings) as bot:
            chat = await Chat.at(api, "good_day")
            api.faults.next("sendVoice", "429", times=9, retry_after=30)
            chat.person.writes("The sea")
            await api.settled()
            await soon(lambda: any("did not get through" in line for line in bot.output))
            await bot.kill()
        api.faults.clear()
        chat.person.writes("and the hills")
        async with running_bot(folder, SGWRS_TELEGRAM_API=api.url, **settings) as bot:
            await chat.is_asked()
            code, output = await bot.command("export", "--out", "out", *EVERYTHING)
            assert code == 0, output
            told = {row["text"]: row["question"] for row in rows_of(folder / "out") if row["kind"] == "text"}
            assert told["The sea"] == told["and the hills"]
            assert told["The sea"].startswith("Think of a good day")
