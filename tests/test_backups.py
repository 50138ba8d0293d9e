"""Backups: made while people talk, put back elsewhere, and nothing spoilt where that can not be done."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import signal
import sqlite3
import stat
import sys
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.files import SealedFiles
from tests.bot_process import BotProcess
from tests.keys import keys_in
from tests.telegram.chat import Book, Chat, soon, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with
from tests.telegram_standin import BotApi, voice_note
from tests.watching import exported, lives

NOTE = voice_note(0.4, 71)
LATER = 50_000
"""Where Telegram's numbering has got to when the bot starts elsewhere."""


async def backs_up(bot: BotProcess, name: str = "monday.tar.gz") -> Path:
    code, output = await bot.command("backup", name)
    assert code == 0, output
    assert "keep it private" in output
    return bot.folder / name


async def puts_back(folder: Path, backup: Path) -> tuple[int, str]:
    folder.mkdir(parents=True, exist_ok=True)
    return await BotProcess(folder, {}).command("restore", str(backup.absolute()))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder but for the lock, which is made by looking."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def monday(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> Path:
    """A backup with a recording in it."""
    folder = tmp_path_factory.mktemp("monday") / "bot"
    async with BotApi(token=TOKEN) as api, bot_with(api, folder, clips) as bot:
        chat = await Chat.at(api, "good_day")
        async with Book.opened(bot.folder) as book:
            chat.person.speaks(NOTE)
            await chat.is_asked()
            assert await book.recordings_of(chat.person, "good_day") == [NOTE]
        return await backs_up(bot)


# ---- there and back


@asynccontextmanager
async def talking(api: BotApi, stop: asyncio.Event) -> AsyncIterator[None]:
    """Some people who talk all the time."""

    async def talks() -> None:
        while not stop.is_set():
            await Chat.at(api, "gifts", says={"good_day": "The sea"})

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(talks())
        yield


async def test_a_bot_goes_on_elsewhere_from_a_backup_made_while_people_talked(tmp_path: Path, clips: Path) -> None:
    """The same people are recognised, asked what they were asked, and what they said is all there."""
    async with BotApi(token=TOKEN) as api:
        async with bot_with(api, tmp_path / "here", clips) as bot:
            chat = await Chat.at(api, "good_day")
            chat.person.speaks(NOTE)
            await chat.is_asked()
            async with Book.opened(bot.folder) as book:
                assert await book.recordings_of(chat.person, "good_day") == [NOTE]
                chat.person.writes("Before the backup")
                asked = step_of(await chat.is_asked())
                mine = await book.of(chat.person)
            stop = asyncio.Event()
            async with talking(api, stop):
                backups = [await backs_up(bot, f"{number}.tar.gz") for number in range(3)]
                assert lives(bot)
                stop.set()
            await backs_up(bot, "last.tar.gz")
            before = await exported(bot)
        for backup in backups:
            code, output = await puts_back(tmp_path / backup.stem, backup)
            assert code == 0, output
            database = tmp_path / backup.stem / "data/sgwrs.db"
            with closing(sqlite3.connect(database)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        code, output = await puts_back(tmp_path / "there", bot.folder / "last.tar.gz")
        assert (code, "1 recordings" in output) == (0, True), output
        assert stat.S_IMODE((tmp_path / "there/data/secret").stat().st_mode) == 0o600
        async with bot_with(api, tmp_path / "there", clips) as there:
            assert await exported(there) == before
            assert [path.read_bytes() for path in (there.folder / "out/recordings").iterdir()] == [NOTE]
            chat.person.writes("After the backup")
            await chat.is_asked()
            async with Book.opened(there.folder) as book:
                now = await book.of(chat.person)
            assert now[: len(mine)] == mine
            assert [(row["text"], row["step"]) for row in now[len(mine) :]] == [("After the backup", asked)]


async def test_lent_voices_come_along(tmp_path: Path, clips: Path) -> None:
    """Nobody would be asked again for what was accepted."""
    async with BotApi(token=TOKEN) as api, bot_with(api, tmp_path / "here", clips) as bot:
        SealedFiles(bot.folder / "data/recordings", keys_in(bot.folder)).write("take.1.ogg", NOTE)
        with closing(sqlite3.connect(bot.folder / "data/sgwrs.db")) as connection, connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute(
                "INSERT INTO takes (id, member, language, address, words, state, why, judge, channel, file, kept,"
                " tries, not_before, at) VALUES (1, 'ann', 'so', 'a', 'b', 'accepted', '', '', 'telegram', '', 1,"
                " 0, '2027-01-01', '2027-01-01')"
            )
        backup = await backs_up(bot)
    code, output = await puts_back(tmp_path / "there", backup)
    assert code == 0, output
    there = SealedFiles(tmp_path / "there/data/recordings", keys_in(tmp_path / "there"))
    assert there.read("take.1.ogg") == NOTE


async def test_the_file_is_for_its_owner_only(monday: Path) -> None:
    """It holds what people said, and the key."""
    assert stat.S_IMODE(monday.stat().st_mode) == 0o600
    with tarfile.open(monday) as archive:
        names = archive.getnames()
    assert {"sgwrs.db", "secret"} < set(names)
    assert [name for name in names if name.endswith(".ogg")]
    assert [path.name for path in monday.parent.iterdir() if "part" in path.name or "tmp" in path.name] == []


async def test_an_older_backup_of_the_same_name_is_replaced(monday: Path, tmp_path: Path) -> None:
    """Whatever its rights were, the new one is for its owner only."""
    bot = BotProcess(tmp_path, {})
    assert (await puts_back(tmp_path, monday))[0] == 0
    old = tmp_path / "monday.tar.gz"
    old.write_bytes(b"old")
    old.chmod(0o644)
    await backs_up(bot)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert tarfile.is_tarfile(old)


# ---- what can not be


async def test_where_a_database_is_nothing_is_put_back(monday: Path, tmp_path: Path) -> None:
    """Whoever mistypes a folder loses nothing."""
    assert (await puts_back(tmp_path, monday))[0] == 0
    before = contents(tmp_path)
    code, output = await puts_back(tmp_path, monday)
    assert code == 1
    assert "sgwrs.db in data already" in output
    assert contents(tmp_path) == before


async def test_where_a_bot_runs_nothing_is_put_back(monday: Path, tmp_path: Path, clips: Path) -> None:
    """Not even if somebody has moved its file away from under it."""
    async with BotApi(token=TOKEN, first_update_id=LATER) as api, bot_with(api, tmp_path / "bot", clips) as bot:
        code, output = await puts_back(bot.folder, monday)
        assert code == 1
        assert "another process is using" in output
        for path in (bot.folder / "data").glob("sgwrs.db*"):
            if path.suffix != ".lock":
                path.rename(tmp_path / path.name)
        code, output = await puts_back(bot.folder, monday)
        assert code == 1
        assert "another process is using" in output
        put_there = bot.folder / "data/sgwrs.db"  # or an empty one, if the bot itself opened it again meanwhile
        assert not put_there.exists() or b"CREATE TABLE answers" not in put_there.read_bytes()


async def test_what_is_left_of_another_database_does_not_get_into_the_restored_one(
    monday: Path, tmp_path: Path
) -> None:
    """After a crash a log stands beside the file that was moved away: it is refused, or no part of the new one."""
    assert (await puts_back(tmp_path / "old", monday))[0] == 0
    target = tmp_path / "new/data"
    target.mkdir(parents=True)
    with closing(sqlite3.connect(tmp_path / "old/data/sgwrs.db", isolation_level=None)) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM answers").fetchall()
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("DELETE FROM answers")
        shutil.copy(tmp_path / "old/data/sgwrs.db-wal", target / "sgwrs.db-wal")
    code, output = await puts_back(tmp_path / "new", monday)
    if code:
        assert "sgwrs.db" in output
        return
    with closing(sqlite3.connect(target / "sgwrs.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM answers").fetchall() == [(count,)]


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_noise(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0x5A for byte in data[middle : middle + 2000]) + data[middle + 2000 :]


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name.replace("__", "/").replace("_db", ".db"))
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()


def climbing(_: bytes) -> bytes:
    """An archive that would write outside its folder."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        entry = tarfile.TarInfo("../../climbed.txt")
        archive.addfile(entry)
    return target.getvalue()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "half of it": half,
    "noise in it": with_noise,
    "nothing": lambda data: b"",
    "a letter": lambda data: b"Dear Ann, this is no backup. " * 100,
    "somebody else's archive": lambda data: packed(photo=b"x" * 10_000),
    "a database that is a letter": lambda data: packed(sgwrs_db=b"Dear Ann, this is no database. " * 300),
    "an archive that climbs": climbing,
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_or_foreign_file_changes_nothing(monday: Path, tmp_path: Path, damage: str) -> None:
    """It is told in one line; the folder is as it was, and a good file can be put back right after."""
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(DAMAGES[damage](monday.read_bytes()))
    code, output = await puts_back(tmp_path / "bot", bad)
    assert code == 1
    assert len(output.strip().splitlines()) == 1, output
    assert "Traceback" not in output
    assert "should not have happened" not in output
    assert contents(tmp_path / "bot") == {}
    assert not list(tmp_path.rglob("climbed.txt"))
    code, output = await puts_back(tmp_path / "bot", monday)
    assert code == 0, output


async def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, output = await puts_back(tmp_path, tmp_path / "tuesday.tar.gz")
    assert code == 1
    assert "No such file" in output


async def repacked(monday: Path, target: Path, statement: str) -> Path:
    """The same backup after a change of its database."""
    folder = target.with_suffix(".folder")
    with tarfile.open(monday) as archive:
        archive.extractall(folder, filter="data")
    with closing(sqlite3.connect(folder / "sgwrs.db", isolation_level=None)) as connection:
        connection.execute(statement)
    with tarfile.open(target, "w:gz") as archive:
        for path in folder.iterdir():
            archive.add(path, path.name)
    shutil.rmtree(folder)
    return target


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE schema_version SET version = 999", "newer"),
        ("DROP TABLE schema_version", "backup"),
        ("DELETE FROM schema_version", "backup"),
    ],
)
async def test_another_version_s_backup_changes_nothing(
    monday: Path, tmp_path: Path, statement: str, why: str
) -> None:
    """One that a newer Sgwrs made, or that is another program's."""
    newer = await repacked(monday, tmp_path / "newer.tar.gz", statement)
    code, output = await puts_back(tmp_path / "bot", newer)
    assert code == 1
    assert why in output
    assert len(output.strip().splitlines()) == 1, output
    assert "should not have happened" not in output
    assert contents(tmp_path / "bot") == {}


async def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    """The operator reads that there is no database here; no file is left, and no database made."""
    bot = BotProcess(tmp_path, {})
    code, output = await bot.command("backup", "monday.tar.gz")
    assert code == 1
    assert "there is no database" in output
    assert contents(tmp_path) == {}


async def test_a_backup_into_a_folder_that_is_not_there_is_told(monday: Path, tmp_path: Path) -> None:
    assert (await puts_back(tmp_path, monday))[0] == 0
    code, output = await BotProcess(tmp_path, {}).command("backup", "none/monday.tar.gz")
    assert code == 1
    assert "the backup can not be written" in output


async def test_a_backup_that_is_killed_leaves_no_half_file(monday: Path, tmp_path: Path) -> None:
    """Under its name there is the last whole one, or nothing; the next backup works."""
    assert (await puts_back(tmp_path, monday))[0] == 0
    noise = os.urandom(3_000_000)
    with closing(sqlite3.connect(tmp_path / "data/sgwrs.db", isolation_level=None)) as connection:
        [(session,)] = connection.execute("SELECT session FROM answers LIMIT 1").fetchall()
        for number in range(1000, 1040):
            name = f"{session}-{number}"
            connection.execute(
                "INSERT INTO answers SELECT ?, participant, session, consultation, conversation, version, step,"
                " part, probe, round, language, question, heard, options, text, share, at, ?, helper, consent FROM"
                " answers LIMIT 1",
                [name, number],
            )
            connection.execute(
                "INSERT INTO recordings SELECT ?, channel, file, seconds, state, ?, tries, not_before, bytes,"
                " trouble FROM recordings LIMIT 1",
                [name, f"{name}.ogg"],
            )
            (tmp_path / "data/recordings" / f"{name}.ogg").write_bytes(noise)
    whole = tmp_path / "monday.tar.gz"
    for before in (None, b"the whole one of last week"):
        if before:
            whole.write_bytes(before)
        bot = BotProcess(tmp_path, {})
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "backup", whole.name), cwd=tmp_path, env=bot._environment
        )
        unfinished = tmp_path / f"{whole.name}.part"
        await soon(lambda unfinished=unfinished: unfinished.exists() and unfinished.stat().st_size > 100_000)
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        assert stat.S_IMODE(unfinished.stat().st_mode) == 0o600
        assert (whole.read_bytes() if whole.exists() else None) == before
    await backs_up(bot)
    with tarfile.open(whole) as archive:
        assert len(archive.getnames()) == 43
    assert not unfinished.exists()
