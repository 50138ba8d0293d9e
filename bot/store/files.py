"""A folder of sealed files: recordings and pictures, as people sent them."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Final

from bot.store.sealing import Keys

_PLACE: Final = b"file"


class SealedFiles:
    """Files in a folder, by name. Each is there whole or not at all. Everything here may raise OSError.

    Used in threads: a file may be large, and a disk slow.
    """

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self._keys = keys
        self._wiping = threading.Lock()

    def write(self, name: str, data: bytes) -> None:
        """It is on disk when this returns."""
        self._write(name, data, again=False)

    def _write(self, name: str, data: bytes, *, again: bool) -> None:
        """`again`: only if it is there; what was wiped meanwhile must not come back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{name}.part"
        try:
            with unfinished.open("wb") as file:
                file.write(self._keys.seal(data, _PLACE))
                file.flush()
                os.fsync(file.fileno())
            with self._wiping:
                if again and not (self.folder / name).exists():
                    unfinished.unlink()
                else:
                    unfinished.replace(self.folder / name)
        except OSError:
            unfinished.unlink(missing_ok=True)  # half a file must not take the last of the disk
            raise

    def read(self, name: str) -> bytes:
        """SealError if it is sealed with a secret that is not ours."""
        data = (self.folder / name).read_bytes()
        return self._keys.open(data, _PLACE) if self._keys.is_sealed(data) else data

    def delete(self, name: str) -> None:
        with self._wiping:
            (self.folder / name).unlink(missing_ok=True)

    def names(self, pattern: str = "*") -> list[str]:
        """Those that are whole."""
        return sorted(path.name for path in self.folder.glob(pattern) if path.suffix != ".part" and path.is_file())

    def tidy(self) -> None:
        """Delete what a crash left half written. Only while nobody writes."""
        for path in self.folder.glob("*.part"):
            path.unlink(missing_ok=True)

    def renew(self) -> int:
        """Seal with the present secret what is not yet sealed with it; returns how many files that were."""
        count = 0
        for name in self.names():
            with contextlib.suppress(FileNotFoundError):  # wiped meanwhile
                if not self._keys.is_present(self._head(name)):
                    self._write(name, self.read(name), again=True)
                    count += 1
        return count

    def _head(self, name: str) -> bytes:
        with (self.folder / name).open("rb") as file:
            return file.read(self._keys.head)
