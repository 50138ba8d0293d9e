"""What people said, in pieces that can be chosen by a number; and whether words are words that somebody said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.reading import plain

LONGEST: Final = 80
"""Letters of a piece: what is longer can hardly be the name of anything."""

_SHORTEST: Final = 3
_ENDS: Final = re.compile(r"[.!?;\n…।۔؟]+|,\s|\s[–—-]\s")  # noqa: RUF001 - full stops of other scripts


def pieces(texts: Iterable[str]) -> list[str]:
    """The sentences and parts of sentences in these, each once, in their order."""
    found: dict[str, str] = {}
    for text in texts:
        for piece in _ENDS.split(text):
            words = " ".join(piece.split())
            if _SHORTEST <= len(words) <= LONGEST:
                found.setdefault(plain(words), words)
    return list(found.values())


def was_said(words: str, texts: Sequence[str]) -> bool:
    """Whether somebody said this, as it stands or in the middle of more; case and full stops do not count."""
    wanted = _only_words(words)
    return bool(wanted) and any(f" {wanted} " in f" {_only_words(text)} " for text in texts)


def _only_words(text: str) -> str:
    """All of it as `plain` has it, with nothing but spaces between the words."""
    return " ".join(filter(None, (plain(word) for word in _ENDS.sub(" ", text).split())))
