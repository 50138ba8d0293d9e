"""From an empty or older database to the present tables: numbered steps, forwards only.

A step never changes once it was released; a change of the tables is a new step at the end.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, inspect, select, update

from bot.errors import StoreError
from bot.store.schema import metadata, versions


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


STEPS: tuple[Callable[[Connection], None], ...] = (_first,)


def migrate(connection: Connection) -> None:
    """Bring the database up to date within the caller's transaction. StoreError if it is from the future."""
    if not inspect(connection).has_table(versions.name):
        versions.create(connection)
        connection.execute(insert(versions).values(version=0))
    version = connection.execute(select(versions.c.version)).scalar_one()
    if version > len(STEPS):
        raise StoreError(
            f"the database is of version {version}, made by a newer Sgwrs; this one knows {len(STEPS)}"
        )
    for number, step in enumerate(STEPS[version:], version + 1):
        step(connection)
        connection.execute(update(versions).values(version=number))
