"""People tell us which of the bot's words are wrong: that is kept, and is nobody's answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from bot.core import phrases
from tests.bot_process import BotProcess
from tests.keys import hash_of, keys_in
from tests.telegram.chat import Book, Chat, Reach, before_long, step_of
from tests.telegram.running import OF_PERSON, bot_with, looked_up
from tests.telegram.tongues import NO_VOICES
from tests.telegram_standin import BotApi, Person, voice_note
from tests.watching import exported
from tests.words import WORDS

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    folder = tmp_path_factory.mktemp("bot")
    async with bot_with(api, folder, folder / "clips", SGWRS_VOICES=NO_VOICES) as bot:
        yield bot


async def is_asked_which(chat: Chat, language: str = "en") -> None:
    """Through help, by number, to where the wrong word can be told."""
    for number in ("8", "5", "5"):
        chat.person.writes(number)
        await chat.is_asked()
    assert chat.now.words.startswith(WORDS(phrases.WHICH_WORD, language))


async def is_thanked(chat: Chat, language: str = "en") -> None:
    """They are thanked, and asked again what they had before them."""
    await chat.is_asked()
    assert chat.said_before[0] == WORDS(phrases.WORD_NOTED, language)


async def listed(bot: BotProcess) -> dict[str, str]:
    """What the operator is shown: what was said, and the line above it."""
    code, output = await bot.command("wrong-words")
    assert code == 0, output
    *lines, count = output.splitlines()
    said = {words.strip(): above for above, words in zip(lines[::2], lines[1::2], strict=True)}
    assert count == f"{len(lines) // 2} wrong words were told."
    return said


def told_by(bot: BotProcess, person: Person) -> list[tuple[str, ...]]:
    """What is kept of somebody's words about wrong words: the step they had before them, its words, and theirs."""
    mine, keys = f"step = 'wrong_word' AND {OF_PERSON}", keys_in(bot.folder)
    found = f"SELECT part, question, text FROM answers WHERE {mine}"
    rows = looked_up(bot.folder, found, hash_of(bot.folder, person.id))
    return [(part, question, keys.open(text, b"text").decode()) for part, question, text in rows]


@pytest.mark.parametrize("way", ["taps", "numbers"])
async def test_a_wrong_word_in_writing(bot: BotProcess, book: Book, reach: Reach, way: str) -> None:
    """Help, more, 5, and some words: noted with the question they had, no answer, and the question comes again."""
    chat, wrong = await reach("good_day"), f"Good is the wrong word, by {way}"
    asked = chat.now.words
    if way == "taps":
        for key in ("control.help", "aside.more_help", "aside.wrong_word"):
            chat.taps(key)
            await chat.is_asked()
    else:
        await is_asked_which(chat)
    chat.person.writes(wrong)
    await is_thanked(chat)
    assert chat.now.words == asked
    chat.person.writes(f"The sea, by {way}")
    await chat.is_asked()
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == [f"The sea, by {way}"]
    assert wrong not in [row["text"] for row in await book.of(chat.person)]
    assert told_by(bot, chat.person) == [("good_day", asked, wrong)]


async def test_a_wrong_word_by_voice(bot: BotProcess, book: Book, reach: Reach) -> None:
    """A voice note, where else only a number would do: fetched, byte for byte, and listed as a file."""
    chat, note = await reach("helper"), voice_note(0.6, seed=41)
    await is_asked_which(chat)
    chat.person.speaks(note)
    await is_thanked(chat)
    assert step_of(chat.now) == "helper"

    async def fetched() -> list[bytes]:
        files = [bot.folder / said.removeprefix("recording ") for said in await listed(bot)]
        return [file.read_bytes() for file in files if file.is_file() and file.read_bytes() == note]

    await before_long(fetched)
    assert len(await fetched()) == 1
    assert await book.of(chat.person, "helper") == []


async def test_wrong_words_are_not_in_the_export(bot: BotProcess, reach: Reach) -> None:
    """Neither the words nor the voice: the operator's table of answers holds answers alone."""
    chat = await reach("good_day")
    for sends in (lambda: chat.person.writes("Sgwarnog"), lambda: chat.person.speaks(voice_note(0.3, seed=42))):
        await is_asked_which(chat)
        sends()
        await is_thanked(chat)
    chat.person.writes("The sea")
    await chat.is_asked()
    rows = await exported(bot)
    assert len(told_by(bot, chat.person)) == 2
    assert "Sgwarnog" not in "".join("".join(row.values()) for row in rows)
    assert "wrong_word" not in {row["step"] for row in rows}
    [code] = {row["person_code"] for row in rows if row["text"] == "The sea"}
    assert [row["kind"] for row in rows if row["person_code"] == code and row["kind"] != "choice"] == ["text"]


async def test_the_list_says_what_is_wrong_in_which_language_and_where(bot: BotProcess, reach: Reach) -> None:
    """`wrong-words` has the day, the language, the step and the first line of what they had before them."""
    for language, step, wrong in (("en", "helper", "Own is wrong"), ("cy", "gifts", "Dawn yw’r gair")):
        chat = await reach(step, "Cymraeg" if language == "cy" else "English")
        asked = chat.now.words.partition("\n")[0]
        await is_asked_which(chat, language)
        chat.person.writes(wrong)
        await is_thanked(chat, language)
        day, *rest = (await listed(bot))[wrong].split("  ")
        assert date.fromisoformat(day) <= datetime.now(UTC).date()
        assert rest == [language, f"{step}: {asked}"]


async def test_going_on_tells_nothing(bot: BotProcess, reach: Reach) -> None:
    """Who came there by mistake goes on by 1, and by the button, and nothing is noted."""
    chat = await reach("good_day")
    asked = chat.now.words
    for way in (lambda: chat.person.writes("1"), lambda: chat.taps("aside.go_on")):
        await is_asked_which(chat)
        way()
        assert (await chat.is_asked()).words == asked
        assert not chat.remarks
    assert told_by(bot, chat.person) == []


async def test_a_wrong_word_after_the_end(bot: BotProcess, book: Book, reach: Reach) -> None:
    """Who has finished can still tell, and nothing begins anew by that."""
    chat = await reach("thanks")
    before, asked = await book.of(chat.person), chat.now.words
    await is_asked_which(chat)
    chat.person.writes("Kept is a strange word")
    await is_thanked(chat)
    assert chat.now.words.startswith(phrases.FINISHED.english)
    assert await book.of(chat.person) == before
    assert told_by(bot, chat.person) == [("thanks", asked, "Kept is a strange word")]


async def test_two_notes_at_once_are_both_about_the_word(bot: BotProcess, book: Book, reach: Reach) -> None:
    """The second was on its way before they were thanked: it answers no question either."""
    chat = await reach("good_day")
    await is_asked_which(chat)
    chat.person.speaks(voice_note(0.3, seed=43))
    chat.person.speaks(voice_note(0.3, seed=44))
    await is_thanked(chat)
    await chat.api.settled()
    assert await book.of(chat.person, "good_day") == []
    assert len(told_by(bot, chat.person)) == 2


async def test_mended_words_are_kept_as_they_were_mended(bot: BotProcess, reach: Reach) -> None:
    """Who changes what they wrote about a word has changed that, and no answer."""
    chat = await reach("good_day")
    asked = chat.now.words
    await is_asked_which(chat)
    said = chat.person.writes("Goood is wrong")
    await is_thanked(chat)
    chat.person.edits(said, "Good is wrong")
    await chat.is_told(phrases.CHANGED)
    assert told_by(bot, chat.person) == [("good_day", asked, "Good is wrong")]
