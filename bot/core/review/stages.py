"""The stages of a review, in their order: what is open in each, and by when it is to be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.review.questions import (
    ADOPT,
    BELONGS,
    CAME_TRUE,
    CLOSE,
    DECIDE,
    DRAFT,
    FELT,
    FIRST_CHOICE,
    GO_ON,
    GROUP_RIGHT,
    HEARD,
    HEARD_RIGHT,
    MEANT,
    NAME,
    PLACE,
    SAFE,
    SECOND_CHOICE,
    TAKE_BACK,
    USE,
    VOTE,
    Kind,
    Question,
)


@dataclass(frozen=True)
class Stage:
    """`asks` are the questions that are open, `makes` the items that can be made or changed.

    `days` after the review began it is to be done.
    """

    id: str
    asks: tuple[Question, ...]
    makes: tuple[Kind, ...]
    days: int

    def due(self, began: date) -> date:
        """The last day on which it is not late."""
        return began + timedelta(days=self.days)

    def opens(self, question: Question) -> bool:
        """Whether this can be answered now. How far people decided, and that it is done, is asked in each."""
        return question in (*self.asks, FELT, CLOSE)


STAGES: Final = (
    Stage("ready", (), (), 0),
    Stage("safe", (SAFE,), (), 10),
    Stage("listen", (SAFE, HEARD), (), 21),
    Stage("group", (SAFE, HEARD, PLACE, NAME, BELONGS, GROUP_RIGHT, GO_ON), ("theme",), 28),
    Stage("vote", (GROUP_RIGHT, DRAFT, MEANT, TAKE_BACK, VOTE), ("statement",), 42),
    Stage("stories", (FIRST_CHOICE, SECOND_CHOICE, USE), ("story",), 49),
    Stage("adopt", (ADOPT,), (), 56),
    Stage("decide", (DECIDE,), ("decision",), 86),
    Stage("answer", (HEARD_RIGHT, CAME_TRUE), (), 93),
)
"""From "is everybody in their seat?" to "did we hear you right?"."""

BY_ID: Final = {stage.id: stage for stage in STAGES}


def after(stage: Stage) -> Stage | None:
    """The one that opens when this one is closed."""
    following = STAGES[STAGES.index(stage) + 1 :]
    return following[0] if following else None


def is_late(stage: Stage, began: date, today: date, closed: Collection[str]) -> bool:
    """Whether it should have been done by now, and is not."""
    return stage.id not in closed and today > stage.due(began)
