"""Tells people what a person of the team answers to a complaint, or a wish to be called."""

from __future__ import annotations

import asyncio
import logging

from bot.errors import StoreError
from bot.runner.turns import Runner
from bot.store.desk import Desk

log = logging.getLogger(__name__)

_EVERY = 10.0
"""Seconds between two looks: answers are written by another process, at the command line."""


class Answering:
    """Lives as long as the bot."""

    def __init__(self, desk: Desk, runner: Runner) -> None:
        self._desk = desk
        self._runner = runner

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except StoreError as error:
                log.error("answers of the team can not be told; trying again: %s", error)
            await asyncio.sleep(_EVERY)

    async def once(self) -> None:
        """Tell all that wait. Each is told once, though we may stop in between."""
        for case in await self._desk.replies():
            await self._runner.tell_answer(case.participant, case.answer, case.text)
            await self._desk.told(case.answer)
