"""What is done every night, with a clock that can be moved, on a real file: once a day, and told if it fails."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import tarfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot import nightly
from bot.app import retention_of
from bot.core.events import Wrote
from bot.core.rights import keeping
from bot.errors import StoreError
from bot.metrics import ERRORS, NIGHT
from bot.nightly import Nightly, let_go_of_copies
from bot.settings import read_settings
from bot.store.backups import Places, restore
from bot.store.retention import Retention
from tests.store.house import TO_THE_FIRST_OPEN_QUESTION, House, house

__all__ = ["house"]


@dataclass
class Nights:
    """What is done every night in one house. `errands` counts how often recordings were to be wiped."""

    house: House
    places: Places
    retention: Retention
    folder: Path
    errands: list[datetime] = field(default_factory=list)

    def work(self, folder: Path | None = None, *, backups: bool = True) -> Nightly:
        folder = (folder or self.folder) if backups else None
        return Nightly(self.retention, self.places, folder, self.house.time, self._errand)

    def _errand(self) -> None:
        self.errands.append(self.house.time())

    @property
    def backups(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*")) if self.folder.is_dir() else []

    def old(self, name: str, days: float) -> Path:
        """A file of that age, beside the backups or the database."""
        path = self.folder / name if name.endswith("gz") else self.house.file.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        at = (self.house.time() - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))
        return path


@pytest_asyncio.fixture
async def nights(house: House, tmp_path: Path) -> AsyncIterator[Nights]:
    settings = read_settings({"SGWRS_SECRET": "key"}, Path("none"))
    places = Places(f"sqlite+aiosqlite:///{house.file}", tmp_path / "recordings", tmp_path / "secret")
    house.time.now = datetime.now(UTC).replace(hour=12)  # files that are written now are of today
    NIGHT.set(0)
    yield Nights(house, places, retention_of(house.database, settings, house.content), tmp_path / "kept/backups")
    NIGHT.set(0)


def named(day: datetime) -> str:
    return f"sgwrs-{day:%Y-%m-%d}.tar.gz"


def errors() -> float:
    return ERRORS.labels("night")._value.get()


# ---- once a day


async def test_it_is_done_once_a_day(nights: Nights) -> None:
    """However often the bot looks, and however often it is started again: the next time is a day later."""
    time = nights.house.time
    for hours, times in ((0, 1), (1, 1), (22.9, 1), (0.2, 2), (23.9, 2), (0.2, 3), (24 * 9, 4), (1, 4)):
        time.passes(hours=hours)
        for one in (nights.work(), nights.work()):
            await one.once()
        assert len(nights.errands) == times, hours
    last = await nights.retention.last()
    assert last and last[0] == nights.errands[-1]


async def test_a_clock_that_was_put_back_stops_nothing(nights: Nights) -> None:
    """Once it ran with a clock far ahead: it is not waited for till then."""
    nights.house.time.passes(days=400)
    await nights.work().once()
    nights.house.time.passes(days=-400)
    await nights.work().once()
    assert len(nights.errands) == 2


async def test_what_was_kept_long_enough_goes_by_itself(nights: Nights) -> None:
    """Thirty days after somebody stopped half way; the days before, it is there."""
    await nights.house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await nights.house.does(Wrote("The sea"))
    work = nights.work()
    left = []
    for _ in range(32):
        await work.once()
        left.append(len(await nights.house.open_answers()))
        nights.house.time.passes(days=1)
    assert left == [1] * 31 + [0]


async def test_the_time_is_told_to_whoever_watches(nights: Nights) -> None:
    """The gauge holds when it was done last, not when it was looked at last."""
    await nights.work().once()
    done = nights.house.time().timestamp()
    assert NIGHT._value.get() == done
    nights.house.time.passes(hours=5)
    await nights.work().once()
    assert NIGHT._value.get() == done


async def test_after_a_new_start_the_gauge_knows_the_last_time(nights: Nights) -> None:
    """Else whoever watches is woken each time the bot is started."""
    await nights.work().once()
    done = NIGHT._value.get()
    NIGHT.set(0)
    nights.house.time.passes(hours=5)
    await nights.work().once()
    assert NIGHT._value.get() == done


# ---- backups


async def test_each_night_has_its_backup(nights: Nights) -> None:
    """A new one on the second day, beside the first; and what it holds can be put back."""
    await nights.house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await nights.house.does(Wrote("The sea"))
    work = nights.work()
    await work.once()
    first = named(nights.house.time())
    assert nights.backups == [first]
    nights.house.time.passes(days=1)
    await work.once()
    assert nights.backups == [first, named(nights.house.time())]
    for name in nights.backups:
        assert (nights.folder / name).stat().st_mode & 0o077 == 0
        with tarfile.open(nights.folder / name) as archive:
            assert "sgwrs.db" in archive.getnames()
    elsewhere = nights.folder.parent / "elsewhere"
    elsewhere.mkdir()
    there = Places(f"sqlite+aiosqlite:///{elsewhere}/sgwrs.db", elsewhere / "recordings", elsewhere / "secret")
    restore(there, nights.folder / nights.backups[-1])
    assert (elsewhere / "sgwrs.db").stat().st_size > 10_000


async def test_where_somebody_else_makes_them_none_is_made(nights: Nights) -> None:
    """SGWRS_BACKUPS=none: the rest is done all the same."""
    old = nights.old("sgwrs.db.version-7", 36)
    await nights.work(backups=False).once()
    assert not nights.folder.exists()
    assert not old.exists()
    assert len(nights.errands) == 1


async def test_what_is_older_than_35_days_is_deleted(nights: Nights) -> None:
    """Backups, and copies from before a change of the tables; what is younger, or is something else, stays."""
    assert keeping.BACKUPS.days == 35
    gone = [nights.old(name, 35.01) for name in ("sgwrs-2020-01-01.tar.gz", "sgwrs.db.version-6")]
    kept = [nights.old(name, 34.99) for name in ("sgwrs-2020-01-02.tar.gz", "sgwrs.db.version-7")]
    kept += [nights.old(name, 400) for name in ("my-own.tar.gz", "notes.txt", "other.db.version-1")]
    await nights.work().once()
    assert not [path.name for path in gone if path.exists()]
    assert not [path.name for path in kept if not path.exists()]
    assert let_go_of_copies(nights.places, nights.folder, nights.house.time()) == 0
    today = nights.folder / named(nights.house.time())
    nights.house.time.passes(days=1)
    assert let_go_of_copies(nights.places, nights.folder, nights.house.time()) == 2
    assert today.is_file()
    assert nights.house.file.is_file()


# ---- when it fails


async def test_a_folder_that_can_not_be_written_is_told(nights: Nights) -> None:
    """In words without anybody's; what stands in the way is left alone."""
    way = nights.house.file.parent / "in_the_way"
    way.touch()
    with pytest.raises(StoreError, match="the backup can not be written: "):
        await nights.work(way / "backups").once()
    assert way.is_file()
    assert NIGHT._value.get() == 0


async def test_a_backup_that_failed_is_made_when_the_disk_is_well_again(nights: Nights) -> None:
    """The log says `trying again`: ten minutes later, not a day."""
    way = nights.folder
    way.parent.mkdir(parents=True)
    way.touch()
    work = nights.work()
    with pytest.raises(StoreError):
        await work.once()
    way.unlink()
    nights.house.time.passes(minutes=10)
    await work.once()
    assert nights.backups == [named(nights.house.time())]


async def test_nothing_half_written_is_left(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle: no file that looks like a backup and is none; the day after it is made."""
    work = nights.work()
    with monkeypatch.context() as patch:
        patch.setattr("bot.store.backups.os.fsync", _full)
        with pytest.raises(StoreError, match="the backup can not be written: No space left on device"):
            await work.once()
    assert not [name for name in nights.backups if name.endswith(".tar.gz")]
    nights.house.time.passes(days=1)
    await work.once()
    assert [name for name in nights.backups if name.endswith(".tar.gz")] == [named(nights.house.time())]


def _full(_file: int) -> None:
    raise OSError(28, "No space left on device")


async def test_a_failing_disk_is_told_and_it_is_tried_again(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The loop goes on: each failure is one line and one count; once the disk is well, it is done."""
    monkeypatch.setattr(nightly, "_LOOKS", 0.01)
    before, fails = errors(), [3]

    async def run(now: datetime, _real: object = nights.retention.run) -> object:
        if fails[0]:
            fails[0] -= 1
            raise StoreError("the disk is ill")
        return await _real(now)  # type: ignore[operator]

    monkeypatch.setattr(nights.retention, "run", run)
    with caplog.at_level(logging.INFO, "bot.nightly"):
        task = asyncio.create_task(nights.work().run())
        async with asyncio.timeout(20):
            while not NIGHT._value.get():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told == ["what is done every night was not done; trying again: the disk is ill"] * 3
    assert errors() - before == 3
    assert len(nights.errands) == 1
    assert nights.backups == [named(nights.house.time())]


async def test_an_old_copy_that_can_not_be_deleted_is_told(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said which kind of thing it was; nothing else is deleted in its stead."""
    old = nights.old("sgwrs-2020-01-01.tar.gz", 50)
    monkeypatch.setattr(Path, "unlink", lambda *_args, **_more: _full(0))
    with pytest.raises(StoreError, match="an old copy can not be deleted: No space left on device"):
        let_go_of_copies(nights.places, nights.folder, nights.house.time())
    assert old.is_file()
