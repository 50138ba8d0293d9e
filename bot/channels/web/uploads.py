"""What people send from a browser, made safe and kept until it is a recording of ours."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Container
from pathlib import Path

from bot.channels.web.pictures import without_camera_notes
from bot.errors import DeliveryError, StoreError
from bot.ports import Fetched
from bot.speech.sound import as_voice_note


class Uploads:
    """A folder of files that wait to be taken over: the browser's side of `Channel`."""

    name = "web"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep_voice(self, data: bytes) -> tuple[str, int]:
        """A recording as an Opus voice note; its file and seconds. SpeechError if it is no sound."""
        note, seconds = await asyncio.to_thread(as_voice_note, data)
        return await self._keep(note, ".ogg"), round(seconds)

    async def keep_photo(self, data: bytes) -> str:
        """A picture without what the camera wrote into it. SpeechError if it is no picture we know."""
        return await self._keep(*await asyncio.to_thread(without_camera_notes, data))

    async def fetch(self, file: str) -> Fetched:
        path = self.path(file)
        try:
            return Fetched(await asyncio.to_thread(path.read_bytes), path.suffix)
        except FileNotFoundError as error:
            raise DeliveryError("an upload is gone", permanent=True) from error
        except OSError as error:
            raise DeliveryError(f"an upload can not be read: {error.strerror}") from error

    async def let_go(self, file: str) -> None:
        try:
            await asyncio.to_thread(self.path(file).unlink, missing_ok=True)
        except OSError as error:
            raise DeliveryError(f"an upload can not be deleted: {error.strerror}") from error

    def path(self, file: str) -> Path:
        return self._folder / Path(file).name

    def sweep(self, wanted: Container[str]) -> None:
        """At a start: delete what a crash left between upload and turn. `wanted` are still to be fetched."""
        for path in self._folder.glob("*"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    async def _keep(self, data: bytes, suffix: str) -> str:
        name = f"{secrets.token_hex(16)}{suffix}"
        try:
            await asyncio.to_thread(self._write, name, data)
        except OSError as error:
            raise StoreError(f"an upload can not be written: {error.strerror}") from error
        return name

    def _write(self, name: str, data: bytes) -> None:
        """On disk before the turn that speaks of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with (self._folder / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            (self._folder / name).unlink(missing_ok=True)  # half an upload must not take the last of the disk
            raise
