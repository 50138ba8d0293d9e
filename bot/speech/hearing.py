"""Puts a voice into words, on this machine: Whisper, from model folders that the operator laid there.

It hears in a process of its own (`whisper`): whatever a recording does to the library, people go on talking to
the bot; and where the bot is to stop, it need not wait for half a minute of sound that is being heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.errors import SpeechError
from bot.ports import Understood

log = logging.getLogger(__name__)

_LONGEST_ANSWER: Final = 1 << 20
"""Bytes: a quarter of an hour in any script is some tens of thousands."""


class Whisper:
    """Hears with a model for each language, one recording at a time. It is loaded with the first one."""

    def __init__(self, models: Mapping[str, Path]) -> None:
        """`models`: language → folder."""
        self._folders = dict(models)
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    def understands(self, language: str) -> bool:
        return language in self._folders

    def name(self, language: str) -> str:
        """What is kept with each transcript: which model wrote it."""
        return f"whisper {self._folders[language].name}"

    async def hear(self, sound: bytes, language: str) -> Understood:
        """What is said in a recording, in this language; nothing where nobody speaks.

        Raises SpeechError for what is no sound, for a language that is not understood, and for what ended the
        process: such a recording must not do so again and again.
        """
        if not self.understands(language):
            raise SpeechError(f"nobody here understands {language!r}")
        async with self._turn:
            try:
                answer = await self._ask(sound, language)
            except BaseException:
                await self.close()  # what it says from now on would be about something else
                raise
        if wrong := answer.get("wrong"):
            raise SpeechError(str(wrong))
        return Understood(**answer)

    async def close(self) -> None:
        """End the process, whatever it is at."""
        process, self._process = self._process, None
        if process:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _ask(self, sound: bytes, language: str) -> dict[str, Any]:
        process = self._process = self._process or await self._started()
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(ConnectionError):  # it has ended: it is told below
            process.stdin.write(json.dumps({"language": language, "bytes": len(sound)}).encode() + b"\n" + sound)
            await process.stdin.drain()
        if line := await process.stdout.readline():
            answer: dict[str, Any] = json.loads(line)
            return answer
        raise SpeechError(f"what hears has ended with {await process.wait()}")

    async def _started(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.speech.whisper"),
            *(f"{language}={folder}" for language, folder in self._folders.items()),
            stdin=PIPE,
            stdout=PIPE,
            limit=_LONGEST_ANSWER,
            start_new_session=True,  # a key that stops us is not pressed for it
        )
        log.info("what hears has been started, as process %d", process.pid)
        return process
