"""Choosing among ten languages: by ear, by number, and by a poster that asks for one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core import phrases
from tests.bot_process import BotProcess
from tests.telegram.chat import Book, Chat, step_of
from tests.telegram.driver import flat, number_of
from tests.telegram.tongues import DIGITS, LANGUAGES, at, choices_on, key_of, keys_of, offered, silent_bot
from tests.telegram_standin import BotApi, Delivered, voice_note
from tests.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    async with silent_bot(api, tmp_path_factory.mktemp("bot")) as bot:
        yield bot


def languages_on(messages: list[Delivered]) -> list[str]:
    """What the one button of each message would choose."""
    assert all(len(flat(message)) == 1 for message in messages)
    return [key_of(flat(message)[0]).removeprefix("language.") for message in messages]


def with_first(language: str) -> list[str]:
    return sorted(LANGUAGES, key=lambda one: one != language)


def speaks(language: str, message: Delivered) -> bool:
    """Whether this is the first question, in this language."""
    welcome = "Hello. I am a talking helper"
    return message.words.startswith(welcome) == (language == "en") and step_of(message) == "welcome"


# ---- ten offers


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_phone_s_language_comes_first(api: BotApi, bot: BotProcess, language: str) -> None:
    """Ten messages, each with a name, a number and one button: that of the phone first, the others in order."""
    messages = await offered(Chat(api, api.person("Ann", language)))
    assert languages_on(messages) == with_first(language)
    for number, (offer, message) in enumerate(zip(with_first(language), messages, strict=True), 1):
        [(label, _)] = flat(message)
        name = WORDS(phrases.LANGUAGE_NAME, offer)
        assert label.partition(" ")[2] == name
        assert name in message.words
        assert int(number_of((label, ""))) == number
        assert number_of((label, "")) in message.words


@pytest.mark.parametrize("phone", ["de", "pt-br", None])
async def test_a_phone_in_another_language_gets_them_in_the_order_of_the_file(
    api: BotApi, bot: BotProcess, phone: str | None
) -> None:
    """Nobody is left without a choice."""
    assert languages_on(await offered(Chat(api, api.person("Ann", phone)))) == list(LANGUAGES)


@pytest.mark.parametrize("ten", ["10", "10.", "১০", "١٠", "۱۰", "੧੦"])
async def test_ten_takes_the_tenth(api: BotApi, bot: BotProcess, book: Book, ten: str) -> None:
    """Typed in whatever digits: Somali, the last of the file, and what is answered then is in Somali."""
    chat = Chat(api, api.person("Ann", "pl"))
    await offered(chat)
    chat.person.writes(ten)
    assert step_of(await chat.is_asked()) == "welcome"
    assert chat.said_before == [WORDS(phrases.UNCHECKED, "so"), WORDS(phrases.EXAMPLE, "so")]


@pytest.mark.parametrize("number", range(1, 11))
async def test_each_number_takes_what_it_stood_for(api: BotApi, bot: BotProcess, number: int) -> None:
    """What was offered under a number to this person, whose phone speaks Bengali, is what it chooses."""
    chat = Chat(api, api.person("Ann", "bn"))
    await offered(chat)
    chat.person.writes(str(number))
    await chat.is_asked()
    assert chat.said_before[-1] == WORDS(phrases.EXAMPLE, with_first("bn")[number - 1])


@pytest.mark.parametrize("wrong", ["11", "0010", "English please", "🙂"])
async def test_what_is_no_choice_is_answered_with_the_choice(api: BotApi, bot: BotProcess, wrong: str) -> None:
    """The same ten once more, in the same order, so that their numbers stay true."""
    chat = Chat(api, api.person("Ann", "ur"))
    await offered(chat)
    assert languages_on(await offered(chat, wrong)) == with_first("ur")


async def test_a_language_is_taken_by_its_own_name(api: BotApi, bot: BotProcess) -> None:
    """Whoever types the name of their language has chosen it."""
    for language in LANGUAGES:
        chat = Chat(api, api.person("Ann", "en"))
        await offered(chat)
        chat.person.writes(WORDS(phrases.LANGUAGE_NAME, language))
        await chat.is_asked()
        assert chat.said_before[-1] == WORDS(phrases.EXAMPLE, language)


# ---- a poster's link


async def asked_for(chat: Chat, language: str) -> Delivered:
    """What a poster's link leads to: one offer and no more."""
    chat.person.writes(f"/start {language}")
    message = await chat.is_asked()
    assert keys_of(message) == [f"language.{language}", "control.language"]
    assert not chat.remarks
    await chat.api.settled()
    await chat.person.quiet(0.2)
    return message


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_poster_s_link_offers_its_language_alone(api: BotApi, bot: BotProcess, language: str) -> None:
    """In that language, whatever the phone speaks: nothing is chosen before one press, or one typed number."""
    one, other = (Chat(api, api.person("Ann", "ro")) for _ in range(2))
    message = await asked_for(one, language)
    assert WORDS(phrases.LANGUAGE_NAME, language) in message.words
    assert [label.partition(" ")[2] for label, _ in flat(message)] == [
        WORDS(phrases.LANGUAGE_NAME, language),
        WORDS(phrases.CHANGE_LANGUAGE, language),
    ]
    one.taps(f"language.{language}")
    assert step_of(await one.is_asked()) == "welcome"
    assert one.said_before[-1] == WORDS(phrases.EXAMPLE, language)
    await asked_for(other, language)
    other.person.writes(DIGITS.get(language, "0123456789")[1])
    assert (await other.is_asked()).words == one.now.words


@pytest.mark.parametrize("press", ["control.language", "2", "۲"])
async def test_the_other_press_leads_to_all(api: BotApi, bot: BotProcess, press: str) -> None:
    """Whoever was sent to the wrong language finds their own among the ten; the first keeps its number."""
    chat = Chat(api, api.person("Ann", "en"))
    await asked_for(chat, "pl")
    if press.startswith("control."):
        chat.taps(press)
    else:
        chat.person.writes(press)
    messages = await chat.person.receives(len(LANGUAGES))
    assert languages_on(messages) == with_first("pl")
    chat.person.taps(messages[-1], flat(messages[-1])[0])
    await chat.is_asked()
    assert chat.said_before[-1] == WORDS(phrases.EXAMPLE, "so")


@pytest.mark.parametrize("strange", ["xx", "pl_PL", "language", "pl pl", "PL"])
async def test_a_link_to_a_language_that_is_not_there_offers_all(
    api: BotApi, bot: BotProcess, strange: str
) -> None:
    """A link that was mistyped leads to the usual choice."""
    chat = Chat(api, api.person("Ann", "cy"))
    assert languages_on(await offered(chat, f"/start {strange}")) == with_first("cy")


# ---- a poster's link, for somebody who is in the middle of it


@pytest.mark.parametrize("language", ["pl", "cy"])
async def test_somebody_in_the_middle_goes_on_in_either(
    api: BotApi, bot: BotProcess, book: Book, language: str
) -> None:
    """Who talks in Welsh and comes by a Polish poster is asked the same question, in the one they press."""
    chat = await at(api, "good_day", "cy")
    chat.person.writes("Y môr")
    before = await chat.is_asked()
    await asked_for(chat, "pl")
    if language == "pl":
        chat.taps("language.pl")
    else:
        chat.taps("control.language")
        messages = await chat.person.receives(len(LANGUAGES))
        chat.person.taps(messages[2], flat(messages[2])[0])
    question = await chat.is_asked()
    assert question.buttons and step_of(question) == "good_day"
    assert (question.words == before.words) == (language == "cy")
    chat.person.writes("Morze, y môr")
    await chat.is_asked()
    rows = await book.of(chat.person, "good_day")
    assert [(row["text"], row["probe"], row["language"]) for row in rows] == [
        ("Y môr", "0", "cy"),
        ("Morze, y môr", "1", language),
    ]
    assert rows[1]["question"] == question.words


@pytest.mark.parametrize("back", ["/start", "/start cy", "9"])
async def test_whoever_does_not_want_another_language_is_back_at_once(
    api: BotApi, bot: BotProcess, back: str
) -> None:
    """Start, their own language's poster, or a skip: the question they had, in Welsh."""
    chat = await at(api, "good_day", "cy")
    asked = chat.now.words
    await asked_for(chat, "pl")
    chat.person.writes(back)
    assert (await chat.is_asked()).words == asked


@pytest.mark.parametrize("by", ["words", "voice"])
async def test_an_answer_given_to_the_offer_is_not_lost(api: BotApi, bot: BotProcess, book: Book, by: str) -> None:
    """Who in the middle of it answers their question, and not the offer, has answered their question."""
    chat = await at(api, "good_day", "cy")
    asked = chat.now.words
    await asked_for(chat, "pl")
    if by == "words":
        chat.person.writes("Y môr")
    else:
        chat.person.speaks(voice_note(0.3, seed=6))
    await chat.is_asked()
    rows = await book.of(chat.person, "good_day")
    assert [(row["question"], row["language"]) for row in rows] == [(asked, "cy")]


async def test_after_the_end_the_last_words_come_in_the_other_language(api: BotApi, bot: BotProcess) -> None:
    """Who has finished and takes another poster's language begins nothing anew by that."""
    chat = await at(api, "thanks", "cy")
    await asked_for(chat, "so")
    chat.taps("language.so")
    assert "aside.start_again" in choices_on(await chat.is_asked())
    assert WORDS(phrases.FINISHED, "so") in chat.now.words
