"""How long it takes to take everything out, and how much memory, beside a program that does nothing else."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bots import SECRET
from tests.bench.filling import DATABASE, Mould
from tests.bench.machine import megabytes, starting_on_last_core, table
from tests.bot_process import REPOSITORY

_LAST_STEP = "thanks"
_LOOKING = 0.01
_TABLE = "SELECT * FROM answers"
_ROWS = """
SELECT answers.*, recordings.name, recordings.state, recordings.seconds, cleared.text, transcripts.words
FROM answers
LEFT JOIN recordings ON recordings.answer = answers.id
LEFT JOIN cleared ON cleared.answer = answers.id
LEFT JOIN transcripts ON transcripts.answer = answers.id
WHERE step NOT IN ('wrong_word', 'complaint', 'contact') ORDER BY session, number
"""
"""What an export looks at, as it lies there: sealed."""

_FORMATS = {"csv": 8, "xlsx": 20, "jsonl": 0}
"""What is measured, and how many times as long as SQLite's own shell it may take."""


@dataclass(frozen=True)
class Figures:
    """Seconds, seconds of the processor, and the most megabytes that were held."""

    seconds: float
    cpu: float
    memory: float


def export(clips: Path, answers: int) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mould = asyncio.run(Mould.up_to(_LAST_STEP, folder / "mould", clips))
        print(f"{answers:,} answers ...", file=sys.stderr)
        mould.cast(-(-answers // mould.answers()) - 1, folder / "full")
        os.sync()  # or the disk would be at this while the time is taken
        full = folder / "full"
        shell, plain = (_run(_shell(statement), full) for statement in (_ROWS, _TABLE))
        floor = _run(_python("tests.bench.dump", str(DATABASE), "floor.csv"), full)
        given = ("--to", "the bench", "--why", "to know", "--everything")
        ours = {
            form: _run(_python("bot", "export", "--format", form, "--out", form, *given), full)
            for form in _FORMATS
        }
    rows = [
        *(_row(f"`python -m bot export --format {form}`", figures, shell) for form, figures in ours.items()),
        _row("Python's sqlite3 and csv alone", floor, shell),
        _row("SQLite's own shell, the same rows, sealed", shell, shell),
        _row("SQLite's own shell, the table of answers alone", plain, shell),
    ]
    head = (f"{answers:,} answers", "time", "times the shell's", "processor time", "most memory")
    goals = ", ".join(f"{form} {goal}" for form, goal in _FORMATS.items() if goal)
    return f"{table(head, rows)}\n\nGoals, times the shell's: {goals}"


def _shell(statement: str) -> list[str]:
    return ["sh", "-c", f'exec sqlite3 -csv {DATABASE} "{statement}" > floor.csv']


def _python(*module: str) -> list[str]:
    return [sys.executable, "-m", *module]


def _row(name: str, figures: Figures, shell: Figures) -> tuple[str, ...]:
    times = f"{figures.seconds / shell.seconds:.1f}"
    return name, f"{figures.seconds:.1f} s", times, f"{figures.cpu:.1f} s", f"{figures.memory:.0f} MB"


def _run(command: Sequence[str], folder: Path) -> Figures:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "SGWRS_SECRET": SECRET}
    most, began, used = 0.0, time.perf_counter(), _cpu_of_children()
    with starting_on_last_core():
        process = subprocess.Popen(command, cwd=folder, env=environment)
    while process.poll() is None:
        most = max(most, megabytes(process.pid, "VmHWM"))
        time.sleep(_LOOKING)
    assert process.returncode == 0
    return Figures(time.perf_counter() - began, _cpu_of_children() - used, most)


def _cpu_of_children() -> float:
    """Processor time of all processes started here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
