"""What a screen reader reads is the transcript: whole conversations by keyboard alone, and without scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page

from bot.channels.web import phrases as web
from tests.bot_process import BotProcess
from tests.web.reading import Talk, everything_read
from tests.web.visitor import FOCUSED, Visitor, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Doing = Callable[[str], Awaitable[None]]

CONTROLS = {7: "again", 8: "help", 9: "skip", 0: "stop"}


def button(number: str) -> str:
    """The selector of the button with a number, in whichever digits."""
    if name := CONTROLS.get(int(number)):
        return f"[value$='control.{name}']"
    return f".question .choice:nth-of-type({int(number)})"


async def follow(talk: Talk, page: Page, press: Doing, write: Doing, *, script: bool) -> None:
    """Do what the person in the transcript does once the language is chosen; each page reads as it says there.

    Numbers are typed where there is something to type into, and voices become words.
    """
    told = set()
    here = None
    for turn in talk.turns:
        if here and talk.is_open(here):
            told.add((here.said[-1], turn.does))
            await write(turn.does)
        elif here:
            await press(turn.does)
        here = turn
        read = [one.words for one in await everything_read(page) if one.part == "main"]
        played = 1 + 2 * turn.played_back if turn.played_back else 0
        assert read[: min(1, played)] == [talk.says(web.YOU_SAID)][:played]
        assert set(zip(read[1:played:2], read[2:played:2], strict=True)) <= told
        assert read[played:] == talk.reading(turn, script=script), turn.does
    assert await page.locator("a.aside").count()


async def test_a_whole_conversation_by_keyboard_in_arabic(newcomer: Visitor) -> None:
    """From right to left: Tab, Enter and Arabic digits are enough, and each turn reads as its transcript."""
    page = newcomer.page

    async def press(number: str) -> None:
        async with newcomer.turn():
            await tab_to(page, button(number))
            await page.keyboard.press("Enter")
        assert await page.evaluate(f"{FOCUSED}('h1')")

    async def write(words: str) -> None:
        async with newcomer.turn():
            await tab_to(page, "textarea")
            await page.keyboard.type(words)
            await tab_to(page, "button.send")
            await page.keyboard.press("Space")
        assert await page.evaluate(f"{FOCUSED}('h1')")

    async with newcomer.turn():
        await tab_to(page, "[value$='language.ar']")
        await page.keyboard.press("Enter")
    await follow(Talk("ar"), page, press, write, script=True)


async def test_a_whole_conversation_without_scripts_in_bengali(
    bot_in_ten_languages: BotProcess, browser: Browser
) -> None:
    """Each page comes from the server as a whole, and reads as its transcript."""
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(bot_in_ten_languages.url)

    async def press(number: str) -> None:
        async with page.expect_navigation():
            await page.locator(button(number)).click()

    async def write(words: str) -> None:
        await page.locator("textarea").fill(words)
        async with page.expect_navigation():
            await page.locator("button.send").click()

    async with page.expect_navigation():
        await page.locator("[value$='language.bn']").click()
    await follow(Talk("bn"), page, press, write, script=False)
    await context.close()
