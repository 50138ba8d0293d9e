"""What waits to be said: in order for each person, kept until the channel has confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.sql.dml import Delete, Update

from bot.ports import Labelled, Replay, Spoken
from bot.store.database import Database, upsert
from bot.store.schema import addresses, answers, outbox, recordings, uploads

_HERE = (addresses.c.participant == outbox.c.participant) & (addresses.c.channel == outbox.c.channel)


@dataclass(frozen=True)
class Queued:
    """A message waiting in the outbox, and where it goes; or, where `replay` names one, an answer to play back."""

    row: int
    participant: str
    address: str
    spoken: Spoken
    replay: str
    tries: int


class Outbox:
    """The queue of one database. Rows are made by `Turns.commit`, in the turn that says them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, channel: str, now: datetime, busy: Sequence[str], limit: int) -> list[Queued]:
        """The first waiting message of each person who is not `busy` and whose time has come."""
        first = _first_of_each(channel, busy)
        statement = (
            select(outbox, addresses.c.address)
            .join(addresses, _HERE)
            .where(outbox.c.id.in_(first), outbox.c.not_before <= now)
            .order_by(outbox.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [_queued(row) for row in await connection.execute(statement)]

    async def held(self, participant: str) -> list[Queued]:
        """What a person's page shows now: all that was said in the last turn."""
        statement = select(outbox).where(outbox.c.participant == participant, outbox.c.state == "held")
        async with self._database.read() as connection:
            return [_queued(row) for row in await connection.execute(statement.order_by(outbox.c.id))]

    async def next_time(self, channel: str, busy: Sequence[str]) -> datetime | None:
        """When the next message that is held back may be tried again, of all people who are not `busy`."""
        first = _first_of_each(channel, busy)
        statement = select(func.min(outbox.c.not_before)).where(outbox.c.id.in_(first))
        async with self._database.read() as connection:
            found: datetime | None = await connection.scalar(statement)
            return found

    async def sent(self, row: int, ref: str) -> None:
        """It arrived; `ref` is the channel's name for it."""
        await self._run(update(outbox).where(outbox.c.id == row).values(state="sent", ref=ref))

    async def later(self, row: int, not_before: datetime) -> None:
        """It did not get through; try again at this time."""
        change = update(outbox).where(outbox.c.id == row)
        await self._run(change.values(not_before=not_before, tries=outbox.c.tries + 1))

    async def drop(self, participant: str, channel: str) -> None:
        """Nothing can be sent there any more."""
        mine = (outbox.c.participant == participant) & (outbox.c.channel == channel)
        await self._run(delete(outbox).where(mine, outbox.c.state == "waiting"))

    async def replays(self, ids: Sequence[str]) -> list[Replay]:
        """A person's own answers, as they can be played back to them, in the order of telling."""
        statement = (
            select(answers.c.id, answers.c.question, answers.c.heard, answers.c.text, recordings.c.file)
            .outerjoin(recordings, recordings.c.answer == answers.c.id)
            .where(answers.c.id.in_(ids))
            .order_by(answers.c.at, answers.c.id)
        )
        async with self._database.read() as connection:
            return [
                Replay(row.id, row.question.partition("\n")[0], row.heard, row.text, row.file or "")
                for row in await connection.execute(statement)
            ]

    # ---- clips a channel has already

    async def uploaded(self, channel: str, clip: str) -> str | None:
        statement = select(uploads.c.file).where(uploads.c.channel == channel, uploads.c.clip == clip)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(statement)
            return found

    async def remember_upload(self, channel: str, clip: str, file: str) -> None:
        values = {"channel": channel, "clip": clip, "file": file}
        await self._database.write(
            lambda connection: upsert(connection, uploads, values, ["channel", "clip"], {"file": file})
        )

    async def forget_upload(self, channel: str, clip: str) -> None:
        await self._run(delete(uploads).where(uploads.c.channel == channel, uploads.c.clip == clip))

    async def _run(self, statement: Update | Delete) -> None:
        await self._database.write(lambda connection: connection.execute(statement))


def _first_of_each(channel: str, busy: Sequence[str]) -> Select[tuple[int]]:
    """The row that waits longest, for each person who can be reached: what is behind it has to wait for it."""
    return (
        select(func.min(outbox.c.id))
        .join(addresses, _HERE)
        .where(outbox.c.state == "waiting", outbox.c.channel == channel, addresses.c.retired.is_(False))
        .where(outbox.c.participant.not_in(busy))
        .group_by(outbox.c.participant)
    )


def _queued(row: Row[tuple[object, ...]]) -> Queued:
    values = dict(row.spoken)
    for name in ("choices", "controls"):
        values[name] = tuple(Labelled(**button) for button in values[name])
    address = row._mapping.get("address", "")  # noqa: SLF001 - SQLAlchemy's own public name for it
    return Queued(row.id, row.participant, address, Spoken(**values), row.replay, row.tries)
