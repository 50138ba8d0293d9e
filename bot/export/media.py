"""Recordings and photos alone, in one archive with a list of what each is."""

from __future__ import annotations

import csv
import hashlib
import tempfile
import zipfile
from pathlib import Path

from bot.export.about import About
from bot.export.outline import Outline
from bot.export.rows import Given, Sounds, recording_name
from bot.export.xml import entry

_HEAD = ("file", "answer_id", "person_code", "step", "part", "language", "kind", "seconds", "sha256")


class MediaZip:
    """media.zip: recordings/, manifest.csv and about.txt. Sounds are compressed as they are."""

    sounds: Sounds = "only"

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._outline = outline
        self._zip = zipfile.ZipFile(folder / "media.zip", "w")
        self._listed = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - as long as this
        self._list = csv.writer(self._listed)
        self._list.writerow(_HEAD)

    def add(self, given: Given) -> None:
        answer, sound = given.answer, given.sound
        if sound is None:
            return
        name = recording_name(answer)
        self._zip.writestr(entry(name, packed=False), sound.data)
        what = (answer.step, answer.part, answer.language, answer.heard, answer.seconds)
        digest = hashlib.sha256(sound.data).hexdigest()
        self._list.writerow((name, answer.id, answer.participant, *what, digest))

    def close(self, about: About) -> None:
        with self._listed, self._zip.open(entry("manifest.csv"), "w", force_zip64=True) as manifest:
            self._listed.seek(0)
            for line in self._listed:
                manifest.write(line.encode())
        note = "\n".join(self._outline.about(about))
        self._zip.writestr(entry("about.txt"), f"{note}\n".encode(errors="replace"))
        self._zip.close()
