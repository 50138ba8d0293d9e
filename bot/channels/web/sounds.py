"""Sounds as browsers want them: in parts if they ask for parts, and as MP3 where OGG is not understood.

Safari plays OGG only since 18.4, and plays nothing from a server that can not send a part of a file.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.errors import SpeechError
from bot.speech.sound import as_mp3

_KEPT: Final = 100
"""Clips remembered as MP3: one conversation in one language, some five megabytes."""

_AT_ONCE: Final = 2
"""Turned into MP3 at the same time; others wait, so that turns of the conversation do not."""

_RANGE: Final = re.compile(r"bytes=(\d{1,12})?-(\d{1,12})?", re.ASCII)


class Mp3s:
    """Makes MP3s of OGG files and remembers the last ones in memory. Lives as long as the bot."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[Path, int], bytes] = OrderedDict()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def of_clip(self, path: Path) -> bytes:
        """A clip's MP3, made once. SpeechError if it can not be read."""
        async with self._turns:
            key = (path, _stamp(path))
            if key not in self._made:
                self._made[key] = await asyncio.to_thread(_made, path)
            self._made.move_to_end(key)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return self._made[key]

    async def of_recording(self, data: bytes) -> bytes:
        """A person's own recording as MP3, never remembered: it may be wiped. SpeechError."""
        async with self._turns:
            return await asyncio.to_thread(as_mp3, data)


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise SpeechError(f"a clip can not be read: {error.strerror}") from error


def _made(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SpeechError(f"a sound can not be read: {error.strerror}") from error
    return as_mp3(data)


def ogg(path: Path, cached: str) -> Response:
    return FileResponse(path, media_type="audio/ogg", headers={"Cache-Control": cached})


def sound(request: Request, data: bytes, described: Mapping[str, str], cached: str) -> Response:
    """A sound from memory, with headers that say what it is: whole, or the part that was asked for."""
    headers = {**described, "Cache-Control": cached, "Accept-Ranges": "bytes"}
    part = _part(request.headers.get("range", ""), len(data))
    if part is None:
        return Response(data, headers=headers)
    start, end = part
    if start >= end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
    return Response(data[start:end], 206, headers=headers)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """From where to where, or None for all of it. Several parts at once are answered with all, as one may."""
    found = _RANGE.fullmatch(asked.strip())
    if not found or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if first is None:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size
