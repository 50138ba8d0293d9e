"""CSV once more: a row for each time somebody went through the conversation, a column for each question."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.export.about import About
from bot.export.beside import write_about
from bot.export.outline import Outline
from bot.export.rows import Given, Sounds, safe
from bot.export.tables import opened, write_table

_BEFORE = ("person_code", "session", "consultation", "language", "helper", "month")
_OTHER = "other"
"""What was answered to questions that are not asked any more: `step: words`."""


class Wide:
    """wide.csv, codebook.csv and about.txt. All that was said to one question stands in one cell, line by line."""

    sounds: Sounds = "none"

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._folder = folder
        self._outline = outline
        self._questions = {name: number for number, name in enumerate(outline.questions())}
        self._told: list[Given] = []
        self._file = opened(folder / "wide.csv")
        self._table = csv.writer(self._file)
        self._table.writerow([*_BEFORE, *self._questions, _OTHER])

    def add(self, given: Given) -> None:
        if self._told and self._told[0].answer.session != given.answer.session:
            self._tell()
        self._told.append(given)

    def close(self, about: About) -> None:
        self._tell()
        self._file.close()
        write_table(self._folder / "codebook.csv", self._outline.codebook())
        write_about(self._folder, self._outline, about)

    def _tell(self) -> None:
        """All that was told so far is a row."""
        if not self._told:
            return
        first = self._told[0].answer
        cells: list[list[str]] = [[] for _ in (*self._questions, _OTHER)]
        for answer, _, _ in self._told:
            question = ".".join(filter(None, (answer.step, answer.part)))
            said = "\n".join(filter(None, (" ".join(answer.options), answer.text))) or f"({answer.heard})"
            if question in self._questions:
                cells[self._questions[question]].append(said)
            else:
                cells[-1].append(f"{question}: {said}")
        month = f"{first.at.year}-{first.at.month:02}"
        session = first.session.rpartition(".")[2]
        before = [first.participant, session, first.consultation, first.language, first.helper, month]
        self._table.writerow([*before, *(safe("\n".join(one)) for one in cells)])
        self._told = []
