"""One database, with one road in: writes that arrive together share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.migrations import migrate

Work = Callable[[AsyncConnection], Awaitable[Any]]

_TOGETHER = 500
"""At most this many writes share a commit."""


@dataclass
class _Waiting:
    work: Work
    done: asyncio.Future[Any]


class Database:
    """An open database. `write` runs work inside a transaction; `read` gives a connection to look with.

    Work that raises is rolled back alone (to its savepoint); what shares its commit is not touched by it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open it, and bring its tables up to date. StoreError if that can not be."""
        try:
            engine = _engine(url)
            try:
                async with engine.begin() as connection:
                    await connection.run_sync(migrate)
            except BaseException:
                await engine.dispose()
                raise
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"the database can not be opened: {_words(error)}") from error
        database = cls(engine)
        database._writer = asyncio.create_task(database._write_all())
        return database

    async def close(self) -> None:
        if self._writer:
            self._queue.put_nowait(None)
            await self._writer
        await self._engine.dispose()

    async def write(self, work: Work) -> Any:
        """Run work in a transaction; returns what it returns, after the commit.

        Raises what the work raises, and StoreError where the database fails.
        """
        waiting = _Waiting(work, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        return await waiting.done

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(f"the database can not be read: {_words(error)}") from error

    # ---- the writer

    async def _write_all(self) -> None:
        while (first := await self._queue.get()) is not None:
            batch = [first]
            while len(batch) < _TOGETHER and not self._queue.empty():
                if (more := self._queue.get_nowait()) is None:
                    self._queue.put_nowait(None)
                    break
                batch.append(more)
            await self._commit(batch)

    async def _commit(self, batch: list[_Waiting]) -> None:
        results: list[Any] = []
        try:
            async with self._engine.begin() as connection:
                for waiting in batch:
                    results.append(await _apart(connection, waiting.work))  # noqa: PERF401 - clearer in order
        except Exception as error:  # noqa: BLE001 - whatever happens, the writer lives, and everybody is told
            results = [StoreError(f"the database can not be written: {_words(error)}")] * len(batch)
        for waiting, result in zip(batch, results, strict=True):
            if waiting.done.done():
                continue  # whoever asked has gone; the work is committed all the same
            if isinstance(result, Exception):
                waiting.done.set_exception(result)
            else:
                waiting.done.set_result(result)


async def _apart(connection: AsyncConnection, work: Work) -> Any:
    """One piece of work in its own savepoint; an error of its own is its result.

    When the database itself fails (full, locked, gone) all that shares the commit fails with it.
    """
    try:
        async with connection.begin_nested():
            return await work(connection)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to who asked, not to the others
        return error


async def upsert(
    connection: AsyncConnection, table: Any, values: dict[str, Any], keys: list[str], changes: dict[str, Any]
) -> None:
    """Insert a row, or change these values of the one with the same keys."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(values)
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))


def _words(error: Exception) -> str:
    """What went wrong, without the SQL and its values: those may be somebody's words."""
    return str(getattr(error, "orig", None) or type(error).__name__)


def _engine(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(parsed, hide_parameters=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed, hide_parameters=True)  # they may be somebody's words
    event.listen(engine.sync_engine, "connect", _tune_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would break savepoints
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
