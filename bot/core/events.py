"""What comes in, and what comes out of a turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from bot.core.charts import Chart
from bot.core.conversation import Heard, Line

# ---- incoming: what a person did, in the words of no particular channel


@dataclass(frozen=True)
class Began:
    """They pressed Start. `language` is what a link asked for; it is offered first, and decides nothing."""

    language: str | None = None


@dataclass(frozen=True)
class Tapped:
    """They pressed a button of the question with number `ask`, asked at `step`."""

    ask: int
    step: str
    key: str


@dataclass(frozen=True)
class Wrote:
    """They typed something.

    `source` names their message, so that an edit of it can be recognised. `early` says that they are known
    to have sent it before the present question reached them.
    """

    text: str
    source: str = ""
    early: bool = False


@dataclass(frozen=True)
class Sent:
    """They sent a sound or a picture.

    `file` is the channel's own reference: nothing has been downloaded yet. `seconds` is 0 for a picture.
    `too_big` says that the channel will not let us fetch it, `too_many` that it is too much for one day.
    """

    kind: Literal["voice", "photo"]
    file: str
    seconds: int = 0
    text: str = ""
    source: str = ""
    early: bool = False
    too_big: bool = False
    too_many: bool = False

    @property
    def welcome(self) -> bool:
        """Whether we can keep it."""
        return not (self.too_big or self.too_many)


@dataclass(frozen=True)
class Edited:
    """They changed the text of an earlier message."""

    source: str
    text: str


@dataclass(frozen=True)
class Asked:
    """They used a command: again, slower, help, skip, stop, back, language."""

    command: str


@dataclass(frozen=True)
class Strange:
    """They sent something no question can take: a sticker, a place, a contact."""


@dataclass(frozen=True)
class Drafted:
    """A machine has written down what they said in this answer. Nobody has said yet whether that is right."""

    answer: str


@dataclass(frozen=True)
class Chose:
    """They answered the question with number `ask` aloud, and this is what a machine understood ("": nothing).

    `sure` says whether the machine is.
    """

    ask: int
    words: str
    sure: bool = False


Incoming = Began | Tapped | Wrote | Sent | Edited | Asked | Strange | Drafted | Chose

_KINDS = {kind.__name__: kind for kind in (Began, Tapped, Wrote, Sent, Edited, Asked, Strange, Drafted, Chose)}


def incoming_as_values(incoming: Incoming) -> dict[str, Any]:
    """What came in, as plain values that JSON can hold."""
    return {"what": type(incoming).__name__, **vars(incoming)}


def incoming_from_values(values: Mapping[str, Any]) -> Incoming:
    """The other way round."""
    made: Incoming = _KINDS[values["what"]](**{name: value for name, value in values.items() if name != "what"})
    return made


# ---- effects: what the turn asks the world to do, in order


@dataclass(frozen=True)
class Phrase:
    """A line with what fills its gaps. A gap may be filled by another line, which is translated too."""

    line: Line
    gaps: Mapping[str, str | int | date | Line] = field(default_factory=dict)


class Button(NamedTuple):
    """A number, what it says, what pressing it means (`key` of a Tapped); what its drawing shows, if any."""

    number: int
    label: Line
    key: str
    picture: Line | None = None


EVERYTHING = "everything"
"""Stands in a message's `replay` for all that a person told us, as a file."""

PAGE = "page"
"""Stands there for the page about them, in their own words."""

ORDER = "order"
"""Stands there, with a colon and a number, for what staff have ordered, as a file."""

DRAFT = "draft:"
"""Stands there before the name of an answer for what a machine has written down of it."""


@dataclass(frozen=True)
class Message:
    """One thing the bot says, complete: phrases, then numbered choices, then the steady controls.

    `address` names it among all messages of the conversation, and so its human recording. `ask` is the
    number of the question (0: nothing is asked). `language` is set where one message speaks another
    language than the person's, as the choice of languages does. `replay` lists answers to be played
    back, in the person's own voice or words, before the message itself; or it is EVERYTHING or PAGE.
    `drawn` are choices that are shown on a picture, which is then all the message is about. `private`
    marks somebody's own words: no voice outside this machine may ever say them. A `chart` shows the
    numbers that are said after the phrases.
    """

    address: str
    phrases: tuple[Phrase, ...]
    choices: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    ask: int = 0
    step: str = ""
    language: str | None = None
    replay: tuple[str, ...] = ()
    drawn: tuple[Button, ...] = ()
    private: bool = False
    chart: Chart | None = None


@dataclass(frozen=True)
class Say:
    """Send this message."""

    message: Message


@dataclass(frozen=True)
class Answer:
    """One thing a person told us, and where it belongs. `options` is empty for open answers.

    `helper` is who helped them, by the id of what was chosen; "" where nobody did, or nobody was asked.
    """

    id: str
    step: str
    part: str
    probe: int
    round: int
    heard: Heard
    at: datetime
    options: tuple[str, ...] = ()
    text: str = ""
    file: str = ""
    seconds: int = 0
    source: str = ""
    share: str = "team"
    helper: str = ""


@dataclass(frozen=True)
class Keep:
    """Keep this answer."""

    answer: Answer


@dataclass(frozen=True)
class Amend:
    """An answer was changed afterwards: its words, or what was chosen. Everything else of it stays."""

    answer: str
    text: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judge:
    """They said of what a machine wrote down for an answer whether it is right, or how it is right.

    `what` is "right", "wrong", or "mended" with the right words as `text`.
    """

    answer: str
    what: Literal["right", "wrong", "mended"]
    text: str = ""


@dataclass(frozen=True)
class Listen:
    """Have a machine listen to what they chose aloud at the question with number `ask`; it is not kept."""

    ask: int
    file: str


@dataclass(frozen=True)
class Drop:
    """Wipe this answer and its recording."""

    answer: str


@dataclass(frozen=True)
class Share:
    """Who may hear these answers."""

    answers: tuple[str, ...]
    level: str


@dataclass(frozen=True)
class Agree:
    """They said yes, or went on, where they were told or asked for consent: to be kept as a receipt.

    `option` is what they chose, `how` the way: "tap", "typed" or "command".
    """

    step: str
    option: str
    how: str


@dataclass(frozen=True)
class Forget:
    """We know this person no more. `why` is the step at which they said no, or "asked": only this is counted.

    With `keep_words`, what they told stays as it was shared, and nobody knows whose it is. Else all is wiped.
    """

    why: str
    keep_words: bool = False


@dataclass(frozen=True)
class TellTakenOut:
    """Say, if it is so, that some of what they told was given to others already."""


Effect = Say | Keep | Amend | Judge | Listen | Drop | Share | Agree | Forget | TellTakenOut
