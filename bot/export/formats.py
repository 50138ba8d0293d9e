"""The ways to write answers down, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bot.export.documents import Documents
from bot.export.lines import JsonLines
from bot.export.media import MediaZip
from bot.export.outline import Outline
from bot.export.qda import QdaProject
from bot.export.sheets import Sheets
from bot.export.tables import CsvTables
from bot.export.taking import Writer
from bot.export.wide import Wide

FORMATS: Mapping[str, Callable[[Path, Outline], Writer]] = {
    "csv": CsvTables,
    "wide": Wide,
    "xlsx": Sheets,
    "jsonl": JsonLines,
    "qdpx": QdaProject,
    "docx": partial(Documents, by="person"),
    "docx-step": partial(Documents, by="question"),
    "media": MediaZip,
}
