"""What was said of items: counted, with its reasons, and taken away where the words are others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, func, select, update

from bot.core.review.questions import SAFE, Question
from bot.store.quoting import let_go_of_quotes
from bot.store.schema import answers, recordings
from bot.store.schema_public import translations
from bot.store.schema_review import items, responses
from bot.store.schema_rights import cleared
from bot.store.spoken import KEPT

Tally = Mapping[tuple[str, str], int]
"""How many of each bench ("citizen", "staff", "teller") have said what."""


def proposed(connection: Connection, item: str) -> str | None:
    """The words of an answer that somebody has found safe; None if nobody has."""
    found = (items.c.id == item) & exists().where(
        responses.c.item == items.c.id, responses.c.question == SAFE.id, responses.c.value == "safe"
    )
    words: str | None = connection.scalar(select(items.c.words).where(found))
    return words


def tally(connection: Connection, question: Question, item: str) -> Tally:
    counted = (
        select(responses.c.bench, responses.c.value, func.count().label("people"))
        .where(responses.c.item == item, responses.c.question == question.id)
        .group_by(responses.c.bench, responses.c.value)
    )
    return {(row.bench, row.value): row.people for row in connection.execute(counted)}


def tallies(connection: Connection, question: Question) -> Mapping[str, Tally]:
    """The same of every item of which this was asked."""
    counted = select(responses.c.item, responses.c.bench, responses.c.value, func.count()).where(
        responses.c.question == question.id
    )
    found: dict[str, dict[tuple[str, str], int]] = {}
    group = (responses.c.item, responses.c.bench, responses.c.value)
    for item, bench, value, people in connection.execute(counted.group_by(*group)):
        found.setdefault(item, {})[bench, value] = people
    return found


class Reason(NamedTuple):
    """Why somebody of a bench said what they said: in words, or as a `voice`, by the number of the response."""

    bench: str
    value: str
    words: str
    voice: int = 0


def reasons(connection: Connection, question: Question, item: str) -> list[Reason]:
    """Why people said what they said, in no order that tells who it was."""
    found = select(responses).where(responses.c.item == item, responses.c.question == question.id)
    rows = connection.execute(found.order_by(responses.c.bench, responses.c.value)).all()
    said = (Reason(row.bench, row.value, row.reason, row.id * (row.recording == KEPT)) for row in rows)
    return sorted(one for one in said if one.words or one.voice)


def unsay(connection: Connection, answer: str, but: str = "") -> None:
    """The words of an answer are others now: what was said of the old ones goes, and nobody else may have them.

    What one member has said of the new ones stays: that these are safe.
    """
    let_go_of_quotes(connection, select(answers.c.id).where(answers.c.id == answer))
    theirs = (responses.c.question == SAFE.id) & (responses.c.who == but)
    connection.execute(delete(responses).where(responses.c.item == answer, ~theirs))
    connection.execute(update(items).where(items.c.id == answer).values(words="", citizens=0, staff=0))
    connection.execute(delete(cleared).where(cleared.c.answer == answer))
    connection.execute(delete(translations).where(translations.c.item == answer))


def can_be_had(connection: Connection, answer: str, words: str) -> bool:
    """Whether there is anything to hear or to read of it then."""
    voice = (answers.c.share == "voice") & (recordings.c.state == "kept")
    found = select(answers.c.id).join(recordings, recordings.c.answer == answers.c.id)
    return bool(words) or connection.scalar(found.where(answers.c.id == answer, voice)) is not None
