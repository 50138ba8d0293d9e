"""What our bot's process holds in memory, and how soon it answers after a start, however many people it knows."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import bots
from tests.bench.filling import Mould
from tests.bench.lean import LeanApi
from tests.bench.machine import megabytes, table
from tests.bench.people import Crowd, Habits, Person

_OPEN_STEP = "hard"
"""A step in the midst of the conversation, to be answered in words."""

_ANSWERING = 200
_SETTLING = 3.0
_LATER = 1_000_000
"""Telegram's numbers by now: higher than any while the one conversation was held."""

_HEAD = (
    *("open conversations", "memory after the start", f"after {_ANSWERING} of them answered"),
    "from start to the first reply",
)


@dataclass(frozen=True)
class Figures:
    """Megabytes, and seconds from the start of the process until who wrote before it had a reply."""

    at_rest: float
    after: float
    first_reply: float


def memory(clips: Path, counts: Sequence[int]) -> str:
    with tempfile.TemporaryDirectory() as name:
        rows = asyncio.run(_measure_all(Path(name), clips, counts))
    return table(_HEAD, rows)


async def _measure_all(folder: Path, clips: Path, counts: Sequence[int]) -> list[tuple[str, ...]]:
    mould = await Mould.up_to(_OPEN_STEP, folder / "mould", clips)
    rows: list[tuple[str, ...]] = []
    for count in counts:
        print(f"{count:,} open conversations ...", file=sys.stderr)
        here = folder / str(count)
        known = mould.cast(count, here) if count else range(0)
        figures = await _measure(here, clips, known)
        rows.append(
            (f"{count:,}", f"{figures.at_rest:.0f} MB", f"{figures.after:.0f} MB", f"{figures.first_reply:.2f} s")
        )
    return rows


async def _measure(folder: Path, clips: Path, known: range) -> Figures:
    """Those who are known answer; where nobody is, newcomers come."""
    numbers = known[: _ANSWERING + 1] or range(1, _ANSWERING + 2)
    async with LeanApi(bots.TOKEN, first=_LATER) as api:
        crowd = Crowd(api, numbers, Habits(stops=lambda _person, _question: True))
        first, *others = crowd.people
        _says_something(first, known=bool(known))
        async with bots.ours(api, folder, clips) as process:
            await crowd.until(lambda person: person is not first or person.stopped, 120)
            first_reply = first.first_heard_at - process.at
            await asyncio.sleep(_SETTLING)
            at_rest = megabytes(process.pid)
            for person in others:
                _says_something(person, known=bool(known))
            await crowd.until(lambda person: person.stopped, 120)
            return Figures(at_rest, megabytes(process.pid), first_reply)


def _says_something(person: Person, *, known: bool) -> None:
    if known:
        person.writes("It was made harder for us than it had to be.")
    else:
        person.starts()
