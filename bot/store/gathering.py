"""What people share becomes something to be looked at; what they share no more is not looked at any longer."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select

from bot.core.conversation import ASIDE
from bot.store.asked import SHARED, SHUFFLED
from bot.store.quoting import let_go_of_quotes
from bot.store.schema import answers
from bot.store.schema_review import items


def gather(connection: Connection, consultation: str, now: datetime) -> None:
    """All answers in words, voice or pictures that others may look at once they are safe."""
    withdrawn = select(answers.c.id).where(answers.c.share.not_in(SHARED))
    let_go_of_quotes(connection, withdrawn)
    connection.execute(delete(items).where(items.c.answer.in_(withdrawn)))
    shared = (
        answers.c.consultation == consultation,
        answers.c.share.in_(SHARED),
        answers.c.heard != "choice",
        answers.c.step.not_in(ASIDE),
    )
    there = exists().where(items.c.answer == answers.c.id)
    rows = [
        {
            "id": row.id,
            "answer": row.id,
            "language": row.language,
            "consultation": consultation,
            "kind": "answer",
            "words": "",
            "shuffle": secrets.randbelow(SHUFFLED),
            "at": now,
        }
        for row in connection.execute(select(answers.c.id, answers.c.language).where(*shared, ~there))
    ]
    if rows:
        connection.execute(insert(items), rows)
