"""Whatever is sent to the pages by whomever: never an error page, nothing lost, a kind answer."""

from __future__ import annotations

import asyncio
import html
import io
import re
import zipfile
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from bot.channels.web.forms import BIGGEST, LONGEST
from bot.core.rights import phrases as rights
from bot.speech.sound import is_opus, seconds_of
from tests.bot_process import BotProcess
from tests.telegram_standin import voice_note
from tests.web.pictures import GPS, photo
from tests.web.visitor import exported

pytestmark = pytest.mark.asyncio(loop_scope="session")


def hidden(page: httpx.Response, name: str) -> str:
    """A hidden field of the form that answers an open question, else of the first form."""
    found = re.search(rf'class="answer".*?name="{name}" value="([^"]*)"', page.text, re.DOTALL)
    found = found or re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found
    return found[1]


def question(page: httpx.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found, page.text
    return html.unescape(found[1])


def remark(page: httpx.Response) -> str:
    return " ".join(map(html.unescape, re.findall(r'<p id="remark-\d+">(.*?)</p>', page.text)))


def choices(page: httpx.Response) -> list[str]:
    return re.findall(r'name="key" value="([^"]*)"', page.text)


async def say(client: httpx.AsyncClient, page: httpx.Response, **fields: str) -> httpx.Response:
    """Answer a page's question with these fields."""
    known = {"once": hidden(page, "once"), **({"ask": hidden(page, "ask")} if "textarea" in page.text else {})}
    answer = await client.post("/say", data={**known, **fields})
    assert answer.status_code == 200
    return answer


async def at_open_question(client: httpx.AsyncClient) -> httpx.Response:
    page = await client.get("/")
    page = await say(client, page, key="0::language.en")
    while "<textarea" not in page.text:
        page = await say(client, page, key=choices(page)[0])
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def page(client: httpx.AsyncClient) -> httpx.Response:
    """The first open question, for somebody new."""
    return await at_open_question(client)


# ---- uploads


async def send(
    client: httpx.AsyncClient, page: httpx.Response, name: str, data: bytes, kind: str
) -> httpx.Response:
    answer = await client.post(
        "/say",
        data={"once": hidden(page, "once"), "ask": hidden(page, "ask")},
        files={name: ("../../etc/passwd", data, kind)},
    )
    assert answer.status_code == 200
    return answer


async def test_a_recording_can_be_heard_at_once_and_later(
    bot: BotProcess, client: httpx.AsyncClient, page
) -> None:
    """A person's own recording plays from the moment it was sent, also as MP3 and in parts, for them alone."""
    note = voice_note(1.5, seed=1)
    after = await send(client, page, "voice", note, "audio/ogg")
    assert question(after) == "What do you do on that day?"
    await say(client, after, text="a recording was heard")
    [told] = [row for row in await exported(bot, "a recording was heard") if row["kind"] == "voice"]
    mine = f"/mine/{told['recording'].rpartition('/')[2].removesuffix('.ogg')}"
    for _ in range(30):
        if "/mine/" in after.text:
            break
        after = await say(client, after, key=choices(after)[-2])  # skip on to the check
    mine = re.search(r"/mine/[\w.-]+", after.text)[0]
    heard = await client.get(mine)
    assert is_opus(heard.content[:64])
    assert abs(seconds_of(heard.content) - 1.5) < 0.2
    mp3 = await client.get(f"{mine}.mp3")
    assert mp3.headers["content-type"] == "audio/mpeg"
    assert abs(seconds_of(mp3.content) - 1.5) < 0.3
    part = await client.get(f"{mine}.mp3", headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, mp3.content[:2])
    assert (await client.get(f"{mine}.mp3", headers={"Range": "bytes=999999999-"})).status_code == 416
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True) as somebody_else:
        assert (await somebody_else.get(mine)).status_code == 404
        await at_open_question(somebody_else)
        assert (await somebody_else.get(mine)).status_code == 404


async def test_what_is_no_sound_is_refused_in_words(client: httpx.AsyncClient, page) -> None:
    """Not audio, half of it, nothing at all: the person is told, and asked the same again."""
    asked = question(page)
    for data in (b"", b"not a sound", b"OggS" + bytes(500), b"\x1aE\xdf\xa3" + bytes(300), b"RIFF" * 9):
        page = await send(client, page, "voice", data, "audio/webm")
        assert remark(page) == "I did not get any words. Please say it again."
        assert question(page) == asked


async def test_what_is_no_picture_is_refused_in_words(client: httpx.AsyncClient, page) -> None:
    """A film, a page, a broken photo: the person hears what can be taken."""
    asked = question(page)
    for data in (
        b"<svg onload='alert(1)'/>",
        b"GIF89a" + bytes(50),
        b"\xff\xd8\xff\xe1\xff",
        b"\x89PNG\r\n\x1a\n\0",
    ):
        page = await send(client, page, "photo", data, "image/jpeg")
        assert remark(page) == "I can not take that. I can take your voice, words or a photo."
        assert question(page) == asked


async def test_a_photo_is_kept_without_its_place(bot: BotProcess, client: httpx.AsyncClient, page) -> None:
    """What the camera wrote into a photo does not come out of the export, except which way up it is."""
    page = await send(client, page, "photo", photo(turned=6), "image/jpeg")
    await say(client, page, text="a photo was sent")
    [row] = [row for row in await exported(bot, "a photo was sent") if row["kind"] == "photo"]
    kept = (bot.folder / "out" / row["recording"]).read_bytes()
    assert GPS not in kept
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept


async def test_voice_photo_and_words_together_are_three_answers(
    bot: BotProcess, client: httpx.AsyncClient, page
) -> None:
    """Somebody records, takes a photo and writes before they press Send: all of it is kept, at one question."""
    after = await client.post(
        "/say",
        data={"once": hidden(page, "once"), "ask": hidden(page, "ask"), "text": "words beside a voice"},
        files={"voice": ("v", voice_note(1, seed=2)), "photo": ("p", photo())},
    )
    assert question(after) == "What do you do on that day?"
    rows = [row for row in await exported(bot, "words beside a voice") if row["step"] == "good_day"]
    assert sorted(row["kind"] for row in rows) == ["photo", "text", "voice"]
    assert {row["question"] for row in rows} == {question(page)}


async def test_too_much_is_refused_in_words(client: httpx.AsyncClient, page) -> None:
    """Over the limit, however it is announced: no error, and the person may say it in shorter parts."""
    asked = question(page)
    page = await send(client, page, "voice", bytes(BIGGEST + 1), "audio/webm")
    assert remark(page) == "That is too long for me. Please say it in shorter parts."
    page = await say(client, page, text="x" * (LONGEST + 1))
    assert remark(page) == "That is too long for me. Please say it in shorter parts."
    page = await say(client, page, text="x" * 1_000_000)
    assert remark(page) == "That is too long for me. Please say it in shorter parts."
    assert question(page) == asked


async def test_an_endless_body_without_a_length_does_not_fill_the_disk(client: httpx.AsyncClient, page) -> None:
    """Chunked, with no Content-Length: read up to the limit, kept nowhere, answered."""

    async def endless() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="voice"; filename="v"\r\n\r\n'
        for _ in range(60):
            yield bytes(1_000_000)
        yield b"\r\n--b--\r\n"

    answer = await client.post(
        "/say", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code == 200
    assert remark(answer) == "That is too long for me. Please say it in shorter parts."


async def raw(bot: BotProcess, request: bytes) -> bytes:
    """Send bytes as they are; what came back until the other side had nothing more to say."""
    where = urlsplit(bot.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(request)
    await writer.drain()
    try:
        async with asyncio.timeout(1):
            return await reader.read()
    except TimeoutError:
        return b""
    finally:
        writer.close()
        await writer.wait_closed()


async def test_heads_that_lie(bot: BotProcess, client: httpx.AsyncClient) -> None:
    """A Content-Length that promises more, less, or nonsense harms nobody, and the next person is served."""
    head = b"POST /say HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    for length in (b"5", b"500", b"99999999999", b"9" * 4500, b"-1", b"abc"):
        answer = await raw(bot, head + length + b"\r\n\r\ntext=hello")
        assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert (await client.get("/")).status_code == 200


# ---- forms


MADE_UP_ASKS = ["", "-1", "9" * 5000, "٣", "1e9", "\0", "None"]

MADE_UP_KEYS = [
    "1", ":", "::", "a:b:c", "0::language.xx", "999999999:good_day:option.nothing", "9" * 5000 + ":x:option.y",
    "1:good_day:control.explode", "1:good_day:page.more", "1::aside.start_again", "\0:\0:\0",
    "1:good_day:" + "x" * 50_000, "1:../..:option.'; drop table answers; --", "\U0001d7d9:é:ü",
]  # fmt: skip


async def test_a_made_up_question_number(bot: BotProcess, client: httpx.AsyncClient, page) -> None:
    """Whatever `ask` says, the words that came with it are kept."""
    for number, ask in enumerate(MADE_UP_ASKS):
        page = await say(client, page, ask=ask, text=f"made up question {number}")
        while "<textarea" not in page.text:
            page = await say(client, page, key=choices(page)[0])
    rows = [row["text"] for row in await exported(bot, "made up question") if row["kind"] == "text"]
    assert sorted(rows) == [f"made up question {number}" for number in range(len(MADE_UP_ASKS))]


async def test_a_made_up_button(client: httpx.AsyncClient, page) -> None:
    """A button we never made leaves the person where they are, or at help, with a way on."""
    asked = question(page)
    for key in MADE_UP_KEYS:
        after = await say(client, page, key=key)
        assert choices(after)
        back = after if "<textarea" in after.text else await say(client, after, key=choices(after)[0])
        assert question(back) == asked


async def test_an_empty_or_strange_form(client: httpx.AsyncClient, page) -> None:
    """No fields, wrong kinds of fields, not a form at all: "I did not get any words", and the same question."""
    asked = question(page)
    strange = [
        {"content": b""},
        {"content": b"{}", "headers": {"Content-Type": "application/json"}},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"--b\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
        {"content": b"%ff%fe=%00&=&&&text", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"files": {"text": ("t", b"words in a file"), "once": ("o", b"x"), "ask": ("a", b"y")}},
        {"data": {"voice": "not a file", "photo": "nor this"}},
        {"data": {f"f{number}": "" for number in range(300)}},
    ]
    for form in strange:
        after = await client.post("/say", **form)
        assert after.status_code == 200
        assert remark(after) == "I did not get any words. Please say it again."
        assert question(after) == asked


async def test_control_signs_and_every_script_come_through(
    bot: BotProcess, client: httpx.AsyncClient, page
) -> None:
    """What no sheet can hold is left out; letters, emoji, lines and markup stay as they were written."""
    words = "ŵ مرحبا 🙂‍↔️ <b>&amp;</b>\nline\u2028two\tthree"
    after = await say(client, page, text=f"\0\x1b[31mcontrol\x07 {words}\r\n")
    assert question(after) == "What do you do on that day?"
    [row] = [row for row in await exported(bot, "control ") if row["kind"] == "text"]
    assert row["text"].strip() == f"[31mcontrol {words}"


async def test_the_same_press_twice_is_one_answer(bot: BotProcess, client: httpx.AsyncClient, page) -> None:
    """The form sent twice, one after the other and both at once: the words are there once, the talk moved once."""
    form = {"once": hidden(page, "once"), "ask": hidden(page, "ask"), "text": "pressed twice"}
    both = await asyncio.gather(client.post("/say", data=form), client.post("/say", data=form))
    third = await client.post("/say", data=form)
    assert {question(after) for after in (*both, third)} == {"What do you do on that day?"}
    rows = await exported(bot, "pressed twice")
    assert [row["text"] for row in rows if row["kind"] == "text"] == ["pressed twice"]


async def test_a_second_tab_adds_to_the_answer_it_stood_at(
    bot: BotProcess, client: httpx.AsyncClient, page
) -> None:
    """What was written in a tab left open lands under the question that the tab shows."""
    await say(client, page, text="from the first tab")
    await client.post(
        "/say", data={"once": "second-tab-0001", "ask": hidden(page, "ask"), "text": "from the second"}
    )
    rows = [row for row in await exported(bot, "from the first tab") if row["kind"] == "text"]
    assert [row["text"] for row in rows] == ["from the first tab", "from the second"]
    assert {row["question"] for row in rows} == {question(page)}


async def test_an_upload_nobody_asked_for_is_not_kept(bot: BotProcess, client: httpx.AsyncClient) -> None:
    """A recording sent where a number was wanted is answered in words, and its file is gone at once."""
    page = await say(client, await client.get("/"), key="0::language.en")
    incoming = bot.folder / "data" / "recordings" / "incoming"
    after = await client.post("/say", files={"voice": ("v", voice_note(1, seed=3))})
    assert remark(after) == "I can not understand speech for this question. Please press one of the numbers."
    assert question(after) == question(page)
    assert not list(incoming.glob("*"))


# ---- what is theirs


async def test_the_file_of_all_they_told_is_theirs_alone(bot: BotProcess, client: httpx.AsyncClient, page) -> None:
    """It is kept by no machine on the way; who has told nothing, or comes from another device, gets none of it."""
    await say(client, page, text="for me alone")
    mine = await client.get("/mine.zip")
    assert b"for me alone" in _in_the_file(mine)
    assert mine.headers["content-disposition"] == 'attachment; filename="sgwrs.zip"'
    assert mine.headers["cache-control"] == "private, no-store"
    assert mine.headers["x-content-type-options"] == "nosniff"
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True, timeout=30) as other:
        assert (await other.get("/mine.zip")).status_code == 404
        await at_open_question(other)
        assert b"for me alone" not in _in_the_file(await other.get("/mine.zip"))


def _in_the_file(answer: httpx.Response) -> bytes:
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


async def test_wiping_it_all_twice_wipes_it_once(bot: BotProcess, client: httpx.AsyncClient, page) -> None:
    """Pressed twice, both at once and later: the same last words; a page left open leads to somebody new."""
    page = await say(client, page, text="a tab stays open")
    left_open = {"once": "left-open-000001", "ask": hidden(page, "ask"), "text": "after it was wiped"}
    for key in ("control.help", "aside.mine", "mine.forget"):
        page = await say(client, page, key=_button(page, key))
    form = {"once": hidden(page, "once"), "key": _button(page, "mine.wipe_all")}
    both = await asyncio.gather(client.post("/say", data=form), client.post("/say", data=form))
    third = await client.post("/say", data=form)
    assert {question(after) for after in (*both, third, await client.get("/"))} == {rights.GONE.english}
    assert not choices(third)
    assert question(await client.post("/say", data=left_open)) == "English. Press 1."
    rows = await exported(bot)
    assert not [row for row in rows if row["text"] in ("a tab stays open", "after it was wiped")]


def _button(page: httpx.Response, key: str) -> str:
    return next(one for one in choices(page) if one.endswith(f":{key}"))


# ---- addresses


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/clip/en/nothing.ogg", "/clip/9/en/x.ogg", "/clip/" + "9" * 5000 + "/en/x.ogg",
        "/clip/../sgwrs.db", "/clip/%2e%2e/%2e%2e%2fdata%2fsecret", "/clip/1/..%2f..%2f/good_life.yaml",
        "/clip/en/%00.ogg", "/clip/en/" + "x" * 2000 + ".ogg", "/clip/en/.mp3", "/clip/1/../good_life.yaml",
        "/mine/x", "/mine/%00", "/mine/*", "/mine/..%2f..%2fsecret", "/mine/" + "9" * 5000, "/mine.zip",
        "/mine.zip/answers.json", "/mine.zip%00",
        "/static/../site.py", "/static/%2e%2e/site.py", "/static/nothing.css", "/static/%00",
    ],
)  # fmt: skip
async def test_what_is_not_there(bot: BotProcess, path: str) -> None:
    """No path leads out of the folders: a page says, in words, that there is nothing, and how to go back."""
    where = urlsplit(bot.url)
    answer = await raw(bot, f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"There is nothing here." in answer
    assert b'href="/"' in answer


async def test_not_found_speaks_the_persons_language(client: httpx.AsyncClient) -> None:
    """The page that is not there speaks what the browser wants, or what the person chose."""
    wanted = await client.get("/nothing", headers={"Accept-Language": "fr, cy;q=0.8, en;q=0.5"})
    assert 'lang="cy"' in wanted.text
    await say(client, await client.get("/"), key="0::language.cy")
    assert "Does dim byd yma." in (await client.get("/nothing")).text


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "/say", "/new", "/clip/en/x.ogg", "/mine/x", "/mine.zip", "/static/chat.js"]
)
async def test_other_methods(client: httpx.AsyncClient, method: str, path: str) -> None:
    """Whatever is asked of an address, it is answered, and never as an error of ours."""
    assert (await client.request(method, path)).status_code in (200, 404, 405)


async def test_say_by_get_shows_the_chat(client: httpx.AsyncClient, page) -> None:
    """Somebody reloads or shares the address that forms go to: they see their question."""
    assert question(await client.get("/say?text=hello&key=0::language.cy")) == question(page)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 5000, "../../..", '"; Path=/', "é" * 43, "=" * 43])
async def test_a_strange_cookie_is_somebody_new(bot: BotProcess, cookie: str) -> None:
    """A cookie we did not give shows the choice of languages, and a first press works."""
    headers = {"Cookie": f"sgwrs={cookie}".encode("latin-1")}
    async with httpx.AsyncClient(base_url=bot.url, follow_redirects=True) as client:
        page = await client.get("/", headers=headers)
        assert question(page) == "English. Press 1."
        first = await client.post("/say", data={"key": "0::language.en"}, headers=headers)
        assert first.status_code == 200


async def test_another_sites_form_changes_nothing(client: httpx.AsyncClient, page) -> None:
    """A press that comes from another site is nobody's here, and does not take the person's cookie."""
    for address in ("/say", "/new"):
        answer = await client.post(
            address, data={"text": "not mine"}, headers={"Sec-Fetch-Site": "cross-site"}, follow_redirects=False
        )
        assert answer.status_code == 303
        assert "set-cookie" not in answer.headers
    assert question(await client.get("/")) == question(page)


async def test_headers_keep_the_page_to_itself(client: httpx.AsyncClient) -> None:
    """Nothing from elsewhere, no framing, no guessing, nothing kept; the cookie is out of scripts' reach."""
    page = await client.get("/")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    said = await client.post("/say", data={"key": "0::language.en\r\nSet-Cookie: a=b"}, follow_redirects=False)
    assert said.headers.get_list("set-cookie")[0].lower().count("httponly") == 1
    assert len(said.headers.get_list("set-cookie")) == 1


async def test_clips_come_as_mp3_for_browsers_that_need_it(client: httpx.AsyncClient) -> None:
    """Every clip is there as MP3 too, as long as the OGG, whole and in parts."""
    page = await client.get("/")
    address = re.search(r'src="(/clip/[^"]+)\.ogg"', page.text)[1]
    ogg, mp3 = await client.get(f"{address}.ogg"), await client.get(f"{address}.mp3")
    assert abs(seconds_of(ogg.content) - seconds_of(mp3.content)) < 0.2
    part = await client.get(f"{address}.mp3", headers={"Range": "bytes=10-19"})
    assert part.headers["content-range"] == f"bytes 10-19/{len(mp3.content)}"
    assert part.content == mp3.content[10:20]
    last = await client.get(f"{address}.mp3", headers={"Range": "bytes=-5"})
    assert last.content == mp3.content[-5:]
