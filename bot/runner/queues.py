"""One person's turns, first come, first served."""

from __future__ import annotations

import asyncio


class Queues:
    """A queue for each person, which exists only while somebody stands in it."""

    def __init__(self) -> None:
        self._standing: dict[tuple[str, str], _Queue] = {}

    def of(self, channel: str, address: str) -> _Queue:
        """This person's queue, to be used once: `async with queues.of(...)` holds the first place in it."""
        name = (channel, address)
        queue = self._standing.get(name)
        if queue is None:
            queue = self._standing[name] = _Queue(self._standing, name)
        queue.users += 1
        return queue


class _Queue:
    def __init__(self, standing: dict[tuple[str, str], _Queue], name: tuple[str, str]) -> None:
        self._standing = standing
        self._name = name
        self._lock = asyncio.Lock()
        self.users = 0

    async def __aenter__(self) -> None:
        try:
            await self._lock.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()
        self._leave()

    def _leave(self) -> None:
        self.users -= 1
        if not self.users:
            del self._standing[self._name]
