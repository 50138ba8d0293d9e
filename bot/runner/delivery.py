"""Sends what waits in the outbox of one channel: in order for each person, people side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

from bot.errors import DeliveryError, StoreError
from bot.ports import Clock, SendingChannel
from bot.store.outbox import Outbox, Queued
from bot.store.turns import Turns

log = logging.getLogger(__name__)

_AT_ONCE = 64
"""So many people are sent to at the same time."""

_LONGEST_WAIT = 300.0
"""Seconds between two tries, at most."""

_IDLE = 30.0
"""Seconds after which the outbox is looked at even if nobody said that there is something."""

_NOTE_AGAIN = 1.0

_SETTLING = 5.0
"""Seconds a turn waits for a message to the same person that is on its way."""


class Delivery:
    """Lives as long as the bot. Call `expect` after every commit; `run` does the rest until it is cancelled."""

    def __init__(self, channel: SendingChannel, outbox: Outbox, turns: Turns, clock: Clock) -> None:
        self._channel = channel
        self._outbox = outbox
        self._turns = turns
        self._clock = clock
        self._news = asyncio.Event()
        self._first: int | None = None
        self._untouched: set[int] = set()
        self._held_back = True  # something may wait for its next try: at a start, and after a failure
        self._sending: dict[str, asyncio.Task[None]] = {}

    def expect(self, rows: Sequence[int]) -> None:
        """These rows were just queued."""
        if self._first is None:
            self._first = min(rows, default=None)
        self._untouched.update(rows)
        self._news.set()

    def is_untouched(self, row: int) -> bool:
        """Whether this process made the row and has not begun to send it: nobody can have seen it."""
        return row in self._untouched

    def went_out_once(self, row: int, tries: int) -> bool:
        """Whether a row that was sent can not have been seen before: we made it, and the first try got through."""
        return self._first is not None and row >= self._first and not tries

    async def settle(self, participant: str) -> bool:
        """Wait until what is on its way to a person has arrived, or failed. False if nothing was."""
        task = self._sending.get(participant)
        if task is None:
            return False
        await asyncio.wait({task}, timeout=_SETTLING)
        return True

    async def run(self) -> None:
        try:
            while True:
                self._news.clear()
                try:
                    await self._start_what_waits()
                    timeout = await self._until_next()
                except StoreError as error:
                    log.error("the outbox can not be read; trying again: %s", error)
                    timeout = 1.0
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), timeout)
        finally:
            for task in self._sending.values():
                task.cancel()
            await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def _start_what_waits(self) -> None:
        free = _AT_ONCE - len(self._sending)
        if free <= 0:
            return
        busy = list(self._sending)
        for queued in await self._outbox.waiting(self._channel.name, self._clock(), busy, free):
            task = asyncio.create_task(self._send(queued))
            self._sending[queued.participant] = task
            task.add_done_callback(partial(self._finished, queued.participant))

    def _finished(self, participant: str, _task: asyncio.Task[None]) -> None:
        del self._sending[participant]
        self._news.set()

    async def _until_next(self) -> float:
        if not self._held_back:
            return _IDLE
        following = await self._outbox.next_time(self._channel.name, list(self._sending))
        if following is None:
            self._held_back = bool(self._sending)
            return _IDLE
        return min(_IDLE, max(0.05, (following - self._clock()).total_seconds()))

    async def _send(self, queued: Queued) -> None:
        self._untouched.discard(queued.row)
        try:
            ref = await self._say(queued)
        except DeliveryError as error:
            await self._failed(queued, error)
        except Exception as error:  # noqa: BLE001 - one message must not end the sending of all others
            await self._failed(queued, DeliveryError(f"in an unexpected way: {type(error).__name__}"))
        else:
            await self._note(lambda: self._outbox.sent(queued.row, ref))

    async def _note(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what happened, however long that takes: till then nothing more is sent to this person."""
        while True:
            try:
                return await write()
            except StoreError as error:
                log.error("what was sent can not be noted; trying again: %s", error)
                await asyncio.sleep(_NOTE_AGAIN)

    async def _say(self, queued: Queued) -> str:
        if not queued.replay:
            return await self._channel.send(queued.address, queued.spoken)
        for replay in await self._outbox.replays([queued.replay]):
            await self._channel.play_back(queued.address, replay)
        return ""

    async def _failed(self, queued: Queued, error: DeliveryError) -> None:
        if error.permanent:
            log.info("a chat can not be reached any more: %s", error)
            await self._note(lambda: self._turns.retire(self._channel.name, queued.address))
            await self._note(lambda: self._outbox.drop(queued.participant, self._channel.name))
            return
        wait = error.retry_after or min(_LONGEST_WAIT, 0.5 * 2 ** min(queued.tries, 10))
        log.warning("a message did not get through (%s); trying again in %.1f s", error, wait)
        self._held_back = True
        not_before = self._clock() + timedelta(seconds=wait)
        await self._note(lambda: self._outbox.later(queued.row, not_before))
