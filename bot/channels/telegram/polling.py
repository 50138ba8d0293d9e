"""Fetches updates from Telegram, and acknowledges them only when their turns are on disk.

Telegram forgets an update as soon as a later one is asked for. So the offset moves only past what is committed:
whatever happens to this process, what people sent is either in our database or still with Telegram.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from telegram.error import Conflict, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.intake import KINDS, Intake
from bot.channels.telegram.refusals import seconds_asked
from bot.channels.telegram.request import Unreadable
from bot.errors import StoreError, place
from bot.metrics import ERRORS

log = logging.getLogger(__name__)

_LONG_POLL = 25
_BATCH = 100
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_CONFLICT_PAUSE = 3.0
_PATIENCE = 0.2
"""Seconds for which the next updates wait for the turns of those before."""

_DRAINING = 3.0
"""Seconds in which turns under way may still get to disk when the bot is stopped."""


class Polling:
    """`catch_up` takes in what waits now; `run` goes on for ever."""

    def __init__(self, calls: Calls, intake: Intake) -> None:
        self._calls = calls
        self._intake = intake
        self._offset = 0
        self._confirmed = 0
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._taken: set[int] = set()
        self._caught_up = False

    async def catch_up(self) -> None:
        """Take in all that waits at Telegram, and acknowledge it."""
        self._caught_up = False
        pause = _FIRST_PAUSE
        while not self._caught_up:
            pause = await self._careful_round(pause)
        with contextlib.suppress(TelegramError):  # then it comes once more, and changes nothing
            await self._confirm()

    async def run(self) -> None:
        pause = _FIRST_PAUSE
        try:
            while True:
                pause = await self._careful_round(pause)
        finally:
            await self._drain()

    async def _careful_round(self, pause: float) -> float:
        """One round; after trouble also a pause. Returns the pause that the next trouble is to have."""
        try:
            await self._round()
        except Conflict as error:
            log.warning("another process, or a webhook, is taking this bot's messages: %s", error)
            await forget_webhook(self._calls)
            await asyncio.sleep(_CONFLICT_PAUSE)
        except (TelegramError, StoreError) as error:
            ERRORS.labels("intake").inc()
            log.warning("no messages can be taken in just now: %s", error)
            await asyncio.sleep(seconds_asked(error) or pause)
            return min(pause * 2, _LONGEST_PAUSE)
        except Exception as error:  # noqa: BLE001 - whatever it is, tomorrow's messages are to be taken in
            ERRORS.labels("intake").inc()
            log.error("no messages can be taken in just now: %s", place(error))
            await asyncio.sleep(pause)
            return min(pause * 2, _LONGEST_PAUSE)
        return _FIRST_PAUSE

    async def _round(self) -> None:
        """Ask for what is new, start its turns, and move the offset past those that are on disk.

        One person's slow turn does not keep the others waiting: it stays unacknowledged, and is not begun twice.
        """
        idle = self._caught_up and not self._taking
        updates = await self._readable(_LONG_POLL if idle else 0)
        if any(task.done() and task.exception() for task in self._taking.values()):
            self._acknowledge()  # which raises: nobody's later message is begun before it comes again
        for update in updates:
            number = int(update["update_id"])
            if number not in self._taking and number not in self._taken:
                self._taking[number] = self._intake.begin(update)
        if self._taking:
            await asyncio.wait(self._taking.values(), timeout=_PATIENCE)
        self._acknowledge()
        if len(updates) < _BATCH and not self._taking:
            self._caught_up = True

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

    async def _get(self, long_poll: int, limit: int = _BATCH) -> list[dict[str, Any]]:
        """Ask Telegram for what is new, which acknowledges all before the offset."""
        values = {"offset": self._offset, "timeout": long_poll, "limit": limit, "allowed_updates": KINDS}
        asked = self._offset
        found = await self._calls("getUpdates", values, read_timeout=long_poll + 10.0)
        self._confirmed = asked
        return found if isinstance(found, list) else []

    async def _readable(self, long_poll: int) -> list[dict[str, Any]]:
        """The same, past an update that no reader of JSON can read: one by one till we know which it is."""
        try:
            return await self._get(long_poll)
        except Unreadable:
            try:
                return await self._get(0, limit=1)
            except Unreadable as error:
                if error.update is None:
                    raise
                log.error("update %d can not be read, and is passed by", error.update)
                self._taken.add(error.update)
                return []

    async def _confirm(self) -> None:
        """Acknowledge what is on disk now, and not only with the next question for more."""
        if self._offset > self._confirmed:
            await self._get(0, limit=1)

    async def _drain(self) -> None:
        """What was begun gets to disk, and is acknowledged: it need not come again at the next start."""
        with contextlib.suppress(TelegramError, StoreError, TimeoutError):
            async with asyncio.timeout(_DRAINING):
                if self._taking:
                    await asyncio.wait(self._taking.values())
                    self._acknowledge()
                await self._confirm()


async def forget_webhook(calls: Calls) -> None:
    """A webhook that was left on the token would keep every message from us. What waits there stays."""
    try:
        await calls("deleteWebhook", {"drop_pending_updates": False})
    except TelegramError as error:
        log.warning("an old webhook could not be taken off: %s", error)
