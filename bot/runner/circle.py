"""Reviewers in the chat: they hear what people told us, one after the other, and say what they say by numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from bot.core import messages
from bot.core import phrases as core_phrases
from bot.core.events import Asked, Began, Edited, Message, Strange
from bot.core.review import phrases, sitting
from bot.core.review.questions import HEARD, QUESTIONS, Question
from bot.core.review.sitting import Move, Sitting, Task
from bot.core.rights import menus
from bot.core.rights import phrases as rights
from bot.core.session import Place
from bot.ports import Clock
from bot.runner.turns import Arrived, Runner
from bot.store.answers import StoredAnswer
from bot.store.members import SEATED, Member, Members
from bot.store.records import Before, Outgoing, Taken
from bot.store.review import Review
from bot.store.sittings import Seated, Sittings, Table

_ASKED: tuple[Question, ...] = (HEARD,)
"""What is asked in the chat, the first things first."""


class Circle:
    """Lives as long as the bot."""

    def __init__(self, review: Review, sittings: Sittings, members: Members, runner: Runner, clock: Clock) -> None:
        self._review = review
        self._sittings = sittings
        self._members = members
        self._runner = runner
        self._clock = clock
        self._here: set[tuple[str, str]] = set()

    async def open(self) -> None:
        """Learn who is in here. Raises StoreError."""
        here = await self._sittings.here()
        for member, channel, address in await self._members.chats():
            if member.id in here:
                self._here.add((channel, address))

    def has(self, channel: str, address: str) -> bool:
        """Whether what comes from this chat is for here."""
        return (channel, address) in self._here

    async def enter(self, arrived: Arrived) -> None:
        """Somebody wants to go through what was said. Raises StoreError."""
        member = await self._members.at(arrived.channel, arrived.address)
        if member is None or member.role not in SEATED:
            await self._runner.tell(arrived, [messages.remark(rights.NOT_A_MEMBER)])
            return
        await self._review.gather(self._clock())
        await self._turn(arrived, member, begins=True)

    async def take(self, arrived: Arrived, *, again: bool = False) -> bool:
        """What somebody does who is in here. Who begins anew leaves, and is answered outside."""
        member = await self._members.at(arrived.channel, arrived.address)
        incoming = arrived.incoming
        if isinstance(incoming, Edited):  # they mend something that they told as a teller
            return await self._runner.take(arrived, again=again)
        other = isinstance(incoming, Began) or (
            isinstance(incoming, Asked) and incoming.command not in sitting.COMMANDS
        )
        if member is None or member.role not in SEATED or other:
            await self.leave(arrived)
            return await self._runner.take(arrived, again=again)
        return await self._turn(arrived, member)

    async def leave(self, arrived: Arrived) -> None:
        """They do something else; nothing is said."""
        member = await self._members.at(arrived.channel, arrived.address)
        if member:
            aside = replace(arrived, update=f"{arrived.update}:left", incoming=Strange())
            await self._turn(aside, member, leaves=True)
        self._here.discard((arrived.channel, arrived.address))

    async def _turn(self, arrived: Arrived, member: Member, *, begins: bool = False, leaves: bool = False) -> bool:
        """One turn, on disk. Raises StoreError."""
        left: list[Sitting] = []

        def decide(before: Before, at: Sitting, table: Table) -> Seated:
            after, said = (sitting.left(at), []) if leaves else self._follow(arrived, at, table, begins=begins)
            left[:] = [after]
            return Seated(self._runner.beside(arrived, before, list(self._rendered(arrived, before, said))), after)

        async def taking() -> Taken | None:
            return await self._sittings.take(arrived.update, arrived.channel, arrived.address, member, decide)

        done = await self._runner.take(arrived, by=taking)
        if left:
            (self._here.add if left[0].here else self._here.discard)((arrived.channel, arrived.address))
        return done

    def _follow(
        self, arrived: Arrived, at: Sitting, table: Table, *, begins: bool
    ) -> tuple[Sitting, list[Message]]:
        """What follows from what they did."""
        question = QUESTIONS.get(at.question)
        move = Move("help") if begins or question is None else sitting.meant(at, question, arrived.incoming)
        if move.what == "leave":
            return sitting.left(at), [messages.remark(phrases.STOPPED)]
        said: list[Message] = []
        stays = at.item if move.what in ("again", "help", "unclear") else ""
        if move.what == "say" and question:
            table.says(question, at.item, move.value, self._clock())
        elif move.what == "pass":
            at = replace(at, passed=(*at.passed, at.item))
        elif move.what == "help":
            said = [messages.remark(phrases.WORDS["listen"])]
        elif move.what == "unclear":
            said = [messages.remark(core_phrases.PRESS_A_NUMBER)]
        return sitting.put(at, self._task(at, table, stays), said)

    def _task(self, at: Sitting, table: Table, stays: str) -> Task | None:
        """What they are asked next: what `stays` before them, or what their bench has heard least."""
        now = self._clock()
        for question in _ASKED:
            if answer := table.next(question, at.passed, stays, now):
                table.hears(answer, now)
                return Task(question, answer.id, self._question_of(answer))
        return None

    def _question_of(self, answer: StoredAnswer) -> Message | None:
        """What was asked, aloud and in the reviewer's language: an answer alone does not say what it is about."""
        step = self._runner.consultation.conversation.steps.get(answer.step)
        parts = [part.id for part in step.parts] if step else []
        part = parts.index(answer.part) if answer.part in parts else 0
        return menus.asked_at(self._runner.consultation, Place(answer.step, part=part, probe=answer.probe))

    def _rendered(self, arrived: Arrived, before: Before, said: list[Message]) -> Iterator[Outgoing]:
        session = before.session
        known = self._runner.consultation.languages
        phone = arrived.phone if arrived.phone in known else known[0]
        language = session.language if session and session.language in known else phone
        render = partial(self._runner.wording.render, language=language, slow=bool(session and session.slow))
        return (Outgoing(render(message), message.replay) for message in said)
