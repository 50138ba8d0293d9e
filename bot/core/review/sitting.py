"""Reviewing in the chat, by numbers alone: what somebody means, and what follows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from bot.core.changing import replace
from bot.core.events import Asked, Incoming, Message, Sent, Tapped, Wrote
from bot.core.reading import number
from bot.core.review.putting import ANOTHER, MORE, STEP, TRANSLATE, Put
from bot.core.review.questions import BELONGS, DECIDE, DRAFT, HEARD, SAFE, Question

Part = Literal["value", "why", "who", "when", "group", "words"]
"""What of an answer is asked for: what they say, and then why; of who decides also who sees to it, and by when.

A group is asked for where something belongs in one more; words where they put something into their language.
"""


@dataclass(frozen=True)
class Sitting:
    """Where somebody is who reviews in the chat.

    `question` is asked of `item`; both are "" where nothing is. `offered` is what the numbers 1, 2, … stand for,
    on this `page` of it; `gathered` what they have said of it so far. `passed` are the items, each after its
    question, of which they do not want to say anything today. `ask` numbers the questions, and never goes back.
    """

    here: bool = False
    question: str = ""
    item: str = ""
    ask: int = 0
    offered: tuple[str, ...] = ()
    gathered: tuple[str, ...] = ()
    page: int = 0
    passed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, state: dict[str, Any]) -> Sitting:
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in state.items()
        }
        return cls(**values)

    @property
    def passed_items(self) -> list[str]:
        """Those of which they do not want to be asked the present question, or any other."""
        return [one.partition(" ")[2] for one in self.passed]


class Move(NamedTuple):
    """What a reviewer means; `value` is what they chose or wrote, or the file that they spoke."""

    what: Literal["say", "speak", "more", "pass", "again", "help", "leave", "unclear"]
    value: str = ""


_CONTROLS: Final = {7: Move("again"), 8: Move("help"), 9: Move("pass"), 0: Move("leave")}
COMMANDS: Final = {"again": Move("again"), "help": Move("help"), "skip": Move("pass"), "stop": Move("leave")}


def part_of(question: Question, gathered: Sequence[str]) -> Part | None:
    """What is asked for next; None when all is said."""
    return ("value", *_after(question, gathered[0]), None)[len(gathered)] if gathered else "value"


def _after(question: Question, value: str) -> tuple[Part, ...]:
    if question == DECIDE:
        return ("why", "who", "when")
    if (question, value) == (BELONGS, ANOTHER):
        return ("group",)
    if (question, value) == (HEARD, TRANSLATE):
        return ("words",)
    asks = (question.reason == "must" and value != "other") or (question.reason == "may" and value == "no")
    return ("why",) if asks else ()


def takes_words(question: Question, gathered: Sequence[str]) -> bool:
    """Whether they may write words of their own here."""
    part = part_of(question, gathered)
    return part in ("why", "who", "words") or (part == "value" and question in (SAFE, DRAFT))


def takes_voice(question: Question, gathered: Sequence[str]) -> bool:
    """Whether they may speak here: to say why. What is decided is told to everybody, so its reason is in words."""
    return part_of(question, gathered) == "why" and question != DECIDE


def meant(sitting: Sitting, question: Question | None, incoming: Incoming) -> Move:
    """What somebody who has this question before them means."""
    if question is None:
        return Move("help")
    match incoming:
        case Tapped(ask=ask, step=step) if ask != sitting.ask or step != STEP:
            return Move("unclear")
        case Tapped(key=key) if key.startswith("control."):
            return COMMANDS.get(key.removeprefix("control."), Move("unclear"))
        case Tapped(key=key):
            return _chosen(sitting, number(key.removeprefix(f"{STEP}.")))
        case Asked(command):
            return COMMANDS.get(command, Move("unclear"))
        case Wrote(text=text) if (digit := number(text)) is not None:
            return _CONTROLS.get(digit) or _chosen(sitting, digit)
        case Wrote(text=text) if text.strip() and takes_words(question, sitting.gathered):
            return Move("say", " ".join(text.split()))
        case Sent(kind="voice", file=file, welcome=True) if takes_voice(question, sitting.gathered):
            return Move("speak", file)
        case _:
            return Move("unclear")


def _chosen(sitting: Sitting, digit: int | None) -> Move:
    if digit is None or not 1 <= digit <= len(sitting.offered):
        return Move("unclear")
    value = sitting.offered[digit - 1]
    return Move("more") if value == MORE else Move("say", value)


def asks(sitting: Sitting, question: Question, item: str, put: Put) -> tuple[Sitting, Message]:
    """The question is put to them."""
    same = sitting.question == question.id and sitting.item == item
    sitting = replace(
        sitting,
        here=True,
        question=question.id,
        item=item,
        ask=sitting.ask + 1,
        offered=put.offered,
        gathered=sitting.gathered if same else (),
        page=sitting.page if same else 0,
    )
    return sitting, replace(put.message, ask=sitting.ask)


def passes(sitting: Sitting) -> Sitting:
    """They do not want to say anything of this today."""
    passed = (*sitting.passed, f"{sitting.question} {sitting.item}")
    return replace(sitting, passed=passed, gathered=(), page=0, question="", item="")


def left(sitting: Sitting) -> Sitting:
    """They do something else."""
    return Sitting(ask=sitting.ask)
