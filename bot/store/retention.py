"""Lets go of what was kept long enough. `keeping` says how long that is; nothing else decides it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.rights import keeping
from bot.core.session import Session
from bot.store.database import Database
from bot.store.forgetting import count_one, unlink, wipe
from bot.store.quoting import let_go_of_quotes
from bot.store.schema import answers, outbox, recordings, sessions, wipes
from bot.store.schema_rights import cleared, entries, links, runs
from bot.store.sessions import Sessions

T = TypeVar("T")

_AT_ONCE = 200

NAME = "retention"
"""What this is called among the things that are done every night."""


@dataclass(frozen=True)
class Found:
    """What is past its time: ids of people who stopped half way, and of those to forget; ids of answers' voices.

    `half` are those of the first who told something earlier that stays, with where they stand from now on.
    """

    unfinished: tuple[str, ...]
    half: tuple[tuple[str, Session], ...]
    strangers: tuple[str, ...]
    voices: tuple[str, ...]

    @property
    def words(self) -> str:
        people = len(self.unfinished) + len(self.half)
        return (
            f"{people} conversations that were not finished, {len(self.voices)} voices, "
            f"{len(self.strangers)} links between people and their words"
        )


class Retention:
    """The rules for one database. `begins_anew` is the session of somebody who starts from the beginning again,
    `is_finished` whether a session came so far that its answers stay.
    """

    def __init__(
        self,
        database: Database,
        opened: Sessions,
        is_finished: Callable[[Session], bool],
        begins_anew: Callable[[Session], Session],
    ) -> None:
        self._database = database
        self._sessions = opened
        self._is_finished = is_finished
        self._begins_anew = begins_anew

    async def look(self, now: datetime) -> Found:
        """What is past its time; nothing is changed. Raises StoreError."""
        stopped = [session async for session in self._stopped(now)]
        async with self._database.read() as connection:
            old = select(sessions.c.participant).where(sessions.c.changed < now - keeping.LINK)
            silent = list(await connection.scalars(old))
            voices = await connection.scalars(select(recordings.c.answer).select_from(_VOICES).where(_past(now)))
            unfinished = tuple(_person(session) for session in stopped if not session.earlier)
            return Found(
                unfinished=unfinished,
                half=tuple((_person(one), self._begins_anew(one)) for one in stopped if one.earlier),
                strangers=tuple(sorted({*silent} - {*unfinished})),
                voices=tuple(voices),
            )

    async def run(self, now: datetime) -> Found:
        """Let go of it, a few at a time, and note that this was done. Raises StoreError."""
        found = await self.look(now)
        for some in _in_parts(found.unfinished):
            await self._write(partial(_forget, some, now - keeping.UNFINISHED))
        for half in _in_parts(found.half):
            await self._write(partial(self._begin_anew, half, now - keeping.UNFINISHED))
        for some in _in_parts(found.strangers):
            await self._write(partial(_unlink, some, now - keeping.LINK))
        for some in _in_parts(found.voices):
            await self._write(partial(_wipe_voices, some, now))
        await self._write(partial(_note_that_it_was_done, found, now))
        await self._database.shed_log()
        return found

    async def _write(self, work: Callable[[Connection], None]) -> None:
        await self._database.write(work)

    async def last(self) -> tuple[datetime, str] | None:
        """When this was done last, and what came of it; None if never."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(runs.c.at, runs.c.words).where(runs.c.name == NAME))).first()
            return (row.at, row.words) if row else None

    async def _stopped(self, now: datetime) -> AsyncIterator[Session]:
        """The sessions of those who stopped half way, long ago. Others are served between two pages of them."""
        silent = select(sessions.c.participant, sessions.c.state).where(
            sessions.c.changed < now - keeping.UNFINISHED, sessions.c.participant > bindparam("after")
        )
        page, after = silent.order_by(sessions.c.participant).limit(_AT_ONCE), ""
        while True:
            async with self._database.read() as connection:
                rows = (await connection.execute(page, {"after": after})).all()
            for row in rows:
                session = self._sessions.opened(row.participant, row.state)
                if not self._is_finished(session):
                    yield session
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].participant

    def _begin_anew(self, half: Sequence[tuple[str, Session]], before: datetime, connection: Connection) -> None:
        """What they told this time goes; what they told before stays, and they stand at the beginning."""
        for participant, anew in half:
            if not _is_silent(connection, participant, before):
                continue
            told = select(answers.c.id).where(answers.c.participant == participant)
            kept = {told.id for told in anew.earlier}
            gone = [answer for answer in connection.scalars(told) if answer not in kept]
            for some in _in_parts(gone):
                _note_wipes(connection, some)
                let_go_of_quotes(connection, select(answers.c.id).where(answers.c.id.in_(some)))
                connection.execute(delete(answers).where(answers.c.id.in_(some)))
            connection.execute(delete(outbox).where(outbox.c.participant == participant))
            values = {"state": self._sessions.sealed(participant, anew), "under_way": False}
            connection.execute(update(sessions).where(sessions.c.participant == participant).values(values))


def _in_parts(every: Sequence[T]) -> Iterator[Sequence[T]]:
    """So few at a time that nobody who talks to the bot waits for it, and the database takes them."""
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))


def _is_silent(connection: Connection, participant: str, before: datetime) -> bool:
    """Whether they have not come back since somebody looked."""
    mine = (sessions.c.participant == participant) & (sessions.c.changed < before)
    return connection.scalar(select(sessions.c.participant).where(mine)) is not None


def _forget(people: Sequence[str], before: datetime, connection: Connection) -> None:
    for participant in people:
        if _is_silent(connection, participant, before):
            where = connection.scalar(select(sessions.c.consultation).where(sessions.c.participant == participant))
            wipe(connection, participant)
            count_one(connection, where or "", "unfinished")


def _unlink(people: Sequence[str], before: datetime, connection: Connection) -> None:
    for participant in people:
        if _is_silent(connection, participant, before):
            unlink(connection, participant)


def _note_that_it_was_done(found: Found, now: datetime, connection: Connection) -> None:
    connection.execute(delete(links).where(links.c.expires < now - keeping.BACKUPS))
    connection.execute(delete(entries).where(entries.c.expires < now))
    done = sqlite.insert(runs).values(name=NAME, at=now, words=found.words)
    connection.execute(done.on_conflict_do_update(index_elements=["name"], set_={"at": now, "words": found.words}))


def _person(session: Session) -> str:
    return session.id.rpartition(".")[0]


_VOICES = recordings.join(answers, answers.c.id == recordings.c.answer).join(
    cleared, cleared.c.answer == recordings.c.answer
)


def _past(now: datetime) -> ColumnElement[bool]:
    """Voices that are not shared, whose words were checked long ago."""
    ours_to_keep = (answers.c.share != "voice") & (answers.c.heard == "voice") & (recordings.c.state == "kept")
    return ours_to_keep & (cleared.c.at < now - keeping.VOICE)


def _wipe_voices(voices: Sequence[str], now: datetime, connection: Connection) -> None:
    """The sounds go, unless they were shared meanwhile; that there was one, and what was said, stays."""
    still = select(recordings.c.answer).select_from(_VOICES).where(_past(now), recordings.c.answer.in_(voices))
    names = list(connection.scalars(still))
    _note_wipes(connection, names)
    past = update(recordings).where(recordings.c.answer.in_(names))
    connection.execute(past.values(state="past", name="", file="", bytes=0))


def _note_wipes(connection: Connection, names: Sequence[str]) -> None:
    held = select(recordings.c.answer, recordings.c.channel, recordings.c.file).where(
        recordings.c.answer.in_(names)
    )
    connection.execute(insert(wipes).from_select(["answer", "channel", "file"], held))
