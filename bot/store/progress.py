"""How far a review has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.core.review.stages import BY_ID, STAGES, Stage
from bot.store.asked import nowhere
from bot.store.schema_review import closings, items, reviews


@dataclass(frozen=True)
class State:
    """How far a review has come: the `stage` that is open, since when there is a review, and what is `closed`."""

    stage: Stage
    began: datetime
    closed: Mapping[str, datetime]


def state_in(connection: Connection, consultation: str, now: datetime) -> State:
    """How far this one has come; the first look at it begins it."""
    row = connection.execute(select(reviews).where(reviews.c.consultation == consultation)).first()
    if row is None:
        _begin(connection, consultation, now)
        return State(STAGES[0], now, {})
    done = connection.execute(select(closings).where(closings.c.consultation == consultation))
    return State(BY_ID[row.stage], row.began, {one.stage: one.at for one in done})


def stage_item(consultation: str, stage: Stage) -> str:
    """What a stage is called as an item."""
    return f"{consultation}.{stage.id}"


def _begin(connection: Connection, consultation: str, now: datetime) -> None:
    connection.execute(insert(reviews).values(consultation=consultation, stage=STAGES[0].id, began=now))
    same = {"consultation": consultation, "words": "", "shuffle": 0, "at": now}
    stages = [{"id": stage_item(consultation, stage), "kind": "stage", **same} for stage in STAGES]
    connection.execute(insert(items), [*stages, {"id": nowhere(consultation), "kind": "theme", **same}])
