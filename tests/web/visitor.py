"""A person in a browser, who can press, speak, write and look; and what their answers became in an export."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import ConsoleMessage, Error, Locator, Page

from bot.i18n import numeral
from tests import watching
from tests.bot_process import BotProcess

_TURNED = "before => { const once = document.querySelector('main input[name=once]');\
 return once && once.value !== before }"

FOCUSED = "document.activeElement.matches"


class Visitor:
    """One person on one device. `complaints` are the browser's own: errors, and what its rules forbade."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    # ---- looking

    async def come(self) -> None:
        await self.page.goto(self.url)

    async def question(self) -> str:
        return (await self.page.locator("h1").inner_text()).strip()

    async def remarks(self) -> str:
        return " ".join(await self.page.locator(".remark p").all_inner_texts())

    async def has(self, selector: str) -> bool:
        return await self.page.locator(selector).first.is_visible()

    def choice(self, number: int) -> Locator:
        """The button with this number, in whichever digits the page is written."""
        digits = {numeral(number, language) for language in ("en", "ar", "bn")}
        number_itself = self.page.locator(", ".join(f"b:text-is('{digit}')" for digit in digits))
        return self.page.locator("button[name=key]").filter(has=number_itself)

    # ---- doing

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Whatever is done inside leads to another page, by script or without."""
        before = await self.page.locator("main input[name=once]").first.input_value()
        yield
        await self.page.wait_for_function(_TURNED, arg=before)

    async def press(self, number: int) -> None:
        async with self.turn():
            await self.choice(number).click()

    async def speak_language(self, name: str) -> None:
        async with self.turn():
            await self.page.get_by_role("button", name=name).click()

    async def to_first_open_question(self) -> None:
        """Through the promise and the consent, saying yes."""
        while not await self.has("textarea"):
            await self.press(1)

    async def record(self, seconds: float) -> None:
        """Press, speak, press. What was recorded is there afterwards, not sent."""
        await self.page.locator(".record").click()
        await self.page.locator(".record.on").wait_for()
        await asyncio.sleep(seconds)
        await self.page.locator(".record").click()
        await self.page.locator(".recorded").wait_for()

    async def send_recording(self) -> None:
        async with self.turn():
            await self.page.locator(".recorded .choice").click()

    async def write(self, words: str) -> None:
        await self.page.locator("textarea").fill(words)
        async with self.turn():
            await self.page.locator("button.send").click()


# ---- by keyboard


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something of that kind has the focus; it must be visible that it has."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate(f"selector => {FOCUSED}(selector)", selector):
            ring = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert float(ring.removesuffix("px")) >= 3
            return
    raise AssertionError(f"Tab never reaches {selector}")


# ---- what came of it


async def exported(bot: BotProcess, person_who_said: str = "") -> list[dict[str, str]]:
    """All answers, once every recording was taken over; of the one person who said these words, if given."""
    for _ in range(50):
        rows = await watching.exported(bot)
        if not any(row["recording_state"] == "waiting" for row in rows):
            break
        await asyncio.sleep(0.2)
    else:
        raise AssertionError("recordings were never taken over")
    if not person_who_said:
        return rows
    [code] = {row["person_code"] for row in rows if person_who_said in row["text"]}
    return [row for row in rows if row["person_code"] == code]
