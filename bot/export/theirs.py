"""All that somebody told us, as files that they can keep: for people and for programs."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath

from bot.core.conversation import Line
from bot.core.events import Phrase
from bot.core.review.putting import ASKED
from bot.core.review.questions import QUESTIONS
from bot.core.rights import phrases
from bot.i18n import Wording
from bot.ports import Fetched, Parcel, Recordings
from bot.store.answers import Answers, StoredAnswer
from bot.store.database import Database
from bot.store.theirs import Said, Theirs, theirs

BIGGEST = 45_000_000
"""Bytes of one file: Telegram takes 50 MB from a bot."""

Labels = Callable[[str, str], Line | None]
"""What stands on the button of a step's option; None where there is no such one any more."""

_TRIES, _BETWEEN_TRIES = 20, 0.1
"""For two seconds a recording that was sent just now is waited for."""

_AT = (1980, 1, 1, 0, 0, 0)
"""The date of every file within: nothing is told that is not in them."""


async def parcels(
    database: Database,
    recordings: Recordings,
    wording: Wording,
    labels: Labels,
    participant: str,
    language: str,
    *,
    biggest: int = BIGGEST,
) -> list[Parcel]:
    """Everything of one person, in as few files as may be; each can be opened by itself. Raises StoreError.

    `labels` knows what stood on a button. `biggest` is how many bytes of recordings are put into one file.
    """
    await when_fetched(Answers(database), participant)
    all_of_it = await theirs(database, participant)
    kept = [answer.id for answer in all_of_it.answers if answer.recording_state == "kept"]
    sounds = [(answer, found) for answer in kept if (found := await recordings.read(answer))]
    packed = list(_packed(all_of_it, sounds, wording, labels, language, biggest))
    return [
        Parcel(f"sgwrs-{number}.zip" if len(packed) > 1 else "sgwrs.zip", data)
        for number, data in enumerate(packed, 1)
    ]


async def when_fetched(answers: Answers, participant: str) -> list[StoredAnswer]:
    """All that somebody told, in its order; a recording that was sent a moment ago is waited for. StoreError."""
    for _ in range(_TRIES):
        told = [answer async for answer in answers.of(participant)]
        if all(answer.recording_state != "waiting" for answer in told):
            break
        await asyncio.sleep(_BETWEEN_TRIES)
    return told


def _packed(
    all_of_it: Theirs,
    sounds: Sequence[tuple[str, Fetched]],
    wording: Wording,
    labels: Labels,
    language: str,
    biggest: int,
) -> Iterator[bytes]:
    words = [
        ("answers.json", json.dumps(asdict(all_of_it), ensure_ascii=False, indent=1, default=_plain).encode()),
        ("answers.txt", _as_text(all_of_it, wording, labels, language).encode("utf-8-sig")),
    ]
    batch: list[tuple[str, bytes]] = list(words)
    size = 0
    for name, sound in sounds:
        if size and size + len(sound.data) > biggest:
            yield _zipped(batch)
            batch, size = [], 0
        batch.append((f"recordings/{name}{PurePosixPath(sound.suffix).name}", sound.data))
        size += len(sound.data)
    yield _zipped(batch)


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _AT), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _as_text(all_of_it: Theirs, wording: Wording, labels: Labels, language: str) -> str:
    """The same for who reads: in their language, in the order of telling."""

    def label(step: str, option: str) -> str:
        line = labels(step, option)
        return wording.line(line, language) if line else option

    blocks = []
    for answer in all_of_it.answers:
        said = answer.text or ", ".join(label(answer.step, option) for option in answer.options)
        recording = f"recordings/{answer.recording}" if answer.recording_state == "kept" else ""
        lines = [f"{answer.at:%Y-%m-%d}", answer.question.partition("\n")[0]]
        told = " · ".join(filter(None, (said, recording)))
        lines += [wording.phrase(Phrase(phrases.CHOSE, {"choice": told}), language)]
        lines += [wording.line(phrases.HEARD_BY[answer.share], language)]
        blocks.append("\n".join(lines))
    blocks += [f"{one.at:%Y-%m-%d}\n{one.words}\n→ {label(one.step, one.option)}" for one in all_of_it.receipts]
    blocks += [_of_the_review(one, wording, language) for one in all_of_it.said]
    taken = dict.fromkeys(f"{one.at:%Y-%m-%d}  {one.recipient}: {one.purpose}" for one in all_of_it.taken)
    heard = dict.fromkeys(f"{one.at:%Y-%m-%d}  {one.role}" for one in all_of_it.heard)
    for line, found in ((phrases.LISTENED, heard), (phrases.GIVEN, taken)):
        rest = list(found) or [wording.line(phrases.NOTHING, language)]
        blocks.append("\n".join([f"{wording.line(line, language)}:", *rest]))
    return "\n\n".join(blocks) + "\n"


def _of_the_review(said: Said, wording: Wording, language: str) -> str:
    """What they said of something that others made of what was told."""
    line, labels = ASKED[said.question]
    words = dict(zip(QUESTIONS[said.question].values, labels, strict=True))
    asked = "" if "{" in line.english else wording.line(line, language)
    lines = [
        f"{said.at:%Y-%m-%d}",
        said.about,
        asked,
        f"→ {wording.line(words[said.value], language)}",
        said.reason,
    ]
    return "\n".join(filter(None, lines))
