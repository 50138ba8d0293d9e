"""Reads people's own words aloud: with voices of this machine only, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from bot.errors import SpeechError
from bot.ports import Piece, Sound, Voice
from bot.speech.sound import in_haste

log = logging.getLogger(__name__)

MOST: Final = 3000
"""Letters: some four minutes. Who wrote more than that can read it."""


_AT_ONCE: Final = 2
"""So many are read to at a time: while one voice is made into a voice note, the next is made. If all were begun at
once, nobody would hear anything before all were done."""

_PAUSE: Final = Sound("pcm", bytes(2 * 4000), 16_000)
"""Between two pieces: a quarter of a second."""


class Aloud:
    """What is said here never leaves the house: a voice that is not `local` is refused with a ValueError."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        if strangers := [voice.name for voice in voices if not voice.local]:
            raise ValueError(f"people's own words are not for {', '.join(strangers)}")
        self._voices = tuple(voices)
        self._room = asyncio.Semaphore(_AT_ONCE)

    def reads(self, language: str) -> bool:
        return any(voice.speaks(language) for voice in self._voices)

    async def read(self, words: str, language: str, *, slow: bool = False) -> bytes | None:
        """The words as OGG/Opus; None where no voice can say them. A link is not read: no ear can use it."""
        return await self.read_all([(words, language)], slow=slow)

    async def read_all(self, said: Sequence[Piece], *, slow: bool = False) -> bytes | None:
        """Pieces one after the other, each in its language; None where no voice can say any."""
        if sum(len(piece[0]) for piece in said if not isinstance(piece, bytes)) > MOST:
            return None
        async with self._room:
            sounds: list[Sound] = []
            for piece in said:
                if sound := await self._sound(piece, slow=slow):
                    sounds += [*([_PAUSE] if sounds else []), sound]
            try:
                return await asyncio.to_thread(in_haste, sounds) if sounds else None
            except SpeechError as error:
                log.warning("own words can not be read out: %s", error)
                return None

    async def _sound(self, piece: Piece, *, slow: bool) -> Sound | None:
        return Sound("recording", piece) if isinstance(piece, bytes) else await self._say(*piece, slow=slow)

    async def _say(self, words: str, language: str, *, slow: bool) -> Sound | None:
        if "://" in words:
            return None
        for voice in self._voices:
            if voice.speaks(language):
                try:
                    return await voice.say(words, language, slow=slow)
                except SpeechError as error:
                    log.warning("own words can not be read out by %s: %s", voice.name.split()[0], error)
        return None
