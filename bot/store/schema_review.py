"""Tables about going through what was said, together: what is looked at, what is said of it, how far it is."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.store.schema import Moment, Sealed, SealedJson, metadata

# How far the review of a consultation has come: `stage` is the one that is open.
reviews = Table(
    "reviews",
    metadata,
    Column("consultation", String(24), primary_key=True),
    Column("stage", String(12), nullable=False),
    Column("began", Moment, nullable=False),
)

# When each stage was closed.
closings = Table(
    "closings",
    metadata,
    Column("consultation", String(24), primary_key=True),
    Column("stage", String(12), primary_key=True),
    Column("at", Moment, nullable=False),
)

# What is looked at. An answer is an item of its own name, and goes with it. `words` are those of what a reviewer
# made, in `language`; `maker` is who did. `shuffle` gives each reviewer another order; `citizens` and `staff`
# count those who have heard it.
items = Table(
    "items",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("consultation", String(24), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), nullable=True, unique=True),
    Column("words", Sealed("item"), nullable=False),
    Column("language", String(12), nullable=False, default=""),
    Column("maker", String(16), nullable=False, default=""),
    Column("shuffle", Integer, nullable=False),
    Column("citizens", Integer, nullable=False, default=0),
    Column("staff", Integer, nullable=False, default=0),
    Column("at", Moment, nullable=False),
)
Index("items_of_kind", items.c.consultation, items.c.kind, items.c.citizens, items.c.staff)

# What an item is made of: the answers in a theme, those behind a statement, the statement that was decided.
# `role` is "" or what the source is for: "name" where an item's words are a piece of it, "theme" for the theme
# that a statement is about, or in which a story stands for the others.
sources = Table(
    "sources",
    metadata,
    Column("item", String(48), ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("source", String(48), ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(8), primary_key=True, default=""),
    Column("by", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("sources_of", sources.c.source)

# What somebody says of an item: the last counts. `who` is a member or a participant; `bench` is "citizen",
# "staff", or "teller" for who told something and is not on the panel. `reason` is in their words, or a recording.
responses = Table(
    "responses",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("item", String(48), ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("question", String(16), nullable=False),
    Column("who", String(16), nullable=False),
    Column("bench", String(8), nullable=False),
    Column("value", String(12), nullable=False),
    Column("reason", Sealed("reason of a response"), nullable=False, default=""),
    Column("recording", Text, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    UniqueConstraint("item", "question", "who"),
    sqlite_autoincrement=True,
)
Index("responses_by", responses.c.who, responses.c.question)
Index("responses_spoken", responses.c.recording, sqlite_where=responses.c.recording != "")
Index("responses_to", responses.c.question, responses.c.item, responses.c.bench, responses.c.value)

# What was decided of a statement: the reason is in the item's words. `owner` sees to it; `did` is what was done
# since.
decisions = Table(
    "decisions",
    metadata,
    Column("item", String(48), ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("value", String(8), nullable=False),
    Column("owner", Sealed("owner"), nullable=False),
    Column("due", Moment, nullable=False),
    Column("did", Sealed("did"), nullable=False, default=""),
    Column("did_at", Moment, nullable=True),
)

# Who told something, and was told that they are asked: each once for every stage.
called = Table(
    "called",
    metadata,
    Column("participant", String(16), primary_key=True),
    Column("stage", String(20), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Where somebody is who reviews in the chat, a member or a participant: `state` is the sitting as JSON.
sittings = Table(
    "sittings",
    metadata,
    Column("who", String(16), primary_key=True),
    Column("state", SealedJson("sitting"), nullable=False),
)
