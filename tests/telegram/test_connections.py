"""Our HTTP, against servers that do what servers should not, over real sockets."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from telegram.error import NetworkError

from bot.channels.telegram import connections
from bot.channels.telegram.connections import Answer, Broken, Connections
from bot.channels.telegram.request import Request

Behaves = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """A server that behaves in its own way on each new connection."""

    def __init__(self, *behaviours: Behaves) -> None:
        self._behaviours = list(behaviours)
        self.came = 0
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behaviour = self._behaviours[min(self.came, len(self._behaviours) - 1)]
        self.came += 1
        try:
            await behaviour(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def request(reader: asyncio.StreamReader) -> bytes:
    """A whole request."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


def says(*answers: bytes) -> Behaves:
    """Answers each request with the next of these, as one piece; says nothing after the last."""

    async def behaves(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await request(reader)
            writer.write(answer)
            await writer.drain()
        await reader.read()

    return behaves


@asynccontextmanager
async def served(*behaviours: Behaves, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(*behaviours)
    listening = await asyncio.start_server(server, "127.0.0.1", 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/bot1:x/getMe"
    try:
        yield server
    finally:
        listening.close()


@pytest.fixture
async def lines() -> AsyncIterator[Connections]:
    lines = Connections("a test")
    yield lines
    await lines.close()


async def ask(lines: Connections, server: Server, body: bytes = b"{}", read: float = 5.0) -> Answer:
    return await lines.exchange("POST", server.url, body, "application/json", read=read, connect=5.0)


async def test_a_connection_is_used_again(lines: Connections) -> None:
    async with served(says(OK, OK, OK)) as server:
        for _ in range(3):
            assert await ask(lines, server) == Answer(200, b"ok")
        assert server.came == 1


async def test_people_do_not_wait_for_each_other(lines: Connections) -> None:
    waiting, came = asyncio.Event(), asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        came.set()
        await waiting.wait()
        writer.write(OK)

    async with served(slow, says(OK)) as server:
        first = asyncio.create_task(ask(lines, server))
        await came.wait()
        assert (await ask(lines, server)).body == b"ok"
        waiting.set()
        assert (await first).body == b"ok"


async def test_chunks_announcements_and_errors_are_read(lines: Connections) -> None:
    chunked = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    async with served(says(chunked, OK)) as server:
        assert await ask(lines, server) == Answer(502, b"abcde")
        assert (await ask(lines, server)).status == 200
        assert server.came == 1


async def test_who_says_close_is_not_asked_again(lines: Connections) -> None:
    async with served(says(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))) as server:
        await ask(lines, server)
        await ask(lines, server)
        assert server.came == 2


@pytest.mark.parametrize(
    "answer", [b"", OK[:-1], b"HTTP/1.1 200 OK\r\nContent-Le", b"no HTTP at all\r\n\r\n", b"\0" * 5000]
)
async def test_what_is_no_whole_answer_is_an_error_and_the_next_request_has_its_own(
    lines: Connections, answer: bytes
) -> None:
    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(answer)

    async with served(breaks, says(OK)) as server:
        with pytest.raises(Broken) as broken:
            await ask(lines, server)
        assert "bot1" not in str(broken.value)
        assert (await ask(lines, server)).body == b"ok"


@pytest.mark.parametrize("more", [OK.replace(b"ok", b"no"), b"HTTP/1.1 200", b"\r\nrubbish"])
async def test_what_nobody_asked_for_is_never_an_answer(lines: Connections, more: bytes) -> None:
    """Not in the same piece as the answer, nor later, while nothing is asked."""

    async def talks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(more)
        await writer.drain()
        await reader.read()

    async with served(says(OK + more), talks, says(OK, OK)) as server:
        for _ in range(3):
            assert (await ask(lines, server)).body == b"ok"
            await asyncio.sleep(0.15)
        assert server.came == 3


async def test_a_silent_server_is_given_up_and_a_slow_one_is_not(lines: Connections) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        for byte in OK[:12]:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)
        writer.write(OK[12:])

    async with served(silent, slow) as server:
        with pytest.raises(TimeoutError):
            await ask(lines, server, read=0.3)
        assert (await ask(lines, server, read=0.8)).body == b"ok"


async def test_a_long_upload_may_take_its_time(lines: Connections) -> None:
    """As long as the network takes something of it."""
    much = b"x" * 30_000_000

    async def sips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = len(much)
        while left > 0:
            left -= len(await reader.read(3_000_000))  # some 130 kB, as asyncio buffers it
            await asyncio.sleep(0.01)
        writer.write(OK)

    async with served(sips) as server:
        assert (await ask(lines, server, much, read=1.0)).body == b"ok"


async def test_what_was_not_sent_before_the_answer_is_never_sent(
    lines: Connections,
) -> None:
    async def hasty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await writer.drain()
        await asyncio.sleep(0.2)

    async with served(hasty, says(OK)) as server:
        assert (await ask(lines, server, b"x" * 30_000_000)).body == b"ok"
        assert (await ask(lines, server)).body == b"ok"
        assert server.came == 2


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        ("302 Found", "text/html", b'<a href="/bot1:SECRET/getMe">here</a>'),
        ("502 Bad Gateway", "application/json", b"/bot1:SECRET/getMe failed"),
        ("404 Not Found", "application/json", b'["/bot1:SECRET/getMe"]'),
    ],
)
async def test_a_page_in_between_is_never_quoted(status: str, kind: str, body: bytes) -> None:
    """It may hold the address it was asked for, and that holds the token."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    request = Request()
    await request.initialize()
    async with served(says(head.encode() + body)) as server:
        with pytest.raises(NetworkError) as error:
            await request.post(server.url)
    await request.shutdown()
    assert str(error.value) == f"HTTP {status[:3]}"


async def test_who_stops_waiting_leaves_nothing_behind(lines: Connections) -> None:
    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        await asyncio.sleep(0.2)
        writer.write(OK.replace(b"ok", b"no"))

    async with served(late, says(OK, OK)) as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await ask(lines, server)
        assert (await ask(lines, server)).body == b"ok"
        await asyncio.sleep(0.2)
        assert (await ask(lines, server)).body == b"ok"


async def test_a_connection_that_waited_long_is_not_trusted(
    lines: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_KEPT", 0.05)
    async with served(says(OK, OK)) as server:
        await ask(lines, server)
        await asyncio.sleep(0.1)
        await ask(lines, server)
        assert server.came == 2


async def test_who_comes_when_all_connections_are_busy_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_MOST", 3)
    lines = Connections("a test")
    async with served(says(*[OK] * 20)) as server:
        answers = await asyncio.gather(*(ask(lines, server) for _ in range(20)))
        assert [answer.body for answer in answers] == [b"ok"] * 20
        assert server.came == 3
    await lines.close()


async def test_nobody_there(lines: Connections) -> None:
    async with served(says(OK)) as server:
        pass
    with pytest.raises(Broken, match="ConnectionRefused"):
        await ask(lines, server)


async def test_only_who_can_prove_who_they_are_is_told_the_token(
    lines: Connections, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, trusted = _certificate(tmp_path)
    async with served(says(OK, OK), tls=theirs) as server:
        with pytest.raises(Broken, match="SSL"):
            await ask(lines, server)
        assert not server.came
        monkeypatch.setattr(connections, "_secured", lambda: trusted)
        assert (await ask(lines, server)).body == b"ok"
        assert (await ask(lines, server)).body == b"ok"


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows, signed by itself, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, secret = folder / "shown.pem", folder / "secret.pem"
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(shown, secret)
    return theirs, ssl.create_default_context(cafile=shown)
