"""An attacker's afternoon with a backup: somebody is asked to put one back that was made to do harm."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest_asyncio

from bot.errors import StoreError
from bot.store.backups import Places, back_up, restore
from bot.store.database import Database
from tests.keys import KEYS


@pytest_asyncio.fixture
async def good(tmp_path: Path) -> Path:
    """A backup of a bot to which nobody has come yet."""
    (tmp_path / "from/data").mkdir(parents=True)
    made_of = places(tmp_path / "from")
    await (await Database.open(made_of.database, KEYS)).close()
    back_up(made_of, tmp_path / "good.tgz")
    return tmp_path / "good.tgz"


def places(folder: Path) -> Places:
    return Places(
        f"sqlite+aiosqlite:///{folder}/data/sgwrs.db", folder / "data/recordings", folder / "data/secret"
    )


def crafted(good: Path, out: Path, *more: tarfile.TarInfo) -> Path:
    """A good backup with more in it."""
    with tarfile.open(good) as source, tarfile.open(out, "w:gz") as archive:
        for entry in source:
            archive.addfile(entry, source.extractfile(entry))
        for entry in more:
            archive.addfile(entry, io.BytesIO(b"x" * entry.size))
    return out


def entry(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, to, 1 if kind == tarfile.REGTYPE else 0
    return made


def test_a_crafted_backup_writes_nothing_elsewhere(good: Path, tmp_path: Path) -> None:
    """A way up, a link that leads out, a device: it is refused as a whole, or stays in its folder."""
    bad = [
        entry("../up.txt"), entry("recordings/../../../up.txt"), entry(f"{tmp_path}/up.txt"),
        entry("recordings/a.ogg", tarfile.SYMTYPE, "/etc/passwd"),
        entry("recordings/b", tarfile.SYMTYPE, "../../.."),
        entry("recordings/c.ogg", tarfile.LNKTYPE, "../../../../etc/passwd"),
        entry("recordings/d", tarfile.CHRTYPE), entry("recordings/e", tarfile.FIFOTYPE),
    ]  # fmt: skip
    for number, one in enumerate(bad):
        folder = tmp_path / str(number) / "in"
        (folder / "data").mkdir(parents=True)
        try:
            restore(places(folder), crafted(good, tmp_path / "bad.tgz", one))
        except StoreError:
            assert [path.name for path in (folder / "data").iterdir() if "lock" not in path.name] == []
        made = [path for path in tmp_path.rglob("*") if path.name == "up.txt" or path.is_symlink()]
        assert not made
        assert all(path.is_file() or path.is_dir() for path in folder.rglob("*"))


def test_a_crafted_backup_brings_no_links(good: Path, tmp_path: Path) -> None:
    """A recording that is a link to a file beside the recordings (a backup) would be played to whom it is of."""
    folder = tmp_path / "in"
    (folder / "data").mkdir(parents=True)
    link = entry("recordings/a.1-1.jpg", tarfile.SYMTYPE, "../backups/yesterday.tgz")
    restore(places(folder), crafted(good, tmp_path / "bad.tgz", entry("backups/yesterday.tgz"), link))
    assert not [path for path in folder.rglob("*") if path.is_symlink()]
