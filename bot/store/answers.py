"""Answers, read out again: a stream, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, bindparam, case, func, or_, select, tuple_

from bot.core.conversation import ASIDE, WRONG_WORD
from bot.store.database import Database
from bot.store.prepared import Prepared
from bot.store.schema import answers, recordings
from bot.store.schema_review import items, sources
from bot.store.schema_rights import cleared
from bot.store.schema_speech import DRAFTS, transcripts

_AT_ONCE = 5000
_SESSIONS = 250
_ASKED = and_(*(answers.c.step != step for step in ASIDE))
"""Answers to questions, without what people told us beside them."""

_ORDER = (answers.c.session, answers.c.number)


@dataclass(frozen=True)
class StoredAnswer:
    """One answer as it is kept. `recording` is its file's name in the recordings folder, "" if it has none.

    `cleared` are its words with the names taken out, as a person has confirmed them; None if nobody has yet.
    `draft` is what a machine made of the recording, and nobody has looked at yet; it is nobody's words.
    """

    id: str
    participant: str
    session: str
    consultation: str
    conversation: str
    version: str
    step: str
    part: str
    probe: int
    round: int
    language: str
    question: str
    heard: str
    options: tuple[str, ...]
    text: str
    share: str
    at: datetime
    recording: str
    recording_state: str
    seconds: int
    number: int
    helper: str
    consent: str
    cleared: str | None
    draft: str = ""


def for_others(answer: StoredAnswer) -> StoredAnswer | None:
    """What of an answer others may have: only what is shared, and only after a person took the names out.

    None if that is nothing. This is the one place that decides it, for every format.
    """
    if answer.share not in ("voice", "words") or (answer.cleared is None and answer.heard != "choice"):
        return None
    words = answer.text if answer.cleared is None else answer.cleared
    answer = replace(answer, draft="")
    if answer.share == "voice" or not answer.recording_state:
        return replace(answer, text=words)
    return replace(answer, text=words, recording="", recording_state="withheld", seconds=0)


_KEPT: dict[str, ColumnElement[Any]] = {
    "options": case((answers.c.heard == "choice", answers.c.options)),  # to open what is sealed takes time
    "recording": func.coalesce(recordings.c.name, ""),
    "recording_state": func.coalesce(recordings.c.state, ""),
    "seconds": func.coalesce(recordings.c.seconds, 0),
    "cleared": cleared.c.text,
    "draft": case((or_(*(transcripts.c.state == state for state in DRAFTS)), transcripts.c.words)),
}
"""Where a field of StoredAnswer is found, unless it is the column of that name."""

_FIELDS = [field.name for field in fields(StoredAnswer)]


def _selected(**instead: ColumnElement[Any]) -> Select[Any]:
    found = {**_KEPT, **instead}
    return (
        select(*(found[name].label(name) if name in found else answers.c[name] for name in _FIELDS))
        .select_from(answers)
        .outerjoin(recordings, recordings.c.answer == answers.c.id)
        .outerjoin(cleared, cleared.c.answer == answers.c.id)
        .outerjoin(transcripts, transcripts.c.answer == answers.c.id)
    )


_SELECTED = _selected()
_FOR_OTHERS = _selected(text=case((cleared.c.answer.is_(None), answers.c.text)))
"""Without the words in the place of which others get cleared ones."""


STAGES = {"group": "theme", "vote": "statement", "stories": "story", "decide": "decision"}
"""What is made of answers, by the part of the review in which it is."""


@dataclass(frozen=True)
class Wanted:
    """Which answers are wanted: those to which all of it applies that is given here.

    Months are written as 2027-03, the first and the last that are wanted; `step` names a step, or a part of one as
    in `day.best`; `stage` one of STAGES.
    """

    consultation: str = ""
    language: str = ""
    step: str = ""
    since: str = ""
    until: str = ""
    stage: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        step, _, part = self.step.partition(".")
        columns = (answers.c.consultation, answers.c.language, answers.c.step, answers.c.part)
        given = (self.consultation, self.language, step, part)
        found = [column == value for column, value in zip(columns, given, strict=True) if value]
        if self.since:
            found.append(answers.c.at >= month(self.since))
        if self.until:
            found.append(answers.c.at < month(self.until, after=1))
        if self.stage:
            found.append(answers.c.id.in_(_come_to(self.stage)))
        return found


def _come_to(stage: str) -> Select[Any]:
    """The ids of answers of which something was made in this part of the review."""
    made = select(sources.c.source).join(items, items.c.id == sources.c.item).where(sources.c.role == "")
    if stage == "group":
        made = made.where(items.c.id != items.c.consultation + ".nowhere")  # that is in no group
    if stage != "decide":
        return made.where(items.c.kind == STAGES[stage])
    decided = made.where(items.c.kind == STAGES[stage])
    return select(sources.c.source).where(sources.c.item.in_(decided), sources.c.role == "")


def month(written: str, after: int = 0) -> datetime:
    """When a month begins, or the one after it. ValueError if it is none."""
    first = datetime.strptime(written, "%Y-%m").replace(tzinfo=UTC)
    months = first.year * 12 + first.month - 1 + after
    return first.replace(year=months // 12, month=months % 12 + 1)


EVERY = Wanted()


class Answers:
    """The answers of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, wanted: Wanted = EVERY) -> AsyncIterator[StoredAnswer]:
        """Every answer, each person's together in the order of telling; only a page is in memory at a time."""
        async for answer in self._stream(and_(_ASKED, *wanted.conditions())):
            yield answer

    async def pages(self, wanted: Wanted = EVERY) -> AsyncIterator[list[StoredAnswer]]:
        """The same, so many at a time."""
        async for page in self._pages(and_(_ASKED, *wanted.conditions())):
            yield page

    async def sessions(self, wanted: Wanted = EVERY) -> list[tuple[str, str]]:
        """Who told any of these, and the times that they went through it: participant and session."""
        found = select(answers.c.participant, answers.c.session).where(_ASKED, *wanted.conditions()).distinct()
        async with self._database.read() as connection:
            return [(participant, session) for participant, session in await connection.execute(found)]

    async def of_sessions(
        self, sessions: Sequence[str], wanted: Wanted = EVERY
    ) -> AsyncIterator[list[StoredAnswer]]:
        """The same as `pages` for others, these sessions one after the other: any other order tells who is who.

        Words that somebody has taken the names out of come without what they were before.
        """
        some = select(func.json_each(bindparam("sessions")).table_valued("value").c.value)
        theirs = Prepared(_FOR_OTHERS.where(_ASKED, *wanted.conditions(), answers.c.session.in_(some)))
        for first in range(0, len(sessions), _SESSIONS):
            rank = {session: number for number, session in enumerate(sessions[first : first + _SESSIONS])}
            async with self._database.read() as connection:
                values = {"sessions": orjson.dumps(list(rank)).decode()}
                rows = await connection.run_sync(partial(theirs.all, values=values))
            yield sorted(map(_stored, rows), key=lambda one: (rank[one.session], one.number))

    async def count(self, wanted: Wanted = EVERY) -> int:
        """How many that are."""
        found = select(func.count()).select_from(answers).where(_ASKED, *wanted.conditions())
        async with self._database.read() as connection:
            return await connection.scalar(found) or 0

    async def of(self, participant: str) -> AsyncIterator[StoredAnswer]:
        """All that one person told, also beside the questions."""
        async for answer in self._stream(answers.c.participant == participant):
            yield answer

    async def wrong_words(self) -> AsyncIterator[StoredAnswer]:
        """What people told us of wrong words of ours: `question` is what they had before them, `part` its step."""
        async for answer in self._stream(answers.c.step == WRONG_WORD):
            yield answer

    async def some(self, first: int, count: int) -> list[StoredAnswer]:
        """So many of them, in the order of telling."""
        statement = _SELECTED.where(_ASKED).order_by(*_ORDER).offset(first).limit(count)
        async with self._database.read() as connection:
            return [_stored(row) for row in await connection.execute(statement)]

    async def one(self, name: str) -> StoredAnswer | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_SELECTED.where(answers.c.id == name))).first()
            return _stored(row) if row else None

    async def _stream(self, wanted: ColumnElement[bool]) -> AsyncIterator[StoredAnswer]:
        async for page in self._pages(wanted):
            for answer in page:
                yield answer

    async def _pages(self, wanted: ColumnElement[bool]) -> AsyncIterator[list[StoredAnswer]]:
        last = tuple_(bindparam("session"), bindparam("number", type_=Integer))
        following = Prepared(_SELECTED.where(wanted, tuple_(*_ORDER) > last).order_by(*_ORDER).limit(_AT_ONCE))
        after: dict[str, Any] = {"session": "", "number": 0}
        while True:
            async with self._database.read() as connection:
                rows = await connection.run_sync(partial(following.all, values=after))
            if not rows:
                return
            page = [_stored(row) for row in rows]
            yield page
            after = {"session": page[-1].session, "number": page[-1].number}


def stored(connection: Connection, name: str) -> StoredAnswer:
    """An answer that is there, within a transaction."""
    return _stored(connection.execute(_SELECTED.where(answers.c.id == name)).one())


def _stored(row: Sequence[Any]) -> StoredAnswer:
    """Of a million rows each microsecond is a second: the values are set at once, and not one by one."""
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    values["options"] = tuple(values["options"] or ())
    values["text"] = values["text"] or ""
    values["draft"] = values["draft"] or ""
    answer = object.__new__(StoredAnswer)
    object.__setattr__(answer, "__dict__", values)
    return answer
