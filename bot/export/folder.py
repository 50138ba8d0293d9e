"""A folder that staff can open: a table, the recordings beside it, and what each column means."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreError
from bot.export.rows import COLUMNS, recording_name, row_of
from bot.store.answers import Answers, for_others
from bot.store.exports import Export, Exports
from bot.store.recordings import RecordingsFolder

_AT_ONCE = 500

_BOM = "\ufeff"
"""Without it Excel garbles ŵ and ŷ."""


@dataclass(frozen=True)
class Written:
    """What an export holds: how many answers are in it, and how many were left out because they are not shared."""

    answers: int
    left_out: int


async def export_csv(
    answers: Answers, recordings: RecordingsFolder, exports: Exports, export: Export, folder: Path
) -> Written:
    """Write answers.csv, dictionary.csv and recordings/ into the folder. Streams.

    Each answer is on the list of what left the house before it is written.
    """
    number = await exports.begin(export)
    count = left_out = 0
    listed = _Listed(exports, number)
    copied: set[str] = set()
    try:
        (folder / "recordings").mkdir(parents=True, exist_ok=True)
        _write_dictionary(folder / "dictionary.csv")
        with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(_BOM)
            table = csv.writer(file)
            table.writerow(column.name for column in COLUMNS)
            async for stored in answers.all():
                answer = stored if export.everything else for_others(stored)
                if answer is None:
                    left_out += 1
                    continue
                await listed.add(answer.id)
                table.writerow(row_of(answer))
                if name := recording_name(answer):
                    found = await recordings.read(answer.id)
                    if found:  # else it was wiped this very moment
                        await asyncio.to_thread((folder / name).write_bytes, found.data)
                        copied.add(Path(name).name)
                count += 1
            await listed.rest()
        for old in (folder / "recordings").iterdir():
            if old.name not in copied:
                old.unlink()  # from an earlier export into this folder, and wiped or renamed since
    except OSError as error:
        raise StoreError(f"the export can not be written: {error}") from error
    return Written(count, left_out)


class _Listed:
    """Puts answers on the list of what leaves the house, many at once."""

    def __init__(self, exports: Exports, number: int) -> None:
        self._exports = exports
        self._number = number
        self._waiting: list[str] = []

    async def add(self, answer: str) -> None:
        self._waiting.append(answer)
        if len(self._waiting) >= _AT_ONCE:
            await self.rest()

    async def rest(self) -> None:
        waiting, self._waiting = self._waiting, []
        await self._exports.add(self._number, waiting)


def _write_dictionary(path: Path) -> None:
    rows: Iterable[tuple[str, str, str]] = ((c.name, c.means, c.values) for c in COLUMNS)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_BOM)
        csv.writer(file).writerows([("column", "what it holds", "values"), *rows])
