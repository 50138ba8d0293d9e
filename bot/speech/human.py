"""Recordings that people made of the fixed script: `<folder>/<language>/<address>.<ending>`.

A file dropped there is noticed while the bot runs; nothing has to be restarted. `words.json` beside the files
says which words each of them holds: a recording of words that have changed since is retired, and not heard.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from bot.ports import Spoken

log = logging.getLogger(__name__)

ENDINGS: Final = (".ogg", ".oga", ".opus", ".mp3", ".m4a", ".wav")
"""The endings that count, the most useful first, should somebody leave two."""

WORDS: Final = "words.json"

_SETTLED: Final = 2.0
"""Seconds. A folder that changed more recently may change again within the same tick of the file system's
clock, so what was seen in it is not yet remembered."""


@dataclass(frozen=True)
class HumanRecording:
    """One file as it is now. `sound` is a hash of it, and changes when it is replaced."""

    path: Path
    sound: str


class Noted(NamedTuple):
    """What `words.json` says of a recording: its words, the hash of the sound that holds them, and who speaks.

    `take` is its number, if it was lent in the chat.
    """

    words: str
    sound: str
    by: str = ""
    take: int = 0


class HumanVoices:
    """Finds recordings by address. Cheap to ask: a folder is listed again only when it has changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Where two folders have one, the first counts."""
        self._folders = tuple(folders)
        self._seen: dict[Path, tuple[int, Mapping[str, Path]]] = {}
        self._sounds: dict[Path, tuple[tuple[int, int], str]] = {}
        self._noted: dict[Path, tuple[int, Mapping[str, Noted]]] = {}

    def find(self, spoken: Spoken) -> HumanRecording | None:
        """The recording of these very words. One of which nobody has noted what it says is taken on trust."""
        for folder in self._of(spoken.language):
            found = self._recording(folder, spoken.address)
            if found and not self._is_retired(folder, found, spoken):
                return found
        return None

    def retired(self, spokens: Iterable[Spoken]) -> list[Spoken]:
        """Those of which there is a recording, but of other words."""
        return [
            spoken
            for spoken in spokens
            if any(
                (found := self._recording(folder, spoken.address)) and self._is_retired(folder, found, spoken)
                for folder in self._of(spoken.language)
            )
        ]

    def note(self, spokens: Iterable[Spoken]) -> int:
        """Write down which words each new recording holds: those that its message has today. Returns how many.

        Where the folder can not be written, recordings go on being taken on trust.
        """
        new: dict[Path, dict[str, Noted]] = {}
        for spoken in spokens:
            for folder in self._of(spoken.language):
                found = self._recording(folder, spoken.address)
                if found and self._note_of(folder, found) is None:
                    new.setdefault(folder, {})[spoken.address] = Noted(spoken.speech, found.sound)
        for folder, notes in new.items():
            write_notes(folder, {**self._notes(folder), **notes})
        return sum(map(len, new.values()))

    def speakers(self, language: str) -> list[str]:
        """The names of those who lent their voice in this language, and want to be thanked by name."""
        notes = (noted for folder in self._of(language) for noted in self._notes(folder).values())
        return sorted({noted.by for noted in notes if noted.by})

    # ---- what lies there

    def _of(self, language: str) -> Iterator[Path]:
        """A language's folders. No language ever becomes part of a path that is opened unseen."""
        if language.replace("-", "").replace("_", "").isalnum():
            yield from (folder / language for folder in self._folders)

    def _recording(self, folder: Path, address: str) -> HumanRecording | None:
        path = self._listing(folder).get(address)
        if path is None:
            return None
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._sounds.get(path)
            if known is None or known[0] != stamp:
                known = self._sounds[path] = (stamp, sound_of(path.read_bytes()))
        except OSError:  # taken away this moment, or not for us to read
            return None
        return HumanRecording(path, known[1])

    def _listing(self, folder: Path) -> Mapping[str, Path]:
        """Address → file. No address ever becomes part of a path that is opened unseen."""
        try:
            changed = folder.stat().st_mtime_ns
            seen = self._seen.get(folder)
            if seen is not None and seen[0] == changed:
                return seen[1]
            files = sorted(folder.iterdir(), key=_rank, reverse=True)
        except OSError:
            return {}
        listing = {file.stem: file for file in files if file.suffix.lower() in ENDINGS}
        if time.time() - changed / 1e9 > _SETTLED:
            self._seen[folder] = (changed, listing)
        return listing

    # ---- which words it holds

    def _is_retired(self, folder: Path, found: HumanRecording, spoken: Spoken) -> bool:
        noted = self._note_of(folder, found)
        return noted is not None and noted.words != spoken.speech

    def _note_of(self, folder: Path, found: HumanRecording) -> Noted | None:
        """What is noted of this sound; nothing counts that was noted of one before it."""
        noted = self._notes(folder).get(found.path.stem)
        return noted if noted and noted.sound == found.sound else None

    def _notes(self, folder: Path) -> Mapping[str, Noted]:
        path = folder / WORDS
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return {}
        known = self._noted.get(path)
        if known is None or known[0] != changed:
            known = self._noted[path] = (changed, read_notes(folder))
        return known[1]


def sound_of(data: bytes) -> str:
    """What tells one recording from another."""
    return hashlib.sha256(data).hexdigest()[:16]


def read_notes(folder: Path) -> dict[str, Noted]:
    """Address → what is noted of its recording. What can not be read counts as not noted, and the log says so."""
    try:
        written = json.loads((folder / WORDS).read_text("utf-8"))
        return {address: Noted(**noted) for address, noted in written.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.warning("%s/%s can not be read: %s", folder.name, WORDS, type(error).__name__)
        return {}


def write_notes(folder: Path, notes: Mapping[str, Noted]) -> None:
    """Whole or not at all; where that can not be done, the log says so."""
    lines = {address: noted._asdict() for address, noted in sorted(notes.items())}
    unfinished = folder / f"{WORDS}.part"
    try:
        unfinished.write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n", "utf-8")
        unfinished.replace(folder / WORDS)
    except OSError as error:
        log.warning("%s/%s can not be written: %s", folder.name, WORDS, error.strerror)


def _rank(file: Path) -> tuple[int, str]:
    """Where a file's ending stands among ENDINGS: the best is listed last, and so wins."""
    ending = file.suffix.lower()
    return (ENDINGS.index(ending) if ending in ENDINGS else len(ENDINGS), file.name)
