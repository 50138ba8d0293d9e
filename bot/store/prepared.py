"""Statements that every turn runs, compiled once and handed to the driver as they are.

SQLAlchemy's own way of running a statement costs ten times as much as SQLite's: it is right wherever it matters
less. What is written stays the same: types turn values into what the database holds, as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, Connection, Dialect, Select

_Convert = Callable[[Any], Any]

_Binds = list[tuple[str, _Convert | None]]
_Ready = tuple[str, _Binds, Mapping[str, Any]]
"""Of one engine: the SQL, what turns its parameters into what the database holds, and those that never change."""


class Prepared:
    """One statement without lists (`in_`). Its parameters are `columns` (of an insert), or those that it names."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._given: WeakKeyDictionary[Dialect, list[tuple[int, _Convert]]] = WeakKeyDictionary()
        self._ready: WeakKeyDictionary[Dialect, _Ready] = WeakKeyDictionary()

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it; returns the driver's own cursor, and raises the driver's own errors.

        Every parameter that is no constant of the statement must have its value here.
        """
        dialect = connection.dialect
        sql, binds, constants = self._ready.get(dialect) or self._compiled(dialect)
        cursor = _cursor(connection)
        cursor.execute(sql, _bound(binds, {**constants, **values}))
        return cursor

    def first(self, connection: Connection, values: Mapping[str, Any]) -> list[Any] | None:
        """The first row of a SELECT, as its types give it, or None."""
        row = self.run(connection, values).fetchone()
        return next(self._read(connection, [row])) if row else None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """All rows of a SELECT, as its types give them."""
        return list(self._read(connection, self.run(connection, values).fetchall()))

    def _read(self, connection: Connection, rows: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
        dialect = connection.dialect
        given = self._given.get(dialect) or self._understood(dialect)
        for row in map(list, rows):
            for number, convert in given:
                row[number] = convert(row[number])
            yield row

    def run_for_each(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each of these, which have their values in the same way."""
        dialect = connection.dialect
        sql, binds, constants = self._ready.get(dialect) or self._compiled(dialect)
        every = ({**constants, **values} for values in many) if constants else many
        _cursor(connection).executemany(sql, [_bound(binds, values) for values in every])

    def _understood(self, dialect: Dialect) -> list[tuple[int, _Convert]]:
        """What turns values of the database into ours, by the number of their column; most are what they are."""
        assert isinstance(self._statement, Select)
        types = [column.type.dialect_impl(dialect) for column in self._statement.selected_columns]
        converts = enumerate(one.result_processor(dialect, None) for one in types)
        given = self._given[dialect] = [(number, convert) for number, convert in converts if convert]
        return given

    def _compiled(self, dialect: Dialect) -> _Ready:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        binds = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        ready = self._ready[dialect] = (str(compiled), binds, constants)
        return ready


def _cursor(connection: Connection) -> Any:
    """The driver's own cursor: SQLAlchemy's hands everything on to it."""
    driver: Any = connection.connection.dbapi_connection
    return driver.cursor()


def _bound(binds: _Binds, given: Mapping[str, Any]) -> list[Any]:
    return [convert(given[name]) if convert else given[name] for name, convert in binds]
