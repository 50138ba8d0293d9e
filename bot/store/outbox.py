"""What waits to be said: in order for each person, kept until the channel has confirmed it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.dml import Delete, Update

from bot.core.charts import Mark
from bot.core.events import DRAFT
from bot.core.lending.lender import TAKE
from bot.core.review.putting import OTHER, REASON, WHOLE
from bot.ports import Bar, Chart, Labelled, Replay, Spoken
from bot.store.answers import for_others, stored
from bot.store.database import Database
from bot.store.prepared import Prepared
from bot.store.records import Queued
from bot.store.schema import addresses, answers, outbox, recordings, uploads
from bot.store.schema_speech import transcripts

_ROW = update(outbox).where(outbox.c.id == bindparam("row"))
_SENT = Prepared(_ROW.values(state="sent", ref=bindparam("name")))
_BEGUN = Prepared(_ROW.values(begun=True))
_REPLAYS = select(
    *(answers.c.id, answers.c.question, answers.c.heard, answers.c.text, recordings.c.file, answers.c.language)
).outerjoin(recordings, recordings.c.answer == answers.c.id)
_REPLAY = Prepared(_REPLAYS.where(answers.c.id == bindparam("answer")))
_DRAFT = Prepared(
    select(
        literal(DRAFT) + answers.c.id,
        answers.c.question,
        literal("text"),
        transcripts.c.words,
        literal(""),
        answers.c.language,
    )
    .join(transcripts, transcripts.c.answer == answers.c.id)
    .where(answers.c.id == bindparam("answer"), transcripts.c.state == "machine")
)


@dataclass(frozen=True)
class Depth:
    """How much waits to be sent, and since when the oldest of it does; None if nothing waits."""

    waiting: int
    since: datetime | None


class Outbox:
    """The queue of one database. Rows are made in the turn that says them (`Turns.take`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._arrived = _Notes(database, _SENT)
        self._setting_out = _Notes(database, _BEGUN)

    async def waiting(self, channel: str, first: int, limit: int, *, many: bool) -> list[Queued]:
        """What waits from the row `first` on, in order; to one person, or else to many."""
        here = (addresses.c.participant == outbox.c.participant) & (addresses.c.channel == outbox.c.channel)
        statement = (
            select(outbox, addresses.c.address)
            .join(addresses, here)
            .where(outbox.c.state == "waiting", outbox.c.many.is_(many), outbox.c.id >= first)
            .where(outbox.c.channel == channel, addresses.c.retired.is_(False))
            .order_by(outbox.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [_queued(row) for row in await connection.execute(statement)]

    async def depth(self) -> Depth:
        """How much waits in all channels."""
        statement = select(func.count(), func.min(outbox.c.queued)).where(outbox.c.state == "waiting")
        async with self._database.read() as connection:
            return Depth(*(await connection.execute(statement)).one())

    async def held(self, participant: str) -> list[Queued]:
        """What a person's page shows now: all that was said in the last turn."""
        statement = select(outbox).where(outbox.c.participant == participant, outbox.c.state == "held")
        async with self._database.read() as connection:
            return [_queued(row) for row in await connection.execute(statement.order_by(outbox.c.id))]

    async def sent(self, row: int, ref: str) -> None:
        """It arrived; `ref` is the channel's name for it."""
        await self._arrived.add({"row": row, "name": ref})

    async def begun(self, row: int) -> None:
        """From now on somebody may have seen it."""
        await self._setting_out.add({"row": row})

    async def failed(self, row: int, *, begun: bool) -> None:
        """It did not get through this time, as far as we know; `begun` says whether it may yet have been seen."""
        change = update(outbox).where(outbox.c.id == row)
        await self._run(change.values(tries=outbox.c.tries + 1, begun=begun))

    async def to_play_back(self, names: str) -> list[Replay]:
        """The answers that a row names, as they can be played back; without those that were wiped."""

        def look(connection: Connection) -> list[Replay]:
            found = (_found(connection, name) for name in names.split())
            return [_replay(*row) for row in found if row]

        # Not by `read`: in the middle of a conversation it is cheaper to look along with what is written.
        return await self._database.write(look)

    # ---- clips a channel has already

    async def uploads(self, channel: str) -> dict[str, str]:
        """The channel's own names for the clips it has."""
        statement = select(uploads.c.clip, uploads.c.file).where(uploads.c.channel == channel)
        async with self._database.read() as connection:
            return {row.clip: row.file for row in await connection.execute(statement)}

    async def remember_upload(self, channel: str, clip: str, file: str) -> None:
        values = {"channel": channel, "clip": clip, "file": file}
        statement = insert(uploads).values(values)
        statement = statement.on_conflict_do_update(index_elements=["channel", "clip"], set_={"file": file})
        await self._database.write(lambda connection: connection.execute(statement))

    async def forget_upload(self, channel: str, clip: str) -> None:
        await self._run(delete(uploads).where(uploads.c.channel == channel, uploads.c.clip == clip))

    async def _run(self, statement: Update | Delete) -> None:
        await self._database.write(lambda connection: connection.execute(statement))


def _found(connection: Connection, name: str) -> Any:
    """An answer, what others may have of it, what a machine wrote down of it, or a voice that somebody lends."""
    if name.startswith(TAKE):
        return f"take.{name.removeprefix(TAKE)}", "", "voice", "", "", ""
    if name.startswith(OTHER):
        return _for_others(connection, name.removeprefix(OTHER))
    if name.startswith(WHOLE):
        return _whole(connection, name.removeprefix(WHOLE))
    if name.startswith(REASON):
        return f"reason.{name.removeprefix(REASON)}", "", "voice", "", "", ""
    drafted = name.startswith(DRAFT)
    return (_DRAFT if drafted else _REPLAY).first(connection, {"answer": name.removeprefix(DRAFT)})


def _for_others(connection: Connection, name: str) -> Any:
    """An answer as others may have it: never the channel's own copy, which knows nothing of that."""
    there = connection.scalar(select(answers.c.id).where(answers.c.id == name))
    shown = for_others(stored(connection, name)) if there else None
    if shown is None:
        return None
    heard = shown.heard if shown.recording_state == "kept" else "text"
    return shown.id, shown.question, heard, shown.text, "", shown.language


def _whole(connection: Connection, name: str) -> Any:
    """An answer as it was told, for the small team; not the channel's own copy either."""
    if connection.scalar(select(answers.c.id).where(answers.c.id == name)) is None:
        return None
    told = stored(connection, name)
    heard = told.heard if told.recording_state == "kept" else "text"
    return told.id, told.question, heard, told.text or told.draft, "", told.language


def _replay(answer: str, question: str, heard: str, text: str, file: str | None, language: str) -> Replay:
    return Replay(answer, question.partition("\n")[0], heard, text, file or "", language)


class _Notes:
    """Small notes about rows, written together: one statement for many costs hardly more than for one."""

    def __init__(self, database: Database, statement: Prepared) -> None:
        self._database = database
        self._statement = statement
        self._notes: list[dict[str, Any]] = []
        self._writing: asyncio.Future[None] | None = None

    async def add(self, note: dict[str, Any]) -> None:
        """Returns when the note is on disk. StoreError means that it is not."""
        self._notes.append(note)
        if self._writing is None or self._writing.done():  # done: it failed, and the notes are still here
            self._writing = self._database.submit(self._write)
        await asyncio.shield(self._writing)

    def _write(self, connection: Connection) -> None:
        notes, self._notes, self._writing = self._notes, [], None
        self._statement.run_for_each(connection, notes)


def spoken_as_json(spoken: Spoken) -> dict[str, Any]:
    """What the column `spoken` holds."""
    return {
        **vars(spoken),
        "choices": [button._asdict() for button in spoken.choices],
        "controls": [button._asdict() for button in spoken.controls],
        "drawn": [button._asdict() for button in spoken.drawn],
    }


def _chart(values: dict[str, Any]) -> Chart:
    bars = tuple(Bar(**bar) for bar in values["bars"])
    marks = tuple(Mark(**mark) for mark in values["marks"])
    said = tuple((words, language) for words, language in values["said"])
    return Chart(values["title"], bars, marks, said, values["rtl"])


def _queued(row: Row[tuple[object, ...]]) -> Queued:
    values = dict(row.spoken)
    for name in ("choices", "controls", "drawn"):
        values[name] = tuple(Labelled(**button) for button in values.get(name, ()))
    if chart := values.get("chart"):
        values["chart"] = _chart(chart)
    address = row._mapping.get("address", "")  # noqa: SLF001 - SQLAlchemy's own public name for it
    return Queued(row.id, row.participant, address, Spoken(**values), row.replay, row.tries, row.many, row.begun)
