"""How many answers a second the store commits, each on disk before the one who gave it goes on."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.store.database import Database
from bot.store.schema import answers
from tests.bench.machine import ms, table
from tests.keys import KEYS

_WRITERS = (1, 100, 1000)
_ANSWER = {
    "participant": "k7f3", "session": "k7f3.1", "consultation": "example", "conversation": "good_life",
    "version": "1", "step": "hard", "language": "en", "question": "What makes life hard for you?",
    "heard": "text", "options": [], "text": "What I say is as long as people write on a phone, or a bit more.",
}  # fmt: skip


def store(seconds: float) -> str:
    rows = []
    for writers in _WRITERS:
        with tempfile.TemporaryDirectory() as folder:
            waits = sorted(asyncio.run(_measure(Path(folder), writers, seconds)))
        rows.append((f"{writers:,}", f"{len(waits) / seconds:,.0f}", ms(waits[len(waits) // 2])))
    return table(("writers at once", "answers a second", "until on disk, half of all"), rows)


async def _measure(folder: Path, writers: int, seconds: float) -> list[float]:
    database = await Database.open(f"sqlite+aiosqlite:///{folder / 'answers.db'}", KEYS)
    waits: list[float] = []
    numbers = count()
    ends = time.perf_counter() + seconds

    statement = insert(answers)

    def give(connection: Connection) -> None:
        values = {**_ANSWER, "part": "", "probe": 0, "round": 0, "share": "team", "number": 0}
        connection.execute(statement, {**values, "id": f"k7f3.1-{next(numbers)}", "at": datetime.now(UTC)})

    async def write_on() -> None:
        while (began := time.perf_counter()) < ends:
            await database.write(give)
            waits.append(time.perf_counter() - began)

    try:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(writers):
                tasks.create_task(write_on())
    finally:
        await database.close()
    return waits
