"""What members put into other languages: an item's words beside its own, never in their place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite

from bot.store.schema_public import translations


def translated(connection: Connection, names: Collection[str], language: str) -> dict[str, str]:
    """The words of those of these items that somebody has put into this language."""
    found = select(translations.c.item, translations.c.words).where(
        translations.c.item.in_(names), translations.c.language == language
    )
    return dict(connection.execute(found).all())


def translate(connection: Connection, item: str, language: str, words: str, by: str, now: datetime) -> None:
    """Somebody puts an item into a language; the last one counts."""
    new = sqlite.insert(translations).values(item=item, language=language, words=words, by=by, at=now)
    instead = {name: new.excluded[name] for name in ("words", "by", "at")}
    connection.execute(new.on_conflict_do_update(index_elements=["item", "language"], set_=instead))
