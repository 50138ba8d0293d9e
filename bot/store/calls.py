"""Who told something, and was told that they are asked, or what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.dialects import sqlite

from bot.store.database import Database
from bot.store.items import A_MONTH
from bot.store.progress import State
from bot.store.review import Review
from bot.store.schema_review import called

AGAIN: Final = (3, 6)
"""Months after which people are told again what was done, and asked whether it was."""

CALLING: Final = ("vote", "stories", "answer")
"""The stages in which people who told something are asked, or told."""


class Called:
    """Those of one review."""

    def __init__(self, database: Database, review: Review) -> None:
        self._database = database
        self._review = review

    async def open(self, now: datetime) -> tuple[str, list[str]]:
        """What people are asked about now, and who does not know yet that they are. Raises StoreError."""
        occasion = _occasion(await self._review.state(now), now)
        if occasion.partition(".")[0] not in CALLING:
            return occasion, []
        found = await self._review.look(lambda connection: self._review.outcomes(connection).to_call(occasion))
        return occasion, found

    async def note(self, participant: str, occasion: str, now: datetime) -> None:
        """They know. Raises StoreError."""
        values = {"participant": participant, "stage": occasion, "at": now}
        statement = sqlite.insert(called).values(values).on_conflict_do_nothing()
        await self._database.write(lambda connection: connection.execute(statement))


def _occasion(state: State, now: datetime) -> str:
    """The open stage; and when what came of it is told, once more after three months, and after six."""
    opened = state.closed.get("decide")
    if state.stage.id != "answer" or opened is None:
        return state.stage.id
    passed = [months for months in AGAIN if now - opened >= months * A_MONTH]
    return f"answer.{passed[-1]}" if passed else "answer"
