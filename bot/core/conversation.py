"""What is asked: lines, options, steps, a conversation, and the consultation that asks it.

All of it is read from files at the start and never changes while the bot runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
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
COMPLAINT = "complaint"
CONTACT = "contact"
ASIDE = (WRONG_WORD, COMPLAINT, CONTACT)
"""Stand for a step where somebody told us, beside all questions, of a wrong word of ours, of what was not right,
or how a person can reach them: no conversation has steps of these names."""

SHARES = ("voice", "words", "team")
"""Who may hear an answer, widest first: voice and words; words only; the small team only."""


PagePart = Literal["likes", "matters", "helps"]
"""What stands on the page about a person: what people like about them, what matters to them, how to help them."""

Rung = Literal["tell", "ask", "shape", "together"]
"""How far people decide, on the ladder of participation."""


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
    `consent` marks what people are told and asked before anything of theirs may be kept: where it is a question,
    the first option is the yes. `page` says below which heading of a person's own page the answers stand.
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
    consent: bool = False
    page: PagePart | None = None

    def after(self, option: str | None = None) -> str | None:
        """The id of the step that follows this one, given what was chosen; None at the end."""
        return self.next.get(option or "else", self.next.get("else"))

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True)
class Conversation:
    """The steps in the order of the file; the first one starts. `version` is a hash of what the file means.

    `consent` is a hash of what is said and asked for consent: where that changes, people are asked anew.
    """

    id: str
    title: Line
    version: str
    steps: Mapping[str, Step]
    consent: str = ""

    @property
    def first(self) -> Step:
        return next(iter(self.steps.values()))

    @cached_property
    def asks_consent(self) -> frozenset[str]:
        """The steps at each of which one must have said yes before anything is kept."""
        return frozenset(step.id for step in self.steps.values() if step.consent and step.kind == "choice")

    @cached_property
    def behind_consent(self) -> frozenset[str]:
        """The steps to which no way leads but through all of those."""
        ways = [self._reached_without(step) for step in self.asks_consent]
        return frozenset(self.steps) - frozenset().union(*ways) if ways else frozenset()

    def label(self, step_id: str, option_id: str) -> Line | None:
        """What stands on the button of this option, if there is one."""
        step = self.steps.get(step_id)
        option = step.option(option_id) if step else None
        return option.label if option else None

    def keeps(self, step: str) -> bool:
        """Whether what is told at a step is kept: what is chosen on the way to consent is only remembered."""
        return not self.asks_consent or step not in self.steps or step in self.behind_consent

    def without(self, step: str) -> Conversation:
        """The same without this step: what leads to it leads to what comes after it."""
        after = self.steps[step].next.get("else", "")
        steps = {
            name: replace(one, next={key: after if to == step else to for key, to in one.next.items()})
            for name, one in self.steps.items()
            if name != step
        }
        return replace(self, steps=steps)

    def _reached_without(self, left_out: str) -> set[str]:
        reached, waiting = {left_out}, [self.first.id]
        while waiting:
            step = waiting.pop()
            if step in self.steps and step not in reached:
                reached.add(step)
                waiting += self.steps[step].next.values()
        return reached


@dataclass(frozen=True)
class Consultation:
    """Who asks, and what they promise. One runs at a time.

    `words` holds, for each language, the consultation's own words (`org`, `can`, `cannot`, `why`,
    `decider`, …), written by the people who ask; `values` holds the facts a language formats for itself
    (dates, the age); `rung` is the promise's line on the ladder, from "we tell you" to "we choose with you".
    `unchecked` are the languages whose words no speaker has checked yet: the bot says so. `helplines` is what is
    said of the numbers to call; the numbers themselves are among `words`. `listens` are the languages in which a
    machine understands what is said. With `public` everybody may see what came of it.
    """

    id: str
    conversation: Conversation
    languages: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]
    values: Mapping[str, int | date]
    rung: Line
    example: bool
    unchecked: frozenset[str] = frozenset()
    helplines: tuple[Line, ...] = ()
    listens: frozenset[str] = frozenset()
    public: bool = False
