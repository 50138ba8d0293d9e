"""A folder that staff can open: a table, the recordings beside it, and what each column means."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterable
from pathlib import Path

from bot.errors import StoreError
from bot.export.rows import COLUMNS, recording_name, row_of
from bot.store.answers import Answers
from bot.store.recordings import RecordingsFolder

_BOM = "\ufeff"
"""Without it Excel garbles ŵ and ŷ."""


async def export_csv(answers: Answers, recordings: RecordingsFolder, folder: Path) -> int:
    """Write answers.csv, dictionary.csv and recordings/ into the folder; returns how many answers. Streams."""
    count = 0
    copied: set[str] = set()
    try:
        (folder / "recordings").mkdir(parents=True, exist_ok=True)
        _write_dictionary(folder / "dictionary.csv")
        with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(_BOM)
            table = csv.writer(file)
            table.writerow(column.name for column in COLUMNS)
            async for answer in answers.all():
                table.writerow(row_of(answer))
                if name := recording_name(answer):
                    found = await recordings.read(answer.id)
                    if found:  # else it was wiped this very moment
                        await asyncio.to_thread((folder / name).write_bytes, found.data)
                        copied.add(Path(name).name)
                count += 1
        for old in (folder / "recordings").iterdir():
            if old.name not in copied:
                old.unlink()  # from an earlier export into this folder, and wiped or renamed since
    except OSError as error:
        raise StoreError(f"the export can not be written: {error}") from error
    return count


def _write_dictionary(path: Path) -> None:
    rows: Iterable[tuple[str, str, str]] = ((c.name, c.means, c.values) for c in COLUMNS)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_BOM)
        csv.writer(file).writerows([("column", "what it holds", "values"), *rows])
