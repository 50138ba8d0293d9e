"""A person on Telegram who answers whatever is asked, in one of several ways."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.telegram_standin import BotApi, Delivered, Person, voice_note

CONTROLS = "7890"


def number_of(button: tuple[str, str]) -> str:
    return button[0].partition(" ")[0]


def flat(delivered: Delivered) -> list[tuple[str, str]]:
    return [button for row in delivered.buttons for button in row]


def choices_of(delivered: Delivered) -> list[tuple[str, str]]:
    return [button for button in flat(delivered) if number_of(button) not in CONTROLS]


def is_question(delivered: Delivered) -> bool:
    return bool(flat(delivered))


@dataclass
class Talk:
    """One conversation as it went: every question, and what was answered to it."""

    person: Person
    asked: list[Delivered] = field(default_factory=list)
    said: dict[str, bytes | str] = field(default_factory=dict)  # question's words → recording or text


async def next_question(talk: Talk) -> Delivered:
    """The next message with buttons; what is said on the way is passed by."""
    while True:
        [message] = await talk.person.receives(1, timeout=20)
        if is_question(message):
            talk.asked.append(message)
            return message


async def begin(api: BotApi, language: str, **person: Any) -> Talk:
    """Start, and choose a language by its button."""
    talk = Talk(api.person(first_name="Ann", **person))
    talk.person.writes("/start")
    offered = await talk.person.receives(2, timeout=30)
    button = next(b for message in offered for b in flat(message) if language in b[0])
    message = next(m for m in offered if button in flat(m))
    talk.person.taps(message, button)
    return talk


async def go_through(
    talk: Talk,
    *,
    choose: Callable[[Talk, Delivered], None],
    answer: Callable[[Talk, Delivered, int], None],
    last: str,
    most: int = 90,
) -> None:
    """Answer every question until the bot has said the words `last`."""
    for count in range(most):
        question = await next_question(talk)
        if last in question.words:
            return
        if choices_of(question) and not is_probe(question):
            choose(talk, question)
        else:
            answer(talk, question, count)
    raise AssertionError(f"still asking after {most} questions: {talk.asked[-1].words}")


def is_probe(question: Delivered) -> bool:
    """A probe is open; its one button only leads to another question."""
    return len(choices_of(question)) == 1 and any(
        words in flat(question)[0][0] for words in ("Another question", "Cwestiwn arall")
    )


def tap_first(talk: Talk, question: Delivered) -> None:
    talk.person.taps(question, choices_of(question)[0])


def type_digit(talk: Talk, question: Delivered) -> None:
    talk.person.writes(number_of(choices_of(question)[0]))


def speak(talk: Talk, question: Delivered, count: int) -> None:
    note = voice_note(1.0 + count / 10, seed=count)
    talk.said[question.words] = note
    talk.person.speaks(note)


def write(talk: Talk, question: Delivered, count: int) -> None:
    words = f"Ateb rhif {count}: ŵ ŷ, مرحبا 🙂\nail linell"
    talk.said[question.words] = words
    talk.person.writes(words)


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
