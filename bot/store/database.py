"""One database, with one road in: writes that arrive together share one commit.

Writing goes through SQLAlchemy's plain (synchronous) core, in the event loop's own thread: a statement takes
microseconds, and two threads that hand over to each other for every one of them wait for each other far longer.
Only the commit, which waits for the disk, is done in a thread of its own.
Reading for pages and exports goes through aiosqlite, beside it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError
from bot.store.migrations import migrate
from bot.store.opening import Lock, engines, file_of
from bot.store.schema import versions
from bot.store.sealing import Keys

T = TypeVar("T")
Work = Callable[[Connection], T]
"""What is done inside a transaction. Nobody else's turn goes on meanwhile: it must not wait for anything."""

_TOGETHER = 500
"""At most this many writes share a commit."""

_PULSE = update(versions).values(version=versions.c.version)

_TRIES, _BETWEEN_TRIES = 200, 0.05
"""For ten seconds we wait for another program that holds the file."""

_SHEDDING = 2.0
"""Seconds that are waited for those who read meanwhile."""

_AT_A_STRETCH = 20
"""After so many pieces of work everything else gets its turn."""


@dataclass
class _Waiting:
    work: Work[Any]
    done: asyncio.Future[Any]
    result: Any = None


class Database:
    """An open database. `write` runs work inside a transaction; `read` gives a connection to look with.

    Work that raises is rolled back alone (to its savepoint); what shares its commit is not touched by it.
    """

    def __init__(self, url: str, writing: Engine, reading: AsyncEngine, lock: Lock | None) -> None:
        self._url = url
        self._writing = writing
        self._reading = reading
        self._lock = lock
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._pulse: tuple[asyncio.Future[Any], float] | None = None
        self._disk = ThreadPoolExecutor(1, "disk")
        self._writer = asyncio.create_task(self._write_all())

    @classmethod
    async def open(cls, url: str, keys: Keys, *, alone: bool = False) -> Self:
        """Open it, and bring its tables up to date. StoreError if that can not be.

        SealError if it is sealed with another secret. `alone` keeps every other process that asks for the same
        out, until this one ends.
        """
        file = file_of(url)
        lock = Lock(file) if alone else None
        try:
            writing, reading = engines(url, keys)
            try:
                await asyncio.to_thread(migrate, writing, file, lock)
            except BaseException:
                await reading.dispose()
                writing.dispose()
                raise
        except BaseException as error:
            if lock:
                lock.release()
            if isinstance(error, SQLAlchemyError | OSError | sqlite3.Error):
                raise StoreError(f"the database can not be opened: {_words(error)}") from error
            raise
        return cls(url, writing, reading, lock)

    async def close(self) -> None:
        self._queue.put_nowait(None)
        await self._writer
        self._disk.shutdown()
        await self._reading.dispose()
        self._writing.dispose()
        if self._lock:
            self._lock.release()

    async def write(self, work: Work[T]) -> T:
        """Run work in a transaction; returns what it returns, after the commit.

        Raises what the work raises, and StoreError where the database fails.
        """
        return await self.submit(work)

    def submit(self, work: Work[T]) -> asyncio.Future[T]:
        """The same for who does not wait at once: it is done after all that was submitted before it."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Waiting(work, done))
        return done

    async def pulse(self) -> None:
        """Write something that changes nothing, once a second at most. Raises StoreError if that can not be."""
        if self._pulse is None or time.monotonic() > self._pulse[1] + 1:
            self._pulse = (self.submit(lambda connection: connection.execute(_PULSE)), time.monotonic())
        await asyncio.shield(self._pulse[0])

    async def shed_log(self) -> None:
        """Leave nothing in the log of writes that is not in the database any more. Waits for those who read."""
        file = file_of(self._url)

        def shed() -> None:
            with closing(sqlite3.connect(file, timeout=_SHEDDING)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        try:
            await asyncio.to_thread(shed)
        except sqlite3.Error as error:
            raise StoreError(f"the log of the database can not be emptied: {_words(error)}") from error

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._reading.connect() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:  # prepared statements raise the driver's own
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
            for waiting in batch:
                _tell(waiting)

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            with self._writing.connect() as connection:
                await self._begin(connection)
                for number, waiting in enumerate(batch, 1):
                    waiting.result = _apart(connection, waiting.work)
                    if number % _AT_A_STRETCH == 0:
                        await asyncio.sleep(0)
                await asyncio.get_running_loop().run_in_executor(self._disk, connection.commit)
        except Exception as error:  # noqa: BLE001 - whatever happens, the writer lives, and everybody is told
            failed = StoreError(f"the database can not be written: {_words(error)}")
            for waiting in batch:
                waiting.result = failed

    async def _begin(self, connection: Connection) -> None:
        """Begin a transaction; wait a while for another program that is writing to the same file."""
        for _ in range(_TRIES):
            try:
                connection.begin()
            except OperationalError as error:
                if "locked" not in _words(error):
                    raise
                connection.rollback()
                await asyncio.sleep(_BETWEEN_TRIES)
            else:
                return
        connection.begin()


def _apart(connection: Connection, work: Work[Any]) -> Any:
    """One piece of work in its own savepoint; an error of its own is its result.

    When the database itself fails (full, locked, damaged, gone) all that shares the commit fails with it.
    """
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT apart")
    try:
        result = work(connection)
    except Exception as error:
        if _is_of_the_database(connection, error):
            raise
        cursor.execute("ROLLBACK TO SAVEPOINT apart")
        result = error
    cursor.execute("RELEASE SAVEPOINT apart")
    return result


def _is_of_the_database(connection: Connection, error: Exception) -> bool:
    """Whether the database itself failed, and not only what was asked of it."""
    driver = connection.dialect.loaded_dbapi
    error = getattr(error, "orig", None) or error
    asked_wrongly = (driver.IntegrityError, driver.DataError, driver.ProgrammingError)
    return isinstance(error, driver.DatabaseError) and not isinstance(error, asked_wrongly)


def _tell(waiting: _Waiting) -> None:
    """What came of it."""
    if waiting.done.done():
        return  # whoever asked has gone; the work is committed all the same
    if isinstance(waiting.result, Exception):
        waiting.done.set_exception(waiting.result)
    else:
        waiting.done.set_result(waiting.result)


def _words(error: Exception) -> str:
    """What went wrong, without the SQL and its values: those may be somebody's words."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if isinstance(error, sqlite3.Error):
        return str(error)
    return str(getattr(error, "orig", None) or type(error).__name__)
