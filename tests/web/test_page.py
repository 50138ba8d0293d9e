"""What the page does when people do what people do: press twice, change their mind, lose the network."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page

from tests.bot_process import BotProcess
from tests.web.pictures import photo
from tests.web.visitor import Visitor, exported

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SOUNDING = ".listen.on"


async def at_open_question(visitor: Visitor) -> None:
    await visitor.speak_language("English")
    await visitor.to_first_open_question()


async def draft_is_there(page: Page) -> bool:
    return await page.locator(".recorded").is_visible()


async def test_clips_play_one_after_the_other_and_stop_for_a_recording(visitor: Visitor) -> None:
    """The remark, then the question, by themselves; the microphone hears the person, not the bot."""
    page = visitor.page
    await page.evaluate(
        "() => { const play = HTMLMediaElement.prototype.play;"
        " HTMLMediaElement.prototype.play = function () {"
        " this.playbackRate = 8; window.sounding = this; return play.call(this) } }"
    )
    await visitor.speak_language("English")
    heard = []
    for place in (".remark", ".question"):
        await page.locator(f"{place} {SOUNDING}").wait_for(timeout=10_000)
        heard.append(await page.evaluate("window.sounding.currentSrc"))
        assert await page.locator(f"{place} .listen").inner_text() == "Stop the sound"
    assert len(set(heard)) == 2
    await visitor.to_first_open_question()
    await page.locator(SOUNDING).wait_for()
    await page.locator(".record").click()
    await page.locator(".record.on").wait_for()
    assert not await page.locator(SOUNDING).count()
    assert await page.evaluate("window.sounding.paused")


async def test_where_the_browser_wants_a_press_first_the_button_to_press_stands_out(visitor: Visitor) -> None:
    """Nothing plays before the first press: the first button to listen is marked, and one press plays them all."""
    page = visitor.page
    await page.locator(".listen.wanted").wait_for()
    await page.locator(".listen.wanted").click()
    await page.locator(f"section:nth-of-type(1) {SOUNDING}").wait_for()
    await page.locator(f"section:nth-of-type(2) {SOUNDING}").wait_for(timeout=10_000)


async def test_playing_by_itself_can_be_turned_off(visitor: Visitor) -> None:
    """Somebody with a screen reader unticks one box, and no clip talks over it any more, on this device."""
    page = visitor.page
    await page.get_by_label("Play each question by itself").uncheck()
    await visitor.speak_language("English")
    await visitor.press(1)
    assert not await page.locator(SOUNDING).count()
    await page.reload()
    assert not await page.get_by_label("Play each question by itself").is_checked()
    await page.locator(".question .listen").click()
    await page.locator(SOUNDING).wait_for()
    await page.locator(".question .listen").click()
    assert not await page.locator(SOUNDING).count()


async def test_own_voice_can_be_heard_before_and_after_it_is_sent(visitor: Visitor) -> None:
    """The recording plays before it is sent; at the check it plays by itself, then the question."""
    page = visitor.page
    await at_open_question(visitor)
    await visitor.record(1.0)
    await page.get_by_role("button", name="Hear your voice").click()
    await page.locator(f".recorded {SOUNDING}").wait_for()
    await visitor.send_recording()
    for _ in range(30):
        if await visitor.has(".said"):
            break
        await visitor.press(9)
    await page.locator(f".said {SOUNDING}").wait_for()
    await page.locator(f".question > figure {SOUNDING}").wait_for(timeout=10_000)


async def test_pressing_twice_does_no_harm(bot: BotProcess, visitor: Visitor) -> None:
    """Two quick presses on record make one recording, two on send make one answer."""
    page = visitor.page
    await at_open_question(visitor)
    await page.evaluate("const b = document.querySelector('.record'); b.click(); b.click()")
    await page.locator(".record.on").wait_for()
    await asyncio.sleep(0.3)
    await page.evaluate("const b = document.querySelector('.record'); b.click(); b.click()")
    await page.locator(".recorded").wait_for()
    await page.evaluate("const b = document.querySelector('.recorded .choice'); b.click(); b.click()")
    await page.get_by_text("What do you do on that day?").wait_for()
    await visitor.write("pressed send twice")
    rows = await exported(bot, "pressed send twice")
    assert [row["kind"] for row in rows if row["kind"] != "choice"] == ["voice", "text"]


async def test_what_is_not_sent_survives_help(bot: BotProcess, visitor: Visitor) -> None:
    """A running recording, words and a photo are all still there after Help, and go out with one press."""
    page = visitor.page
    await at_open_question(visitor)
    await page.locator("textarea").fill("words not sent yet")
    await page.locator("summary").click()
    await page.locator("input[name=photo]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    await page.locator(".record").click()
    await page.locator(".record.on").wait_for()
    await asyncio.sleep(0.5)
    await visitor.press(8)
    assert not await visitor.has(".answer")
    await visitor.press(1)
    assert await draft_is_there(page)
    assert await page.locator("textarea").input_value() == "words not sent yet"
    async with visitor.turn():
        await page.locator("button.send").click()
    assert await visitor.question() == "What do you do on that day?"
    assert not await draft_is_there(page)
    rows = [row for row in await exported(bot, "words not sent yet") if row["step"] == "good_day"]
    assert sorted(row["kind"] for row in rows) == ["photo", "text", "voice"]


async def test_a_lost_network_loses_nothing(bot: BotProcess, visitor: Visitor) -> None:
    """No network when Send is pressed: the page says so, keeps the recording, and the next press sends it."""
    page = visitor.page
    await at_open_question(visitor)
    await visitor.record(0.5)
    await page.context.set_offline(True)
    await page.locator(".recorded .choice").click()
    await page.get_by_text("That did not get through. It is still here. Press the button again.").wait_for()
    assert await draft_is_there(page)
    await page.context.set_offline(False)
    await visitor.send_recording()
    assert await page.locator(".notice").inner_text() == ""
    await visitor.write("after the network came back")
    rows = await exported(bot, "after the network came back")
    assert [row["kind"] for row in rows if row["kind"] != "choice"] == ["voice", "text"]


async def test_an_answer_whose_receipt_was_lost_counts_once(bot: BotProcess, visitor: Visitor) -> None:
    """It did arrive, only the reply got lost: pressing again does not make a second answer."""
    page = visitor.page
    await at_open_question(visitor)

    async def lose_the_reply(route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/say", lose_the_reply, times=1)
    await page.locator("textarea").fill("only once")
    await page.locator("button.send").click()
    await page.get_by_text("That did not get through.").wait_for()
    async with visitor.turn():
        await page.locator("button.send").click()
    assert await visitor.question() == "What do you do on that day?"
    rows = await exported(bot, "only once")
    assert [row["text"] for row in rows if row["kind"] != "choice"] == ["only once"]


async def test_no_microphone_is_said_in_words(bot: BotProcess, browser: Browser) -> None:
    """The person said no to the microphone, or there is none: they are told, and can write or send a file."""
    context = await browser.new_context()
    await context.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'))")
    visitor = Visitor(await context.new_page(), bot.url)
    await visitor.come()
    await at_open_question(visitor)
    await visitor.page.locator(".record").click()
    await visitor.page.get_by_text("I can not use the microphone.").wait_for()
    assert await visitor.has("input[name=voice]")
    await visitor.write("written instead")
    await context.close()


async def test_nothing_heard_is_said_in_words(visitor: Visitor) -> None:
    """A microphone that gives nothing: the person is told to press and speak, and nothing is sent."""
    page = visitor.page
    await at_open_question(visitor)
    await page.evaluate(
        "MediaRecorder.prototype.start = function () {};"
        "MediaRecorder.prototype.stop = function () { this.dispatchEvent(new Event('stop')) }"
    )
    await page.locator(".record").click()
    await page.locator(".record.on").click()
    assert await page.locator(".status").inner_text() == "I did not hear anything. Press and speak."
    assert not await draft_is_there(page)


async def test_a_refused_photo_is_said_in_words(visitor: Visitor) -> None:
    """A picture of a kind we can not take: the page says what it can take, above the same question."""
    await at_open_question(visitor)
    asked = await visitor.question()
    await visitor.page.locator("summary").click()
    await visitor.page.locator("input[name=photo]").set_input_files(
        {"name": "film.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}
    )
    async with visitor.turn():
        await visitor.page.locator("button.send").click()
    assert await visitor.remarks() == "I can not take that. I can take your voice, words or a photo."
    assert await visitor.question() == asked
    assert await visitor.page.locator("h1").get_attribute("aria-describedby") == "remark-1"


async def test_the_next_person_on_the_same_device_starts_afresh(bot: BotProcess, visitor: Visitor) -> None:
    """On a community centre's tablet: stop, "I am someone else", yes; the first person's words stay kept."""
    page = visitor.page
    await at_open_question(visitor)
    await visitor.write("the first person")
    await visitor.press(0)
    await page.get_by_role("link", name="I am someone else").click()
    await page.get_by_role("link", name="Go back to the chat").click()
    assert (await visitor.question()).startswith("We stop here.")
    await page.get_by_role("link", name="I am someone else").click()
    await page.get_by_role("button", name="Yes, I am new").click()
    await page.locator("[value$='language.en']").wait_for()
    await at_open_question(visitor)
    await visitor.write("the second person")
    codes = {row["text"]: row["person_code"] for row in await exported(bot) if "person" in row["text"]}
    assert codes["the first person"] != codes["the second person"]
