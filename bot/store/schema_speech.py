"""Tables about speech: what a machine wrote down, and choices that wait to be understood."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.schema import Moment, Sealed, metadata

# What a machine wrote down of a voice. `state` says how far to trust it: "machine", or "unsure" where the machine
# itself is not; "right" or "mended" where the person who spoke said so; "wrong", "silent" and "failed" have none.
# `to_tell` says that the person's session does not know of it yet.
transcripts = Table(
    "transcripts",
    metadata,
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("words", Sealed("transcript"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("model", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("to_tell", Boolean, nullable=False),
)
Index("transcripts_to_tell", transcripts.c.to_tell)

DRAFTS = ("machine", "unsure")
"""The states of what nobody has looked at yet."""

# Choices that were made aloud and wait to be understood: one a person, the last. They are not kept.
choices_aloud = Table(
    "choices_aloud",
    metadata,
    Column("participant", String(16), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("ask", Integer, nullable=False),
    Column("language", String(12), nullable=False),
    Column("at", Moment, nullable=False),
)
