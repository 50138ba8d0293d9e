"""What lies beside every table: the recordings, and a note of what the export holds."""

from __future__ import annotations

from pathlib import Path

from bot.export.about import About
from bot.export.outline import Outline
from bot.export.rows import Given, recording_name


class Beside:
    """recordings/ and about.txt in a folder. Raises OSError."""

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._folder = folder
        self._outline = outline
        self._written: set[str] = set()
        (folder / "recordings").mkdir(parents=True, exist_ok=True)

    def add(self, given: Given) -> None:
        if given.sound:
            path = self._folder / recording_name(given.answer)
            path.write_bytes(given.sound.data)
            self._written.add(path.name)

    def close(self, about: About) -> None:
        for old in (self._folder / "recordings").iterdir():
            if old.name not in self._written:
                old.unlink()  # from an earlier export into this folder, and wiped or renamed since
        write_about(self._folder, self._outline, about)


def write_about(folder: Path, outline: Outline, about: About) -> None:
    """about.txt: what an export holds, and what it does not."""
    words = "\n".join(outline.about(about))
    (folder / "about.txt").write_text(f"{words}\n", encoding="utf-8", errors="replace")
