"""Serves the pages inside the bot's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from bot.errors import BotError


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
        server = uvicorn.Server(config)
        task = asyncio.create_task(server._serve([listening]))  # noqa: SLF001 - `serve` would take our signals
        try:
            await asyncio.shield(task)
        finally:
            server.should_exit = True
            await task


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise BotError(f"nothing can listen at {host}:{port}: {error.strerror}") from error
