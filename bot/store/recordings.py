"""People's recordings and pictures, each under its answer's id."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from bot.errors import SealError, StoreError
from bot.ports import Fetched
from bot.store.files import SealedFiles


class RecordingsFolder:
    """A folder of recordings."""

    def __init__(self, files: SealedFiles) -> None:
        self._files = files

    async def save(self, answer: str, suffix: str, data: bytes) -> str:
        """Keep it; returns the name of its file."""
        try:
            await asyncio.to_thread(self._files.write, f"{answer}{suffix}", data)
        except OSError as error:
            raise StoreError(f"a recording can not be written: {error.strerror}") from error
        return f"{answer}{suffix}"

    async def read(self, answer: str) -> Fetched | None:
        """What is kept for an answer, or None. StoreError if it can not be read."""
        try:
            names = self._files.names(f"{answer}.*")
        except OSError as error:
            raise StoreError(f"a recording can not be read: {error.strerror}") from error
        return await self.file(names[0]) if names else None

    async def file(self, name: str) -> Fetched | None:
        """The same by the name of its file: of many recordings, nobody has to look for each among all."""
        try:
            return Fetched(await asyncio.to_thread(self._files.read, name), PurePath(name).suffix)
        except FileNotFoundError:
            return None  # wiped this very moment
        except OSError as error:
            raise StoreError(f"a recording can not be read: {error.strerror}") from error
        except SealError as error:
            raise StoreError(f"a recording can not be read: {error}") from error

    async def delete(self, answer: str) -> None:
        try:
            for name in self._files.names(f"{answer}.*"):
                await asyncio.to_thread(self._files.delete, name)
        except OSError as error:
            raise StoreError(f"a recording can not be wiped: {error.strerror}") from error

    async def names(self, kind: str) -> list[str]:
        try:
            return [PurePath(name).stem for name in await asyncio.to_thread(self._files.names, f"{kind}.*")]
        except OSError as error:
            raise StoreError(f"recordings can not be looked for: {error.strerror}") from error
