"""Reasons that people speak: fetched, checked, kept, and wiped when they are not said any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from bot.errors import DeliveryError
from bot.ports import Fetched
from bot.runner.reasons import Reasons
from bot.store.files import SealedFiles
from bot.store.recordings import RecordingsFolder
from bot.store.schema_review import items, responses
from bot.store.spoken import SpokenReasons, waiting
from tests.keys import KEYS
from tests.store.house import House, house
from tests.telegram_standin import voice_note

__all__ = ["house"]


class _Sent:
    """What lies at Telegram: the network's edge."""

    name = "telegram"

    def __init__(self) -> None:
        self.files: dict[str, bytes | DeliveryError] = {}

    async def fetch(self, file: str) -> Fetched:
        found = self.files[file]
        if isinstance(found, DeliveryError):
            raise found
        return Fetched(found, ".ogg")

    async def let_go(self, file: str) -> None:
        """It holds files as it likes."""


async def _speaks(house: House, file: str) -> int:
    """Somebody says why, aloud; returns the number of their response."""
    now = house.time()
    item = {"id": file, "consultation": "example", "kind": "story", "words": "", "shuffle": 1, "at": now}
    said = {
        "item": file,
        "question": "first_choice",
        "who": "ann",
        "bench": "citizen",
        "value": "chosen",
        "at": now,
    }
    await house.database.write(lambda connection: connection.execute(insert(items).values(item)))
    speaking = insert(responses).values(**said, recording=waiting("telegram", file))
    return int(await house.database.write(lambda connection: connection.execute(speaking).lastrowid))


async def _states(house: House) -> dict[str, str]:
    found = select(responses.c.item, responses.c.recording)
    return dict(await house.database.write(lambda connection: connection.execute(found).all()))


@pytest.fixture
def sent() -> _Sent:
    return _Sent()


@pytest.fixture
def folder(tmp_path: Path) -> RecordingsFolder:
    return RecordingsFolder(SealedFiles(tmp_path / "recordings", KEYS))


async def test_a_reason_is_fetched_and_goes_with_what_it_was_said_of(
    house: House, sent: _Sent, folder: RecordingsFolder
) -> None:
    """It is sound, sealed; and when the story goes, so does the voice that chose it."""
    response = await _speaks(house, "sea")
    sent.files["sea"] = voice_note(2, seed=1)
    job = Reasons(SpokenReasons(house.database), {"telegram": sent}, folder)
    await folder.save("a.1-1", ".ogg", b"somebody's answer")
    await job.once()
    assert await _states(house) == {"sea": "kept"}
    kept = await folder.read(f"reason.{response}")
    assert kept
    assert kept.data.startswith(b"OggS")
    await house.database.write(lambda connection: connection.execute(delete(items).where(items.c.id == "sea")))
    await job.once()
    assert await folder.read(f"reason.{response}") is None
    assert await folder.read("a.1-1")


async def test_what_can_not_be_had_is_not_waited_for(house: House, sent: _Sent, folder: RecordingsFolder) -> None:
    """Noise that is no sound, and what Telegram has no more, are lost; bad days pass."""
    for file in ("noise", "gone", "later"):
        await _speaks(house, file)
    sent.files = {
        "noise": b"no sound at all",
        "gone": DeliveryError("gone", permanent=True),
        "later": DeliveryError("busy"),
    }
    job = Reasons(SpokenReasons(house.database), {"telegram": sent}, folder)
    await job.once()
    assert await _states(house) == {"noise": "lost", "gone": "lost", "later": waiting("telegram", "later")}
    sent.files["later"] = voice_note(1, seed=2)
    await job.once()
    assert (await _states(house))["later"] == "kept"
