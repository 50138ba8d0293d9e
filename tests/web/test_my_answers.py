"""One's own answers in a browser, by keyboard alone: heard, changed, taken along, wiped; at last all of it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Browser, Dialog, Page

from bot.core import phrases
from bot.core.conversation import Line
from bot.core.rights import phrases as rights
from tests.bot_process import BotProcess
from tests.web.visitor import FOCUSED, Visitor, exported, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GOOD_DAY = "Think of a good day. What makes life good for you?"
FIELD = "textarea, #typed"


async def presses(visitor: Visitor, key: str) -> None:
    """Tab to the button that means this, and Enter; the focus is then on what is asked next."""
    async with visitor.turn():
        await tab_to(visitor.page, f"button[value$='{key}']")
        await visitor.page.keyboard.press("Enter")
    assert await visitor.page.evaluate(f"{FOCUSED}('h1')")


async def types(visitor: Visitor, words: str) -> None:
    """The same with words or a number, in whichever field takes them."""
    async with visitor.turn():
        await tab_to(visitor.page, FIELD)
        await visitor.page.keyboard.type(words)
        await tab_to(visitor.page, "button.send")
        await visitor.page.keyboard.press("Space")
    assert await visitor.page.evaluate(f"{FOCUSED}('h1')")


async def tells(visitor: Visitor, *answers: str) -> None:
    """From the first page on, to the question after these answers, without a mouse."""
    async with visitor.turn():
        await tab_to(visitor.page, "[value$='language.en']")
        await visitor.page.keyboard.press("Enter")
    while not await visitor.has("textarea"):
        await types(visitor, "1")
    for words in answers:
        await types(visitor, words)


async def hears(visitor: Visitor) -> list[str]:
    """What is played back to them."""
    return [words.strip() for words in await visitor.page.locator(".said blockquote").all_inner_texts()]


async def takes_along(page: Page, folder: Path) -> dict[str, bytes]:
    """The files in the file behind the link."""
    await tab_to(page, "a[href='/mine.zip']")
    async with page.expect_download() as begun:
        await page.keyboard.press("Enter")
    download = await begun.value
    assert download.suggested_filename == "sgwrs.zip"
    await download.save_as(folder / "mine.zip")
    with zipfile.ZipFile(folder / "mine.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def looks_at_the_page(page: Page, words: str) -> None:
    """It is a picture and a sound here, a page of its own with these words, and a file; nobody else gets it."""
    assert (
        await page.locator(".remark img.page").evaluate("one => one.decode().then(() => one.naturalWidth)") == 1080
    )
    for ending, kind in (
        (".png", "image/png"),
        (".ogg", "audio/ogg"),
        (".mp3", "audio/mpeg"),
        (".html", "text/html"),
    ):
        answer = await page.request.get(f"{page.url}about-me{ending}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == "private, no-store"
    saved = await page.request.get(f"{page.url}about-me")
    assert saved.headers["content-disposition"] in [
        f'attachment; filename="about-me.{one}"' for one in ("pdf", "png")
    ]
    await tab_to(page, "a[href='/about-me.html']")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert await page.locator("h1").inner_text() == rights.PAGE.english
    assert words in await page.locator("blockquote").all_inner_texts()
    await page.go_back()


async def wipes_it_all(visitor: Visitor) -> None:
    """What stands there then says so, has the focus, and leaves nothing to do but to start again."""
    page = visitor.page
    await tab_to(page, "[value$='mine.wipe_all']")
    await page.keyboard.press("Enter")
    await page.locator("[action='/new']").wait_for()
    assert await page.evaluate(f"{FOCUSED}('h1')")
    assert await visitor.question() == rights.GONE.english
    assert not await page.locator("[name=key], textarea, #typed, .said").count()
    assert (await page.locator("[action='/new']").inner_text()).strip() == phrases.START_AGAIN.english


async def test_my_answers_by_keyboard(  # noqa: PLR0915 - one walk
    bot: BotProcess, visitor: Visitor, tmp_path: Path
) -> None:
    """Two answers are told, heard again, shared, wiped and taken along; after all is wiped, a new person comes."""
    page = visitor.page
    await tells(visitor, "The wide sea", "I count the waves")
    asked = await visitor.question()

    for number in ("8", "4", "1"):
        await types(visitor, number)
    assert await visitor.remarks() == f"{GOOD_DAY} {rights.HEARD_BY['team'].english}"
    assert await hears(visitor) == ["The wide sea"]
    assert await visitor.question() == rights.MY_ANSWERS.english
    await presses(visitor, "mine.share")
    assert await visitor.question() == "What may other people hear? We take out names first."
    await presses(visitor, "mine.words")
    team = rights.HEARD_BY["team"].english
    assert await visitor.remarks() == f"{rights.NOTED.english} What do you do on that day? {team}"
    assert await hears(visitor) == ["I count the waves"]
    await presses(visitor, "mine.wipe")
    assert await visitor.remarks() == f"{rights.WIPED.english} {rights.THAT_WAS_ALL.english}"
    assert await visitor.question() == asked

    for key in ("control.help", "aside.mine", "mine.hear"):
        await presses(visitor, key)
    assert await hears(visitor) == ["The wide sea"]
    assert await visitor.remarks() == f"{GOOD_DAY} {rights.HEARD_BY['words'].english}"
    await presses(visitor, "mine.next")
    assert await visitor.remarks() == rights.THAT_WAS_ALL.english

    for key in ("control.help", "aside.mine", "mine.file"):
        await presses(visitor, key)
    assert await visitor.remarks() == rights.HERE_IT_IS.english
    assert await visitor.question() == asked
    files = await takes_along(page, tmp_path)
    assert set(files) == {"answers.json", "answers.txt"}
    mine = json.loads(files["answers.json"])
    assert [(one["text"], one["step"], one["share"]) for one in mine["answers"]] == [
        ("The wide sea", "good_day", "words")
    ]
    assert {(one["step"], one["option"]) for one in mine["receipts"]} == {
        ("what_we_keep", "go_on"),
        *((step, "yes") for step in ("understood", "consent", "consent_topics", "consent_age")),
    }
    text = files["answers.txt"].decode("utf-8-sig")
    for words in (GOOD_DAY, "You said: The wide sea.", rights.HEARD_BY["words"].english):
        assert words in text
    assert b"I count the waves" not in b"".join(files.values())

    for key in ("control.help", "aside.mine", "mine.page"):
        await presses(visitor, key)
    assert await visitor.remarks() == rights.PAGE_WORDS.english
    await looks_at_the_page(page, "The wide sea")

    [row] = [row for row in await exported(bot, "The wide sea") if row["kind"] == "text"]
    assert (row["share"], row["checked"]) == ("words", "no")
    for key in ("control.help", "aside.mine", "mine.forget"):
        await presses(visitor, key)
    forget_or = rights.FORGET_OR.english.replace("{days}", "35")
    assert await visitor.remarks() == f"{rights.TAKEN_OUT.english} {rights.FORGET.english} {forget_or}"
    await wipes_it_all(visitor)
    assert row["person_code"] not in {one["person_code"] for one in await exported(bot)}
    for address in ("mine.zip", "about-me", "about-me.png", "about-me.html"):
        assert (await page.request.get(f"{visitor.url}/{address}")).status == 404
    await page.reload()
    assert await visitor.question() == rights.GONE.english
    await tab_to(page, "[action='/new'] button")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert await visitor.question() == "English. Press 1."
    await tells(visitor)
    assert await visitor.question() == GOOD_DAY
    for number in ("8", "4", "1"):
        await types(visitor, number)
    assert await visitor.remarks() == rights.NOTHING_YET.english


async def test_my_answers_without_scripts(bot: BotProcess, browser: Browser) -> None:
    """The file can be saved, and all wiped, where the browser runs no scripts."""
    context = await browser.new_context(java_script_enabled=False)
    visitor = Visitor(await context.new_page(), bot.url)
    page = visitor.page

    async def press(selector: str) -> None:
        async with page.expect_navigation():
            await page.locator(selector).first.click()

    async def through_help(key: str) -> None:
        for one in ("control.help", "aside.mine", key):
            await press(f"[value$='{one}']")

    await visitor.come()
    await press("[value$='language.en']")
    while not await visitor.has("textarea"):
        await press("button.choice")
    await page.locator("textarea").fill("The hills")
    await press("button.send")
    await through_help("mine.file")
    async with page.expect_download() as begun:
        await page.locator("a[href='/mine.zip']").click()
    with zipfile.ZipFile(await (await begun.value).path()) as archive:
        assert "The hills" in archive.read("answers.txt").decode()
    await through_help("mine.forget")
    await press("[value$='mine.wipe_all']")
    assert await visitor.question() == rights.GONE.english
    await press("[action='/new'] button")
    assert await visitor.question() == "English. Press 1."
    assert "The hills" not in {row["text"] for row in await exported(bot)}
    await context.close()


async def test_what_was_not_sent_goes_too(visitor: Visitor) -> None:
    """Words not sent yet are gone with the rest: who takes over the device does not find them."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await page.locator("textarea").fill("not sent yet")
    await wipe_by_mouse(visitor)
    async with page.expect_navigation():
        await page.locator("[action='/new'] button").click()
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    assert await page.locator("textarea").input_value() == ""


async def test_a_recording_not_sent_does_not_keep_anybody_from_starting_again(visitor: Visitor) -> None:
    """It is gone with the rest: the browser asks nothing in its own words, and one press starts again."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await visitor.record(0.5)
    await wipe_by_mouse(visitor)
    page.on("dialog", Dialog.dismiss)  # what the browser asks: shall you leave this page?
    await page.locator("[action='/new'] button").click()
    await page.locator("[value$='language.en']").wait_for(timeout=5000)


async def wipe_by_mouse(visitor: Visitor) -> None:
    for number in (8, 4, 4):
        await visitor.press(number)
    await visitor.choice(1).click()
    await visitor.page.locator("[action='/new']").wait_for()


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("/mydata", rights.MY_ANSWERS),
        (" /forget ", rights.MY_ANSWERS),
        ("/complain", rights.COMPLAIN_WORDS),
        ("/contact", rights.CONTACT_WORDS),
        ("/privacy", rights.PRIVACY_LATER),
        ("/help", phrases.HELP),
    ],
)
async def test_commands_can_be_typed_as_in_telegram(visitor: Visitor, command: str, asked: Line) -> None:
    """Who knows a command writes it where an answer is written, and it is no answer."""
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    async with visitor.turn():
        await visitor.page.locator("textarea").fill(command)
        await visitor.page.locator("button.send").click()
    assert (await visitor.question()).startswith(asked.english.partition("{")[0])
