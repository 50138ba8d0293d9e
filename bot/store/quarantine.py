"""What came in and could not be taken, through a fault of ours: kept whole, until it can be taken after all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.core.session import Place
from bot.store.database import Database
from bot.store.records import Before, Record, Stood, Taken
from bot.store.schema import quarantine
from bot.store.turns import Turns
from bot.store.writing import write_turn


@dataclass(frozen=True)
class Aside:
    """Something set aside: `whole` as it came in, with the kind and place of the error.

    `id` is its number in the list, 0 before it has one; `stood` the question the person had before them, if known.
    """

    update: str
    channel: str
    address: str
    whole: Mapping[str, Any]
    error: str
    at: datetime
    id: int = 0
    stood: Stood | None = None
    tries: int = 0


class Quarantine:
    """The list of what was set aside."""

    def __init__(self, database: Database, turns: Turns) -> None:
        self._database = database
        self._turns = turns

    async def put(self, aside: Aside, sorry: Callable[[Before], Record]) -> Taken | None:
        """Set it aside, so that it does not come again by itself, and say sorry; both, or neither."""
        hashed = self._turns.hash(aside.channel, aside.address)

        def work(connection: Connection) -> Taken | None:
            try:
                before = self._turns.known(connection, aside.update, hashed)
            except Exception:  # noqa: BLE001 - what is kept of them may be what can not be read
                before = self._turns.known(connection, aside.update, hashed, session=False)
            if before.seen:
                return None
            connection.execute(insert(quarantine).values({**_values(aside, before), "hash": hashed}))
            record = sorry(before)
            return Taken(record, write_turn(connection, record, hashed, self._turns.sessions))

        return await self._database.write(work)

    async def all(self) -> Sequence[Aside]:
        """Everything that is set aside, the oldest first."""
        return await self._select(wanted=False)

    async def count(self) -> int:
        async with self._database.read() as connection:
            found: int | None = await connection.scalar(select(func.count()).select_from(quarantine))
            return found or 0

    async def wanted(self) -> Sequence[Aside]:
        """What somebody wants to be tried again."""
        return await self._select(wanted=True)

    async def want(self, ids: Sequence[int]) -> int:
        """Have these tried again by the bot, or all if there are none; returns how many that is."""
        statement = update(quarantine).values(wanted=True)
        if ids:
            statement = statement.where(quarantine.c.id.in_(ids))
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)

    async def done(self, aside: Aside) -> None:
        """It was taken after all."""
        await self._database.write(
            lambda connection: connection.execute(delete(quarantine).where(quarantine.c.id == aside.id))
        )

    async def failed_again(self, aside: Aside) -> None:
        """It can still not be taken; nobody tries again by themselves."""
        values = {"wanted": False, "tries": aside.tries + 1}
        statement = update(quarantine).where(quarantine.c.id == aside.id).values(values)
        await self._database.write(lambda connection: connection.execute(statement))

    async def _select(self, *, wanted: bool) -> Sequence[Aside]:
        statement = select(quarantine).order_by(quarantine.c.id)
        if wanted:
            statement = statement.where(quarantine.c.wanted)
        async with self._database.read() as connection:
            return [
                Aside(
                    row.update, row.channel, row.address, row.whole, row.error, row.at,
                    id=row.id, stood=_stood(row.stood), tries=row.tries,
                )
                for row in await connection.execute(statement)
            ]  # fmt: skip


def _stood(values: Mapping[str, Any]) -> Stood | None:
    return Stood(**{**values, "place": Place(**values["place"])}) if values else None


def _values(aside: Aside, before: Before) -> dict[str, Any]:
    stood = {}
    if session := before.session:
        place = vars(replace(session.place, page=0))
        stood = {"session": session.id, "place": place, "version": session.version}
        stood |= {"heard": before.heard, "language": before.heard_language}
    return {
        "update": aside.update,
        "channel": aside.channel,
        "address": aside.address,
        "whole": aside.whole,
        "stood": stood,
        "error": aside.error,
        "at": aside.at,
        "wanted": False,
    }
