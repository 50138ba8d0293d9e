"""Words in a person's language: catalogues, dates, and a message made ready to be shown and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date

from bot import ports
from bot.core.charts import Bar, Chart
from bot.core.conversation import Consultation, Line
from bot.core.events import Button, Message, Phrase
from bot.core.review.phrases import PEOPLE
from bot.ports import Labelled, Spoken

SOURCE = "en"
_DATES = {"en": "en_GB"}
"""Where a language writes dates in more ways than one, the way of the people we ask."""

_DATE_STYLES = {"uk": "d MMMM y"}
"""Where CLDR's long date ends in an abbreviation ("2027 r."), which nobody says aloud."""

_GAP = re.compile(r"\{(\w+)\}")

_ENDS = (".", "!", "?", "…", "।", "۔", "؟")  # noqa: RUF001 - full stops of other scripts

_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "bn": "০১২৩৪৫৬৭৮৯"}
"""Languages whose people read digits of their own first. Urdu and Punjabi are mostly read with 0 to 9 today."""

_OWN_DIGITS = {language: str.maketrans("0123456789", digits) for language, digits in _DIGITS.items()}

_LEFT_TO_RIGHT = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[A-Za-z\u00c0-\u024f\d .,'&/:+-]*[A-Za-z\u00c0-\u024f\d])?|\+?\d[\d ]{2,}\d"
)
"""Latin words and telephone numbers: what runs from left to right in the middle of Arabic or Urdu."""


def numeral(number: int, language: str) -> str:
    """A number in the digits that the language's people read."""
    return _in_own_digits(str(number), language)


def _in_own_digits(text: str, language: str) -> str:
    return text.translate(_OWN_DIGITS.get(language, {}))


def isolated(text: str, language: str) -> str:
    """The text with what runs the other way set apart, so that no program shows it out of order."""
    if direction(language) == "ltr":
        return text
    return _LEFT_TO_RIGHT.sub(lambda found: f"\u2068{found[0]}\u2069", text)


class Catalogs:
    """Every translation there is: in each language, by address and English.

    A line without a translation is said in English; `bot check` does not let that happen in a language that is
    offered.
    """

    def __init__(self, words: Mapping[str, Mapping[tuple[str, str], str]]) -> None:
        self._words = words

    def __call__(self, line: Line, language: str) -> str:
        return self._words.get(language, {}).get((line.address, line.english), line.english)


@cache
def direction(language: str) -> str:
    """Which way a language is written: "rtl" or "ltr", as what nobody knows."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"


def own_name(language: str) -> str:
    """What a language calls itself."""
    return Locale.parse(language, sep="-").get_display_name(language) or language


def _written(value: int | date, language: str) -> str:
    """A number or a day as the language writes it."""
    if not isinstance(value, date):
        return numeral(value, language)
    day = format_date(value, _DATE_STYLES.get(language, "long"), locale=_DATES.get(language, language))
    return _in_own_digits(day, language)


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
        if "{" not in text:  # most have no gap, and the search for one costs more than all else here
            return text
        return _GAP.sub(lambda gap: self._fill(gap[1], phrase, language), text)

    def _fill(self, name: str, phrase: Phrase, language: str) -> str:
        filling = phrase.gaps.get(name)
        if isinstance(filling, Line):
            return self._catalogs(filling, language)
        if filling is not None:
            return filling if isinstance(filling, str) else _written(filling, language)
        if (value := self._consultation.values.get(name)) is not None:
            return _written(value, language)
        return self._consultation.words.get(language, {}).get(name, "")

    def render(self, message: Message, language: str, *, slow: bool = False) -> Spoken:
        """A message in a language: the words to show, the speech to say, the buttons to press."""
        language = message.language or language or SOURCE
        phrases = [self.phrase(phrase, language) for phrase in message.phrases]
        said = ("\n" if message.chart else " ").join(phrases)
        chart = self._chart(message.chart, phrases, language) if message.chart else None
        listed = [self._listed(button, language) for button in message.choices]
        listed += [self._pictured(button, language) for button in message.drawn]
        if len(listed) == 1 and not message.drawn and numeral(message.choices[0].number, language) in said:
            listed = []  # "To go on, press 1": a lone button that the words explain already
        if chart:
            listed += [f"{bar.words}: {bar.number}" for bar in chart.bars]
        return Spoken(
            address=message.address,
            language=language,
            words=isolated("\n".join([said, *listed]), language),
            speech=" ".join([said, *(line if line.endswith(_ENDS) else f"{line}." for line in listed)]),
            choices=self._buttons(message, message.choices, language),
            controls=self._buttons(message, message.controls, language),
            ask=message.ask,
            slow=slow,
            drawn=self._buttons(message, message.drawn, language),
            private=message.private,
            chart=chart,
        )

    def _chart(self, chart: Chart, phrases: list[str], language: str) -> ports.Chart:
        """Its bars and marks as they are read and said; people's words in their own language."""
        bars, pieces = [], [(words, language) for words in phrases]
        for bar in chart.bars:
            spoken = bar.language or language
            words = self._stands_for(bar, language)
            bars.append(ports.Bar(f"\u2068{words}\u2069", numeral(bar.people, language), bar.people))
            pieces += [(words, spoken), (self.phrase(Phrase(PEOPLE, {"count": bar.people}), language), language)]
        return ports.Chart(
            title=phrases[0],
            bars=tuple(bars),
            marks=chart.marks,
            said=tuple(pieces),
            rtl=direction(language) == "rtl",
        )

    def _stands_for(self, bar: Bar, language: str) -> str:
        """What a bar's people have in common."""
        if isinstance(bar.words, str):
            return bar.words or own_name(bar.language)
        return ": ".join(self.line(line, language) for line in bar.words)

    def _listed(self, button: Button, language: str) -> str:
        return f"{numeral(button.number, language)}. {self.line(button.label, language)}"

    def _pictured(self, button: Button, language: str) -> str:
        """What is seen of a choice, as in "1. A house"."""
        shows = self.line(button.picture, language) if button.picture else ""
        return f"{numeral(button.number, language)}. {shows}"

    def _buttons(self, message: Message, buttons: tuple[Button, ...], language: str) -> tuple[Labelled, ...]:
        return tuple(self._button(message, button, language) for button in buttons)

    def _button(self, message: Message, button: Button, language: str) -> Labelled:
        label = f"{numeral(button.number, language)} {self.line(button.label, language)}"
        data = f"{message.ask}:{message.step}:{button.key}"
        if button.picture is None:
            return Labelled(label, data)
        return Labelled(label, data, button.label.address, self.line(button.picture, language))
