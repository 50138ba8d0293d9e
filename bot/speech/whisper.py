"""A process that puts voices into words, with Whisper. `hearing` starts it, and asks it over its input and output.

Asked is one line of JSON, `{"language": "en", "bytes": 12345}`, and then so many bytes of sound; answered is one
line, `{"words": "…", "sure": 0.8}`, or `{"wrong": "…"}`. It ends when nobody can ask it any more.

Nothing is ever fetched: a folder that is not whole is refused before the library sees it, and the library is
told that it is offline before it is loaded.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.errors import SpeechError
from bot.ports import Understood
from bot.speech.decoding import LONGEST, samples_at, translated

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

# Before anything of the library is imported: it would ask its hub for what it misses.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"

RATE: Final = 16_000
"""Hertz that Whisper hears at."""

_SILENT: Final = 0.6
"""Above this probability that nobody speaks, nobody does."""

_NICE: Final = 10
"""How far back this stands behind everything else on the machine: people who wait for an answer come first."""

_SETTINGS: Final[Mapping[str, Any]] = {
    "task": "transcribe",
    "temperature": 0.0,  # else it tries again and again on noise, for seconds
    "vad_filter": True,  # else silence becomes "You"
    "no_repeat_ngram_size": 4,  # else it may go round in circles
    "max_new_tokens": 200,  # for half a minute; nobody speaks faster
    "condition_on_previous_text": False,
}


class Models:
    """A model for each language; a folder named twice is loaded once, when it is first needed."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """`folders`: by language."""
        self._folders = dict(folders)
        self._threads = max(1, (os.cpu_count() or 1) - 1)  # one is left for everything else
        self._loaded: dict[Path, WhisperModel] = {}

    def hear(self, sound: bytes, language: str) -> Understood:
        """What is said in a recording; nothing where nobody speaks. SpeechError for what is no sound."""
        import numpy as np

        model = self._model(language)
        with translated():
            samples = b"".join(samples_at(RATE, sound, LONGEST))
        heard = np.frombuffer(samples, np.int16).astype(np.float32) / 32768
        segments, _ = model.transcribe(heard, language=language, **_SETTINGS)
        said = [one for one in segments if one.no_speech_prob < _SILENT]
        words = " ".join(one.text.strip() for one in said)
        tokens = sum(len(one.tokens) for one in said)
        likely = sum(one.avg_logprob * len(one.tokens) for one in said) / tokens if tokens else 0.0
        return Understood(words, exp(likely) if words else 0.0)

    def _model(self, language: str) -> WhisperModel:
        from faster_whisper import WhisperModel

        folder = self._folders[language]
        if folder not in self._loaded:
            try:
                self._loaded[folder] = WhisperModel(
                    str(folder), "cpu", compute_type="int8", cpu_threads=self._threads, local_files_only=True
                )
            except (RuntimeError, ValueError, OSError) as error:
                raise SpeechError(f"the model in {folder} can not be loaded: {type(error).__name__}") from error
        return self._loaded[folder]


def main(folders: Sequence[str]) -> None:
    """Answer until nobody asks. `folders`: `en=/models/small`."""
    os.nice(_NICE)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who is told to stop together with the bot is ended by it
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the library prints is no answer
    split = (one.partition("=") for one in folders)
    models = Models({language: Path(folder) for language, _, folder in split})
    while head := sys.stdin.buffer.readline():
        asked = json.loads(head)
        answer = _answer(models, sys.stdin.buffer.read(asked["bytes"]), asked["language"])
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)


def _answer(models: Models, sound: bytes, language: str) -> dict[str, Any]:
    try:
        return models.hear(sound, language)._asdict()
    except SpeechError as error:
        return {"wrong": str(error)}
    except Exception as error:  # noqa: BLE001 - one recording must not keep others from being heard
        return {"wrong": type(error).__name__}


if __name__ == "__main__":
    main(sys.argv[1:])
