"""How many people told something, and what all said of statements: what pictures are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from bot.core.conversation import ASIDE
from bot.core.review.questions import VOTE
from bot.core.review.showing import Figures
from bot.store.database import Database
from bot.store.items import Item, all_of
from bot.store.schema import answers
from bot.store.schema_review import items, responses, sources

_MEANS: Final = {"agree": 1, "me_too": 1, "not_sure": 0, "disagree": -1}
"""What a vote counts for on the map."""


def figures(connection: Connection, consultation: str) -> Figures:
    """Those of one consultation. Only what people share is counted."""
    people = func.count(answers.c.participant.distinct())
    theme = (items.c.consultation == consultation, items.c.kind == "theme")
    grouped = (
        select(items.c.id, items.c.words, items.c.language, people.label("people"))
        .join(sources, (sources.c.item == items.c.id) & (sources.c.role == ""))
        .join(answers, answers.c.id == sources.c.source)
        .where(*theme)
        .group_by(items.c.id)
    )
    themes = connection.execute(grouped).all()
    shared = select(people).join(items, items.c.answer == answers.c.id).where(items.c.consultation == consultation)
    told = shared.where(answers.c.step.not_in(ASIDE))
    languages = connection.execute(told.add_columns(answers.c.language).group_by(answers.c.language)).all()
    spoken = told.where(answers.c.heard.in_(("voice", "text"))).add_columns(answers.c.heard)
    ways = connection.execute(spoken.group_by(answers.c.heard)).all()
    return Figures(
        {row.id: row.people for row in themes},
        {language: count for count, language in languages},
        {name: count for count, name in ways},
        {row.id: (row.words, row.language) for row in themes if row.words},
    )


class Voting:
    """All that was said of statements in one consultation."""

    def __init__(self, database: Database, consultation: str) -> None:
        self._database = database
        self._consultation = consultation
        self._mine = (items.c.consultation == consultation, responses.c.question == VOTE.id)

    async def cast(self, since: datetime) -> tuple[int, int]:
        """How many votes there are, and how many of them came or were changed since. Raises StoreError."""
        new = func.count().filter(responses.c.at > since)
        found = select(func.count(), new).select_from(responses.join(items, items.c.id == responses.c.item))
        async with self._database.read() as connection:
            row = (await connection.execute(found.where(*self._mine))).one()
        return row[0], row[1]

    async def statements(self) -> list[Item]:
        """What was voted on, the oldest first. Raises StoreError."""
        async with self._database.read() as connection:
            return await connection.run_sync(lambda looking: all_of(looking, self._consultation, "statement", 0))

    async def votes(self) -> list[tuple[str, str, int]]:
        """Who said what of which statement: 1 agrees, 0 is not sure, -1 does not agree. Raises StoreError."""
        found = select(responses.c.who, responses.c.item, responses.c.value)
        joined = found.join(items, items.c.id == responses.c.item).where(*self._mine)
        async with self._database.read() as connection:
            return [(row.who, row.item, _MEANS[row.value]) for row in await connection.execute(joined)]
