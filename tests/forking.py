"""Bots that start quickly: one process has the whole program loaded, and each bot is a fork of it.

Loading takes a second, and the tests start hundreds of bots. What runs is the same program, in a process of its
own with a folder, settings, input and output of its own, and it can be killed. Whoever starts it adopts it: it is
handed over by its parent, which ends at once, to the nearest `PR_SET_CHILD_SUBREAPER`.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_SUBREAPER = 36
_LONGEST = 1 << 17
"""Bytes of a request."""

_LOADED = ("aiosqlite", "bot.app", "bot.speech.espeak", "uvicorn.lifespan.off", "uvicorn.protocols.http.h11_impl")
"""All of it, before anything is asked for; also what is else loaded only when it is needed, as it always is."""


class Forked:
    """A process that `become` made of a fork: what the tests need of `asyncio.subprocess.Process`."""

    def __init__(self, pid: int, output: asyncio.StreamReader) -> None:
        self.pid = pid
        self.stdout = output
        self.returncode: int | None = None
        self._watched = os.pidfd_open(pid)
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(self._watched, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._watched)
        os.close(self._watched)
        _, status = os.waitpid(self.pid, 0)
        self.returncode = os.waitstatus_to_exitcode(status)
        self._ended.set_result(None)

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        await asyncio.shield(self._ended)
        assert self.returncode is not None
        return self.returncode


async def forked(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], typed: str = ""
) -> Forked:
    """`python -m bot` with these arguments, in this folder; what it prints comes from its `stdout`."""
    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    with os.fdopen(writing, "wb") as output, os.fdopen(os.memfd_create("typed"), "w+b", 0) as given:
        given.write(typed.encode())
        given.seek(0)
        pipe = os.fdopen(reading, "rb")
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        asked = json.dumps([list(arguments), str(folder), dict(environment)]).encode()
        asking = _loaded().asked
        socket.send_fds(asking, [asked], [given.fileno(), output.fileno()])
        return Forked(int(asking.recv(32)), reader)


class _Loaded(NamedTuple):
    """The process that has everything loaded, of this test process. It ends when this one does."""

    process: subprocess.Popen[bytes]
    asked: socket.socket


@functools.cache
def _loaded() -> _Loaded:
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
            cwd=Path(__file__).parent.parent, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
        )  # fmt: skip
    return _Loaded(process, ours)


def _serve(asked: socket.socket) -> list[str]:
    """Fork for each request. Returns in a fork only, with the arguments of the command that it is to be."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(asked, _LONGEST, 2)
        if not request:
            os._exit(0)
        parent = os.fork()
        if parent == 0:
            child = os.fork()
            if child:
                asked.send(str(child).encode())
                os._exit(0)
            return _become(asked, request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(parent, 0)


def _become(asked: socket.socket, request: bytes, descriptors: Sequence[int]) -> list[str]:
    arguments, folder, environment = json.loads(request)
    asked.close()
    given, output = descriptors
    for descriptor, number in ((given, 0), (output, 1), (output, 2)):
        os.dup2(descriptor, number)
    os.close(given)
    os.close(output)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    return list(arguments)


if __name__ == "__main__":
    for name in _LOADED:
        importlib.import_module(name)

    from bot import cli
    from bot.definitions import catalogs
    from bot.i18n import direction

    # What each start would read again, of files that no test changes.
    catalogs.own_words()
    for language in catalogs.translations(Path(catalogs.__file__).parents[2] / "locales"):
        direction(language)
    gc.collect()
    gc.freeze()  # no fork looks through it again, nor copies it for that

    sys.exit(cli.main(_serve(socket.socket(fileno=int(sys.argv[1])))))
