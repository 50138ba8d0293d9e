"""What came of a review, as everybody in it sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.core.conversation import Rung
from bot.core.review.questions import ADOPT, CAME_TRUE, FELT, HEARD_RIGHT, VOTE, Bench
from bot.core.review.rules import honest_rung
from bot.core.review.stages import STAGES
from bot.store.items import Item, all_of, item_of, sizes
from bot.store.outcomes import Outcomes
from bot.store.review import Review
from bot.store.said import Reason, Tally, reasons, tallies, tally


@dataclass(frozen=True)
class Statement:
    """A statement, what was said of it, and what was decided. `against` are the reasons of those who said no.

    `votes` is None as long as whoever looks has not voted, and may yet.
    """

    item: Item
    votes: Tally | None
    adopted: bool
    adopting: Tally
    against: Sequence[Reason]
    decision: Item | None
    heard_right: Tally
    came_true: Tally
    late: bool


@dataclass(frozen=True)
class Chosen:
    """The story that each bench chose in a theme, and why people chose it."""

    theme: Item
    stories: Mapping[Bench, Item]
    why: Mapping[str, Sequence[Reason]]


@dataclass(frozen=True)
class Meter:
    """How far people decide: what the promise is worth today, and by stage what people say it was."""

    holds: Rung
    felt: Mapping[str, Tally]


@dataclass(frozen=True)
class Results:
    themes: Sequence[tuple[Item, int]]
    """Each with how many answers are in it."""
    statements: Sequence[Statement]
    stories: Sequence[Chosen]
    meter: Meter


def results(
    connection: Connection,
    outcomes: Outcomes,
    promised: Rung,
    who: str,
    now: datetime,
    *,
    counting: bool,
    telling: bool,
) -> Results:
    """All of it, for somebody. `counting`: who has not voted sees no votes; `telling`: adopting is over."""
    consultation = outcomes.consultation
    themes = all_of(connection, consultation, "theme", most=1)
    counts = sizes(connection, consultation)
    said = {question: tallies(connection, question) for question in (VOTE, ADOPT, HEARD_RIGHT, CAME_TRUE)}
    decisions = {one.about: one for one in all_of(connection, consultation, "decision")}
    adopted = set(outcomes.adopted())
    voted = {row.item for row in outcomes.said_by(who, VOTE)} if counting else None

    def statement(item: Item) -> Statement:
        decision = decisions.get(item.id)
        about = decision.id if decision else ""
        return Statement(
            item,
            said[VOTE].get(item.id, {}) if voted is None or item.id in voted else None,
            item.id in adopted,
            said[ADOPT].get(item.id, {}) if telling else {},
            [why for why in reasons(connection, ADOPT, item.id) if why.value == "no" and telling],
            decision,
            said[HEARD_RIGHT].get(about, {}),
            said[CAME_TRUE].get(about, {}),
            bool(decision and decision.due and decision.due < now and not decision.did and decision.value != "no"),
        )

    return Results(
        [(theme, counts.get(theme.id, 0)) for theme in themes if theme.words],
        [statement(item) for item in all_of(connection, consultation, "statement")],
        list(_stories(connection, outcomes, themes)),
        meter(connection, outcomes, promised),
    )


def meter(connection: Connection, outcomes: Outcomes, promised: Rung) -> Meter:
    """Nobody can change it: it is worked out anew whenever somebody looks at it."""
    felt = {stage.id: tally(connection, FELT, f"{outcomes.consultation}.{stage.id}") for stage in STAGES}
    early = outcomes.decided_before_adopting()
    return Meter(honest_rung(promised, outcomes.seats(), decided_before_adopting=early), felt)


def _stories(connection: Connection, outcomes: Outcomes, themes: Sequence[Item]) -> Sequence[Chosen]:
    by_name = {theme.id: theme for theme in themes}
    found = []
    for theme, chosen in outcomes.chosen().items():
        stories = {bench: item for bench, name in chosen.items() if (item := item_of(connection, name))}
        why = {item.id: outcomes.why_chosen(item.id) for item in stories.values()}
        found.append(Chosen(by_name[theme], stories, why))
    return found


async def meter_of(review: Review) -> Meter:
    """That of a review, beside the turns. Raises StoreError."""
    return await review.look(lambda connection: meter(connection, review.outcomes(connection), review.rung))
