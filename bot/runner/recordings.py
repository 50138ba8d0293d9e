"""Fetches what people sent, until it is on our disk; wipes what they took back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.errors import DeliveryError, SpeechError, StoreError, TooLongError, place
from bot.media import suffix_of
from bot.metrics import ERRORS
from bot.ports import Channel, Clock, Fetched, Recordings
from bot.runner.bell import Bell
from bot.speech.sound import seconds_of
from bot.store.jobs import Fetch, Jobs, Wipe

log = logging.getLogger(__name__)

_AT_ONCE = 8
_IDLE = 30.0
_AFTER_TROUBLE = 5.0
_LONGEST_WAIT = 3600.0
_MOST_TRIES = 36
"""With waits that double up to an hour, this is a day: Telegram holds files no longer for certain."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_PHONE_PICTURES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
"""How pictures begin; those that phones make only after a number of four bytes."""


class Fetching:
    """Lives as long as the bot. `news` wakes it; what is not done when it stops is done after the next start."""

    def __init__(
        self,
        channels: dict[str, Channel],
        jobs: Jobs,
        recordings: Recordings,
        clock: Clock,
        tell_lost: Callable[[str, str, str], Awaitable[None]],
        kept: Callable[[], None] = lambda: None,
    ) -> None:
        """`kept` is called after each recording that is here now."""
        self._channels = channels
        self._tell_lost = tell_lost
        self._kept = kept
        self._jobs = jobs
        self._recordings = recordings
        self._clock = clock
        self._news = Bell()

    def news(self) -> None:
        """There may be something to fetch or to wipe."""
        self._news.ring()

    async def run(self) -> None:
        while True:
            try:
                done = await self.once()
                timeout = 0.0 if done else await self._until_next()
            except (StoreError, DeliveryError) as error:
                log.error("recordings can not be kept or wiped; trying again: %s", error)
                timeout = _AFTER_TROUBLE
            if timeout:
                await self._news.heard(timeout)

    async def once(self) -> int:
        """Do what can be done now; returns how many jobs there were."""
        for wipe in await self._jobs.wipes():
            try:
                await self._wipe(wipe)
            except (StoreError, DeliveryError) as error:
                log.error("a recording can not be wiped; trying again: %s", error)
        fetches = await self._jobs.fetches(self._clock(), _AT_ONCE)
        results = await asyncio.gather(*map(self._fetch_safely, fetches), return_exceptions=True)
        for failed in filter(None, results):
            raise failed
        return len(fetches)

    async def _wipe(self, wipe: Wipe) -> None:
        await self._recordings.delete(wipe.answer)
        if channel := self._channels.get(wipe.channel):
            await channel.let_go(wipe.file)
        await self._jobs.wiped(wipe.answer)

    async def _fetch_safely(self, fetch: Fetch) -> None:
        try:
            await self._fetch(fetch)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one recording must not keep all others from being fetched
            await self._later(fetch, place(error))

    async def _until_next(self) -> float:
        following = await self._jobs.next_time()
        if following is None:
            return _IDLE
        return min(_IDLE, max(0.1, (following - self._clock()).total_seconds()))

    async def _fetch(self, fetch: Fetch) -> None:
        channel = self._channels.get(fetch.channel)
        if channel is None:
            await self._later(fetch, f"the channel {fetch.channel} is not running")
            return
        try:
            fetched = await channel.fetch(fetch.file)
            seconds = await self._measured(fetch, fetched)
        except DeliveryError as error:
            await self._failed(fetch, error)
            return
        except SpeechError as error:
            await self._lost(fetch, f"it is not what it says: {error}")
            return
        try:
            name = await self._recordings.save(fetch.answer, suffix_of(fetched.data), fetched.data)
        except StoreError as error:
            await self._later(fetch, str(error))  # our own disk: it is not lost, however long that takes
            return
        if await self._jobs.kept(fetch.answer, name, len(fetched.data), seconds):
            self._kept()
        else:
            await self._recordings.delete(fetch.answer)  # taken back while it was on its way
        await channel.let_go(fetch.file)

    async def _measured(self, fetch: Fetch, fetched: Fetched) -> int:
        """How many seconds it sounds, rounded; 0 for a picture. SpeechError if it is neither."""
        if fetch.heard == "photo":
            if not (fetched.data.startswith(_PICTURES) or fetched.data[4:12] in _PHONE_PICTURES):
                raise SpeechError("this is no picture")
            return 0
        try:
            return round(await asyncio.to_thread(seconds_of, fetched.data))
        except TooLongError:
            return fetch.seconds  # it is sound, and more of it than we measure

    async def _failed(self, fetch: Fetch, error: DeliveryError) -> None:
        if error.permanent or fetch.tries >= _MOST_TRIES:
            await self._lost(fetch, str(error))
        else:
            await self._later(fetch, str(error), error.retry_after)

    async def _later(self, fetch: Fetch, trouble: str, asked: float | None = None) -> None:
        wait = asked or min(_LONGEST_WAIT, 2.0 ** min(fetch.tries, 12))
        ERRORS.labels("recording").inc()
        log.warning("a recording could not be fetched (%s); trying again in %.0f s", trouble, wait)
        await self._jobs.later(fetch.answer, self._clock() + timedelta(seconds=wait), trouble)

    async def _lost(self, fetch: Fetch, trouble: str) -> None:
        log.error("a recording is lost: %s", trouble)
        try:
            await self._tell_lost(fetch.channel, fetch.participant, fetch.answer)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - staff see it in their list all the same
            log.error("somebody could not be told that a recording is lost: %s", place(error))
        await self._jobs.lost(fetch.answer, trouble)
