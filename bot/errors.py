"""Every error raised on purpose, one tree.

Outside exceptions are translated where they cross into our rooms and chained, so that nobody above has to
know which library failed. A participant never sees any of these.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class BotError(Exception):
    """The root of everything we raise on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a file that a person wrote, at its place."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class ProblemsError(BotError):
    """Files or settings are wrong; `problems` holds all of them, never only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(BotError):
    """The database cannot be used: locked, damaged, full, or from a later version."""


class SealError(BotError):
    """Something that was sealed does not open: another secret sealed it, or it is damaged."""


class SpeechError(BotError):
    """A voice could not say this, or a sound could not be read."""


class TooLongError(SpeechError):
    """A recording is longer than we take."""


class RestingError(SpeechError):
    """This voice was not asked: it failed a moment ago, and is left alone for a while."""


class DeliveryError(BotError):
    """A message or a file did not get through.

    `permanent` means trying again is pointless (blocked, deleted account, chat not found; a file that is gone);
    `refused` that the other side heard us, and does not take just this; `retry_after` is the number of seconds
    the other side asked us to wait, if it did.
    """

    def __init__(
        self, words: str, *, permanent: bool = False, refused: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(words)
        self.permanent = permanent
        self.refused = refused
        self.retry_after = retry_after


def place(error: BaseException) -> str:
    """The kind of an error and where it came from, without its own words: those may be somebody's."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(map(place, error.exceptions))
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    at = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {at or 'an unknown place'}"
