"""Whole conversations on Telegram: the real process, over HTTP, against a strict stand-in."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot_process import BotProcess, running_bot
from tests.telegram import driver
from tests.telegram.driver import (
    begin,
    flat,
    go_through,
    number_of,
    rows_of,
    speak,
    tap_first,
    type_digit,
    write,
)
from tests.telegram_standin import BotApi
from tests.watching import EVERYTHING

TOKEN = "123456:test-token"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN) as api:
        yield api


@pytest.fixture
async def bot(api: BotApi, tmp_path: Path, clips: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(
        tmp_path / "bot", SGWRS_TELEGRAM_TOKEN=TOKEN, SGWRS_TELEGRAM_API=api.url, SGWRS_CLIPS=str(clips)
    ) as bot:
        yield bot


async def exported(bot: BotProcess) -> list[dict[str, str]]:
    """The answers in an export, after all recordings were fetched."""
    for _ in range(100):
        code, output = await bot.command("export", "--out", "out", *EVERYTHING)
        assert code == 0, output
        rows = rows_of(bot.folder / "out")
        if not any(row["recording_state"] == "waiting" for row in rows):
            return rows
        await asyncio.sleep(0.2)
    raise AssertionError("recordings were never fetched")


async def test_a_whole_conversation_by_voice_and_taps(api: BotApi, bot: BotProcess) -> None:
    """Open questions by voice note, choices by tap: every answer is in the export, recordings byte for byte."""
    talk = await begin(api, "English", language_code="en")
    await go_through(talk, choose=tap_first, answer=speak, last="Thank you. We will listen")
    rows = await exported(bot)
    spoken = {row["question"].partition("\n")[0]: row for row in rows if row["kind"] == "voice"}
    assert len(talk.said) >= 10
    for words, note in talk.said.items():
        row = spoken[words.partition("\n")[0]]
        assert (bot.folder / "out" / row["recording"]).read_bytes() == note
        assert row["share"] == "voice"
    assert len({row["person_code"] for row in rows}) == 1


async def test_every_question_is_one_voice_note_with_words_and_numbered_buttons(
    api: BotApi, bot: BotProcess
) -> None:
    """What must be shown for each step: voice, caption, choices 1 to 6, then 7, 8, 9, 0."""
    talk = await begin(api, "English", language_code="en")
    await go_through(talk, choose=tap_first, answer=speak, last="Thank you. We will listen")
    for question in talk.asked:
        assert question.method == "sendVoice"
        assert question.as_asked
        assert question.caption
        numbers = [number_of(button) for button in flat(question)]
        assert numbers[-4:] == ["7", "8", "9", "0"]
        assert numbers[:-4] == [str(n) for n in range(1, len(numbers) - 3)] or "6" in numbers
        assert set(numbers[:-4]) <= set("123456")


async def test_a_whole_conversation_by_typed_digits_and_words_in_welsh(api: BotApi, bot: BotProcess) -> None:
    """In Welsh, with a keyboard alone: every text comes out letter for letter, under the Welsh question."""
    talk = await begin(api, "Cymraeg", language_code="cy")
    await go_through(talk, choose=type_digit, answer=write, last="Diolch. Ar 4 Mawrth")
    rows = {row["question"].partition("\n")[0]: row for row in await exported(bot) if row["kind"] == "text"}
    for words, text in talk.said.items():
        row = rows[words.partition("\n")[0]]
        assert row["text"] == text
        assert row["language"] == "cy"


async def test_a_turn_costs_one_call(api: BotApi, bot: BotProcess) -> None:
    """A question is one call; nothing else is called but to answer a tap, fetch a recording, or play it back."""
    talk = await begin(api, "English", language_code="en")
    tap_first(talk, await driver.next_question(talk))
    before, heard, asked = len(api.calls), len(talk.person.chat), len(talk.asked)
    await go_through(talk, choose=tap_first, answer=speak, last="Thank you. We will listen")
    await exported(bot)
    calls = Counter(call.method for call in api.calls[before:] if call.method not in ("getUpdates", "file"))
    taps, fetched = calls.pop("answerCallbackQuery"), calls.pop("getFile")
    questions, pictures = len(talk.asked) - asked, calls["sendPhoto"]
    beside = sum(not flat(message) for message in talk.person.chat[heard:])
    assert taps + fetched == questions
    assert pictures == 3
    told = 4  # the keys, what can be decided, that they can stop, that the answers are theirs
    assert beside == fetched + pictures + told  # and their own words, once each
    assert calls.total() == questions + beside


async def test_words_are_played_back_together(api: BotApi, bot: BotProcess) -> None:
    """What was written at one step comes back in one message, each answer under its question."""
    talk = await begin(api, "English", language_code="en")
    await go_through(talk, choose=type_digit, answer=write, last="Thank you. We will listen")
    played = [message.words for message in talk.person.chat if "“" in message.words]
    answers = [number for words in played for number in re.findall(r"“Ateb rhif (\d+):", words)]
    assert len(answers) == len(set(answers)) >= len(talk.said)
    assert [words for words in played if words.startswith("What would help?") and words.count("“") == 4]


async def test_clips_are_uploaded_once(api: BotApi, bot: BotProcess) -> None:
    """The second person's clips go by the id that Telegram gave the first one's."""
    for _ in range(2):
        talk = await begin(api, "English", language_code="en")
        await driver.next_question(talk)
    second = talk.asked[-1]
    assert not second.uploaded


async def test_a_person_who_forbids_voice_notes_hears_music_instead(api: BotApi, bot: BotProcess) -> None:
    """Voice notes forbidden: every clip comes as audio with its words and buttons, and answers are played back."""
    talk = await begin(api, "English", language_code="en", forbids_voice=True)
    await go_through(talk, choose=tap_first, answer=speak, last="Thank you. We will listen")
    assert {question.method for question in talk.asked} == {"sendAudio"}
    assert all(question.as_asked and question.caption for question in talk.asked)
    played_back = [
        m for m in talk.person.chat if m.method == "sendAudio" and not flat(m) and m.caption in talk.said
    ]
    assert len(played_back) >= 10
