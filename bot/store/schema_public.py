"""Tables about what is given back: what everybody may see, and what was put into other languages."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from bot.store.schema import Moment, Sealed, SealedJson, metadata

# What everybody may see, as it was when it was made: numbers, and the ids of items. Their words are looked up, so
# that what somebody takes back is gone from here too.
releases = Table(
    "releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consultation", String(24), nullable=False),
    Column("number", Integer, nullable=False),
    Column("occasion", String(32), nullable=False),
    Column("content", SealedJson("release"), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("consultation", "number"),
)

# An item's words as somebody of the group put them into another language.
translations = Table(
    "translations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", String(48), ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("language", String(12), nullable=False),
    Column("words", Sealed("translation"), nullable=False),
    Column("by", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("item", "language"),
)
