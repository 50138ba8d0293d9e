"""What left the house: each export with its recipient and purpose, and which answers were in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Integer, Select, bindparam, func, insert, select, update

from bot.store.database import Database
from bot.store.prepared import Prepared
from bot.store.schema import answers
from bot.store.schema_rights import exported, exports

_NAMES = func.json_each(bindparam("names")).table_valued("value")
_HERE = Prepared(select(answers.c.id).where(answers.c.id.in_(select(_NAMES.c.value))))
_LISTED = Prepared(
    insert(exported)
    .prefix_with("OR IGNORE")
    .from_select(["answer", "export"], select(_NAMES.c.value, bindparam("number", type_=Integer)))
)
"""Many rows at once: SQLite takes them out of a list faster than it is given each."""


@dataclass(frozen=True)
class Export:
    """One export. `everything` says that it held more than what is shared; `withdrawn` counts how often somebody
    has taken back what is in it: whoever has it must be told.
    """

    id: int
    at: datetime
    recipient: str
    purpose: str
    format: str
    everything: bool
    answers: int = 0
    withdrawn: int = 0


class Exports:
    """The list of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, export: Export) -> int:
        """Note that something is to leave the house, before it does; returns its number. Raises StoreError."""
        values = {name: value for name, value in vars(export).items() if name != "id"}

        def work(connection: Connection) -> int:
            connection.execute(insert(exports).values(values))
            return int(connection.scalar(select(func.max(exports.c.id))) or 0)

        return await self._database.write(work)

    async def add(self, number: int, names: Sequence[str]) -> set[str]:
        """These answers are to be in it; returns those that are there still, and now on the list. StoreError."""

        def work(connection: Connection) -> set[str]:
            asked = orjson.dumps(list(names)).decode()
            here = {name for (name,) in _HERE.run(connection, {"names": asked}).fetchall()}
            listed = asked if len(here) == len(names) else orjson.dumps(sorted(here)).decode()
            _LISTED.run(connection, {"names": listed, "number": number})
            more = update(exports).where(exports.c.id == number).values(answers=exports.c.answers + len(here))
            connection.execute(more)
            return here

        return await self._database.write(work) if names else set()

    async def all(self) -> Sequence[Export]:
        """All of them, the newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(exports).order_by(exports.c.id.desc()))
            return [Export(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's own public name for it


def taken_back(connection: Connection, theirs: Select[Any]) -> None:
    """Somebody takes these answers back (a selection of ids): each export that they are in counts it."""
    left = select(exported.c.export).where(exported.c.answer.in_(theirs)).distinct()
    connection.execute(update(exports).where(exports.c.id.in_(left)).values(withdrawn=exports.c.withdrawn + 1))
