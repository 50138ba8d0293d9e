"""The voice on the machine: espeak-ng, from a wheel. Robotic, but always there, and nothing leaves the house.

espeak-ng is one C library with one state a process: it is loaded once, and one lock guards every use of it
(two threads in it at once end the process).
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from typing import ClassVar, Final

import espeakng_loader

from bot.errors import SpeechError
from bot.ports import Sound
from bot.speech.texts import check_script, numbered, plain, sentences

WORDS_A_MINUTE: Final = 140
SLOW_WORDS_A_MINUTE: Final = 110
"""espeak's own measure. English is full of short words, and comes out faster than it says: see ENGLISH."""

ENGLISH: Final = 0.85
"""By how much English is slowed down, to be heard at 130 words a minute at most, pauses included."""

VOICES: Final = {language: language for language in ("en", "cy", "pl", "ar", "uk", "ur", "bn", "pa", "ro")}
"""Our languages and espeak's names for their voices, which are names of its files. Somali has none."""

# From espeak-ng/speak_lib.h.
_SYNCHRONOUS: Final = 2
_DONT_EXIT: Final = 0x8000  # say that something is missing, do not end the whole process
_UTF8: Final = 1
_RATE: Final = 1

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class EspeakVoice:
    """Says anything in the languages of VOICES, in some milliseconds; a person's own words too.

    Raises SpeechError when it is made if the library cannot be loaded.
    """

    name: str
    local: bool = True

    _lock: ClassVar[threading.Lock] = threading.Lock()
    _engine: ClassVar[_Engine | None] = None

    def __init__(self) -> None:
        with self._lock:
            if EspeakVoice._engine is None:
                EspeakVoice._engine = _Engine()
            self._espeak = EspeakVoice._engine
        # The rates and the way of breathing (b2) are heard in every clip, so they are part of its key.
        self.name = f"espeak {self._espeak.version} {WORDS_A_MINUTE}/{SLOW_WORDS_A_MINUTE} {ENGLISH} b2"

    def speaks(self, language: str) -> bool:
        return language in VOICES

    async def say(self, text: str, language: str, *, slow: bool) -> Sound:
        """The text as 16-bit PCM. Raises SpeechError if it is empty or in the wrong script."""
        return await asyncio.to_thread(self._say, text, language, slow=slow)

    def _say(self, text: str, language: str, *, slow: bool) -> Sound:
        if not self.speaks(language):
            raise SpeechError(f"espeak has no voice for {language!r}")
        text = plain(text)
        check_script(text, language)
        rate = SLOW_WORDS_A_MINUTE if slow else WORDS_A_MINUTE
        stretch = WORDS_A_MINUTE / rate
        if language == "en":
            rate = round(rate * ENGLISH)
        pcm = bytearray()
        with self._lock:
            self._espeak.choose(VOICES[language], rate)
            for piece, pause in sentences(text):
                pcm += self._espeak.pcm(numbered(piece))
                pcm += bytes(2 * round(pause * stretch * self._espeak.rate))
        if not any(pcm):
            raise SpeechError("espeak made no sound")
        return Sound("pcm", bytes(pcm), self._espeak.rate)


class _Engine:
    """The C library, loaded. Every use must hold the voice's lock."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            folder = espeakng_loader.get_data_path()
        except (OSError, RuntimeError) as error:
            raise SpeechError("espeak-ng cannot be loaded on this machine") from error
        self._library.espeak_Info.restype = ctypes.c_char_p
        self.rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, folder.encode(), _DONT_EXIT))
        if self.rate <= 0:
            raise SpeechError("espeak-ng cannot read its voices")
        self.version = (self._library.espeak_Info(None) or b"unknown").decode().split()[0]
        self._pcm = bytearray()
        self._callback = _Callback(self._heard)  # kept, or it is swept up while C still calls it
        self._library.espeak_SetSynthCallback(self._callback)

    def _heard(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._pcm += ctypes.string_at(samples, 2 * count)
        return 0

    def choose(self, voice: str, words_a_minute: int) -> None:
        """Raises SpeechError if there is no such voice."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SpeechError(f"espeak-ng has no voice {voice!r}")
        self._library.espeak_SetParameter(_RATE, words_a_minute, 0)

    def pcm(self, text: str) -> bytes:
        """The text as 16-bit mono at `rate`. Raises SpeechError."""
        self._pcm.clear()
        written = text.encode() + b"\0"
        done = self._library.espeak_Synth(written, len(written), 0, 0, 0, _UTF8, None, None)
        if done != 0:
            raise SpeechError(f"espeak-ng gave up with error {done}")
        return bytes(self._pcm)
