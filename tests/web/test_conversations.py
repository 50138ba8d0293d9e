"""Whole conversations in a real browser: by voice, by keyboard alone, without scripts, and with bad luck."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.speech.sound import is_opus, seconds_of
from tests.bot_process import BotProcess, running_bot
from tests.web.visitor import FOCUSED, Visitor, exported, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST = 90
"""Pages of a conversation at most."""


async def test_a_whole_conversation_by_voice(bot: BotProcess, visitor: Visitor) -> None:
    """Open questions by microphone, choices by press: each recording is in the export, Opus, as long as it was."""
    await visitor.speak_language("English")
    said: dict[str, float] = {}
    for count in range(MOST):
        question = await visitor.question()
        if question.startswith("Thank you. We will listen"):
            break
        if question.startswith("Nearly done."):
            await visitor.write("Told by voice")
        elif await visitor.has("textarea"):
            said[question] = 2.5 if not said else 0.3 + 0.01 * count
            await visitor.record(said[question])
            await visitor.send_recording()
        else:
            await visitor.press(2 if question.startswith("Do you want to say more") else 1)
    else:
        raise AssertionError("it never ended")
    rows = [row for row in await exported(bot, "Told by voice") if row["kind"] == "voice"]
    assert {row["question"].partition("\n")[0] for row in rows} == set(said)
    for row in rows:
        data = (bot.folder / "out" / row["recording"]).read_bytes()
        assert is_opus(data[:64])
        assert row["share"] == "voice"
        wanted = said[row["question"].partition("\n")[0]]
        assert wanted - 0.3 < seconds_of(data) < wanted + 1.5
    assert len(rows) >= 10


async def test_a_whole_conversation_by_keyboard_in_welsh(bot: BotProcess, visitor: Visitor) -> None:
    """Tab, Enter, Space and letters are enough; after each answer the focus is on the next question."""
    page = visitor.page
    async with visitor.turn():
        await tab_to(page, "[value$='language.cy']")
        await page.keyboard.press("Enter")
    said: dict[str, str] = {}
    for count in range(MOST):
        assert await page.evaluate(f"{FOCUSED}('h1')")
        question = await visitor.question()
        if question.startswith("Diolch. Ar 4 Mawrth"):
            break
        async with visitor.turn():
            if await visitor.has("textarea"):
                said[question] = f"Ateb rhif {count}: ŵ ŷ مرحبا"
                await tab_to(page, "textarea")
                await page.keyboard.type(said[question])
                await tab_to(page, "button.send")
                await page.keyboard.press("Space")
            else:
                await tab_to(page, "button.choice")
                await page.keyboard.press("Enter" if count % 2 else "Space")
    else:
        raise AssertionError("it never ended")
    rows = await exported(bot, "Ateb rhif")
    texts = {row["question"].partition("\n")[0]: row for row in rows if row["kind"] == "text"}
    assert {question: row["text"] for question, row in texts.items()} == said
    assert {row["language"] for row in texts.values()} == {"cy"}
    # And out again: nothing holds the focus.
    for _ in range(12):
        await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement === document.body || document.hasFocus()")


async def test_recording_by_keyboard(bot: BotProcess, visitor: Visitor) -> None:
    """Space starts a recording, Space ends it, and the focus waits on the button that sends it."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await tab_to(page, ".record")
    await page.keyboard.press("Space")
    await page.locator(".record.on").wait_for()
    assert await page.locator(".status").inner_text() == "Speak now. Press again when you are done."
    await asyncio.sleep(0.5)
    await page.keyboard.press("Space")
    await page.wait_for_function(f"() => {FOCUSED}('.recorded .choice')")
    assert (await page.locator(".status").inner_text()).startswith("Not sent yet.")
    async with visitor.turn():
        await page.keyboard.press("Enter")
    assert await visitor.question() == "What do you do on that day?"


async def test_without_scripts(bot: BotProcess, browser: Browser) -> None:
    """Text, choices and controls need no JavaScript; a sound file can be sent, and every clip has a player."""
    context = await browser.new_context(java_script_enabled=False)
    visitor = Visitor(await context.new_page(), bot.url)
    page = visitor.page

    async def press(selector: str) -> None:
        async with page.expect_navigation():
            await page.locator(selector).first.click()

    await visitor.come()
    await press("[value$='language.en']")
    for count in range(MOST):
        assert await page.locator("audio").count()
        if (await visitor.question()).startswith("Thank you. We will listen"):
            break
        if await visitor.has("textarea"):
            assert not await visitor.has(".record")
            assert await visitor.has("input[name=voice]")
            await page.locator("textarea").fill(f"no script {count}")
            await press("button.send")
        else:
            await press("button.choice")
    else:
        raise AssertionError("it never ended")
    await context.close()
    rows = await exported(bot, "no script")
    assert len([row for row in rows if row["kind"] == "text"]) >= 12


async def test_going_on_after_browser_and_bot_were_closed(browser: Browser, tmp_path: Path, clips: Path) -> None:
    """The device comes back another day, the power was off: the same question, and the answer counts."""
    async with running_bot(tmp_path / "bot", SGWRS_CLIPS=str(clips)) as bot:
        context = await browser.new_context()
        visitor = Visitor(await context.new_page(), bot.url)
        await visitor.come()
        await visitor.speak_language("English")
        await visitor.to_first_open_question()
        await visitor.write("before the power went")
        left_at = await visitor.question()
        device = await context.storage_state()
        await context.close()
        await bot.kill()
        await bot.start()
        context = await browser.new_context(storage_state=device)
        visitor = Visitor(await context.new_page(), bot.url)
        await visitor.come()
        assert await visitor.question() == left_at
        await visitor.write("after it came back")
        await context.close()
        rows = await exported(bot, "before the power went")
        assert [row["text"] for row in rows if row["kind"] == "text"] == [
            "before the power went",
            "after it came back",
        ]
