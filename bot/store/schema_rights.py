"""More tables: what people agreed to, what was taken out, who listened, and what waits for a person."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.schema import Moment, Sealed, SealedJson, metadata

# What somebody agreed to: the exact `words`, their language, the clips they heard (their files' names), what they
# chose, and how. `consent` is the hash of all words of consent at the time, `version` that of the conversation.
receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("participant", String(16), nullable=False, index=True),
    Column("session", String(24), nullable=False),
    Column("consultation", String(24), nullable=False),
    Column("version", String(12), nullable=False),
    Column("consent", String(12), nullable=False),
    Column("step", String(24), nullable=False),
    Column("words", Text, nullable=False),
    Column("language", String(12), nullable=False),
    Column("clips", Text, nullable=False),
    Column("option", String(24), nullable=False),
    Column("how", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# How many were let go of, and why: all that stays of those who said no.
tallies = Table(
    "tallies",
    metadata,
    Column("consultation", String(24), primary_key=True),
    Column("why", String(24), primary_key=True),
    Column("count", Integer, nullable=False),
)

# What left the house: to whom, and what for. `everything` says that it held more than what is shared; `withdrawn`
# counts how often something of it was taken back since.
exports = Table(
    "exports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("recipient", Sealed("recipient"), nullable=False),
    Column("purpose", Sealed("purpose"), nullable=False),
    Column("format", String(12), nullable=False),
    Column("everything", Boolean, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False, default=0),
    sqlite_autoincrement=True,
)

# What staff have asked for in the chat or on the board: said so far, being made, or waiting to be fetched once.
orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("member", String(16), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("state", String(8), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("recipient", Sealed("ordered for"), nullable=False),
    Column("purpose", Sealed("ordered why"), nullable=False),
    Column("only", SealedJson("ordered only"), nullable=False),
    Column("ask", Integer, nullable=False),
    Column("language", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

exported = Table(
    "exported",
    metadata,
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("export", Integer, ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True),
)

# Complaints, and wishes that a person calls: what was done about them, and by when it must be. `to_tell` says that
# the reply is still to be told.
cases = Table(
    "cases",
    metadata,
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("due", Moment, nullable=False),
    Column("done", Moment, nullable=True),
    Column("reply", Sealed("reply"), nullable=False, default=""),
    Column("to_tell", Boolean, nullable=False, default=False),
)

# What somebody must see because a person may come to harm. `told` says whether its teller knows, or why not.
concerns = Table(
    "concerns",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
    Column("by", Sealed("by"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Sealed("reason"), nullable=False),
    Column("told", Sealed("told"), nullable=False),
    Column("done", Moment, nullable=True),
    Column("outcome", Sealed("outcome"), nullable=False, default=""),
    sqlite_autoincrement=True,
)

# An answer's words with the names taken out, as a person has confirmed them. What was said stays sealed beside it.
cleared = Table(
    "cleared",
    metadata,
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Sealed("cleared"), nullable=False),
    Column("by", Sealed("by"), nullable=False),
    Column("at", Moment, nullable=False),
)

# Who may do what; `bench` is "citizen" or "staff". One of each bench is the `chair`; the `decider` decides.
# `hash` is that of the chat they came from: NULL, and `address` "", for who has only a browser.
members = Table(
    "members",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("bench", String(8), nullable=False),
    Column("name", Sealed("name"), nullable=False),
    Column("channel", String(16), nullable=False, default=""),
    Column("address", Sealed("address"), nullable=False),
    Column("hash", String(64), nullable=True, unique=True),
    Column("since", Moment, nullable=False),
    Column("ended", Moment, nullable=True),
    Column("chair", Boolean, nullable=False, default=False),
    Column("decider", Boolean, nullable=False, default=False),
)

# Links that open once: an invitation (`member` is NULL till it is used) or a member's way to the board. `hash` is
# that of the link's secret; `code` is what staff call it by.
links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("bench", String(8), nullable=False),
    Column("name", Sealed("name"), nullable=False),
    Column("member", String(16), ForeignKey("members.id", ondelete="CASCADE"), nullable=True),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("used", Moment, nullable=True),
)

# Browsers that are signed in to the board, by the hash of their cookie.
entries = Table(
    "entries",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("member", String(16), ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    Column("since", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
)

# Each time somebody heard a recording, or saw words that are not shared.
plays = Table(
    "plays",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("member", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
Index("plays_in_order", plays.c.at)

# When what is done every night was done last, and what came of it.
runs = Table(
    "runs",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("words", Text, nullable=False),
)
