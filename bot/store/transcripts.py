"""Voices that wait to be put into words, and what a machine made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import sqlite

from bot.store.database import Database
from bot.store.schema import answers, recordings
from bot.store.schema_speech import choices_aloud, transcripts

AT_ONCE = 50


@dataclass(frozen=True)
class ToHear:
    """A recording that is here, and that no machine has heard yet."""

    answer: str
    language: str


@dataclass(frozen=True)
class ChoiceAloud:
    """What somebody said at the question with number `ask`, to choose; `file` is with its channel."""

    participant: str
    channel: str
    file: str
    ask: int
    language: str
    at: datetime


class Transcripts:
    """Those of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def to_hear(self, models: Mapping[str, str]) -> Sequence[ToHear]:
        """Some recordings that no machine has heard yet, the oldest first; or at which another model failed.

        `models` has the name of each language's.
        """
        failed = transcripts.c.state == "failed"
        with_another = [
            failed & (answers.c.language == language) & (transcripts.c.model != model)
            for language, model in models.items()
        ]
        waiting = (
            select(answers.c.id, answers.c.language)
            .join(recordings, recordings.c.answer == answers.c.id)
            .outerjoin(transcripts, transcripts.c.answer == answers.c.id)
            .where(recordings.c.state == "kept", answers.c.heard == "voice", answers.c.language.in_(models))
            .where(or_(transcripts.c.answer.is_(None), *with_another))
            .order_by(answers.c.at)
            .limit(AT_ONCE)
        )
        async with self._database.read() as connection:
            return [ToHear(*row) for row in await connection.execute(waiting)]

    async def keep(self, answer: str, words: str, state: str, model: str, now: datetime) -> None:
        """What a machine made of it. Nothing happens if the answer was wiped meanwhile."""
        there = select(answers.c.id).where(answers.c.id == answer)
        values = {"answer": answer, "words": words, "state": state, "model": model, "at": now}
        new = sqlite.insert(transcripts).values(**values, to_tell=state == "machine")
        instead = {name: new.excluded[name] for name in ("words", "state", "model", "at", "to_tell")}
        put = new.on_conflict_do_update(index_elements=["answer"], set_=instead)
        await self._database.write(
            lambda connection: connection.execute(put) if connection.scalar(there) is not None else None
        )

    async def to_tell(self) -> Sequence[tuple[str, str]]:
        """Participant and answer, where there is something new to ask about."""
        new = select(answers.c.participant, answers.c.id).join(transcripts, transcripts.c.answer == answers.c.id)
        async with self._database.read() as connection:
            rows = await connection.execute(new.where(transcripts.c.to_tell).limit(AT_ONCE))
            return [(row.participant, row.id) for row in rows]

    async def told(self, answer: str) -> None:
        """Their session knows of it, or they can not be reached."""
        change = update(transcripts).where(transcripts.c.answer == answer).values(to_tell=False)
        await self._database.write(lambda connection: connection.execute(change))

    async def counts(self) -> dict[str, int]:
        """How many there are in each state."""
        statement = select(transcripts.c.state, func.count()).group_by(transcripts.c.state)
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(statement)}

    # ---- choices

    async def choices(self) -> Sequence[ChoiceAloud]:
        """All that wait, the oldest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(choices_aloud).order_by(choices_aloud.c.at))
            return [ChoiceAloud(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's own public name

    async def understood(self, choice: ChoiceAloud) -> None:
        """It was, or can not be; one that they made since stays."""
        mine = (choices_aloud.c.participant == choice.participant) & (choices_aloud.c.file == choice.file)
        await self._database.write(lambda connection: connection.execute(delete(choices_aloud).where(mine)))
