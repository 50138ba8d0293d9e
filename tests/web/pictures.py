"""Photos as phones make them: with a place, a time and a device written into them."""

from __future__ import annotations

import io
import struct
import zlib

import av

GPS = b"51 deg 28' N, 3 deg 10' W"


def jpeg(width: int = 32, height: int = 16) -> bytes:
    """A bare picture, half dark and half light."""
    frame = av.VideoFrame(width, height, "yuvj420p")
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size // 2) + b"\xa0" * (plane.buffer_size - plane.buffer_size // 2))
    file = io.BytesIO()
    with av.open(file, "w", format="mjpeg") as output:
        stream = output.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def camera_notes(turned: int, order: str = "<") -> bytes:
    """An Exif segment: a maker's name, the orientation, a place."""
    entries = struct.pack(f"{order}HHI4s", 0x010F, 2, 4, b"Cam\0")
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    tiff = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, 2) + entries + bytes(4) + GPS
    return segment(0xE1, b"Exif\0\0" + tiff)


def photo(turned: int = 1, order: str = "<") -> bytes:
    """A JPEG with notes in every place where phones put them, and a second picture behind its end."""
    bare = jpeg()
    notes = [
        camera_notes(turned, order),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + GPS),
        segment(0xE2, b"MPF\0" + GPS),
        segment(0xED, b"Photoshop 3.0\0" + GPS),
        segment(0xFE, GPS),
    ]
    return bare[:2] + b"".join(notes) + bare[2:] + bare[:2] + segment(0xE1, GPS) + bare[2:] + GPS


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*, noted: bool = True) -> bytes:
    """A PNG of one pixel, with notes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    notes = [chunk(kind, GPS) for kind in (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME")]
    drawn = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    opening, end = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
    if not noted:
        return opening + head + drawn + end
    return opening + head + b"".join(notes) + drawn + end + GPS
