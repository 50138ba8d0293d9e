"""What people say: words and recordings that are all different, and tell whose they are wherever they turn up."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from tests.telegram_standin import voice_note

MARK = "qzx"
_MARKED = re.compile(rf"{MARK}(\d+)-\d+z")
_NAME = "Zephyrwen"


def name_of(number: int) -> str:
    """A first name that stands in no other text."""
    return f"{_NAME}{number}"


def told_apart() -> tuple[str, ...]:
    """What stands in everybody's name or words, and nowhere else."""
    return MARK, _NAME


def whose(content: str | bytes) -> set[int]:
    """The numbers of the people whose words or recordings are in this."""
    text = content if isinstance(content, str) else content.decode("latin-1")
    return {int(found[1]) for found in _MARKED.finditer(text)}


@dataclass
class Answer:
    """Something a person said, and the words of the question it must be kept under.

    `question` is None for a second half that came to lie under a question which was never shown, because a kill
    lay between; that is then the one that follows `after`.
    """

    run: int
    question: str | None
    content: str | bytes
    at: float
    after: str = ""
    before_it_was_changed: str = ""


@dataclass(frozen=True)
class Choice:
    """What somebody chose, by its ids, and the words of the question."""

    run: int
    step: str
    options: str
    question: str


@dataclass
class Voice:
    """One person's words and recordings, one after the other."""

    person: int
    chance: random.Random
    _numbers: count[int] = field(default_factory=count)

    def words(self) -> str:
        lines = "\nail linell" if self.chance.random() < 0.2 else ""
        return f"{self._mark()} ŵ ŷ, مرحبا 🙂{lines}"

    def recording(self) -> bytes:
        """A voice note with something behind it that no other has; now and then a long one."""
        size = 60_000 if self.chance.random() < 0.03 else self.chance.randrange(100, 3000)
        return _spoken() + self._mark().encode() + self.chance.randbytes(size)

    def _mark(self) -> str:
        return f"{MARK}{self.person}-{next(self._numbers)}z"


@cache
def _spoken() -> bytes:
    return voice_note(0.1, 1)
