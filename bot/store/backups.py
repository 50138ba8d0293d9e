"""Backups: the database and all recordings in one file, made while the bot runs; and the way back."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import StoreError
from bot.store.migrations import VERSION
from bot.store.opening import Lock, file_of

_DATABASE: Final = "sgwrs.db"
_KEY: Final = "secret"
_RECORDINGS: Final = "recordings"


@dataclass(frozen=True)
class Places:
    """Where everything is that a backup holds. `secret` need not exist: it can be a setting instead."""

    database: str
    recordings: Path
    secret: Path

    @property
    def file(self) -> Path:
        """The database's file. Raises StoreError."""
        return file_of(self.database)


def back_up(places: Places, out: Path) -> int:
    """Write a consistent copy of everything, whole or not at all; returns how many recordings are in it.

    The bot may run meanwhile. What is taken back while this goes on may be in it or not.
    """
    unfinished = out.with_name(f"{out.name}.part")
    with _told("the backup can not be written"), tempfile.TemporaryDirectory(dir=out.parent) as folder:
        copy = Path(folder) / _DATABASE
        if not places.file.is_file():
            raise StoreError(f"there is no database at {places.file}")
        with closing(sqlite3.connect(f"{places.file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds the key, too
        with (
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive,
        ):
            archive.add(copy, _DATABASE)
            if places.secret.is_file():
                archive.add(places.secret, _KEY)
            count = _add_recordings(archive, places.recordings, copy)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(out)
    return count


def _add_recordings(archive: tarfile.TarFile, folder: Path, copy: Path) -> int:
    """The files that the copied database speaks of: those of ours, and those that wait to be taken over."""
    with closing(sqlite3.connect(copy)) as connection:
        rows = connection.execute("SELECT state, name, channel, file, answer FROM recordings").fetchall()
        lent = connection.execute("SELECT id FROM takes WHERE kept").fetchall()
    names = {f"incoming/{path.name}": path for path in sorted((folder / "incoming").glob("*"))}
    names |= {f"take.{number}.ogg": folder / f"take.{number}.ogg" for (number,) in lent}
    for state, name, channel, file, answer in rows:
        if state == "kept":
            names[name] = folder / name
        elif state == "waiting" and channel == "web" and f"incoming/{file}" not in names:
            # Taken over since the copy was made: it goes back to where the copy has it.
            names |= {f"incoming/{file}": path for path in folder.glob(f"{answer}.*")}
    count = 0
    for name, path in names.items():
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue  # taken back since the copy was made
        entry = tarfile.TarInfo(f"{_RECORDINGS}/{name}")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
        count += 1
    return count


def restore(places: Places, backup: Path) -> int:
    """Put everything back as it was; returns how many recordings that is.

    StoreError if there is a database already, if a bot is running on it, or if the backup is damaged; then
    nothing has been changed. The database comes last: till it is there, this can simply be run again.
    """
    file = places.file
    lock = Lock(file)
    try:
        there = [path.name for end in ("", "-wal", "-shm", "-journal") if (path := Path(f"{file}{end}")).exists()]
        if there:
            raise StoreError(
                f"there is {' and '.join(there)} in {file.parent} already: move the whole folder away first"
            )
        with _told("the backup can not be restored"), tempfile.TemporaryDirectory(dir=file.parent) as name:
            folder = Path(name)
            _read_through(backup)
            with tarfile.open(backup, "r:gz") as archive:
                archive.extractall(folder, filter="data")
            _check(folder / _DATABASE)
            count = _move_recordings(folder / _RECORDINGS, places.recordings)
            if (folder / _KEY).is_file():
                places.secret.parent.mkdir(parents=True, exist_ok=True)
                (folder / _KEY).chmod(0o600)
                shutil.move(folder / _KEY, places.secret)
            (folder / _DATABASE).replace(file)
        return count
    finally:
        lock.release()


def _read_through(backup: Path) -> None:
    """To the end, where the sum of all stands: whoever unpacks it stops before that."""
    with gzip.open(backup) as stream:
        while stream.read(1 << 20):
            pass


def _check(copy: Path) -> None:
    if not copy.is_file():
        raise StoreError("this is no backup of Sgwrs: there is no database in it")
    with closing(sqlite3.connect(copy)) as connection:
        [(verdict,)] = connection.execute("PRAGMA integrity_check(1)")
        version = (connection.execute("SELECT max(version) FROM schema_version").fetchone() or (None,))[0]
    if verdict != "ok":
        raise StoreError("the database in this backup is damaged")
    if version is None:
        raise StoreError("this is no backup of Sgwrs: the database in it has no version")
    if version > VERSION:
        raise StoreError("this backup was made by a newer Sgwrs")


def _move_recordings(source: Path, target: Path) -> int:
    count = 0
    for path in sorted(source.rglob("*")):
        if path.is_file() and not path.is_symlink():
            there = target / path.relative_to(source)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, there)
            count += 1
    return count


@contextlib.contextmanager
def _told(words: str) -> Iterator[None]:
    """The border: what goes wrong with files and archives is told in our words."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{words}: {error.strerror or error}") from error
    except (tarfile.TarError, EOFError, zlib.error, sqlite3.Error) as error:
        raise StoreError(f"{words}: {error}") from error
