"""Puts accepted voices where clips are made of them, and takes back those whose speakers want them back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from bot.errors import StoreError
from bot.ports import Recordings
from bot.runner.bell import Bell
from bot.speech.human import Noted, read_notes, sound_of, write_notes
from bot.store.lending import Lending, Take

log = logging.getLogger(__name__)

_AGAIN = 600.0
"""Seconds after which it is looked whether all is in its place, though there is no news."""


class Publishing:
    """Lives as long as the bot. The folder is a mirror of what is accepted: it may be deleted."""

    def __init__(
        self,
        lending: Lending,
        recordings: Recordings,
        folder: Path,
        appears: Callable[[str, str], None],
        goes: Callable[[str, str, str], None],
    ) -> None:
        """`appears` is told language and address of a recording, `goes` its hash too."""
        self._lending = lending
        self._recordings = recordings
        self._folder = folder
        self._appears = appears
        self._goes = goes
        self._news = Bell()

    def news(self) -> None:
        """Something may have been accepted, or taken back."""
        self._news.ring()

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except (StoreError, OSError) as error:
                log.error("lent voices can not be put in their place; trying again: %s", error)
            await self._news.heard(_AGAIN)

    async def once(self) -> None:
        wanted = {(take.language, take.address): (take, name) for take, name in await self._lending.accepted()}
        languages = {path.name for path in self._folder.glob("*") if path.is_dir()} | {key[0] for key in wanted}
        for language in languages:
            there = {recording.stem for recording in (self._folder / language).glob("*.ogg")}
            for address in there - {address for spoken, address in wanted if spoken == language}:
                self._take_away(language, address)
        for (language, address), (take, name) in wanted.items():
            if read_notes(self._folder / language).get(address, Noted("", "")).take != take.id:
                await self._put(take, name)

    async def _put(self, take: Take, name: str) -> None:
        found = await self._recordings.read(take.recording)
        if found is None:
            log.warning("an accepted recording of %s (%s) is not here", take.address, take.language)
            return
        folder = self._folder / take.language
        folder.mkdir(parents=True, exist_ok=True)
        self._forget(take.language, take.address)
        unfinished = folder / f"{take.address}.part"
        unfinished.write_bytes(found.data)
        noted = Noted(take.words, sound_of(found.data), name, take.id)
        unfinished.replace(folder / f"{take.address}.ogg")
        write_notes(folder, {**read_notes(folder), take.address: noted})
        self._appears(take.language, take.address)

    def _take_away(self, language: str, address: str) -> None:
        self._forget(language, address)
        folder = self._folder / language
        notes = read_notes(folder)
        notes.pop(address, None)
        write_notes(folder, notes)
        (folder / f"{address}.ogg").unlink(missing_ok=True)
        self._appears(language, address)

    def _forget(self, language: str, address: str) -> None:
        """No clip stays of what stands there now."""
        recording = self._folder / language / f"{address}.ogg"
        if recording.exists():
            self._goes(language, address, sound_of(recording.read_bytes()))
