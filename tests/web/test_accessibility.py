"""Everybody can use it: axe finds nothing, everything is large enough, and nothing runs off a small screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.web.layout import HARDEST, PHONE, SCREENS, Screen, breaks, laid_out
from tests.web.looks import LARGEST, OTHERS, USUAL, Look, axe
from tests.web.reading import everything_read
from tests.web.visitor import Visitor, tab_to
from tests.web.walking import KINDS, every_kind_of_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WITHOUT_WORDS = """() => [...document.querySelectorAll('button, a, summary')]
  .filter(one => one.checkVisibility() && !one.innerText.trim()).map(one => one.outerHTML)"""

SEEN = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const one = document.activeElement.getBoundingClientRect();
  const notice = document.querySelector('.notice').getBoundingClientRect();
  const bottom = Math.min(one.bottom, innerHeight), top = Math.max(one.top, 0);
  return bottom - top - Math.max(0, Math.min(bottom, notice.bottom) - Math.max(top, notice.top));
}"""
"""How many pixels of what has the focus are on the screen, and not below what the page tells at its foot."""


async def complaints(page: Page, looks: Iterable[Look]) -> list[str]:
    """What axe finds in each look, and what it does not look for."""
    found = await axe(page, USUAL)
    for look in looks:
        found += [f"{look}: {one}" for one in await axe(page, look) if one not in found]
    found += [f"no words: {one}" for one in await page.evaluate(WITHOUT_WORDS)]
    found += ["not one h1"] * (await page.locator("h1").count() != 1)
    found += ["not one main"] * (await page.locator("main").count() != 1)
    return found


async def goes_through_all(
    visitor: Visitor,
    language: str,
    pictures: Path,
    looks: Iterable[Look] = (),
    screens: Sequence[Screen] = SCREENS,
) -> None:
    found: dict[str, str] = {}
    kinds = set()
    async for kind in every_kind_of_page(visitor, language):
        kinds.add(kind)
        for one in (*await complaints(visitor.page, looks), *await breaks(visitor.page, kind, pictures, screens)):
            found.setdefault(one, kind)
    assert not found, "\n".join([*(f"{kind}: {one}" for one, kind in found.items()), f"pictures: {pictures}"])
    assert kinds == KINDS


@pytest.mark.timeout(600)
async def test_every_kind_of_page_in_every_look(visitor: Visitor, tmp_path: Path) -> None:
    """In English, in every size and colours: axe finds nothing, and no small or magnified screen breaks a page."""
    await goes_through_all(visitor, "en", tmp_path, OTHERS)


@pytest.mark.timeout(600)
async def test_every_kind_of_page_in_welsh(visitor: Visitor, tmp_path: Path) -> None:
    """The same where words are longer, in the usual colours, on the screens that are hardest to fill well."""
    await goes_through_all(visitor, "cy", tmp_path, screens=HARDEST)


@pytest.mark.parametrize("language", ["ar", "bn"])
async def test_every_kind_of_page(newcomer: Visitor, language: str, tmp_path: Path) -> None:
    """The same from right to left, and in another script."""
    await goes_through_all(newcomer, language, tmp_path, screens=HARDEST)


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


async def test_words_that_appear_are_said_once(visitor: Visitor) -> None:
    """What the page tells by itself is in one live place, the question in none: it has the focus, and is read."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    assert not [one.words for one in await everything_read(page) if one.live]
    await page.locator(".record").click()
    await page.locator(".record.on").wait_for()
    told = "Speak now. Press again when you are done."
    assert [one.live for one in await everything_read(page) if told in one.words] == [True]
    await page.locator(".record").click()
    await page.locator(".recorded").wait_for()
    await page.context.set_offline(True)
    await page.locator("button.send").click()
    told = "That did not get through. It is still here. Press the button again."
    await page.get_by_text(told).wait_for()
    assert [one.live for one in await everything_read(page) if told in one.words] == [True]
    await page.context.set_offline(False)
    await visitor.send_recording()
    read = await everything_read(page)
    assert not [one.words for one in read if one.live]
    assert [one.words for one in read].count(await visitor.question()) == 1


async def test_what_is_said_before_a_question_is_read_before_it(visitor: Visitor) -> None:
    """A refusal, its sound, the question, its sound, then what there is to do. The question points back."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await visitor.press(9)
    async with visitor.turn():
        await page.locator("button.send").click()
    read = [one.words for one in await everything_read(page) if one.part == "main"]
    refusal, question = "I did not get any words. Please say it again.", await visitor.question()
    assert read[0] == refusal
    assert read[2] == question
    assert {read[1], read[3]} <= {"Listen", "Stop the sound"}
    assert read[4:6] == ["Record your voice", "Or write here"]
    assert await page.locator("h1").get_attribute("aria-describedby") == "remark-1"
    assert await page.locator("#remark-1").inner_text() == refusal


@pytest.mark.parametrize("screen", [PHONE, Screen(320, 256, scale=4), Screen(320, 640, look=LARGEST)], ids=str)
async def test_what_the_page_tells_hides_nothing_that_has_the_focus(visitor: Visitor, screen: Screen) -> None:
    """While it says that something did not get through, whatever Tab reaches can be seen; magnified too."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await page.locator("textarea").fill("not sent")
    hidden = []
    async with laid_out(page, screen):
        await page.context.set_offline(True)
        await tab_to(page, "button.send")
        await page.keyboard.press("Enter")
        await page.get_by_text("That did not get through.").wait_for()
        for key in ("Shift+Tab",) * 4 + ("Tab",) * 11:
            await page.keyboard.press(key)
            if await page.evaluate(SEEN) <= 0:
                hidden.append(await page.evaluate("document.activeElement.outerHTML"))
        await page.context.set_offline(False)
    assert not hidden


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
