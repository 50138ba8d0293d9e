"""XLSX: one workbook with the answers, the codebook, what each column means, and what is in it."""

from __future__ import annotations

from pathlib import Path

from bot.export.about import About
from bot.export.beside import Beside
from bot.export.outline import Outline, Table
from bot.export.rows import COLUMNS, Given, Sounds, row_of
from bot.export.xlsx import Workbook

_WIDE = {"question": 50.0, "text": 70.0, "choice": 20.0, "recording": 30.0}
_NARROW = 13.0


class Sheets:
    """answers.xlsx, and what lies beside."""

    sounds: Sounds = "along"

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._outline = outline
        self._beside = Beside(folder, outline)
        self._book = Workbook(folder / "answers.xlsx")
        widths = [_WIDE.get(column.name, _NARROW) for column in COLUMNS]
        self._book.sheet("answers", [column.name for column in COLUMNS], widths)

    def add(self, given: Given) -> None:
        self._book.row(row_of(given))
        self._beside.add(given)

    def close(self, about: About) -> None:
        self._put("codebook", self._outline.codebook())
        self._put("columns", self._outline.dictionary(COLUMNS))
        self._put("notes", [["notes"], *([line] for line in self._outline.about(about))])
        self._book.close()
        self._beside.close(about)

    def _put(self, title: str, table: Table) -> None:
        head, *rows = table
        self._book.sheet(title, head, [70.0 if len(head) == 1 else 30.0 for _ in head])
        for row in rows:
            self._book.row(row)
