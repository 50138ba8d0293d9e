"""One database, with one road in: writes that arrive together share one commit.

All writing is done by one thread, with SQLAlchemy's plain (synchronous) core: a call that changes over to another
thread and back costs more than the statement it brings, so a whole batch of work crosses over at once. Reading for
pages and exports goes through aiosqlite, beside it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError
from bot.store.migrations import migrate
from bot.store.opening import Lock, engines, file_of

T = TypeVar("T")
Work = Callable[[Connection], T]
"""What is done inside a transaction, in the writer's thread. It must not wait for anything but the database."""

_TOGETHER = 500
"""At most this many writes share a commit."""


@dataclass
class _Waiting:
    work: Work[Any]
    done: asyncio.Future[Any]
    result: Any = None


class Database:
    """An open database. `write` runs work inside a transaction; `read` gives a connection to look with.

    Work that raises is rolled back alone (to its savepoint); what shares its commit is not touched by it.
    """

    def __init__(self, writing: Engine, reading: AsyncEngine, lock: Lock | None) -> None:
        self._writing = writing
        self._reading = reading
        self._lock = lock
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write_all, name="writer")

    @classmethod
    async def open(cls, url: str, *, alone: bool = False) -> Self:
        """Open it, and bring its tables up to date. StoreError if that can not be.

        `alone` keeps every other process that asks for the same out, until this one ends.
        """
        lock = Lock(file_of(url)) if alone else None
        try:
            writing, reading = engines(url)
            try:
                await asyncio.to_thread(migrate, writing, file_of(url), lock)
            except BaseException:
                await reading.dispose()
                writing.dispose()
                raise
        except BaseException as error:
            if lock:
                lock.release()
            if isinstance(error, SQLAlchemyError | OSError):
                raise StoreError(f"the database can not be opened: {_words(error)}") from error
            raise
        database = cls(writing, reading, lock)
        database._thread.start()
        return database

    async def close(self) -> None:
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        await self._reading.dispose()
        self._writing.dispose()
        if self._lock:
            self._lock.release()

    async def write(self, work: Work[T]) -> T:
        """Run work in a transaction; returns what it returns, after the commit.

        Raises what the work raises, and StoreError where the database fails.
        """
        done: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Waiting(work, done))
        return await done

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._reading.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(f"the database can not be read: {_words(error)}") from error

    # ---- the writer's thread

    def _write_all(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            ends = False
            with suppress(Empty):
                while len(batch) < _TOGETHER and not ends:
                    more = self._queue.get_nowait()
                    batch += [more] if more else []
                    ends = more is None
            self._commit(batch)
            with suppress(RuntimeError):  # the loop is gone: nobody waits any more, and all is on disk
                self._loop.call_soon_threadsafe(_tell, batch)
            if ends:
                return

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            with self._writing.begin() as connection:
                for waiting in batch:
                    waiting.result = _apart(connection, waiting.work)
        except Exception as error:  # noqa: BLE001 - whatever happens, the writer lives, and everybody is told
            failed = StoreError(f"the database can not be written: {_words(error)}")
            for waiting in batch:
                waiting.result = failed


def _apart(connection: Connection, work: Work[Any]) -> Any:
    """One piece of work in its own savepoint; an error of its own is its result.

    When the database itself fails (full, locked, damaged, gone) all that shares the commit fails with it.
    """
    connection.exec_driver_sql("SAVEPOINT apart")
    try:
        result = work(connection)
    except Exception as error:
        if isinstance(error, DatabaseError) and not isinstance(
            error, IntegrityError | DataError | ProgrammingError
        ):
            raise
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT apart")
        result = error
    connection.exec_driver_sql("RELEASE SAVEPOINT apart")
    return result


def _tell(batch: list[_Waiting]) -> None:
    """In the loop's thread: what came of each piece of work."""
    for waiting in batch:
        if waiting.done.done():
            continue  # whoever asked has gone; the work is committed all the same
        if isinstance(waiting.result, Exception):
            waiting.done.set_exception(waiting.result)
        else:
            waiting.done.set_result(waiting.result)


def upsert(
    connection: Connection, table: Any, values: dict[str, Any], keys: list[str], changes: dict[str, Any]
) -> None:
    """Insert a row, or change these values of the one with the same keys."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))


def _words(error: Exception) -> str:
    """What went wrong, without the SQL and its values: those may be somebody's words."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", None) or type(error).__name__)
