"""Thousands of requests as no browser sends them: never an error of ours, never somebody else's words."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from tests.bot_process import BotProcess, running_bot
from tests.telegram_standin import voice_note
from tests.watching import exported, lives, tells_nothing
from tests.web.strange import HEADLESS, WORDS, Odd, uploads
from tests.web.test_robustness import at_open_question, choices, hidden, question, say

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEED = 20261203
FUZZ = 600
"""Strange requests in all. More of them take longer, and find more."""

AT_ONCE = 8
SLOW = 6
OWN = "Cofnod"
"""What everything begins with that the ordinary visitor writes."""

LAST = "Thank you. We will listen"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    """A bot of its own: thousands of strangers would be in the way of other tests."""
    async with running_bot(tmp_path_factory.mktemp("strange") / "bot", SGWRS_CLIPS=str(clips)) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def client(bot: BotProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True, timeout=60) as client:
        yield client


# ---- the ordinary visitor


@dataclass
class Ordinary:
    """Somebody who speaks once, then writes. `mine` is where their recording is, `heard` what is in it."""

    client: httpx.AsyncClient
    page: httpx.Response
    mine: str
    heard: bytes
    told: list[tuple[str, str]]

    @classmethod
    async def come(cls, bot: BotProcess, client: httpx.AsyncClient) -> Ordinary:
        page = await at_open_question(client)
        form = {"once": hidden(page, "once"), "ask": hidden(page, "ask"), "text": f"{OWN} 0"}
        after = await client.post("/say", data=form, files={"voice": ("v", voice_note(1, seed=82))})
        [spoken] = [row for row in await exported(bot) if row["kind"] == "voice"]
        mine = f"/mine/{spoken['answer_id']}"
        heard = (await client.get(mine)).content
        return cls(client, after, mine, heard, [(question(page), f"{OWN} 0")])

    async def goes_through(self) -> None:
        while LAST not in self.page.text:
            if "<textarea" in self.page.text:
                words = f"{OWN} {len(self.told)}"
                self.told.append((question(self.page), words))
                self.page = await say(self.client, self.page, text=words)
            else:
                self.page = await say(self.client, self.page, key=choices(self.page)[0])

    def is_in(self, answer: bytes) -> bool:
        """Whether what somebody else got holds anything of theirs."""
        cookie = self.client.cookies["sgwrs"].encode()
        return OWN.encode() in answer or cookie in answer or self.heard[300:400] in answer

    async def is_kept_once(self, bot: BotProcess) -> None:
        rows = [row for row in await exported(bot) if row["text"].startswith(OWN)]
        kept = Counter((row["question"].partition("\n")[0], row["text"]) for row in rows)
        assert kept == Counter(self.told)
        assert len(kept) > 10


# ---- strange ones


async def connected(bot: BotProcess) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    where = urlsplit(bot.url)
    return await asyncio.open_connection(where.hostname, where.port, limit=2**26)


async def answer_to(bot: BotProcess, request: bytes) -> bytes:
    """All that comes back until the other side closes; nothing if it closes at once."""
    reader, writer = await connected(bot)
    answer = b""
    try:
        with contextlib.suppress(ConnectionError):
            writer.write(request)
            await writer.drain()
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(60):
                answer = await reader.read()
    except TimeoutError:
        raise AssertionError(f"never answered: {request[:500]!r}") from None
    finally:
        writer.transport.abort()
    return answer


async def drops(bot: BotProcess, request: bytes) -> None:
    """Sends it, and is gone without a word, as when a phone loses the network."""
    _, writer = await connected(bot)
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(ConnectionError):
        writer.write(request)
        await writer.drain()
    writer.transport.abort()


async def dawdles(bot: BotProcess, request: bytes) -> None:
    """Sends a byte, and after a while another one."""
    _, writer = await connected(bot)
    try:
        with contextlib.suppress(ConnectionError):
            for byte in request:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.1)
    finally:
        writer.transport.abort()


def is_no_error_of_ours(request: bytes, answer: bytes) -> bool:
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 400
    return status < 500 or (status == 503 and b" /readyz" in request.partition(b"\r\n")[0])


async def pours(bot: BotProcess, requests: Iterator[bytes], ordinary: Ordinary) -> None:
    for request in requests:
        answer = await answer_to(bot, request)
        assert is_no_error_of_ours(request, answer), (request[:1500], answer[:300])
        assert not ordinary.is_in(answer), request[:1500]


async def test_strange_requests_harm_nobody(bot: BotProcess, client: httpx.AsyncClient) -> None:
    """While they pour in, a visitor comes to the end; what they said is kept once, and nobody else sees it."""
    print(f"seed {SEED}")
    ordinary = await Ordinary.come(bot, client)
    odd = Odd(random.Random(SEED), [f"{ordinary.mine}{end}" for end in ("", ".mp3", ".ogg", "%00", "/", "?x")])
    requests = (odd.draw() for _ in range(FUZZ))
    slow = [asyncio.create_task(dawdles(bot, request * 9)) for request in _slow_ones(odd)]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(ordinary.goes_through())
        for _ in range(AT_ONCE):
            tasks.create_task(pours(bot, requests, ordinary))
    assert not any(task.done() and task.exception() for task in slow)
    for task in slow:
        task.cancel()
    await ordinary.is_kept_once(bot)
    assert lives(bot)
    tells_nothing(bot, WORDS, OWN, client.cookies["sgwrs"])


def _slow_ones(odd: Odd) -> list[bytes]:
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX: "
    return [head + bytes(200), *(odd.multipart() for _ in range(SLOW - 1))]


async def test_requests_that_break_off(bot: BotProcess, client: httpx.AsyncClient) -> None:
    """Cut off anywhere, or hardly HTTP at all: the next one is served."""
    odd = Odd(random.Random(SEED + 1), [])
    for number in range(FUZZ // 8):
        request = odd.draw()
        await drops(bot, request[: odd.chance.randrange(1, len(request))])
        if number % 4 == 0:
            await drops(bot, odd.chance.choice(HEADLESS))
    for request in HEADLESS:
        answer = b""
        with contextlib.suppress(TimeoutError):  # some promise more than they send, and wait in vain
            async with asyncio.timeout(0.3):
                answer = await answer_to(bot, request)
        assert is_no_error_of_ours(request, answer), request[:300]
    assert (await client.get("/")).status_code == 200
    assert lives(bot)
    tells_nothing(bot, WORDS)


async def test_many_requests_in_one_breath(bot: BotProcess, client: httpx.AsyncClient) -> None:
    """Pipelined, with a strange one in the middle: each is answered, in order."""
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    odd = b"GET /mine/%00 HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /new HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = await answer_to(bot, one * 20 + odd + one * 20 + last)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200"] * 20 + [b"404"] + [b"200"] * 21
    assert lives(bot)


# ---- uploads that are something else


async def test_files_that_are_something_else(bot: BotProcess, client: httpx.AsyncClient) -> None:
    """Refused in words or kept as what they can be; what is kept is never handed out as a page or a script."""
    page = await at_open_question(client)
    for content in uploads().values():
        for name, kind in (("voice", "audio/ogg"), ("photo", "image/svg+xml")):
            form = {"once": hidden(page, "once"), "ask": hidden(page, "ask")}
            after = await client.post("/say", data=form, files={name: ("../../x.html", content, kind)})
            assert after.status_code == 200
            page = await back_to_an_open_question(client)
    ordinary = Ordinary(client, page, "", b"", [])
    links: set[str] = set()
    while LAST not in ordinary.page.text:
        links |= set(re.findall(r'"(/mine/[^"]+)"', ordinary.page.text))
        ordinary.page = await say(client, ordinary.page, key=_onward(ordinary.page))
    assert links
    for link in links:
        mine = await client.get(link)
        assert mine.status_code in (200, 404)
        assert mine.status_code == 404 or re.match(r"(audio|image)/(?!svg)", mine.headers["content-type"])
        assert mine.headers["x-content-type-options"] == "nosniff"
    assert lives(bot)
    tells_nothing(bot, WORDS)


async def back_to_an_open_question(client: httpx.AsyncClient) -> httpx.Response:
    page = await client.get("/")
    while "<textarea" not in page.text:
        page = await say(client, page, key=choices(page)[0])
    return page


def _onward(page: httpx.Response) -> str:
    """Past an open question, and the first choice of any other."""
    keys = choices(page)
    return next(key for key in keys if key.endswith("control.skip")) if "<textarea" in page.text else keys[0]


# ---- the same press from two that know nothing of each other


async def test_the_first_press_twice_by_somebody_without_a_cookie(bot: BotProcess) -> None:
    """Their browser had no cookie yet when they pressed the language twice: both times they see what follows."""
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as nobody:
        page = await nobody.get("/")
        form = {"once": hidden(page, "once"), "key": "0::language.en"}
        for _ in range(3):
            nobody.cookies.clear()
            assert (await nobody.post("/say", data=form)).status_code == 303
        shown = await nobody.get("/")
        assert question(shown).startswith("Hello.")


async def test_stopping_while_somebody_sends_slowly(tmp_path: Path, clips: Path) -> None:
    """An upload that hangs does not keep the bot from stopping, and is not told as a fault."""
    async with running_bot(tmp_path / "bot", SGWRS_CLIPS=str(clips)) as bot:
        _, writer = await connected(bot)
        kind = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9999\r\n\r\n--b\r\n"
        writer.write(b"POST /say HTTP/1.1\r\nHost: x\r\n" + kind)
        await writer.drain()
        await asyncio.sleep(0.5)
        assert await bot.stop() == 0
        writer.transport.abort()
        tells_nothing(bot)
