"""Reviewing in the chat, by numbers alone: what a reviewer means, and what is said to them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bot.core import messages
from bot.core import phrases as core_phrases
from bot.core.changing import replace
from bot.core.conversation import Line
from bot.core.events import Asked, Button, Incoming, Message, Phrase, Tapped, Wrote
from bot.core.reading import number
from bot.core.review import phrases
from bot.core.review.questions import HEARD, Question

OTHER = "other:"
"""Stands in a message's `replay` before the name of an answer of somebody else's, as others may have it."""


_STEP = "review"
"""Stands on the buttons, so that those of the conversation do nothing here."""


class Asking(NamedTuple):
    """How a question is put in the chat: its words, and those on the button of each of its values."""

    line: Line
    labels: tuple[Line, ...]


ASKED = {HEARD.id: Asking(phrases.HEARD, (phrases.ME_TOO, phrases.NEW))}
"""The questions that can be answered by phone."""


@dataclass(frozen=True)
class Sitting:
    """Where somebody is who reviews in the chat.

    `question` is asked of `item`; both are "" where nothing is. `passed` are the items they do not want to say
    anything of today. `ask` numbers the questions, and never goes back.
    """

    here: bool = False
    question: str = ""
    item: str = ""
    ask: int = 0
    passed: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "passed": list(self.passed)}


@dataclass(frozen=True)
class Task:
    """What somebody is asked next; `before` it the question that the item answers."""

    question: Question
    item: str
    before: Message | None = None


class Move(NamedTuple):
    """What a reviewer means; `value` is what they say of the item."""

    what: Literal["say", "pass", "again", "help", "leave", "unclear"]
    value: str = ""


_CONTROLS: dict[int, Move] = {7: Move("again"), 8: Move("help"), 9: Move("pass"), 0: Move("leave")}
COMMANDS = {"again": Move("again"), "help": Move("help"), "skip": Move("pass"), "stop": Move("leave")}


def meant(sitting: Sitting, question: Question | None, incoming: Incoming) -> Move:
    """What somebody who has this question before them means."""
    values = question.values if question else ()
    match incoming:
        case Tapped(ask=ask, step=step) if ask != sitting.ask or step != _STEP:
            return Move("unclear")
        case Tapped(key=key) if key.startswith("control."):
            return COMMANDS.get(key.removeprefix("control."), Move("unclear"))
        case Tapped(key=key) if key.removeprefix("review.") in values:
            return Move("say", key.removeprefix("review."))
        case Asked(command):
            return COMMANDS.get(command, Move("unclear"))
        case Wrote(text=text) if (digit := number(text)) is not None:
            if 1 <= digit <= len(values):
                return Move("say", values[digit - 1])
            return _CONTROLS.get(digit, Move("unclear"))
        case _:
            return Move("unclear")


def put(sitting: Sitting, task: Task | None, said: Sequence[Message] = ()) -> tuple[Sitting, list[Message]]:
    """The next question, after what is said before it; or that there is nothing more."""
    if task is None:
        left = replace(sitting, here=False, question="", item="", passed=())
        return left, [*said, messages.remark(phrases.NO_MORE)]
    sitting = replace(sitting, here=True, question=task.question.id, item=task.item, ask=sitting.ask + 1)
    before = [task.before] if task.before else []
    return sitting, [*said, *before, replace(question_of(task.question, task.item), ask=sitting.ask)]


def question_of(question: Question, item: str = "") -> Message:
    """A question as it is put, after an item that is played. On a page it has no numbers, and another address."""
    line, labels = ASKED[question.id]
    pressed = zip(labels, question.values, strict=True)
    choices = tuple(Button(n, label, f"review.{value}") for n, (label, value) in enumerate(pressed, 1))
    replay = (f"{OTHER}{item}",) if item else ()
    return Message(f"{line.address}.asked", (Phrase(line),), choices, messages.CONTROLS, step=_STEP, replay=replay)


def left(sitting: Sitting) -> Sitting:
    """They do something else."""
    return replace(sitting, here=False, question="", item="", passed=())


def every_message() -> Iterator[Message]:
    """Everything that is said to reviewers in the chat."""
    yield from map(question_of, (HEARD,))
    yield from map(messages.remark, (phrases.STOPPED, core_phrases.PRESS_A_NUMBER))
