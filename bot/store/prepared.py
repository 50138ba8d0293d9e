"""Statements that every turn runs, compiled once and handed to the driver as they are.

SQLAlchemy's own way of running a statement costs ten times as much as SQLite's: it is right wherever it matters
less. What is written stays the same: types turn values into what the database holds, as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect

_Convert = Callable[[Any], Any]

_Binds = list[tuple[str, _Convert | None]]


class Prepared:
    """One statement. Its parameters are `columns` (of an insert), or those it names itself."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, tuple[str, _Binds, Mapping[str, Any]]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it; returns the driver's own cursor, and raises the driver's own errors.

        Every parameter that is no constant of the statement must have its value here.
        """
        dialect = connection.dialect
        sql, binds, constants = self._ready.get(dialect.name) or self._compiled(dialect)
        cursor = connection.connection.cursor()
        cursor.execute(sql, _bound(binds, {**constants, **values}))
        return cursor

    def run_for_each(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each of these, which have their values in the same way."""
        dialect = connection.dialect
        sql, binds, constants = self._ready.get(dialect.name) or self._compiled(dialect)
        connection.connection.cursor().executemany(
            sql, [_bound(binds, {**constants, **values}) for values in many]
        )

    def _compiled(self, dialect: Dialect) -> tuple[str, _Binds, Mapping[str, Any]]:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        binds = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        self._ready[dialect.name] = (str(compiled), binds, constants)
        return self._ready[dialect.name]


def _bound(binds: _Binds, given: Mapping[str, Any]) -> list[Any]:
    return [convert(given[name]) if convert else given[name] for name, convert in binds]
