"""CSV: tables that any spreadsheet opens, and none takes for formulas."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO

from bot.export.about import About
from bot.export.beside import Beside
from bot.export.outline import Outline, Table
from bot.export.rows import COLUMNS, ESCAPED, Given, Sounds, row_of, safe, safe_row

_BOM = "\ufeff"
"""Without it Excel garbles ŵ and ŷ. Other programs may take it for a part of the first column's name."""


class CsvTables:
    """answers.csv with a row for each answer, dictionary.csv, codebook.csv, and what lies beside."""

    sounds: Sounds = "along"

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._folder = folder
        self._outline = outline
        self._beside = Beside(folder, outline)
        self._file = opened(folder / "answers.csv")
        self._table = csv.writer(self._file)
        self._table.writerow(column.name for column in (*COLUMNS, ESCAPED))

    def add(self, given: Given) -> None:
        self._table.writerow(safe_row(row_of(given)))
        self._beside.add(given)

    def close(self, about: About) -> None:
        self._file.close()
        write_table(self._folder / "dictionary.csv", self._outline.dictionary((*COLUMNS, ESCAPED)))
        write_table(self._folder / "codebook.csv", self._outline.codebook())
        self._beside.close(about)


def opened(path: Path, *, mark: bool = True) -> IO[str]:
    """A file for a table. Half letters, which some phones send, are ? in it. With a `mark` Excel reads ŵ and ŷ."""
    file = path.open("w", encoding="utf-8", errors="replace", newline="")
    if mark:
        file.write(_BOM)
    return file


def write_table(path: Path, table: Table, *, mark: bool = True) -> None:
    """A table whose words no spreadsheet takes for formulas."""
    with opened(path, mark=mark) as file:
        csv.writer(file).writerows([safe(cell) for cell in row] for row in table)
