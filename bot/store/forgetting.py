"""Letting go of a person: all that is kept of them, or only who they are."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.conversation import COMPLAINT, CONTACT
from bot.core.events import Forget
from bot.store.database import Database
from bot.store.exports import taken_back
from bot.store.quoting import let_go_of_quotes
from bot.store.records import Record
from bot.store.schema import addresses, answers, outbox, quarantine, recordings, sessions, wipes
from bot.store.schema_review import called, responses, sittings
from bot.store.schema_rights import receipts, tallies
from bot.store.schema_speech import choices_aloud

_ABOUT_THEM = (COMPLAINT, CONTACT)
"""What they told us beside all questions says who they are, and helps nobody without that."""


def forget(connection: Connection, record: Record, hashed: str, why: Forget) -> Record:
    """Let go of who this record is about; returns it as that of somebody we do not know.

    What is still to be said to them goes to the same address, which goes too when it was said (`Leaving`).
    """
    if why.keep_words:
        unlink(connection, record.participant)
    else:
        wipe(connection, record.participant)
    connection.execute(delete(quarantine).where(quarantine.c.hash == hashed))
    count_one(connection, record.consultation, why.why)
    nobody = secrets.token_hex(5)
    return replace(record, participant=nobody, session=None, before=replace(record.before, known=False))


def wipe(connection: Connection, participant: str) -> None:
    """Everything that is kept of somebody goes; recordings are noted, to be wiped from their folder."""
    theirs = select(answers.c.id).where(answers.c.participant == participant)
    taken_back(connection, theirs)
    _wipe_answers(connection, answers.c.participant == participant)
    connection.execute(delete(receipts).where(receipts.c.participant == participant))
    connection.execute(delete(responses).where(responses.c.who == participant))
    _let_go(connection, participant)


def unlink(connection: Connection, participant: str) -> None:
    """Their words stay as they were shared; nothing leads from these to them, or back, any more."""
    _wipe_answers(connection, (answers.c.participant == participant) & answers.c.step.in_(_ABOUT_THEM))
    theirs = select(answers.c.id).where(answers.c.participant == participant)
    held = recordings.c.answer.in_(theirs) & (recordings.c.state == "kept")
    connection.execute(update(recordings).where(held).values(file=""))
    _let_go(connection, participant)


def _wipe_answers(connection: Connection, which: ColumnElement[bool]) -> None:
    held = select(recordings.c.answer, recordings.c.channel, recordings.c.file).where(
        recordings.c.answer.in_(select(answers.c.id).where(which))
    )
    connection.execute(insert(wipes).from_select(["answer", "channel", "file"], held))
    let_go_of_quotes(connection, select(answers.c.id).where(which))
    connection.execute(delete(answers).where(which))


def _let_go(connection: Connection, participant: str) -> None:
    """Who they are, where they stood, and what waits to be said to them."""
    for table in (outbox, sessions, addresses, choices_aloud, called):
        connection.execute(delete(table).where(table.c.participant == participant))
    connection.execute(delete(sittings).where(sittings.c.who == participant))


def count_one(connection: Connection, consultation: str, why: str) -> None:
    """One more was let go of, for this reason."""
    one_more = sqlite.insert(tallies).values(consultation=consultation, why=why, count=1)
    connection.execute(
        one_more.on_conflict_do_update(index_elements=["consultation", "why"], set_={"count": tallies.c.count + 1})
    )


class Forgetting:
    """What is left to do about people who were let go of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def let_go(self, shown_since: datetime) -> int:
        """Let go of the addresses of those whom we do not know, when the last words have reached them.

        Words on a page are there to be read for a while: till they have waited since `shown_since`. Returns how
        many are still waiting. Raises StoreError.
        """

        def work(connection: Connection) -> tuple[int, int]:
            gone = list(connection.scalars(select(_unknown.c.participant).where(~_waits(shown_since))))
            for participant in gone:
                _let_go(connection, participant)
            waiting = connection.scalar(select(func.count()).select_from(_unknown)) or 0
            return len(gone), waiting

        gone, waiting = await self._database.write(work)
        if gone:
            await self._database.shed_log()
        return waiting


_unknown = (
    select(addresses.c.participant)
    .where(~exists().where(sessions.c.participant == addresses.c.participant))
    .subquery("unknown")
)


def _waits(shown_since: datetime) -> ColumnElement[bool]:
    waiting = (outbox.c.state == "waiting") | ((outbox.c.state == "held") & (outbox.c.queued > shown_since))
    return exists().where(outbox.c.participant == _unknown.c.participant, waiting)
