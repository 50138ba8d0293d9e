"""The measurement: one person alone, then many at once; prints a Markdown table."""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import Answering, Figures, Stopwatch, cpu_seconds, processor, resident_megabytes
from tests.bot_process import REPOSITORY, BotProcess, running_bot
from tests.telegram_standin import voice_note

TOKEN = "123456:bench"
ALONE = 300
"""So many turns of one person."""

PEOPLE = 200
EACH = 30
"""So many people at once, and so many turns of each."""


@dataclass(frozen=True)
class Measured:
    """All that is told. Memory in megabytes; `apart` says whether bot and stand-in had a core each."""

    alone: Figures
    together: Figures
    at_rest: float
    after: float
    apart: bool


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make_clips(folder / "clips")
        with contextlib.redirect_stdout(sys.stderr):  # what the bot itself says is no part of the table
            figures = asyncio.run(_measure(folder))
    _print(figures)


def _make_clips(folder: Path) -> None:
    print("making the clips ...", file=sys.stderr)
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "SGWRS_VOICES": "espeak",
        "SGWRS_CLIPS": str(folder),
    }
    command = [sys.executable, "-m", "bot", "voices"]
    folder.mkdir()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


async def _measure(folder: Path) -> Measured:
    apart = _keep_to(last=True)  # the bot's process inherits this
    async with (
        Stopwatch(TOKEN) as api,
        running_bot(
            folder / "bot",
            SGWRS_TELEGRAM_TOKEN=TOKEN,
            SGWRS_TELEGRAM_API=api.url,
            SGWRS_CLIPS=str(folder / "clips"),
        ) as bot,
    ):
        _keep_to(last=False)
        await asyncio.sleep(3)
        at_rest = resident_megabytes(_pid(bot))
        note = voice_note(3.0, 1)
        print("warming up ...", file=sys.stderr)
        first = Answering(api.person("First"), note)
        await first.begins()
        await first.goes_to_the_end()
        print("one person ...", file=sys.stderr)
        alone = await _run(api, bot, [Answering(api.person("Ann"), note)], ALONE)
        print(f"{PEOPLE} people ...", file=sys.stderr)
        crowd = [Answering(api.person(f"P{number}"), note) for number in range(PEOPLE)]
        together = await _run(api, bot, crowd, EACH)
        after = resident_megabytes(_pid(bot))
    return Measured(alone, together, at_rest, after, apart)


async def _run(api: Stopwatch, bot: BotProcess, people: list[Answering], each: int) -> Figures:
    async with asyncio.TaskGroup() as tasks:
        for person in people:
            tasks.create_task(person.begins())
    await api.settled()
    api.waits.clear()
    began, used = time.perf_counter(), cpu_seconds(_pid(bot))
    async with asyncio.TaskGroup() as tasks:
        for person in people:
            tasks.create_task(person.goes_on(each))
    seconds, cpu = time.perf_counter() - began, cpu_seconds(_pid(bot)) - used
    return Figures(len(people) * each, seconds, cpu, list(api.waits))


def _pid(bot: BotProcess) -> int:
    assert bot._process
    return bot._process.pid


def _keep_to(*, last: bool) -> bool:
    """Keep this process, and those it starts from now on, to one core; False if there is nothing to choose."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    cores = sorted(_CORES)
    if len(cores) < 2:
        return False
    os.sched_setaffinity(0, {cores[-1] if last else cores[0]})
    return True


_CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def _print(measured: Measured) -> None:
    both = (measured.alone, measured.together)
    rows: list[tuple[str, ...]] = [
        ("turns", *(f"{f.turns:,}" for f in both)),
        ("update out to reply in, half of all", *(_ms(f.median) for f in both)),
        ("update out to reply in, 99 of 100", *(_ms(f.slowest_of_a_hundred) for f in both)),
        ("turns a second", *(f"{f.turns / f.seconds:.0f}" for f in both)),
        ("processor time of the bot for a turn", *(_ms(f.cpu / f.turns) for f in both)),
    ]
    print(f"| | one person | {PEOPLE} people at once |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    at_rest, after = f"{measured.at_rest:.0f} MB", f"{measured.after:.0f} MB"
    print(f"\nMemory of the bot's process: {at_rest} at rest, {after} after all this.")
    print("\nCommand: `make bench` (`python -m tests.bench`)")
    cores = len(_CORES) or os.cpu_count()
    pinned = "bot and stand-in on a core each" if measured.apart else "bot and stand-in not kept apart"
    print(f"Machine: {processor()}, {cores} cores, Python {platform.python_version()}; {pinned}")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
