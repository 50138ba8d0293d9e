"""HTTP/1.1 to the server of a Bot API: whole requests out, whole answers in, over connections that are kept.

The parsing is httptools'. A client that can do all of HTTP takes a fifth of the time of every turn, and nothing
else of it is needed here (docs/decisions/0025).
"""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

_MOST = 128
"""Connections at once; who comes when all are busy waits."""

_KEPT = 15.0
"""Seconds that an idle connection is used again: servers close theirs too, only later."""

_NEXT_ADDRESS = 0.25
"""Seconds after which the next of a server's addresses is tried beside the first (RFC 8305)."""

_FINAL = 200
"""Answers below this only announce another one."""


class Broken(Exception):  # noqa: N818 - a state of the line, and nobody's fault
    """No connection, or it broke, or what came is not HTTP. Quotes nothing of what went over it."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes


class _Server(NamedTuple):
    secure: bool
    host: str
    port: int


class Connections:
    """Connections to whatever servers are asked; `agent` is what we say we are."""

    def __init__(self, agent: str) -> None:
        self._always = f"User-Agent: {agent}\r\nAccept: */*\r\n"
        self._idle: dict[_Server, list[_Connection]] = {}
        self._room = asyncio.Semaphore(_MOST)
        self._closed = False

    async def exchange(
        self, method: str, url: str, body: bytes, kind: str, *, read: float | None, connect: float | None
    ) -> Answer:
        """Send a request with a body of this media type, wait for the answer. Follows no redirection.

        `read` is for how many seconds nothing may move, out or in; `connect` how many connecting may take; None is
        for ever. Raises TimeoutError and Broken; nobody knows then whether the request has arrived.
        """
        server, host, target = _parts(url)
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{self._always}"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        async with self._room:
            connection = self._kept(server) or await _opened(server, connect)
            answer = await connection.exchange(head.encode() + body, read)
            if self._closed:
                connection.close()
            elif connection.is_free:
                self._idle.setdefault(server, []).append(connection)
            return answer

    async def close(self) -> None:
        for connection in (one for kept in self._idle.values() for one in kept):
            connection.close()
        self._idle.clear()
        self._closed = True
        await asyncio.sleep(0)  # for the loop to see them off

    def _kept(self, server: _Server) -> _Connection | None:
        """The one used last. Those that have waited too long are closed as they are come upon."""
        kept = self._idle.get(server, [])
        while kept:
            connection = kept.pop()
            if connection.is_free and time.monotonic() - connection.moved < _KEPT:
                return connection
            connection.close()
        return None


class _Connection(asyncio.Protocol):
    """One exchange at a time. After whatever went wrong it is closed, and not free again."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._parser = HttpResponseParser(self)
        self._body: list[bytes] = []
        self.moved = 0.0  # when something last came or went, by the monotonic clock

    @property
    def is_free(self) -> bool:
        return self._transport is not None and self._answer is None

    async def exchange(self, request: bytes, read: float | None) -> Answer:
        if self._transport is None:
            raise Broken("closed")
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        self.moved = time.monotonic()
        self._transport.write(request)
        watch = _Watch(self, read) if read is not None else None
        try:
            return await self._answer
        except BaseException:  # cancelled too: the answer would come when somebody else waits
            self.close()
            raise
        finally:
            self._answer = None
            if watch:
                watch.timer.cancel()

    @property
    def unsent(self) -> int:
        """Bytes that are still to be taken by the network."""
        return self._transport.get_write_buffer_size() if self._transport else 0

    def fail(self, error: Exception) -> None:
        self.close()
        if self._is_waited_for:
            assert self._answer
            self._answer.set_exception(error)

    def close(self) -> None:
        if self._transport:
            self._transport.abort()
            self._transport = None

    @property
    def _is_waited_for(self) -> bool:
        return self._answer is not None and not self._answer.done()

    # ---- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._is_waited_for:  # it would be taken for the answer to the next request
            self.close()
            return
        self.moved = time.monotonic()
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self.fail(Broken("not HTTP"))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self.fail(Broken(type(error).__name__ if error else "closed"))

    # ---- called by the parser

    def on_message_begin(self) -> None:
        self._body = []
        if not self._is_waited_for:
            self.close()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < _FINAL or not self._is_waited_for:
            return
        if self.unsent or not self._parser.should_keep_alive():
            self.close()  # what is still to be sent would come before the next request
        assert self._answer
        self._answer.set_result(Answer(status, b"".join(self._body)))


class _Watch:
    """Ends an exchange in which nothing has moved for so many seconds."""

    def __init__(self, connection: _Connection, read: float) -> None:
        self._connection = connection
        self._read = read
        self._unsent = connection.unsent
        self.timer = asyncio.get_running_loop().call_later(read, self._look)

    def _look(self) -> None:
        connection = self._connection
        if connection.unsent != self._unsent:
            self._unsent, connection.moved = connection.unsent, time.monotonic()
        left = connection.moved + self._read - time.monotonic()
        if left > 0:
            self.timer = asyncio.get_running_loop().call_later(left, self._look)
        else:
            connection.fail(TimeoutError())


async def _opened(server: _Server, seconds: float | None) -> _Connection:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            _, connection = await loop.create_connection(
                _Connection,
                server.host,
                server.port,
                ssl=_secured() if server.secure else None,
                happy_eyeballs_delay=_NEXT_ADDRESS,
            )
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken(type(error).__name__) from None
    return connection


@cache
def _secured() -> ssl.SSLContext:
    """Whom this machine trusts."""
    return ssl.create_default_context()


@lru_cache(maxsize=256)
def _parts(url: str) -> tuple[_Server, str, str]:
    """The server, what it calls itself, and what is asked of it. A bot has few addresses, but for files."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    server = _Server(secure, parts.hostname or "", parts.port or (443 if secure else 80))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return server, parts.netloc.rpartition("@")[2], target or "/"
