"""What a turn knows, and what it changes: plain values, between the runner and the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.events import Effect
from bot.core.session import Place, Session
from bot.ports import Spoken


@dataclass(frozen=True)
class LastQuestion:
    """The question that was put last: its row in the outbox, whether it got through, and how often it did not.

    `begun` says that it may have been handed to the channel.
    """

    row: int
    state: str
    ref: str
    tries: int
    begun: bool


@dataclass(frozen=True)
class Before:
    """What is known when something comes in. `seen` says that it came in before, `known` that the address is ours.

    `session` is None for somebody new; `consultation` is the one it belongs to. `heard` and `heard_language`
    are the present question as it was put, `clips` the files that were heard with it. `recordings` is how many
    they sent lately, where that was asked for. `taken_out` looks up whether something of theirs left the house.
    """

    seen: bool
    known: bool
    participant: str
    session: Session | None = None
    consultation: str = ""
    heard: str = ""
    heard_language: str = ""
    last: LastQuestion | None = None
    recordings: int = 0
    clips: str = ""
    taken_out: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Stood:
    """The question somebody had before them when something of theirs was set aside, and its words."""

    session: str
    place: Place
    version: str
    heard: str
    language: str


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent: `replay` are the ids of answers to be played back before it."""

    spoken: Spoken
    replay: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """Everything that one turn changes. `held` messages wait for a page to fetch them.

    `session` is None where the person stays as they were. `stood` is the question that an answer belongs to which
    was set aside, where that is not the present one. `many` says that many people are told so at once.
    """

    update: str
    participant: str
    channel: str
    address: str
    consultation: str
    conversation: str
    session: Session | None
    heard: str
    heard_language: str
    clips: str
    effects: Sequence[Effect]
    before: Before
    outgoing: Sequence[Outgoing]
    held: bool
    at: datetime
    stood: Stood | None = None
    many: bool = False


@dataclass(frozen=True)
class Queued:
    """A message waiting in the outbox, and where it goes; or answers to play back, where `replay` names some.

    Their names stand with spaces between. `many` says that it goes to many people at once; `begun` that it may
    have been seen already.
    """

    row: int
    participant: str
    address: str
    spoken: Spoken
    replay: str
    tries: int
    many: bool = False
    begun: bool = False


@dataclass(frozen=True)
class Taken:
    """A turn that is on disk, and what is to be said in it."""

    record: Record
    queued: tuple[Queued, ...]
