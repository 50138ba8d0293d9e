"""What waits for a person of the team: complaints, wishes to be called, worries about somebody, words to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.conversation import ASIDE
from bot.store.database import Database
from bot.store.schema import answers, recordings
from bot.store.schema_rights import cases, cleared, concerns
from bot.store.schema_speech import DRAFTS, transcripts


@dataclass(frozen=True)
class Case:
    """A complaint, or a wish that a person calls. `done` is None while it waits; `recording` says there is one.

    `text` is what they wrote, or what they are to be told.
    """

    answer: str
    participant: str
    kind: str
    language: str
    at: datetime
    due: datetime
    done: datetime | None
    text: str
    recording: bool = False


@dataclass(frozen=True)
class Concern:
    """A worry that somebody may come to harm. `told` says whether its teller knows of it, or why not."""

    id: int
    answer: str
    by: str
    at: datetime
    reason: str
    told: str
    done: datetime | None
    outcome: str


@dataclass(frozen=True)
class ToClear:
    """Words that nobody has looked through for names yet. `heard` is how they came.

    A voice may have no words yet, or a `draft` of a machine's.
    """

    answer: str
    language: str
    question: str
    text: str
    heard: str
    draft: str


class Desk:
    """The lists of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- complaints and wishes

    async def cases(self) -> Sequence[Case]:
        """All that are not done, the oldest first."""
        waiting = (
            select(answers, cases.c.due, cases.c.done, recordings.c.state.label("sound"))
            .join(cases, cases.c.answer == answers.c.id)
            .outerjoin(recordings, recordings.c.answer == answers.c.id)
            .where(cases.c.done.is_(None))
            .order_by(cases.c.due)
        )
        async with self._database.read() as connection:
            return [
                Case(
                    row.id, row.participant, row.step, row.language, row.at, row.due, row.done, row.text,
                    recording=row.sound == "kept",
                )
                for row in await connection.execute(waiting)
            ]  # fmt: skip

    async def done(self, answer: str, reply: str, now: datetime) -> bool:
        """It was dealt with; `reply` is what they were told, or "". False if there is no such case open."""
        change = update(cases).where(cases.c.answer == answer, cases.c.done.is_(None))
        change = change.values(done=now, reply=reply, to_tell=bool(reply))
        return bool(await self._database.write(lambda connection: connection.execute(change).rowcount))

    async def replies(self) -> Sequence[Case]:
        """Those whose answer by a person waits to be told."""
        waiting = (
            select(answers, cases.c.due, cases.c.done, cases.c.reply)
            .join(cases, cases.c.answer == answers.c.id)
            .where(cases.c.to_tell)
            .order_by(cases.c.done)
        )
        async with self._database.read() as connection:
            return [
                Case(row.id, row.participant, row.step, row.language, row.at, row.due, row.done, row.reply)
                for row in await connection.execute(waiting)
            ]

    async def told(self, answer: str) -> None:
        """They were told, or can not be reached."""
        change = update(cases).where(cases.c.answer == answer).values(to_tell=False)
        await self._database.write(lambda connection: connection.execute(change))

    # ---- worries

    async def worry(self, answer: str, by: str, reason: str, told: str, now: datetime) -> bool:
        """Note that somebody may come to harm. False if there is no such answer."""

        def work(connection: Connection) -> bool:
            if connection.scalar(select(answers.c.id).where(answers.c.id == answer)) is None:
                return False
            values = {"answer": answer, "by": by, "at": now, "reason": reason, "told": told, "outcome": ""}
            connection.execute(insert(concerns).values(values))
            return True

        return await self._database.write(work)

    async def worries(self) -> Sequence[Concern]:
        """All that are not closed, the oldest first."""
        open_ones = select(concerns).where(concerns.c.done.is_(None)).order_by(concerns.c.id)
        async with self._database.read() as connection:
            return [Concern(**row._mapping) for row in await connection.execute(open_ones)]  # noqa: SLF001

    async def close(self, concern: int, outcome: str, now: datetime) -> bool:
        """Somebody has dealt with it. False if there is no such worry open."""
        change = update(concerns).where(concerns.c.id == concern, concerns.c.done.is_(None))
        change = change.values(done=now, outcome=outcome)
        return bool(await self._database.write(lambda connection: connection.execute(change).rowcount))

    # ---- names out

    async def to_clear(self, answer: str = "") -> Sequence[ToClear]:
        """What nobody has looked through yet, in the order of telling; or this one answer, in any case."""
        wanted = (answers.c.id == answer) if answer else cleared.c.answer.is_(None)
        waiting = (
            select(answers, case((transcripts.c.state.in_(DRAFTS), transcripts.c.words)).label("draft"))
            .outerjoin(cleared, cleared.c.answer == answers.c.id)
            .outerjoin(transcripts, transcripts.c.answer == answers.c.id)
            .where(wanted, answers.c.heard != "choice", answers.c.step.not_in(ASIDE))
            .order_by(answers.c.session, answers.c.number)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(waiting)
            return [
                ToClear(row.id, row.language, row.question, row.text, row.heard, row.draft or "") for row in rows
            ]

    async def clear(self, answer: str, text: str, by: str, now: datetime) -> bool:
        """Somebody has read these words and confirms them, with the names out. False if the answer is gone."""

        def work(connection: Connection) -> bool:
            if connection.scalar(select(answers.c.id).where(answers.c.id == answer)) is None:
                return False
            new = sqlite.insert(cleared).values(answer=answer, text=text, by=by, at=now)
            instead = {name: new.excluded[name] for name in ("text", "by", "at")}
            connection.execute(new.on_conflict_do_update(index_elements=["answer"], set_=instead))
            return True

        return await self._database.write(work)
