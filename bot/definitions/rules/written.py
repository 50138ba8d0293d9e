"""Rules about single strings, in every language: how long, how plain, which signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.definitions.rules.readability import sentences, words
from bot.errors import Problem

SOURCE = "en"
BUTTON = 18
"""Letters that a button holds beside its number."""

_SENTENCE = 15
_SENTENCE_ELSEWHERE = 19
"""Words in a sentence; other languages may take a third more than English."""

_LONGER = 1.4
_A_LITTLE = 12
"""How much longer than the English a translation may be: so many times, or for short ones so many letters."""

_TEXT = 300
_JARGON = re.compile(
    r"\b(co-?production|stakeholders?|service users?|outcomes?|engagement|consultations?|deliver(?:y|able)s?|"
    r"facilitat\w+|empower\w*|signpost\w*|person-centred|holistic|going forward|multi-?agency|safeguarding|"
    r"commissioning|pathways?|interventions?|eligib\w+|assessments?)\b",
    re.IGNORECASE,
)
_SECRECY = re.compile(
    # English, Welsh, Polish, Romanian, Somali
    r"\b(secret(ly|s)?|confidential(ly)?|in confidence|anonym\w+|between (just )?you and me|"
    r"cyfrinach\w*|gyfrinach\w*|dienw|ddienw|tajemnic\w*|sekre\w+|poufn\w*|anonim\w*|confidenți\w*|secrete?|"
    r"qarsoodi\w*|sir ah|"
    r"таємн\w*|таємниц\w*|секрет\w*|конфіденц\w*|анонімн\w*)\b|"
    # Arabic, Urdu, Punjabi, Bengali
    r"سريّ?ة|سرّي|بسرية|مجهولة? الهوية|خفیہ|صیغہ راز|گمنام|ਗੁਪਤ|ਗੁਮਨਾਮ|গোপন|নাম প্রকাশ না করে",
    re.IGNORECASE,
)
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Said:
    """One string in one language, and where it stands. `english` is what it says in English."""

    file: str
    line: int
    language: str
    address: str
    english: str
    text: str
    button: bool

    def problem(self, words: str) -> Problem:
        return Problem(self.file, self.line, words)


def problems(said: Iterable[Said], is_rtl: Callable[[str], bool]) -> Iterator[Problem]:
    """What is wrong with these strings. `is_rtl` says whether a language runs from right to left."""
    for one in said:
        found = [*_long_sentences(one), *_jargon(one), *_longer_than_english(one), *_emoji(one), *_too_long(one)]
        found += _secrecy(one)
        if is_rtl(one.language):
            found += _runs_the_wrong_way(one)
        yield from (one.problem(words) for words in found)


def _long_sentences(one: Said) -> Iterator[str]:
    most = _SENTENCE if one.language == SOURCE else _SENTENCE_ELSEWHERE
    for sentence in sentences(one.text):
        if (count := len(words(sentence))) > most:
            yield f"A2: a sentence of {count} words; {most} are the most: make two of “{_beginning(sentence)}”"


def _jargon(one: Said) -> Iterator[str]:
    if one.language == SOURCE and (found := _JARGON.search(one.text)):
        yield f"A3: “{found[0]}” is a word of offices: say it as you would to a neighbour"


def _secrecy(one: Said) -> Iterator[str]:
    if found := _SECRECY.search(one.text):
        yield (
            f"S8: “{found[0]}” promises what we may not keep: if someone may get hurt, we must tell. "
            "Say what is kept, and who hears it"
        )


_UNDERSTOOD = "bot.number."
"""What is only understood, never shown: the more ways to say it, the better."""


def _longer_than_english(one: Said) -> Iterator[str]:
    most = max(len(one.english) * _LONGER, len(one.english) + _A_LITTLE)
    if one.address.startswith(_UNDERSTOOD):
        return
    if one.language != SOURCE and len(one.text) > most:
        yield f"A4: {len(one.text)} letters; English has {len(one.english)}, so at most {most:.0f}: say it shorter"


def _emoji(one: Said) -> Iterator[str]:
    found = list(_EMOJI.finditer(one.text))
    if found and one.button:
        yield "A11: an emoji in a button: screen readers speak its name; take it out"
    elif len(found) > 1:
        yield f"A11: {len(found)} emoji: keep one at most, at the end"
    elif found and one.text[found[0].end() :].strip():
        yield "A11: an emoji in the middle: put it at the end, or take it out"


_SIGN = "[\u2190-\u21ff\u2300-\u2bff\U0001f000-\U0001faff]"
_EMOJI = re.compile(f"{_SIGN}[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d{_SIGN}[\ufe0f\U0001f3fb-\U0001f3ff]*)*")
"""A sign, perhaps with a colour, or several joined into one."""


def _too_long(one: Said) -> Iterator[str]:
    most = _TEXT if one.language == SOURCE else round(_TEXT * _LONGER)
    if one.button and len(one.text) > BUTTON:
        yield f"A12: a button holds {BUTTON} letters; this has {len(one.text)}: find a shorter word"
    elif len(one.text) > most:
        yield f"A12: {len(one.text)} letters; {most} are the most in one message: make two steps of it"


def _runs_the_wrong_way(one: Said) -> Iterator[str]:
    strong = (unicodedata.bidirectional(letter) for letter in re.sub(r"\{\w+\}", "", one.text))
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "R")
    if _MARKS.search(one.text):
        yield "A14: it holds a mark of direction; the bot sets these itself: take it out"
    elif first == "L":
        yield "A14: it begins in letters that run from left to right: begin with a word of the language"


def _beginning(sentence: str) -> str:
    said = sentence.split()
    return " ".join(said[:5]) + (" …" if len(said) > 5 else "")  # noqa: PLR2004 - enough to find it by
