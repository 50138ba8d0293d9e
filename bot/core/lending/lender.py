"""Who lends their voice, what there is to do for them, and what is to be done about what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.events import Say

TAKE = "take:"
"""Stands in a message's `replay` before the number of a take, which is played back."""

LONGEST = 20
"""Seconds of a clip, at most."""

LONGEST_NAME = 40
"""Letters of the name by which somebody is thanked."""

Stage = Literal["language", "consent", "name", "say", "wait", "heard", "judge", "menu", "back", "gone"]


@dataclass(frozen=True)
class Script:
    """A message to be said aloud, by its address; `again` is why it is asked for once more, or ""."""

    address: str
    again: str = ""


@dataclass(frozen=True)
class Offer:
    """A take of somebody else's that waits for somebody to listen."""

    take: int
    address: str


@dataclass(frozen=True)
class Work:
    """What there is to do in a language, the first things first; and all languages in the order of their offer."""

    to_say: Sequence[Script] = ()
    to_judge: Sequence[Offer] = ()
    languages: Sequence[str] = ()


@dataclass(frozen=True)
class Lender:
    """Where somebody is who lends their voice.

    `name` is what they are thanked by. `at` is the address of the message before them, `take` the take they hear.
    `passed` are those that they are done with on this evening. `ask` numbers the questions, and never goes back.
    """

    stage: Stage = "gone"
    language: str = ""
    name: str = ""
    agreed: bool = False
    at: str = ""
    take: int = 0
    passed: tuple[str, ...] = ()
    ask: int = 0

    @property
    def is_here(self) -> bool:
        """Whether what they send is for this."""
        return self.stage != "gone"

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "passed": list(self.passed)}


# ---- what is to be done about it, beside what is said


@dataclass(frozen=True)
class Show:
    """Show the message with this address, and let it be heard if it can be; with its note for translators."""

    address: str


@dataclass(frozen=True)
class AskLanguage:
    """Offer all languages, each in its own words, as the question with this number."""

    ask: int


@dataclass(frozen=True)
class KeepTake:
    """Fetch this recording of a message, and make a clip of it."""

    address: str
    file: str


@dataclass(frozen=True)
class OfferTake:
    """The speaker likes it: somebody else is to listen."""

    take: int


@dataclass(frozen=True)
class DropTake:
    """The speaker does not like it."""

    take: int


@dataclass(frozen=True)
class JudgeTake:
    """Somebody else has listened: `verdict` is "good", or what is wrong with it ("words", "hard")."""

    take: int
    verdict: str


@dataclass(frozen=True)
class TakeBack:
    """Wipe all that this person lent."""


Doing = Say | Show | AskLanguage | KeepTake | OfferTake | DropTake | JudgeTake | TakeBack
