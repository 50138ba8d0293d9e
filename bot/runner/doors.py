"""Lets people in: whoever has an invitation joins, and a member gets a link to the board in their chat."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.core.messages import own_words, remark
from bot.core.rights import phrases
from bot.ports import Clock
from bot.runner.studio import Studio
from bot.runner.turns import Arrived, Runner
from bot.store.members import Members

log = logging.getLogger(__name__)

_LISTENS = ("team", "panel")
"""Roles that have something to do on the board."""


class Doors:
    """`address` is where people reach the web pages."""

    def __init__(self, members: Members, runner: Runner, studio: Studio, address: str, clock: Clock) -> None:
        self._members = members
        self._studio = studio
        self._runner = runner
        self._address = address
        self._clock = clock

    async def knock(self, arrived: Arrived, secret: str) -> None:
        """Somebody shows an invitation in their chat; or nothing, and wants to the board. Raises StoreError."""
        if secret:
            await self._join(arrived, secret)
        else:
            await self._open(arrived)

    async def _join(self, arrived: Arrived, secret: str) -> None:
        now = self._clock()
        member = await self._members.join(secret, now, arrived.channel, arrived.address)
        if member:
            line = phrases.JOINED if member.role in _LISTENS else phrases.THANKS
            await self._runner.tell(arrived, [remark(line)])
            if member.role not in _LISTENS:
                lends = replace(arrived, update=f"{arrived.update}:lends")
                await self._studio.enter(lends)
        else:
            log.warning("an invitation was refused: it is unknown, used or too old")
            await self._runner.tell(arrived, [remark(phrases.TOO_LATE)])

    async def _open(self, arrived: Arrived) -> None:
        member = await self._members.at(arrived.channel, arrived.address)
        if member is None or member.role not in _LISTENS:
            log.warning("somebody who is not in the group asked for the board")
            await self._runner.tell(arrived, [remark(phrases.NOT_A_MEMBER)])
            return
        link = f"{self._address}/open/{await self._members.door(member, self._clock())}"
        await self._runner.tell(arrived, [remark(phrases.YOUR_LINK), own_words(link)])
