"""Makes the clips and pictures that are missing, while everything else goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable
from typing import Protocol

from bot.errors import place
from bot.ports import Clips, Pictures, Spoken
from bot.runner.rounds import FIRST_PEOPLE

log = logging.getLogger(__name__)

_TRY_AGAIN = 1800.0
"""Seconds after which a voice that did not answer is asked again for the clips it owes."""

_MOST_WANTED = 1000
"""So many clips wait to be made at most; what is not made is asked for again when it is said again."""

_CHOOSING = "bot.language"
"""What the messages are called with which people choose their language."""

_LATER = ("board.", "give.", "lend.", "review.")
"""How the messages begin that only those hear who were invited: nobody was, before the first start."""


class KnownClips(Clips, Protocol):
    """Clips that know which of them could be better."""

    def missing(self, spokens: Iterable[Spoken]) -> list[Spoken]:
        """Those not yet there in the best voice for them."""

    def would_speak(self, spoken: Spoken) -> str | None:
        """Whose voice could make a clip of this, or None."""


class EverySpoken(Protocol):
    def __call__(self, *, slow: bool) -> list[Spoken]:
        """Everything the bot can say."""


class Voicing:
    """Lives as long as the bot. `here` are the same clips in the voices of this machine, which need no network."""

    def __init__(self, clips: KnownClips, here: KnownClips, pictures: Pictures, every_spoken: EverySpoken) -> None:
        self._clips = clips
        self._here = here
        self._pictures = pictures
        self._every_spoken = every_spoken
        self._wanted: asyncio.Queue[Spoken] = asyncio.Queue()
        self._waiting: set[Spoken] = set()

    async def before_anybody_comes(self, languages: Collection[str]) -> None:
        """What is needed to choose a language, and all that is said in these languages to who answers."""
        missing = [
            one
            for one in self._not_there()
            if one.address.startswith(_CHOOSING)
            or (one.language in languages and not one.address.startswith(_LATER))
        ]
        if missing:
            log.info("making %d clips in this machine's voice; this happens once", len(missing))
        await asyncio.gather(*map(self._make_here, missing))

    async def make_the_rest(self) -> None:
        """While people talk: what is not there at all, then the slower clips, and those in a better voice."""
        for spoken in self._not_there():
            await self._make_here(spoken)
        await asyncio.sleep(FIRST_PEOPLE)
        everything = [*self._every_spoken(slow=False), *self._every_spoken(slow=True)]
        while missing := self._clips.missing(everything):
            for spoken in missing:
                await self._clips.make(spoken)
            await asyncio.sleep(_TRY_AGAIN)

    def _not_there(self) -> list[Spoken]:
        """What this machine could say or draw, and has not."""
        return [
            one
            for one in self._every_spoken(slow=False)
            if (self._here.would_speak(one) and not self._clips.find(one))
            or (one.drawn and not self._pictures.find(one))
        ]

    async def _make_here(self, spoken: Spoken) -> None:
        await self._here.make(spoken)
        if spoken.drawn:
            await self._pictures.make(spoken)

    # ---- what was said without a clip

    def want(self, spoken: Spoken) -> None:
        if self._wanted.qsize() < _MOST_WANTED and spoken not in self._waiting:
            self._waiting.add(spoken)
            self._wanted.put_nowait(spoken)

    async def run(self) -> None:
        while True:
            spoken = await self._wanted.get()
            try:
                await self._clips.make(spoken)
                if spoken.drawn:
                    await self._pictures.make(spoken)
            except Exception as error:  # noqa: BLE001 - without this clip it is text; the next one may be made
                log.error("%s: no clip: %s", spoken.address, place(error))
            self._waiting.discard(spoken)
