"""What the stand-in's own tests share: a running stand-in, the library's bot, and somebody to talk to."""

import struct
import zlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram

from tests.telegram_standin import BotApi, Person
from tests.telegram_standin.wire import Json

TOKEN = "123:abc"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN) as running:
        yield running


@pytest.fixture
async def bot(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[telegram.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the library's coming way of telling durations
    async with telegram.Bot(TOKEN, base_url=api.url + "/bot", base_file_url=api.url + "/file/bot") as connected:
        yield connected


@pytest.fixture
def ann(api: BotApi) -> Person:
    """Somebody who has begun a chat with the bot."""
    person = api.person(first_name="Ann", language_code="cy")
    person.writes("/start")
    return person


class Raw:
    """Calls without any library in between."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def __call__(self, method: str, *, token: str = TOKEN, **params: object) -> tuple[int, Json]:
        async with self._session.post(f"{self._url}/bot{token}/{method}", json=params) as response:
            return response.status, await response.json()


@pytest.fixture
async def raw(api: BotApi) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(session, api.url)


def picture(width: int = 4, height: int = 3) -> bytes:
    """A real PNG."""
    rows = b"".join(b"\0" + bytes(width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
