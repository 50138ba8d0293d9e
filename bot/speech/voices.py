"""The chain of machine voices, by the names that settings use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.errors import SpeechError
from bot.ports import Voice

log = logging.getLogger(__name__)


def _gtts() -> Voice:
    from bot.speech.online import GoogleVoice

    return GoogleVoice()


def _espeak() -> Voice:
    from bot.speech.espeak import EspeakVoice

    return EspeakVoice()


VOICES: Final[Mapping[str, Callable[[], Voice]]] = {"gtts": _gtts, "espeak": _espeak}
"""Every voice there is. One is loaded only when it is named: importing gTTS costs a fifth of a second."""


def chain(names: Sequence[str]) -> list[Voice]:
    """These voices, the preferred one first. One that cannot be loaded here is left out, and the log says so.

    Raises ValueError, which lists the known names, for one that is not among them.
    """
    if unknown := [name for name in names if name not in VOICES]:
        raise ValueError(f"no voice is called {', '.join(unknown)}; there are: {', '.join(VOICES)}")
    voices: list[Voice] = []
    for name in names:
        try:
            voices.append(VOICES[name]())
        except (SpeechError, ImportError) as error:
            log.warning("the voice %s is left out: %s", name, error)
    return voices
