"""The ways to write answers down, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.export.lines import JsonLines
from bot.export.outline import Outline
from bot.export.qda import QdaProject
from bot.export.sheets import Sheets
from bot.export.tables import CsvTables
from bot.export.taking import Writer

FORMATS: Mapping[str, Callable[[Path, Outline], Writer]] = {
    "csv": CsvTables,
    "xlsx": Sheets,
    "jsonl": JsonLines,
    "qdpx": QdaProject,
}


def writer(form: str, folder: Path, outline: Outline) -> Writer:
    """What writes in this format into a folder, which is made if it is not there. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return FORMATS[form](folder, outline)
