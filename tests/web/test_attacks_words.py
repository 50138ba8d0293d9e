"""An attacker's afternoon with bytes: paths, heads, words that want to be more, bodies, and all that leaks."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.chromium import CHROMIUM, MISSING
from tests.telegram.running import database_of
from tests.watching import exported, lives, tells_nothing
from tests.web.attacking import Circle, circle_in, got, head_of, now
from tests.web.pictures import photo
from tests.web.test_robustness import at_open_question, hidden, question, say

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def circle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Circle]:
    async with circle_in(tmp_path_factory.mktemp("attacks")) as circle:
        yield circle


# ---- paths, redirects, heads

UPWARD = (
    "../../data/secret", "..%2f..%2fdata%2fsecret", "%2e%2e/%2e%2e/data/secret", "..\\..\\data\\secret",
    "..%5c..%5cdata%5csecret", "%252e%252e%252fdata%252fsecret", "....//....//data/secret", "/etc/passwd",
    "%2fetc%2fpasswd", "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", "..%c0%af..%c0%afdata/secret",
    "x.1-1%00.ogg", "..%00/data/secret", "*", "%3f", "file:%2f%2f%2fetc%2fpasswd", "data/sgwrs.db",
    "..%2fdata%2fsgwrs.db", "http:%2f%2f127.0.0.1%2f",
)  # fmt: skip
FOLDERS = (
    "/", "/mine/", "/mine/x.1-1", "/board/", "/board/hear/", "/board/hear/x.1-1", "/clip/en/", "/clip/",
    "/static/", "/picture/",
)  # fmt: skip


async def test_no_path_leads_out_of_the_folders(circle: Circle) -> None:
    """In every place of every address, for a stranger and for the team: neither the key nor any other file."""
    cookie = f"Cookie: sgwrs-board={await circle.cookie('team')}"
    secret = (circle.bot.folder / "data/secret").read_bytes().strip()
    for folder in FOLDERS:
        answers = await asyncio.gather(*(got(circle.bot, folder + path, cookie) for path in UPWARD))
        for path, answer in zip(UPWARD, answers, strict=True):
            assert re.match(rb"HTTP/1.1 (400|404|405|307|200) ", answer), (folder, path)
            assert not [
                one for one in (secret, b"SQLite format", b"root:x:0", b"from __future__") if one in answer
            ]
            if folder != "/":
                assert not answer.startswith(b"HTTP/1.1 200") or folder == "/board/", (folder, path)
    assert lives(circle.bot)


AWAY = (
    "//evil.example", "//evil.example/", "//evil.example/board", "/\\evil.example", "/%5cevil.example/",
    "/join/..%2f..%2f%2fevil.example", "/join/%2f%2fevil.example/", "/open//evil.example/",
    "/board//evil.example/",
    "/join/\\\\evil.example/", "/board/..//evil.example", "/?language=//evil.example", "/say?next=//evil.example",
    "/join/%0d%0aLocation:%20http:%2f%2fevil.example/", "/board/%0d%0aX-Evil:1/", "/new/?//evil.example",
    "/board@evil.example", "/.evil.example", "http://evil.example/board", "/%09/evil.example/",
)  # fmt: skip


async def test_nobody_is_sent_to_another_site(circle: Circle) -> None:
    """Whatever stands in a path or behind it: a redirect leads to this site, or there is none."""
    here = f"http://{urlsplit(circle.bot.url).netloc}/"
    for method in ("GET", "POST", "HEAD"):
        for path in AWAY:
            lines = head_of(await got(circle.bot, path, "Content-Length: 0", method=method))
            assert not [line for line in lines if line.startswith("x-evil")]
            for line in lines:
                if line.startswith("location: "):
                    to = line.removeprefix("location: ")
                    assert to.startswith(here) or re.match(r"/(?![/\\])", to), (method, path, to)


@pytest.mark.parametrize("path", ["/board", "/static", "/new/"])
async def test_the_host_header_is_not_believed(circle: Circle, path: str) -> None:
    """Whoever forges it (a cache on the way would keep the answer) sends nobody anywhere."""
    answer = await got(circle.bot, path, host="evil.example")
    assert b"evil.example" not in answer


async def test_the_host_header_makes_no_form_ours(circle: Circle) -> None:
    """No page has it in its words; a form's origin is compared with where it was sent."""
    secret = await circle.invited()
    for path in ("/", f"/join/{secret}", "/board/", "/nothing", "/readyz"):
        assert b"evil.example" not in await got(
            circle.bot, path, "X-Forwarded-Host: evil.example", host="evil.example"
        )
    forged = ("Origin: http://evil.example", "X-Forwarded-Host: evil.example", "Content-Length: 0")
    answer = await got(circle.bot, f"/join/{secret}", *forged, method="POST")
    assert answer.startswith(b"HTTP/1.1 403")
    assert not circle.is_used(secret)


INJECTED = "x\r\nX-Evil: 1\r\nSet-Cookie: evil=1"
QUOTED = "x%0d%0aX-Evil:%201%0d%0aSet-Cookie:%20evil=1"


async def test_nothing_adds_a_line_to_an_answers_head(circle: Circle) -> None:
    """Cookies, languages, addresses, fields and file names with line ends in them: all stay where they belong."""
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="photo"; filename="{QUOTED}"\r\n\r\nx\r\n'
        f'--b\r\nContent-Disposition: form-data; name="once"\r\n\r\n{INJECTED}\r\n--b--\r\n'
    )
    multipart = ("Content-Type: multipart/form-data; boundary=b", f"Content-Length: {len(parts)}", "", parts)
    form = f"size={QUOTED}&colours={QUOTED}&key={QUOTED}"
    fields = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}", "", form)
    answers = [
        await got(circle.bot, "/", f"Cookie: sgwrs={QUOTED}; sgwrs-look={QUOTED}; sgwrs-board={QUOTED}"),
        await got(circle.bot, "/", 'Cookie: sgwrs-look="x\\015\\012X-Evil: 1"'),
        await got(circle.bot, "/", f"Accept-Language: {QUOTED}"),
        await got(circle.bot, f"/?language={QUOTED}"),
        await got(circle.bot, f"/board/?page={QUOTED}"),
        await got(circle.bot, f"/mine/{QUOTED}"),
        await got(circle.bot, f"/join/{QUOTED}"),
        await got(circle.bot, f"/{QUOTED}/", f"Range: bytes={QUOTED}"),
        await got(circle.bot, "/say", *multipart, method="POST"),
        await got(circle.bot, "/look", *fields, method="POST"),
        await got(circle.bot, "/say", *fields, method="POST"),
    ]
    for answer in answers:
        lines = head_of(answer)
        assert re.match(r"http/1.1 [234]\d\d ", lines[0]), lines
        assert not [line for line in lines if line.startswith("x-evil") or "evil=" in line]


# ---- words that want to be more

SCRIPT = "<script>window.pwned=1</script><img src=x onerror='window.pwned=1'>\"'><svg onload=alert(1)>{{7*7}}"
FORMULAS = (
    "=SUM(A:A)", "+cmd", "-cmd", "@SUM(A:A)", "\t=cmd", " =cmd|' /C calc'!A", "one\n=HYPERLINK(A)",
    "one\r\n=cmd", "＝cmd", "\u200b=cmd", '"=cmd', 'x","=cmd', "\ufeff=cmd", "=\u200bcmd", "﹢cmd",
)  # fmt: skip


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason=MISSING)
async def test_no_words_become_a_script(circle: Circle, browser: Browser) -> None:
    """An answer, a member's name, and to whom and why something left: read in a browser, all are only words."""
    board = await circle.cookie("team", SCRIPT)
    await circle.gives_out(SCRIPT, SCRIPT)
    async with circle.somebody() as teller:
        spoken = await circle.told(teller, SCRIPT)
        await teller.get(f"/board/hear/{spoken}", headers={"Cookie": f"sgwrs-board={board}"})
        page = await teller.get("/")
        await say(_following(teller), page, key=next(re.finditer(r'value="(\d+:\w*:control.help)"', page.text))[1])
        for key in ("aside.mine", "mine.hear", "mine.next"):
            page = await teller.get("/")
            page = await say(teller, page, key=re.search(rf'value="(\d+:\w*:{key})"', page.text)[1])
        context = await browser.new_context()
        await context.add_cookies(
            [
                {"name": "sgwrs-board", "value": board, "url": f"{circle.bot.url}/board/"},
                {"name": "sgwrs", "value": teller.cookies["sgwrs"], "url": circle.bot.url},
            ]
        )
        tab = await context.new_page()
        for path in ("/", "/board/", "/board/listened", "/board/given"):
            answer = await tab.goto(circle.bot.url + path)
            assert answer
            rules = answer.headers["content-security-policy"]
            assert rules.startswith("default-src 'self'")
            assert "unsafe" not in rules
            assert "script-src" not in rules
            assert SCRIPT in await tab.locator("body").inner_text()
            assert b"<script>window" not in await answer.body()
            assert await tab.evaluate("window.pwned") is None
            assert not await tab.locator("img[src=x], svg[onload]").count()
        await context.close()


def _following(client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.follow_redirects = True
    return client


async def test_no_file_name_is_used(circle: Circle) -> None:
    """Uploads called like our own files, or like a way up, are kept under their answer's name."""
    before = sorted(path.name for path in circle.bot.folder.iterdir())
    async with circle.somebody() as client:
        page = await at_open_question(_following(client))
        for name in ("../../../x.html", "/tmp/attacks-x.html", "..\\x.html", f"{SCRIPT}.html", "secret", ".env"):
            form = {"once": hidden(page, "once"), "ask": hidden(page, "ask"), "text": "beside it"}
            page = await client.post("/say", data=form, files={"photo": (name, photo(), "text/html")})
            assert "window.pwned" not in page.text
        [first, *_] = [answer for answer, heard in circle.answers_of(client) if heard == "photo"]
        mine = await client.get(f"/mine/{first}")
        assert mine.headers["content-type"] == "image/jpeg"
        assert mine.headers["x-content-type-options"] == "nosniff"
    assert sorted(path.name for path in circle.bot.folder.iterdir()) == before
    assert not Path("/tmp/attacks-x.html").exists()
    kept = [path for path in (circle.bot.folder / "data/recordings").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} <= {".jpg", ".ogg"}


async def test_no_answer_is_a_formula(circle: Circle) -> None:
    """Every line of every cell that a spreadsheet would run begins with a sign that keeps it from that."""
    async with circle.somebody() as client:
        page = await at_open_question(_following(client))
        for number, words in enumerate(FORMULAS):
            form = {"once": f"formula-{number:04}", "ask": hidden(page, "ask"), "text": words}
            assert (await client.post("/say", data=form)).status_code == 200
        names = {name for name, _ in circle.answers_of(client)}
    rows = [row for row in await exported(circle.bot) if row["answer_id"] in names and row["kind"] == "text"]
    assert len(rows) == len(FORMULAS)
    for row in rows:
        for line in (line for cell in row.values() for line in cell.splitlines()):
            assert not re.match(r"[\s\u200b\ufeff]*[=+\-@\t＝﹢]", line), row
    text = (circle.bot.folder / "out/answers.csv").read_text(encoding="utf-8-sig")
    assert {len(row) for row in csv.reader(io.StringIO(text))} == {len(rows[0])}


@pytest.mark.parametrize("sign", [";", "\t"])
async def test_no_part_of_an_answer_is_a_formula(circle: Circle, sign: str) -> None:
    """Where Excel speaks Polish, and LibreOffice asks nothing, a semicolon or a tab begins the next cell."""
    async with circle.somebody() as client:
        page = await at_open_question(_following(client))
        await say(client, page, text=f"Tylko słowa{sign}=HYPERLINK(A1)")
    await exported(circle.bot)
    text = (circle.bot.folder / "out/answers.csv").read_text(encoding="utf-8-sig")
    [line] = [line for line in text.splitlines() if f"Tylko słowa{sign}" in line]
    assert not [cell for cell in re.split(r"[;\t]", line) if cell.startswith("=")]


# ---- too much, too slowly


async def test_slow_and_huge_bodies_keep_nobody_out(circle: Circle) -> None:
    """Forty that never end, and some that are huge, at every form: others are served meanwhile."""
    where = urlsplit(circle.bot.url)
    form = "Content-Type: multipart/form-data; boundary=b"
    head = f"POST {{}} HTTP/1.1\r\nHost: x\r\n{form}\r\nContent-Length: 9000000\r\n\r\n"
    open_ones = []
    for number in range(40):
        _, writer = await asyncio.open_connection(where.hostname, where.port)
        path = ("/say", "/look", "/new", "/board/leave")[number % 4]
        writer.write(head.format(path).encode() + b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx')
        await writer.drain()
        open_ones.append(writer)
    async with circle.somebody() as client, asyncio.timeout(15):
        page = await _following(client).get("/")
        assert question(page) == "English. Press 1."
        secret = await circle.invited()
        for path in ("/say", "/look", "/new", f"/join/{'A' * 43}", "/board/leave", "/telegram"):
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            huge = await client.post(
                path, content=b"size=" + b"x" * 3_000_000, headers=kind, follow_redirects=False
            )
            assert huge.status_code < 500, path
        assert (await client.get("/healthz")).text == "ok"
        assert (await client.get(f"/join/{secret}")).status_code == 200
    for writer in open_ones:
        writer.close()
    assert lives(circle.bot)


# ---- what leaks


async def test_nothing_leaks_when_everything_fails(tmp_path: Path) -> None:
    """All tables are gone while people talk, join and listen: no page, no line holds a secret or their words."""
    alone = {"Connection": "close"}  # one that failed half-way must not be used for the next request
    async with circle_in(tmp_path) as circle, circle.somebody(headers=alone) as client:
        key = (circle.bot.folder / "data/secret").read_text().strip()
        words, name = "Blodwen hides her Bible", "Xanthe Quill"
        spoken = await circle.told(client, words)
        invitation, board = await circle.invited("team", name), await circle.cookie("team", name)
        door = await circle.members.door(await circle.member("team", name), now())
        told = [words, "Blodwen", name, invitation, door, board, client.cookies["sgwrs"], key]
        with database_of(circle.bot.folder) as database:
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in names:
                if not table.startswith("sqlite_"):
                    database.execute(f'ALTER TABLE "{table}" RENAME TO "gone_{table}"')
        client.cookies.set("sgwrs-board", board, path="/board")
        pages = [
            *[
                await _tried(client, "GET", path)
                for path in ("/", "/mine.zip", f"/mine/{spoken}", "/look", "/access")
            ],
            *[
                await _tried(client, "GET", f"/board/{path}")
                for path in ("", f"hear/{spoken}", "listened", "given")
            ],
            *[
                await _tried(client, how, f"/{link}")
                for how in ("GET", "POST")
                for link in (f"join/{invitation}", f"open/{door}")
            ],
            *[await _tried(client, "POST", path, data={"text": words}) for path in ("/say", "/board/leave")],
            *[await _tried(client, "GET", path) for path in ("/metrics", "/healthz", "/readyz", "/nothing")],
        ]
        shown = "\n".join(pages)
        assert not [secret for secret in told if secret in shown]
        assert "Traceback" not in shown
        assert "gone_" not in shown
        commands = b"\n".join(
            path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _is_there(path)
        )
        assert not [secret for secret in (*told, str(key)) if secret.encode() in commands]
        assert lives(circle.bot)
        await circle.bot.stop()
        tells_nothing(circle.bot, *told)


async def _tried(client: httpx.AsyncClient, method: str, path: str, data: dict[str, str] | None = None) -> str:
    """What comes back, head and all."""
    answer = await client.request(method, path, data=data)
    return f"{answer.headers}\n{answer.text}"


def _is_there(path: Path) -> bool:
    try:
        return bool(path.read_bytes())
    except OSError:
        return False
