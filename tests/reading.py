"""Everything that can be read in a folder, whatever kind of file it is in."""

from __future__ import annotations

import zipfile
from pathlib import Path


def words_in(folder: Path) -> str:
    """The text of all files, also of those in archives, and their names."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += [path.name, *_words(path)]
    return "\n".join(found)


def _words(path: Path) -> list[str]:
    if not zipfile.is_zipfile(path):
        return [path.read_bytes().decode("utf-8", "replace")]
    with zipfile.ZipFile(path) as archive:
        return [f"{name}\n{archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist()]
