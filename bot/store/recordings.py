"""People's recordings and pictures as files in a folder, each under its answer's id."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.errors import StoreError


class RecordingsFolder:
    """A folder of recordings. A file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def save(self, answer: str, suffix: str, data: bytes) -> Path:
        try:
            return await asyncio.to_thread(self._save, answer, suffix, data)
        except OSError as error:
            raise StoreError(f"a recording can not be written: {error.strerror}") from error

    def _save(self, answer: str, suffix: str, data: bytes) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{answer}{suffix}"
        unfinished = path.with_suffix(".part")
        try:
            with unfinished.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)  # half a recording must not take the last of the disk
            raise
        return path

    def find(self, answer: str) -> Path | None:
        return next((path for path in self.folder.glob(f"{answer}.*") if path.suffix != ".part"), None)

    async def delete(self, answer: str) -> None:
        try:
            for path in list(self.folder.glob(f"{answer}.*")):
                await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as error:
            raise StoreError(f"a recording can not be wiped: {error.strerror}") from error
