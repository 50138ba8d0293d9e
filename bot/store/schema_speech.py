"""Tables about speech: what a machine wrote down, choices that wait to be understood, and voices that are lent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.schema import Moment, Sealed, SealedJson, metadata

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

# Where members are who lend their voice, and the name by which they are thanked: `state` is the lender as JSON.
lenders = Table(
    "lenders",
    metadata,
    Column("member", String(16), ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("state", SealedJson("lender"), nullable=False),
)

# Recordings of the bot's own words: `words` are those that were said, by the member, for the message `address`.
# First only the channel's reference (`file`), then a clip that is `kept` among the recordings, as `take.<id>`.
takes = Table(
    "takes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("member", String(16), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("language", String(12), nullable=False),
    Column("address", String(160), nullable=False),
    Column("words", Text, nullable=False),
    Column("state", String(8), nullable=False),  # waiting · heard · offered · accepted · refused · gone
    Column("why", String(8), nullable=False, default=""),
    Column("judge", String(16), nullable=False, default=""),
    Column("channel", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("kept", Boolean, nullable=False, default=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
Index("takes_in_language", takes.c.language, takes.c.state)
