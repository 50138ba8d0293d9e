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
        (folder / "recordings").mkdir(parents=True, exist_ok=True)

    def add(self, given: Given) -> None:
        if given.sound:
            (self._folder / recording_name(given.answer)).write_bytes(given.sound.data)

    def close(self, about: About) -> None:
        write_about(self._folder, self._outline, about)


def write_about(folder: Path, outline: Outline, about: About) -> None:
    """about.txt: what an export holds, and what it does not."""
    words = "\n".join(outline.about(about))
    (folder / "about.txt").write_text(f"{words}\n", encoding="utf-8", errors="replace")
