"""Takes answers out: each on the list of what left the house first, and only what may leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Protocol

from bot.core.changing import replace
from bot.errors import SpeechError, StoreError
from bot.export.about import About
from bot.export.codes import Codes
from bot.export.rows import Given, Sounds
from bot.pictures.camera import without_camera_notes
from bot.ports import Fetched
from bot.speech.sound import as_voice_note
from bot.store.answers import Answers, StoredAnswer, Wanted, for_others
from bot.store.exports import Export, Exports
from bot.store.recordings import RecordingsFolder


class Writer(Protocol):
    """One way to write answers down. Raises OSError.

    Answers come each person's together, in the order of telling, with recordings where `sounds` asks for them;
    or only those that have one.
    """

    sounds: Sounds

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
    seen: Callable[[int], object] = lambda _: None,
) -> About:
    """Write what is wanted of all answers; returns what is in it and what is not. Streams. Raises StoreError.

    With `codes` people stand under codes of this export alone, and in their order; `themes` names the groups of
    each answer. `seen` is told how many more were looked at.
    """
    number = await exports.begin(export)
    about = About(export.recipient, export.purpose, everything=export.everything)
    try:
        writing = writer()
        pages = await _mixed(answers, wanted, codes) if codes else answers.pages(wanted)
        async for page in pages:
            leaving = []
            for stored in page:
                answer = stored if export.everything else for_others(stored)
                if writing.sounds == "only" and answer and answer.recording_state != "kept":
                    continue
                about.count(stored, answer)
                if answer:
                    leaving.append((stored.id, answer))
            here = await exports.add(number, [name for name, _ in leaving])
            for name, answer in leaving:
                if name not in here:
                    continue  # it was wiped this very moment
                kept = writing.sounds != "none" and answer.recording_state == "kept"
                found = await _sound(recordings, answer, raw=export.everything) if kept else None
                given = _with(answer, found) if kept else answer
                writing.add(Given(codes.coded(given) if codes else given, themes.get(name, ()), found))
            seen(len(page))
        await asyncio.to_thread(writing.close, about)
    except OSError as error:
        raise StoreError(f"the export can not be written: {error}") from error
    return about


async def _mixed(answers: Answers, wanted: Wanted, codes: Codes) -> AsyncIterator[list[StoredAnswer]]:
    """Answers in the order of their codes: in ours, two exports could be laid upon each other line by line."""
    sessions = [(codes.session(*one), one[1]) for one in await answers.sessions(wanted)]
    return answers.of_sessions([session for _, session in sorted(sessions)], wanted)


async def _sound(recordings: RecordingsFolder, answer: StoredAnswer, *, raw: bool) -> Fetched | None:
    """A recording or photo; if not `raw`, without what a phone wrote into it. None if it can not be had."""
    sound = await recordings.file(answer.recording)
    if sound is None or raw or (answer.heard == "voice" and sound.suffix == ".ogg"):
        return sound  # a voice note has no such notes
    try:
        if answer.heard == "photo":
            return Fetched(*await asyncio.to_thread(without_camera_notes, sound.data))
        return Fetched((await asyncio.to_thread(as_voice_note, sound.data))[0], ".ogg")
    except SpeechError:
        return None


def _with(answer: StoredAnswer, sound: Fetched | None) -> StoredAnswer:
    """An answer with the recording that really goes along."""
    if sound is None:
        return replace(answer, recording_state="lost")
    return replace(answer, recording=f"{answer.id}{sound.suffix}")
