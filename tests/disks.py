"""Disks and files that fail, as this machine can make them; a test that needs what it can not make is skipped."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PAGE = 4096


@contextmanager
def small_disk(folder: Path, size: str = "6m") -> Iterator[Path]:
    """A disk of this size, at this folder."""
    folder.mkdir(parents=True)
    _run_or_skip(["mount", "-t", "tmpfs", "-o", f"size={size}", "sgwrs-test", str(folder)])
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, leave: int = 0) -> Path:
    """Fills a disk up to the last page, but for so many bytes; returns the ballast, to be deleted."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(_PAGE)):
            pass
    if leave:
        os.truncate(ballast, ballast.stat().st_size - leave)
    return ballast


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """A file or folder that can not be changed, by root neither."""
    if os.geteuid() == 0:
        _run_or_skip(["chattr", "+i", str(path)])
        try:
            yield
        finally:
            subprocess.run(["chattr", "-i", str(path)], check=True)
        return
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


def _run_or_skip(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip(f"there is no `{command[0]}` here")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"`{' '.join(command)}` can not be done here (it needs root): {error.stderr.strip()}")
