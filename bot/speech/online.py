"""The online voice: Google Translate's, through gTTS. Free, natural, and not to be relied on.

It may be blocked, slow, or answer with a page that holds no sound. Whatever happens, the answer is a whole
sound or a SpeechError, and after a failure it is left in peace for a while.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

import gtts
from gtts.lang import tts_langs

from bot.errors import RestingError, SpeechError
from bot.ports import Sound
from bot.speech.decoding import RATE
from bot.speech.sound import pcm_of, slowed
from bot.speech.texts import check_script, parts, plain

LONGEST_PART: Final = gtts.gTTS.GOOGLE_TTS_MAX_CHARS
"""Characters Google takes at a time. gTTS cuts longer texts too, but not at Urdu's or Bengali's full stop."""

TIMEOUT: Final = (3.05, 6.0)
"""Seconds to connect, and to wait for the next bytes. Without them gTTS waits for ever."""

PATIENCE: Final = 40.0
"""Seconds for all parts of one text together; then it counts as failed."""

PAUSE: Final = 0.4
"""Seconds between two requests: Google blocks those who hurry."""

REST: Final = (60.0, 1800.0)
"""Seconds of rest after a first failure, and at most; each further failure doubles the rest."""

_MOST_HEARD: Final = 1000

SLOW_TEMPO: Final = 0.8
"""Google's own slow voice would be a second request, so the first one's sound is stretched."""

# gTTS writes every text into its log at the level DEBUG. Texts do not belong into logs.
logging.getLogger("gtts").setLevel(logging.INFO)


class GoogleVoice:
    """FIXED SCRIPT ONLY: what goes in here leaves the house, so a participant's own words never may.

    gTTS does not check Google's certificate (and silences the warning about exactly that, itself), so
    somebody on the way could listen or answer instead: one more reason for the rule above.

    One request at a time, with a pause in between. `clock` counts seconds. An instance lives as long as the
    event loop.
    """

    name: str = f"gtts {gtts.__version__} p2"  # p2: with pauses between the choices
    local: bool = False
    slow_tempo: float = SLOW_TEMPO

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        timeout: tuple[float, float] = TIMEOUT,
        pause: float = PAUSE,
    ) -> None:
        self._clock = clock
        self._timeout = timeout
        self._pause = pause
        self._languages = frozenset(tts_langs())
        self._turn = asyncio.Lock()
        self._rest = 0.0
        self._wakes = float("-inf")
        self._next = 0.0
        self._heard: dict[tuple[str, str], bytes] = {}

    @property
    def resting(self) -> float:
        """Seconds for which this voice still says no at once; 0 when it would try."""
        return max(0.0, self._wakes - self._clock())

    def speaks(self, language: str) -> bool:
        return language in self._languages

    async def say(self, text: str, language: str, *, slow: bool) -> Sound:
        """The text as PCM. Raises SpeechError, and never returns half a sound."""
        if not self.speaks(language):
            raise SpeechError(f"Google has no voice for {language!r}")
        text = plain(text)
        check_script(text, language)
        async with self._turn:
            self._check_rest()
            try:
                sound = await self._all(parts(text, LONGEST_PART), language)
            except SpeechError:
                self._lie_down()
                raise
            self._rest = 0.0
        return await asyncio.to_thread(slowed, sound, SLOW_TEMPO) if slow else sound

    def _check_rest(self) -> None:
        if self.resting:
            raise RestingError(f"the online voice rests for {self.resting:.0f} more seconds")

    def _lie_down(self) -> None:
        shortest, longest = REST
        self._rest = min(self._rest * 2 or shortest, longest)
        self._wakes = self._clock() + self._rest

    async def _all(self, texts: list[tuple[str, float]], language: str) -> Sound:
        end = self._clock() + PATIENCE
        pcm = bytearray()
        for text, pause in texts:
            if self._clock() > end:
                raise SpeechError("Google takes too long")
            pcm += await self._one(text, language)
            pcm += bytes(2 * round(pause * RATE))
        return Sound("pcm", bytes(pcm), RATE)

    async def _one(self, text: str, language: str) -> bytes:
        """One part as PCM. "1: Yes" stands under many questions, and is asked for once."""
        mp3 = self._heard.get((text, language))
        if mp3 is None:
            await asyncio.sleep(self._next - time.monotonic())
            mp3 = await asyncio.to_thread(self._ask, text, language)
            self._next = time.monotonic() + self._pause
        pcm = await asyncio.to_thread(pcm_of, mp3)
        if text[0].isdigit():  # a choice
            if len(self._heard) >= _MOST_HEARD:
                self._heard.clear()
            self._heard[text, language] = mp3
        return pcm

    def _ask(self, text: str, language: str) -> bytes:
        """One request's sound. The parts are made before, so gTTS is kept from changing or cutting them."""
        try:
            speech = gtts.gTTS(
                text, lang=language, lang_check=False, pre_processor_funcs=[], timeout=self._timeout
            )
            sound = b"".join(speech.stream())
        # gTTS translates most errors itself, but asserts, base64 and a damaged page raise all sorts.
        except Exception as error:
            status = getattr(getattr(error, "rsp", None), "status_code", "no answer")
            raise SpeechError(f"Google could not be asked: {type(error).__name__}, {status}") from error
        if not sound:
            raise SpeechError("Google answered without any sound")
        return sound
