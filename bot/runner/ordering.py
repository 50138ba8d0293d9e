"""Ordering in the chat: what staff want to take out, for whom and what for, one question after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.events import Asked, Began, Edited, Message, Strange
from bot.core.giving import ordering, phrases
from bot.core.giving.ordering import Order
from bot.core.messages import remark
from bot.ports import Clock
from bot.runner.turns import Arrived, Runner
from bot.store.members import Member, Members, may_take_out
from bot.store.orders import Followed, Orders
from bot.store.records import Before, Outgoing, Taken

_KNOWN = ("again", "help", "skip", "stop")
"""Commands that mean something here; all others lead out."""

Follow = Callable[[Order], tuple[Order | None, list[Message]]]


class Ordering:
    """Lives as long as the bot. `ordered` is called when there is something to make."""

    def __init__(
        self, orders: Orders, members: Members, runner: Runner, ordered: Callable[[], None], clock: Clock
    ) -> None:
        self._orders = orders
        self._members = members
        self._runner = runner
        self._ordered = ordered
        self._clock = clock
        self._here: set[tuple[str, str]] = set()

    async def open(self) -> None:
        """Learn who is in here. Raises StoreError."""
        asked = await self._orders.asked()
        chats = await self._members.chats()
        self._here = {(channel, address) for member, channel, address in chats if member.id in asked}

    def has(self, channel: str, address: str) -> bool:
        """Whether what comes from this chat is for here."""
        return (channel, address) in self._here

    async def enter(self, arrived: Arrived) -> None:
        """Somebody wants to take answers out. Raises StoreError."""
        member = await self._may(arrived)
        if member is None:
            await self._runner.tell(arrived, [remark(phrases.NOT_YOURS)])
            return
        self._here.add((arrived.channel, arrived.address))
        await self._turn(arrived, member, lambda order: ordering.begin(order.ask))

    async def take(self, arrived: Arrived, *, again: bool = False) -> bool:
        """What somebody does who is in here. Who asks for something else leaves, and is answered outside."""
        member, incoming = await self._may(arrived), arrived.incoming
        if again or isinstance(incoming, Edited):  # it was said to the conversation, or mends what was
            return await self._runner.take(arrived, again=again)
        other = isinstance(incoming, Began) or (isinstance(incoming, Asked) and incoming.command not in _KNOWN)
        if member is None or other or member.id not in await self._orders.asked():
            await self.leave(arrived)
            return await self._runner.take(arrived, again=again)
        return await self._turn(arrived, member, lambda order: ordering.advance(order, incoming))

    async def leave(self, arrived: Arrived) -> None:
        """They do something else; nothing is said."""
        if member := await self._may(arrived):
            aside = replace(arrived, update=f"{arrived.update}:left", incoming=Strange())
            await self._turn(aside, member, lambda _: (None, []))
        self._here.discard((arrived.channel, arrived.address))

    async def _may(self, arrived: Arrived) -> Member | None:
        """Who writes, if they may take answers out."""
        member = await self._members.at(arrived.channel, arrived.address)
        return member if member and may_take_out(member) else None

    async def _turn(self, arrived: Arrived, member: Member, follow: Follow) -> bool:
        """One turn, on disk. Raises StoreError."""
        under_way = True

        def decide(before: Before, order: Order) -> Followed:
            nonlocal under_way
            after, said = follow(order)
            under_way = after is not None and not after.is_whole
            language = self._runner.language_of(arrived, before)
            outgoing = [Outgoing(self._runner.wording.render(message, language)) for message in said]
            record = self._runner.beside(arrived, before, outgoing)
            return Followed(record, replace(after, language=language) if after else None)

        async def taking() -> Taken | None:
            where = (arrived.update, arrived.channel, arrived.address)
            return await self._orders.take(*where, member.id, self._clock(), decide)

        done = await self._runner.take(arrived, by=taking)
        if not under_way:
            self._here.discard((arrived.channel, arrived.address))
            self._ordered()
        return done
