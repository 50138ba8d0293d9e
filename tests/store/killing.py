"""Migrations that are killed at a certain moment, in a process of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.store import migrations
from bot.store.opening import engines
from tests.keys import KEYS

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])  # loading takes a second


def migrate(file: Path, step: int, moment: str) -> int:
    """Migrate, and die before or after a step; step 0 is the copy that is made first. Returns the exit code."""
    process = _FORKS.Process(target=_migrate, args=(str(file), step, moment))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _migrate(file: str, step: int, moment: str) -> None:
    if step:
        migrations.STEPS[step] = _dying(migrations.STEPS[step], moment)
    elif moment == "before":
        migrations._copy = lambda *_: _die()
    writing, _ = engines(f"sqlite+aiosqlite:///{file}", KEYS)
    migrations.migrate(writing, Path(file), None)


def _dying(step: Callable[..., Any], moment: str) -> Callable[..., None]:
    def dies(connection: object) -> None:
        if moment == "before":
            _die()
        step(connection)
        _die()

    return dies


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
