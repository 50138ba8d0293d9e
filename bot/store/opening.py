"""How a database is opened: its two engines, the way SQLite is tuned, and the lock that keeps a second bot out."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.sealing import Keys


def _as_json(values: Any) -> str:
    return orjson.dumps(values).decode()


_LONG = 10_000
"""Milliseconds that a statement waits for somebody else's lock."""

# Parameters may be somebody's words: they are in no error and in no log.
_ALIKE: dict[str, Any] = {"hide_parameters": True, "json_serializer": _as_json, "json_deserializer": orjson.loads}


def file_of(url: str) -> Path:
    """The file of a database. StoreError if the address is none, or of another kind of database than we know."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("SGWRS_DATABASE is not an address of a database") from None
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise StoreError("SGWRS_DATABASE must name an SQLite file, like sqlite+aiosqlite:///data/sgwrs.db")
    return Path(parsed.database)


def engines(url: str, keys: Keys) -> tuple[Engine, AsyncEngine]:
    """One to write with, and one to read with, in the house's way of using the database."""
    file_of(url).parent.mkdir(parents=True, exist_ok=True)
    reading = create_async_engine(make_url(url), **_ALIKE)
    writing = create_engine(make_url(url).set(drivername="sqlite"), **_ALIKE)
    # Who writes does not wait for a lock within SQLite: that would keep the whole bot waiting.
    for engine, begin, wait in ((writing, "BEGIN IMMEDIATE", 0), (reading.sync_engine, "BEGIN", _LONG)):
        engine.dialect.sgwrs_keys = keys  # type: ignore[attr-defined]
        event.listen(engine, "connect", partial(_tune_sqlite, wait))
        event.listen(engine, "begin", partial(_begin, begin))
    return writing, reading


@contextlib.contextmanager
def patiently(engine: Engine) -> Iterator[None]:
    """Meanwhile this engine does wait for a lock that somebody else holds: for work in a thread of its own."""
    for wait in (_LONG, 0):
        with contextlib.closing(engine.raw_connection()) as connection:
            connection.cursor().execute(f"PRAGMA busy_timeout={wait}")
        if wait:
            yield


def _begin(words: str, connection: Any) -> None:
    """A writer says at once that it will write, or it could be refused in the middle."""
    connection.exec_driver_sql(words)


def _tune_sqlite(patience: int, connection: Any, _record: Any) -> None:
    """`patience` is how many milliseconds a statement waits for somebody else's lock."""
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would break savepoints
    cursor = connection.cursor()
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={patience}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class Lock:
    """Held by the one process that runs the bot on an SQLite file. It ends with the process, however that ends."""

    def __init__(self, file: Path) -> None:
        """StoreError if another process holds it."""
        self._descriptor: int | None = None
        path = file.with_name(f"{file.name}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise StoreError(
                f"another process is using {file}: two bots on one database would answer people twice. "
                "Stop the other one first."
            ) from None
        except OSError as error:
            self.release()
            raise StoreError(f"{path} can not be written: {error.strerror}") from error

    def release(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None
