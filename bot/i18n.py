"""Words in a person's language: catalogues, dates, and a message made ready to be shown and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

from bot.core.conversation import Consultation, Line
from bot.core.events import Button, Message, Phrase
from bot.ports import Labelled, Spoken

SOURCE = "en"
_DATES = {"en": "en_GB"}
"""Where a language writes dates in more ways than one, the way of the people we ask."""

_GAP = re.compile(r"\{(\w+)\}")


class Catalogs:
    """Every translation there is, read once at the start.

    A line without a translation is said in English; `bot check` does not let that happen in a language that is
    offered.
    """

    def __init__(self, words: Mapping[str, Mapping[tuple[str, str], str]]) -> None:
        self._words = words

    @classmethod
    def read(cls, locales: Path) -> Catalogs:
        return cls({path.parent.parent.name: _read(path) for path in locales.glob("*/LC_MESSAGES/sgwrs.po")})

    def __call__(self, line: Line, language: str) -> str:
        return self._words.get(language, {}).get((line.address, line.english), line.english)


def _read(path: Path) -> dict[tuple[str, str], str]:
    with path.open("rb") as file:
        catalog = read_po(file)
    return {
        (message.context or "", str(message.id)): str(message.string)
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }


def direction(language: str) -> str:
    """Which way a language is written: "rtl" or "ltr"."""
    return Locale.parse(language, sep="-").text_direction


class Wording:
    """Turns the core's messages into words for one consultation."""

    def __init__(self, catalogs: Catalogs, consultation: Consultation) -> None:
        self._catalogs = catalogs
        self._consultation = consultation

    def line(self, line: Line, language: str) -> str:
        """A line's words, its gaps filled with the consultation's words."""
        return self.phrase(Phrase(line), language)

    def phrase(self, phrase: Phrase, language: str) -> str:
        text = self._catalogs(phrase.line, language)
        return _GAP.sub(lambda gap: self._fill(gap[1], phrase, language), text)

    def _fill(self, name: str, phrase: Phrase, language: str) -> str:
        filling = phrase.gaps.get(name)
        if isinstance(filling, Line):
            return self._catalogs(filling, language)
        if filling is not None:
            return str(filling)
        if (value := self._consultation.values.get(name)) is not None:
            return (
                format_date(value, "long", locale=_DATES.get(language, language))
                if isinstance(value, date)
                else str(value)
            )
        return self._consultation.words.get(language, {}).get(name, "")

    def render(self, message: Message, language: str, *, slow: bool = False) -> Spoken:
        """A message in a language: the words to show, the speech to say, the buttons to press."""
        language = message.language or language or SOURCE
        said = " ".join(self.phrase(phrase, language) for phrase in message.phrases)
        labels = [(button.number, self.line(button.label, language)) for button in message.choices]
        if len(labels) == 1 and str(labels[0][0]) in said:
            labels = []  # "To go on, press 1": a lone button that the words explain already
        return Spoken(
            address=message.address,
            language=language,
            words="\n".join([said, *(f"{number}. {label}" for number, label in labels)]),
            speech=" ".join([said, *(f"{number}. {label}." for number, label in labels)]),
            choices=self._buttons(message, message.choices, language),
            controls=self._buttons(message, message.controls, language),
            ask=message.ask,
            slow=slow,
        )

    def _buttons(self, message: Message, buttons: tuple[Button, ...], language: str) -> tuple[Labelled, ...]:
        return tuple(
            Labelled(
                f"{button.number} {self.line(button.label, language)}",
                f"{message.ask}:{message.step}:{button.key}",
            )
            for button in buttons
        )
