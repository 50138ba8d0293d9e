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
        ours = _run(["bot", "export", "--format", "csv", "--out", "answers"], folder / "full")
        floor = _run(["tests.bench.dump", str(DATABASE), "floor.csv"], folder / "full")
    rows = [_row("`python -m bot export --format csv`", ours), _row("sqlite3 and csv alone", floor)]
    head = (f"{answers:,} answers", "time", "processor time", "most memory")
    return f"{table(head, rows)}\n\n- Processor time: Sgwrs / floor = **{ours.cpu / floor.cpu:.1f}**"


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    return name, f"{figures.seconds:.1f} s", f"{figures.cpu:.1f} s", f"{figures.memory:.0f} MB"


def _run(module: Sequence[str], folder: Path) -> Figures:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "SGWRS_SECRET": SECRET}
    most, began, used = 0.0, time.perf_counter(), _cpu_of_children()
    with starting_on_last_core():
        process = subprocess.Popen([sys.executable, "-m", *module], cwd=folder, env=environment)
    while process.poll() is None:
        most = max(most, megabytes(process.pid, "VmHWM"))
        time.sleep(_LOOKING)
    assert process.returncode == 0
    return Figures(time.perf_counter() - began, _cpu_of_children() - used, most)


def _cpu_of_children() -> float:
    """Processor time of all processes started here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
