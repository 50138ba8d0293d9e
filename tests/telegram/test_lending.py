"""A volunteer's evening: they say the bot's words, another speaker listens, and then people hear them."""

from __future__ import annotations

import io
import re
import shutil
import wave
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.content import Content
from bot.core.conversation import Line
from bot.core.lending import phrases
from bot.core.rights import phrases as rights
from bot.ports import Sound
from bot.speech.espeak import EspeakVoice
from bot.speech.human import read_notes
from bot.speech.sound import is_opus, to_opus
from tests.bot_process import REPOSITORY, BotProcess
from tests.definitions.copies import EXAMPLE, Copy
from tests.telegram.by_ear import owns_their_words
from tests.telegram.chat import before_long, soon
from tests.telegram.driver import flat
from tests.telegram.running import bot_with, looked_up
from tests.telegram_standin import BotApi, Delivered, Person
from tests.telegram_standin.voice import silence, voice_note
from tests.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def copy(tmp_path: Path, clips: Path) -> Copy:
    """English and Somali, which no machine here speaks; the bot's code beside them."""
    found = Copy.make(tmp_path, ["en", "so"])
    (tmp_path / "bot").symlink_to(REPOSITORY / "bot")
    shutil.copytree(clips, tmp_path / "clips")
    return found


def settings(copy: Copy) -> dict[str, str]:
    return {"PYTHONPATH": str(copy.folder), "SGWRS_CONSULTATION": str(copy.folder / EXAMPLE)}


async def voice(words: str = "Subax wanaagsan", speaks: str = "en") -> bytes:
    """Somebody reads aloud: a machine plays a Somali with a heavy accent."""
    return to_opus(await EspeakVoice().say(words, speaks, slow=False))


@dataclass
class Volunteer:
    """Somebody in the studio: the question before them, and what was said before it."""

    person: Person
    now: Delivered = field(init=False)
    before: list[Delivered] = field(default_factory=list)

    @classmethod
    async def joined(cls, api: BotApi, bot: BotProcess, name: str, thanked: str = "") -> Volunteer:
        """Invited, joined, speaks Somali, says yes; and is thanked by a name, or not."""
        invite = ("invite", "--role", "volunteer", "--bench", "citizen", "--name", name)
        code, printed = await bot.command(*invite)
        assert code == 0, printed
        found = re.search(r"join-(\S+)", printed)
        assert found
        one = cls(api.person(name, "so"))
        one.person.writes(f"/start join-{found[1]}")
        assert (await one.person.receives(1))[0].words == WORDS(rights.THANKS, "so")
        offered = await one.person.receives(2)
        somali = next(message for message in offered if "Soomaali" in flat(message)[0][0])
        one.person.taps(somali, flat(somali)[0])
        await one.is_asked(phrases.CONSENT)
        assert one.before[0].words == WORDS(phrases.WELCOME, "so")
        one.taps("yes")
        await one.is_asked(phrases.NAME)
        if thanked:
            one.person.writes(thanked)
        else:
            one.taps("no_name")
        await one.is_asked()
        return one

    async def is_asked(self, line: Line | None = None) -> None:
        self.before = []
        while True:
            [message] = await self.person.receives(1, timeout=20)
            if flat(message):
                self.now = message
                break
            self.before.append(message)
        if line:
            start = WORDS(line, "so").partition("{")[0]
            assert self.now.words.startswith(start), self.now.words

    def taps(self, key: str) -> None:
        self.person.taps(self.now, next(one for one in flat(self.now) if one[1].endswith(f":lend.{key}")))

    async def says(self, note: bytes) -> None:
        """They send their voice, and hear what it will sound like."""
        self.person.speaks(note)
        await self.is_asked(phrases.HEARD)

    async def comes_back(self) -> None:
        self.person.writes("/lend")
        await self.is_asked(phrases.MENU)
        self.taps("go_on")
        await self.is_asked()


def notes(bot: BotProcess) -> dict[str, tuple[str, str]]:
    """What people hear in Somali: whose voice it is, and which words it says."""
    return {address: (one.by, one.words) for address, one in read_notes(bot.folder / "data/lent/so").items()}


async def heard_by_a_newcomer(api: BotApi) -> Delivered:
    """How Somali introduces itself to somebody new."""
    person = api.person("Zed")
    person.writes("/start")
    return next(message for message in await person.receives(2) if "Soomaali" in flat(message)[0][0])


async def test_a_volunteer_s_whole_evening(api: BotApi, copy: Copy) -> None:  # noqa: PLR0915 - one evening
    """Recorded, refused by its own speaker, then by another, said again, accepted, heard; changed, and retired."""
    folder, clips = copy.folder / "bot-data", copy.folder / "clips"
    async with bot_with(api, folder, clips, **settings(copy)) as bot:
        assert (await heard_by_a_newcomer(api)).kind == "text"  # nobody speaks Somali yet
        ayaan = await Volunteer.joined(api, bot, "Ayaan A.", thanked="Ayaan")

        # They see the words, with the note for who translates them; silence is told at once.
        words, note = (one.words for one in ayaan.before)
        assert "Soomaali" in words
        assert note.startswith("(say the name of your own language")
        ayaan.person.speaks(silence(2))
        await ayaan.is_asked(phrases.SAY)
        assert [one.words for one in ayaan.before][:2] == [
            WORDS(phrases.WAIT, "so"),
            WORDS(phrases.SILENT, "so"),
        ]
        ayaan.person.speaks(voice_note(22.0, seed=2))
        await ayaan.is_asked(phrases.SAY)
        assert WORDS(phrases.LONG, "so") in [one.words for one in ayaan.before]

        # They hear themselves as others will; do not like it; say it again; and offer it.
        await ayaan.says(await voice("Not so good"))
        ayaan.taps("again")
        await ayaan.is_asked(phrases.SAY)
        assert ayaan.before[0].words == words
        await ayaan.says(await voice("One two three"))
        [played] = [one for one in ayaan.before if one.kind == "voice"]
        assert played.content and is_opus(played.content[:64])
        ayaan.taps("good")
        await ayaan.is_asked(phrases.SAY)
        assert ayaan.before[0].words != words
        ayaan.taps("pass")
        await ayaan.is_asked(phrases.SAY)
        ayaan.taps("enough")
        assert (await ayaan.person.receives(1))[0].words == WORDS(phrases.STOPPED, "so")
        assert notes(bot) == {}

        # Somebody else listens first of all, and finds it hard to hear. Nobody judges their own.
        bile = await Volunteer.joined(api, bot, "Bile")
        assert bile.now.words.startswith(WORDS(phrases.JUDGE, "so"))
        assert any(one.kind == "voice" for one in bile.before)
        bile.taps("hard")
        await bile.is_asked(phrases.SAY)
        bile.person.writes("/stop")
        await bile.person.receives(1)
        assert notes(bot) == {}

        # Ayaan is told why, and says it again; then Bile likes it.
        await ayaan.comes_back()
        assert ayaan.before[0].words == WORDS(phrases.AGAIN["hard"], "so")
        assert ayaan.before[1].words == words
        await ayaan.says(await voice("A much better recording"))
        ayaan.taps("good")
        await ayaan.is_asked(phrases.SAY)
        await bile.comes_back()
        bile.taps("fine")
        await bile.is_asked(phrases.SAY)
        await soon(lambda: notes(bot))
        assert [by for by, _ in notes(bot).values()] == ["Ayaan"]

        # From then on that is what people hear, levelled, as a voice note.
        async def is_heard() -> bool:
            return (await heard_by_a_newcomer(api)).kind == "voice"

        await before_long(is_heard)
        code, table = await bot.command("voices", "--table")
        assert code == 0
        assert re.search(r"^so  Soomaali +1 +0 +0 +\d+$", table, re.MULTILINE)
        assert "thanks to Ayaan" in table

    # The words change: the voice of the old ones is not heard any more, and Ayaan is asked for the new ones.
    copy.translate("so", "bot.language", "Tani waa Soomaali. Taabo {number}.")
    async with bot_with(api, folder, clips, **settings(copy)) as bot:
        assert (await heard_by_a_newcomer(api)).kind == "text"
        await ayaan.comes_back()
        assert ayaan.before[0].words == WORDS(phrases.AGAIN["changed"], "so")
        assert "Tani waa Soomaali" in ayaan.before[1].words

        # And they want their voice back: nothing of it is left anywhere.
        ayaan.person.writes("/lend")
        await ayaan.is_asked(phrases.MENU)
        ayaan.taps("back")
        await ayaan.is_asked(phrases.TAKE_BACK_SURE)
        ayaan.taps("back_yes")
        assert (await ayaan.person.receives(1))[0].words == WORDS(phrases.TAKEN_BACK, "so")
        await soon(lambda: not notes(bot))
        await soon(lambda: not list((bot.folder / "data/recordings").glob("take.*")))
        assert not list((bot.folder / "data/lent/so").glob("*.ogg"))
        await soon(lambda: looked_up(bot.folder, "SELECT id FROM takes") == [])


async def speak_all(copy: Copy) -> int:
    """Synthetic volunteers read of every message of Somali, and their files are dropped where they belong.

    They say how each begins: enough to tell one from another, and little to encode.
    """
    content, voice = Content.load(copy.settings), EspeakVoice()
    folder = copy.folder / "conversations/voices/so"
    folder.mkdir(parents=True)
    every = [one for one in content.every_spoken(slow=False) if one.language == "so"]
    for one in every:
        (folder / f"{one.address}.wav").write_bytes(as_wav(await voice.say(one.speech[:12], "en", slow=False)))
    return len(every)


def as_wav(sound: Sound) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as output:
        output.setparams((1, 2, sound.rate, 0, "NONE", ""))
        output.writeframes(sound.data)
    return file.getvalue()


def row_of(table: str) -> list[int]:
    """Human, online, machine and none: how many messages of Somali each says."""
    found = re.search(r"^so  Soomaali +(\d+) +(\d+) +(\d+) +(\d+)$", table, re.MULTILINE)
    assert found, table
    return [int(number) for number in found.groups()]


@pytest.mark.timeout(600)  # hundreds of recordings are levelled and encoded
async def test_somali_is_whole_when_people_have_spoken(api: BotApi, copy: Copy) -> None:
    """No machine speaks it: before, all is silent; after, a life of one's words can be led by ear alone."""
    folder, clips = copy.folder / "bot-data", copy.folder / "clips"
    folder.mkdir()
    nobody_else = {**settings(copy), "SGWRS_VOICES": ","}  # English is not made slower too
    process = BotProcess(folder, {**nobody_else, "SGWRS_CLIPS": str(clips)})
    _, before = await process.command("voices", "--table")
    count = await speak_all(copy)
    assert row_of(before) == [0, 0, 0, count]
    code, after = await process.command("voices")
    print(before, after, sep="\n")
    assert code == 0
    assert row_of(after) == [count, 0, 0, 0]
    async with bot_with(api, folder, clips, **nobody_else):
        ear = await owns_their_words(api, "so", "0123456789", 2)
        assert len(ear.heard) > 30
