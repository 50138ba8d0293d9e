"""Migrations that are killed at a certain moment: `python -m tests.store.killing` forks for each.

A line with a step, a moment and a database file comes in; the exit code of the migration goes out. Loading all
that a migration needs takes a second, and is done once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from bot.store import migrations
from bot.store.opening import engines
from tests.bot_process import REPOSITORY
from tests.keys import KEYS


class Killing:
    """The process that forks, for as long as it is entered."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.killing"],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def migrate(self, file: Path, step: int, moment: str) -> int:
        """Migrate, and die before or after a step; step 0 is the copy made first. Returns the exit code."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{step} {moment} {file}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _migrate(file: Path, step: int, moment: str) -> None:
    if step:
        migrations.STEPS[step] = _dying(migrations.STEPS[step], moment)
    elif moment == "before":
        migrations._copy = lambda *_: _die()
    writing, _ = engines(f"sqlite+aiosqlite:///{file}", KEYS)
    migrations.migrate(writing, file, None)


def _dying(step: Callable[..., Any], moment: str) -> Callable[..., None]:
    def dies(connection: object) -> None:
        if moment == "before":
            _die()
        step(connection)
        _die()

    return dies


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _serve() -> None:
    for line in sys.stdin:
        step, moment, file = line.rstrip("\n").split(" ", 2)
        child = os.fork()
        if child == 0:
            _migrate(Path(file), int(step), moment)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _serve()
