"""A better voice on the machine: Piper, from folders that the operator laid there. Nothing leaves the house."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import SpeechError
from bot.ports import Sound
from bot.speech.texts import check_script, numbered, plain, sentences

if TYPE_CHECKING:
    from piper import PiperVoice

PACE: Final = 1.6
"""By how much each sound is drawn out: most voices read as fast as a person who reads the news."""

SLOW: Final = 1.25
"""By how much more for those who asked for slower."""


class NeuralVoice:
    """Says anything, people's own words too, in the languages for which there is a folder with a voice.

    `<folder>/<language>/` holds one `….onnx` and its `….onnx.json`. Raises SpeechError where there is none at all.
    """

    name: str
    local: bool = True

    def __init__(self, folder: Path) -> None:
        self._models = models(folder)
        if not self._models:
            raise SpeechError(f"there is no voice for Piper in {folder}")
        # Another model is another voice: it is heard in every clip.
        known = [(language, path.name, path.stat().st_size) for language, path in sorted(self._models.items())]
        voices = hashlib.sha256(repr(known).encode()).hexdigest()[:8]
        self.name = f"piper {version('piper-tts')} {voices} {PACE}/{SLOW}"
        self._loaded: dict[str, PiperVoice] = {}
        self._lock = threading.Lock()

    def speaks(self, language: str) -> bool:
        return language in self._models

    async def say(self, text: str, language: str, *, slow: bool) -> Sound:
        """The text as 16-bit PCM. Raises SpeechError if it is empty or in the wrong script."""
        return await asyncio.to_thread(self._say, text, language, slow=slow)

    def _say(self, text: str, language: str, *, slow: bool) -> Sound:
        from piper import SynthesisConfig

        if not self.speaks(language):
            raise SpeechError(f"Piper has no voice for {language!r}")
        text = plain(text)
        check_script(text, language)
        voice, stretch = self._voice(language), SLOW if slow else 1.0
        rate = voice.config.sample_rate
        pcm = bytearray()
        try:
            for piece, pause in sentences(text):
                for chunk in voice.synthesize(numbered(piece), SynthesisConfig(length_scale=PACE * stretch)):
                    pcm += chunk.audio_int16_bytes
                pcm += bytes(2 * round(pause * stretch * rate))
        except Exception as error:  # a model may fail in ways of its own
            raise SpeechError(f"Piper gave up: {type(error).__name__}") from error
        if not any(pcm):
            raise SpeechError("Piper made no sound")
        return Sound("pcm", bytes(pcm), rate)

    def _voice(self, language: str) -> PiperVoice:
        """The model, loaded when it is first needed. Raises SpeechError."""
        from piper import PiperVoice

        with self._lock:
            if language not in self._loaded:
                try:
                    self._loaded[language] = PiperVoice.load(self._models[language])
                except Exception as error:
                    path = self._models[language]
                    raise SpeechError(f"{path} can not be loaded: {type(error).__name__}") from error
            return self._loaded[language]


def models(folder: Path) -> Mapping[str, Path]:
    """Language → model, of those that are whole; the first by name where there are several."""
    found = sorted(folder.glob("*/*.onnx"), reverse=True)
    return {path.parent.name: path for path in found if path.with_name(f"{path.name}.json").is_file()}
