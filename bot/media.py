"""What a file is, by its first bytes and by nothing that anybody says of it; and what browsers are told of it."""

from __future__ import annotations

from typing import Final

_BEGINNINGS: Final = (
    (0, b"OggS", ".ogg"),
    (0, b"ID3", ".mp3"),
    *((0, bytes([255, second]), ".mp3") for second in (0xE3, 0xF2, 0xF3, 0xFA, 0xFB)),
    *((0, bytes([255, second]), ".aac") for second in (0xF0, 0xF1, 0xF8, 0xF9)),
    (8, b"WAVE", ".wav"),
    (8, b"WEBP", ".webp"),
    (0, b"fLaC", ".flac"),
    (0, b"#!AMR", ".amr"),
    (0, b"\x1aE\xdf\xa3", ".webm"),
    (0, b"\xff\xd8\xff", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (0, b"GIF8", ".gif"),
    (0, b"BM", ".bmp"),
    (0, b"II*\0", ".tif"),
    (0, b"MM\0*", ".tif"),
    *((4, kind, ".heic") for kind in (b"ftypheic", b"ftypheix", b"ftypmif1")),
    (4, b"ftypavif", ".avif"),
    (4, b"ftypM4A", ".m4a"),
    (4, b"ftyp", ".mp4"),
)
"""Where a mark stands, the mark, and the ending that such a file gets."""

_KINDS: Final = {
    ".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".aac": "audio/aac", ".wav": "audio/wav", ".flac": "audio/flac",
    ".m4a": "audio/mp4", ".mp4": "video/mp4", ".webm": "video/webm", ".jpg": "image/jpeg", ".png": "image/png",
    ".gif": "image/gif", ".webp": "image/webp", ".bmp": "image/bmp", ".avif": "image/avif",
}  # fmt: skip

OTHER: Final = ".bin"


def suffix_of(data: bytes) -> str:
    """The ending of a file with these bytes: one of a few, none of which any program runs."""
    return next((suffix for at, mark, suffix in _BEGINNINGS if data[at : at + len(mark)] == mark), OTHER)


def headers_of(data: bytes) -> dict[str, str]:
    """How somebody's own file is given to a browser: as what it is, or, if that is unknown, only to be saved."""
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    kind = _KINDS.get(suffix_of(data))
    if kind is None:
        return {**headers, "Content-Type": "application/octet-stream", "Content-Disposition": "attachment"}
    return {**headers, "Content-Type": kind}
