"""Puts a voice into words, on this machine: Whisper, from model folders that the operator laid there.

Nothing is ever fetched: a folder that is not whole is refused before the library sees it, and the library is
told that it is offline before it is loaded.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Callable, Mapping
from functools import partial
from itertools import takewhile
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

log = logging.getLogger(__name__)

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


class Whisper:
    """Hears with a model for each language; a folder named twice is loaded once, when it is first needed.

    One recording at a time, in a thread of its own. When nobody waits for it any more, because the bot is being
    stopped, it ends after the half minute of sound that it is at.
    """

    def __init__(self, models: Mapping[str, Path], *, threads: int = 0) -> None:
        """`models`: language → folder. So many `threads` are used at once; 0 leaves one for everything else."""
        self._folders = dict(models)
        self._threads = threads or max(1, (os.cpu_count() or 1) - 1)
        self._loaded: dict[Path, WhisperModel] = {}
        self._turn = asyncio.Lock()

    def understands(self, language: str) -> bool:
        return language in self._folders

    def name(self, language: str) -> str:
        """What is kept with each transcript: which model wrote it."""
        return f"whisper {self._folders[language].name}"

    async def hear(self, sound: bytes, language: str) -> Understood:
        """What is said in a recording, in this language; nothing where nobody speaks.

        Raises SpeechError for what is no sound, and for a language that is not understood.
        """
        if not self.understands(language):
            raise SpeechError(f"nobody here understands {language!r}")
        async with self._turn:
            return await _aside(partial(self._hear, sound, language))

    def _hear(self, sound: bytes, language: str, stopped: threading.Event) -> Understood:
        import numpy as np

        model = self._model(language)
        with translated():
            samples = b"".join(samples_at(RATE, sound, LONGEST))
        heard = np.frombuffer(samples, np.int16).astype(np.float32) / 32768
        segments, _ = model.transcribe(heard, language=language, **_SETTINGS)
        heard_so_far = takewhile(lambda _: not stopped.is_set(), segments)
        said = [one for one in heard_so_far if one.no_speech_prob < _SILENT]
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
            log.info("a model to hear %s with is loaded", language)
        return self._loaded[folder]


async def _aside(work: Callable[[threading.Event], Understood]) -> Understood:
    """Do it in a thread that stands back behind everything else, and is told when nobody waits for it any more."""
    loop, done, stopped = asyncio.get_running_loop(), asyncio.get_running_loop().create_future(), threading.Event()

    def finish(result: Understood | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)

    def run() -> None:
        # The model's own threads begin here, and inherit it.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        try:
            result, error = work(stopped), None
        except Exception as caught:  # noqa: BLE001 - told to who waits
            result, error = None, caught
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(finish, result, error)

    threading.Thread(target=run, name="hearing").start()
    try:
        understood: Understood = await done
    finally:
        stopped.set()
    return understood
