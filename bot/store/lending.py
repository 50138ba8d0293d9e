"""Voices that are lent: where each volunteer is, and what became of each recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.lending.lender import Doing, DropTake, JudgeTake, KeepTake, Lender, OfferTake, TakeBack
from bot.store.database import Database
from bot.store.records import Before, Record, Taken
from bot.store.schema_speech import lenders, takes
from bot.store.turns import Turns
from bot.store.writing import write_turn

_LONGEST_WAIT = 3600.0

VERDICTS = ("good", "words", "hard")
"""What somebody can say of a recording: it is good, it says other words, it is hard to hear."""


OTHERS_HEAR = ("offered", "accepted")
"""The states of a recording that its speaker has let go of."""


@dataclass(frozen=True)
class Take:
    """A recording of the bot's own words, and how far it came: waiting, heard, offered, accepted, refused or gone.

    `why` is why it was refused ("words", "hard").
    """

    id: int
    member: str
    language: str
    address: str
    words: str
    state: str
    why: str
    channel: str
    file: str
    tries: int

    @property
    def recording(self) -> str:
        """What its clip is called among the recordings."""
        return f"take.{self.id}"


@dataclass(frozen=True)
class Known:
    """What is known when a volunteer does something: where they are, and all takes in their language."""

    before: Before
    lender: Lender
    takes: Sequence[Take]


@dataclass(frozen=True)
class Decided:
    """What follows: the record of what is said, where they are now, and what becomes of takes."""

    record: Record
    lender: Lender
    doings: Sequence[Doing]
    words: str = ""


Decide = Callable[[Known], Decided]


class Lending:
    """The lent voices of one database."""

    def __init__(self, database: Database, turns: Turns) -> None:
        self._database = database
        self._turns = turns

    async def take(self, update_key: str, channel: str, address: str, member: str, decide: Decide) -> Taken | None:
        """One turn of a volunteer, whole or not at all; None if it was taken before. Raises StoreError."""
        hashed = self._turns.hash(channel, address)

        def turn(connection: Connection) -> Taken | None:
            before = self._turns.known(connection, update_key, hashed)
            if before.seen:
                return None
            lender = _lender(connection, member)
            decided = decide(Known(before, lender, _takes(connection, takes.c.language == lender.language)))
            _put(connection, member, decided.lender)
            for doing in decided.doings:
                _do(connection, member, decided, doing, channel)
            return Taken(decided.record, write_turn(connection, decided.record, hashed, self._turns.sessions))

        return await self._database.write(turn)

    async def here(self) -> set[str]:
        """The members who are lending their voice just now."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(lenders))
            return {row.member for row in rows if Lender(**row.state).is_here}

    async def lender(self, member: str) -> Lender:
        return await self._database.write(lambda connection: _lender(connection, member))

    # ---- recordings that come

    async def waiting(self, now: datetime) -> Sequence[Take]:
        """Takes that are to be fetched now."""
        return await self._select((takes.c.state == "waiting") & (takes.c.not_before <= now))

    async def later(self, take: Take, now: datetime) -> None:
        """It could not be had this time."""
        wait = timedelta(seconds=min(_LONGEST_WAIT, 2.0 ** min(take.tries, 12)))
        change = update(takes).where(takes.c.id == take.id).values(tries=takes.c.tries + 1, not_before=now + wait)
        await self._database.write(lambda connection: connection.execute(change))

    async def arrived(self, take: Take, *, good: bool) -> bool:
        """It is a clip now, or nothing that could be one. False if it was dropped meanwhile."""
        mine = (takes.c.id == take.id) & (takes.c.state == "waiting")
        change = update(takes).where(mine).values(state="heard" if good else "gone", kept=good, file="")
        return bool(await self._database.write(lambda connection: connection.execute(change).rowcount))

    # ---- for who listens, and for the folder of lent voices

    async def for_others(self) -> Sequence[Take]:
        """All that wait for somebody to listen, or that people hear already, the oldest first."""
        return await self._select(takes.c.state.in_(OTHERS_HEAR))

    async def one(self, take: int) -> Take | None:
        return next(iter(await self._select(takes.c.id == take)), None)

    async def judge(self, take: int, judge: str, verdict: str) -> bool:
        """Somebody listened. What people hear already can be found bad later.

        Nobody judges their own; False if it is not to be judged.
        """
        return await self._database.write(lambda connection: _judge(connection, take, judge, verdict))

    async def accepted(self) -> Sequence[tuple[Take, str]]:
        """All that people are to hear, and the name of who speaks ("": they gave none)."""

        def look(connection: Connection) -> Sequence[tuple[Take, str]]:
            names: dict[str, str] = {}
            found = _takes(connection, takes.c.state == "accepted")
            for take in found:
                if take.member not in names:
                    names[take.member] = _lender(connection, take.member).name
            return [(take, names[take.member]) for take in found]

        return await self._database.write(look)

    async def gone(self) -> Sequence[Take]:
        """Those whose clip is to be wiped."""
        return await self._select((takes.c.state == "gone") | ((takes.c.state == "refused") & takes.c.kept))

    async def wiped(self, take: Take) -> None:
        """Its clip is no more. Of a refused one it stays known why."""
        this = takes.c.id == take.id
        change = (
            delete(takes).where(this) if take.state == "gone" else update(takes).where(this).values(kept=False)
        )
        await self._database.write(lambda connection: connection.execute(change))

    async def _select(self, which: Any) -> Sequence[Take]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(takes).where(which).order_by(takes.c.id))
            return [_take(row) for row in rows]


def _lender(connection: Connection, member: str) -> Lender:
    state = connection.scalar(select(lenders.c.state).where(lenders.c.member == member))
    return Lender(**{**state, "passed": tuple(state["passed"])}) if state else Lender()


def _put(connection: Connection, member: str, lender: Lender) -> None:
    new = sqlite.insert(lenders).values(member=member, state=lender.to_json())
    connection.execute(new.on_conflict_do_update(index_elements=["member"], set_={"state": new.excluded["state"]}))


def _takes(connection: Connection, which: Any) -> list[Take]:
    return [_take(row) for row in connection.execute(select(takes).where(which).order_by(takes.c.id))]


def _take(row: Row[Any]) -> Take:
    return Take(
        *(
            row.id,
            row.member,
            row.language,
            row.address,
            row.words,
            row.state,
            row.why,
            row.channel,
            row.file,
            row.tries,
        )
    )


def _do(connection: Connection, member: str, decided: Decided, doing: Doing, channel: str) -> None:
    mine = takes.c.member == member
    match doing:
        case KeepTake(address, file):
            unfinished = mine & (takes.c.address == address) & takes.c.state.in_(("waiting", "heard"))
            connection.execute(update(takes).where(unfinished).values(state="gone"))
            at = decided.record.at
            connection.execute(
                insert(takes).values(
                    member=member,
                    channel=channel,
                    language=decided.lender.language,
                    address=address,
                    words=decided.words,
                    state="waiting",
                    file=file,
                    not_before=at,
                    at=at,
                )
            )
        case OfferTake(take):
            offered = mine & (takes.c.id == take) & (takes.c.state == "heard")
            connection.execute(update(takes).where(offered).values(state="offered"))
        case DropTake(take):
            connection.execute(update(takes).where(mine & (takes.c.id == take)).values(state="gone"))
        case JudgeTake(take, verdict):
            _judge(connection, take, member, verdict)
        case TakeBack():
            connection.execute(update(takes).where(mine).values(state="gone"))
        case _:
            pass  # what is said goes out through the record


def _judge(connection: Connection, take: int, judge: str, verdict: str) -> bool:
    there = takes.c.state.in_(("offered",) if verdict == "good" else OTHERS_HEAR)
    found = connection.execute(select(takes).where(takes.c.id == take, there, takes.c.member != judge)).first()
    if found is None:
        return False
    if verdict == "good":
        same = (takes.c.language == found.language) & (takes.c.address == found.address) & (takes.c.id < take)
        connection.execute(update(takes).where(same, takes.c.state == "accepted").values(state="gone"))
    state = "accepted" if verdict == "good" else "refused"
    why = "" if verdict == "good" else verdict
    connection.execute(update(takes).where(takes.c.id == take).values(state=state, why=why, judge=judge))
    return True
