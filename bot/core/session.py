"""Where one person is in one conversation, as a value that turns into JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from bot.core.changing import replace
from bot.core.conversation import Consultation

Aside = Literal[
    "", "language", "help", "stopped", "more_help", "wrong_word", "reminded",
    "mine", "one", "share", "redo", "forget", "complaint", "contact", "numbers", "privacy",
    "draft", "one_draft", "meant",
]  # fmt: skip
"""What stands before the question for a moment: choosing a language, help, a pause, telling us of a wrong word, a
reminder; one's own answers, one of them, who may hear it, saying it again, wiping all; a complaint, a wish that a
person calls, numbers to call, what we keep; what a machine wrote down of an answer, while the answer is checked or
is looked at; what it understood of a choice that was made aloud."""


@dataclass(frozen=True)
class Place:
    """A spot in a conversation.

    `part` counts an open step's questions; `probe` is 0 for the question itself and n for its n-th probe;
    `round` counts a repeated step; `page` the pages of a long list. On a check step `about` is the step
    whose answers are being played back, and `sharing` says which of the two questions is being asked.
    """

    step: str
    part: int = 0
    probe: int = 0
    round: int = 0
    page: int = 0
    about: str = ""
    sharing: bool = False


@dataclass(frozen=True)
class Told:
    """What the engine remembers of an answer: where it was given, enough to know it again, and who may hear it.

    `draft` says that a machine has written it down, and that they have not said yet whether that is right.
    """

    id: str
    place: Place
    options: tuple[str, ...] = ()
    source: str = ""
    open: bool = False
    share: str = "team"
    draft: bool = False


@dataclass(frozen=True)
class Session:
    """One person's way through one conversation.

    `ask` numbers the questions asked, so that a button knows whether it is old; it never goes back, and
    `since` is the number with which the present place was first asked. `version` is the version of the
    conversation in which it was asked, and `offered` the keys of its choices, the first for number 1
    ("" where a number was left out): what "2" meant to the person is what they were offered, whatever the
    file says by now. `pressed` is the last button that was taken. `trail` holds the places behind, newest
    last. `back_to` is where to return after an answer is changed. `count` numbers the answers; it never
    goes back either, because answer ids are for ever. `reminded` says that they were reminded once: never twice.

    `earlier` is what they told in sessions before this one, and `looking` the id of the answer that they look at
    just now. `agreed` are the steps of consent at which they said yes, to the words whose hash is `consent`.
    `meant` is the key of the button that they are asked about, after they made a choice aloud.
    """

    id: str
    version: str
    place: Place
    language: str = ""
    aside: Aside = ""
    slow: bool = False
    ask: int = 0
    since: int = 0
    offered: tuple[str, ...] = ()
    count: int = 0
    chosen: tuple[str, ...] = ()
    trail: tuple[Place, ...] = ()
    back_to: Place | None = None
    told: tuple[Told, ...] = ()
    pressed: tuple[int, str] = (0, "")
    done: bool = False
    reminded: bool = False
    earlier: tuple[Told, ...] = ()
    looking: str = ""
    meant: str = ""
    consent: str = ""
    agreed: tuple[str, ...] = ()

    def at(self, place: Place) -> Self:
        """The same session at another place, with what was half chosen laid aside."""
        return replace(self, place=place, chosen=(), since=self.ask + 1, aside="", done=False)

    @property
    def everything(self) -> tuple[Told, ...]:
        """All that they told, in this session and before."""
        return (*self.earlier, *self.told)

    def with_ask(self, offered: tuple[str, ...], version: str) -> Self:
        """The same session after one more question was asked."""
        return replace(self, ask=self.ask + 1, offered=offered, version=version)

    @property
    def under_way(self) -> bool:
        """Whether they are in the middle of it, and were never reminded of that."""
        return bool(self.language) and not (self.done or self.reminded or self.aside == "stopped")

    def to_json(self) -> dict[str, Any]:
        """As plain lists and dictionaries: places and what was told as lists of their fields, to be short."""
        return {
            **vars(self),
            "place": _flat(self.place),
            "trail": [_flat(place) for place in self.trail],
            "back_to": self.back_to and _flat(self.back_to),
            "told": list(map(_told_flat, self.told)),
            "earlier": list(map(_told_flat, self.earlier)),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **values,
                "place": Place(*values["place"]),
                "chosen": tuple(values["chosen"]),
                "offered": tuple(values["offered"]),
                "trail": tuple(Place(*place) for place in values["trail"]),
                "back_to": values["back_to"] and Place(*values["back_to"]),
                "told": tuple(map(_told, values["told"])),
                "earlier": tuple(map(_told, values.get("earlier", ()))),
                "agreed": tuple(values.get("agreed", ())),
                "pressed": tuple(values["pressed"]),
            }
        )


def _flat(place: Place) -> tuple[Any, ...]:
    return (place.step, place.part, place.probe, place.round, place.page, place.about, place.sharing)


def _told_flat(told: Told) -> tuple[Any, ...]:
    return (told.id, _flat(told.place), told.options, told.source, told.open, told.share, told.draft)


def _told(values: Sequence[Any]) -> Told:
    name, place, options, *rest = values
    return Told(name, Place(*place), tuple(options), *rest)


def fresh(consultation: Consultation, person: str, phone: str = "") -> Session:
    """A person's first session; its id ends in the number of the session: "k7f3.1".

    `phone` is the language their phone is set to: it is offered first, and decides nothing.
    """
    place = Place(consultation.conversation.first.id)
    offered = (f"language.{phone}",) if phone else ()
    return Session(f"{person}.1", consultation.conversation.version, place, since=1, offered=offered)


def next_session(consultation: Consultation, before: Session) -> Session:
    """The same person's next session, from the start: to go through it again, or for another consultation.

    The numbering of questions goes on, so that old buttons stay old.
    """
    stem, _, number = before.id.rpartition(".")
    return replace(
        fresh(consultation, stem),
        id=f"{stem}.{int(number) + 1}",
        language=before.language if before.language in consultation.languages else "",
        slow=before.slow,
        ask=before.ask,
        since=before.ask + 1,
        earlier=tuple(told for told in before.everything if consultation.conversation.keeps(told.place.step)),
    )
