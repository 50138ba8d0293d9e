"""Taking answers out by chat: what kind of file, for whom, what for. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.core import phrases as core
from bot.core.changing import replace
from bot.core.events import Asked, Button, Incoming, Message, Phrase, Tapped, Wrote
from bot.core.giving import phrases
from bot.core.messages import CONTROLS, remark
from bot.core.reading import number

STEP: Final = "give"
"""Stands in the place of a step's id on the buttons."""

LONGEST: Final = 300
"""Letters of whom it is for, and of what."""


@dataclass(frozen=True)
class Order:
    """What somebody wants to take out; what they have not said yet is "".

    `only` names what the answers must be, as the command line does (`language`, `step`, `since`, `until`). `ask`
    numbers the questions; `language` is that in which they are put.
    """

    kind: str = ""
    recipient: str = ""
    purpose: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    ask: int = 0
    language: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.kind and self.recipient and self.purpose)


def begin(asked: int = 0) -> tuple[Order, list[Message]]:
    """They want to take something out. So many questions were `asked` of an order that they gave up."""
    return _ask(Order(ask=asked), [remark(phrases.WORDS)])


def advance(order: Order, incoming: Incoming) -> tuple[Order | None, list[Message]]:
    """What follows from what they did; None instead of the order if they do not want it any more."""
    match _control(incoming):
        case "stop":
            return None, [remark(phrases.NOTHING_OUT)]
        case "help":
            return _ask(order, [remark(phrases.WORDS)])
        case control if control:
            return _ask(order, [])
    said = _said(order, incoming)
    if not said:
        return _ask(order, [] if order.kind else [remark(core.PRESS_A_NUMBER)])
    order = _with(order, said)
    if order.is_whole:
        return order, [remark(phrases.MAKING)]
    return _ask(order, [])


def every_message() -> Iterator[Message]:
    """All of it, so that every clip can be made ahead."""
    for order in (Order(), Order("csv"), Order("csv", "somebody")):
        yield _question(order)
    for line in (phrases.WORDS, phrases.MAKING, phrases.MAKING_HERE, phrases.HERE, phrases.LINK, phrases.FETCH):
        yield remark(line)
    for line in (phrases.FAILED, phrases.NOTHING_OUT, phrases.NOT_YOURS):
        yield remark(line)


def _ask(order: Order, said: list[Message]) -> tuple[Order, list[Message]]:
    order = replace(order, ask=order.ask + 1)
    return order, [*said, replace(_question(order), ask=order.ask)]


def _question(order: Order) -> Message:
    line, choices = _QUESTIONS[_wanted(order)]
    buttons = tuple(Button(n, label, f"{STEP}.{kind}") for n, (kind, label) in enumerate(choices.items(), 1))
    return Message(f"{line.address}.asked", (Phrase(line),), buttons, CONTROLS, step=STEP)


_QUESTIONS: Final = {
    "kind": (phrases.WHICH, phrases.KINDS),
    "recipient": (phrases.WHO, {}),
    "purpose": (phrases.WHY, {}),
}


def _wanted(order: Order) -> str:
    """What is asked for next."""
    return next(name for name in _QUESTIONS if not getattr(order, name))


def _with(order: Order, said: str) -> Order:
    """The order with what was asked for."""
    match _wanted(order):
        case "kind":
            return replace(order, kind=said)
        case "recipient":
            return replace(order, recipient=said)
        case _:
            return replace(order, purpose=said)


def _said(order: Order, incoming: Incoming) -> str:
    """What they say to that; "" if that is nothing."""
    kinds = list(phrases.KINDS)
    match incoming:
        case Tapped(ask=ask, step=step, key=key) if ask == order.ask and step == STEP and not order.kind:
            kind = key.removeprefix(f"{STEP}.")
            return kind if kind in kinds else ""
        case Wrote(text=text) if not order.kind:
            digit = number(text) or 0
            return kinds[digit - 1] if 1 <= digit <= len(kinds) else ""
        case Wrote(text=text) if order.kind and number(text) is None:
            return plain(text)
    return ""


def plain(text: str) -> str:
    """Words on one line, not too many, without signs that no other program takes."""
    signs = ("Cc", "Cs")
    letters = (" " if unicodedata.category(letter) in signs else letter for letter in text)
    return " ".join("".join(letters).split())[:LONGEST].strip()


def _control(incoming: Incoming) -> str:
    """What they press on every question: "again", "help", "skip" or "stop"."""
    match incoming:
        case Asked(command):
            return command
        case Tapped(key=key) if key.startswith("control."):
            return key.removeprefix("control.")
        case Wrote(text=text):
            pressed = number(text)
            return next((one.key.removeprefix("control.") for one in CONTROLS if one.number == pressed), "")
    return ""
