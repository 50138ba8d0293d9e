"""Puts voices into words, one after the other: choices first, for there somebody waits."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.core.events import Chose, Drafted
from bot.errors import DeliveryError, SpeechError, StoreError
from bot.ports import Channel, Clock, Listener, Recordings, Understood
from bot.runner.bell import Bell
from bot.runner.turns import Runner
from bot.store.transcripts import ChoiceAloud, ToHear, Transcripts

log = logging.getLogger(__name__)

_EVERY = 5.0
"""Seconds between two looks for recordings that have come."""

_STALE = timedelta(minutes=10)
"""A choice that waited for so long was made some other way."""

SURE = 0.45
"""How sure the machine must be of its words, of 1, for them to be shown to who spoke, or to count as a choice."""


class Transcribing:
    """Lives as long as the bot. `news` wakes it; what is not done when it stops is done after the next start."""

    def __init__(
        self,
        listener: Listener,
        languages: frozenset[str],
        transcripts: Transcripts,
        recordings: Recordings,
        channels: dict[str, Channel],
        runner: Runner,
        clock: Clock,
    ) -> None:
        self._listener = listener
        self._languages = languages
        self._transcripts = transcripts
        self._recordings = recordings
        self._channels = channels
        self._runner = runner
        self._clock = clock
        self._news = Bell()

    def news(self) -> None:
        """Somebody has made a choice aloud, or a recording is here."""
        self._news.ring()

    async def run(self) -> None:
        try:
            while True:
                if not await self._tried():
                    await self._news.heard(_EVERY)
        finally:
            await self._listener.close()

    async def _tried(self) -> bool:
        try:
            return await self.once()
        except (StoreError, DeliveryError) as error:
            log.error("voices can not be put into words; trying again: %s", error)
            return False

    async def once(self) -> bool:
        """Do what waits, and at most one recording; whether there may be more."""
        for choice in await self._transcripts.choices():
            await self._understand(choice)
        for participant, answer in await self._transcripts.to_tell():
            await self._runner.learn(participant, f"drafted:{answer}", Drafted(answer))
            await self._transcripts.told(answer)
        models = {language: self._listener.name(language) for language in self._languages}
        waiting = await self._transcripts.to_hear(models)
        if waiting:
            await self._write_down(waiting[0])
        return bool(waiting)

    async def _write_down(self, one: ToHear) -> None:
        found = await self._recordings.read(one.answer)
        heard, state = Understood("", 0.0), "failed"
        if found is not None:
            try:
                heard = await self._listener.hear(found.data, one.language)
            except SpeechError as error:
                log.warning("a recording can not be put into words: %s", error)
            else:
                state = "silent" if not heard.words else "machine" if heard.sure >= SURE else "unsure"
        model = self._listener.name(one.language)
        await self._transcripts.keep(one.answer, heard.words, state, model, self._clock())

    async def _understand(self, choice: ChoiceAloud) -> None:
        """Who can not be understood is told so; who has waited too long has gone on."""
        channel = self._channels.get(choice.channel)
        heard = Understood("", 0.0)
        if channel and self._clock() - choice.at < _STALE:
            try:
                sound = await channel.fetch(choice.file)
                heard = await self._listener.hear(sound.data, choice.language)
            except (SpeechError, DeliveryError) as error:
                log.warning("a choice that was made aloud can not be heard: %s", error)
        said = Chose(choice.ask, heard.words, sure=heard.sure >= SURE)
        await self._runner.learn(choice.participant, f"chose:{choice.participant}:{choice.file}", said)
        await self._transcripts.understood(choice)
        if channel:
            await channel.let_go(choice.file)
