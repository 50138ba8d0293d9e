"""Pictures without what the camera wrote into them: no place, no time, no device.

Nothing is decoded, so the picture itself stays as it was, and no made-up file can unpack to gigabytes. What is
kept is a list of what a picture needs; whatever is not on it goes, also what stands behind the picture's end
(phones put a second picture or a film there).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from bot.errors import SpeechError

_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"

_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of segments that say how large a JPEG is."""

_APP0, _APP1, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_END, _SCAN = 0xD9, 0xDA
_FILL: Final = re.compile(rb"\xff*")
_MARKER: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""The next marker inside a scan: stuffed zeros and the restart marks belong to the picture. However many FF stand
before it, the last is its own: to look for all of them at once would take hours where nothing follows them."""

_ADOBE: Final = 12
"""Length of the Adobe note. It says how colours are coded, and holds nothing else."""

_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1

_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs acTL fcTL fdAT".split(),
)
"""What a PNG needs to be drawn, moving ones too."""


def without_camera_notes(picture: bytes) -> tuple[bytes, str]:
    """The bare picture and its file's ending. SpeechError if it is no JPEG or PNG."""
    try:
        if picture.startswith(_JPEG):
            return _bare_jpeg(picture), ".jpg"
        if picture.startswith(_PNG):
            return _bare_png(picture), ".png"
    except (struct.error, IndexError) as error:
        raise SpeechError("the picture is broken") from error
    raise SpeechError("this is not a JPEG or PNG picture")


def pixels_of(picture: bytes) -> int:
    """How many it unpacks to. SpeechError if it is no JPEG or PNG."""
    try:
        if picture.startswith(_PNG):
            wide, high = struct.unpack_from(">II", picture, len(_PNG) + 8)
            return int(wide * high)
        if picture.startswith(_JPEG):
            frames = (payload for marker, payload, _ in _segments(picture) if marker in _FRAMES)
            return max(
                (high * wide for high, wide in (struct.unpack_from(">HH", one, 1) for one in frames)), default=0
            )
    except (struct.error, IndexError) as error:
        raise SpeechError("the picture is broken") from error
    raise SpeechError("this is not a JPEG or PNG picture")


# ---- JPEG


def _bare_jpeg(jpeg: bytes) -> bytes:
    """Only the way up is kept of the camera's notes, or a photo held upright would lie on its side."""
    kept, turned = [], _UPRIGHT
    for marker, payload, scan in _segments(jpeg):
        if marker == _APP1:
            turned = _orientation(payload) if turned == _UPRIGHT else turned
        elif marker == _APP0 and payload.startswith(b"JFIF\0"):
            kept.append(_segment(marker, payload[:12].ljust(12, b"\0") + b"\0\0"))  # without its little copy
        elif not (_APP0 <= marker <= _APP15 or marker == _COMMENT) or (
            marker == _APP14 and len(payload) == _ADOBE
        ):
            kept.append(_segment(marker, payload) + scan)
    notes = [_orientation_note(turned)] if turned != _UPRIGHT else []
    first = 1 if kept and kept[0][1] == _APP0 else 0
    return b"".join([jpeg[:2], *kept[:first], *notes, *kept[first:], bytes((0xFF, _END))])


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Every segment up to the end: its marker, what it holds, and the scan that follows it, if one does."""
    at = 2
    while found := _marker(jpeg, at):
        marker, at = found[0][-1], found.end()
        if marker == _END:
            return
        (length,) = struct.unpack_from(">H", jpeg, at)
        payload, at = jpeg[at + 2 : at + length], at + max(2, length)
        if marker == _SCAN:
            behind = _MARKER.search(jpeg, at)
            end = behind.start() if behind else len(jpeg)
            yield marker, payload, jpeg[at:end]
            at = end
        else:
            yield marker, payload, b""
    if at < len(jpeg):
        raise SpeechError("the picture is broken")


def _marker(jpeg: bytes, at: int) -> re.Match[bytes] | None:
    """The marker that stands here, behind as many FF as there are."""
    fill = _FILL.match(jpeg, at)
    return _MARKER.match(jpeg, fill.end() - 1) if fill and fill[0] else None


def _orientation(exif: bytes) -> int:
    """Which way up, 1 to 8, as the camera's notes say."""
    tiff = exif[6:]
    if not exif.startswith(b"Exif\0\0") or tiff[:2] not in (b"II", b"MM"):
        return _UPRIGHT
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else _UPRIGHT  # noqa: PLR2004 - all there are
    except struct.error:  # notes that break off say nothing; the picture is still one
        pass
    return _UPRIGHT


def _orientation_note(turned: int) -> bytes:
    """Camera's notes that say which way up, and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return _segment(_APP1, b"Exif\0\0" + tiff)


# ---- PNG


def _bare_png(png: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        chunk = png[at : at + 12 + length]
        if len(chunk) < 12 + length:
            raise SpeechError("the picture is broken")
        if kind in _CHUNKS:
            kept.append(chunk)
        if kind == b"IEND":
            break
        at += len(chunk)
    return b"".join(kept)
