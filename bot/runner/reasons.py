"""Fetches the reasons that people speak, and wipes those that are not said any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from bot.errors import DeliveryError, SpeechError
from bot.ports import Channel, Recordings
from bot.runner.rounds import rounds
from bot.speech.sound import as_voice_note
from bot.store.spoken import KEPT, LOST, Spoken, SpokenReasons, name_of

log = logging.getLogger(__name__)

_EVERY: Final = 5.0
"""Seconds between two looks."""

_LONGEST: Final = 300.0
"""Seconds of a reason."""


class Reasons:
    """Lives as long as the bot."""

    def __init__(self, spoken: SpokenReasons, channels: Mapping[str, Channel], recordings: Recordings) -> None:
        self._spoken = spoken
        self._channels = channels
        self._recordings = recordings

    async def run(self) -> None:
        await rounds(self.once, _EVERY, "spoken reasons can not be kept or wiped")

    async def once(self) -> None:
        """Fetch all that waits, then wipe what nobody says any more. Raises StoreError."""
        for one in await self._spoken.waiting():
            if channel := self._channels.get(one.channel):
                await self._fetch(one, channel)
        there = set(await self._recordings.names("reason"))
        for name in there - await self._spoken.kept() if there else ():
            await self._recordings.delete(name)

    async def _fetch(self, one: Spoken, channel: Channel) -> None:
        try:
            fetched = await channel.fetch(one.file)
            note, _ = await asyncio.to_thread(as_voice_note, fetched.data, max_seconds=_LONGEST)
        except DeliveryError as error:
            log.warning("a spoken reason can not be fetched: %s", error)
            if error.permanent:
                await self._spoken.settle(one, LOST)
        except SpeechError as error:
            log.warning("a spoken reason is no sound: %s", error)
            await self._spoken.settle(one, LOST)
        else:
            await self._recordings.save(name_of(one.response), ".ogg", note)
            await self._spoken.settle(one, KEPT)
