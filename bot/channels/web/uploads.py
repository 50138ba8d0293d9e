"""What people send from a browser, made safe and kept until it is a recording of ours."""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path

from bot.errors import DeliveryError, SpeechError, StoreError
from bot.ports import Fetched
from bot.speech.sound import as_voice_note

BIGGEST = 20_000_000
"""As much as Telegram lets a bot have; the whole form may be a little more."""

_LEFT_BEHIND = 24 * 3600
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


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
        if data.startswith(_JPEG):
            return await self._keep(without_camera_notes(data), ".jpg")
        if data.startswith(_PNG):
            return await self._keep(data, ".png")
        raise SpeechError("this is not a JPEG or PNG picture")

    async def fetch(self, file: str) -> Fetched:
        path = self.path(file)
        try:
            return Fetched(await asyncio.to_thread(path.read_bytes), path.suffix)
        except FileNotFoundError as error:
            raise DeliveryError("an upload is gone", permanent=True) from error
        except OSError as error:
            raise DeliveryError(f"an upload can not be read: {error.strerror}") from error

    async def let_go(self, file: str) -> None:
        await asyncio.to_thread(self.path(file).unlink, missing_ok=True)

    def path(self, file: str) -> Path:
        return self._folder / Path(file).name

    def sweep(self) -> None:
        """Delete what a crash left behind between upload and turn."""
        for path in self._folder.glob("*"):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                path.unlink(missing_ok=True)

    async def _keep(self, data: bytes, suffix: str) -> str:
        name = f"{secrets.token_hex(16)}{suffix}"
        try:
            await asyncio.to_thread(self._write, name, data)
        except OSError as error:
            raise StoreError(f"an upload can not be written: {error.strerror}") from error
        return name

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(data)


def without_camera_notes(jpeg: bytes) -> bytes:
    """A JPEG without its application segments but the first: no place, no time, no camera.

    The picture itself is untouched.
    """
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:  # noqa: PLR2004 - every segment begins so
        marker = jpeg[at + 1]
        if marker == 0xDA:  # noqa: PLR2004 - the picture itself begins
            break
        length = 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE):  # noqa: PLR2004 - notes and comments
            kept.append(jpeg[at : at + length])
        at += length
    return b"".join([*kept, jpeg[at:]])
