"""Recordings that people made of the fixed script: `<folder>/<language>/<address>.<ending>`.

A file dropped there is noticed while the bot runs; nothing has to be restarted.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.speech.sound import is_opus

ENDINGS: Final = (".ogg", ".oga", ".opus", ".mp3", ".m4a", ".wav")
"""The endings that count, the most useful first, should somebody leave two."""

BIGGEST: Final = 1_000_000
"""Bytes. Telegram may show a bigger voice note as a file, so it is made smaller."""

_SETTLED: Final = 2.0
"""Seconds. A folder that changed more recently may change again within the same tick of the file system's
clock, so what was seen in it is not yet remembered."""


@dataclass(frozen=True)
class HumanRecording:
    """One file as it is now. `stamp` changes when it is replaced; `ready`: it can be sent as it is."""

    path: Path
    stamp: str
    ready: bool


class HumanVoices:
    """Finds recordings by address. Cheap to ask: a folder is listed again only when it has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, tuple[int, Mapping[str, Path]]] = {}
        self._known: dict[Path, HumanRecording] = {}

    def find(self, address: str, language: str) -> HumanRecording | None:
        path = self._listing(language).get(address)
        if path is None:
            return None
        try:
            status = path.stat()
            stamp = f"{status.st_mtime_ns}-{status.st_size}"
            known = self._known.get(path)
            if known is None or known.stamp != stamp:
                known = HumanRecording(path, stamp, ready=status.st_size <= BIGGEST and _opus(path))
                self._known[path] = known
        except OSError:  # taken away this moment, or not for us to read
            return None
        return known

    def _listing(self, language: str) -> Mapping[str, Path]:
        """Address → file. No address or language ever becomes part of a path that is opened unseen."""
        if not language.replace("-", "").replace("_", "").isalnum():
            return {}
        folder = self._folder / language
        try:
            changed = folder.stat().st_mtime_ns
            seen = self._seen.get(language)
            if seen is not None and seen[0] == changed:
                return seen[1]
            files = sorted(folder.iterdir(), key=_rank, reverse=True)
        except OSError:
            return {}
        listing = {file.stem: file for file in files if file.suffix.lower() in ENDINGS}
        if time.time() - changed / 1e9 > _SETTLED:
            self._seen[language] = (changed, listing)
        return listing


def _rank(file: Path) -> tuple[int, str]:
    """Where a file's ending stands among ENDINGS: the best is listed last, and so wins."""
    ending = file.suffix.lower()
    return (ENDINGS.index(ending) if ending in ENDINGS else len(ENDINGS), file.name)


def _opus(path: Path) -> bool:
    with path.open("rb") as file:
        return is_opus(file.read(64))
