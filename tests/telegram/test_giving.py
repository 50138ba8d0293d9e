"""What comes into a chat as a file: the page about a person to them, and to staff what people share."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import phrases as core
from bot.core.giving import phrases
from bot.core.rights import phrases as rights
from bot.export import pdf
from bot.speech.sound import seconds_of
from bot.store.database import Database
from bot.store.desk import Desk
from bot.store.exports import Exports
from bot.store.members import Members
from tests.keys import keys_in
from tests.telegram.caller import Caller, joined
from tests.telegram.chat import Chat, Reach
from tests.telegram.running import bot_and_telegram, looked_up
from tests.telegram_standin import BotApi, Delivered, voice_note

pytestmark = pytest.mark.asyncio(loop_scope="module")

VOICE = voice_note(5.0, seed=77)


async def test_a_page_about_me(reach: Reach) -> None:
    """A picture, their own voice below headings, a document where it can be made; then the question again."""
    chat = await reach("good_day")
    asked = chat.now.words
    chat.person.writes("/mydata")
    await chat.is_asked()
    chat.taps("mine.page")
    await chat.is_asked()
    assert chat.said_before == [rights.NO_PAGE.english]
    assert chat.now.words == asked
    chat.person.speaks(VOICE)
    await chat.is_asked()
    probe = chat.now.words
    assert probe != asked
    chat.person.writes("/mydata")
    await chat.is_asked()
    chat.taps("mine.page")
    await chat.is_asked()
    assert chat.now.words == probe
    kinds = [message.kind for message in chat.remarks]
    assert sorted(kinds) == sorted(["photo", "voice", "voice", *["document"] * pdf.is_installed()])
    assert chat.remarks[-1].words == rights.PAGE_WORDS.english
    [spoken] = [one for one in chat.remarks if one.kind == "voice" and not one.words]
    assert spoken.content
    assert 7 < seconds_of(spoken.content) < 15


async def told_and_shared(api: BotApi, folder: Path, database: Database) -> None:
    """Two people told something; what one of them said may leave the house."""
    await Chat.at(api, "gifts", says={"good_day": "I swim with Tom"})
    await Chat.at(api, "gifts", says={"good_day": "This is for the team alone"})
    for name, words in looked_up(folder, "SELECT id, step FROM answers WHERE heard = 'text'")[:1]:
        assert words == "good_day"
        looked_up(folder, "UPDATE answers SET share = 'words' WHERE id = ?", name)
        await Desk(database).clear(name, "I swim with [name]", "Gwen", datetime.now(UTC))


async def says(caller: Caller, words: str) -> list[Delivered]:
    """They write this; all that is said, up to a question or to what ends it."""
    caller.person.writes(words)
    said: list[Delivered] = []
    ends = [caller.line(line) for line in (phrases.MAKING, phrases.NOTHING_OUT, phrases.NOT_YOURS)]
    while not said or not (said[-1].buttons or said[-1].words in ends):
        said += await caller.person.receives(1)
    return said


def rows_of(document: Delivered) -> list[dict[str, str]]:
    assert document.content
    with zipfile.ZipFile(io.BytesIO(document.content)) as archive:
        table = archive.read("answers.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(table)))


async def test_staff_take_answers_out_in_their_chat(tmp_path: Path, clips: Path) -> None:
    """In Welsh, by numbers and words; the power goes in the middle; the list knows for whom it was."""
    folder = tmp_path / "bot"
    async with bot_and_telegram(folder, clips) as (api, bot), AsyncExitStack() as closing:
        keys = keys_in(folder)
        database = await Database.open(f"sqlite+aiosqlite:///{folder}/data/sgwrs.db", keys)
        closing.push_async_callback(database.close)
        members = Members(database, keys)
        gwen = await joined(api, members, "Gwen", "team", "staff", "cy")
        ann = await joined(api, members, "Ann", "team", "citizen")
        await told_and_shared(api, folder, database)

        [refused] = await says(ann, "/export")
        assert refused.words == phrases.NOT_YOURS.english

        words, which = await says(gwen, "/export")
        assert words.words == gwen.line(phrases.WORDS)
        assert {words.kind, which.kind} == {"voice"}
        assert which.words.startswith(gwen.line(phrases.WHICH))
        unclear, _ = await says(gwen, "tabl")
        assert unclear.words == gwen.line(core.PRESS_A_NUMBER)
        [who] = await says(gwen, "2")
        assert who.words.startswith(gwen.line(phrases.WHO))

        await bot.kill()
        await bot.start()
        [why] = await says(gwen, "Y llyfrgell")
        assert why.words.startswith(gwen.line(phrases.WHY))
        [making] = await says(gwen, "I gynllunio’r ystafell")
        assert making.words == gwen.line(phrases.MAKING)
        document, here = await gwen.person.receives(2, timeout=30)
        assert here.words == gwen.line(phrases.HERE)
        assert document.json["document"]["file_name"].startswith("sgwrs-csv-")
        assert [row["text"] for row in rows_of(document) if row["step"] == "good_day"] == ["I swim with [name]"]
        [listed] = await Exports(database).all()
        assert (listed.recipient, listed.purpose, listed.answers > 0) == (
            "Y llyfrgell",
            "I gynllunio’r ystafell",
            True,
        )

        # What they say now is for the conversation again; giving up takes nothing out.
        await says(gwen, "/export")
        [gone] = await says(gwen, "0")
        assert gone.words == gwen.line(phrases.NOTHING_OUT)
        assert len(await Exports(database).all()) == 1
        assert not any(b"I swim" in path.read_bytes() for path in (folder / "data").rglob("*.db*"))


async def test_what_can_not_be_made_is_told(tmp_path: Path, clips: Path) -> None:
    """The disk is full, say: here a file is in the way. The chat says so, and the next one is made."""
    folder = tmp_path / "bot"
    async with bot_and_telegram(folder, clips) as (api, _), AsyncExitStack() as closing:
        keys = keys_in(folder)
        database = await Database.open(f"sqlite+aiosqlite:///{folder}/data/sgwrs.db", keys)
        closing.push_async_callback(database.close)
        gwen = await joined(api, Members(database, keys), "Gwen", "team", "staff")
        orders = folder / "data/recordings/orders"
        orders.parent.mkdir(parents=True, exist_ok=True)
        orders.write_text("in the way")
        assert (await ordered(gwen)).words == phrases.FAILED.english
        orders.unlink()
        assert (await ordered(gwen)).kind == "document"


async def ordered(caller: Caller) -> Delivered:
    """What comes after an order by chat."""
    for words in ("/export", "1", "the library"):
        await says(caller, words)
    caller.person.writes("to plan")
    making, came = await caller.person.receives(2, timeout=30)
    assert making.words == phrases.MAKING.english
    return came
