"""The files Telegram keeps, what is really in them, and the names it gives them."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.telegram_standin.wire import Json, bad_request

LARGEST_DOWNLOAD = 20 * 1024 * 1024

_TYPE_NAMES = {
    "voice": "VoiceNote",
    "audio": "Audio",
    "document": "Document",
    "photo": "Photo",
    "video_note": "VideoNote",
    "sticker": "Sticker",
    "video": "Video",
}
_EXTENSIONS = {
    "voice": ("voice", "oga"),
    "audio": ("music", "mp3"),
    "document": ("documents", "bin"),
    "photo": ("photos", "jpg"),
    "video_note": ("video_notes", "mp4"),
    "sticker": ("stickers", "webp"),
    "video": ("videos", "mp4"),
}


def sound_in(content: bytes) -> str | None:
    """The media type of a sound Telegram plays as a voice message, judged by the bytes alone."""
    if content[:4] == b"OggS" and b"OpusHead" in content[:128]:
        return "audio/ogg"
    if content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0):
        return "audio/mpeg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    return None


def ogg_seconds(content: bytes) -> int:
    """How long an Ogg/Opus file plays: the last page's position, at Opus's fixed 48 kHz."""
    last_page = content.rfind(b"OggS")
    if sound_in(content) != "audio/ogg" or last_page < 0 or last_page + 14 > len(content):
        return 0
    (granule,) = struct.unpack_from("<q", content, last_page + 6)
    return max(0, round(int(granule) / 48_000))


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG or PNG, or None if it is neither."""
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        width, height = struct.unpack_from(">II", content, 16)
        return width, height
    if content[:2] != b"\xff\xd8":
        return None
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker, length = content[position + 1], struct.unpack_from(">H", content, position + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", content, position + 5)
            return width, height
        position += 2 + length
    return None


@dataclass
class StoredFile:
    kind: str
    content: bytes
    unique_id: str
    by_bot: bool
    size: int
    facts: Json = field(default_factory=dict)
    stale: bool = False


class FileStore:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._by_id: dict[str, StoredFile] = {}
        self._paths: dict[str, tuple[float, StoredFile]] = {}
        self.path_lifetime = 3600.0

    def keep(
        self, kind: str, content: bytes, *, by_bot: bool, facts: Json | None = None, size: int | None = None
    ) -> StoredFile:
        digest = hashlib.sha256(kind.encode() + content).hexdigest()
        kept = len(content) if size is None else size
        return StoredFile(kind, content, f"AgAD{digest[:12]}", by_bot, kept, facts or {})

    def name(self, file: StoredFile) -> str:
        """A new identifier: Telegram gives the same file another one in every message, all of them good."""
        file_id = f"AwACAgQ{len(self._by_id):08d}{file.unique_id}"
        self._by_id[file_id] = file
        return file_id

    def described(self, file: StoredFile) -> Json:
        return {
            "file_id": self.name(file),
            "file_unique_id": file.unique_id,
            "file_size": file.size,
            **file.facts,
        }

    def to_send(self, file_id: str, kind: str) -> StoredFile:
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        if file.stale:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {_TYPE_NAMES[file.kind]} as {_TYPE_NAMES[kind]}")
        return file

    def to_fetch(self, file_id: str) -> Json:
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("invalid file_id")
        if file.stale:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if file.size > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        folder, extension = _EXTENSIONS[file.kind]
        path = f"{folder}/file_{len(self._paths)}.{extension}"
        self._paths[path] = (self._now() + self.path_lifetime, file)
        return {
            "file_id": file_id,
            "file_unique_id": file.unique_id,
            "file_size": file.size,
            "file_path": path,
        }

    def at_path(self, path: str) -> bytes | None:
        expires, file = self._paths.get(path, (0.0, None))
        return file.content if file is not None and self._now() < expires else None

    def forget(self, *, of_people_too: bool = False) -> None:
        for file in self._by_id.values():
            file.stale = file.stale or file.by_bot or of_people_too
