"""Takes updates in from Telegram, and acknowledges them only when their turns are on disk.

Telegram forgets an update as soon as a later one is asked for. So the offset moves only past what is committed:
whatever happens to this process, what people sent is either in our database or still with Telegram.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.connecting import forget_webhook
from bot.channels.telegram.reading import Crowd, Left, Meant, meaning
from bot.channels.telegram.sending import seconds_asked
from bot.core.events import Tapped
from bot.errors import StoreError
from bot.ports import Clock
from bot.runner.turns import Arrived, Runner
from bot.store.turns import Turns

log = logging.getLogger(__name__)

_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
_LONG_POLL = 25
_BATCH = 100
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_CONFLICT_PAUSE = 3.0
_PATIENCE = 0.2
"""Seconds for which the next updates wait for the turns of those before."""


class Polling:
    """Lives as long as the bot. `caught_up` is set once what waited at Telegram at the start is taken in."""

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        runner: Runner,
        turns: Turns,
        alone_please: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._request = request
        self._runner = runner
        self._turns = turns
        self._alone_please = alone_please
        self._clock = clock
        self._offset = 0
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._taken: set[int] = set()
        self._last_of: dict[str, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._round()
                pause = _FIRST_PAUSE
            except Conflict as error:
                log.warning("another process, or a webhook, is taking this bot's messages: %s", error)
                await forget_webhook(self._bot)
                await asyncio.sleep(_CONFLICT_PAUSE)
            except (TelegramError, StoreError) as error:
                log.warning("no messages can be taken in just now: %s", error)
                await asyncio.sleep(seconds_asked(error) or pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _round(self) -> None:
        """Ask for what is new, start its turns, and move the offset past those that are on disk.

        One person's slow turn does not keep the others waiting: it stays unacknowledged, and is not begun twice.
        """
        idle = self.caught_up.is_set() and not self._taking
        updates = await self._get(_LONG_POLL if idle else 0)
        for update in updates:
            number = int(update["update_id"])
            if number not in self._taking and number not in self._taken:
                self._taking[number] = self._start(update)
        if self._taking:
            await asyncio.wait(self._taking.values(), timeout=_PATIENCE)
        elif not updates:
            self.caught_up.set()
        self._acknowledge()

    def _acknowledge(self) -> None:
        """The offset moves up to the first update whose turn is not on disk. Raises what a turn raised."""
        finished = {number: task for number, task in self._taking.items() if task.done()}
        failed = [error for task in finished.values() if (error := task.exception())]
        for number, task in finished.items():
            del self._taking[number]
            if not task.exception():
                self._taken.add(number)
        open_ones = [*self._taking, *(number for number, task in finished.items() if task.exception())]
        newest = max([self._offset, *(number + 1 for number in self._taken)])
        self._offset = min([newest, *open_ones])
        self._taken = {number for number in self._taken if number >= self._offset}
        if failed:
            raise failed[0]

    async def _get(self, long_poll: int) -> list[dict[str, Any]]:
        """Ask Telegram for what is new, which acknowledges all before the offset.

        The updates come raw, so that one of a strange shape harms no other.
        """
        values = {"offset": self._offset, "timeout": long_poll, "limit": _BATCH, "allowed_updates": _KINDS}
        data = RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])
        url = f"{self._bot.base_url}/getUpdates"
        found = await self._request.post(url, data, read_timeout=long_poll + 10.0)
        return found if isinstance(found, list) else []

    def _start(self, raw: dict[str, Any]) -> asyncio.Task[None]:
        """Begin a turn, behind the same person's earlier ones."""
        try:
            update = Update.de_json(raw, self._bot)
            meant = meaning(update)
        except Exception as error:  # noqa: BLE001 - whatever Telegram invents, the others are not to wait
            log.warning("update %s is of a shape nobody knows: %s", raw["update_id"], type(error).__name__)
            return asyncio.create_task(asyncio.sleep(0))
        address = meant.address if meant else ""
        task = asyncio.create_task(self._take(update, meant, self._last_of.get(address)))
        self._last_of[address] = task
        task.add_done_callback(partial(self._finished, address))
        return task

    def _finished(self, address: str, task: asyncio.Task[None]) -> None:
        if self._last_of.get(address) is task:
            del self._last_of[address]

    async def _take(
        self, update: Update, meant: Meant | Left | Crowd | None, earlier: asyncio.Task[None] | None
    ) -> None:
        if isinstance(meant, Meant) and earlier:
            await asyncio.wait({earlier})
            if earlier.exception():
                raise StoreError("an earlier message of the same person is not kept yet")
        key = f"{self._bot.id}:{update.update_id}"
        match meant:
            case Meant(address, incoming, order, phone):
                at = self._time_of(update)
                await self._runner.take(Arrived("telegram", address, key, incoming, at, order, phone=phone))
                if isinstance(incoming, Tapped) and update.callback_query:
                    self._errand(self._stop_the_clock(update.callback_query.id))
            case Left(address):
                await self._turns.retire("telegram", address)
            case Crowd(address, language):
                self._errand(self._decline(address, language))
            case None:
                pass

    def _time_of(self, update: Update) -> datetime:
        message = update.effective_message
        if message is None or update.callback_query or update.edited_message:
            return self._clock()
        return getattr(message, "date", self._clock()).astimezone(UTC)

    def _errand(self, errand: Coroutine[Any, Any, None]) -> None:
        """Something small that nothing depends on."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _stop_the_clock(self, query: str) -> None:
        """Tell the phone that its button was understood."""
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as error:
            log.debug("a tap could not be answered: %s", error)

    async def _decline(self, address: str, language: str) -> None:
        try:
            await self._bot.send_message(address, self._alone_please(language))
        except TelegramError as error:
            log.debug("a group could not be answered: %s", error)
