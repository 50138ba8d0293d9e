"""What waits for one chat, in order: what is said to the person first, then what goes to many."""

from __future__ import annotations

import asyncio
from bisect import insort
from dataclasses import replace

from bot.store.records import Queued


class Lane:
    """One chat's messages.

    `in_flight` is pending while one is on its way, `noting` while it is written down that one arrived; `changed`
    says that one was added.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.task: asyncio.Task[None] | None = None
        self.in_flight: asyncio.Future[None] | None = None
        self.in_flight_since = 0.0
        self.noting: asyncio.Task[None] | None = None
        self.changed = asyncio.Event()
        self._waiting: list[Queued] = []
        self._newest_question = 0

    @property
    def first(self) -> Queued | None:
        """What is to be sent next."""
        return self._waiting[0] if self._waiting else None

    def add(self, queued: Queued) -> list[Queued]:
        """Put it where it belongs. Returns what it takes the place of: an older question is asked no more."""
        outdated: list[Queued] = []
        if queued.spoken.ask and not queued.many:
            self._newest_question = queued.spoken.ask
            outdated = [one for one in self._waiting if self._is_outdated(one)]
            self._waiting = [one for one in self._waiting if not self._is_outdated(one)]
        insort(self._waiting, queued, key=_turn)
        self.changed.set()
        return outdated

    def take(self) -> Queued | None:
        """Take the next message out."""
        return self._waiting.pop(0) if self._waiting else None

    def put_back(self, queued: Queued, *, begun: bool) -> bool:
        """It did not get through: it comes again. False if a newer question has taken its place."""
        if self._is_outdated(queued):
            return False
        insort(self._waiting, replace(queued, tries=queued.tries + 1, begun=begun), key=_turn)
        return True

    def clear(self) -> list[Queued]:
        """Take everything out."""
        dropped, self._waiting = self._waiting, []
        return dropped

    def _is_outdated(self, queued: Queued) -> bool:
        return 0 < queued.spoken.ask < self._newest_question


def _turn(queued: Queued) -> tuple[bool, int]:
    return queued.many, queued.row
