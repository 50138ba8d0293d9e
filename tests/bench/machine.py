"""What the kernel knows of a process, which core it may use, and the tables all this is told in."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
APART = len(_CORES) > 1
"""Whether the bot and the stand-in with its people have a core each."""


def keep_to_first_core() -> None:
    if APART:
        os.sched_setaffinity(0, {_CORES[0]})


@contextmanager
def starting_on_last_core() -> Iterator[None]:
    """Processes started in here stay on the last core."""
    if APART:
        os.sched_setaffinity(0, {_CORES[-1]})
    try:
        yield
    finally:
        keep_to_first_core()


def cpu_seconds(process: int) -> float:
    """Processor time a process has used so far, in all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def megabytes(process: int, name: str = "VmRSS") -> float:
    """Memory a process holds now; with the name VmHWM, the most that it ever held. 0 if it has gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(f"{name}:")), 0.0)


def machine() -> str:
    """The machine in a line."""
    cores = len(_CORES) or os.cpu_count()
    apart = "bot and stand-in on a core each" if APART else "bot and stand-in not kept apart"
    return f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}; {apart}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "an unknown processor"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def ms(seconds: float) -> str:
    """Milliseconds, with as many digits as mean something."""
    value = seconds * 1000
    return f"{value:,.0f} ms" if value >= 100 else f"{value:.1f} ms"
