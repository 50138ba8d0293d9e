"""The whole life of one answer, and what is left of somebody who took theirs back: looked for in every place."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.bot_process import BotProcess
from tests.keys import keys_in
from tests.telegram.chat import Chat, Reach, before_long
from tests.telegram.driver import rows_of
from tests.telegram.running import bot_and_telegram, looked_up
from tests.telegram_standin import Delivered
from tests.telegram_standin.voice import voice_note

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPUS = b"OggS"


@dataclass
class Places:
    """Where an answer can be: looked at from outside the bot."""

    bot: BotProcess
    chat: Chat
    count: int = 0
    exported: list[Path] = field(default_factory=list)

    @property
    def sounds(self) -> list[bytes]:
        """What lies in the recordings folder, as it lies there."""
        folder = self.bot.folder / "data/recordings"
        return [path.read_bytes() for path in sorted(folder.glob("*.ogg"))] if folder.is_dir() else []

    async def export(self, *, everything: bool) -> tuple[list[dict[str, str]], list[bytes]]:
        """The rows and the sounds that leave the house now."""
        self.count += 1
        out = self.bot.folder / f"out{self.count}"
        full = ["--everything"] if everything else []
        command = ["export", "--out", str(out), "--to", f"Library {self.count}", "--why", "to plan", *full]
        code, output = await self.bot.command(*command)
        assert code == 0, output
        return rows_of(out), [path.read_bytes() for path in (out / "recordings").iterdir()]

    async def others_get(self) -> list[tuple[str, bool]]:
        """The words, and whether the sound, of each good day that others get now."""
        rows, sounds = await self.export(everything=False)
        return [(row["text"], bool(sounds)) for row in rows if row["step"] == "good_day"]

    async def clear(self, words: str) -> None:
        """Somebody of the team reads through what nobody has read yet."""
        code, output = await self.bot.command("names", "--by", "Gwen", typed=words)
        assert code == 0, output

    async def file(self) -> dict[str, bytes]:
        """What they get as a file, by name."""
        self.chat.person.writes("/mydata")
        await self.chat.is_asked()
        self.chat.taps("mine.file")
        await self.chat.is_asked()
        [parcel] = [one for one in self.chat.remarks if one.kind == "document"]
        return opened(parcel)


def opened(parcel: Delivered) -> dict[str, bytes]:
    assert parcel.content
    with zipfile.ZipFile(io.BytesIO(parcel.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def kept_sounds(places: Places, count: int) -> list[bytes]:
    async def there() -> bool:
        return len(places.sounds) == count

    await before_long(there)
    return places.sounds


async def test_the_whole_life_of_one_answer(reach: Reach, bot: BotProcess) -> None:  # noqa: PLR0915 - one life
    """Told, heard back, shared, exported, changed, narrowed, withdrawn; and what each place holds after each."""
    chat = await reach("good_day")
    places = Places(bot, chat)
    before = len(places.sounds)
    note = voice_note(2.0, seed=41)

    # Told: sealed on the disk, on the way to nobody.
    chat.person.speaks(note)
    await chat.is_asked()
    sounds = await kept_sounds(places, before + 1)
    assert all(OPUS not in sound[:100] and note[:200] not in sound for sound in sounds)
    assert await places.others_get() == []
    rows, out = await places.export(everything=True)
    assert [row["share"] for row in rows if row["kind"] == "voice"][-1] == "team"
    assert out

    # Heard back and shared: still nobody's before a person has looked at it.
    await chat.goes_on_to("check", {})
    assert any(message.content == note for message in chat.remarks)
    chat.taps("option.keep")
    await chat.is_asked()
    chat.taps("option.voice")
    await chat.is_asked()
    assert await places.others_get() == []
    ours = await places.file()
    told = json.loads(ours["answers.json"])
    [voice] = [one for one in told["answers"] if one["heard"] == "voice"]
    assert voice["share"] == "voice"
    assert note in ours.values()
    assert len(told["receipts"]) == 5
    # What left the house is in their file: who got it, and what for.
    assert {one["recipient"] for one in told["taken"]} >= {"Library 2"}
    assert "Library 2: to plan" in ours["answers.txt"].decode("utf-8-sig")

    # Looked at by a person, with a name taken out: others get the words and the voice.
    code = voice["id"]
    await cleared(places, code, "I swim with [name]")
    assert await places.others_get() == [("I swim with [name]", True)]

    # Changed: the old sound is gone from the disk, and what was checked was the old one.
    other = voice_note(3.0, seed=42)
    chat.person.writes("/change")
    await chat.is_asked()
    chat.taps("mine.again")
    await chat.is_asked()
    chat.person.speaks(other)
    await chat.is_asked()
    chat.taps("mine.words")
    await chat.is_asked()
    await kept_sounds(places, before + 1)
    assert not looked_up(bot.folder, "SELECT 1 FROM answers WHERE id = ?", code)
    assert not list((bot.folder / "data/recordings").glob(f"{code}.*"))
    assert await places.others_get() == []
    [(new,)] = looked_up(
        bot.folder, "SELECT id FROM answers WHERE session = ? AND heard = 'voice'", voice["session"]
    )
    await cleared(places, new, "I swim")

    # Narrowed while it was said anew: words only.
    assert await places.others_get() == [("I swim", False)]
    ours = await places.file()
    assert other in ours.values() and note not in ours.values()

    # Withdrawn: nowhere.
    chat.person.writes("/change")
    await chat.is_asked()
    chat.taps("mine.wipe")
    await chat.is_asked()
    await kept_sounds(places, before)
    assert await places.others_get() == []
    rows, _ = await places.export(everything=True)
    assert not [row for row in rows if row["answer_id"] in (code, new)]
    told = json.loads((await places.file())["answers.json"])
    assert not [one for one in told["answers"] if one["heard"] == "voice"]


async def cleared(places: Places, answer: str, words: str) -> None:
    """A voice has no words that a person could read yet: they listen, and write what others may read."""
    code, output = await places.bot.command("names", "--by", "Gwen", "--answer", answer, typed=f"{words}\n")
    assert code == 0 and "1 answers are checked by Gwen" in output, output


WHOSE = "participant = ?"
WORDS = "Marmaladefish Gwenllian"


async def test_after_forgetting_nothing_is_left_anywhere(  # noqa: PLR0915 - one search
    tmp_path: Path, clips: Path
) -> None:
    """A search through every byte: database, its log, recordings, later exports, logs and numbers."""
    async with bot_and_telegram(tmp_path, clips) as (api, bot):
        chat = await Chat.at(api, "good_day")
        other = await Chat.at(api, "good_day")
        note = voice_note(2.0, seed=43)
        for person, words, sound in (
            (chat, WORDS, note),
            (other, "Somebody else's words", voice_note(2.0, seed=47)),
        ):
            person.person.writes(words)
            await person.is_asked()
            person.person.speaks(sound)
            await person.is_asked()
            person.person.writes("/complain")
            await person.is_asked()
            person.person.writes(words)
            await person.is_asked()
        await before_long(lambda: _kept(tmp_path, 2))
        code, _ = await bot.command("export", "--out", "before", "--to", "A", "--why", "B", "--everything")
        assert code == 0
        participant = _participant(tmp_path, chat)
        ids = [row[0] for row in looked_up(tmp_path, "SELECT id FROM answers WHERE participant = ?", participant)]
        sealed = [
            bytes(row[0])
            for row in looked_up(tmp_path, "SELECT text FROM answers WHERE participant = ?", participant)
        ]
        assert len(ids) == 3
        places = _bytes_of(tmp_path)
        assert any(participant.encode() in data for data in places.values())
        assert any(sealed[0] in data for data in places.values())

        chat.person.writes("/forget")
        await chat.is_asked()
        assert any("given to others" in message.words for message in chat.remarks)
        chat.taps("mine.wipe_all")
        [gone] = await chat.person.receives(1)
        assert gone.words.startswith("It is all wiped.") and not gone.keyboard

        async def nobody() -> bool:
            known = looked_up(tmp_path, "SELECT count(*) FROM addresses")[0][0]
            waits = looked_up(tmp_path, "SELECT count(*) FROM wipes")[0][0]
            return known == 1 and not waits

        await before_long(nobody)
        code, output = await bot.command("export", "--out", "after", "--to", "A", "--why", "B", "--everything")
        assert code == 0, output
        async with httpx.AsyncClient() as client:
            numbers = (await client.get(f"{bot.url}/metrics")).content
        secret = [WORDS.encode(), participant.encode(), str(chat.person.id).encode(), note, *sealed]
        secret += [answer.encode() for answer in ids]

        def found() -> list[str]:
            searched = {**_bytes_of(tmp_path), "numbers": numbers, "log": "\n".join(bot.output).encode()}
            return [
                f"{what[:20]!r} in {name}" for what in secret for name, data in searched.items() if what in data
            ]

        async with asyncio.timeout(20):
            while left := found():
                print(left)
                await asyncio.sleep(0.2)
        # The other person's are all there.
        rows = rows_of(tmp_path / "after")
        assert "Somebody else's words" in [row["text"] for row in rows]
        assert len({row["person_code"] for row in rows}) == 1
        # Whoever comes again is somebody new.
        chat.person.writes("/start")
        offered = await chat.person.receives(2)
        assert "English" in offered[0].words


async def test_a_raw_look_shows_no_name_address_word_or_sound(tmp_path: Path, clips: Path) -> None:
    """Whoever takes the disk reads nothing of anybody, and not who they are."""
    async with bot_and_telegram(tmp_path, clips) as (api, bot):
        chat = await Chat.at(api, "good_day")
        chat.person.writes(WORDS)
        await chat.is_asked()
        note = voice_note(2.0, seed=44)
        chat.person.speaks(note)
        await chat.is_asked()
        await before_long(lambda: _kept(tmp_path, 1))
        code, _ = await bot.command("invite", "--role", "panel", "--bench", "citizen", "--name", "Ceridwen")
        assert code == 0
        for name, data in _bytes_of(tmp_path).items():
            for readable in (WORDS.encode(), str(chat.person.id).encode(), b"Ceridwen", note[:64], OPUS):
                assert readable not in data, (readable, name)
        assert keys_in(tmp_path)


async def test_only_forgetting_who_they_are(reach: Reach, bot: BotProcess) -> None:
    """Their words stay as they shared them; nothing knows any more whose they are."""
    chat = await reach("good_day")
    chat.person.writes("The hills above the town")
    await chat.is_asked()
    participant = _participant(bot.folder, chat)
    chat.person.writes("/forget")
    await chat.is_asked()
    chat.taps("mine.forget_me")
    [gone] = await chat.person.receives(1)
    assert "do not know any more who said them" in gone.words

    async def nobody() -> bool:
        return not looked_up(
            bot.folder, "SELECT 1 FROM sessions WHERE participant = ?", participant
        ) and not looked_up(bot.folder, "SELECT 1 FROM addresses WHERE participant = ?", participant)

    await before_long(nobody)
    assert looked_up(bot.folder, "SELECT 1 FROM answers WHERE participant = ?", participant)


async def test_a_complaint_is_answered_by_a_person(reach: Reach, bot: BotProcess, tmp_path: Path) -> None:
    """By voice; acknowledged; on the list with its day; and what a person of the team writes is told."""
    chat = await reach("good_day")
    chat.person.writes("/complain")
    await chat.is_asked()
    note = voice_note(2.0, seed=45)
    chat.person.speaks(note)
    await chat.is_asked()
    assert chat.said_before == [
        "Thank you. A person will hear this, and answer you here in 30 days. Now we go on."
    ]
    heard = tmp_path / "heard"

    async def listed() -> bool:
        code, output = await bot.command("requests", "list", "--out", str(heard))
        assert code == 0, output
        return any(path.read_bytes() == note for path in heard.glob("*")) if heard.is_dir() else False

    await before_long(listed, 30)
    _, output = await bot.command("requests", "list", "--out", str(heard))
    [line] = [line for line in output.splitlines() if line.startswith(f"{_participant(bot.folder, chat)}.1-")]
    assert "complaint" in line and "TOO LATE" not in line
    code, output = await bot.command("requests", "done", line.split()[0], "--reply", "We are sorry. It is mended.")
    assert code == 0, output
    told = await chat.person.receives(2, timeout=30)
    assert [message.words for message in told] == [
        "A person from our team answers you:",
        "We are sorry. It is mended.",
    ]
    assert told[1].kind == "voice"  # by the voice of this machine: none from outside ever says such words
    code, output = await bot.command("requests", "done", line.split()[0])
    assert code == 1 and "there is no open request" in output


async def test_numbers_to_call(reach: Reach) -> None:
    """Everywhere by two presses, each number said by itself; who helps is in the language's own words."""
    chat = await reach("good_day")
    chat.taps("control.help")
    await chat.is_asked()
    assert chat.said_before == ["No one is on this chat now. If you are in danger, call 999."]
    chat.taps("aside.more_help")
    await chat.is_asked()
    chat.taps("aside.numbers")
    await chat.is_asked()
    assert [re.sub(r"\D", "", words) for words in chat.said_before] == [
        "1112",
        "116123",
        "08088010800",
        "08088023456",
    ]
    assert all(message.kind == "voice" for message in (*chat.remarks, chat.now))


def _participant(folder: Path, chat: Chat) -> str:
    hashed = keys_in(folder).hash(f"telegram:{chat.person.id}")
    return str(looked_up(folder, "SELECT participant FROM addresses WHERE hash = ?", hashed)[0][0])


async def _kept(folder: Path, count: int) -> bool:
    return looked_up(folder, "SELECT count(*) FROM recordings WHERE state = 'kept'")[0][0] == count


def _bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of the bot, but what left the house before, and the key."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "before" and path.name != "secret"
    }
