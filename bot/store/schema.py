"""The tables, as they are now. `migrations` holds the way here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from bot.store.sealing import Keys


def keys_of(dialect: Dialect) -> Keys:
    """The keys travel with the engine, which is opened with them: two databases may have two secrets."""
    keys: Keys = dialect.sgwrs_keys  # type: ignore[attr-defined]
    return keys


class Moment(TypeDecorator[datetime]):
    """A point in time: with its zone outside, UTC without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """On SQLite, where moments are text, straight to that text: SQLAlchemy takes several times as long."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _as_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


@lru_cache(maxsize=64)  # what a turn writes, it writes at one moment
def _as_text(value: datetime | None) -> str | None:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds") if value else None


def _as_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{text}+00:00") if text else None


class Sealed(TypeDecorator[str]):
    """Words that only who has the secret can read. `place` is where they stand: elsewhere they do not open."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], bytes]:
        keys, place = keys_of(dialect), self.place.encode()
        return lambda value: keys.seal(value.encode(), place)

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[bytes | None], str | None]:
        keys, place = keys_of(dialect), self.place.encode()
        return lambda value: None if value is None else keys.open(value, place).decode()


class SealedJson(Sealed):
    """The same for values that JSON can hold."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], bytes]:
        keys, place = keys_of(dialect), self.place.encode()
        return lambda value: keys.seal(orjson.dumps(value), place)

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[bytes | None], Any]:
        keys, place = keys_of(dialect), self.place.encode()
        return lambda value: None if value is None else orjson.loads(keys.open(value, place))


metadata = MetaData()

versions = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

# The name of the key with which everything here is sealed: who has another secret is told so at the start.
seals = Table("seals", metadata, Column("name", LargeBinary(8), primary_key=True))

# Who somebody is. `hash` is a keyed hash of channel and address.
addresses = Table(
    "addresses",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("participant", String(16), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("address", Sealed("address"), nullable=False),
    Column("retired", Boolean, nullable=False, default=False),
)

# Where somebody is in a conversation: `state` is the session as JSON, sealed. `heard` is the present question as
# it was put, in `heard_language`, and `clips` are the files that were heard with it. `under_way` says that they
# are in the middle, and were never reminded of it.
sessions = Table(
    "sessions",
    metadata,
    Column("participant", String(16), primary_key=True),
    Column("consultation", String(24), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("under_way", Boolean, nullable=False, default=False),
    Column("heard", Text, nullable=False, default=""),
    Column("heard_language", String(12), nullable=False, default=""),
    Column("clips", Text, nullable=False, default=""),
    Column("changed", Moment, nullable=False),
)

# What was said: one row an answer. `number` counts a session's answers as they were told, whatever clocks say.
# `helper` is who helped to tell it, `consent` the hash of the words to which they had agreed.
answers = Table(
    "answers",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("participant", String(16), nullable=False, index=True),
    Column("session", String(24), nullable=False),
    Column("consultation", String(24), nullable=False),
    Column("conversation", String(24), nullable=False),
    Column("version", String(12), nullable=False),
    Column("step", String(24), nullable=False),
    Column("part", String(24), nullable=False, default=""),
    Column("probe", Integer, nullable=False, default=0),
    Column("round", Integer, nullable=False, default=0),
    Column("language", String(12), nullable=False),
    Column("question", Text, nullable=False),
    Column("heard", String(8), nullable=False),
    Column("options", SealedJson("options"), nullable=False),
    Column("text", Sealed("text"), nullable=False, default=""),
    Column("share", String(8), nullable=False, default="team"),
    Column("at", Moment, nullable=False),
    Column("number", Integer, nullable=False),
    Column("helper", String(24), nullable=False, default=""),
    Column("consent", String(12), nullable=False, default=""),
)

Index("answers_in_order", answers.c.session, answers.c.number)

# The sound or picture of an answer: first only the channel's reference, then a file of ours under the answer's id.
# `trouble` is why it is not there yet, or will never be.
recordings = Table(
    "recordings",
    metadata,
    Column("answer", String(48), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("seconds", Integer, nullable=False, default=0),
    Column("state", String(8), nullable=False, default="waiting"),  # waiting · kept · lost
    Column("name", Text, nullable=False, default=""),
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", Moment, nullable=False),
    Column("bytes", Integer, nullable=False, default=0),
    Column("trouble", Text, nullable=False, default=""),
)
Index("recordings_waiting", recordings.c.state, recordings.c.not_before)

# What is to be wiped from the recordings folder: written in the turn that wipes, done by a job.
wipes = Table(
    "wipes",
    metadata,
    Column("answer", String(48), primary_key=True),
    Column("channel", String(16), nullable=False, default=""),
    Column("file", Text, nullable=False, default=""),
)

# What was taken in already, so that an update that comes twice changes nothing.
seen = Table(
    "seen",
    metadata,
    Column("update", String(96), primary_key=True),
    Column("at", Moment, nullable=False),
)

# What waits to be said, and what was said last. `held` rows are fetched by a page instead of being sent. Where
# `replay` names answers, those are played back, and the words come with a later row. `many` marks what is said to
# many people at once: it waits for what is said to one. `begun` is set on a question before it is handed to the
# channel for the first time: till then nobody can have seen it.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("participant", String(16), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("spoken", JSON, nullable=False),
    Column("replay", Text, nullable=False, default=""),
    Column("ask", Integer, nullable=False),
    Column("state", String(8), nullable=False),  # waiting · sent · held
    Column("ref", Text, nullable=False, default=""),
    Column("tries", Integer, nullable=False, default=0),
    Column("queued", Moment, nullable=False),
    Column("many", Boolean, nullable=False, default=False),
    Column("begun", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)
Index("outbox_waiting", outbox.c.state, outbox.c.many, outbox.c.id)

# What came in and could not be taken, whole, with the error: for staff to look at, and to try again once it is
# `wanted`. `stood` is the question the person had before them, `hash` that of their address.
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("update", String(64), nullable=False, unique=True),
    Column("channel", String(16), nullable=False),
    Column("hash", String(64), nullable=False, default="", index=True),
    Column("address", Sealed("address"), nullable=False),
    Column("whole", SealedJson("whole"), nullable=False),
    Column("stood", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("wanted", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

# Clips that a channel has already, by its own name for them.
uploads = Table(
    "uploads",
    metadata,
    Column("channel", String(48), primary_key=True),
    Column("clip", String(160), primary_key=True),
    Column("file", Text, nullable=False),
)
