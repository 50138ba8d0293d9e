"""Lets go of what was kept long enough. `keeping` says how long that is; nothing else decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.rights import keeping
from bot.core.session import Session
from bot.store.database import Database
from bot.store.forgetting import count_one, unlink, wipe
from bot.store.schema import answers, outbox, recordings, sessions, wipes
from bot.store.schema_rights import cleared, entries, links, runs
from bot.store.sessions import Sessions

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
        return await self._database.write(lambda connection: self._found(connection, now))

    async def run(self, now: datetime) -> Found:
        """Let go of it, and note that this was done. Raises StoreError."""
        found = await self._database.write(lambda connection: self._let_go(connection, now))
        await self._database.shed_log()
        return found

    async def last(self) -> tuple[datetime, str] | None:
        """When this was done last, and what came of it; None if never."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(runs.c.at, runs.c.words).where(runs.c.name == NAME))).first()
            return (row.at, row.words) if row else None

    # ---- in one transaction

    def _found(self, connection: Connection, now: datetime) -> Found:
        stopped = self._stopped(connection, now)
        alone = tuple(session for session in stopped if not session.earlier)
        rest = tuple(session for session in stopped if session.earlier)
        old = sessions.c.changed < now - keeping.LINK
        unfinished = tuple(_person(session) for session in alone)
        silent = connection.scalars(select(sessions.c.participant).where(old))
        strangers = [one for one in silent if one not in unfinished]
        voices = tuple(connection.scalars(select(recordings.c.answer).select_from(_VOICES).where(_past(now))))
        half = tuple((_person(session), self._begins_anew(session)) for session in rest)
        return Found(unfinished, half, tuple(strangers), voices)

    def _stopped(self, connection: Connection, now: datetime) -> list[Session]:
        """The sessions of those who stopped half way, long ago."""
        silent = select(sessions.c.participant, sessions.c.state).where(
            sessions.c.changed < now - keeping.UNFINISHED
        )
        opened = [self._opened(row) for row in connection.execute(silent)]
        return [session for session in opened if not self._is_finished(session)]

    def _opened(self, row: Any) -> Session:
        return self._sessions.opened(row.participant, row.state)

    def _let_go(self, connection: Connection, now: datetime) -> Found:
        found = self._found(connection, now)
        for participant in found.unfinished:
            where = connection.scalar(select(sessions.c.consultation).where(sessions.c.participant == participant))
            wipe(connection, participant)
            count_one(connection, where or "", "unfinished")
        for participant, anew in found.half:
            self._begin_anew(connection, participant, anew)
        for participant in found.strangers:
            unlink(connection, participant)
        _wipe_voices(connection, found.voices)
        connection.execute(delete(links).where(links.c.expires < now - keeping.BACKUPS))
        connection.execute(delete(entries).where(entries.c.expires < now))
        done = sqlite.insert(runs).values(name=NAME, at=now, words=found.words)
        connection.execute(
            done.on_conflict_do_update(index_elements=["name"], set_={"at": now, "words": found.words})
        )
        return found

    def _begin_anew(self, connection: Connection, participant: str, anew: Session) -> None:
        """What they told this time goes; what they told before stays, and they stand at the beginning."""
        kept = {told.id for told in anew.earlier}
        gone = [
            answer
            for answer in connection.scalars(select(answers.c.id).where(answers.c.participant == participant))
            if answer not in kept
        ]
        _note_wipes(connection, gone)
        connection.execute(delete(answers).where(answers.c.id.in_(gone)))
        connection.execute(delete(outbox).where(outbox.c.participant == participant))
        state = self._sessions.sealed(participant, anew)
        connection.execute(
            update(sessions).where(sessions.c.participant == participant).values(state=state, under_way=False)
        )


def _person(session: Session) -> str:
    return session.id.rpartition(".")[0]


_VOICES = recordings.join(answers, answers.c.id == recordings.c.answer).join(
    cleared, cleared.c.answer == recordings.c.answer
)


def _past(now: datetime) -> ColumnElement[bool]:
    """Voices that are not shared, whose words were checked long ago."""
    ours_to_keep = (answers.c.share != "voice") & (answers.c.heard == "voice") & (recordings.c.state == "kept")
    return ours_to_keep & (cleared.c.at < now - keeping.VOICE)


def _wipe_voices(connection: Connection, voices: Sequence[str]) -> None:
    """The sounds go; that there was one, and what was said, stays."""
    _note_wipes(connection, voices)
    past = update(recordings).where(recordings.c.answer.in_(voices))
    connection.execute(past.values(state="past", name="", file="", bytes=0))


def _note_wipes(connection: Connection, names: Sequence[str]) -> None:
    held = select(recordings.c.answer, recordings.c.channel, recordings.c.file).where(
        recordings.c.answer.in_(names)
    )
    connection.execute(insert(wipes).from_select(["answer", "channel", "file"], held))
