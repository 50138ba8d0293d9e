"""Every message as one finished sound file: a person's recording, else the best machine voice that works.

Made clips lie in `<folder>/<language>/<key>.ogg`. The key is a hash of everything that is heard, so a clip
never goes stale: other words, or a better voice, are another file.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol, runtime_checkable
from weakref import WeakValueDictionary

from bot.errors import RestingError, SpeechError
from bot.ports import Spoken, Voice
from bot.speech.human import HumanRecording, HumanVoices
from bot.speech.sound import to_clip, to_opus

log = logging.getLogger(__name__)

FORMAT: Final = "2"
"""Raised when clips are encoded in another way, so that all are made anew."""

HUMAN_SLOW_TEMPO: Final = 0.8
"""How much slower a person's recording is played to those who asked for slower."""

_REMEMBERED: Final = 30.0
"""Seconds for which a clip that was found need not be looked for again."""

_MOST_REMEMBERED: Final = 5000

_LEFT_BEHIND: Final = 3600.0
"""Seconds after which an unfinished file is nobody's any more."""


@runtime_checkable
class OneTempo(Protocol):
    """A voice whose slow clip is its normal one, stretched: asking it again would cost a request."""

    slow_tempo: float


@dataclass(frozen=True)
class _Candidate:
    """One way to have this message as sound: where its clip is (to be), and whose voice it is."""

    path: Path
    family: str
    voice: Voice | None = None
    human: HumanRecording | None = None


class ClipFolder:
    """Finds and makes clips. Lives as long as the event loop.

    Several processes may share one folder: a clip appears whole or not at all.
    """

    def __init__(self, folder: Path, human: HumanVoices, voices: Sequence[Voice]) -> None:
        self._folder = folder
        self._human = human
        self._voices = tuple(voices)
        self._known: dict[tuple[str, str, str, bool], tuple[Path | None, float]] = {}
        self._locks: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()

    def find(self, spoken: Spoken) -> Path | None:
        """The best clip there is, a person's first. Never waits.

        What was found is found again for a while without a look at the disk; a better one is heard after that.
        """
        key = _heard(spoken)
        known = self._known.get(key)
        if known is None or time.monotonic() > known[1]:
            found = self._found(spoken)
            known = (found.path if found else None, time.monotonic() + (_REMEMBERED if found else 0))
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known[0]

    def source(self, spoken: Spoken) -> str | None:
        """Whose voice `find` would give: "human", a voice's family such as "gtts" or "espeak", or None."""
        found = self._found(spoken)
        return found.family if found else None

    def would_speak(self, spoken: Spoken) -> str | None:
        """Whose voice could make a clip of this, the preferred one that speaks the language; None if none does."""
        return next((one.family for one in self._candidates(spoken)), None)

    def missing(self, spokens: Iterable[Spoken]) -> list[Spoken]:
        """Those not yet there in the best voice for them, among them those for which there is no voice."""
        return [spoken for spoken in spokens if not self._best_is_there(spoken)]

    async def make(self, spoken: Spoken) -> Path | None:
        """The clip in the best voice that works now, made if need be; None when no voice can say it."""
        self._known.pop(_heard(spoken), None)
        for candidate in self._candidates(spoken):
            async with self._lock(candidate.path):
                try:
                    if not candidate.path.is_file():
                        await self._make(candidate, spoken)
                except RestingError:
                    continue  # said once, when it failed
                except SpeechError as error:
                    # Its address, never its words: those may be a person's own.
                    log.warning("%s: no clip by %s: %s", spoken.address, candidate.family, error)
                    continue
                return candidate.path
        return None

    def forget(self, language: str, address: str, sound: str) -> None:
        """Delete what was made of a person's recording (its hash is `sound`), at both paces.

        They take their voice back, or somebody else's stands there now; the words may have changed meanwhile.
        """
        self._known.clear()
        for slow in (False, True):
            name = _key("human", address, sound, language, slow=slow)
            (self._folder / language / name).unlink(missing_ok=True)

    def prune(self, spokens: Iterable[Spoken]) -> int:
        """Delete made clips that none of these messages needs, at either pace; returns how many.

        `spokens` must be all messages there are, in all languages.
        """
        needed = {
            candidate.path
            for spoken in spokens
            for slow in (False, True)
            for candidate in self._candidates(replace(spoken, slow=slow))
        }
        unneeded = [clip for clip in self._folder.glob("*/*.ogg") if _ours(clip) and clip not in needed]
        for clip in (*unneeded, *self._left_behind()):
            clip.unlink(missing_ok=True)
        return len(unneeded)

    def _left_behind(self) -> Iterator[Path]:
        for file in self._folder.glob("*/*.part"):
            with contextlib.suppress(FileNotFoundError):  # finished this moment, by another process
                if time.time() - file.stat().st_mtime > _LEFT_BEHIND:
                    yield file

    def _candidates(self, spoken: Spoken) -> Iterator[_Candidate]:
        """Every way to have this message as sound, the best first. There is none for somebody's own words."""
        if spoken.private:
            return
        folder = self._folder / spoken.language
        if human := self._human.find(spoken):
            name = _key("human", spoken.address, human.sound, spoken.language, slow=spoken.slow)
            yield _Candidate(folder / name, "human", human=human)
        for voice in self._voices:
            if voice.speaks(spoken.language):
                name = _key(voice.name, "", spoken.speech, spoken.language, slow=spoken.slow)
                yield _Candidate(folder / name, voice.name.split()[0], voice=voice)

    def _found(self, spoken: Spoken) -> _Candidate | None:
        return next((one for one in self._candidates(spoken) if one.path.is_file()), None)

    def _best_is_there(self, spoken: Spoken) -> bool:
        best = next(self._candidates(spoken), None)
        return best is not None and best.path.is_file()

    def _lock(self, path: Path) -> asyncio.Lock:
        """One a clip, gone when nobody holds it: two who want the same clip make it once."""
        return self._locks.setdefault(path, asyncio.Lock())

    async def _make(self, candidate: _Candidate, spoken: Spoken) -> None:
        if candidate.human:
            clip = await asyncio.to_thread(_from_human, candidate.human, slow=spoken.slow)
        else:
            assert candidate.voice, "a candidate is a recording or a voice"
            clip = await self._spoken_by(candidate.voice, spoken)
        await asyncio.to_thread(_write, candidate.path, clip)
        if candidate.human and self._human.find(spoken) != candidate.human:
            candidate.path.unlink(missing_ok=True)
            raise SpeechError("that recording was taken back, or said again, while its clip was made")

    async def _spoken_by(self, voice: Voice, spoken: Spoken) -> bytes:
        if spoken.slow and isinstance(voice, OneTempo):
            normal = await self._normal(voice, replace(spoken, slow=False))
            return await asyncio.to_thread(partial(to_clip, normal, tempo=voice.slow_tempo))
        sound = await voice.say(spoken.speech, spoken.language, slow=spoken.slow)
        return await asyncio.to_thread(to_opus, sound)

    async def _normal(self, voice: Voice, spoken: Spoken) -> bytes:
        """This voice's clip at the normal pace, made if need be: it is the next thing they may ask for."""
        candidate = next(one for one in self._candidates(spoken) if one.voice is voice)
        async with self._lock(candidate.path):
            if not candidate.path.is_file():
                await self._make(candidate, spoken)
        return await asyncio.to_thread(_read, candidate.path)


def _heard(spoken: Spoken) -> tuple[str, str, str, bool]:
    """What tells one sound from another."""
    return (spoken.address, spoken.language, spoken.speech, spoken.slow)


def _key(voice: str, address: str, speech: str, language: str, *, slow: bool) -> str:
    heard = json.dumps([FORMAT, voice, address, language, speech, slow])
    return f"{hashlib.sha256(heard.encode()).hexdigest()}.ogg"


def _ours(clip: Path) -> bool:
    """Whether we named this file: anything else that lies there is somebody else's."""
    return len(clip.stem) == hashlib.sha256().digest_size * 2 and set(clip.stem) <= set("0123456789abcdef")


def _from_human(human: HumanRecording, *, slow: bool) -> bytes:
    return to_clip(_read(human.path), tempo=HUMAN_SLOW_TEMPO if slow else 1.0)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SpeechError(f"a clip cannot be read: {error.strerror}") from error


def _write(path: Path, clip: bytes) -> None:
    """Whole or not at all: a person never hears half a question. Raises SpeechError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(suffix=".part", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(clip)
            Path(unfinished).chmod(0o644)  # mkstemp's 0600 would hide it from the web server
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SpeechError(f"a clip cannot be kept: {error.strerror}") from error
