"""Voices are put into words: what one model could not hear at all, another is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import SpeechError
from bot.ports import Understood
from bot.runner.transcribing import Transcribing
from bot.store.files import SealedFiles
from bot.store.recordings import RecordingsFolder
from bot.store.transcripts import Transcripts
from tests.keys import KEYS
from tests.store.house import House, house, told_a_lot
from tests.telegram_standin.voice import voice_note

__all__ = ["house"]


@dataclass
class Model:
    """Something that hears the same words in everything, or nothing at all."""

    called: str
    words: str = ""
    heard: int = 0

    def understands(self, language: str) -> bool:
        return language == "en"

    def name(self, _language: str) -> str:
        return self.called

    async def hear(self, _sound: bytes, _language: str) -> Understood:
        self.heard += 1
        if not self.words:
            raise SpeechError("the model is not whole")
        return Understood(self.words, 0.9)

    async def close(self) -> None: ...


async def test_what_failed_is_heard_again_by_another_model(house: House, tmp_path: Path) -> None:
    await told_a_lot(house)
    [spoken] = [one for one in await house.answers() if one.heard == "voice"]
    recordings = RecordingsFolder(SealedFiles(tmp_path / "recordings", KEYS))
    await recordings.save(spoken.id, ".ogg", voice_note(1.0, seed=1))
    transcripts = Transcripts(house.database)

    def with_model(model: Model) -> Transcribing:
        return Transcribing(model, frozenset(["en"]), transcripts, recordings, {}, house.runner, house.time)

    broken, whole = Model("broken"), Model("whole", "The sea")
    for _ in range(3):
        await with_model(broken).once()
    assert broken.heard == 1
    assert await transcripts.counts() == {"failed": 1}
    for _ in range(3):
        await with_model(whole).once()
    assert whole.heard == 1
    assert await transcripts.counts() == {"machine": 1}
