"""Who stops in the middle is reminded once, a day later, and nobody else ever is.

The bot looks for them when it starts: a day passes by its clock while it is stopped.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core import phrases
from bot.store.sessions import SESSION
from tests.bot_process import REPOSITORY, BotProcess
from tests.keys import hash_of, keys_in
from tests.telegram.chat import Book, Chat, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.driver import flat
from tests.telegram.running import OF_PERSON, bot_with, code_of, damage, looked_up, receipts_of
from tests.telegram.tongues import NO_VOICES, keys_of
from tests.telegram_standin import BotApi, Delivered, voice_note
from tests.watching import lives, tells_nothing
from tests.words import WORDS

in_one_loop = pytest.mark.asyncio(loop_scope="module")

PROBE = "What do you do on that day?"
SILENCE = 0.3
"""Seconds in which nothing comes to those who are not to hear anything, after others were reminded."""


@dataclass
class Days:
    """A bot, its people, and its clock."""

    api: BotApi
    folder: Path

    @asynccontextmanager
    async def bot(self, hours: float, **settings: str) -> AsyncIterator[BotProcess]:
        """The bot for a while, so many hours after the test began."""
        clock = self.folder / "clock"
        clock.write_text(str(3600 * hours))
        settings = {
            "PYTHONPATH": f"{REPOSITORY / 'tests/clock'}:{REPOSITORY}",
            "TEST_CLOCK": str(clock),
            "SGWRS_VOICES": NO_VOICES,
            **settings,
        }
        async with bot_with(self.api, self.folder / "bot", self.folder / "clips", **settings) as bot:
            yield bot
            await self.api.settled()

    def was_reminded(self, chat: Chat) -> bool:
        """Whether the bot noted that it reminded them."""
        folder = self.folder / "bot"
        [(state,)] = looked_up(
            folder, f"SELECT state FROM sessions WHERE {OF_PERSON}", hash_of(folder, chat.person.id)
        )
        return bool(json.loads(keys_in(folder).open(state, SESSION))["reminded"])

    def knows(self, chat: Chat) -> bool:
        """Whether the bot still knows them at all."""
        return code_of(self.folder / "bot", chat.person) is not None


@pytest.fixture
async def days(tmp_path: Path) -> AsyncIterator[Days]:
    async with BotApi(token=TOKEN) as api:
        yield Days(api, tmp_path)


async def is_reminded(chat: Chat, language: str = "en") -> None:
    """The one message they get: the reminder, with a button to go on."""
    message = await chat.is_asked()
    assert message.words == WORDS(phrases.REMINDER, language)
    assert keys_of(message)[0] == "aside.go_on"
    assert not chat.remarks


async def hears_nothing(*chats: Chat) -> None:
    await asyncio.gather(*(chat.person.quiet(SILENCE) for chat in chats))


# ---- who is reminded


async def test_only_who_stopped_in_the_middle_is_reminded_and_only_once(days: Days) -> None:
    """Not who finished, stopped with 0, said no, chose no language, answered meanwhile, or blocked the bot."""
    async with days.bot(0):
        silent, helped, stopped, answers, gone = [await Chat.at(days.api, "good_day") for _ in range(5)]
        welsh = await Chat.at(days.api, "good_day", "Cymraeg")
        finished, refused = await Chat.at(days.api, "thanks"), await Chat.at(days.api, "consent")
        undecided = Chat(days.api, days.api.person())
        undecided.person.writes("/start")
        await undecided.person.receives(2)
        for chat, key in ((helped, "control.help"), (stopped, "control.stop")):
            chat.taps(key)
            await chat.is_asked()
        refused.taps("option.no")
        [farewell] = await refused.person.receives(1)
        assert not flat(farewell)
        gone.person.blocks()
    others = (finished, stopped, refused, undecided)
    async with days.bot(23):
        answers.person.writes("The sea")
        await answers.is_asked()
        await hears_nothing(silent, welsh, helped, *others)
    async with days.bot(25):
        await is_reminded(silent)
        await is_reminded(helped)
        await is_reminded(welsh, "cy")
        await hears_nothing(answers, *others)
        late = await Chat.at(days.api, "good_day")
    async with days.bot(51):
        await is_reminded(late)
        await is_reminded(answers)
        await hears_nothing(silent, welsh, helped, *others)
    assert all(map(days.was_reminded, (silent, welsh, helped, late, answers)))
    assert not any(map(days.was_reminded, (finished, stopped, undecided, gone)))
    assert not days.knows(refused)


async def test_never_is_never_and_after_days_it_is_too_late(days: Days) -> None:
    """With SGWRS_REMIND_AFTER=0 nobody is reminded; nor, after a long standstill, who has long forgotten it."""
    async with days.bot(0, SGWRS_REMIND_AFTER="0"):
        long_ago = await Chat.at(days.api, "good_day")
    async with days.bot(30, SGWRS_REMIND_AFTER="0"):
        two_days_ago = await Chat.at(days.api, "good_day")
        await hears_nothing(long_ago)
        assert not days.was_reminded(long_ago)
    async with days.bot(80):
        await is_reminded(two_days_ago)
        await hears_nothing(long_ago)
    assert not days.was_reminded(long_ago)


async def test_who_answered_while_the_bot_stood_still_is_not_reminded(days: Days) -> None:
    """What waits at Telegram is taken in before the bot looks who was silent, however slow Telegram is."""
    async with days.bot(0):
        silent, answers = [await Chat.at(days.api, "good_day") for _ in range(2)]
    answers.person.speaks(voice_note(0.3, seed=31))
    days.api.faults.latency_ms = 300
    async with days.bot(25):
        await is_reminded(silent)
        assert step_of(await answers.is_asked()) == "good_day"
        assert answers.now.words.startswith(PROBE)
        await hears_nothing(answers)
    assert not days.was_reminded(answers)


async def test_one_who_can_not_be_read_keeps_no_other_from_being_reminded(days: Days) -> None:
    """What is kept of where one person stands is broken: the others are reminded all the same."""
    async with days.bot(0):
        silent, strange, broken = [await Chat.at(days.api, "good_day") for _ in range(3)]
    damage(days.folder / "bot", strange.person, '{"place": [], "language": "en", "done": false, "aside": ""}')
    damage(days.folder / "bot", broken.person, "Gwenllian")
    async with days.bot(25) as bot:
        await is_reminded(silent)
        assert lives(bot)
        tells_nothing(bot, "Gwenllian")


# ---- what they do then


@dataclass
class Reminded:
    """Somebody who was reminded of a question, and what is kept of them."""

    chat: Chat
    question: Delivered
    book: Book


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def all_reminded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Reminded]]:
    """Enough people for all tests, reminded after two hours: two at a choice, the others at open questions."""
    async with BotApi(token=TOKEN) as api:
        days = Days(api, tmp_path_factory.mktemp("days"))
        async with days.bot(0):
            chats = [await Chat.at(api, step) for step in ("more_why", "consent", *["good_day"] * 7)]
            questions = [chat.now for chat in chats]
        async with days.bot(3, SGWRS_REMIND_AFTER="2") as bot, Book.opened(bot.folder) as book:
            for chat in chats:
                await is_reminded(chat)
            yield [Reminded(chat, question, book) for chat, question in zip(chats, questions, strict=True)]


@pytest.fixture
def reminded_of_a_choice(all_reminded: list[Reminded]) -> Reminded:
    return all_reminded[0]


@pytest.fixture
def reminded_of_consent(all_reminded: list[Reminded]) -> Reminded:
    return all_reminded[1]


@pytest.fixture
def reminded(all_reminded: list[Reminded]) -> Reminded:
    return all_reminded.pop()


@in_one_loop
@pytest.mark.parametrize("press", ["aside.go_on", "1", "۱"])
async def test_one_press_leads_back_to_the_question(reminded: Reminded, press: str) -> None:
    """The very same question, by the button or by its number."""
    if press.isdigit():
        reminded.chat.person.writes(press)
    else:
        reminded.chat.taps(press)
    assert (await reminded.chat.is_asked()).words == reminded.question.words


@in_one_loop
async def test_stopping_after_the_reminder_is_stopping(reminded: Reminded) -> None:
    """Who presses 0 is told that it can wait."""
    reminded.chat.taps("control.stop")
    assert (await reminded.chat.is_asked()).words.startswith(phrases.STOPPED.english)


@in_one_loop
@pytest.mark.parametrize("by", ["voice", "words"])
async def test_an_answer_to_the_reminder_answers_the_question(reminded: Reminded, by: str) -> None:
    """Who just speaks, or writes, has answered what they were asked before it, and is asked what follows."""
    chat, book, note = reminded.chat, reminded.book, voice_note(0.5, seed=32)
    if by == "voice":
        chat.person.speaks(note)
    else:
        chat.person.writes("And the hills")
    assert (await chat.is_asked()).words.startswith(PROBE)
    [row] = await book.of(chat.person, "good_day")
    assert (row["question"], row["probe"], row["language"]) == (reminded.question.words, "0", "en")
    if by == "voice":
        assert await book.recordings_of(chat.person, "good_day") == [note]
    else:
        assert row["text"] == "And the hills"


@in_one_loop
async def test_the_old_question_s_buttons_are_still_good(reminded_of_a_choice: Reminded) -> None:
    """Who scrolls up past the reminder and presses there has chosen."""
    chat, book = reminded_of_a_choice.chat, reminded_of_a_choice.book
    chat.taps("option.yes", reminded_of_a_choice.question)
    assert step_of(await chat.is_asked()) == "why"
    assert phrases.OLD_BUTTON.english not in chat.said_before
    assert [row["choice"] for row in await book.of(chat.person, "more_why")] == ["yes"]


@in_one_loop
async def test_a_yes_by_the_old_question_s_button_is_a_yes(reminded_of_consent: Reminded) -> None:
    """The same where they were asked for consent: one receipt, and the next question."""
    chat, folder = reminded_of_consent.chat, reminded_of_consent.book.folder
    chat.taps("option.yes", reminded_of_consent.question)
    assert step_of(await chat.is_asked()) == "consent_topics"
    assert chat.said_before == []
    assert receipts_of(folder, chat.person, "consent") == [("yes", "tap")]


@in_one_loop
async def test_a_link_after_the_reminder_goes_on(reminded: Reminded) -> None:
    """Who comes in by the door again is welcomed back to the same question."""
    reminded.chat.person.writes("/start")
    assert (await reminded.chat.is_asked()).words == reminded.question.words
    assert reminded.chat.said_before == [phrases.WELCOME_BACK.english]
