"""What every export tells of itself: for whom it is, what is in it, and what is not and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.core.conversation import Line
from bot.export.phrases import (
    EVERYTHING,
    FOR,
    HOLDS,
    MACHINE,
    NO_VOICE,
    OWN_CODES,
    TAKEN_BACK,
    TEAM_ONLY,
    UNSAFE,
    WHY,
)
from bot.store.answers import StoredAnswer

Told = tuple[Line, dict[str, str | int]]
"""A line, and what its gaps are filled with."""


@dataclass
class About:
    """Counts what is in an export, and what was left out."""

    recipient: str
    purpose: str
    everything: bool
    answers: int = 0
    people: int = 0
    left_out: Counter[Line] = field(default_factory=Counter)
    _last: str = ""

    def count(self, stored: StoredAnswer, given: StoredAnswer | None) -> None:
        """An answer, and what of it is given: a person's answers come together."""
        if given is None:
            self.left_out[UNSAFE if stored.share in ("voice", "words") else TEAM_ONLY] += 1
            return
        if given.recording_state == "withheld":
            self.left_out[NO_VOICE] += 1
        self.answers += 1
        self.people += stored.participant != self._last
        self._last = stored.participant

    def told(self) -> list[Told]:
        """All of it, in the order of reading."""
        counted: list[Told] = [
            (line, {"count": self.left_out[line]}) for line in (TEAM_ONLY, UNSAFE, NO_VOICE) if self.left_out[line]
        ]
        always = (EVERYTHING, TAKEN_BACK) if self.everything else (MACHINE, OWN_CODES, TAKEN_BACK)
        return [
            (FOR, {"who": self.recipient}),
            (WHY, {"why": self.purpose}),
            (HOLDS, {"count": self.answers, "people": self.people}),
            *counted,
            *((line, {}) for line in always),
        ]
