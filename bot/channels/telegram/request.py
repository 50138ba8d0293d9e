"""python-telegram-bot's HTTP, on aiohttp: its default client is what makes such bots slow."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import orjson
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.wire import read_json

_CONNECTIONS = 128
_READ = 20.0
_CONNECT = 5.0
_USUAL = aiohttp.ClientTimeout(sock_read=_READ, sock_connect=_CONNECT)
_BAD = 400
_UPDATE = re.compile(rb'"update_id":\s*(\d{1,18})\b')


class Unreadable(TelegramError):  # noqa: N818 - it is no fault of ours
    """What came is not JSON as we can read it. `update` is the first update in it, if there is one."""

    def __init__(self, update: int | None) -> None:
        super().__init__("what Telegram sent can not be read")
        self.update = update


class AiohttpRequest(BaseRequest):
    """One pool of connections; lives from `initialize` to `shutdown`."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return _READ

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}, cookie_jar=aiohttp.DummyCookieJar()
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = DEFAULT_NONE,
        write_timeout: Any = DEFAULT_NONE,  # noqa: ARG002 - aiohttp counts writing into the whole
        connect_timeout: Any = DEFAULT_NONE,
        pool_timeout: Any = DEFAULT_NONE,  # noqa: ARG002 - waiting for a connection is no failure
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("this request is not initialized")
        read, connect = _given(read_timeout, _READ), _given(connect_timeout, _CONNECT)
        usual = (read, connect) == (_READ, _CONNECT)
        timeout = _USUAL if usual else aiohttp.ClientTimeout(sock_read=read, sock_connect=connect)
        try:
            async with self._session.request(method, url, **_body(request_data), timeout=timeout) as response:
                if response.status >= _BAD and response.content_type != "application/json":
                    # A page of some server in between: the library would quote it.
                    raise NetworkError(f"HTTP {response.status}")
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The error's own words can hold the address, and the address holds the token.
            raise NetworkError(type(error).__name__) from None

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


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """JSON, or a form where there are files."""
    if request_data is None:
        return {}
    if not request_data.contains_files:
        data = orjson.dumps(request_data.parameters)
        return {"data": data, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
