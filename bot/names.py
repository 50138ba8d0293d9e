"""Suggests what to take out of somebody's words before others read them: numbers, addresses, links.

It finds what has a fixed shape, in the digits of every script. It does not find names, and never says that it did:
a person reads each answer, takes out what is left, and confirms it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import phonenumbers

REGION = "GB"
"""Telephone numbers without a country's code are read as those of this country."""


_SHORTEST = 7
"""Digits of the shortest telephone number that says who somebody is."""


@dataclass(frozen=True)
class Suggestion:
    """From letter `start` to before letter `end` there may stand something of this kind."""

    start: int
    end: int
    kind: str


_ENDINGS = "com|org|net|uk|wales|cymru|io|tv|eu|ly|pl|ro|bd|ua|so|pk|in|co|ac|gov"
_SHAPES = (
    ("e-mail", re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    ("link", re.compile(r"(?:https?://|www\.)\S*[\w/]", re.IGNORECASE)),
    ("link", re.compile(rf"(?<![\w@.])[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})\b(?:/\S*[\w/])?", re.IGNORECASE)),
    ("link", re.compile(r"(?<![\w@.])[\w-]+\.(?:me|info)/\S*[\w/]", re.IGNORECASE)),
    ("name in an app", re.compile(r"(?<![\w@.])@\w[\w.]+")),
    (
        "post code",  # its end never has C I K M O V, and 2nd is a place in a row
        re.compile(
            r"(?<!\w)(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? {0,2}(?!1st|2nd|3rd|\dth)\d[ABD-HJLNP-UW-Z]{2})(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        "National Insurance number",
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d{2}){3}[ -]?[A-D](?!\w)", re.IGNORECASE),
    ),
    (
        "bank account",  # with ten digits at least, or it may be any words behind half a post code
        re.compile(
            r"(?<!\w)(?=(?:[ A-Z]*\d){10})[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?(?!\w)",
            re.IGNORECASE,
        ),
    ),
    ("bank account", re.compile(r"(?<!\d)\d{2}-\d{2}-\d{2}(?:\D{1,3}\d{8})?(?![\d-])")),
)
_LONG_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[ ().\-/]{0,2}\d){8,18}(?!\d)")

_DATE = r"(?:0?[1-9]|[12]\d|3[01])[./ -](?:0?[1-9]|1[0-2])[./ -](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
_TIMES = re.compile(rf"(?:(?:{_DATE}|(?:1[89]|20)\d\d|[0-2]?\d[.: ][0-5]\d)(?:[\s/–-]+|$))+")  # noqa: RUF001
_SMALL = re.compile(r"\d{1,2}(?: \d{1,2})+")
_MONEY = re.compile(r"\d{1,3}(?:[ .,]\d{3})*[ .,]000")


def suggestions(text: str) -> list[Suggestion]:
    """What may have to go, in the order of the text; none overlaps another."""
    plain = _in_plain_digits(text)
    return list(_apart(sorted(_found(plain), key=lambda one: (one.start, -one.end))))


def covered(text: str, found: Iterable[Suggestion]) -> str:
    """The text with these taken out: what stood there is named by its kind, in brackets."""
    pieces, start = [], 0
    for one in found:
        pieces += [text[start : one.start], f"[{one.kind}]"]
        start = one.end
    return "".join([*pieces, text[start:]])


def _in_plain_digits(text: str) -> str:
    """The same text, letter for letter, with 0 to 9 for the digits of other scripts."""
    return "".join(str(digit) if (digit := unicodedata.digit(sign, -1)) >= 0 else sign for sign in text)


def _found(text: str) -> Iterator[Suggestion]:
    for kind, shape in _SHAPES:
        every = (found for found in shape.finditer(text) if not _TIMES.fullmatch(found[0]))
        yield from (Suggestion(*found.span(), kind) for found in every)
    matcher = phonenumbers.PhoneNumberMatcher(text, REGION, phonenumbers.Leniency.POSSIBLE)
    for match in matcher:
        if sum(map(str.isdigit, match.raw_string)) >= _SHORTEST and not _is_harmless(match.raw_string):
            yield Suggestion(match.start, match.end, "phone number")
    for found in _LONG_NUMBER.finditer(text):
        if not _is_harmless(found[0]):
            yield Suggestion(*found.span(), "number")


def _is_harmless(number: str) -> bool:
    """Whether these digits are dates, years, times of day, money in thousands, or small numbers in a row."""
    small = _SMALL.fullmatch(number) and any(len(part) == 1 for part in number.split())
    return bool(_TIMES.fullmatch(number) or _MONEY.fullmatch(number) or small)


def _apart(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Of those that overlap the first and longest."""
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end
