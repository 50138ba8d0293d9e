"""Conversations in any of the ten languages: how people get into one, answer in it, and what must come out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot_process import REPOSITORY, BotProcess
from tests.keys import hash_of
from tests.telegram.chat import Book, Chat, step_of
from tests.telegram.driver import flat, number_of
from tests.telegram.running import OF_PERSON, bot_with, looked_up
from tests.telegram_standin import BotApi, Delivered

TEN_LANGUAGES = REPOSITORY / "conversations/consultations/example.yaml"
LANGUAGES = ("en", "cy", "pl", "ar", "ro", "ur", "pa", "bn", "uk", "so")
"""In the order of the file."""

DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "bn": "০১২৩৪৫৬৭৮৯", "ur": "۰۱۲۳۴۵۶۷۸۹", "pa": "੦੧੨੩੪੫੬੭੮੯"}
"""What people may have on their keyboards, whatever the buttons show."""

NO_VOICES = ","
"""All messages go out as words: nothing has to be made before the first."""

WISHES = {
    "promise_how": ["option.more"],
    "helper": ["option.helped"],
    "who_helps": ["option.paid"],
    "topics": ["option.money", "page.more", "option.safe", "page.enough"],
    "matters": ["option.3"],
    "now": ["option.2"],
    "check": ["option.keep", "option.words"],
    "alone_again": ["option.no"],
}
"""What people choose at a step, one after the other, and again from the first; elsewhere the first choice."""

ON_THE_WAY = ("promise_how", "helper", "who_helps", "can_they")
"""What is chosen here, before consent, is only remembered: it is no answer."""

CONSENT = ("what_we_keep", "understood", "consent", "consent_topics", "consent_age")
"""What is chosen here is kept as a receipt, and is no answer either."""

MOST = 90
"""So many questions are never asked."""

Button = tuple[str, str]
Presses = Callable[[Chat, Button], object]
Answers = Callable[[Chat, int], str]


@asynccontextmanager
async def silent_bot(api: BotApi, folder: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """A bot that offers all ten languages, and has no voice in any; its pictures lie beside it."""
    settings = {"SGWRS_CONSULTATION": str(TEN_LANGUAGES), "SGWRS_VOICES": NO_VOICES, **settings}
    async with bot_with(api, folder, folder / "clips", **settings) as bot:
        yield bot


# ---- what is on a message


def key_of(button: Button) -> str:
    return button[1].split(":")[2]


def keys_of(message: Delivered) -> list[str]:
    return [key_of(button) for button in flat(message)]


def choices_on(message: Delivered) -> dict[str, Button]:
    """The buttons of a question but for the steady controls, by what they mean."""
    return {key_of(button): button for button in flat(message) if not key_of(button).startswith("control.")}


# ---- a conversation


async def offered(chat: Chat, start: str = "/start") -> list[Delivered]:
    """The choice of languages: one message each."""
    chat.person.writes(start)
    return await chat.person.receives(len(LANGUAGES))


async def begun(api: BotApi, language: str) -> Chat:
    """Somebody whose phone speaks this language, at the first question in it."""
    chat = Chat(api, api.person("Ann", language))
    first, *_ = await offered(chat)
    chat.person.taps(first, flat(first)[0])
    await chat.is_asked()
    return chat


async def at(api: BotApi, step: str, language: str) -> Chat:
    """At this step, having taken first choices and skipped the rest."""
    chat = await begun(api, language)
    for _ in range(MOST):
        if step_of(chat.now) == step:
            return chat
        chosen = [key for key in choices_on(chat.now) if key.startswith("option.")]
        chat.taps(chosen[0] if chosen else "control.skip")
        await chat.is_asked()
    raise AssertionError(f"never asked {step}")


@dataclass
class Told:
    """What somebody answered to which words, in the order of telling; several choices under the first words.

    `agreed` are the messages in which they were asked for consent, each time, and what they chose there.
    """

    answers: list[tuple[str, str]] = field(default_factory=list)
    agreed: list[tuple[list[Delivered], str]] = field(default_factory=list)
    questions: list[Delivered] = field(default_factory=list)
    own: list[str] = field(default_factory=list)

    def chose(self, step: str, question: Delivered, key: str, *, new: bool) -> None:
        kind, _, option = key.partition(".")
        if kind != "option" or step in ("check", *ON_THE_WAY, *CONSENT) or len(choices_on(question)) == 1:
            return  # nothing that is kept as an answer
        if new:
            self.answers.append((question.words, option))
        else:
            words, before = self.answers[-1]
            self.answers[-1] = (words, f"{before} {option}")


async def goes_through(chat: Chat, presses: Presses, answers: Answers) -> Told:
    """Answer every question, until the last words."""
    told, turns = Told(), dict.fromkeys(WISHES, 0)
    while (step := step_of(chat.now)) != "thanks":
        told.questions.append(chat.now)
        assert len(told.questions) < MOST, f"still asked: {chat.now.words}"
        choices = choices_on(chat.now)
        if not any(key.startswith("option.") for key in choices):
            words = answers(chat, len(told.answers))
            told.own.append(words)
            told.answers.append((chat.now.words, words))
        else:
            count = turns.get(step, 0)
            wished = WISHES.get(step, [next(iter(choices))])
            key = wished[count % len(wished)]
            turns[step] = count + 1
            presses(chat, choices[key])
            told.chose(step, chat.now, key, new=not (step == "topics" and count))
            if step in CONSENT:
                told.agreed.append(([*chat.remarks, chat.now], key.removeprefix("option.")))
        await chat.is_asked()
    told.questions.append(chat.now)
    return told


def taps(chat: Chat, button: Button) -> None:
    chat.person.taps(chat.now, button)


def types_number(digits: str) -> Presses:
    """Types the number of a button in digits of their own."""

    def types(chat: Chat, button: Button) -> None:
        chat.person.writes(digits[int(number_of(button))])

    return types


def types_words(chat: Chat, button: Button) -> None:
    """Types the words of a button, as people do who shout."""
    chat.person.writes(f"{button[0].partition(' ')[2].upper()}!")


def writes(words: str) -> Answers:
    """Writes these words, with a number that tells them apart."""

    def write(chat: Chat, count: int) -> str:
        said = f"{words} {count} 🙂\n{words}"
        chat.person.writes(said)
        return said

    return write


async def is_kept(book: Book, chat: Chat, told: Told, language: str) -> None:
    """Each answer stands under the words it was given to, in order, in this language, and nothing else does.

    Each yes has its receipt, with the words that were said; beside each answer stands who helped.
    """
    rows = await book.of(chat.person)
    expected = [("\n\n".join(message.words for message in asked), yes, language) for asked, yes in told.agreed]
    assert receipts_in_full(book.folder, chat, "words", "option", "language") == expected
    assert len(expected) == len(CONSENT)
    assert {row["helper"] for row in rows} == {WISHES["who_helps"][0].removeprefix("option.")}
    assert [(row["question"], row["choice"] or row["text"]) for row in rows] == told.answers
    assert {row["language"] for row in rows} == {language}
    assert {row["share"] for row in rows if row["text"]} == {"words"}


def receipts_in_full(folder: Path, chat: Chat, *columns: str) -> list[tuple[str, ...]]:
    """What is kept of all they agreed to, in order."""
    found = f"SELECT {', '.join(columns)} FROM receipts WHERE {OF_PERSON} ORDER BY id"
    return looked_up(folder, found, hash_of(folder, chat.person.id))


# ---- from right to left

_ISOLATE = re.compile("[\u2066\u2067\u2068][^\u2069]*\u2069")
_TELEPHONE = re.compile(r"\d[\d ]{3,}\d")


def wrong_ways(words: str) -> Iterator[str]:
    """The lines of Arabic or Urdu words that a phone may set from the left, or shuffle."""
    for line in words.splitlines():
        bare = _ISOLATE.sub("", line)
        letters = [letter for letter in bare if letter.isalpha()]
        if letters and unicodedata.bidirectional(letters[0]) not in ("R", "AL"):
            yield f"begins from the left: {line}"
        if any("LATIN" in unicodedata.name(letter) for letter in letters):
            yield f"has Latin letters: {line}"
        if _TELEPHONE.search(bare):
            yield f"has a telephone number: {line}"
