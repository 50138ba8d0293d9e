"""Numbered releases of what came of a review, on disk: made when there is something to tell, and never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from bot.core.review.questions import CAME_TRUE, HEARD_RIGHT, USE, VOTE
from bot.core.review.releasing import Counts, Release, Stated, occasion, publishable
from bot.core.review.showing import Opinion
from bot.core.review.small import OTHER
from bot.store.database import Database
from bot.store.figures import figures
from bot.store.items import A_MONTH, Item, all_of, item_of, words_of
from bot.store.results import meter
from bot.store.review import Review
from bot.store.said import Tally, tally
from bot.store.schema_public import releases


@dataclass(frozen=True)
class Told:
    """A release as it is read: its number and day, and all items that are still there, by their ids."""

    number: int
    at: datetime
    content: Release
    items: Mapping[str, Item]
    stories: Mapping[str, Item]
    """Stories in their tellers' words, of those who say that they may be used."""


class Releases:
    """Those of one review."""

    def __init__(self, database: Database, review: Review) -> None:
        self._database = database
        self._review = review

    async def make(self, opinion: Opinion | None, now: datetime) -> int | None:
        """A new one, if there is anything new to tell; returns its number. Raises StoreError."""
        return await self._database.write(lambda connection: self._make(connection, opinion, now))

    async def latest(self) -> int:
        """The number of the last one; 0 if there is none."""
        return await self._review.look(lambda connection: _latest(connection, self._review.consultation))

    async def one(self, number: int) -> Told | None:
        """As it can be read today: what was taken back since is not in it."""
        return await self._review.look(lambda connection: self._read(connection, number))

    def _make(self, connection: Connection, opinion: Opinion | None, now: datetime) -> int | None:
        state = self._review.state_in(connection, now)
        decided = state.closed.get("decide", now)
        decisions = all_of(connection, self._review.consultation, "decision")
        months = int((now - decided) / A_MONTH)
        today = occasion(state.closed, months, sum(bool(one.did) for one in decisions))
        number = _latest(connection, self._review.consultation)
        before = self._row(connection, number)
        if not today or (before and before.occasion == today):
            return None
        found = self._found(connection, opinion, {one.about: one for one in decisions})
        last = Release.from_json(before.content) if before else None
        values = {"consultation": self._review.consultation, "number": number + 1, "occasion": today, "at": now}
        content = asdict(publishable(found, last))
        connection.execute(insert(releases).values(**values, content=content))
        return number + 1

    def _found(self, connection: Connection, opinion: Opinion | None, decisions: Mapping[str, Item]) -> Release:
        """All that there is to tell, with whatever numbers."""
        consultation = self._review.consultation
        outcomes = self._review.outcomes(connection)
        adopted = set(outcomes.adopted())
        counted = figures(connection, consultation)
        known = meter(connection, outcomes, self._review.rung)

        def stated(item: Item) -> Stated:
            decision = decisions.get(item.id)
            about = decision.id if decision else ""
            said = (tally(connection, question, about) for question in (HEARD_RIGHT, CAME_TRUE))
            votes = _all_benches(tally(connection, VOTE, item.id))
            did = bool(decision and decision.did)
            return Stated(votes, item.id in adopted, about, did, *map(_all_benches, said))

        return Release(
            counted.themes,
            counted.languages,
            counted.ways,
            opinion,
            {item.id: stated(item) for item in all_of(connection, consultation, "statement")},
            {theme: list(dict.fromkeys(chosen.values())) for theme, chosen in outcomes.chosen().items()},
            {stage: _all_benches(felt) for stage, felt in known.felt.items() if felt},
            known.holds,
        )

    def _row(self, connection: Connection, number: int) -> Row[Any] | None:
        mine = (releases.c.consultation == self._review.consultation, releases.c.number == number)
        return connection.execute(select(releases).where(*mine)).first()

    def _read(self, connection: Connection, number: int) -> Told | None:
        row = self._row(connection, number)
        if row is None:
            return None
        content = Release.from_json(row.content)
        decisions = [one.decision for one in content.statements.values() if one.decision]
        names = (*content.themes, *content.statements, *decisions)
        found = {name: item for name in names if (item := item_of(connection, name))}
        used = [name for chosen in content.stories.values() for name in chosen]
        stories = {name: story for name in used if (story := _story(connection, name))}
        themes = {name: count for name, count in content.themes.items() if name in (*found, OTHER)}
        return Told(row.number, row.at, replace(content, themes=themes), found, stories)


def _latest(connection: Connection, consultation: str) -> int:
    mine = releases.c.consultation == consultation
    return connection.scalar(select(func.max(releases.c.number)).where(mine)) or 0


def _story(connection: Connection, name: str) -> Item | None:
    """With its words, if who told it says that they may be used."""
    item = item_of(connection, name)
    words = "\n".join(words_of(connection, item.answers)) if item else ""
    used = ("teller", "yes") in tally(connection, USE, name)
    return replace(item, words=words) if item and words and used else None


def _all_benches(counted: Tally) -> Counts:
    """Whoever said it: benches are small, and would tell who it was."""
    found = Counter[str]()
    for (_, value), people in counted.items():
        found[value] += people
    return dict(found)
