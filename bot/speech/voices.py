"""The chain of machine voices, by the names that settings use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.errors import SpeechError
from bot.ports import Voice

log = logging.getLogger(__name__)


def _gtts(_models: Path) -> Voice:
    from bot.speech.online import GoogleVoice

    return GoogleVoice()


def _piper(models: Path) -> Voice:
    from bot.speech.neural import NeuralVoice

    return NeuralVoice(models)


def _espeak(_models: Path) -> Voice:
    from bot.speech.espeak import EspeakVoice

    return EspeakVoice()


VOICES: Final[Mapping[str, Callable[[Path], Voice]]] = {"gtts": _gtts, "piper": _piper, "espeak": _espeak}
"""Every voice there is. One is loaded only when it is named: importing gTTS costs a fifth of a second."""


def chain(names: Sequence[str], models: Path) -> list[Voice]:
    """These voices, the preferred one first. One that cannot be loaded here is left out, and the log says so.

    `models` is the folder of Piper's. Raises ValueError, which lists the known names, for one not among them.
    """
    if unknown := [name for name in names if name not in VOICES]:
        raise ValueError(f"no voice is called {', '.join(unknown)}; there are: {', '.join(VOICES)}")
    voices: list[Voice] = []
    for name in names:
        try:
            voices.append(VOICES[name](models))
        except (SpeechError, ImportError) as error:
            log.warning("the voice %s is left out: %s", name, error)
    return voices
