"""From an empty or older database to the present tables: numbered steps, forwards only.

A database that is made today has the present tables at once; an older one takes the steps it lacks. A step never
changes once it was released; a change of the tables is a new step at the end. Each step and the number of the
version it leads to are one transaction: a crash between two steps leaves a database that goes on from there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from bot.errors import SealError, StoreError
from bot.store import schema_public, schema_review, schema_rights, schema_speech
from bot.store.added import ORDERS, PUBLIC, REVIEW, RIGHTS, SPEECH
from bot.store.opening import Lock, patiently
from bot.store.schema import keys_of, metadata, seals, versions

log = logging.getLogger(__name__)


_SEALED_SINCE = 9
"""Versions before that were not sealed."""


def migrate(engine: Engine, file: Path, lock: Lock | None) -> None:
    """Bring the database up to date. `lock` is held by who calls, or None: then it is taken where there is work.

    StoreError if the database is from the future, or old and in use by another process.
    """
    with patiently(engine):
        _migrate(engine, file, lock)


def _migrate(engine: Engine, file: Path, lock: Lock | None) -> None:
    version = _version(engine)
    if version > VERSION:
        raise StoreError(f"the database is of version {version}, made by a newer Sgwrs; this one knows {VERSION}")
    _keep_a_log(engine)
    if version >= _SEALED_SINCE:
        _try_the_key(engine)
    if version == VERSION:
        return
    own = Lock(file) if lock is None else None
    try:
        if version == 0:
            _make(engine)
            return
        _copy(engine, file, version)
        for number in range(version + 1, VERSION + 1):
            log.info("the database changes to version %d", number)
            with engine.begin() as connection:
                STEPS[number](connection)
                connection.execute(update(versions).values(version=number))
    finally:
        if own:
            own.release()


def _version(engine: Engine) -> int:
    """0 for a database without tables."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if tables and versions.name not in tables:
            raise StoreError("this is a database of another program")
        if not tables:
            return 0
        found: int = connection.execute(select(versions.c.version)).scalar_one()
        return found


def _try_the_key(engine: Engine) -> None:
    with engine.connect() as connection:
        name = connection.execute(select(seals.c.name)).scalar_one()
    if name != keys_of(engine.dialect).name:
        raise SealError(
            "the database is sealed with another secret than this one: put the right one into SGWRS_SECRET, "
            "or the file `secret` back beside the database; or, to change it: python -m bot rotate"
        )


def _keep_a_log(engine: Engine) -> None:
    """Write-ahead logging: reading and writing do not wait for each other. The file remembers it."""
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode=WAL")


def _make(engine: Engine) -> None:
    assert all((schema_public, schema_review, schema_rights, schema_speech)), "they belong to the same metadata"
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(insert(versions).values(version=VERSION))
        connection.execute(insert(seals).values(name=keys_of(engine.dialect).name))


def _copy(engine: Engine, file: Path, version: int) -> None:
    """The whole database as it was, beside it, before anything is changed."""
    copy = file.with_name(f"{file.name}.version-{version}")
    if copy.exists():
        return  # a crash came between: this is from before the first step
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(unfinished),))
    unfinished.replace(copy)
    log.info("the database as it was is kept in %s", copy)
    if version < _SEALED_SINCE:
        log.warning("%s can be read by whoever has it: delete it once all is well", copy)


# ---- the steps


def _outbox_knows_who_goes_first(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE outbox ADD COLUMN many BOOLEAN NOT NULL DEFAULT 0",
        "DROP INDEX outbox_waiting",
        "ALTER TABLE outbox RENAME COLUMN not_before TO queued",
        "CREATE INDEX outbox_waiting ON outbox (state, many, id)",
    ):
        connection.execute(text(statement))


def _recordings_say_what_is_wrong(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE recordings ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE recordings ADD COLUMN trouble TEXT NOT NULL DEFAULT ''",
    ):
        connection.execute(text(statement))


def _what_could_not_be_taken_is_set_aside(connection: Connection) -> None:
    connection.execute(
        text(
            "CREATE TABLE quarantine ("
            'id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "update" VARCHAR(64) NOT NULL UNIQUE, '
            "channel VARCHAR(16) NOT NULL, address TEXT NOT NULL, whole TEXT NOT NULL, stood JSON NOT NULL, "
            "error TEXT NOT NULL, at DATETIME NOT NULL, tries INTEGER NOT NULL, wanted BOOLEAN NOT NULL)"
        )
    )


def _sessions_are_short(connection: Connection) -> None:
    """Places were dictionaries; now they are lists: a third of the size."""

    def place(old: Mapping[str, Any]) -> list[Any]:
        names = ("step", "part", "probe", "round", "page", "about", "sharing")
        return [old[name] for name in names]

    def told(old: Mapping[str, Any]) -> list[Any]:
        return [old["id"], place(old["place"]), old["options"], old["source"], old["open"]]

    rows = connection.execute(text("SELECT participant, state FROM sessions"))
    for participant, state in rows.fetchall():
        old = json.loads(state)
        short = {
            **old,
            "place": place(old["place"]),
            "trail": [place(one) for one in old["trail"]],
            "back_to": old["back_to"] and place(old["back_to"]),
            "told": [told(one) for one in old["told"]],
        }
        connection.execute(
            text("UPDATE sessions SET state = :state WHERE participant = :participant"),
            {"state": json.dumps(short), "participant": participant},
        )


def _answers_have_numbers(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE answers ADD COLUMN number INTEGER NOT NULL DEFAULT 0",
        "UPDATE answers SET number = CAST(substr(id, length(session) + 2) AS INTEGER)",
        "DROP INDEX answers_in_order",
        "CREATE INDEX answers_in_order ON answers (session, number)",
    ):
        connection.execute(text(statement))


def _questions_say_whether_they_set_out(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE outbox ADD COLUMN begun BOOLEAN NOT NULL DEFAULT 0",
        "UPDATE outbox SET begun = 1",  # nobody knows of these
    ):
        connection.execute(text(statement))


def _answers_say_who_helped(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE answers ADD COLUMN helper VARCHAR(24) NOT NULL DEFAULT ''"))


_NOT_YET_SEALED = (
    ("addresses", "hash", "address", b"address"),
    ("sessions", "participant", "state", b"session"),
    ("answers", "id", "options", b"options"),
    ("answers", "id", "text", b"text"),
    ("quarantine", "id", "address", b"address"),
    ("quarantine", "id", "whole", b"whole"),
)
"""What was readable before: table, key, column, and the place for which it is sealed."""

_UNDER_WAY = """UPDATE sessions SET under_way = CASE WHEN json_valid(state) THEN
    json_extract(state, '$.language') != '' AND NOT json_extract(state, '$.done')
    AND json_extract(state, '$.aside') != 'stopped' AND NOT coalesce(json_extract(state, '$.reminded'), 0)
    ELSE 0 END"""


def _words_are_sealed(connection: Connection) -> None:
    """Who people are and what they said can be read only with the secret from now on."""
    keys = keys_of(connection.dialect)
    for statement in (
        "CREATE TABLE seals (name BLOB NOT NULL PRIMARY KEY)",
        "ALTER TABLE sessions ADD COLUMN under_way BOOLEAN NOT NULL DEFAULT 0",
        _UNDER_WAY,
    ):
        connection.execute(text(statement))
    connection.execute(text("INSERT INTO seals VALUES (:name)"), {"name": keys.name})
    for table, key, column, place in _NOT_YET_SEALED:
        rows = connection.execute(text(f"SELECT {key}, {column} FROM {table}"))  # noqa: S608 - names of ours
        change = text(f"UPDATE {table} SET {column} = :sealed WHERE {key} = :key")  # noqa: S608
        for name, plain in rows.fetchall():
            connection.execute(change, {"key": name, "sealed": keys.seal(plain.encode(), place)})


def _people_own_their_words(connection: Connection) -> None:
    for statement in RIGHTS.split(";"):
        connection.execute(text(statement))
    keys = keys_of(connection.dialect)
    rows = connection.execute(text("SELECT id, channel, address FROM quarantine")).fetchall()
    for number, channel, sealed in rows:
        hashed = keys.hash(f"{channel}:{keys.open(sealed, b'address').decode()}")
        connection.execute(
            text("UPDATE quarantine SET hash = :hash WHERE id = :id"), {"hash": hashed, "id": number}
        )


def _voices_are_put_into_words(connection: Connection) -> None:
    for statement in SPEECH.split(";"):
        connection.execute(text(statement))


def _what_was_said_is_gone_through_together(connection: Connection) -> None:
    for statement in REVIEW.split(";"):
        connection.execute(text(statement))


def _what_came_of_it_is_shown(connection: Connection) -> None:
    for statement in PUBLIC.split(";"):
        connection.execute(text(statement))


def _staff_ask_for_answers_in_the_chat(connection: Connection) -> None:
    for statement in ORDERS.split(";"):
        connection.execute(text(statement))


STEPS: dict[int, Callable[[Connection], None]] = {
    2: _outbox_knows_who_goes_first,
    3: _recordings_say_what_is_wrong,
    4: _what_could_not_be_taken_is_set_aside,
    5: _sessions_are_short,
    6: _answers_have_numbers,
    7: _questions_say_whether_they_set_out,
    8: _answers_say_who_helped,
    9: _words_are_sealed,
    10: _people_own_their_words,
    11: _voices_are_put_into_words,
    12: _what_was_said_is_gone_through_together,
    13: _what_came_of_it_is_shown,
    14: _staff_ask_for_answers_in_the_chat,
}

VERSION = max(STEPS)
"""The version of the tables in `schema`."""
