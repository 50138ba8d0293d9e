"""What staff have asked to take out, in the chat or on the board, and how far that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.core.giving.ordering import Order
from bot.store.database import Database
from bot.store.members import they_may_take_out
from bot.store.records import Before, Record, Taken
from bot.store.schema_rights import members, orders
from bot.store.turns import Turns
from bot.store.writing import write_turn

State = Literal["asked", "waiting", "made", "failed", "gone"]
"""Not all is said yet; it is to be made; it waits to be fetched; it could not be made; it is there no more."""


_MOST = 5
"""So many orders of one member wait at most."""


@dataclass(frozen=True)
class Ordered:
    """One order as it is kept; `at` is since when it is in this state."""

    id: int
    member: str
    state: State
    order: Order
    at: datetime


class Followed(NamedTuple):
    """What follows from what somebody did in the chat. Without an order they do not want it any more."""

    record: Record
    order: Order | None


class Orders:
    """Those of one database."""

    def __init__(self, database: Database, turns: Turns) -> None:
        self._database = database
        self._turns = turns

    async def take(
        self,
        update_key: str,
        channel: str,
        address: str,
        member: str,
        now: datetime,
        decide: Callable[[Before, Order], Followed],
    ) -> Taken | None:
        """One turn of somebody who orders in the chat, whole or not at all; None if it was taken before.

        Raises StoreError.
        """
        hashed = self._turns.hash(channel, address)

        def turn(connection: Connection) -> Taken | None:
            before = self._turns.known(connection, update_key, hashed)
            if before.seen:
                return None
            asked = (orders.c.member == member) & (orders.c.state == "asked")
            row = connection.execute(select(orders).where(asked)).first()
            followed = decide(before, _ordered(row).order if row else Order())
            connection.execute(delete(orders).where(asked))
            if followed.order:
                _put(connection, member, followed.order, now)
            return Taken(followed.record, write_turn(connection, followed.record, hashed, self._turns.sessions))

        return await self._database.write(turn)

    async def add(self, member: str, order: Order, now: datetime) -> None:
        """A whole order, from the board; one that waits already is not made twice. Raises StoreError."""

        def work(connection: Connection) -> None:
            waiting = (orders.c.member == member) & (orders.c.state == "waiting")
            known = [_ordered(row).order for row in connection.execute(select(orders).where(waiting))]
            if order not in known and len(known) < _MOST:
                _put(connection, member, order, now)

        await self._database.write(work)

    async def asked(self) -> set[str]:
        """The members who are ordering in the chat just now."""
        async with self._database.read() as connection:
            return set(await connection.scalars(select(orders.c.member).where(orders.c.state == "asked")))

    async def all(self, *states: State) -> Sequence[Ordered]:
        """Those in one of these states, the oldest first, of members who may still take answers out."""
        theirs = select(orders).join(members, members.c.id == orders.c.member).where(they_may_take_out())
        wanted = theirs.where(orders.c.state.in_(states)).order_by(orders.c.id)
        async with self._database.read() as connection:
            return [_ordered(row) for row in await connection.execute(wanted)]

    async def forget(self, before: datetime) -> None:
        """Nothing is known any more of orders that are so since before that, if they are made. StoreError."""
        old = delete(orders).where(orders.c.at < before, orders.c.state != "waiting")
        await self._database.write(lambda connection: connection.execute(old))

    async def move(self, number: int, before: State, after: State, now: datetime) -> bool:
        """From one state to the next; False if it is not in that one. Raises StoreError."""
        this = update(orders).where(orders.c.id == number, orders.c.state == before)
        change = this.values(state=after, at=now)
        return bool(await self._database.write(lambda connection: connection.execute(change).rowcount))


def _put(connection: Connection, member: str, order: Order, now: datetime) -> None:
    state: State = "waiting" if order.is_whole else "asked"
    values = {**vars(order), "only": dict(order.only), "member": member, "state": state, "at": now}
    connection.execute(insert(orders).values(values))


def _ordered(row: Row[Any]) -> Ordered:
    order = Order(row.kind, row.recipient, row.purpose, row.only, row.ask, row.language)
    return Ordered(row.id, row.member, row.state, order, row.at)
