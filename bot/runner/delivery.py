"""Sends what waits in the outbox of one channel: in order for each chat, chats side by side.

What a turn says is handed over in memory, right after its commit; the database is read for what was left from
before, and for what there was no room for. It stays the truth: a row is gone from it only after the channel has
confirmed the message, or when nothing can be confirmed any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import DeliveryError, StoreError, place
from bot.metrics import ERRORS, MESSAGES
from bot.ports import Parcel, SendingChannel
from bot.runner.lanes import Lane
from bot.runner.pacing import Pace
from bot.store.outbox import Outbox
from bot.store.records import LastQuestion, Queued
from bot.store.turns import Turns

log = logging.getLogger(__name__)

_LONGEST_WAIT = 300.0
"""Seconds between two tries, at most."""

_MOST_REFUSALS = 4
"""A message that the channel has heard and refused so often will never be taken."""

_NOTE_AGAIN = 1.0
_SETTLING = 5.0
"""Seconds that turns wait for a message to the same chat that is on its way, from when it set out."""

_MOST_CHATS = 20_000
"""Of so many chats we remember when the last question was begun."""

_DRAINING = 6.0
"""Seconds in which what is on its way may still arrive when the bot is stopped."""


Pack = Callable[[Queued], Awaitable[Sequence[Parcel]]]
"""Makes the files that go with a message."""


@dataclass
class _Shelf:
    """The part of the outbox that is in memory: to one person, or to many. `most` is its room, in rows.

    `behind` is the first row that is not in memory, or None if all that waits is; `passed` the newest row that
    was not taken in because of that. `read` is the newest row that came from the database: the news of the turn
    that made it may yet come.
    """

    many: bool
    most: int
    held: int = 0
    behind: int | None = 0
    passed: int = 0
    read: int = 0


class Delivery:
    """Lives as long as the bot. Call `expect` after every commit; `run` does the rest until it is cancelled."""

    def __init__(
        self,
        channel: SendingChannel,
        outbox: Outbox,
        turns: Turns,
        pace: Pace,
        packing: Mapping[str, Pack],
    ) -> None:
        """`packing` makes the files that a message's replay names, by what stands there before a colon."""
        self._channel = channel
        self._outbox = outbox
        self._turns = turns
        self._pace = pace
        self._packing = packing
        self._shelves = {False: _Shelf(many=False, most=5000), True: _Shelf(many=True, most=200)}
        self._lanes: dict[str, Lane] = {}
        self._news = asyncio.Event()
        self._first: int | None = None
        self._begun: dict[str, tuple[int, float]] = {}
        self._stopping = False

    def expect(self, messages: Sequence[Queued]) -> None:
        """These messages were just queued, in the database."""
        for queued in messages:
            if self._first is None:
                self._first = queued.row
            shelf = self._shelves[queued.many]
            if queued.row <= shelf.read:
                continue
            if shelf.behind is None and shelf.held < shelf.most:
                self._line_up(shelf, queued)
            else:
                shelf.behind = queued.row if shelf.behind is None else shelf.behind
                shelf.passed = queued.row
                self._news.set()

    def forget(self, address: str) -> None:
        """Nobody can be reached there any more."""
        if lane := self._lanes.get(address):
            self._let_go(lane.clear())

    def began_later(self, address: str, question: LastQuestion, moment: float) -> bool:
        """Whether a question set out for the first time only after that moment of this process's clock."""
        if self._first is None or question.row < self._first:
            return False  # who knows what was sent before this process began
        row, at = self._begun.get(address, (0, 0.0))
        return row == question.row and at > moment

    def went_out_once(self, row: int, tries: int) -> bool:
        """Whether a row that was sent can not have been seen before: we made it, and the first try got through."""
        return self._first is not None and row >= self._first and not tries

    async def settle(self, address: str) -> None:
        """Wait until what is on its way to a chat has arrived, or failed."""
        lane = self._lanes.get(address)
        if lane and lane.in_flight:
            left = lane.in_flight_since + _SETTLING - time.monotonic()
            await asyncio.wait({lane.in_flight}, timeout=max(0.0, left))

    async def run(self) -> None:
        try:
            while True:
                self._news.clear()
                try:
                    for shelf in self._shelves.values():
                        await self._fill(shelf)
                except StoreError as error:
                    log.error("the outbox can not be read; trying again: %s", error)
                    await asyncio.sleep(_NOTE_AGAIN)
                else:
                    await self._news.wait()
        finally:
            await self._drain()

    # ---- what is in memory

    async def _fill(self, shelf: _Shelf) -> None:
        """Read what waits in the database and is not in memory, as far as there is room."""
        while shelf.behind is not None and (room := shelf.most - shelf.held) > 0:
            passed = shelf.passed
            found = await self._outbox.waiting(self._channel.name, shelf.behind, room, many=shelf.many)
            for queued in found:
                self._line_up(shelf, queued)
                shelf.read = queued.row
            if len(found) == room or shelf.passed != passed:
                shelf.behind = found[-1].row + 1 if found else shelf.behind
            else:
                shelf.behind = None

    def _line_up(self, shelf: _Shelf, queued: Queued) -> None:
        lane = self._lanes.get(queued.address)
        if lane is None:
            lane = self._lanes[queued.address] = Lane(queued.address)
        shelf.held += 1
        self._let_go(lane.add(queued))
        if not queued.many:
            self._pace.hurry(queued.address)
        if lane.task is None:
            lane.task = asyncio.create_task(self._serve(lane))

    def _let_go(self, messages: Sequence[Queued]) -> None:
        """These are not in memory any more."""
        for queued in messages:
            shelf = self._shelves[queued.many]
            shelf.held -= 1
            if shelf.behind is not None:
                self._news.set()

    # ---- one chat

    async def _serve(self, lane: Lane) -> None:
        """Send all that waits for one chat, one after the other."""
        while not self._stopping:
            if not lane.first:
                await _noted(lane)  # meanwhile something may come
            if not lane.first:
                break
            await self._pace.turn(lane.address, many=lane.first.many)
            if self._stopping or (queued := lane.take()) is None:
                break
            error = await self._try(lane, queued)
            if error is None or await self._gives_up(lane, queued, error):
                self._let_go([queued])
            elif lane.put_back(queued, begun=_may_be_seen(queued, error)):
                await self._rest(lane, queued, error)
            else:
                self._let_go([queued])
        await _noted(lane)  # the bot stops: there is something to send, but no more is sent
        del self._lanes[lane.address]

    async def _try(self, lane: Lane, queued: Queued) -> DeliveryError | None:
        """One try. Returns what went wrong; what went well is noted, and only then is the next message sent."""
        lane.in_flight = asyncio.get_running_loop().create_future()
        lane.in_flight_since = time.monotonic()
        error: DeliveryError | None = None
        ref = ""
        try:
            if queued.spoken.ask and not (queued.replay or queued.begun):
                self._note_begun(queued)  # first: a turn may come to know of the note before we hear of its commit
                await self._note(lambda: self._outbox.begun(queued.row))
            await _noted(lane)
            ref = await self._say(queued)
            MESSAGES.labels(self._channel.name).inc()
            if lane.first:  # its own note goes to disk together with this one
                lane.noting = asyncio.create_task(self._note(lambda: self._outbox.sent(queued.row, ref)))
        except DeliveryError as failure:
            error = failure
        except StoreError as failure:
            error = DeliveryError(str(failure))
        except Exception as failure:  # noqa: BLE001 - one message must not end the sending of all others
            error = DeliveryError(f"in an unexpected way: {type(failure).__name__}")
        finally:
            # Whoever waits for this goes on only after the note's first step, to the writer, and so behind it.
            lane.in_flight.set_result(None)
            lane.in_flight = None
        if error is None and not lane.noting:
            await self._note(lambda: self._outbox.sent(queued.row, ref))
        return error

    def _note_begun(self, queued: Queued) -> None:
        """Remember when the first try of a chat's newest question began."""
        if queued.row > self._begun.get(queued.address, (0, 0.0))[0]:
            self._begun.pop(queued.address, None)  # so that the oldest stand first
            self._begun[queued.address] = (queued.row, time.monotonic())
        if len(self._begun) > _MOST_CHATS:
            del self._begun[next(iter(self._begun))]

    async def _gives_up(self, lane: Lane, queued: Queued, error: DeliveryError) -> bool:
        """Note that it failed. True if there is no point in another try."""
        ERRORS.labels("gone" if error.permanent else "refused" if error.refused else "delivery").inc()
        if error.permanent:
            log.info("a chat can not be reached any more: %s", error)
            await self._note(lambda: self._turns.retire(self._channel.name, lane.address))
            self._let_go(lane.clear())
            return True
        if error.refused and queued.tries + 1 >= _MOST_REFUSALS:
            log.error("a message is given up, the channel does not take it: %s", error)
            await self._note(lambda: self._outbox.sent(queued.row, ""))
            return True
        begun = _may_be_seen(queued, error)
        if not begun:
            self._begun.pop(lane.address, None)  # only the next try counts
        await self._note(lambda: self._outbox.failed(queued.row, begun=begun))
        return False

    async def _say(self, queued: Queued) -> str:
        if not queued.replay:
            return await self._channel.send(queued.address, queued.spoken)
        if pack := self._packing.get(queued.replay.partition(":")[0]):
            for parcel in await _packed(pack, queued):
                await self._channel.hand_over(queued.address, parcel)
        elif replays := await self._outbox.to_play_back(queued.replay):
            await self._channel.play_back(queued.address, replays, slow=queued.spoken.slow)
        return ""

    async def _note(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what happened, however long that takes: till then nothing more is sent to this chat."""
        while True:
            try:
                return await write()
            except Exception as error:  # noqa: BLE001 - without the note nothing can go on in this chat
                ERRORS.labels("store").inc()
                words = str(error) if isinstance(error, StoreError) else place(error)
                log.error("what was sent can not be noted; trying again: %s", words)
                await asyncio.sleep(_NOTE_AGAIN)

    async def _rest(self, lane: Lane, queued: Queued, error: DeliveryError) -> None:
        """Wait before the next try: as long as asked, or longer each time; something newer ends the wait."""
        wait = error.retry_after or min(_LONGEST_WAIT, 0.5 * 2 ** min(queued.tries, 10))
        log.warning("a message did not get through (%s); trying again in %.1f s", error, wait)
        if error.retry_after:
            await asyncio.sleep(wait)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while lane.first and lane.first.row == queued.row:
                    lane.changed.clear()
                    await lane.changed.wait()

    async def _drain(self) -> None:
        """What is on its way arrives, and is noted; what is not, waits in the database for the next start."""
        self._stopping = True
        flying = {lane.task for lane in self._lanes.values() if (lane.in_flight or lane.noting) and lane.task}
        tasks = {lane.task for lane in self._lanes.values() if lane.task}
        for task in tasks - flying:
            task.cancel()
        if flying:
            await asyncio.wait(flying, timeout=_DRAINING)
        for task in flying:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _packed(pack: Pack, queued: Queued) -> Sequence[Parcel]:
    """The files. What can not be made must not keep a chat waiting for ever."""
    try:
        return await pack(queued)
    except StoreError:
        raise
    except Exception as error:
        raise DeliveryError(f"a file can not be made: {place(error)}", refused=True) from error


async def _noted(lane: Lane) -> None:
    """Wait until it is on disk that the message before arrived: mostly in one commit with the next one's note."""
    if lane.noting:
        await lane.noting
        lane.noting = None


def _may_be_seen(queued: Queued, error: DeliveryError) -> bool:
    """Whether a message may have arrived, though we were told of an error: this time, or an earlier time."""
    return queued.begun or not (error.refused or error.retry_after is not None)
