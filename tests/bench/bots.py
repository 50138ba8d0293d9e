"""The two bots that are measured, each as a process of its own on the last core."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.settings import DEFAULTS, PREFIX
from tests.bench.lean import LeanApi
from tests.bench.machine import starting_on_last_core
from tests.bot_process import REPOSITORY, TWO_LANGUAGES, BotProcess

TOKEN = "123456:bench"
SECRET = "the benchmark's own"
_NO_PACE = ("TELEGRAM_PACE", "TELEGRAM_CHAT_PACE")


@dataclass(frozen=True)
class Started:
    """A bot that runs: its process, and when that was started."""

    pid: int
    at: float


Runs = Callable[[LeanApi, Path, Path], AbstractAsyncContextManager[Started]]
"""Starts a bot for a stand-in, in a folder, with a folder of clips; stops it at the end."""


@asynccontextmanager
async def ours(api: LeanApi, folder: Path, clips: Path) -> AsyncIterator[Started]:
    """Our bot as people run it, only that it does not wait as long as Telegram would ask it to."""
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api.url, "CLIPS": str(clips), "SECRET": SECRET}
    settings |= {name: "0" for name in _NO_PACE if name in DEFAULTS}
    process = BotProcess(folder, {PREFIX + name: value for name, value in settings.items()})
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with starting_on_last_core():
        starting = asyncio.create_task(process.start())
        while not (process._process or starting.done()):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0)
    await starting
    assert process._process
    try:
        yield Started(process._process.pid, began)
    finally:
        await process.stop()
        print("\n".join(process.output), file=sys.stderr)


@asynccontextmanager
async def plain(api: LeanApi, folder: Path, clips: Path) -> AsyncIterator[Started]:
    """The plain bot. It is killed at the end: tidying up would take it long, and nobody reads what it kept."""
    folder.mkdir(parents=True, exist_ok=True)
    clip = next(path for path in sorted(clips.rglob("*.ogg")))
    began = time.perf_counter()
    with starting_on_last_core():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.plain", api.url, TOKEN, str(clip), str(folder),
            cwd=folder, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )  # fmt: skip
    try:
        yield Started(process.pid, began)
    finally:
        process.kill()
        await process.wait()


def make_clips(folder: Path) -> None:
    """Every clip of our bot, made ahead: on any day but the first they are there. Takes half a minute."""
    print("making the clips ...", file=sys.stderr)
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"SGWRS_CONSULTATION": str(TWO_LANGUAGES), "SGWRS_VOICES": "espeak", "SGWRS_CLIPS": str(folder)}
    run_command(["voices"], folder, settings)


def run_command(arguments: Sequence[str], folder: Path, settings: Mapping[str, str]) -> None:
    """A command of our bot that ends by itself."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **settings}
    command = [sys.executable, "-m", "bot", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
