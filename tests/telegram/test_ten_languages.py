"""Whole conversations in each of the ten languages, as people with that language's keyboard have them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot_process import BotProcess
from tests.telegram.chat import Book, soon
from tests.telegram.driver import flat, number_of
from tests.telegram.tongues import (
    DIGITS,
    LANGUAGES,
    at,
    begun,
    choices_on,
    goes_through,
    is_kept,
    keys_of,
    silent_bot,
    taps,
    types_number,
    types_words,
    writes,
    wrong_ways,
)
from tests.telegram_standin import BotApi
from tests.watching import has_said

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAYS = {language: types_number(digits) for language, digits in DIGITS.items()} | {"uk": types_words}
"""How choices are made: with the digits of an own keyboard, with the words of the choice; else by tapping."""

ALL_BESIDE = (
    *("control.help", "aside.mine", "mine.hear", "mine.next", "mine.share", "mine.words", "control.help"),
    *("aside.mine", "mine.forget", "control.help", "aside.more_help", "aside.numbers"),
    *("control.help", "aside.more_help", "aside.contact", "control.help", "aside.more_help", "aside.complaint"),
    *("control.help", "aside.more_help", "aside.wrong_word", "control.stop"),
)
"""Through all that stands beside the questions, press by press."""

SAID = {
    "en": "The sea, and a walk",
    "cy": "Y môr a’r mynydd",
    "pl": "Morze i długi spacer",
    "ar": "البحر والمشي",
    "ro": "Marea și o plimbare",
    "ur": "سمندر اور سیر",
    "pa": "ਸਮੁੰਦਰ ਤੇ ਸੈਰ",
    "bn": "সমুদ্র আর হাঁটা",
    "uk": "Море і прогулянка",
    "so": "Badda iyo socodka",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """Of every test here, also of those that only look at what people get."""
    async with silent_bot(api, tmp_path_factory.mktemp("bot")) as bot:
        yield bot


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_whole_conversation(api: BotApi, book: Book, language: str) -> None:
    """Choices by an own digit, by words or by taps, the rest written: all of it is kept under what was asked."""
    chat = await begun(api, language)
    told = await goes_through(chat, WAYS.get(language, taps), writes(SAID[language]))
    assert len(told.own) >= 15
    await is_kept(book, chat, told, language)
    heard = [message.words for message in chat.person.chat]
    assert all(any(own in words for words in heard) for own in told.own)  # played back before it is shared


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_question_has_its_choices_and_the_steady_controls(api: BotApi, language: str) -> None:
    """Words with no gap left open; 1 to 6 in order, one below the other; then 7, 8, 9, 0."""
    chat = await begun(api, language)
    told = await goes_through(chat, taps, writes(SAID[language]))
    for question in told.questions:
        numbers = [int(number_of(button)) for button in flat(question)]
        assert numbers[-4:] == [7, 8, 9, 0]
        assert numbers[:-4] == sorted(set(numbers[:-4]))
        assert set(numbers[:-4]) <= set(range(1, 7))
        assert all(len(row) == 1 for row in question.buttons[: len(choices_on(question))])
        assert not set("{}") & set(question.words)


@pytest.mark.parametrize("language", ["ar", "bn"])
async def test_numbers_on_buttons_are_the_language_s_own(api: BotApi, language: str) -> None:
    """In Arabic and Bengali no button, and no choice in the words above it, has a foreign digit."""
    chat = await begun(api, language)
    told = await goes_through(chat, taps, writes(SAID[language]))
    for question in told.questions:
        assert {number_of(button) for button in flat(question)} <= set(DIGITS[language])
        assert not set("0123456789") & set(question.words)


@pytest.mark.parametrize("language", ["ar", "ur"])
async def test_lines_run_from_the_right(api: BotApi, language: str) -> None:
    """Each line of all that is said, and each button, begins so; Latin words and telephone numbers stand apart."""
    chat = await begun(api, language)
    told = await goes_through(chat, taps, writes(SAID[language]))
    young = await at(api, "consent_age", language)
    young.taps("option.no")
    _, numbers = await young.person.receives(2)
    assert not flat(numbers)
    for key in ALL_BESIDE:
        chat.taps(key)
        await chat.is_asked()
    for message in (*chat.person.chat[len(LANGUAGES) :], *young.person.chat[len(LANGUAGES) :]):
        words = message.words
        for own in told.own:
            words = words.replace(own, "")
        assert not list(wrong_ways(words))
        assert not [wrong for label, _ in flat(message) for wrong in wrong_ways(label)]
    assert "\u2068" in numbers.words  # the telephone number


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_and_stopping_speak_the_language(api: BotApi, book: Book, language: str) -> None:
    """Help, its way back, and a pause: typed as a digit of their own keyboard, never in English."""
    chat = await at(api, "good_day", language)
    asked = chat.now.words
    digits = DIGITS.get(language, "0123456789")
    chat.person.writes(digits[8])
    helped = await chat.is_asked()
    assert "aside.more_help" in keys_of(helped)
    chat.person.writes(digits[1])
    assert (await chat.is_asked()).words == asked
    chat.person.writes(digits[0])
    stopped = await chat.is_asked()
    assert "aside.go_on" in keys_of(stopped)
    chat.person.writes(digits[1])
    assert (await chat.is_asked()).words == asked
    english = ("No one is on this chat", "We stop here")
    assert any(words in helped.words + stopped.words for words in english) == (language == "en")


async def test_telegram_s_own_menu_is_in_every_language(api: BotApi, bot: BotProcess) -> None:
    """The menu of commands is set ten times, and nothing of it is refused."""
    await soon(lambda: len(api.called("setMyDescription")) > len(LANGUAGES))
    menus = {language: commands for (_, language), commands in api.commands.items()}
    assert menus.keys() == {"", *LANGUAGES}
    assert len({tuple(one["description"] for one in menu) for menu in menus.values()}) == len(LANGUAGES)
    assert not has_said(bot, "could not be set")
