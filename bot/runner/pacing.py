"""How fast a channel may be written to: so many messages a second in all, and in each chat."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import deque
from itertools import count

_WINDOW = 1.05
"""Seconds that count as one: messages do not arrive as evenly as they leave."""

_BURST = 4
"""So many messages may follow each other at once in a chat that was quiet."""

_MANY = 1000
"""With fewer chats than that none need be forgotten."""


class Pace:
    """Lets messages pass. Those to one person go before those to many; 0 means no limit."""

    def __init__(self, overall: int, chat: float) -> None:
        """`overall` and `chat` are messages a second."""
        self._chat = chat
        self._passed: deque[float] | None = deque(maxlen=overall) if overall else None
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._allowances: dict[str, tuple[float, float]] = {}
        self._prune_at = _MANY
        self._of_chats: dict[str, asyncio.Future[None]] = {}

    async def turn(self, chat: str, *, many: bool) -> None:
        """Returns when a message to this chat may be sent now."""
        if self._chat and (wait := self._spend(chat)):
            await asyncio.sleep(wait)
        if self._passed is None:
            return
        if not self._waiting and self._wait() <= 0:
            self._passed.append(time.monotonic())
            return
        future = self._of_chats[chat] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (many, next(self._numbers), future))
        self._grant()
        try:
            await future
        finally:
            del self._of_chats[chat]

    def hurry(self, chat: str) -> None:
        """What waits in this chat is for the person now, even if it was not when it began to wait."""
        if future := self._of_chats.get(chat):
            # It then stands in the queue twice; the second time it comes up, it has passed already.
            heapq.heappush(self._waiting, (False, next(self._numbers), future))

    def _spend(self, chat: str) -> float:
        """Take one message from a chat's allowance; returns the seconds until there is one."""
        now = time.monotonic()
        allowance, since = self._allowances.get(chat, (float(_BURST), now))
        allowance = min(float(_BURST), allowance + (now - since) * self._chat) - 1
        self._allowances[chat] = (allowance, now)
        if len(self._allowances) > self._prune_at:
            full = now - _BURST / self._chat
            self._allowances = {name: spent for name, spent in self._allowances.items() if spent[1] > full}
            self._prune_at = max(_MANY, 2 * len(self._allowances))
        return max(0.0, -allowance / self._chat)

    def _wait(self) -> float:
        """Seconds until one more may pass."""
        assert self._passed is not None
        if len(self._passed) < (self._passed.maxlen or 0):
            return 0.0
        return self._passed[0] + _WINDOW - time.monotonic()

    def _grant(self) -> None:
        """Let pass whoever may, the most urgent first; come back when the next one may."""
        assert self._passed is not None
        while self._waiting and self._wait() <= 0:
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():
                self._passed.append(time.monotonic())
                future.set_result(None)
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if self._waiting:
            self._timer = asyncio.get_running_loop().call_later(self._wait(), self._grant)
