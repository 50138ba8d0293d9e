"""Arabic by ear: a whole conversation in which the bot speaks, and people do; beside one without a voice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import yaml

from bot.content import Content, clips_of
from bot.settings import read_settings
from bot.voicing import _LATER
from tests.speaking import roughly
from tests.telegram.by_ear import owns_their_words, says_no
from tests.telegram.chat import Book, Chat
from tests.telegram.conftest import TOKEN
from tests.telegram.driver import flat
from tests.telegram.running import bot_with
from tests.telegram.tongues import (
    CONSENT,
    DIGITS,
    LANGUAGES,
    TEN_LANGUAGES,
    Told,
    goes_through,
    receipts_in_full,
    types_number,
)
from tests.telegram_standin import BotApi, voice_note

HEARD = "ar"
TWO = (HEARD, "so")
"""No machine here speaks the other: clips in both would take twice as long."""


def only_in(languages: tuple[str, ...], file: Path) -> Path:
    """The shipped example in these languages alone: fewer clips to make."""
    whole = yaml.safe_load(TEN_LANGUAGES.read_text(encoding="utf-8"))
    for name, words in whole.items():
        if isinstance(words, dict):
            whole[name] = {language: words[language] for language in languages}
    file.write_text(yaml.safe_dump({**whole, "languages": list(languages)}, allow_unicode=True), encoding="utf-8")
    return file


async def speak_all(consultation: Path, clips: Path) -> None:
    """Every clip in that language that who answers may hear, at the normal pace, in this machine's voice."""
    given = {"SGWRS_CONSULTATION": str(consultation), "SGWRS_VOICES": "espeak", "SGWRS_CLIPS": str(clips)}
    settings = read_settings(given, Path("none"))
    folder = clips_of(settings)
    every = [one for one in Content.load(settings).every_spoken(slow=False) if one.language == HEARD]
    heard = [one for one in every if not one.address.startswith(_LATER)]
    with roughly():
        assert all(await asyncio.gather(*map(folder.make, heard)))


async def heard_to_the_end(api: BotApi, language: str) -> tuple[Chat, Told, list[bytes]]:
    """Somebody who hears every question, presses numbers of their own, and speaks; what they said comes too."""
    chat = Chat(api, api.person("Ann", language))
    chat.person.writes("/start")
    first, _ = await chat.person.receives(len(TWO))
    chat.person.taps(first, flat(first)[0])
    await chat.is_asked()
    notes: list[bytes] = []

    def speaks(chat: Chat, count: int) -> str:
        notes.append(voice_note(0.2 + count / 100, seed=LANGUAGES.index(language) * 100 + count))
        chat.person.speaks(notes[-1])
        return ""

    return chat, await goes_through(chat, types_number(DIGITS[language]), speaks), notes


async def is_kept(book: Book, clips: Path, chat: Chat, told: Told, notes: list[bytes], language: str) -> None:
    """Each recording is here, byte for byte, under the words and the language it was an answer to.

    The receipt of each yes names the clips that were heard with it.
    """
    kept: list[bytes] = []
    for step in dict.fromkeys(row["step"] for row in await book.of(chat.person) if row["kind"] == "voice"):
        kept += await book.recordings_of(chat.person, step)
    assert kept == notes
    rows = await book.of(chat.person)
    assert [(row["question"], row["choice"]) for row in rows] == told.answers
    assert {row["language"] for row in rows} == {language}
    receipts = receipts_in_full(book.folder, chat, "clips", "option", "language")
    heard = [
        ([(clips / language / name).read_bytes() for name in names.split()], *more) for names, *more in receipts
    ]
    assert heard == [([message.content for message in asked], yes, language) for asked, yes in told.agreed]
    assert len(heard) == len(CONSENT)


async def test_arabic_is_heard(tmp_path: Path) -> None:
    """Every question is one voice note with its words under it and its buttons; all that is spoken is kept.

    And all about one's own words is done by ear: consent, hearing back, sharing, complaining, wiping.
    """
    consultation, clips = only_in(TWO, tmp_path / "two.yaml"), tmp_path / "clips"
    await speak_all(consultation, clips)
    async with (
        BotApi(token=TOKEN) as api,
        bot_with(api, tmp_path / "bot", clips, SGWRS_CONSULTATION=str(consultation)) as bot,
        Book.opened(bot.folder) as book,
    ):
        chat, told, notes = await heard_to_the_end(api, HEARD)
        for question in told.questions:
            assert question.method == "sendVoice"
            assert question.as_asked
            assert question.caption
            assert flat(question)
        asked = {question.words: question.content for question in told.questions}
        assert len(set(asked.values())) == len(asked) > 30  # other words, another sound
        await is_kept(book, clips, chat, told, notes, HEARD)
        await owns_their_words(api, HEARD, DIGITS[HEARD], len(TWO))
        await says_no(api, HEARD, DIGITS[HEARD], len(TWO))
