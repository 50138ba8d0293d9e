"""Serves the pages inside the bot's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from bot.errors import BotError
from bot.runner.bell import Bell


async def serve(app: ASGIApp, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until cancelled. BotError if the port is taken."""
    with contextlib.closing(_listen(host, port)) as listening:
        shown = f"[{host}]" if ":" in host else host
        announce(f"Browser:  http://{shown}:{listening.getsockname()[1]}")
        config = uvicorn.Config(
            app,
            http="h11",  # the other one takes a request's head of any length
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
            lifespan="off",
        )
        server = _Server(config)
        task = asyncio.create_task(server._serve([listening]))  # noqa: SLF001 - `serve` would take our signals
        try:
            await asyncio.shield(task)
        finally:
            server.stop()
            await task


class _Server(uvicorn.Server):
    """Wakes once a second, for the date in its answers, and not ten times: most of the day nobody comes."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = Bell()

    def stop(self) -> None:
        self.should_exit = True
        self._told.ring()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await self._told.heard(1.0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise BotError(f"nothing can listen at {host}:{port}: {error.strerror}") from error
