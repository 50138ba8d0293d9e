"""The bot as people run it: its own process, its own folder, real files. Tests talk to it from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.forking import Forked, forked

REPOSITORY = Path(__file__).parent.parent
TWO_LANGUAGES = REPOSITORY / "tests/english_and_welsh.yaml"
"""The shipped example in English and Welsh: clips are made quickly, and two languages are offered."""
TEN_LANGUAGES = REPOSITORY / "conversations/consultations/example.yaml"
"""The shipped example. Clips in all of them take minutes: SGWRS_VOICES="," makes none."""


class BotProcess:
    """A running `python -m bot run` in `folder`, until `stop` or `kill`."""

    forks = True
    """Whether it may be a fork of what is loaded already."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("SGWRS_")},
            "PYTHONPATH": str(REPOSITORY),
            "SGWRS_CONSULTATION": str(TWO_LANGUAGES),
            "SGWRS_PORT": "0",
            "SGWRS_VOICES": "espeak",
            "SGWRS_TELEGRAM_PACE": "0",  # people in tests are quick
            "SGWRS_TELEGRAM_CHAT_PACE": "0",
            **settings,
        }
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._reading: asyncio.Task[None] | None = None
        self.output: list[str] = []
        self.url = ""

    async def start(self) -> None:
        """Start it, and wait until it says where to open it."""
        self._process = await self._started("run")
        up = asyncio.Event()
        self._reading = asyncio.create_task(self._read(up))
        async with asyncio.timeout(60):
            await up.wait()
        assert self.url, "\n".join(self.output)

    async def _read(self, up: asyncio.Event) -> None:
        assert self._process and self._process.stdout
        async for raw in self._process.stdout:
            line = raw.decode().rstrip()
            self.output.append(line)
            if found := re.match(r"Browser:\s+(\S+)", line):
                self.url = found[1]
                up.set()
        up.set()

    async def kill(self) -> int:
        """As the power would go: no chance to tidy up. -9 is returned unless it had ended by itself."""
        return await self._end(signal.SIGKILL)

    def strike(self) -> None:
        """The same, this very moment; `kill` then waits for its end."""
        if self._process and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> int:
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process and self._reading
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        async with asyncio.timeout(30):
            code = await self._process.wait()
            await self._reading
        self._process = None
        return code

    @property
    def running(self) -> bool:
        return self._process is not None

    async def command(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """Run another command of the bot beside it, and type this; returns its exit code and what it printed."""
        if arguments[:3] == (
            "export",
            "--out",
            "out",
        ):  # tests look at `out` again and again; an export wants it new
            shutil.rmtree(self.folder / "out", ignore_errors=True)
        process = await self._started(*arguments, typed=typed)
        assert process.stdout
        output = await process.stdout.read()
        return await process.wait(), output.decode()

    async def _started(self, *arguments: str, typed: str = "") -> asyncio.subprocess.Process | Forked:
        """A fork of what is loaded already; a Python of its own only where a test brings code of its own."""
        if self.forks and self._environment["PYTHONPATH"] == str(REPOSITORY):
            return await forked(arguments, self.folder, self._environment, typed)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=self.folder, env=self._environment, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdin
        process.stdin.write(typed.encode())
        process.stdin.close()
        return process


@asynccontextmanager
async def running_bot(folder: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """A bot that runs for the length of a test; told to stop at its end, unless the test did that itself."""
    folder.mkdir(parents=True, exist_ok=True)
    process = BotProcess(folder, settings)
    await process.start()
    try:
        yield process
    finally:
        if process.running:
            await process.stop()
        print("\n".join(process.output))  # pytest shows it where a test fails
