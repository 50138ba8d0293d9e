"""Tells people who told something that they are asked what they think; and what came of it, as it was promised."""

from __future__ import annotations

import logging

from bot.errors import StoreError, place
from bot.ports import Clock
from bot.runner.circle import Circle
from bot.runner.rounds import rounds
from bot.store.calls import Called

log = logging.getLogger(__name__)

_EVERY = 5.0
"""Seconds between two looks."""


class Calling:
    """Lives as long as the bot. `occasion` is what people were told last that they are asked about."""

    def __init__(self, calls: Called, circle: Circle, clock: Clock) -> None:
        self._calls = calls
        self._circle = circle
        self._clock = clock
        self.occasion = ""

    async def run(self) -> None:
        await rounds(self.once, _EVERY, "people can not be told what they are asked")

    async def once(self) -> None:
        """Tell all who do not know yet. Each is told once, though we may stop in between."""
        self.occasion, people = await self._calls.open(self._clock())
        for participant in people:
            try:
                knows = await self._circle.calls(participant, self.occasion)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - one person's trouble must not keep the others from knowing
                log.error("somebody could not be told what they are asked: %s", place(error))
                continue
            if knows:
                await self._calls.note(participant, self.occasion, self._clock())
