"""Sealing at rest: who has the files and not the secret reads nothing; and the secret can be changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import insert, select

from bot import app, resealing
from bot.errors import BotError, SealError
from bot.resealing import rotate
from bot.settings import Settings, read_settings
from bot.store.files import SealedFiles
from bot.store.schema import addresses
from bot.store.sealing import Keys
from bot.store.turns import Turns
from tests.bot_process import BotProcess
from tests.keys import keys_in
from tests.telegram.chat import Book, Chat
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with
from tests.telegram_standin import BotApi, voice_note
from tests.watching import EXPORT

WORDS = "Gwenllian said that the sea makes life good"
NOTE = voice_note(0.4, 77)
COUNCIL = "the council of Cwmsgwt"
"""Who was given what was said."""


def every_byte(folder: Path) -> bytes:
    """All that lies in the bot's folder but the secret: database, its log, recordings, whatever else."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "secret")
    return b"\n".join(path.read_bytes() for path in files)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN) as api:
        yield api


async def tells(api: BotApi, bot: BotProcess) -> Chat:
    """Somebody says something, in words and by voice."""
    chat = await Chat.at(api, "good_day")
    chat.person.writes(WORDS)
    await chat.is_asked()
    chat.person.speaks(NOTE)
    await chat.is_asked()
    async with Book.opened(bot.folder) as book:
        assert NOTE in await book.recordings_of(chat.person, "good_day")
    code, output = await bot.command(*EXPORT, "--to", COUNCIL)
    assert code == 0, output
    return chat


async def test_the_files_tell_nothing_without_the_secret(api: BotApi, tmp_path: Path, clips: Path) -> None:
    """Neither what was said, nor who said it, nor who was given it; while the bot runs and after."""
    async with bot_with(api, tmp_path / "bot", clips) as bot:
        chat = await tells(api, bot)
        private = [WORDS.encode(), b"Gwenllian", str(chat.person.id).encode(), NOTE, NOTE[40:80], b"OggS"]
        private.append(b"Cwmsgwt")
        running = every_byte(bot.folder / "data")
        assert not [one for one in private if one in running]
    assert not [one for one in private if one in every_byte(tmp_path / "bot/data")]


async def test_the_secret_is_changed_in_the_middle_of_a_conversation(
    api: BotApi, tmp_path: Path, clips: Path
) -> None:
    """Nothing is lost, people go on where they were, and the old secret opens nothing any more."""
    async with bot_with(api, tmp_path / "bot", clips) as bot:
        chat = await tells(api, bot)
        code, output = await bot.command("rotate")
        assert code != 0
        assert "another process is using" in output
        async with Book.opened(bot.folder) as book:
            before = await book.of(chat.person)
    old = Keys(*(tmp_path / "bot/data/secret").read_bytes().split()[-1:])
    code, output = await bot.command("rotate")
    assert code == 0, output
    new = keys_in(tmp_path / "bot")
    assert new.name != old.name
    everything = every_byte(tmp_path / "bot/data")
    assert new.name in everything
    assert old.name not in everything
    assert COUNCIL in (await bot.command("exports"))[1]
    async with bot_with(api, tmp_path / "bot", clips) as bot:
        chat.person.writes("And the hills")
        await chat.is_asked()
        async with Book.opened(bot.folder) as book:
            now = await book.of(chat.person)
            assert [row for row in now if row in before] == before
            assert now[-1]["text"] == "And the hills"
            assert NOTE in await book.recordings_of(chat.person, "good_day")


async def test_a_wrong_secret_is_told_at_the_start(api: BotApi, tmp_path: Path, clips: Path) -> None:
    """It says what to do, and changes nothing; with the right one all is there."""
    async with bot_with(api, tmp_path / "bot", clips) as bot:
        chat = await tells(api, bot)
    secret = tmp_path / "bot/data/secret"
    right = secret.read_bytes()
    secret.write_bytes(b"wrong\n")
    code, output = await bot.command(*EXPORT)
    assert code != 0
    assert "sealed with another secret" in output
    code, output = await bot.command("rotate")
    assert code != 0
    secret.write_bytes(right)
    async with Book.opened(bot.folder) as book:
        assert WORDS in [row["text"] for row in await book.of(chat.person)]


def settings_in(folder: Path, **given: str) -> Settings:
    places = {
        "SGWRS_DATABASE": f"sqlite+aiosqlite:///{folder}/sgwrs.db",
        "SGWRS_RECORDINGS": str(folder / "heard"),
    }
    return read_settings({**places, **given}, Path("none"))


async def ann_is_known(settings: Settings) -> bool:
    """Whether the address of the one person there opens, and they are found by it."""
    async with app.opened(settings) as database:
        async with database.read() as connection:
            assert (await connection.execute(select(addresses.c.address))).scalars().all() == ["ann"]
        return (await Turns(database, app.keys_of(settings)).load("web", "ann")).participant == "ab12"


async def ann_comes(settings: Settings) -> None:
    async with app.opened(settings) as database:
        hashed = app.keys_of(settings).hash("web:ann")
        row = {"hash": hashed, "participant": "ab12", "channel": "web", "address": "ann"}
        await database.write(lambda connection: connection.execute(insert(addresses).values(row)))


async def test_a_secret_that_is_set_is_changed_by_setting_another(tmp_path: Path) -> None:
    """Till it is changed the old one goes on; afterwards it opens nothing, and is not needed."""
    await ann_comes(settings_in(tmp_path, SGWRS_SECRET="one"))
    both = settings_in(tmp_path, SGWRS_SECRET="two", SGWRS_OLD_SECRET="one")
    assert await ann_is_known(both)
    with pytest.raises(BotError, match="SGWRS_OLD_SECRET"):
        await rotate(settings_in(tmp_path, SGWRS_SECRET="two"))
    assert (await rotate(both))[0] == 1
    assert await ann_is_known(settings_in(tmp_path, SGWRS_SECRET="two"))
    with pytest.raises(SealError, match="bot rotate"):
        await ann_is_known(settings_in(tmp_path, SGWRS_SECRET="one"))
    assert (await rotate(both))[0] == 0


@pytest.mark.parametrize("place", [(resealing, "seal_anew"), (SealedFiles, "renew")], ids=["database", "files"])
async def test_a_change_that_breaks_off_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[object, str]
) -> None:
    """Everything opens as before; the next change goes through, and one secret is left."""
    settings = settings_in(tmp_path)
    await ann_comes(settings)
    SealedFiles(settings.recordings, app.keys_of(settings)).write("a.ogg", b"OggS")

    def fails(*_: object) -> NoReturn:
        raise OSError("it broke off")

    with monkeypatch.context() as patched:
        patched.setattr(*place, fails)
        with pytest.raises(OSError, match="it broke off"):
            await rotate(settings)
    assert await ann_is_known(settings)
    assert SealedFiles(settings.recordings, app.keys_of(settings)).read("a.ogg") == b"OggS"
    await rotate(settings)
    assert await ann_is_known(settings)
    assert len(settings.secret_file.read_bytes().split()) == 1
    assert SealedFiles(settings.recordings, app.keys_of(settings)).read("a.ogg") == b"OggS"


def test_what_is_sealed_opens_only_in_its_place_and_whole() -> None:
    """Moved to another column, cut, changed by one bit, or sealed by somebody else: it does not open."""
    keys, other = Keys(b"one"), Keys(b"two")
    sealed = keys.seal(b"The sea", b"text")
    assert keys.open(sealed, b"text") == b"The sea"
    assert Keys(b"two", b"one").open(sealed, b"text") == b"The sea"
    changed = [sealed[:-1], sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:], sealed[:5], b"", b"The sea"]
    for bad, place in [(sealed, b"options"), *((one, b"text") for one in changed)]:
        with pytest.raises(SealError):
            keys.open(bad, place)
    with pytest.raises(SealError):
        other.open(sealed, b"text")
    assert keys.seal(b"The sea", b"text") != sealed


def test_recordings_from_before_are_sealed_and_wiped_ones_stay_wiped(tmp_path: Path) -> None:
    """What lay there unsealed is read as it is, and sealed once."""
    files = SealedFiles(tmp_path, Keys(b"new", b"old"))
    (tmp_path / "a.ogg").write_bytes(b"OggS as it came")
    SealedFiles(tmp_path, Keys(b"old")).write("b.ogg", b"OggS sealed once")
    assert files.read("a.ogg") == b"OggS as it came"
    assert files.renew() == 2
    assert files.renew() == 0
    assert (files.read("a.ogg"), files.read("b.ogg")) == (b"OggS as it came", b"OggS sealed once")
    assert b"OggS" not in every_byte(tmp_path)
    files.delete("a.ogg")
    files._write("a.ogg", b"what was read before it was wiped", again=True)
    assert files.names() == ["b.ogg"]
