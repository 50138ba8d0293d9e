"""What a report tells beside a release: which groups are of gifts, who was not heard, and what was translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.store.releases import Told
from bot.store.review import Review
from bot.store.schema import answers
from bot.store.schema_review import items, sources
from bot.store.translating import translated


@dataclass(frozen=True)
class Beside:
    """`gifts` are the groups of what people are good at. `unheard` are languages, and "voice".

    `translated` are the words that somebody has put into the language of a report, by item.
    """

    gifts: Collection[str]
    unheard: Collection[str]
    translated: Mapping[str, str]


async def beside(review: Review, told: Told, gift_steps: Collection[str], language: str) -> Beside:
    """`gift_steps` ask what people are good at. Raises StoreError."""

    def look(connection: Connection) -> Beside:
        behind = [name for story in told.stories.values() for name in story.answers]
        return Beside(
            _gifts(connection, review.consultation, gift_steps),
            review.outcomes(connection).unheard_groups(),
            translated(connection, [*told.items, *behind], language),
        )

    return await review.look(look)


def _gifts(connection: Connection, consultation: str, steps: Collection[str]) -> set[str]:
    """The groups of which more than half of the answers say what people are good at."""
    found = (
        select(sources.c.item, answers.c.step.in_(steps).label("gift"), func.count())
        .join(items, items.c.id == sources.c.item)
        .join(answers, answers.c.id == sources.c.source)
        .where(items.c.consultation == consultation, items.c.kind == "theme", sources.c.role == "")
        .group_by(sources.c.item, "gift")
    )
    counted: Counter[str] = Counter()
    for theme, is_gift, count in connection.execute(found):
        counted[theme] += count if is_gift else -count
    return {theme for theme, more in counted.items() if more > 0}
