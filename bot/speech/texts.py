"""What is said of what is written: no emoji or markup, the right letters, a breath between sentences."""

# ruff: noqa: RUF001 - dashes, quotation marks and full stops of other scripts are meant as they stand

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

from bot.errors import SpeechError

SCRIPTS: Final = {
    "en": "LATIN",
    "cy": "LATIN",
    "pl": "LATIN",
    "ro": "LATIN",
    "so": "LATIN",
    "ar": "ARABIC",
    "ur": "ARABIC",
    "pa": "GURMUKHI",
    "bn": "BENGALI",
    "uk": "CYRILLIC",
}
"""The script of each language, by the first word of its letters' Unicode names."""

SENTENCE_PAUSE: Final = 0.3
"""Seconds between two sentences."""

LINE_PAUSE: Final = 0.55
"""Seconds before a new line or a numbered choice: time to remember which number it was."""

_MARKUP: Final = (
    (re.compile(r"</?[A-Za-z][^<>]*>"), " "),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)"), r"\1"),  # [a link](its address)
    (re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"(?m)^\s*(?:#+|[-•–·>])\s+"), ""),
)

_SPOKEN_SIGNS: Final = "°№"
"""Signs that Unicode files under pictures, but that are read out."""

_JOINERS: Final = "\u200c\u200d"
"""Invisible, but they shape letters in Urdu, Bengali and Punjabi."""

_LOOSE_JOINER: Final = re.compile(rf"(?<!\S)[{_JOINERS}]+")
"""One that shapes no letter: it joined two emoji."""

_PICTURES: Final = frozenset({"So", "Sk"})
"""Emoji and their skin tones."""

_UNSPOKEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Me"})
"""Control signs (to espeak they are commands), direction marks, key caps."""

_GAP: Final = re.compile(r"\s+([.,!?…۔।؟،])")
"""The gap that a removed emoji leaves before a full stop."""

_TELEPHONE: Final = re.compile(r"(?<![\d.,])(?:\d{2,5}(?: \d{2,5})+|999|112|111|101)(?![\d.,]\d|\d)")
"""080 8802 3456, and the short numbers for help: said digit by digit."""

_BREAK: Final = re.compile(
    r"""
      \s*\n\s*                       # a new line
    | (?<=[.!?…])["'”’»)]*\s+        # the end of a sentence
    | (?<=[।۔؟॥])["'”’»)]*\s*        # the same, where no space need follow
    | \s+(?=\d{1,2}[):]\s)           # before a numbered choice: "Which one? 1) Help 2) Rest"
    """,
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"\(?(\d{1,2})(?:[.:](?=\s|$)|[)۔।])\s*")


def plain(text: str) -> str:
    """The text without emoji, markup and control signs; lines stay lines. It may be empty."""
    text = html.unescape(text)
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    text = _LOOSE_JOINER.sub("", "".join(map(_said, text)))
    text = _TELEPHONE.sub(lambda number: ", ".join(map(" ".join, number[0].split())), text)
    lines = (_GAP.sub(r"\1", " ".join(line.split())) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _said(sign: str) -> str:
    """What is said for one sign: itself, a gap where a picture stood, or nothing."""
    if sign in "\n\t" or sign in _SPOKEN_SIGNS or sign in _JOINERS:
        return sign
    if unicodedata.category(sign) in _PICTURES or "\u2190" <= sign <= "\u21ff":  # arrows
        return " "
    return "" if unicodedata.category(sign) in _UNSPOKEN or "\ufe00" <= sign <= "\ufe0f" else sign


def check_script(text: str, language: str) -> None:
    """Raises SpeechError if there is nothing to say, or mostly in letters that the language does not have.

    A voice spells foreign letters out by name: half a minute of noise for one sentence.
    """
    if not _sayable(text):
        raise SpeechError("there is nothing to say in this text")
    script = SCRIPTS.get(language)
    letters = [letter for letter in text if letter.isalpha()]
    own = sum(unicodedata.name(letter, "").startswith(script or "") for letter in letters)
    if own * 2 < len(letters):
        raise SpeechError(f"the text is not in the script of {language!r}")


def sentences(text: str) -> list[tuple[str, float]]:
    """Plain text in the pieces between which one takes breath, each with the seconds of silence after it.

    A number that opens a piece stays with what it numbers: "1. Help" is one piece.
    """
    pieces: list[tuple[str, float]] = []
    start = 0
    for found in _BREAK.finditer(text):
        piece = text[start : found.end()].strip()
        if not piece or _NUMBER.fullmatch(piece):
            continue
        numbered = _NUMBER.match(text, found.end()) or "\n" in found.group()
        pieces.append((piece, LINE_PAUSE if numbered else SENTENCE_PAUSE))
        start = found.end()
    if last := text[start:].strip():
        pieces.append((last, 0.0))
    return [(piece, pause) for piece, pause in pieces if _sayable(piece)]


def numbered(piece: str) -> str:
    """A piece with its opening number said as a count, not as an ordinal or a date: "1. Help" → "1: Help"."""
    return _NUMBER.sub(r"\1: ", piece, count=1) if _NUMBER.match(piece) else piece


def parts(text: str, longest: int) -> list[tuple[str, float]]:
    """Plain text in parts of at most `longest` characters, as few as that allows, each with the silence after it.

    Where a line or a numbered choice ends, so does a part: a voice must not run on there. Only a sentence that is
    longer by itself is cut: at a comma, else at a space, else where it must be.
    """
    found: list[tuple[str, float]] = []
    ends = True
    for piece, pause in sentences(text):
        for bit in filter(_sayable, _cut(numbered(piece), longest)):
            if not ends and len(found[-1][0]) + len(" ") + len(bit) <= longest:
                found[-1] = (f"{found[-1][0]} {bit}", 0.0)
            else:
                found.append((bit, 0.0))
            ends = False
        ends = pause >= LINE_PAUSE
        if ends and found:
            found[-1] = (found[-1][0], pause)
    return found


def _sayable(text: str) -> bool:
    return any(map(str.isalnum, text))


def _cut(sentence: str, longest: int) -> list[str]:
    cut: list[str] = []
    while len(sentence) > longest:
        window = sentence[: longest + 1]
        commas = [found.end() for found in re.finditer(r"[,;:،؛–—]\s", window)]
        place = commas[-1] if commas else window.rfind(" ")
        place = place if 0 < place <= longest else longest
        cut.append(sentence[:place].strip())
        sentence = sentence[place:].strip()
    return [*cut, sentence] if sentence else cut
