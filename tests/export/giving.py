"""Answers as they are kept, and how they are taken out in a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from bot.content import Content
from bot.export.about import About
from bot.export.codes import Codes
from bot.export.formats import FORMATS
from bot.export.outline import Outline
from bot.export.taking import take_out
from bot.settings import read_settings
from bot.store.answers import EVERY, StoredAnswer, Wanted
from bot.store.exports import Export
from bot.store.files import SealedFiles
from bot.store.recordings import RecordingsFolder
from tests.keys import KEYS

WORDS = [
    "Ŵ ŷ Ẁ ÿ â",
    "مرحبا بكم في ويلز",
    "👩‍👩‍👧 🙂",
    "one\ntwo\nthree",
    '"quoted", and; comma',
    "তিন",
    " padded ",
    "=1+1",
    "<b>&amp;</b>",
    "",
]
"""What has to come back letter for letter, whatever the format."""


def stored(**changes: object) -> StoredAnswer:
    values: dict[str, object] = {
        "id": "ab.1-1", "participant": "ab", "session": "ab.1", "consultation": "example",
        "conversation": "good_life", "version": "v", "step": "good_day", "part": "", "probe": 0, "round": 0,
        "language": "en", "question": "What?", "heard": "text", "options": (), "text": "", "share": "words",
        "at": datetime(2027, 3, 4, tzinfo=UTC), "recording": "", "recording_state": "", "seconds": 0, "number": 1,
        "helper": "", "consent": "", "cleared": None,
    }  # fmt: skip
    values |= changes
    values["id"] = changes.get("id", f"{values['session']}-{values['number']}")
    if values["cleared"] is None and values["share"] != "team":
        values["cleared"] = values["text"]
    return StoredAnswer(**values)  # type: ignore[arg-type]


def told(person: str, *texts: str, **changes: object) -> list[StoredAnswer]:
    """What somebody told, one answer after the other."""
    return [
        stored(participant=person, session=f"{person}.1", number=number, text=text, **changes)
        for number, text in enumerate(texts, 1)
    ]


class These:
    """An answers room that holds these."""

    def __init__(self, answers: Sequence[StoredAnswer]) -> None:
        self._answers = answers

    async def pages(self, _wanted: Wanted = EVERY) -> AsyncIterator[Sequence[StoredAnswer]]:
        yield self._answers[:3]
        yield self._answers[3:]

    async def sessions(self, _wanted: Wanted = EVERY) -> list[tuple[str, str]]:
        return list(dict.fromkeys((answer.participant, answer.session) for answer in self._answers))

    async def of_sessions(self, sessions: Sequence[str], _w: Wanted = EVERY) -> AsyncIterator[list[StoredAnswer]]:
        for session in sessions:
            yield [answer for answer in self._answers if answer.session == session]


class NoList:
    """A list of what left the house that only remembers."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    async def begin(self, export: Export) -> int:
        return 1

    async def add(self, number: int, answers: Sequence[str]) -> set[str]:
        self.listed += answers
        return set(answers)


def kept_in(folder: Path) -> RecordingsFolder:
    return RecordingsFolder(SealedFiles(folder, KEYS))


@cache
def outline() -> Outline:
    content = Content.load(read_settings({}))
    return Outline(content.consultation, content.wording())


async def given(
    form: str,
    answers: Sequence[StoredAnswer],
    out: Path,
    *,
    everything: bool = False,
    to: str = "the library",
    why: str = "to plan",
    listed: NoList | None = None,
    themes: Mapping[str, tuple[str, ...]] | None = None,
) -> About:
    """Take these out into a folder, as the command does."""
    export = Export(0, datetime(2027, 3, 4, tzinfo=UTC), to, why, form, everything)
    out.mkdir(parents=True, exist_ok=True)
    return await take_out(
        These(answers),  # type: ignore[arg-type]
        kept_in(out.parent / "kept"),
        listed or NoList(),  # type: ignore[arg-type]
        export,
        EVERY,
        None if everything else Codes(KEYS.of_export(to, why)),
        themes or {},
        partial(FORMATS[form], out, outline()),
    )
