"""Libraries lose what only debuggers need, and nothing else."""

from __future__ import annotations

import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from bot import slim as slimming
from bot.slim import slimmed

SITE = Path(sysconfig.get_path("purelib"))
LIBRARIES = sorted(path for path in SITE.rglob("*.so*") if path.is_file() and not path.is_symlink())


def loaded(library: bytes) -> list[tuple[int, int, int, bytes]]:
    """What the system makes of it: address, flags and bytes of each segment that is loaded."""
    (table,) = struct.unpack_from("<Q", library, 32)
    _, count = struct.unpack_from("<HH", library, 54)
    found = []
    for number in range(count):
        kind, flags, offset, address, _, size, _, align = struct.unpack_from(
            "<IIQQQQQQ", library, table + 56 * number
        )
        if kind == 1:
            assert (offset - address) % max(align, 1) == 0, "the system would refuse it"
            assert offset + size <= len(library)
            found.append((address, flags, size, library[offset : offset + size]))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other libraries")
def test_what_is_loaded_stays_what_it_was() -> None:
    smaller = [(path, slimmed(path.read_bytes())) for path in LIBRARIES[::7]]
    assert any(slim for _, slim in smaller)
    for path, slim in smaller:
        whole = path.read_bytes()
        if slim is None:
            continue
        assert len(slim) < len(whole)
        for before, after in zip(loaded(whole), loaded(slim), strict=True):
            # The tables themselves are loaded too, and tell of the new places.
            differs = sum(a != b for a, b in zip(before[3], after[3], strict=True))
            assert before[:3] == after[:3], path
            assert differs <= 64 + 56 * 16, path


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other libraries")
def test_small_libraries_work(tmp_path: Path) -> None:
    """Sound, seals, JSON and YAML, loaded from copies that were made smaller."""
    for name in ("av", "av.libs", "orjson", "yaml", "_cffi_backend.cpython*", "cryptography", "httptools"):
        for found in SITE.glob(name):
            subprocess.run(["cp", "-a", found, tmp_path], check=True)
    before = sum(path.stat().st_size for path in tmp_path.rglob("*.so*"))
    slimming.slim(tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.so*")) <= before
    assert not list(tmp_path.rglob("*.part"))
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import av, orjson, yaml, httptools, numpy\n"
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\n"
        "assert all(one.__file__.startswith(sys.path[0]) for one in (av, orjson, httptools))\n"
        "AESGCM(b'k' * 32).encrypt(b'n' * 12, b'words', None)\n"
        "assert yaml.load('a: 1', yaml.CSafeLoader) == orjson.loads('{\"a\": 1}')\n"
        "out = av.open(sys.argv[1], 'w')\n"
        "stream = out.add_stream('libopus', rate=48000)\n"
        "frame = av.AudioFrame.from_ndarray(numpy.zeros((1, 960), 'int16'), format='s16', layout='mono')\n"
        "frame.rate = 48000\n"
        "out.mux(stream.encode(frame)); out.mux(stream.encode(None)); out.close()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "silence.ogg")], check=True, cwd=tmp_path)
    assert (tmp_path / "silence.ogg").stat().st_size > 100


@pytest.mark.parametrize(
    "other", [b"", b"\x7fELF", b"\x7fELF\x01\x01" + b"\0" * 100, b"#!/bin/sh", b"\x7fELF\x02\x01" + b"\xff" * 200]
)
def test_what_is_no_library_stays(other: bytes, tmp_path: Path) -> None:
    (tmp_path / "some.so").write_bytes(other)
    slimming.slim(tmp_path)
    assert (tmp_path / "some.so").read_bytes() == other
