"""What others may read of answers, and in which groups these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from bot.store.database import Database
from bot.store.schema import answers
from bot.store.schema_review import items, sources
from bot.store.schema_rights import cleared


class Words(NamedTuple):
    """An answer in words, after names were taken out."""

    answer: str
    language: str
    text: str


async def themes(database: Database) -> Mapping[str, tuple[str, ...]]:
    """The names of the groups that each answer is in, in all consultations. Raises StoreError."""
    found = (
        select(sources.c.source, items.c.words)
        .join(items, items.c.id == sources.c.item)
        .where(items.c.kind == "theme", sources.c.role == "")
        .order_by(sources.c.source, items.c.at, items.c.id)
    )
    names: dict[str, tuple[str, ...]] = {}
    async with database.read() as connection:
        for answer, words in await connection.execute(found):
            names[answer] = (*names.get(answer, ()), *filter(None, (words,)))
    return names


class Grouped:
    """Those of one consultation."""

    def __init__(self, database: Database, consultation: str) -> None:
        self._database = database
        self._mine = items.c.consultation == consultation

    async def words(self, most: int) -> Sequence[Words]:
        """Of so many answers, the newest. Raises StoreError."""
        found = (
            select(cleared.c.answer, answers.c.language, cleared.c.text)
            .join(answers, answers.c.id == cleared.c.answer)
            .join(items, items.c.id == cleared.c.answer)
            .where(self._mine)
            .order_by(answers.c.at.desc())
            .limit(most)
        )
        async with self._database.read() as connection:
            return [Words(*row) for row in await connection.execute(found) if row.text.strip()]

    async def groups(self) -> Mapping[str, Sequence[str]]:
        """The answers of each group, also of those that have none. Raises StoreError."""
        found = (
            select(items.c.id, sources.c.source)
            .outerjoin(sources, (sources.c.item == items.c.id) & (sources.c.role == ""))
            .where(self._mine, items.c.kind == "theme")
        )
        groups: dict[str, list[str]] = {}
        async with self._database.read() as connection:
            for group, answer in await connection.execute(found):
                groups.setdefault(group, []).extend([answer] if answer else [])
        return groups
