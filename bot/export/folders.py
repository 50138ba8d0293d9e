"""Folders to take answers out into: new ones, that are whole or not there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write into; it gets its name when all is written, and is gone if that fails.

    StoreError if something is there already: it may be somebody's, and what is not shared any more must not lie
    beside what is.
    """
    folder = folder.resolve()
    part = folder.with_name(f"{folder.name}.unfinished")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StoreError(f"{folder} is there already: give a folder that is new or empty")
        part.mkdir(parents=True)
    except OSError as error:
        raise StoreError(f"{folder} can not be written: {error.strerror}") from error
    try:
        yield part
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    except OSError as error:
        raise StoreError(f"{folder} can not be written: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
