"""python-telegram-bot's HTTP, over our own connections: its default client is what makes such bots slow."""

from __future__ import annotations

import re
import secrets
from typing import Any

import orjson
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.connections import Broken, Connections
from bot.channels.telegram.wire import read_json

_READ = 20.0
_CONNECT = 5.0
_GOOD = range(200, 300)
_JSON = "application/json"
_UPDATE = re.compile(rb'"update_id":\s*(\d{1,18})\b')


class Unreadable(TelegramError):  # noqa: N818 - it is no fault of ours
    """What came is not JSON as we can read it. `update` is the first update in it, if there is one."""

    def __init__(self, update: int | None) -> None:
        super().__init__("what Telegram sent can not be read")
        self.update = update


class Request(BaseRequest):
    """One pool of connections; lives from `initialize` to `shutdown`."""

    def __init__(self) -> None:
        self._connections: Connections | None = None

    @property
    def read_timeout(self) -> float:
        return _READ

    async def initialize(self) -> None:
        if self._connections is None:
            self._connections = Connections(self.USER_AGENT)

    async def shutdown(self) -> None:
        if self._connections is not None:
            await self._connections.close()
            self._connections = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = DEFAULT_NONE,
        write_timeout: Any = DEFAULT_NONE,  # noqa: ARG002 - out or in, something must move
        connect_timeout: Any = DEFAULT_NONE,
        pool_timeout: Any = DEFAULT_NONE,  # noqa: ARG002 - waiting for a connection is no failure
    ) -> tuple[int, bytes]:
        if self._connections is None:
            raise RuntimeError("this request is not initialized")
        body, kind = _body(request_data)
        read, connect = _given(read_timeout, _READ), _given(connect_timeout, _CONNECT)
        try:
            answer = await self._connections.exchange(method, url, body, kind, read=read, connect=connect)
        except TimeoutError as error:
            raise TimedOut from error
        except Broken as error:
            raise NetworkError(str(error)) from None
        if answer.status not in _GOOD and not _is_object(answer.body):
            # A page of some server in between: the library would quote it, and it may quote our address.
            raise NetworkError(f"HTTP {answer.status}")
        return answer.status, answer.body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What Telegram answered. Raises Unreadable, which does not quote it: it may hold people's words."""
        try:
            values: dict[str, Any] = read_json(payload)
        except ValueError:
            found = _UPDATE.search(payload)
            raise Unreadable(int(found[1]) if found else None) from None
        return values


def _given(value: Any, otherwise: float) -> float | None:
    if isinstance(value, DefaultValue):
        return otherwise
    return float(value) if value is not None else None


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(read_json(body), dict)
    except ValueError:
        return False


def _body(request_data: RequestData | None) -> tuple[bytes, str]:
    """JSON, or a form where there are files; and its media type."""
    if request_data is None:
        return b"", _JSON
    if request_data.contains_files:
        return _form(request_data)
    return orjson.dumps(request_data.parameters), _JSON


def _form(request_data: RequestData) -> tuple[bytes, str]:
    """A form as RFC 7578 has it. All names in it are the library's or ours: nothing has to be escaped."""
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in request_data.json_parameters.items():
        parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()]
    for name, (filename, content, mime) in request_data.multipart_data.items():
        assert isinstance(content, bytes), "files are given as bytes"
        parts += [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            f"Content-Type: {mime}\r\n\r\n".encode(),
            content,
            b"\r\n",
        ]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
