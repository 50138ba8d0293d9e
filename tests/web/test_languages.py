"""Which language a page is in: chosen, asked for by a poster's link, and said to whatever reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.channels.web import phrases as web
from bot.content import Content
from bot.core import phrases
from bot.i18n import Wording, direction
from bot.settings import read_settings
from tests.bot_process import BotProcess
from tests.web.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LANGUAGES = ["en", "cy", "pl", "ar", "ro", "ur", "pa", "bn", "uk", "so"]

SECTIONS = "[...document.querySelectorAll('section')].map(one => [one.lang, one.dir])"
WHOLE = "[document.documentElement.lang, document.documentElement.dir]"
WAY = "getComputedStyle(document.querySelector('main')).direction"


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Content.load(read_settings({}, Path("none"))).wording()


@pytest_asyncio.fixture(loop_scope="session", params=[True, False], ids=["with scripts", "without scripts"])
async def page(
    bot_in_ten_languages: BotProcess, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """A page that is open nowhere yet."""
    context = await browser.new_context(base_url=bot_in_ten_languages.url, java_script_enabled=request.param)
    yield await context.new_page()
    await context.close()


async def choose(page: Page, key: str) -> None:
    """Press the button that has this key, and wait for what follows."""
    once = await page.locator("main input[name=once]").first.input_value()
    await page.locator(f"[value$='{key}']").click()
    await page.locator(f"main input[value='{once}']").wait_for(state="detached")
    await page.locator("main input[name=once]").first.wait_for(state="attached")


def marked(*languages: str) -> list[list[str]]:
    return [[language, direction(language)] for language in languages]


async def test_a_link_offers_its_language_alone(page: Page, wording: Wording) -> None:
    """A poster in Arabic leads to Arabic, right to left: one press takes it."""
    await page.goto("/?language=ar")
    assert await page.evaluate(SECTIONS) == marked("ar")
    assert await page.evaluate(WHOLE) == ["ar", "rtl"]
    assert await page.evaluate(WAY) == "rtl"
    assert await page.locator("button.choice").count() == 2
    await choose(page, "language.ar")
    assert await page.evaluate(WHOLE) == ["ar", "rtl"]
    assert await page.locator(".remark").last.inner_text() == wording.line(phrases.EXAMPLE, "ar")


async def test_a_link_leads_to_all_languages(page: Page) -> None:
    """The wrong poster: the other press leads to every language, each marked as what it is."""
    await page.goto("/?language=ar")
    await choose(page, "control.language")
    assert sorted(await page.evaluate(SECTIONS)) == sorted(marked(*LANGUAGES))
    await choose(page, "language.bn")
    assert await page.evaluate(WHOLE) == ["bn", "ltr"]


async def test_a_link_to_another_language_in_the_middle(page: Page) -> None:
    """Somebody who talks Welsh and opens a Polish link is offered Polish, and can go back to where they were."""
    await page.goto("/")
    await choose(page, "language.cy")
    await choose(page, "option.go_on")
    asked = await page.locator("h1").inner_text()
    await page.goto("/?language=pl")
    assert await page.evaluate(SECTIONS) == marked("pl")
    await choose(page, "control.language")
    assert sorted(await page.evaluate(SECTIONS)) == sorted(marked(*LANGUAGES))
    await choose(page, "language.cy")
    assert await page.locator("h1").inner_text() == asked
    await page.goto("/?language=pl")
    await choose(page, "language.pl")
    assert await page.evaluate(WHOLE) == ["pl", "ltr"]
    assert await page.locator("[value$='promise:option.go_on']").count() == 1


async def test_a_browser_in_any_language(newcomer: Visitor) -> None:
    """Its language comes first, the page is marked as in it, and each language on it as what it is."""
    page = newcomer.page
    for language in LANGUAGES:
        await page.set_extra_http_headers({"Accept-Language": f"{language}-GB,en;q=0.5"})
        await newcomer.come()
        others = [one for one in LANGUAGES if one != language]
        assert await page.evaluate(SECTIONS) == marked(language, *others)
        assert [await page.evaluate(WHOLE)] == marked(language)
        await page.goto(f"{newcomer.url}/look")
        assert [await page.evaluate(WHOLE)] == marked(language)


async def test_the_whole_page_is_in_the_language_it_says(page: Page, wording: Wording) -> None:
    """Nothing of the first page's language is left after the choice of another, also below the chat."""
    await page.goto("/")
    for language in ("ar", "bn"):
        await choose(page, f"language.{language}")
        assert [await page.evaluate(WHOLE)] == marked(language)
        assert {tuple(one) for one in await page.evaluate(SECTIONS)} == {(language, direction(language))}
        assert (await page.title()).endswith(wording.line(web.TITLE, language))
        below = await page.locator("footer a").all_inner_texts()
        assert below == [wording.line(line, language) for line in (web.LOOK, web.ACCESS)]
        await choose(page, "control.help")
        await choose(page, "aside.more_help")
        await choose(page, "control.language")


async def test_somebody_can_tell_which_word_is_wrong(newcomer: Visitor, wording: Wording) -> None:
    """The page that asks for it takes words, as it says."""
    page = newcomer.page
    async with newcomer.turn():
        await page.locator("[value$='language.bn']").click()
    await newcomer.press(8)
    await newcomer.press(5)
    await newcomer.press(5)
    assert await newcomer.question() == wording.line(phrases.WHICH_WORD, "bn")
    assert await newcomer.has("textarea")
    assert await newcomer.has(".record")
    await newcomer.write("চাপুন")
    assert wording.line(phrases.WORD_NOTED, "bn") in await newcomer.remarks()
