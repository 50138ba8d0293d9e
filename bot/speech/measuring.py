"""What a clip sounds like, in numbers: so that somebody notices before people do."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import Final

from bot.errors import SpeechError
from bot.ports import Measured
from bot.speech.decoding import LONGEST, RATE, decoded, translated
from bot.speech.loudness import NOTHING, filtered

PAUSE: Final = 0.25
"""Seconds of silence that are heard as a pause."""

_LISTENING: Final = [("ebur128", "metadata=1:peak=sample"), ("silencedetect", "noise=-35dB:d=0.1")]
"""Loudness, and silences: where it is softer than that for a tenth of a second. All clips are equally loud."""

_BEGINS: Final = "lavfi.silence_start"
_ENDS: Final = "lavfi.silence_end"


def measured(clip: Path) -> Measured:
    """By decoding it. Raises SpeechError."""
    try:
        data = clip.read_bytes()
    except OSError as error:
        raise SpeechError(f"a clip can not be read: {error.strerror}") from error
    told: dict[str, float] = {}
    begun: list[float] = []
    ended: list[float] = []
    samples = 0
    with translated():
        for frame in filtered(decoded(data, LONGEST), _LISTENING):
            samples += frame.samples
            told |= {name: float(value) for name, value in frame.metadata.items()}
            begun += [told.pop(_BEGINS)] if _BEGINS in told else []
            ended += [told.pop(_ENDS)] if _ENDS in told else []
    seconds = samples / RATE
    silences = list(zip_longest(begun, ended, fillvalue=seconds))
    return Measured(
        seconds,
        told.get("lavfi.r128.I", NOTHING),
        told.get("lavfi.r128.sample_peak", 0.0),
        pauses=sum(start > 0 and end - start >= PAUSE and end < seconds for start, end in silences),
        before=silences[0][1] if silences and not silences[0][0] else 0.0,
        after=seconds - silences[-1][0] if silences and silences[-1][1] == seconds else 0.0,
    )
