"""A walk through the chat that stops at each kind of page there is, in whatever language."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tests.web.pictures import jpeg
from tests.web.visitor import Visitor

MOST = 90
"""Pages of a conversation at most."""

BESIDE = {"look": "/look", "access": "/access", "not found": "/nothing", "one language": "/?language={language}"}
"""Pages that need no conversation."""

_RIGHTS = (
    ("my answers", (8, 4), ("[value$='mine.hear']", "[value$='mine.file']", "[value$='mine.forget']")),
    ("one answer", (1,), (".said .one", "[value$='mine.share']", "[value$='mine.wipe']")),
    ("said again", (2,), (".answer .record", ".answer textarea")),
    ("who may hear it", (8, 4, 1, 3), ("[value$='mine.voice']", "[value$='mine.team']")),
    ("noted", (2,), (".remark", ".said img")),
    ("my page", (5, 8, 4, 2), (".remark img.page", ".remark a[href='/about-me']")),
    ("my file", (8, 4, 3), (".remark a[href='/mine.zip']",)),
    ("wiping all", (8, 4, 4), ("[value$='mine.wipe_all']", "[value$='mine.forget_me']")),
    ("more choices", (4, 8, 5), ("[value$='aside.numbers']", "[value$='aside.complaint']")),
    ("numbers to call", (1,), (".remark:nth-of-type(4)", "[value$='aside.go_on']")),
    ("a complaint", (1, 8, 5, 3), (".answer textarea", "[value$='aside.go_on']")),
    ("wishing for a call", (1, 8, 5, 2), (".answer textarea", "[value$='aside.go_on']")),
)
"""Pages about one's own answers, and where a person is asked for: what leads to each, and what is on it."""

KINDS = {
    "languages", "choices", "remarks", "pictures", "open", "choosing a photo", "recording", "recorded", "not sent",
    "help", "a wrong word", "all languages", "stopped", "a probe", "check", "end", "someone else", *BESIDE,
    "nothing told", "all wiped", *(kind for kind, _, _ in _RIGHTS),
}  # fmt: skip


async def every_kind_of_page(visitor: Visitor, language: str) -> AsyncIterator[str]:
    """Go through a conversation from the first page on, and stop at each kind of page."""
    page = visitor.page
    yield "languages"
    async with visitor.turn():
        await page.locator(f"[value$='language.{language}']").click()
    seen = set()
    for _ in range(MOST):
        kind = await kind_of(visitor)
        if kind not in seen:
            seen.add(kind)
            yield kind
            if kind == "open":
                async for aside in _beside_an_open_question(visitor):
                    yield aside
                continue
        if kind == "end":
            break
        if kind == "open":
            await visitor.write("Fy ngeiriau, my words")
        else:
            await visitor.press(1)
    await page.locator("a.aside").click()
    yield "someone else"
    await page.locator("a.choice.beside").click()
    for number in (8, 4, 4):
        await visitor.press(number)
    await wiped(visitor)
    yield "all wiped"
    await page.locator("[action='/new'] button").click()
    await page.locator("button[value*='language.']").first.wait_for()
    for kind, address in BESIDE.items():
        await page.context.clear_cookies(name="sgwrs")
        await page.set_extra_http_headers({"Accept-Language": language})
        await page.goto(visitor.url + address.format(language=language))
        yield kind


async def kind_of(visitor: Visitor) -> str:
    page = visitor.page
    for kind, selector in (("open", ".answer"), ("check", ".said"), ("pictures", ".choice img")):
        if await page.locator(selector).count():
            return kind
    if not await page.locator("button.choice").count():
        return "end"
    return "remarks" if await page.locator(".remark").count() else "choices"


async def _beside_an_open_question(visitor: Visitor) -> AsyncIterator[str]:
    page = visitor.page
    await page.locator("summary").click()
    await page.locator("input[name=photo]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": jpeg(320, 240)}
    )
    yield "choosing a photo"
    await page.locator(".record").click()
    await page.locator(".record.on").wait_for()
    yield "recording"
    await page.locator(".record").click()
    await page.locator(".recorded").wait_for()
    yield "recorded"
    await page.locator("textarea").fill("Fy ngeiriau, my words")
    await page.context.set_offline(True)
    await page.locator("button.send").click()
    await page.locator(".notice:not(:empty)").wait_for()
    await page.wait_for_function(
        "() => { const n = document.querySelector('.notice'); return n.textContent === n.dataset.notSent }"
    )
    yield "not sent"
    await page.context.set_offline(False)
    await visitor.press(8)
    yield "help"
    await visitor.press(4)
    await visitor.press(1)
    yield "nothing told"
    await visitor.press(8)
    await visitor.press(5)
    await visitor.press(5)
    yield "a wrong word"
    await visitor.press(8)
    await visitor.press(5)
    await visitor.press(4)
    yield "all languages"
    language = await page.locator("html").get_attribute("lang")
    async with visitor.turn():
        await page.locator(f"[value$='language.{language}']").click()
    await visitor.press(0)
    yield "stopped"
    await visitor.press(1)
    async with visitor.turn():
        await page.locator("button.send").click()
    yield "a probe"
    async for right in _rights(visitor):
        yield right


async def _rights(visitor: Visitor) -> AsyncIterator[str]:
    """What they can do with what they told, and where a person is asked for; then the probe is there again."""
    for kind, presses, shows in _RIGHTS:
        for number in presses:
            await visitor.press(number)
        for selector in shows:
            assert await visitor.page.locator(selector).count(), f"{kind}: there is no {selector}"
        yield kind
    await visitor.press(1)


async def wiped(visitor: Visitor) -> None:
    """Yes, wipe it all: there is nothing more to press then but to start again."""
    await visitor.choice(1).click()
    await visitor.page.locator("[action='/new']").wait_for()
