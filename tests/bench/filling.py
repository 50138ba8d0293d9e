"""Many people's conversations in a database within seconds: one is really held, and its rows are copied.

This is the one place here that knows how the database is laid out: each table that tells of people has a column
`participant`, other texts name people by that same code, also the sealed session, and `addresses.hash` is a keyed
hash of the address.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.store.sealing import Keys
from bot.store.sessions import SESSION
from tests.bench import bots
from tests.bench.lean import LeanApi
from tests.bench.people import Crowd, Habits, Person, Question

DATABASE = Path("data") / "sgwrs.db"
_PROTOTYPE = 0
_KEYS = Keys(bots.SECRET.encode())


class Mould:
    """A bot's folder in which one person has come to a step, from which folders with many of them are made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    async def up_to(cls, step: str, folder: Path, clips: Path) -> Mould:
        def is_there(_person: Person, question: Question) -> bool:
            return question.step == step

        async with LeanApi(bots.TOKEN) as api, bots.ours(api, folder, clips):
            one = Crowd(api, [_PROTOTYPE], Habits(stops=is_there))
            await one.begins()
            await one.until(lambda person: person.stopped, 120)
            await asyncio.sleep(1)  # until the bot has noted that the last question arrived
        return cls(folder)

    def answers(self) -> int:
        with closing(sqlite3.connect(self._folder / DATABASE)) as database:
            return int(database.execute("SELECT count(*) FROM answers").fetchone()[0])

    def cast(self, people: int, folder: Path) -> range:
        """A folder with so many more people at the same spot; returns their numbers."""
        shutil.copytree(self._folder, folder)
        numbers = range(_PROTOTYPE + 1, _PROTOTYPE + 1 + people)
        with closing(sqlite3.connect(folder / DATABASE)) as database:
            database.create_function("renamed", 3, _renamed, deterministic=True)
            database.execute("CREATE TEMP TABLE copies (code TEXT, address BLOB, hash TEXT)")
            database.executemany("INSERT INTO copies VALUES (?, ?, ?)", map(_copy, numbers))
            [(code,)] = database.execute("SELECT participant FROM addresses").fetchall()
            for table, columns in _tables_of_people(database):
                _multiply(database, table, columns, code)
            database.commit()
        return numbers


def _copy(number: int) -> tuple[str, bytes, str]:
    """A person's code, their sealed address, and its hash."""
    address = str(Person.id_of(number))
    return f"{number:010x}", _KEYS.seal(address.encode(), b"address"), _KEYS.hash(f"telegram:{address}")


def _renamed(sealed: bytes, code: str, other: str) -> bytes:
    """Somebody's session as somebody else's."""
    return _KEYS.seal(_KEYS.open(sealed, SESSION).replace(code.encode(), other.encode()), SESSION)


def _tables_of_people(database: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = database.execute(f"SELECT name, type, pk FROM pragma_table_info('{table}')").fetchall()
        if "participant" in [name for name, _, _ in columns]:
            # Rows that number themselves do so in the copies too.
            yield table, [name for name, kind, key in columns if not (key and kind == "INTEGER")]


def _multiply(database: sqlite3.Connection, table: str, columns: list[str], code: str) -> None:
    """Each row once more for each copy, with the copy's code, address and hash in it."""
    values = [_value(table, column) for column in columns]
    database.execute(
        # CROSS JOIN, so that one person's rows come to lie side by side, as when people come one after the other.
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM copies CROSS JOIN {table} AS one WHERE one.participant = :code",
        {"code": code},
    )


def _value(table: str, column: str) -> str:
    if table == "addresses" and column in ("address", "hash"):
        return f"copies.{column}"
    if table == "sessions" and column == "state":
        return "renamed(one.state, :code, copies.code)"
    changed = f"replace(one.{column}, :code, copies.code)"
    return f"CASE typeof(one.{column}) WHEN 'text' THEN {changed} ELSE one.{column} END"
