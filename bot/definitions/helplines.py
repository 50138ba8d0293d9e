"""Reads a country's helplines: numbers to call, what is said of them, and when somebody last looked them up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from bot.core.conversation import Line
from bot.definitions.extract import drawn, gaps
from bot.definitions.nodes import Node, Source, check_id
from bot.definitions.written import Written
from bot.errors import Problem

EMERGENCY = "emergency"
"""The number that is said wherever somebody asks for help."""

LASTS = timedelta(days=90)
"""So long a number may be trusted after somebody looked it up."""

_NEVER = "never"
_NUMBER = re.compile(r"\+?\d[\d ]{1,18}\d")


@dataclass(frozen=True)
class Helpline:
    """A number: `numbers` holds those of single languages. `checked` is None where nobody has looked it up."""

    id: str
    call: str
    numbers: Mapping[str, str]
    checked: date | None
    line: int

    def in_language(self, language: str) -> str:
        return self.numbers.get(language, self.call)


@dataclass
class Helplines:
    """One country's file as read. `written` holds what is said, in the file's order; problems are in `source`."""

    source: Source
    every: list[Helpline] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        """The gaps that the numbers fill, as {emergency}."""
        return frozenset(one.id for one in self.every)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(one.line for one in self.written)

    def overdue(self, today: date) -> Iterator[Problem]:
        """The numbers that somebody should look up again."""
        for one in self.every:
            since = f"was looked up last on {one.checked}" if one.checked else "was not looked up by anybody yet"
            if one.checked is None or one.checked + LASTS < today or one.checked > today:
                words = f"the number {one.call} (`{one.id}`) {since}: look it up, and write the day: {today}"
                yield Problem(self.source.name, one.line, words)


def read_helplines(path: Path, name: str | None = None) -> Helplines:
    """Read one file. Nothing is raised; problems are listed."""
    found = Helplines(Source(name or str(path)))
    return _fill(found, found.source.read(path))


def parse_helplines(text: str) -> Helplines:
    """The same for a text that is in hand already."""
    found = Helplines(Source("helplines"))
    return _fill(found, found.source.parse(text))


def every(conversations: Path) -> Iterator[Helplines]:
    """Every country's file."""
    for path in sorted((conversations / "helplines").glob("*.yaml")):
        yield read_helplines(path, f"{conversations.name}/helplines/{path.name}")


def _fill(found: Helplines, top: Node | None) -> Helplines:
    if top is None:
        return found
    fields = top.fields("id", EMERGENCY, "lines")
    for name in ("id", EMERGENCY, "lines"):
        top.need(fields, name)
    country = fields["id"].id() if "id" in fields else ""
    if EMERGENCY in fields:
        found.every.append(_helpline(EMERGENCY, fields[EMERGENCY], fields[EMERGENCY].fields(*_FIELDS)))
    for key, node in fields["lines"].entries() if "lines" in fields else ():
        one = check_id(key, key.name)
        if one == EMERGENCY:
            key.wrong(f"`{EMERGENCY}` is the number above: choose another name")
        inner = node.fields("note", "say", *_FIELDS)
        found.every.append(_helpline(one, node, inner))
        if say := node.need(inner, "say"):
            note = inner["note"].text() if "note" in inner else ""
            found.written.append(Written(Line(f"helplines.{country}.{one}", say.text()), say.line, note))
            if f"{{{one}}}" not in say.text():
                say.wrong(f"the number is not said: write {{{one}}} where it belongs")
    _check_gaps(found)
    return found


def _check_gaps(found: Helplines) -> None:
    known = found.names
    for written in found.written:
        try:
            unknown = gaps(written.line.english) - known
        except ValueError:
            found.source.wrong(written.number, "a curly bracket is open or stands alone; gaps look like {number}")
            continue
        if unknown:
            found.source.wrong(written.number, f"nothing fills the gap {{{min(unknown)}}}")


_FIELDS = ("call", "numbers", "last_checked")


def _helpline(name: str, node: Node, fields: dict[str, Node]) -> Helpline:
    call = node.need(fields, "call")
    numbers = (
        {key.name: _number(value) for key, value in fields["numbers"].entries()} if "numbers" in fields else {}
    )
    day = node.need(fields, "last_checked")
    checked = None if day is None or day.text() == _NEVER else day.date()
    return Helpline(name, _number(call) if call else "", numbers, checked, node.line)


def _number(node: Node) -> str:
    if not _NUMBER.fullmatch(node.text()):
        node.wrong(f"`{node.text()}` is no telephone number")
    return node.text()


def extract(
    fileobj: BinaryIO,
    keywords: object,  # noqa: ARG001 - Babel passes these three by name
    comment_tags: object,  # noqa: ARG001
    options: object,  # noqa: ARG001
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """A Babel extraction method, as `extract.conversation` is."""
    yield from drawn(parse_helplines(fileobj.read().decode("utf-8", "replace")).written)
