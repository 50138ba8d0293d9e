"""Voices that are lent, from the chat to what people hear: a real database and folders, without a channel."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.core.events import Asked, Incoming, Sent, Strange, Tapped, Wrote
from bot.errors import StoreError
from bot.ports import Fetched
from bot.runner.publishing import Publishing
from bot.runner.studio import Studio
from bot.runner.turns import Arrived
from bot.speech.human import HumanVoices, read_notes
from bot.store.files import SealedFiles
from bot.store.lending import Lending, Take
from bot.store.members import Member, Members
from bot.store.recordings import RecordingsFolder
from tests.keys import KEYS
from tests.store.house import House, house
from tests.telegram_standin.voice import voice_note

__all__ = ["house"]


class Phones:
    """A channel from which any recording can be fetched; each time it sounds a little different."""

    name = "phones"

    def __init__(self) -> None:
        self._seeds = itertools.count(1)

    async def fetch(self, _file: str) -> Fetched:
        return Fetched(voice_note(1.0, seed=next(self._seeds)), ".oga")

    async def let_go(self, file: str) -> None:
        pass


class FullDisk(RecordingsFolder):
    """A folder that can be full."""

    full = False

    async def save(self, answer: str, suffix: str, data: bytes) -> str:
        if self.full:
            raise StoreError("a recording can not be written: No space left on device")
        return await super().save(answer, suffix, data)


@dataclass
class Rooms:
    """The studio and what is beside it; `here` are the volunteers, by their address."""

    house: House
    members: Members
    lending: Lending
    disk: FullDisk
    studio: Studio
    publishing: Publishing
    lent: Path
    forgotten: list[str]
    here: dict[str, Member] = field(default_factory=dict)

    async def joins(self, address: str) -> None:
        secret = await self.members.invite("volunteer", "citizen", address, self.house.time())
        member = await self.members.join(secret, self.house.time(), "phones", address)
        assert member
        self.here[address] = member
        await self.studio.enter(self._arrived(address, Asked("lend")))
        await self.does(address, Tapped(1, "", "language.so"), Wrote("1"), Wrote("1"))

    async def does(self, address: str, *doings: Incoming) -> None:
        for incoming in doings:
            await self.studio.take(self._arrived(address, incoming))

    async def says(self, address: str) -> None:
        """They say what is before them, hear it, and offer it."""
        await self.does(address, Sent("voice", "file", 1))
        await self.studio.once()
        await self.does(address, Wrote("1"))

    async def judges(self, address: str, take: Take, verdict: str = "good") -> None:
        await self.studio.judge(take.id, self.here[address], verdict)
        await self.publishing.once()

    async def offered_to(self, address: str) -> list[Take]:
        return await self.studio.offered(self.here[address])

    def heard(self) -> dict[str, int]:
        """What people hear in Somali, and which take it is."""
        return {address: noted.take for address, noted in read_notes(self.lent / "so").items()}

    def recordings(self) -> list[Path]:
        return sorted((self.lent.parent / "recordings").glob("take.*"))

    def _arrived(self, address: str, incoming: Incoming) -> Arrived:
        self.house.count += 1
        return Arrived("phones", address, f"u{self.house.count}", incoming, self.house.time())


@pytest.fixture
def rooms(house: House, tmp_path: Path) -> Rooms:
    members, lending = Members(house.database, KEYS), Lending(house.database, house.turns)
    disk, lent, forgotten = FullDisk(SealedFiles(tmp_path / "recordings", KEYS)), tmp_path / "lent", list[str]()
    publishing = Publishing(
        lending,
        disk,
        lent,
        lambda _language, _address: None,
        lambda _language, _address, sound: forgotten.append(sound),
    )
    content = house.content
    studio = Studio(
        *(lending, members, house.runner, content.scripts, HumanVoices([lent]), content.consultation.languages),
        *({"phones": Phones()}, disk, house.time, publishing.news),
    )
    return Rooms(house, members, lending, disk, studio, publishing, lent, forgotten)


async def test_from_the_chat_to_what_is_heard(rooms: Rooms) -> None:
    await rooms.joins("ayaan")
    await rooms.joins("bile")
    await rooms.says("ayaan")
    assert await rooms.offered_to("ayaan") == []  # nobody judges their own
    [take] = await rooms.offered_to("bile")
    await rooms.judges("ayaan", take)
    assert rooms.heard() == {}
    await rooms.judges("bile", take)
    assert rooms.heard() == {take.address: take.id}
    assert await rooms.offered_to("bile") == []


async def test_a_member_s_voice_goes_when_they_go(rooms: Rooms) -> None:
    """Who is ended can not take it back themselves any more."""
    await rooms.joins("ayaan")
    await rooms.joins("bile")
    await rooms.says("ayaan")
    await rooms.says("ayaan")
    first, _second = await rooms.offered_to("bile")
    await rooms.judges("bile", first)
    assert len(rooms.recordings()) == 2
    assert await rooms.members.end(rooms.here["ayaan"].id, rooms.house.time())
    await rooms.studio.once()
    await rooms.publishing.once()
    assert rooms.heard() == {}
    assert rooms.recordings() == []
    assert len(rooms.forgotten) == 1
    assert await rooms.offered_to("bile") == []


async def test_a_full_disk_stops_no_wiping_and_loses_no_recording(rooms: Rooms) -> None:
    await rooms.joins("ayaan")
    await rooms.joins("bile")
    await rooms.says("bile")
    await rooms.does("ayaan", Sent("voice", "file", 1))
    await rooms.does("bile", Asked("lend"))
    rooms.disk.full = True
    assert await rooms.members.end(rooms.here["bile"].id, rooms.house.time())
    with pytest.raises(StoreError):
        await rooms.studio.once()
    assert rooms.recordings() == []
    rooms.disk.full = False
    rooms.house.time.passes(minutes=1)
    await rooms.studio.once()
    assert len(rooms.recordings()) == 1


async def test_a_recording_that_nobody_accepted_is_taken_away(rooms: Rooms) -> None:
    """Whatever became of the note of it; and no clip of it stays."""
    (rooms.lent / "so").mkdir(parents=True)
    (rooms.lent / "so" / "bot.language.ogg").write_bytes(voice_note(1.0, seed=1))
    await rooms.publishing.once()
    assert list((rooms.lent / "so").glob("*.ogg")) == []
    assert len(rooms.forgotten) == 1


async def two_say_the_same(rooms: Rooms) -> tuple[Take, Take]:
    """Both have the same words before them, before either is heard by others."""
    for address in ("ayaan", "bile", "cabdi"):
        await rooms.joins(address)
    await rooms.does("ayaan", Sent("voice", "file", 1))
    await rooms.does("bile", Sent("voice", "file", 1))
    await rooms.studio.once()
    await rooms.does("ayaan", Wrote("1"))
    await rooms.does("bile", Wrote("1"))
    older, newer = await rooms.offered_to("cabdi")
    assert (older.address, older.words) == (newer.address, newer.words)
    return older, newer


async def test_words_that_were_said_well_are_listened_to_no_more(rooms: Rooms) -> None:
    older, newer = await two_say_the_same(rooms)
    await rooms.judges("cabdi", newer)
    assert await rooms.offered_to("cabdi") == []
    await rooms.judges("cabdi", older)  # from a page that was open already
    assert rooms.heard() == {newer.address: newer.id}
    assert len(rooms.recordings()) == 2


async def test_the_other_voice_is_offered_again_when_the_first_is_taken_back(rooms: Rooms) -> None:
    older, newer = await two_say_the_same(rooms)
    await rooms.judges("cabdi", older)
    assert await rooms.members.end(rooms.here["ayaan"].id, rooms.house.time())
    assert [take.id for take in await rooms.offered_to("cabdi")] == [newer.id]


async def test_what_has_other_words_by_now_is_not_listened_to(rooms: Rooms) -> None:
    await rooms.joins("ayaan")
    await rooms.joins("bile")
    await rooms.says("ayaan")
    [take] = await rooms.offered_to("bile")
    scripts = rooms.house.content.scripts("so").spoken
    scripts[take.address] = replace(scripts[take.address], speech="Waa kale.")
    assert await rooms.offered_to("bile") == []


async def test_who_is_no_volunteer_is_told_so(rooms: Rooms) -> None:
    arrived = Arrived("phones", "zed", "u0", Asked("lend"), rooms.house.time())
    await rooms.studio.enter(arrived)
    assert not rooms.studio.has("phones", "zed")
    await rooms.studio.take(Arrived("phones", "zed", "u00", Strange(), rooms.house.time()))
