"""Every update's way from Telegram into a turn, whichever way it came."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Protocol

from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.reading import Crowd, Door, Enter, Json, Left, Meant, meaning
from bot.core.events import Strange
from bot.errors import StoreError
from bot.ports import Clock
from bot.runner.doors import Doors
from bot.runner.turns import Arrived, Runner
from bot.store.quarantine import Aside
from bot.store.records import Stood

log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of updates that we ask for."""


class Room(Protocol):
    """What people can do in their chat beside the conversation."""

    def has(self, channel: str, address: str) -> bool:
        """Whether what comes from this chat is for this."""

    async def enter(self, arrived: Arrived) -> None: ...

    async def take(self, arrived: Arrived, *, again: bool = False) -> bool: ...

    async def leave(self, arrived: Arrived) -> None:
        """They do something else; nothing is said."""


class Intake:
    """Begins turns. One person's come in order; when one is not on disk, those behind it are not either."""

    def __init__(
        self,
        bot: int,
        runner: Runner,
        doors: Doors,
        rooms: Mapping[str, Room],
        calls: Calls,
        alone_please: Callable[[str], str],
        clock: Clock,
    ) -> None:
        """`bot` is the bot's number: another bot's updates may have the same numbers.

        `rooms` are what people can do in their chat beside the conversation, by the command that leads there.
        """
        self._bot = bot
        self._runner = runner
        self._doors = doors
        self._rooms = rooms
        self._calls = calls
        self._alone_please = alone_please
        self._clock = clock
        self._last_of: dict[str, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Task[None]] = set()

    def begin(self, update: Json) -> asyncio.Task[None]:
        """Begin a turn, behind the same person's earlier ones. The task raises StoreError if it is not on disk."""
        meant = self._read(update)
        address = meant.address if meant else ""
        key = f"{self._bot}:{update['update_id']}"
        arrived = self._arrived(update, meant, key) if isinstance(meant, Meant) else None
        if isinstance(meant, Door | Enter):
            arrived = Arrived("telegram", meant.address, key, Strange(), self._clock(), phone=meant.phone)
        task = asyncio.create_task(self._take(arrived, meant, self._last_of.get(address)))
        if meant:
            self._last_of[address] = task
            task.add_done_callback(partial(self._finished, address))
        return task

    async def again(self, aside: Aside) -> bool:
        """Take what was set aside after all; False if it still can not be. Raises StoreError."""
        meant = self._read(aside.whole)
        if not isinstance(meant, Meant):
            return False
        arrived = self._arrived(aside.whole, meant, f"{aside.update}:{aside.tries}", aside.stood)
        return await self._turn(arrived, again=True)

    async def _turn(self, arrived: Arrived, *, again: bool = False) -> bool:
        """A turn of the conversation, or in another room for who is there."""
        for room in self._rooms.values():
            if room.has(arrived.channel, arrived.address):
                return await room.take(arrived, again=again)
        return await self._runner.take(arrived, again=again)

    async def _go_out(self, arrived: Arrived) -> None:
        """Whoever enters a room leaves the one they were in."""
        for room in self._rooms.values():
            if room.has(arrived.channel, arrived.address):
                await room.leave(arrived)

    def _read(self, update: Json) -> Meant | Left | Crowd | Door | Enter | None:
        try:
            return meaning(update)
        except Exception as error:  # noqa: BLE001 - whatever Telegram invents, the others are not to wait
            log.error("update %s is of a shape nobody knows: %s", update["update_id"], type(error).__name__)
            return None

    def _finished(self, address: str, task: asyncio.Task[None]) -> None:
        if self._last_of.get(address) is task:
            del self._last_of[address]

    async def _take(
        self,
        arrived: Arrived | None,
        meant: Meant | Left | Crowd | Door | Enter | None,
        earlier: asyncio.Task[None] | None,
    ) -> None:
        if earlier:
            await asyncio.wait({earlier})
            if earlier.exception():
                raise StoreError("an earlier message of the same person is not kept yet")
        match meant:
            case Meant(query=query):
                assert arrived
                await self._turn(arrived)
                if query:
                    self._errand(self._stop_the_clock(query))
            case Door(secret=secret):
                assert arrived
                await self._doors.knock(arrived, secret)
            case Enter(room=room):
                assert arrived
                await self._go_out(arrived)
                await self._rooms[room].enter(arrived)
            case Left(address):
                await self._runner.leave("telegram", address)
            case Crowd(address, language):
                self._errand(self._decline(address, language))
            case None:
                pass

    def _arrived(self, update: Json, meant: Meant, key: str, stood: Stood | None = None) -> Arrived:
        at = meant.at or self._clock()
        return Arrived(
            "telegram",
            meant.address,
            key,
            meant.incoming,
            at,
            meant.order,
            phone=meant.phone,
            whole=update,
            stood=stood,
        )

    # ---- small things that nothing depends on

    def _errand(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _stop_the_clock(self, query: str) -> None:
        """Tell the phone that its button was understood."""
        try:
            await self._calls("answerCallbackQuery", {"callback_query_id": query})
        except TelegramError as error:
            log.debug("a tap could not be answered: %s", error)

    async def _decline(self, address: str, language: str) -> None:
        try:
            await self._calls("sendMessage", {"chat_id": address, "text": self._alone_please(language)})
        except TelegramError as error:
            log.debug("a group could not be answered: %s", error)
