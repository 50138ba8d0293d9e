"""Hands a conversation's words to Babel: each with its true line, its address as context, and notes."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from bot.definitions.load import parse_conversation
from bot.definitions.written import Written

_BARE = re.compile(r"\{\w+\}|[\W\d_]")


def is_only_gaps(english: str) -> bool:
    """Whether a line holds nothing to translate, as `{can} {cannot}` does."""
    return not _BARE.sub("", english)


def gaps(text: str) -> set[str]:
    """The names of the gaps in a text. ValueError if its brackets do not fit."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    if any(not re.fullmatch(r"\w+", name) for name in names):
        raise ValueError(text)
    return names


def conversation(
    fileobj: BinaryIO,
    keywords: Mapping[str, Any],  # noqa: ARG001 - Babel passes these three by name
    comment_tags: Sequence[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """A Babel extraction method. A file that can not be read yields what could be; `bot check` tells the rest."""
    yield from drawn(parse_conversation(fileobj.read().decode("utf-8", "replace")).written)


def drawn(lines: Iterable[Written]) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Lines as Babel takes them."""
    for written in lines:
        if not is_only_gaps(written.line.english):
            notes = [written.note] if written.note else []
            yield written.number, "pgettext", (written.line.address, written.line.english), notes
