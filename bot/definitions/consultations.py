"""Reads a consultation: who asks, what they promise, and in which languages.

Without its promise a consultation does not start: what can be decided, what can not and why, how far people
decide, who decides in the end, and when people hear back.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.core.conversation import Consultation
from bot.core.phrases import RUNGS
from bot.definitions.extract import gaps
from bot.definitions.helplines import Helplines, read_helplines
from bot.definitions.load import Draft, read_conversation
from bot.definitions.nodes import Node, Source
from bot.errors import Problem

WORDS = ("org", "can", "cannot", "why", "decider")
"""The promise, in words of each language."""

BEFORE = "before"
"""What was done about what people told the last time; only where there was one. The step of this name says it."""

DATES = ("listen_on", "answer_by")
GAPS = frozenset((*WORDS, BEFORE, *DATES, "age", "rung"))
"""Everything a conversation may leave to its consultation, as {org} or {answer_by}."""

_NEEDED = ("id", "conversation", "languages", "rung", "age", *DATES, "helplines")

_OLDEST = 99


@dataclass(frozen=True)
class Promised:
    """One of WORDS in one language, and its line."""

    name: str
    language: str
    line: int
    text: str


@dataclass
class Loaded:
    """A consultation file with its conversation, as far as they could be read, and all their problems."""

    consultation: Consultation | None
    draft: Draft | None
    languages: tuple[str, ...]
    problems: list[Problem]
    promise: list[Promised]
    helplines: Helplines | None


def read_consultation(path: Path, conversations: Path, name: str | None = None) -> Loaded:
    """Read a consultation and the conversation it names. Nothing is raised; problems are listed."""
    source = Source(name or str(path))
    top = source.read(path)
    if top is None:
        return Loaded(None, None, (), source.problems, [], None)
    fields = top.fields("example", "public", BEFORE, *_NEEDED, *WORDS)
    for wanted in (*_NEEDED, *WORDS):
        if wanted not in fields:
            top.wrong(f"`{wanted}` is missing: a consultation must say it before it asks anybody")
    draft = _draft(fields, conversations)
    languages, promise = _promise(fields)
    values = _values(fields)
    helplines = _helplines(fields, conversations)
    header = {name: fields[name].id() for name in ("id",) if name in fields}
    example, public = (name in fields and fields[name].flag() for name in ("example", "public"))
    if draft and helplines:
        _all_filled(fields["helplines"], draft, helplines)
    problems = list(source.problems)
    for part in (draft, helplines):
        problems += part.source.problems if part else ()
    if problems or not draft or not draft.conversation or not helplines:
        return Loaded(None, draft, languages, problems, promise, helplines)
    rung = next(line for name, line in RUNGS.items() if name == fields["rung"].text())
    words = {language: {one.id: one.in_language(language) for one in helplines.every} for language in languages}
    for one in promise:
        words[one.language][one.name] = one.text
    conversation = draft.conversation
    if BEFORE in conversation.steps and BEFORE not in fields:
        conversation = conversation.without(BEFORE)
    consultation = Consultation(
        header["id"],
        conversation,
        languages,
        words,
        values,
        rung,
        example,
        helplines=helplines.lines,
        public=public,
    )
    return Loaded(consultation, draft, languages, [], promise, helplines)


def _draft(fields: dict[str, Node], conversations: Path) -> Draft | None:
    if "conversation" not in fields:
        return None
    path = conversations / f"{fields['conversation'].id()}.yaml"
    if not path.is_file():
        fields["conversation"].wrong(f"there is no conversation {path.name} in {conversations.name}/")
        return None
    return read_conversation(path, f"{conversations.name}/{path.name}")


def _helplines(fields: dict[str, Node], conversations: Path) -> Helplines | None:
    if "helplines" not in fields:
        return None
    path = conversations / "helplines" / f"{fields['helplines'].id()}.yaml"
    if not path.is_file():
        fields["helplines"].wrong(f"there is no file {path.name} in {conversations.name}/helplines/")
        return None
    return read_helplines(path, f"{conversations.name}/helplines/{path.name}")


def _all_filled(node: Node, draft: Draft, helplines: Helplines) -> None:
    """Whether each number that the conversation speaks of is there."""
    for one in draft.written:
        with contextlib.suppress(ValueError):  # reported elsewhere
            for name in sorted(gaps(one.line.english) - GAPS - helplines.names):
                node.wrong(f"the conversation speaks of {{{name}}}, which this file of helplines does not have")


def _promise(fields: dict[str, Node]) -> tuple[tuple[str, ...], list[Promised]]:
    """The languages, and the promise's words in each."""
    languages = [item.text() for item in fields["languages"].items()] if "languages" in fields else []
    promise: list[Promised] = []
    for name in (*WORDS, BEFORE):
        if name in fields:
            said = fields[name].fields(*languages)
            nodes = ((language, fields[name].need(said, language)) for language in languages)
            promise += [Promised(name, language, node.line, node.text()) for language, node in nodes if node]
    return tuple(dict.fromkeys(languages)), promise


def _values(fields: dict[str, Node]) -> dict[str, int | date]:
    """The promise's facts, which each language words for itself."""
    values: dict[str, int | date] = {name: fields[name].date() for name in DATES if name in fields}
    if "age" in fields:
        values["age"] = fields["age"].number(0, _OLDEST)
    if "rung" in fields and fields["rung"].text() not in RUNGS:
        fields["rung"].wrong(f"`rung` must be one of {', '.join(RUNGS)}")
    return values
