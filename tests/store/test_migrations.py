"""From a database of an older Sgwrs to the present one: nothing lost, whenever the power goes."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.answers import Answers
from bot.store.database import Database
from bot.store.migrations import STEPS, VERSION
from bot.store.turns import Turns
from tests.keys import KEYS
from tests.store.killing import Killing

OLD = Path(__file__).parent / "old"


@pytest.fixture(scope="module")
def killing() -> Iterator[Killing]:
    with Killing() as killing:
        yield killing


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of version 1: two people who talked, one on Telegram and one in the browser."""
    path = tmp_path / "sgwrs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript((OLD / "version_1.sql").read_text(encoding="utf-8"))
        connection.commit()
    return path


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def tables(file: Path) -> dict[str, list[tuple[str, int]]]:
    """Each table's columns, and whether they may be empty; order does not count."""
    with closing(sqlite3.connect(file)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted((row[1], row[3]) for row in connection.execute(f"PRAGMA table_info({name})"))
            for name in names
        }


def told(file: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT id, text, question FROM answers").fetchall()
        return sorted((name, opened(text, b"text"), question) for name, text, question in rows)


def opened(value: str | bytes, place: bytes) -> str:
    """What was sealed on the way, or not yet."""
    return value if isinstance(value, str) else KEYS.open(value, place).decode()


async def test_an_old_database_becomes_a_new_one_and_loses_nothing(file: Path, tmp_path: Path) -> None:
    """The tables are those of a new database; the answers are all there, in the order of telling."""
    before = told(file)
    database = await Database.open(url(file), KEYS)
    answers = [answer async for answer in Answers(database).all()]
    ann = await Turns(database, KEYS).load("web", "ann")
    await database.close()
    fresh = await Database.open(url(tmp_path / "fresh.db"), KEYS)
    await fresh.close()
    assert tables(file) == tables(tmp_path / "fresh.db")
    assert sorted((answer.id, answer.text, answer.question) for answer in answers) == before
    for session in {answer.session for answer in answers}:
        numbers = [answer.number for answer in answers if answer.session == session]
        assert numbers == sorted(set(numbers))
    assert ann.session
    assert ann.session.place.step
    assert {one.id for one in ann.session.told} <= {answer.id for answer in answers}


async def test_the_old_file_is_kept_whole(file: Path) -> None:
    """Before anything is changed, the database is copied; the copy is the old version with all its rows."""
    before = told(file)
    database = await Database.open(url(file), KEYS)
    await database.close()
    copy = file.with_name("sgwrs.db.version-1")
    assert told(copy) == before
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchone() == (1,)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", [0, *STEPS])
def test_a_kill_between_the_steps_is_made_good_at_the_next_start(
    file: Path, step: int, moment: str, killing: Killing
) -> None:
    """Killed in the copy, or before or after any step: the next start goes on, and ends where it should."""
    before = told(file)
    assert killing.migrate(file, step, moment) == (0 if (step, moment) == (0, "after") else -signal.SIGKILL)
    assert told(file) == before
    assert killing.migrate(file, 0, "now") == 0
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchone() == (VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        states = [
            json.loads(opened(state, b"session")) for (state,) in connection.execute("SELECT state FROM sessions")
        ]
    assert all(isinstance(state["place"], list) for state in states)
    assert told(file) == before
    assert told(file.with_name("sgwrs.db.version-1")) == before


async def test_an_old_database_that_is_in_use_is_left_alone(file: Path) -> None:
    """While an older bot runs on it, no command of a newer one changes its tables."""
    before = file.read_bytes()
    import fcntl

    with file.with_name("sgwrs.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another process is using"):
            await Database.open(url(file), KEYS)
    assert file.read_bytes() == before
    database = await Database.open(url(file), KEYS)
    await database.close()
