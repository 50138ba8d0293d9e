"""A stand-in and a bot of a test's own, polled or posted to; and looks into the bot's database from outside."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from bot.store.sessions import SESSION
from tests.bot_process import BotProcess, running_bot
from tests.keys import hash_of, keys_in
from tests.telegram.conftest import TOKEN
from tests.telegram_standin import BotApi, Person


@asynccontextmanager
async def bot_with(api: BotApi, folder: Path, clips: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """A bot in this folder that talks to this stand-in."""
    async with running_bot(
        folder,
        SGWRS_TELEGRAM_TOKEN=TOKEN,
        SGWRS_TELEGRAM_API=api.url,
        SGWRS_CLIPS=str(clips),
        **settings,
    ) as bot:
        yield bot


@asynccontextmanager
async def bot_and_telegram(folder: Path, clips: Path) -> AsyncIterator[tuple[BotApi, BotProcess]]:
    """A stand-in, and a bot in this folder that talks to it."""
    async with BotApi(token=TOKEN) as api, bot_with(api, folder, clips) as bot:
        yield api, bot


def posted_to() -> dict[str, str]:
    """The settings of a bot that Telegram posts to: an address that stays the same over restarts."""
    port = free_port()
    return {"SGWRS_PORT": str(port), "SGWRS_PUBLIC_URL": f"http://127.0.0.1:{port}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database_of(folder: Path) -> Iterator[sqlite3.Connection]:
    """The bot's own file, as another program sees it."""
    with closing(sqlite3.connect(folder / "data/sgwrs.db", isolation_level=None, timeout=20)) as connection:
        yield connection


def looked_up(folder: Path, statement: str, *values: Any) -> list[Any]:
    with database_of(folder) as connection:
        return connection.execute(statement, values).fetchall()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program writes into the database, and takes its time."""
    with database_of(folder) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


OF_PERSON = "participant = (SELECT participant FROM addresses WHERE hash = ?)"
"""What is theirs, by the hash of their address."""


def code_of(folder: Path, person: Person) -> str | None:
    """The code under which somebody's answers lie; None if we do not know them."""
    known = looked_up(folder, "SELECT participant FROM addresses WHERE hash = ?", hash_of(folder, person.id))
    return str(known[0][0]) if known else None


def receipts_of(folder: Path, person: Person, step: str) -> list[tuple[str, str]]:
    """What somebody agreed to at a step, each time they did, and how they did it."""
    found = f"SELECT option, how FROM receipts WHERE step = ? AND {OF_PERSON} ORDER BY id"
    return looked_up(folder, found, step, hash_of(folder, person.id))


def tally_of(folder: Path, why: str) -> int:
    """How many were let go of for this reason."""
    return sum(count for (count,) in looked_up(folder, "SELECT count FROM tallies WHERE why = ?", why))


def traces_of(folder: Path, what: str) -> list[str]:
    """Every table and column in which this stands somewhere."""
    with database_of(folder) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        places = [
            (table, row[1]) for table in tables for row in connection.execute(f'PRAGMA table_info("{table}")')
        ]
        return [
            f"{table}.{column}"
            for table, column in places
            if connection.execute(f'SELECT 1 FROM "{table}" WHERE instr("{column}", ?)', [what]).fetchone()
        ]


def damage(folder: Path, person: Person, state: str = '{"place": ["Gwenllian said this"]}') -> bytes:
    """What is kept of where somebody is can not be read from now on; returns what it was."""
    hashed = hash_of(folder, person.id)
    [(was,)] = looked_up(folder, f"SELECT state FROM sessions WHERE {OF_PERSON}", hashed)
    repair(folder, person, keys_in(folder).seal(state.encode(), SESSION))
    return bytes(was)


def repair(folder: Path, person: Person, state: bytes) -> None:
    hashed = hash_of(folder, person.id)
    looked_up(folder, f"UPDATE sessions SET state = ? WHERE {OF_PERSON}", state, hashed)
