"""What a PDF says to a program that reads it: to a screen reader, or to who copies from it."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pypdfium2


def text_of(pdf: bytes) -> str:
    """All that is on the pages, as Chromium's own reader finds it."""
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def letters(text: str) -> Counter[str]:
    """What a text is made of, wherever it stands: readers put the signs of vowels and joined letters elsewhere."""
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if _is_of_a_word(letter))


def words(text: str) -> Counter[str]:
    """Its words, without the signs around them."""
    normal = unicodedata.normalize("NFKC", text)
    return Counter("".join(letter if _is_of_a_word(letter) else " " for letter in normal).split())


def pages_of(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
