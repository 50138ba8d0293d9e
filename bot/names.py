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


@dataclass(frozen=True)
class Suggestion:
    """From letter `start` to before letter `end` there may stand something of this kind."""

    start: int
    end: int
    kind: str


_SHAPES = (
    ("e-mail", re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    ("link", re.compile(r"(?:https?://|www\.)\S*[\w/]", re.IGNORECASE)),
    (
        "link",
        re.compile(
            r"(?<![\w@.])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|uk|wales|cymru|me|io|info|tv)\b(?:/\S*[\w/])?",
            re.IGNORECASE,
        ),
    ),
    ("name in an app", re.compile(r"(?<![\w@.])@\w[\w.]{2,}")),
    ("post code", re.compile(r"(?<!\w)(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)", re.IGNORECASE)),
    (
        "National Insurance number",
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d{2}){3} ?[A-D](?!\w)", re.IGNORECASE),
    ),
    ("bank account", re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?(?!\w)")),
    ("bank account", re.compile(r"(?<!\d)\d{2}-\d{2}-\d{2}(?:\D{1,3}\d{8})?(?![\d-])")),
)
_LONG_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[ ().\-/]{0,2}\d){8,18}(?!\d)")
_DATES = re.compile(r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\s+|$|(?=\D)))+")


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
        yield from (Suggestion(*found.span(), kind) for found in shape.finditer(text))
    matcher = phonenumbers.PhoneNumberMatcher(text, REGION, phonenumbers.Leniency.POSSIBLE)
    for match in matcher:
        if sum(map(str.isdigit, match.raw_string)) >= 7 and not _DATES.fullmatch(match.raw_string):  # noqa: PLR2004
            yield Suggestion(match.start, match.end, "phone number")
    for found in _LONG_NUMBER.finditer(text):
        if not _DATES.fullmatch(found[0]):
            yield Suggestion(*found.span(), "number")


def _apart(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Of those that overlap the first and longest."""
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end
