"""Nothing may be reached: whoever tries to connect anywhere fails the test, and is remembered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def offline() -> Iterator[list[object]]:
    """Yields what was tried."""
    tried: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        tried.append(arguments[-1])
        raise AssertionError(f"somebody tried to reach {arguments[-1]}")

    with (
        patch.object(socket.socket, "connect", refuse),
        patch.object(socket.socket, "connect_ex", refuse),
        patch.object(socket, "getaddrinfo", lambda *arguments, **_: refuse(arguments[0])),
    ):
        yield tried
