"""Takes out of installed libraries what only debuggers and linkers read: a fifth of all that is installed.

It does what `strip` does, which not every machine has: `python -m bot.slim FOLDER`, for all libraries in it.
What is what in such a file: the System V ABI, chapters 4 and 5, and elf(5).
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import NamedTuple

_KIND = b"\x7fELF\x02\x01"
"""64 bits, the smallest byte first: what Linux runs on nearly everywhere."""

_HEAD, _SEGMENT = 64, struct.Struct("<IIQQQQQQ")
_TABLES, _SEGMENTS, _SECTIONS = 32, 54, 58
"""Where the head tells where both tables are; of what size and number segments are; and the same of sections."""

_LOADED = 1


class _Segment(NamedTuple):
    kind: int
    flags: int
    offset: int
    address: int
    physical: int
    size: int
    in_memory: int
    align: int


class _Piece(NamedTuple):
    """Bytes of the old file, from one up to another, and where in the new one they begin."""

    start: int
    end: int
    to: int


class _OutsideError(Exception):
    """Something is needed of the file that is not loaded."""


def slim(folder: Path) -> None:
    """Make all libraries below a folder smaller. Whoever has one of them loaded keeps what they have."""
    for path in sorted(folder.rglob("*.so*")):
        if path.is_symlink() or not path.is_file():
            continue
        smaller = slimmed(path.read_bytes())
        if smaller:
            beside = path.with_name(f"{path.name}.part")
            beside.write_bytes(smaller)
            beside.chmod(path.stat().st_mode)
            beside.replace(path)


def slimmed(library: bytes) -> bytes | None:
    """The same library without sections; None where nothing is gained, or it is no library as we know them.

    It is loaded by segments. Where in the file those lie is free, but for the remainder by their alignment.
    """
    if not library.startswith(_KIND) or len(library) < _HEAD:
        return None
    (table,) = struct.unpack_from("<Q", library, _TABLES)
    size, count = struct.unpack_from("<HH", library, _SEGMENTS)
    if size != _SEGMENT.size or len(library) < table + size * count:
        return None
    segments = [_Segment(*_SEGMENT.unpack_from(library, table + size * number)) for number in range(count)]
    if any((one.kind == _LOADED and not one.size) or len(library) < one.offset + one.size for one in segments):
        return None
    pieces = _pieces(segments)
    try:
        moved = [one._replace(offset=_new(pieces, one.offset) if one.size else 0) for one in segments]
        new_table = _new(pieces, table)
        _new(pieces, 0)
    except _OutsideError:
        return None
    small = bytearray(pieces[-1].to + pieces[-1].end - pieces[-1].start)
    for start, end, to in pieces:
        small[to : to + end - start] = library[start:end]
    struct.pack_into("<QQ", small, _TABLES, new_table, 0)
    struct.pack_into("<HHH", small, _SECTIONS, 0, 0, 0)
    for number, segment in enumerate(moved):
        _SEGMENT.pack_into(small, new_table + size * number, *segment)
    return bytes(small) if len(small) < len(library) else None


def _pieces(segments: list[_Segment]) -> list[_Piece]:
    """What is loaded of a file, close together; pieces that touch stay one."""
    joined: list[tuple[int, int, int]] = []
    for one in sorted(segments, key=lambda one: one.offset):
        if one.kind != _LOADED or not one.size:
            continue
        start, end, align = one.offset, one.offset + one.size, max(one.align, 1)
        if joined and start <= joined[-1][1]:
            first, last, wider = joined.pop()
            start, end, align = first, max(end, last), max(align, wider)
        joined.append((start, end, align))
    pieces, free = [], 0
    for start, end, align in joined:
        to = free + (start - free) % align
        pieces.append(_Piece(start, end, to))
        free = to + end - start
    return pieces


def _new(pieces: list[_Piece], offset: int) -> int:
    for start, end, to in pieces:
        if start <= offset < end:
            return to + offset - start
    raise _OutsideError


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
