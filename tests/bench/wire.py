"""HTTP/1.1 as bots speak it to Telegram, and no more of it: small enough to cost next to nothing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_KIND = re.compile(rb"\r\ncontent-type: *([^\r]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_BOUNDARY = re.compile(rb'boundary="?([^";]+)')
_NAME = re.compile(rb'\bname="?([^";\r]+)')

Fields = dict[str, str]


@dataclass
class Request:
    """One request, until it is answered."""

    path: str
    fields: Fields
    connection: Connection

    def answer(self, body: bytes, status: int = 200, kind: str = "application/json") -> None:
        head = f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.connection.send(head.encode() + body)

    def result(self, result: str) -> None:
        """What the Bot API wraps around a result, which comes as JSON already."""
        self.answer(f'{{"ok":true,"result":{result}}}'.encode())

    def refusal(self, status: int, words: str) -> None:
        self.answer(json.dumps({"ok": False, "error_code": status, "description": words}).encode(), status)


class Connection(asyncio.Protocol):
    """One connection of the bot. Half of the distance lies before a request is carried out, half behind it."""

    def __init__(self, carry_out: Callable[[Request], None], away: float) -> None:
        self._carry_out = carry_out
        self._half = away / 2
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        while request := self._next():
            if self._half:
                self._loop.call_later(self._half, self._carry_out, request)
            else:
                self._carry_out(request)

    def send(self, data: bytes) -> None:
        if self._half:
            self._loop.call_later(self._half, self._write, data)
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)

    def _next(self) -> Request | None:
        """The next request, once all of it is here."""
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._received[:end])
        assert not _CHUNKED.search(head), "a request without a length is not understood here"
        length = _LENGTH.search(head)
        begin, behind = end + 4, end + 4 + (int(length[1]) if length else 0)
        if len(self._received) < behind:
            return None
        body = bytes(self._received[begin:behind])
        del self._received[:behind]
        path, _, query = head.split(b" ", 2)[1].decode().partition("?")
        kind = _KIND.search(head)
        fields = _fields(kind[1] if kind else b"", body)
        if query:
            fields |= parse_qsl(query)
        return Request(path, fields, self)


def _fields(kind: bytes, body: bytes) -> Fields:
    """What a request says, by name. The content of a file is passed by."""
    if not body:
        return {}
    if kind.startswith(b"application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode()))
    if kind.startswith(b"application/json"):
        return {name: _as_text(value) for name, value in json.loads(body).items() if value is not None}
    boundary = _BOUNDARY.search(kind)
    assert boundary, f"a body of kind {kind!r} is not understood here"
    fields = {}
    for part in body.split(b"--" + boundary[1])[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name and b"filename" not in head:
            fields[name[1].decode()] = content.removesuffix(b"\r\n").decode()
    return fields


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
