"""Telegram's methods by their names, with plain values in and out.

The library's own methods build objects out of every answer. Where we look at one number of it, and for what is
called in every turn, that costs more than all the rest. Connections, errors and retries stay the library's.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from telegram import Bot, InputFile
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter


class Calls:
    """The methods of one bot. Raises TelegramError, as the library's methods do."""

    def __init__(self, bot: Bot, request: BaseRequest) -> None:
        self._base = bot.base_url
        self._files = bot.base_file_url
        self._request = request

    async def __call__(self, method: str, values: dict[str, Any], *, read_timeout: float | None = None) -> Any:
        """Call a method; returns its result as JSON has it. Values that are None are left out."""
        parameters = [_parameter(name, value) for name, value in values.items() if value is not None]
        timeout = {} if read_timeout is None else {"read_timeout": read_timeout}
        try:
            return await self._request.post(f"{self._base}/{method}", RequestData(parameters), **timeout)
        except (KeyError, TypeError):  # JSON, but none of Telegram's
            raise NetworkError("what came is no answer of Telegram's") from None

    async def fetch(self, path: str) -> bytes:
        """A file, by the path that Telegram gave for it: always from Telegram's own server.

        The library would read it from this machine's disk, if a file of that name were there.
        """
        return await self._request.retrieve(f"{self._files}/{quote(path)}")


def _parameter(name: str, value: Any) -> RequestParameter:
    if isinstance(value, InputFile):
        return RequestParameter.from_input(name, value)
    return RequestParameter(name, value, None)
