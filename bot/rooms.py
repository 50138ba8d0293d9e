"""The rooms that a command needs which only looks something up or changes it: the database, and what it holds.

The running bot has more of them: see `app`. This much is loaded in half the time.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from bot import metrics
from bot.content import Content
from bot.core.changing import replace
from bot.core.moves import has_heard_back
from bot.core.session import Session, next_session
from bot.settings import Settings, keep_secrets
from bot.store.backups import Places
from bot.store.database import Database
from bot.store.files import SealedFiles
from bot.store.jobs import Jobs
from bot.store.members import Members
from bot.store.outbox import Outbox
from bot.store.quarantine import Quarantine
from bot.store.recordings import RecordingsFolder
from bot.store.retention import Retention
from bot.store.rotating import keys_for
from bot.store.sealing import Keys
from bot.store.sessions import Sessions
from bot.store.turns import Turns

INCOMING = "incoming"
"""The folder for what was sent from a browser and is no recording yet, among the recordings."""


def now() -> datetime:
    return datetime.now(UTC)


def spare_the_collector() -> None:
    """What was loaded so far stays for ever: searching it for garbage took a seventh of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def keys_of(settings: Settings) -> Keys:
    """The keys with which everything is sealed."""
    return keys_for(settings.database, keep_secrets(settings))


def recordings_of(settings: Settings) -> RecordingsFolder:
    """What people sent."""
    return RecordingsFolder(SealedFiles(settings.recordings, keys_of(settings)))


@asynccontextmanager
async def opened(settings: Settings, *, alone: bool = False) -> AsyncIterator[Database]:
    """The database, closed afterwards. `alone` keeps a second bot out."""
    database = await Database.open(settings.database, keys_of(settings), alone=alone)
    try:
        yield database
    finally:
        await database.close()


def quarantine_of(database: Database, settings: Settings) -> Quarantine:
    """What was set aside."""
    return Quarantine(database, Turns(database, keys_of(settings)))


def members_of(database: Database, settings: Settings) -> Members:
    """Who may do what."""
    return Members(database, keys_of(settings))


def places_of(settings: Settings) -> Places:
    """Where everything is that a backup holds."""
    return Places(settings.database, settings.recordings, settings.secret_file)


def retention_of(database: Database, settings: Settings, content: Content) -> Retention:
    """What lets go of what was kept long enough."""
    consultation = content.consultation
    finished = partial(has_heard_back, consultation.conversation)

    def begins_anew(session: Session) -> Session:
        return replace(next_session(consultation, session), earlier=session.earlier)

    return Retention(database, Sessions(keys_of(settings)), finished, begins_anew)


async def measure(outbox: Outbox, jobs: Jobs, quarantine: Quarantine) -> None:
    """What waits, for whoever watches over it."""
    depth = await outbox.depth()
    metrics.OUTBOX_WAITING.set(depth.waiting)
    metrics.OUTBOX_AGE.set((now() - depth.since).total_seconds() if depth.since else 0)
    counts = await jobs.counts()
    for state in ("waiting", "kept", "lost"):
        metrics.RECORDINGS.labels(state).set(counts.get(state, 0))
    metrics.QUARANTINE.set(await quarantine.count())
