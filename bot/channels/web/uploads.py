"""What people send from a browser, made safe and kept until it is a recording of ours."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Container
from pathlib import PurePath

from bot.errors import DeliveryError, SealError, StoreError
from bot.pictures.camera import without_camera_notes
from bot.ports import Fetched
from bot.speech.sound import as_voice_note
from bot.store.files import SealedFiles


class Uploads:
    """A folder of files that wait to be taken over: the browser's side of `Channel`."""

    name = "web"

    def __init__(self, files: SealedFiles) -> None:
        self._files = files

    async def keep_voice(self, data: bytes) -> tuple[str, int]:
        """A recording as an Opus voice note; its file and seconds. SpeechError if it is no sound."""
        note, seconds = await asyncio.to_thread(as_voice_note, data)
        return await self._keep(note, ".ogg"), round(seconds)

    async def keep_photo(self, data: bytes) -> str:
        """A picture without what the camera wrote into it. SpeechError if it is no picture we know."""
        return await self._keep(*await asyncio.to_thread(without_camera_notes, data))

    async def fetch(self, file: str) -> Fetched:
        name = PurePath(file).name
        try:
            return Fetched(await asyncio.to_thread(self._files.read, name), PurePath(name).suffix)
        except FileNotFoundError as error:
            raise DeliveryError("an upload is gone", permanent=True) from error
        except SealError as error:
            raise DeliveryError(f"an upload can not be read: {error}", permanent=True) from error
        except OSError as error:
            raise DeliveryError(f"an upload can not be read: {error.strerror}") from error

    async def let_go(self, file: str) -> None:
        try:
            await asyncio.to_thread(self._files.delete, PurePath(file).name)
        except OSError as error:
            raise DeliveryError(f"an upload can not be deleted: {error.strerror}") from error

    def sweep(self, wanted: Container[str]) -> None:
        """At a start: delete what a crash left between upload and turn. `wanted` are still to be fetched."""
        self._files.tidy()
        for name in self._files.names():
            if name not in wanted:
                self._files.delete(name)

    async def _keep(self, data: bytes, suffix: str) -> str:
        name = f"{secrets.token_hex(16)}{suffix}"
        try:
            await asyncio.to_thread(self._files.write, name, data)
        except OSError as error:
            raise StoreError(f"an upload can not be written: {error.strerror}") from error
        return name
