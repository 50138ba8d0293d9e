"""Turns: what is known before one, what is decided, and everything it changes, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, select, update

from bot.store.database import Database
from bot.store.prepared import Prepared
from bot.store.records import Before, LastQuestion, Record, Taken
from bot.store.schema import Moment, addresses, answers, outbox, recordings, seen, sessions
from bot.store.schema_rights import exported
from bot.store.sealing import Keys
from bot.store.sessions import Sessions
from bot.store.writing import seen_name, write_turn

_LAST_ROW = (
    select(func.max(outbox.c.id))
    .where(outbox.c.participant == addresses.c.participant, outbox.c.ask > 0, outbox.c.replay == "")
    .correlate(addresses)
    .scalar_subquery()
)
_WHO = (
    select(
        addresses.c.participant,
        addresses.c.retired,
        *(
            sessions.c.state,
            sessions.c.consultation,
            sessions.c.heard,
            sessions.c.heard_language,
            sessions.c.clips,
        ),
        *(
            outbox.c.id.label("last_row"),
            outbox.c.state.label("last_state"),
            outbox.c.ref,
            outbox.c.tries,
            outbox.c.begun,
        ),
        exists().where(seen.c.update == bindparam("update")).label("taken"),
    )
    .select_from(addresses.outerjoin(sessions, sessions.c.participant == addresses.c.participant))
    .outerjoin(outbox, outbox.c.id == _LAST_ROW)
    .where(addresses.c.hash == bindparam("hash"))
)
"""Everything known about the person at an address, in one look."""
_KNOWN = Prepared(_WHO)


_RECORDINGS = Prepared(
    select(func.count())
    .select_from(recordings.join(answers, answers.c.id == recordings.c.answer))
    .where(answers.c.participant == bindparam("person"), answers.c.at >= bindparam("since", type_=Moment))
)


def _was_taken_out(connection: Connection, participant: str) -> bool:
    """Whether something that they told left the house."""
    theirs = select(answers.c.id).where(answers.c.participant == participant)
    return bool(connection.scalar(select(exists().where(exported.c.answer.in_(theirs)))))


class Turns:
    """Takes turns to disk, and knows what was before them."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys
        self.sessions = Sessions(keys)

    def hash(self, channel: str, address: str) -> str:
        """What stands for an address wherever it is only to be known again."""
        return self._keys.hash(f"{channel}:{address}")

    async def take(
        self,
        update_key: str,
        channel: str,
        address: str,
        decide: Callable[[Before], Record],
        recordings_since: datetime | None = None,
    ) -> Taken | None:
        """One turn, whole or not at all: look, `decide`, write. None if it was taken before.

        `decide` runs within the transaction. `recordings_since` asks for the number of recordings since then.
        Raises what `decide` raises, and StoreError.
        """
        hashed = self.hash(channel, address)

        def turn(connection: Connection) -> Taken | None:
            before = self.known(connection, update_key, hashed)
            if before.seen:
                return None
            if recordings_since:
                values = {"person": before.participant, "since": recordings_since}
                before = replace(before, recordings=_RECORDINGS.run(connection, values).fetchone()[0])
            record = decide(before)
            return Taken(record, write_turn(connection, record, hashed, self.sessions))

        return await self._database.write(turn)

    def known(self, connection: Connection, update_key: str, hashed: str, *, session: bool = True) -> Before:
        """Everything known, within a transaction; without the session where that is not wanted."""
        found = _KNOWN.run(connection, {"update": seen_name(update_key, hashed), "hash": hashed}).fetchone()
        before = self._before(found, session=session)
        return replace(before, taken_out=partial(_was_taken_out, connection, before.participant))

    async def load(self, channel: str, address: str) -> Before:
        """What is known about the person at this address now; a new random id for somebody new."""
        values = {"update": "", "hash": self.hash(channel, address)}
        async with self._database.read() as connection:
            return self._before((await connection.execute(_WHO, values)).one_or_none(), session=True)

    async def knows(self, channel: str, address: str) -> bool:
        """Whether this address is one of ours."""
        found = select(addresses.c.hash).where(addresses.c.hash == self.hash(channel, address))
        async with self._database.read() as connection:
            return (await connection.execute(found)).first() is not None

    async def address_of(self, participant: str, channel: str) -> str | None:
        """Where somebody can be reached, or None."""
        mine = (addresses.c.participant == participant) & (addresses.c.channel == channel)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(
                select(addresses.c.address).where(mine, addresses.c.retired.is_(False))
            )
            return found

    async def where(self, participant: str) -> tuple[str, str] | None:
        """The channel and address where somebody can be reached, or None."""
        mine = (addresses.c.participant == participant) & addresses.c.retired.is_(False)
        async with self._database.read() as connection:
            row = (await connection.execute(select(addresses.c.channel, addresses.c.address).where(mine))).first()
            return (row.channel, row.address) if row else None

    async def silent(self, channel: str, since: datetime, until: datetime) -> list[str]:
        """The addresses of those whose last turn lies between these times, in the middle of a conversation."""
        statement = (
            select(addresses.c.address)
            .join(sessions, sessions.c.participant == addresses.c.participant)
            .where(addresses.c.channel == channel, addresses.c.retired.is_(False))
            .where(sessions.c.changed > since, sessions.c.changed <= until)
            .where(sessions.c.under_way)
        )
        async with self._database.read() as connection:
            return list(await connection.scalars(statement))

    async def retire(self, channel: str, address: str) -> None:
        """This address can not be reached any more: nothing waits for it. What the person said stays."""
        mine = addresses.c.hash == self.hash(channel, address)
        person = select(addresses.c.participant).where(mine).scalar_subquery()

        def work(connection: Connection) -> None:
            connection.execute(update(addresses).where(mine).values(retired=True))
            waiting = (outbox.c.participant == person) & (outbox.c.channel == channel)
            connection.execute(delete(outbox).where(waiting, outbox.c.state == "waiting"))

        await self._database.write(work)

    async def forget_seen(self, before: datetime) -> None:
        """Let go of update numbers so old that they can not come again."""
        await self._database.write(lambda connection: connection.execute(delete(seen).where(seen.c.at < before)))

    def _before(self, row: Any | None, *, session: bool) -> Before:
        if row is None:
            return Before(seen=False, known=False, participant=secrets.token_hex(5))
        participant, retired, state, consultation, heard, heard_language, clips, *last, taken = row
        return Before(
            seen=bool(taken),
            known=not retired,
            participant=participant,
            session=self.sessions.opened(participant, state) if session and state else None,
            consultation=consultation or "",
            heard=heard or "",
            heard_language=heard_language or "",
            clips=clips or "",
            last=LastQuestion(*last) if last[0] else None,
        )
