"""A review as it is kept: how far it has come, who is asked what, and what they said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.conversation import Rung
from bot.core.review.questions import (
    CLOSE,
    DECIDE,
    GO_ON,
    HEARD,
    SAFE,
    SECOND_CHOICE,
    TAKE_BACK,
    USE,
    VOTE,
    Question,
)
from bot.core.review.rules import Facts, Obstacle, Seat, obstacles, undone
from bot.core.review.showing import Figures
from bot.core.review.stages import Stage, after
from bot.store.asked import Now, answered, nowhere, open_to, own_order, settled
from bot.store.database import Database
from bot.store.figures import figures
from bot.store.gathering import gather
from bot.store.items import Item, Making, all_of
from bot.store.outcomes import Outcomes
from bot.store.progress import State, stage_item, state_in
from bot.store.said import can_be_had, proposed, tally, unsay
from bot.store.schema_review import closings, items, responses, reviews
from bot.store.schema_rights import cleared
from bot.store.seldom import Seldom

_COUNTED: Final[Mapping[str, ColumnElement[int]]] = {
    "citizen": items.c.citizens,
    "teller": items.c.citizens,
    "staff": items.c.staff,
}
_COUNTING: Final = (HEARD, VOTE)
"""Of these it is counted how often somebody of each bench has said it: what was asked least comes first."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Left:
    """How much there is of something, and how much of it is left to do for somebody."""

    everything: int
    left: int


class Review:
    """The review of one `consultation`, which offers these languages, and promises people to decide that far.

    `likely` names the groups that an answer perhaps belongs to.
    """

    def __init__(
        self,
        database: Database,
        consultation: str,
        languages: Sequence[str] = (),
        rung: Rung = "tell",
        likely: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> None:
        self.consultation, self.rung, self.likely = consultation, rung, likely
        self._database = database
        self._languages = tuple(languages)
        self._facts, self._gathered, self._figures = Seldom[Facts](), Seldom[None](), Seldom[Figures]()

    async def state(self, now: datetime) -> State:
        """How far it has come; the first look at it begins it. Raises StoreError."""
        return await self._database.write(lambda connection: self.state_in(connection, now))

    async def close(self, seat: Seat, stage: str, now: datetime) -> list[Obstacle]:
        """A chair says that a stage is done. When both have, the next one opens.

        Returns what stands in the way; while anything is to be done, nobody can say that it is. Nothing happens if
        the stage is not open (any more). Raises StoreError.
        """
        return await self._database.write(lambda connection: self._close(connection, seat, stage, now))

    async def obstacles(self, now: datetime) -> list[Obstacle]:
        """What stands in the way of closing the open stage."""
        stage = (await self.state(now)).stage

        def look(connection: Connection) -> list[Obstacle]:
            outcomes = self.outcomes(connection)
            return obstacles(stage, self._facts(stage.id, lambda: outcomes.facts(stage.id, now)))

        return await self.look(look)

    async def look(self, work: Callable[[Connection], Found]) -> Found:
        """Look at all of it, beside the turns: nobody waits for that. Raises StoreError."""
        async with self._database.read() as connection:
            return await connection.run_sync(work)

    async def gather(self, now: datetime) -> None:
        """What people share is looked at from now on; what they share no more is not."""
        await self._database.write(
            lambda connection: self._gathered("", lambda: gather(connection, self.consultation, now))
        )

    def figures(self, connection: Connection) -> Figures:
        """How many people told something."""
        return self._figures("", lambda: figures(connection, self.consultation))

    # ---- what is asked

    async def next_for(
        self, seat: Seat, question: Question, now: datetime, passed: Sequence[str] = ()
    ) -> str | None:
        """What somebody is asked next: what their bench was asked least, in an order of their own."""
        await self.state(now)
        return await self.look(lambda connection: self.next(connection, seat, question, now, passed))

    async def left(self, seat: Seat, question: Question, now: datetime) -> Left:
        """How much of it there is for somebody."""

        def look(connection: Connection) -> Left:
            mine = self._open(connection, seat, question, now)
            if mine is None:
                return Left(0, 0)
            count = select(func.count()).select_from(items).where(*mine)
            left = count.where(~settled(seat.member, question))
            return Left(connection.scalar(count) or 0, connection.scalar(left) or 0)

        await self.state(now)
        return await self.look(look)

    async def respond(
        self, seat: Seat, question: Question, item: str, value: str, now: datetime, reason: str = ""
    ) -> bool:
        """Somebody says this of an item. False if it is not asked now, or not of them. Raises StoreError."""
        return await self._database.write(
            lambda connection: self.write(connection, seat, question, item, value, now, reason)
        )

    async def make_safe(self, seat: Seat, answer: str, words: str, by: str, now: datetime) -> bool:
        """Somebody finds these words of an answer safe: when the other bench does too, others may have them.

        Words that are not those which the other bench found safe are for it to look at again, and till then for
        nobody else. False if it is not asked now, or not of them. Raises StoreError.
        """
        return await self._database.write(
            lambda connection: self.write_safe(connection, seat, answer, words, by, now)
        )

    async def proposed(self, item: str) -> str | None:
        """The words that somebody has found safe; None if nobody has."""
        return await self._database.write(lambda connection: proposed(connection, item))

    async def has_said(self, member: str, question: Question, item: str) -> bool:
        """Whether they have answered this already."""
        mine = (responses.c.item == item) & (responses.c.question == question.id) & (responses.c.who == member)
        async with self._database.read() as connection:
            return await connection.scalar(select(responses.c.value).where(mine)) is not None

    async def tally(self, question: Question, item: str) -> Mapping[tuple[str, str], int]:
        """How many of each bench have said what: (bench, value) and their number."""
        return await self._database.write(lambda connection: tally(connection, question, item))

    # ---- within a transaction

    def outcomes(self, connection: Connection) -> Outcomes:
        return Outcomes(connection, self.consultation, self._languages)

    def making(self, connection: Connection, seat: Seat, now: datetime) -> Making:
        return Making(connection, self.consultation, seat.member, now)

    def themes(self, connection: Connection, most: int | None = None) -> list[Item]:
        """The groups that people have made, without the place of what fits nowhere; with so many answers each."""
        return [one for one in all_of(connection, self.consultation, "theme", most) if one.id != self.nowhere]

    @property
    def nowhere(self) -> str:
        """The theme of what fits nowhere."""
        return nowhere(self.consultation)

    def next(
        self,
        connection: Connection,
        seat: Seat,
        question: Question,
        now: datetime,
        passed: Sequence[str] = (),
    ) -> str | None:
        """The item that they are asked of next; None if there is none, or it is not asked now."""
        mine = self._open(connection, seat, question, now)
        if mine is None:
            return None
        found: Select[Any] = select(items.c.id).where(
            *mine, ~settled(seat.member, question), items.c.id.not_in(passed)
        )
        order = (
            answered(seat.member, question),
            _COUNTED[seat.bench],
            own_order(seat.member),
        )
        name: str | None = connection.scalar(found.order_by(*order).limit(1))
        return name

    def asks(self, connection: Connection, seat: Seat, question: Question, item: str, now: datetime) -> bool:
        """Whether they are asked this of an item now, and have not answered it yet."""
        mine = self._open(connection, seat, question, now)
        if mine is None:
            return False
        this = select(items.c.id).where(items.c.id == item, *mine, ~settled(seat.member, question))
        return connection.scalar(this) is not None

    def write(
        self,
        connection: Connection,
        seat: Seat,
        question: Question,
        item: str,
        value: str,
        now: datetime,
        reason: str = "",
        spoken: str = "",
    ) -> bool:
        """Somebody says this of an item. False if it is not asked now, or not of them."""
        mine = self._open(connection, seat, question, now)
        if mine is None or value not in question.values:
            return False
        if connection.scalar(select(items.c.id).where(items.c.id == item, *mine)) is None:
            return False
        earlier = answered(seat.member, question)
        if question in _COUNTING and connection.scalar(select(items.c.id).where(items.c.id == item, ~earlier)):
            counted = _COUNTED[seat.bench]
            connection.execute(update(items).where(items.c.id == item).values({counted: counted + 1}))
        said = {"bench": seat.bench, "value": value, "reason": reason, "recording": spoken, "at": now}
        new = sqlite.insert(responses).values(item=item, question=question.id, who=seat.member, **said)
        instead = {name: new.excluded[name] for name in said}
        key = ["item", "question", "who"]
        connection.execute(new.on_conflict_do_update(index_elements=key, set_=instead))
        if question == CLOSE:
            self._open_if_done(connection, now)
        if question == TAKE_BACK:
            connection.execute(delete(items).where(items.c.id == item))
        return True

    def write_safe(
        self, connection: Connection, seat: Seat, answer: str, words: str, by: str, now: datetime
    ) -> bool:
        """The same as `make_safe`."""
        this = items.c.id == answer
        before = connection.scalar(select(items.c.words).where(this))
        if not can_be_had(connection, answer, words):
            return False
        if not self.write(connection, seat, SAFE, answer, "safe", now):
            return False
        if before != words:
            unsay(connection, answer, but=seat.member)
            connection.execute(update(items).where(this).values(words=words))
        elif connection.scalar(select(items.c.id).where(this, *open_to(Now(self.consultation, now), HEARD, seat))):
            connection.execute(delete(cleared).where(cleared.c.answer == answer))
            connection.execute(insert(cleared).values(answer=answer, text=words, by=by, at=now))
        return True

    def decide(
        self,
        connection: Connection,
        seat: Seat,
        item: str,
        value: str,
        why: str,
        owner: str,
        months: int,
        now: datetime,
    ) -> bool:
        """Who decides says what is done about a statement, why, who sees to it, and by when."""
        if not (why and owner) or not self.write(connection, seat, DECIDE, item, value, now, why):
            return False
        self.making(connection, seat, now).decision(item, value, why, owner, months)
        return True

    def state_in(self, connection: Connection, now: datetime) -> State:
        return state_in(connection, self.consultation, now)

    def item_of(self, stage: Stage) -> str:
        """What a stage is called as an item."""
        return stage_item(self.consultation, stage)

    # ---- stages

    def _open(
        self, connection: Connection, seat: Seat, question: Question, now: datetime
    ) -> tuple[ColumnElement[bool], ...] | None:
        """The items of which they are asked this now; None if they are not."""
        state = self.state_in(connection, now)
        if not state.stage.opens(question) or not seat.is_asked(question):
            return None
        return open_to(self._found(connection, question, state, now), question, seat)

    def _found(self, connection: Connection, question: Question, state: State, moment: datetime) -> Now:
        """What must be found out before it is known of which items this is asked."""
        outcomes, stage = self.outcomes(connection), self.item_of(state.stage)
        match question.id:
            case DECIDE.id:
                return Now(self.consultation, moment, stage, adopted=outcomes.adopted())
            case USE.id:
                chosen = {story for stories in outcomes.chosen().values() for story in stories.values()}
                return Now(self.consultation, moment, stage, chosen=chosen)
            case SECOND_CHOICE.id:
                return Now(self.consultation, moment, stage, all_chose=outcomes.all_chose())
            case GO_ON.id:
                unheard = bool(outcomes.unheard_groups()) and not outcomes.goes_on_without()
                return Now(self.consultation, moment, stage, unheard=unheard)
            case CLOSE.id:
                done = state.stage.id in state.closed
                quiet = not done and not undone(state.stage, outcomes.facts(state.stage.id, moment))
                return Now(self.consultation, moment, stage, quiet=quiet)
            case _:
                return Now(self.consultation, moment, stage)

    def _close(self, connection: Connection, seat: Seat, stage: str, now: datetime) -> list[Obstacle]:
        state = self.state_in(connection, now)
        if state.stage.id != stage or stage in state.closed:
            return []
        self._facts.forget()
        gather(connection, self.consultation, now)
        if left := undone(state.stage, self.outcomes(connection).facts(stage, now)):
            return left
        self.write(connection, seat, CLOSE, self.item_of(state.stage), "close", now)
        if stage in self.state_in(connection, now).closed:
            return []
        return obstacles(state.stage, self.outcomes(connection).facts(stage, now))

    def _open_if_done(self, connection: Connection, now: datetime) -> None:
        stage = self.state_in(connection, now).stage
        if obstacles(stage, self.outcomes(connection).facts(stage.id, now)):
            return
        connection.execute(insert(closings).values(consultation=self.consultation, stage=stage.id, at=now))
        if following := after(stage):
            mine = update(reviews).where(reviews.c.consultation == self.consultation)
            connection.execute(mine.values(stage=following.id))
            if following.id == "stories":
                making = Making(connection, self.consultation, "", now)
                for theme in self.themes(connection):
                    making.stories(theme)
