"""What a typed text means under a question: a number, a choice's own words, a control, or just words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from bot.core.conversation import Line
from bot.core.events import Button
from bot.core.messages import CONTROLS
from bot.core.phrases import LANGUAGE_NAME

Words = Callable[[Line, str], str]
"""Looks a line up in a language: a pure function, because catalogues do not change while the bot runs."""

_AROUND_A_NUMBER = ".):;,!\ufe0f\u20e3 \u200e\u200f"


def number(text: str) -> int | None:
    """The one digit that a text is, in any script's digits ("٣", "৩", "3."), or None."""
    bare = text.strip().strip(_AROUND_A_NUMBER)
    if len(bare) == 1 and (digit := unicodedata.digit(bare, None)) is not None:
        return digit
    return None


def is_blank(text: str) -> bool:
    """Whether nothing in a text can be seen."""
    return all(unicodedata.category(letter)[0] in "CZ" for letter in text)


def plain(text: str) -> str:
    """A text without what people type differently: case, accents' encoding, punctuation around it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(" .,!?¡¿…'\"")


def key_of(text: str, buttons: Iterable[Button], words: Words, language: str) -> str | None:
    """The button whose words were typed, or None. Also knows the controls by their words."""
    wanted = plain(text)
    for button in (*buttons, *CONTROLS):
        if wanted and plain(words(button.label, language)) == wanted:
            return button.key
    return None


def language_of(text: str, languages: Iterable[str], words: Words) -> str | None:
    """The button of the language whose own name was typed, or None."""
    named = {plain(words(LANGUAGE_NAME, language)): f"language.{language}" for language in languages}
    return named.get(plain(text))


def control(digit: int) -> str | None:
    """The control with this number, or None."""
    return next((button.key for button in CONTROLS if button.number == digit), None)
