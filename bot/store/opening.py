"""How a database is opened: its two engines, the way SQLite is tuned, and the lock that keeps a second bot out."""

from __future__ import annotations

import contextlib
import fcntl
import os
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError


def _as_json(values: Any) -> str:
    return orjson.dumps(values).decode()


# Parameters may be somebody's words: they are in no error and in no log.
_ALIKE: dict[str, Any] = {"hide_parameters": True, "json_serializer": _as_json, "json_deserializer": orjson.loads}


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for a database that is a server."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(parsed.database)


def engines(url: str) -> tuple[Engine, AsyncEngine]:
    """One to write with, and one to read with, in the house's way of using the database."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"SGWRS_DATABASE is not an address of a database: {error}") from error
    reading = create_async_engine(parsed, **_ALIKE)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, **_ALIKE), reading
    writing = create_engine(parsed.set(drivername="sqlite"), **_ALIKE)
    if file := file_of(url):
        file.parent.mkdir(parents=True, exist_ok=True)
    # Who writes does not wait for a lock within SQLite: that would keep the whole bot waiting.
    for engine, begin, patience in ((writing, "BEGIN IMMEDIATE", 0), (reading.sync_engine, "BEGIN", 10_000)):
        event.listen(engine, "connect", partial(_tune_sqlite, patience))
        event.listen(engine, "begin", partial(_begin, begin))
    return writing, reading


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

    def __init__(self, file: Path | None) -> None:
        """StoreError if another process holds it. A database that is a server needs none."""
        self._descriptor: int | None = None
        if file is None:
            return
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
