"""Takes answers out: each on the list of what left the house first, and only what may leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from bot.errors import StoreError
from bot.export.about import About
from bot.export.codes import Codes
from bot.export.rows import Given
from bot.store.answers import Answers, Wanted, for_others
from bot.store.exports import Export, Exports
from bot.store.recordings import RecordingsFolder

_AT_ONCE = 500


class Writer(Protocol):
    """One way to write answers down. Raises OSError.

    Answers come each person's together, in the order of telling; a recording comes with its answer where `sounds`
    asks for it.
    """

    sounds: bool

    def add(self, given: Given) -> None: ...

    def close(self, about: About) -> None:
        """All answers were added; this was left out, and why."""


async def take_out(
    answers: Answers,
    recordings: RecordingsFolder,
    exports: Exports,
    export: Export,
    wanted: Wanted,
    codes: Codes | None,
    themes: Mapping[str, tuple[str, ...]],
    writer: Callable[[], Writer],
    seen: Callable[[], object] = lambda: None,
) -> About:
    """Write what is wanted of all answers; returns what is in it and what is not. Streams. Raises StoreError.

    With `codes` people stand under codes of this export alone; `themes` names the groups of each answer. `seen` is
    called for each one.
    """
    listed = _Listed(exports, await exports.begin(export))
    about = About(export.recipient, export.purpose, everything=export.everything)
    try:
        writing = writer()
        async for stored in answers.all(wanted):
            seen()
            answer = stored if export.everything else for_others(stored)
            about.count(stored, answer)
            if answer is None:
                continue
            await listed.add(stored.id)
            kept = writing.sounds and answer.recording_state == "kept"
            sound = await recordings.read(stored.id) if kept else None  # None if it was wiped this very moment
            writing.add(Given(codes.coded(answer) if codes else answer, themes.get(stored.id, ()), sound))
        await listed.rest()
        await asyncio.to_thread(writing.close, about)
    except OSError as error:
        raise StoreError(f"the export can not be written: {error}") from error
    return about


class _Listed:
    """Puts answers on the list of what leaves the house, many at once."""

    def __init__(self, exports: Exports, number: int) -> None:
        self._exports = exports
        self._number = number
        self._waiting: list[str] = []

    async def add(self, answer: str) -> None:
        self._waiting.append(answer)
        if len(self._waiting) >= _AT_ONCE:
            await self.rest()

    async def rest(self) -> None:
        waiting, self._waiting = self._waiting, []
        await self._exports.add(self._number, waiting)
