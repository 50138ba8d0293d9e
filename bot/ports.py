"""What the rooms promise each other: small protocols, each with its errors.

The wiring (`app`) puts a concrete class behind each; tests put the real ones there too, and a fake only at
the network's edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.core.charts import Mark

Piece = tuple[str, str] | bytes
"""What is said aloud: words with their language, or somebody's recording."""


class Labelled(NamedTuple):
    """A button as a person sees it: "2 Help", and the data that comes back when it is pressed.

    `picture` names its drawing, and `shows` says what that shows; both are "" for most.
    """

    label: str
    data: str
    picture: str = ""
    shows: str = ""


@dataclass(frozen=True)
class Bar:
    """So many people, and what of: both as they are read."""

    words: str
    number: str
    people: int


@dataclass(frozen=True)
class Chart:
    """A picture of numbers in one language: `bars`, or `marks` on a map; in RTL it begins at the right.

    `said` is what is said aloud, in pieces, each with its language: people's own words stay in theirs.
    """

    title: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    said: tuple[tuple[str, str], ...]
    rtl: bool


@dataclass(frozen=True)
class Spoken:
    """A message in one language, ready to be shown and said.

    `words` is what is shown, choices included; `speech` is what is said aloud. `address` names the human
    recording that may stand in for the machine's voice. `ask` is the question's number, 0 where nothing is
    asked. `slow` asks for the slower clip. `drawn` are the choices of a question that comes with the next
    message, if this one is their picture. `private` marks somebody's own words: they are never made into a clip.
    A `chart` is shown with the words, and said in its own way.
    """

    address: str
    language: str
    words: str
    speech: str
    choices: tuple[Labelled, ...] = ()
    controls: tuple[Labelled, ...] = ()
    ask: int = 0
    slow: bool = False
    drawn: tuple[Labelled, ...] = ()
    private: bool = False
    chart: Chart | None = None


@dataclass(frozen=True)
class Sound:
    """Sound as a voice made it: `kind` is "mp3" or "pcm" (16-bit mono at `rate` hertz); or a "recording"."""

    kind: str
    data: bytes
    rate: int = 0


@dataclass(frozen=True)
class Measured:
    """A clip: how many `seconds` it sounds, how loud its speech is (`lufs`), its loudest sample, of 1 (`peak`).

    `pauses` counts those inside of it; `before` and `after` are the seconds of silence at its ends.
    """

    seconds: float
    lufs: float = -60.0
    peak: float = 0.0
    pauses: int = 0
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True)
class Scripts:
    """All that the bot says in a language, by address: what it sounds like, and the notes for translators."""

    spoken: Mapping[str, Spoken]
    notes: Mapping[str, str]


class Clock(Protocol):
    def __call__(self) -> datetime:
        """The time now, with its zone (UTC)."""


class Voice(Protocol):
    """Something that can say a text aloud. It may say "not in this language"."""

    name: str
    """Names the voice and its version: part of every clip's key, so a better voice makes new clips."""

    local: bool
    """Whether nothing that it says leaves this machine. Only such a voice may say people's own words."""

    def speaks(self, language: str) -> bool: ...

    async def say(self, text: str, language: str, *, slow: bool) -> Sound:
        """Say it. Raises SpeechError when that did not work this time; never returns half a sound."""


class Understood(NamedTuple):
    """What a machine made of a recording: the words ("" where nobody speaks), and how sure it is of them, of 1."""

    words: str
    sure: float


class Listener(Protocol):
    """Something on this machine that puts voices into words. What it hears never leaves the house."""

    def understands(self, language: str) -> bool: ...

    def name(self, language: str) -> str:
        """Which model it hears a language with."""

    async def hear(self, sound: bytes, language: str) -> Understood:
        """What is said in a recording, in this language. Raises SpeechError for what is no sound."""

    async def close(self) -> None:
        """Let go of what it hears with; it is there again when it is needed."""


class Clips(Protocol):
    """Every message as one finished sound file, in the best voice there is."""

    def find(self, spoken: Spoken) -> Path | None:
        """The clip, if it exists already: human, else online, else the machine's. Never waits."""

    async def make(self, spoken: Spoken) -> Path | None:
        """Make the clip in the best voice that works now; None when no voice can. Never raises SpeechError."""


class Reader(Protocol):
    """Reads people's own words aloud, on this machine."""

    def reads(self, language: str) -> bool: ...

    async def read(self, words: str, language: str, *, slow: bool = False) -> bytes | None:
        """The words as OGG/Opus, not kept anywhere; None where no voice can say them. Never raises SpeechError."""

    async def read_all(self, said: Sequence[Piece], *, slow: bool = False) -> bytes | None:
        """The same of pieces one after the other, recordings between them; without those that no voice can say."""


class Pictures(Protocol):
    """Every picture message as one finished PNG file."""

    def find(self, spoken: Spoken) -> Path | None:
        """The picture, if it exists already. Never waits."""

    async def make(self, spoken: Spoken) -> Path | None:
        """Draw it; None if that can not be done. Never raises."""

    async def chart(self, chart: Chart) -> bytes | None:
        """A chart as PNG, kept nowhere: there may be people's words on it. None if it can not be drawn."""


class Recordings(Protocol):
    """People's own recordings and pictures, kept under their answer's id."""

    async def save(self, answer: str, suffix: str, data: bytes) -> str:
        """Write it whole or not at all, and return the name of its file. Raises StoreError."""

    async def read(self, answer: str) -> Fetched | None:
        """What is kept for an answer, or None. Raises StoreError."""

    async def delete(self, answer: str) -> None:
        """Wipe it; nothing happens if there is none."""

    async def names(self, kind: str) -> list[str]:
        """The names of all that are not of answers, but of this kind: "reason.1". Raises StoreError."""


@dataclass(frozen=True)
class Replay:
    """One of a person's own answers, to be played back to them, the question it answered, and its language."""

    answer: str
    question: str
    heard: str
    text: str
    file: str
    language: str


@dataclass(frozen=True)
class Fetched:
    """A file that somebody sent: its bytes and its ending (".ogg")."""

    data: bytes
    suffix: str


@dataclass(frozen=True)
class Parcel:
    """A file to be given to somebody: its name and what is in it."""

    name: str
    data: bytes


class Channel(Protocol):
    """A way to reach people. It holds what they sent until we have fetched it."""

    name: str

    async def fetch(self, file: str) -> Fetched:
        """Fetch what a person sent. Raises DeliveryError, permanent if it is gone or too big."""

    async def let_go(self, file: str) -> None:
        """The file is kept by us, or not wanted any more: the channel need not hold it for us."""


class SendingChannel(Channel, Protocol):
    """A channel that messages are sent through; a web page, by contrast, fetches them by itself."""

    async def send(self, address: str, spoken: Spoken) -> str:
        """Send one message to a chat, by the channel's own name for it; return its name for the message.

        Raises DeliveryError.
        """

    async def play_back(self, address: str, replays: Sequence[Replay], *, slow: bool) -> None:
        """Send somebody answers of their own, each with its question; several only where all are in words.

        Words are read out too, if a voice of this machine can: slowly, if asked for.

        Raises DeliveryError.
        """

    async def hand_over(self, address: str, parcel: Parcel) -> None:
        """Send somebody a file. Raises DeliveryError."""
