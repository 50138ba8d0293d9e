"""Keeping: real SQLite files, one road in, and nobody's failure touching another's answer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.migrations import VERSION
from bot.store.schema import seen, versions
from tests.keys import KEYS

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sgwrs.db"


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite+aiosqlite:///{file}", KEYS)
    yield database
    await database.close()


def note(name: str):
    return lambda connection: connection.execute(insert(seen).values(update=name, at=NOW))


async def names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(select(seen.c.update)))


async def test_commits_are_on_disk_before_anybody_is_told(database: Database, file: Path) -> None:
    """When a write returns, another program reads it from the file; commits are full, the journal is WAL."""
    await database.write(note("a"))
    with sqlite3.connect(file) as other:
        assert other.execute('SELECT "update" FROM seen').fetchall() == [("a",)]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2


async def test_writes_that_share_a_commit_fail_alone(database: Database) -> None:
    """One person's failing turn is rolled back; those committed with it are kept whole."""

    def half(connection):
        connection.execute(insert(seen).values(update="half", at=NOW))
        raise StoreError("no")

    works = [note("a"), half, note("b"), note("a"), note("c")]
    results = await asyncio.gather(*map(database.write, works), return_exceptions=True)
    assert [isinstance(result, Exception) for result in results] == [False, True, False, True, False]
    assert await names(database) == {"a", "b", "c"}


async def test_a_write_whose_caller_has_gone_is_kept_and_hurts_nobody(database: Database) -> None:
    """A cancelled turn leaves the writer alive for the next."""
    going = asyncio.create_task(database.write(note("gone")))
    await asyncio.sleep(0)
    going.cancel()
    await database.write(note("next"))
    assert "next" in await names(database)


async def test_a_database_from_the_future_is_not_touched(database: Database, file: Path) -> None:
    """An older Sgwrs says so, and stops."""
    await database.write(lambda connection: connection.execute(update(versions).values(version=VERSION + 1)))
    with pytest.raises(StoreError, match="newer Sgwrs"):
        await Database.open(f"sqlite+aiosqlite:///{file}", KEYS)


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """A clear word instead of a stack trace; the file stays as it was."""
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear Ann, this is not a database at all." * 40)
    with pytest.raises(StoreError, match="can not be opened"):
        await Database.open(f"sqlite+aiosqlite:///{path}", KEYS)
    assert path.read_bytes().startswith(b"Dear Ann")


async def test_work_with_a_fault_of_its_own_leaves_the_writer_alive(database: Database) -> None:
    """Whatever a piece of work raises goes to who asked for it; the next is written as ever."""

    def twice(connection):
        for _ in range(2):
            connection.execute(insert(seen).values(update="my secret", at=NOW))

    with pytest.raises(IntegrityError):
        await database.write(twice)
    await database.write(note("after"))
    assert await names(database) == {"after"}


async def test_times_keep_their_zone(database: Database) -> None:
    """A moment comes back as the same moment, in UTC, whatever zone it was given in."""
    local = NOW.astimezone().replace(microsecond=123456) + timedelta(days=100)
    await database.write(lambda connection: connection.execute(insert(seen).values(update="t", at=local)))
    async with database.read() as connection:
        back = await connection.scalar(select(seen.c.at))
    assert back == local
    assert back is not None
    assert back.tzinfo is UTC
