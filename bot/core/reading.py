"""What a typed text means under a question: a number, a choice's own words, a control, or just words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from bot.core.conversation import Line
from bot.core.events import Button
from bot.core.messages import CONTROLS
from bot.core.phrases import LANGUAGE_NAME, SPOKEN_NUMBERS

Words = Callable[[Line, str], str]
"""Looks a line up in a language: a pure function, because catalogues do not change while the bot runs."""

_AROUND_A_NUMBER = ".):;,!\ufe0f\u20e3 \u200e\u200f"
_AROUND_WORDS = " .,!?¡¿…'\"“”‘’।۔؟،؛\u200e\u200f"  # noqa: RUF001 - punctuation of other scripts
_ARABIC_SIGNS = ("\u064b", "\u0652")
"""The first and last of the small signs for vowels, which few people type."""


def number(text: str, *, longest: int = 1) -> int | None:
    """The number that a text is, in any script's digits ("٣", "৩", "3."), if it has no more of them; or None."""
    bare = text.strip().strip(_AROUND_A_NUMBER)
    digits = [unicodedata.digit(letter, None) for letter in bare[: longest + 1]]
    if not 1 <= len(digits) <= longest or None in digits:
        return None
    return int("".join(map(str, digits)))


def is_blank(text: str) -> bool:
    """Whether nothing in a text can be seen."""
    return all(unicodedata.category(letter)[0] in "CZ" for letter in text)


def plain(text: str) -> str:
    """A text without what people type differently: case, Arabic vowel signs, punctuation around it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    written = "".join(letter for letter in folded if not _ARABIC_SIGNS[0] <= letter <= _ARABIC_SIGNS[1])
    return " ".join(written.split()).strip(_AROUND_WORDS)


def key_of(text: str, buttons: Iterable[Button], words: Words, language: str) -> str | None:
    """The button whose words were typed, or None. Also knows the controls by their words."""
    wanted = plain(text)
    for button in (*buttons, *CONTROLS):
        if wanted and plain(words(button.label, language)) == wanted:
            return button.key
    return None


def spoken(text: str, buttons: Iterable[Button], words: Words, language: str) -> tuple[str, bool] | None:
    """The button whose number or words were said aloud, and whether nothing else was; also knows the controls.

    None if none of them was said, or several were.
    """
    said = _split(text)
    among: set[str] = set()
    for button in (*buttons, *CONTROLS):
        numbers = words(SPOKEN_NUMBERS[button.number], language).split(",")
        for name in filter(None, map(_split, (str(button.number), words(button.label, language), *numbers))):
            if name == said:
                return button.key, True
            if any(said[at : at + len(name)] == name for at in range(len(said))):
                among.add(button.key)
    return (among.pop(), False) if len(among) == 1 else None


def _split(text: str) -> list[str]:
    """A text's words, without what stands between them; digits of every script as ours."""
    digits = "".join(str(unicodedata.digit(letter, letter)) for letter in plain(text))
    return [word for part in digits.split() if (word := part.strip(_AROUND_WORDS))]


def language_of(text: str, languages: Iterable[str], words: Words) -> str | None:
    """The button of the language whose own name was typed, or None."""
    named = {plain(words(LANGUAGE_NAME, language)): f"language.{language}" for language in languages}
    return named.get(plain(text))


def control(digit: int) -> str | None:
    """The control with this number, or None."""
    return next((button.key for button in CONTROLS if button.number == digit), None)
