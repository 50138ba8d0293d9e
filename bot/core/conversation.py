"""What is asked: lines, options, steps, a conversation, and the consultation that asks it.

All of it is read from files at the start and never changes while the bot runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["statement", "choice", "several", "scale", "open", "check"]
"""What a step wants: nothing, one option, several options, a point on a scale, words, or a listen-back."""

Heard = Literal["voice", "text", "photo", "choice"]
"""How an answer came. Audio files and video notes are heard as `voice`."""

PAGE = 5
"""At most this many choices in one message (rule A7); the sixth button leads on."""

PAGE_OF_MANY = 4
"""The same where several may be chosen: the fifth button turns the page, the sixth says that is all."""

ALONE = "alone"
"""The option that says nobody helps, where a step asks who does."""

WRONG_WORD = "wrong_word"
"""Stands for a step where somebody told us of a wrong word of ours: no conversation has a step of this name."""

SHARES = ("voice", "words", "team")
"""Who may hear an answer, widest first: voice and words; words only; the small team only."""


@dataclass(frozen=True)
class Line:
    """One string that a person reads or hears: its address and its English.

    The address (`good_life.good_day`, `good_life.helper.alone`) is the translation's context, and the name
    of the file that a human voice may fill.
    """

    address: str
    english: str


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen. Its id is for ever: it becomes a value in exports.

    `picture` says what its drawing shows, for those who do not see it; None where there is no drawing.
    """

    id: str
    label: Line
    picture: Line | None = None


@dataclass(frozen=True)
class Part:
    """One question of an open step that has several."""

    id: str
    say: Line


@dataclass(frozen=True)
class Step:
    """One station of a conversation.

    `next` maps an option's id, or "else", to the step that follows; an empty mapping ends the conversation.
    `limit` is how many options may be chosen (several), or how often the question may be asked (open).
    `wipes` are the options that wipe everything told so far, as a "no" to consent does. `keep` and `share` are
    the two questions of a check step: is this right, and who may hear it; `helped` is what is said instead of
    `say` where somebody helps. `helper` says that what is chosen here tells who helps, which is written on every
    answer after it. `when` names a step and an option: this step is passed by unless that was chosen there.
    """

    id: str
    kind: Kind
    say: Line
    options: tuple[Option, ...] = ()
    hears: frozenset[Heard] = frozenset()
    parts: tuple[Part, ...] = ()
    probes: tuple[Line, ...] = ()
    again: Line | None = None
    limit: int = 1
    optional: bool = False
    next: Mapping[str, str] = field(default_factory=dict)
    wipes: frozenset[str] = frozenset()
    keep: Step | None = None
    share: Step | None = None
    helped: Line | None = None
    helper: bool = False
    when: tuple[str, str] | None = None

    def after(self, option: str | None = None) -> str | None:
        """The id of the step that follows this one, given what was chosen; None at the end."""
        return self.next.get(option or "else", self.next.get("else"))

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True)
class Conversation:
    """The steps in the order of the file; the first one starts. `version` is a hash of what the file means."""

    id: str
    title: Line
    version: str
    steps: Mapping[str, Step]

    @property
    def first(self) -> Step:
        return next(iter(self.steps.values()))


@dataclass(frozen=True)
class Consultation:
    """Who asks, and what they promise. One runs at a time.

    `words` holds, for each language, the consultation's own words (`org`, `can`, `cannot`, `why`,
    `decider`, …), written by the people who ask; `values` holds the facts a language formats for itself
    (dates, the age); `rung` is the promise's line on the ladder, from "we tell you" to "we choose with you".
    `unchecked` are the languages whose words no speaker has checked yet: the bot says so.
    """

    id: str
    conversation: Conversation
    languages: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]
    values: Mapping[str, int | date]
    rung: Line
    example: bool
    unchecked: frozenset[str] = frozenset()
