"""Reviewing in the chat: what is asked of somebody, one thing after the other, and what they say by numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from bot.core import messages
from bot.core import phrases as core_phrases
from bot.core.events import Asked, Began, Edited, Message, Strange
from bot.core.review import phrases, sitting
from bot.core.review.putting import ASKED, NEW
from bot.core.review.questions import FELT, NAME, PLACE, QUESTIONS, TELLER, Question
from bot.core.review.rules import Seat
from bot.core.review.sitting import Move, Sitting, part_of
from bot.core.rights import phrases as rights
from bot.ports import Clock
from bot.runner import telling
from bot.runner.opinions import Opinions
from bot.runner.turns import Arrived, Runner
from bot.store.members import SEATED, Members, seat_of
from bot.store.records import Before, Outgoing, Taken
from bot.store.review import Review
from bot.store.sittings import Seated, Sittings
from bot.store.spoken import waiting
from bot.store.table import Table
from bot.store.turns import Turns


class Circle:
    """Lives as long as the bot."""

    def __init__(
        self,
        review: Review,
        sittings: Sittings,
        members: Members,
        turns: Turns,
        runner: Runner,
        opinions: Opinions,
        clock: Clock,
    ) -> None:
        self._opinions = opinions
        self._review = review
        self._sittings = sittings
        self._members = members
        self._turns = turns
        self._runner = runner
        self._clock = clock
        self._here: set[tuple[str, str]] = set()

    async def open(self) -> None:
        """Learn who is in here. Raises StoreError."""
        chats = {member.id: (channel, address) for member, channel, address in await self._members.chats()}
        for who in await self._sittings.here():
            if where := chats.get(who) or await self._turns.where(who):
                self._here.add(where)

    def has(self, channel: str, address: str) -> bool:
        """Whether what comes from this chat is for here."""
        return (channel, address) in self._here

    async def enter(self, arrived: Arrived) -> None:
        """Somebody wants to go through what was said. Raises StoreError."""
        seat, name = await self._seat(arrived)
        if seat is None:
            await self._runner.tell(arrived, [messages.remark(rights.NOT_A_MEMBER)])
            return
        await self._review.gather(self._clock())
        await self._turn(arrived, seat, name, begins=True)

    async def take(self, arrived: Arrived, *, again: bool = False) -> bool:
        """What somebody does who is in here. Who begins anew leaves, and is answered outside."""
        seat, name = await self._seat(arrived)
        incoming = arrived.incoming
        if isinstance(incoming, Edited):  # they mend something that they told as a teller
            return await self._runner.take(arrived, again=again)
        other = isinstance(incoming, Began) or (
            isinstance(incoming, Asked) and incoming.command not in sitting.COMMANDS
        )
        if seat is None or other:
            await self.leave(arrived)
            return await self._runner.take(arrived, again=again)
        return await self._turn(arrived, seat, name)

    async def leave(self, arrived: Arrived) -> None:
        """They do something else; nothing is said."""
        seat, name = await self._seat(arrived)
        if seat:
            aside = replace(arrived, update=f"{arrived.update}:left", incoming=Strange())
            await self._turn(aside, seat, name, leaves=True)
        self._here.discard((arrived.channel, arrived.address))

    async def calls(self, participant: str, occasion: str) -> bool:
        """Tell somebody who told something that they are asked; what came of it, without being asked. StoreError.

        Once for each occasion. False if they are reviewing just now, and will be told after that.
        """
        where = await self._turns.where(participant)
        if where is None or self.has(*where):
            return where is None
        arrived = Arrived(*where, f"called:{occasion}:{participant}", Strange(), self._clock())
        seat, _ = await self._seat(arrived)
        if seat is None or seat.bench != TELLER:
            return True  # who is in the group hears of it there
        return await self._turn(arrived, seat, "", calls=occasion)

    async def _seat(self, arrived: Arrived) -> tuple[Seat | None, str]:
        """Where somebody sits, and what the others call them: on a bench, or as one who told something."""
        member = await self._members.at(arrived.channel, arrived.address)
        if member and member.role in SEATED:
            return seat_of(member), member.name
        before = await self._turns.load(arrived.channel, arrived.address)
        told = before.session is not None and bool(before.session.told)
        return (Seat(before.participant, TELLER) if told else None), ""

    async def _turn(
        self,
        arrived: Arrived,
        seat: Seat,
        name: str,
        *,
        begins: bool = False,
        leaves: bool = False,
        calls: str = "",
    ) -> bool:
        """One turn, on disk. Raises StoreError."""
        left: list[Sitting] = []

        def decide(before: Before, at: Sitting, table: Table) -> Seated:
            table = replace(table, language=self._runner.language_of(arrived, before))
            if leaves:
                after, said = sitting.left(at), list[Message]()
            elif calls:
                busy = before.session is not None and before.session.under_way
                after, said = self._called(at, table, calls, busy=busy)
            else:
                after, said = self._follow(arrived, at, table, begins=begins)
            left[:] = [after]
            record = self._runner.beside(arrived, before, list(self._rendered(arrived, before, said)))
            return Seated(replace(record, many=bool(calls)), after)

        async def taking() -> Taken | None:
            where = (arrived.update, arrived.channel, arrived.address)
            return await self._sittings.take(*where, seat, name, self._clock(), decide)

        done = await self._runner.take(arrived, by=taking)
        if left:
            (self._here.add if left[0].here else self._here.discard)((arrived.channel, arrived.address))
        return done

    # ---- what follows

    def _follow(
        self, arrived: Arrived, at: Sitting, table: Table, *, begins: bool
    ) -> tuple[Sitting, list[Message]]:
        """What follows from what they did."""
        question = QUESTIONS.get(at.question)
        move = Move("help") if begins else sitting.meant(at, question, arrived.incoming)
        said: list[Message] = []
        match move.what:
            case "leave":
                return sitting.left(at), [messages.remark(phrases.STOPPED)]
            case "say" if question:
                at, said = _says(at, question, move.value, table)
                return self._ask(at, table, said, tells=not at.gathered)
            case "speak" if question:
                spoken = waiting(arrived.channel, move.value)
                table.says(question, at.item, (*at.gathered, ""), spoken)
                return self._ask(_done(at), table, [], tells=True)
            case "more":
                return self._ask(replace(at, page=at.page + 1), table, [], tells=False)
            case "pass" if at.gathered and question and question.reason == "may":
                at, said = _says(at, question, "", table)
                return self._ask(at, table, said, tells=True)
            case "pass":
                return self._ask(sitting.passes(at), table, [], tells=True)
            case "help":
                shown = [] if begins else table.pictures(self._opinions.latest).values()
                said = [messages.remark(phrases.WORDS[table.stage.id]), *shown]
            case "unclear":
                said = [messages.remark(core_phrases.PRESS_A_NUMBER)]
        return self._ask(at, table, said, tells=True)

    def _called(self, at: Sitting, table: Table, occasion: str, *, busy: bool) -> tuple[Sitting, list[Message]]:
        """What is said to somebody who told something. Who is `busy` telling is invited, and not pulled away."""
        asked = table.first(name for name in ASKED if name != FELT.id)
        if not occasion.startswith("answer"):
            return at, [messages.remark(phrases.INVITED)] if asked else []
        if not table.decided:
            return at, [messages.remark(phrases.ANSWER), messages.remark(phrases.NOT_AGREED)]
        if asked is None:
            return at, []
        shown = list(table.pictures(self._opinions.latest).values()) if occasion == "answer" else []
        if busy:
            return at, [*shown, messages.remark(phrases.INVITED)]
        return self._ask(at, table, shown, tells=True)

    def _ask(
        self, at: Sitting, table: Table, said: list[Message], *, tells: bool
    ) -> tuple[Sitting, list[Message]]:
        """The next question, or that there is nothing more. `tells`: what it is about comes before it."""
        found = _same(at, table) or table.first(ASKED, at.passed_items)
        item = table.item(found[1]) if found else None
        if found is None or item is None:
            return sitting.left(at), [*said, messages.remark(phrases.NO_MORE)]
        question = found[0]
        if (question.id, item.id) != (at.question, at.item):
            at = replace(at, gathered=(), page=0)
        part = part_of(question, at.gathered) or "value"
        at, asked = sitting.asks(at, question, item.id, telling.put(table, question, item, part, at.page))
        told = telling.before(self._runner.consultation, table, question, item) if tells else ()
        return at, [*said, *told, asked]

    def _rendered(self, arrived: Arrived, before: Before, said: list[Message]) -> Iterator[Outgoing]:
        session, language = before.session, self._runner.language_of(arrived, before)
        render = partial(self._runner.wording.render, language=language, slow=bool(session and session.slow))
        return (Outgoing(render(message), message.replay) for message in said)


def _says(at: Sitting, question: Question, value: str, table: Table) -> tuple[Sitting, list[Message]]:
    """They say this of what is before them: something follows when all is said."""
    if not question.values:
        return _makes(at, question, value, table)
    gathered = (*at.gathered, value)
    if part_of(question, gathered):
        return replace(at, gathered=gathered, page=0), []
    table.says(question, at.item, gathered)
    return _done(at), []


def _makes(at: Sitting, question: Question, value: str, table: Table) -> tuple[Sitting, list[Message]]:
    """They make something of it."""
    if question == PLACE and value == NEW:
        return replace(at, question=NAME.id, gathered=(), page=0), []
    if table.makes(question, at.item, value):
        return _done(at), []
    return at, [messages.remark(phrases.NOT_SAID)]


def _done(at: Sitting) -> Sitting:
    return replace(at, question="", item="", gathered=(), page=0)


def _same(at: Sitting, table: Table) -> tuple[Question, str] | None:
    """What is before them still, if it is still asked of them."""
    question = QUESTIONS.get(at.question)
    if question is None:
        return None
    asked = PLACE if question == NAME else question
    if table.asks(asked, at.item):
        return question, at.item
    return None
