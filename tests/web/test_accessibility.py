"""Everybody can use it: axe finds nothing, everything is large enough, and nothing runs off a small screen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.web.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST = 90
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

TOO_SMALL = """() => [...document.querySelectorAll('button, a, summary, textarea, input:not([type=hidden])')]
  .filter(one => one.checkVisibility())
  .map(one => [one, (one.closest('label.by-itself') || one).getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([one]) => one.outerHTML)"""

WITHOUT_WORDS = """() => [...document.querySelectorAll('button, a, summary')]
  .filter(one => one.checkVisibility() && !one.innerText.trim()).map(one => one.outerHTML)"""

OVERFLOWING = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def every_kind_of_page(visitor: Visitor, language: str) -> AsyncIterator[str]:
    """Go through a conversation, and stop at each kind of page there is."""
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
                async for aside in beside_an_open_question(visitor):
                    yield aside
        if kind == "end":
            break
        if kind == "open":
            await visitor.write("Fy ngeiriau, my words")
        else:
            await visitor.press(1)
    await page.locator("main").get_by_role("link").click()
    yield "someone else"
    await page.goto(f"{visitor.url}/nothing")
    yield "not found"


async def kind_of(visitor: Visitor) -> str:
    page = visitor.page
    if await page.locator(".answer").count():
        return "open"
    if await page.locator(".said").count():
        return "check"
    count = await page.locator("button.choice").count()
    remarks = await page.locator(".remark").count()
    return f"{count} choices, {remarks} remarks" if count else "end"


async def beside_an_open_question(visitor: Visitor) -> AsyncIterator[str]:
    page = visitor.page
    await page.locator("summary").click()
    yield "choosing a photo"
    await page.locator(".record").click()
    await page.locator(".record.on").wait_for()
    yield "recording"
    await page.locator(".record").click()
    await page.locator(".recorded").wait_for()
    yield "recorded"
    await visitor.press(8)
    yield "help"
    await visitor.press(0)
    yield "stopped"
    await visitor.press(1)
    async with visitor.turn():
        await page.locator("button.send").click()
    yield "a probe"


async def complaints(page: Page) -> list[str]:
    """What axe finds, in light and dark, and what it does not look for."""
    axe = Axe()
    found = []
    await page.emulate_media(color_scheme="light")
    for rules in ({}, CONTRAST):
        result = await axe.run(page, options={"resultTypes": ["violations"], **rules})
        found += [f"{one['id']}: {one['nodes'][0]['html']}" for one in result.response["violations"]]
        await page.emulate_media(color_scheme="dark")
    found += [f"too small: {one}" for one in await page.evaluate(TOO_SMALL)]
    found += [f"no words: {one}" for one in await page.evaluate(WITHOUT_WORDS)]
    found += ["not one h1"] * (await page.locator("h1").count() != 1)
    found += ["not one main"] * (await page.locator("main").count() != 1)
    return found


async def runs_off(page: Page) -> list[str]:
    """On which small screens something can only be seen by scrolling sideways."""
    found = []
    for width, zoom in ((320, "100%"), (360, "200%")):
        await page.set_viewport_size({"width": width, "height": 740})
        await page.evaluate("zoom => { document.documentElement.style.fontSize = zoom }", zoom)
        if await page.evaluate(OVERFLOWING):
            found.append(f"runs off {width} pixels at {zoom}")
    await page.evaluate("document.documentElement.style.fontSize = ''")
    await page.set_viewport_size({"width": 360, "height": 740})
    return found


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_every_kind_of_page(visitor: Visitor, language: str) -> None:
    """No axe violation in light or dark, targets of 44 pixels with visible words, 320 px and 200 % fit."""
    found: dict[str, list[str]] = {}
    kinds = []
    async for kind in every_kind_of_page(visitor, language):
        kinds.append(kind)
        if wrong := [*await complaints(visitor.page), *await runs_off(visitor.page)]:
            found[kind] = wrong
    assert not found
    assert {"languages", "recorded", "help", "stopped", "check", "end", "someone else", "not found"} <= set(kinds)


async def test_each_message_says_its_language(visitor: Visitor) -> None:
    """The page, and each message on it, carries the language and direction it is in."""
    page = visitor.page
    sections = "[...document.querySelectorAll('section')].map(one => [one.lang, one.dir])"
    assert await page.evaluate(sections) == [["en", "ltr"], ["cy", "ltr"]]
    assert (await page.locator("[lang=cy] .listen").inner_text()).startswith("Gwrando")
    await visitor.speak_language("Cymraeg")
    assert await page.evaluate("document.documentElement.lang") == "cy"
    assert (await page.title()).startswith(await visitor.question())
    assert {lang for lang, _ in await page.evaluate(sections)} == {"cy"}


async def test_the_order_of_focus_is_the_order_of_things(visitor: Visitor) -> None:
    """Question, listen, record, write, photo, send, then 7, 8, 9, 0: the same on every open question."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    order = []
    for _ in range(9):
        await page.keyboard.press("Tab")
        order.append(
            (await page.evaluate("document.activeElement.innerText || document.activeElement.id")).split()[0]
        )
    assert order == ["Stop", "Record", "text", "Or", "Send", "7", "8", "9", "0"]


async def test_the_record_button_is_the_biggest_thing_to_press(visitor: Visitor) -> None:
    """On a phone it is on the screen without scrolling, and larger than every other button."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    boxes = await page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.checkVisibility()).map(b => ["
        "b.className, b.offsetWidth * b.offsetHeight, b.getBoundingClientRect().bottom])"
    )
    [(_, area, bottom)] = [box for box in boxes if box[0] == "record"]
    assert bottom < 740
    assert all(area > 2 * other for name, other, _ in boxes if name != "record")
