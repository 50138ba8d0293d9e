"""What a screen reader reads is the transcript: whole conversations by keyboard alone, and without scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page

from bot.channels.web import phrases as web
from bot.i18n import numeral
from tests.bot_process import BotProcess
from tests.web.reading import Talk, everything_read
from tests.web.visitor import FOCUSED, Visitor, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Doing = Callable[[str], Awaitable[None]]

FIELD = "textarea, #typed"


async def follow(talk: Talk, page: Page, write: Doing, *, script: bool) -> None:
    """Do what the person in the transcript does once the language is chosen; each page reads as it says there.

    Numbers are typed in the language's own digits, and voices become words.
    """
    told = set()
    here = None
    for turn in talk.turns:
        if here and talk.is_open(here):
            told.add((here.said[-1], turn.does))
            await write(turn.does)
        elif here:
            await write(numeral(int(turn.does), talk.language))
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

    async def write(words: str) -> None:
        async with newcomer.turn():
            await tab_to(page, FIELD)
            await page.keyboard.type(words)
            await tab_to(page, "button.send")
            await page.keyboard.press("Space")
        assert await page.evaluate(f"{FOCUSED}('h1')")

    async with newcomer.turn():
        await tab_to(page, "[value$='language.ar']")
        await page.keyboard.press("Enter")
    await follow(Talk("ar"), page, write, script=True)


async def test_a_whole_conversation_without_scripts_in_bengali(
    bot_in_ten_languages: BotProcess, browser: Browser
) -> None:
    """Each page comes from the server as a whole, and reads as its transcript."""
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(bot_in_ten_languages.url)

    async def write(words: str) -> None:
        await page.locator(FIELD).fill(words)
        async with page.expect_navigation():
            await page.locator("button.send").click()

    async with page.expect_navigation():
        await page.locator("[value$='language.bn']").click()
    await follow(Talk("bn"), page, write, script=False)
    await context.close()
