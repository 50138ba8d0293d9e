"""A review as it is kept: what is looked at, what was said of it, and how far it has come."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.conversation import ASIDE
from bot.core.review.questions import BENCHES, CLOSE, HEARD, SAFE, Bench, Question
from bot.core.review.rules import HEARD_BY, Facts, Obstacle, Seat, obstacles, undone
from bot.core.review.stages import BY_ID, STAGES, Stage, after
from bot.store.answers import StoredAnswer, stored
from bot.store.asked import SHUFFLED, answered, is_asked, made_safe_by, own_order, settled
from bot.store.database import Database
from bot.store.members import SEATED, Member
from bot.store.schema import answers, recordings
from bot.store.schema_review import closings, items, responses, reviews, sources
from bot.store.schema_rights import cleared, members

_SHARED: Final = ("voice", "words")
_COUNTED: Final[Mapping[str, ColumnElement[int]]] = {"citizen": items.c.citizens, "staff": items.c.staff}


@dataclass(frozen=True)
class State:
    """How far a review has come: the `stage` that is open, since when there is a review, and what is `closed`."""

    stage: Stage
    began: datetime
    closed: Mapping[str, datetime]


@dataclass(frozen=True)
class Left:
    """How much there is of something, and how much of it is left to do for somebody."""

    everything: int
    left: int


class Review:
    """The review of one consultation."""

    def __init__(self, database: Database, consultation: str) -> None:
        self._database = database
        self._consultation = consultation

    async def state(self, now: datetime) -> State:
        """How far it has come; the first look at it begins it. Raises StoreError."""
        return await self._database.write(lambda connection: self._state(connection, now))

    async def close(self, seat: Seat, stage: str, now: datetime) -> list[Obstacle]:
        """A chair says that a stage is done. When both have, the next one opens.

        Returns what stands in the way; while anything is to be done, nobody can say that it is. Nothing happens if
        the stage is not open (any more). Raises StoreError.
        """

        def work(connection: Connection) -> list[Obstacle]:
            state = self._state(connection, now)
            if state.stage.id != stage or stage in state.closed:
                return []
            self._gather(connection, now)
            if left := undone(state.stage, self._facts(connection, state.stage)):
                return left
            if seat.chair:
                self.write(connection, seat, CLOSE, self.item_of(state.stage), "close", now)
            left = obstacles(state.stage, self._facts(connection, state.stage))
            if not left:
                self._open_next(connection, state.stage, now)
            return left

        return await self._database.write(work)

    async def obstacles(self, now: datetime) -> list[Obstacle]:
        """What stands in the way of closing the open stage."""

        def look(connection: Connection) -> list[Obstacle]:
            stage = self._state(connection, now).stage
            return obstacles(stage, self._facts(connection, stage))

        return await self._database.write(look)

    # ---- what is looked at

    async def gather(self, now: datetime) -> None:
        """What people share is looked at from now on; what they share no more is not."""
        await self._database.write(lambda connection: self._gather(connection, now))

    async def next_for(self, seat: Seat, question: Question, passed: Sequence[str] = ()) -> str | None:
        """What somebody is asked next: what their bench has heard least, in an order of their own."""
        async with self._database.read() as connection:
            return await connection.scalar(self._next(seat, question, passed))  # type: ignore[no-any-return]

    async def left(self, seat: Seat, question: Question) -> Left:
        """How much of it there is for somebody."""
        mine = self._open(question)
        async with self._database.read() as connection:
            everything = await connection.scalar(select(func.count()).select_from(items).where(*mine))
            undone = ~settled(seat.member, question)
            left = await connection.scalar(select(func.count()).select_from(items).where(*mine, undone))
        return Left(everything or 0, left or 0)

    # ---- what is said of it

    async def respond(
        self, seat: Seat, question: Question, item: str, value: str, now: datetime, reason: str = ""
    ) -> bool:
        """Somebody says this of an item. False if it is not asked now, or not of them. Raises StoreError."""
        return await self._database.write(
            lambda connection: self.write(connection, seat, question, item, value, now, reason)
        )

    def write(
        self,
        connection: Connection,
        seat: Seat,
        question: Question,
        item: str,
        value: str,
        now: datetime,
        reason: str = "",
    ) -> bool:
        """The same within a turn."""
        if not self._state(connection, now).stage.opens(question) or not is_asked(seat, question):
            return False
        there = select(items.c.id).where(items.c.id == item, *self._open(question))
        if value not in question.values or connection.scalar(there) is None:
            return False
        earlier = answered(seat.member, question)
        if question == HEARD and connection.scalar(select(items.c.id).where(items.c.id == item, ~earlier)):
            counted = _COUNTED[seat.bench]
            connection.execute(update(items).where(items.c.id == item).values({counted: counted + 1}))
        new = sqlite.insert(responses).values(
            item=item, question=question.id, who=seat.member, bench=seat.bench, value=value, reason=reason, at=now
        )
        instead = {name: new.excluded[name] for name in ("bench", "value", "reason", "at")}
        key = ["item", "question", "who"]
        connection.execute(new.on_conflict_do_update(index_elements=key, set_=instead))
        return True

    async def make_safe(self, seat: Seat, answer: str, words: str, by: str, now: datetime) -> bool:
        """Somebody finds these words of an answer safe: when the other bench does too, others may have them.

        Words that are not those which the other bench found safe are for it to look at again, and till then for
        nobody else. False if it is not asked now, or not of them. Raises StoreError.
        """

        def work(connection: Connection) -> bool:
            this = items.c.id == answer
            before = connection.scalar(select(items.c.words).where(this))
            if not _can_be_had(connection, answer, words):
                return False
            if not self.write(connection, seat, SAFE, answer, "safe", now):
                return False
            if before != words:
                unsay(connection, answer, but=seat.member)
                connection.execute(update(items).where(this).values(words=words))
            elif connection.scalar(select(items.c.id).where(this, *map(made_safe_by, BENCHES))):
                connection.execute(delete(cleared).where(cleared.c.answer == answer))
                connection.execute(insert(cleared).values(answer=answer, text=words, by=by, at=now))
            return True

        return await self._database.write(work)

    async def proposed(self, item: str) -> str | None:
        """The words that somebody has found safe; None if nobody has."""
        found = (items.c.id == item) & exists().where(
            responses.c.item == items.c.id, responses.c.question == SAFE.id, responses.c.value == "safe"
        )
        async with self._database.read() as connection:
            return await connection.scalar(select(items.c.words).where(found))

    async def has_said(self, member: str, question: Question, item: str) -> bool:
        """Whether they have answered this already."""
        mine = (responses.c.item == item) & (responses.c.question == question.id) & (responses.c.who == member)
        async with self._database.read() as connection:
            return await connection.scalar(select(responses.c.value).where(mine)) is not None

    async def tally(self, question: Question, item: str) -> Mapping[tuple[str, str], int]:
        """How many of each bench have said what: (bench, value) and their number."""
        counted = (
            select(responses.c.bench, responses.c.value, func.count().label("people"))
            .where(responses.c.item == item, responses.c.question == question.id)
            .group_by(responses.c.bench, responses.c.value)
        )
        async with self._database.read() as connection:
            return {(row.bench, row.value): row.people for row in await connection.execute(counted)}

    # ---- within a transaction

    def task(
        self,
        connection: Connection,
        seat: Seat,
        question: Question,
        passed: Sequence[str],
        stays: str,
        now: datetime,
    ) -> StoredAnswer | None:
        """The answer that somebody is asked of next."""
        if not self._state(connection, now).stage.opens(question):
            return None
        found = connection.scalar(self._next(seat, question, passed, stays))
        return stored(connection, found) if found else None

    def _state(self, connection: Connection, now: datetime) -> State:
        row = connection.execute(select(reviews).where(reviews.c.consultation == self._consultation)).first()
        if row is None:
            self._begin(connection, now)
            return State(STAGES[0], now, {})
        done = connection.execute(select(closings).where(closings.c.consultation == self._consultation))
        return State(BY_ID[row.stage], row.began, {one.stage: one.at for one in done})

    def _gather(self, connection: Connection, now: datetime) -> None:
        withdrawn = select(answers.c.id).where(answers.c.share.not_in(_SHARED))
        connection.execute(delete(items).where(items.c.answer.in_(withdrawn)))
        there = exists().where(items.c.answer == answers.c.id)
        new = select(answers.c.id, answers.c.language).where(*self._shared(), ~there)
        rows = [
            {
                "id": row.id,
                "answer": row.id,
                "language": row.language,
                "consultation": self._consultation,
                "kind": "answer",
                "words": "",
                "shuffle": secrets.randbelow(SHUFFLED),
                "at": now,
            }
            for row in connection.execute(new)
        ]
        if rows:
            connection.execute(insert(items), rows)

    def _open_next(self, connection: Connection, stage: Stage, now: datetime) -> None:
        connection.execute(insert(closings).values(consultation=self._consultation, stage=stage.id, at=now))
        if following := after(stage):
            mine = update(reviews).where(reviews.c.consultation == self._consultation)
            connection.execute(mine.values(stage=following.id))

    def _begin(self, connection: Connection, now: datetime) -> None:
        connection.execute(insert(reviews).values(consultation=self._consultation, stage=STAGES[0].id, began=now))
        same = {"consultation": self._consultation, "kind": "stage", "words": "", "shuffle": 0, "at": now}
        connection.execute(insert(items), [{"id": self.item_of(stage), **same} for stage in STAGES])

    def item_of(self, stage: Stage) -> str:
        """What a stage is called as an item."""
        return f"{self._consultation}.{stage.id}"

    def _shared(self) -> tuple[ColumnElement[bool], ...]:
        """What of this consultation others may look at, once it is safe."""
        return (
            answers.c.consultation == self._consultation,
            answers.c.share.in_(_SHARED),
            answers.c.heard != "choice",
            answers.c.step.not_in(ASIDE),
        )

    def _open(self, question: Question) -> tuple[ColumnElement[bool], ...]:
        """The items of which this is asked: an answer while it is shared, and of others only when it is safe."""
        of_kind = (items.c.consultation == self._consultation, items.c.kind == question.of)
        if question.of != "answer":
            return of_kind
        shared = exists().where(answers.c.id == items.c.answer, answers.c.share.in_(_SHARED))
        return (*of_kind, shared) if question == SAFE else (*of_kind, shared, *map(made_safe_by, BENCHES))

    def _next(self, seat: Seat, question: Question, passed: Sequence[str], stays: str = "") -> Select[Any]:
        return (
            select(items.c.id)
            .where(*self._open(question), ~settled(seat.member, question), items.c.id.not_in(passed))
            .order_by(
                items.c.id != stays, answered(seat.member, question), _COUNTED[seat.bench], own_order(seat.member)
            )
            .limit(1)
        )

    def _facts(self, connection: Connection, stage: Stage) -> Facts:
        def count(*which: ColumnElement[bool]) -> int:
            return connection.scalar(select(func.count()).select_from(items).where(*which)) or 0

        told, heard = self._open(SAFE), self._open(HEARD)
        few = (items.c.citizens < HEARD_BY["citizen"]) | (items.c.staff < HEARD_BY["staff"])
        closing = (
            select(members.c.bench)
            .join(responses, responses.c.who == members.c.id)
            .where(responses.c.item == self.item_of(stage), responses.c.question == CLOSE.id)
            .where(members.c.chair, members.c.ended.is_(None))
        )
        everything = count(*told)
        return Facts(
            seats=seats(connection),
            closing=frozenset(connection.scalars(closing)),
            answers=everything,
            unsafe=everything - count(*heard),
            unheard=count(*heard, few),
            unplaced=count(*told, ~exists().where(sources.c.source == items.c.id)),
        )


def seat_of(member: Member) -> Seat:
    bench: Bench = "staff" if member.bench == "staff" else "citizen"
    return Seat(member.id, bench, team=member.role == "team", chair=member.chair, decider=member.decider)


def seats(connection: Connection) -> list[Seat]:
    """Everybody who reviews."""
    there = select(members).where(members.c.role.in_(SEATED), members.c.ended.is_(None))
    return [Seat(row.id, row.bench, chair=row.chair, decider=row.decider) for row in connection.execute(there)]


def unsay(connection: Connection, answer: str, but: str = "") -> None:
    """The words of an answer are others now: what was said of the old ones goes, and nobody else may have them.

    What one member has said of the new ones stays: that these are safe.
    """
    theirs = (responses.c.question == SAFE.id) & (responses.c.who == but)
    connection.execute(delete(responses).where(responses.c.item == answer, ~theirs))
    connection.execute(update(items).where(items.c.id == answer).values(words="", citizens=0, staff=0))
    connection.execute(delete(cleared).where(cleared.c.answer == answer))


def _can_be_had(connection: Connection, answer: str, words: str) -> bool:
    """Whether there is anything to hear or to read of it then."""
    voice = (answers.c.share == "voice") & (recordings.c.state == "kept")
    found = select(answers.c.id).join(recordings, recordings.c.answer == answers.c.id)
    return bool(words) or connection.scalar(found.where(answers.c.id == answer, voice)) is not None
