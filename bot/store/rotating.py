"""Which of several secrets a database is sealed with; and a change of the secret.

For a change, everything that an older secret sealed is sealed anew. The database changes in one transaction, so
that there is no moment in which half of it has another key. The files follow one by one; each says which key it
needs. Whatever stops this, the bot can be started all the same, and the change be made again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import Connection, select, text, update

from bot.store.database import Database
from bot.store.opening import file_of
from bot.store.schema import addresses, quarantine, seals
from bot.store.schema_rights import members
from bot.store.sealing import Keys

SEALED = (
    ("addresses", "hash", "address", b"address"),
    ("sessions", "participant", "state", b"session"),
    ("answers", "id", "options", b"options"),
    ("answers", "id", "text", b"text"),
    ("quarantine", "id", "address", b"address"),
    ("quarantine", "id", "whole", b"whole"),
    ("exports", "id", "recipient", b"recipient"),
    ("exports", "id", "purpose", b"purpose"),
    ("orders", "id", "recipient", b"ordered for"),
    ("orders", "id", "purpose", b"ordered why"),
    ("orders", "id", "only", b"ordered only"),
    ("cases", "answer", "reply", b"reply"),
    ("concerns", "id", '"by"', b"by"),
    ("concerns", "id", "reason", b"reason"),
    ("concerns", "id", "told", b"told"),
    ("concerns", "id", "outcome", b"outcome"),
    ("cleared", "answer", "text", b"cleared"),
    ("cleared", "answer", '"by"', b"by"),
    ("members", "id", "name", b"name"),
    ("members", "id", "address", b"address"),
    ("links", "hash", "name", b"name"),
    ("transcripts", "answer", "words", b"transcript"),
    ("lenders", "member", "state", b"lender"),
    ("items", "id", "words", b"item"),
    ("responses", "id", "reason", b"reason of a response"),
    ("decisions", "item", "owner", b"owner"),
    ("decisions", "item", "did", b"did"),
    ("sittings", "who", "state", b"sitting"),
    ("releases", "id", "content", b"release"),
    ("translations", "id", "words", b"translation"),
)
"""What is sealed: table, key, column, and the place for which it is."""

_HASHED = ((addresses, addresses.c.hash), (quarantine, quarantine.c.id), (members, members.c.id))
"""Tables with the hash of an address, by their key."""


def keys_for(url: str, secrets: Sequence[bytes]) -> Keys:
    """The keys that follow from these secrets; the present one is that of the database, of a new one the first.

    Raises StoreError where there can be no database.
    """
    name = _sealed_with(url)
    for present in secrets:
        keys = Keys(present, *secrets)
        if keys.name == name:
            return keys
    return Keys(*secrets)


def _sealed_with(url: str) -> bytes | None:
    """The name of its key; None for a database that has none yet, or can not be read: who opens it says why."""
    try:
        with closing(sqlite3.connect(f"{file_of(url).absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT name FROM seals").fetchone()
    except sqlite3.Error:
        return None
    return bytes(row[0]) if row else None


async def seal_anew(database: Database, keys: Keys) -> int:
    """Seal the database with the present one of these keys; returns how many things that changed."""
    return await database.write(lambda connection: _seal_all(connection, keys))


def _seal_all(connection: Connection, keys: Keys) -> int:
    people = [
        (table, key, connection.execute(select(key, table.c.channel, table.c.address)).all())
        for table, key in _HASHED
    ]
    count = sum(_seal_column(connection, keys, *column) for column in SEALED)
    for table, key, rows in people:
        for name, channel, address in rows:
            if address:
                hashed = keys.hash(f"{channel}:{address}")
                connection.execute(update(table).where(key == name).values(hash=hashed))
    connection.execute(update(seals).values(name=keys.name))
    return count


def _seal_column(connection: Connection, keys: Keys, table: str, key: str, column: str, place: bytes) -> int:
    rows = connection.execute(text(f"SELECT {key}, {column} FROM {table}")).all()  # noqa: S608 - names of ours
    old = [row for row in rows if not keys.is_present(row[1])]
    change = text(f"UPDATE {table} SET {column} = :sealed WHERE {key} = :key")  # noqa: S608
    for name, sealed in old:
        connection.execute(change, {"key": name, "sealed": keys.seal(keys.open(sealed, place), place)})
    return len(old)
