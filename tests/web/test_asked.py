"""Who told something in a browser is asked there what others made of it; and reasons are spoken on pages, too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.core import phrases as core
from bot.core.conversation import Line
from bot.core.review import phrases
from bot.core.review.rules import Seat
from bot.store.items import item_of
from bot.store.review import Review
from tests.bot_process import BotProcess, running_bot
from tests.definitions.copies import hum
from tests.telegram.chat import before_long
from tests.web.board import Group, shot, wrong_with
from tests.web.visitor import Visitor
from tests.words import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(tmp_path_factory.mktemp("asked") / "bot", SGWRS_CLIPS=str(clips)) as bot:
        yield bot


async def presses(page: Page, line: Line, language: str = "en") -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=WORDS(line, language)).click()


async def saying_it_together(group: Group) -> tuple[str, str]:
    """What was told is in a group, and there is something to say yes or no to: the group and that."""
    group.looked_up("UPDATE answers SET share = 'words' WHERE heard != 'choice'")
    review, now = Review(group.house.database, "example"), datetime.now(UTC)
    await review.state(now)
    await review.gather(now)
    for (answer,) in group.looked_up("SELECT id FROM answers WHERE heard != 'choice'"):
        await group.shares(answer, "words", "We want a bus")
    seat = Seat("0123456789abcdef", "citizen")

    def make(connection: object) -> tuple[str, str]:
        making = review.making(connection, seat, now)  # type: ignore[arg-type]
        answers = [answer for (answer,) in group.looked_up("SELECT id FROM items WHERE kind = 'answer'")]
        theme = making.theme(answers[0], "We want a bus")
        assert theme
        for answer in answers[1:]:
            making.put(answer, theme)
        found = item_of(connection, theme)  # type: ignore[arg-type]
        assert found
        return theme, making.statement(found, "We want a bus each day", "en")

    made = await group.house.database.write(make)
    group.looked_up("UPDATE reviews SET stage = 'vote'")
    return made


async def invited(visitor: Visitor) -> bool:
    """The page of the chat leads to what they are asked."""
    await visitor.come()
    return await visitor.has("a[href='/asked']")


async def test_who_told_in_a_browser_is_asked_there(  # noqa: PLR0915 - one story
    bot: BotProcess, browser: Browser, shots: Path
) -> None:
    """In English by mouse and microphone, in Welsh without scripts; each page looked at."""
    async with Group.opened(bot, browser) as group, AsyncExitStack() as opened:
        ann = await opened.enter_async_context(group.device())
        bob = await opened.enter_async_context(group.device("cy", java_script_enabled=False))
        for visitor, language, words in ((ann, "English", "We want a bus"), (bob, "Cymraeg", "Rydym eisiau bws")):
            await visitor.page.goto(f"{visitor.url}/asked")  # nobody is asked who told nothing
            assert await visitor.page.locator("h1").inner_text()
            await visitor.page.get_by_role("button", name=language).click()
            for _ in range(20):
                if await visitor.has("textarea"):
                    break
                await visitor.page.locator("button[name=key]").first.click()
                await visitor.page.wait_for_timeout(300)
            await visitor.page.locator("textarea").fill(words)
            await visitor.page.locator("button.send").click()
            await visitor.page.wait_for_timeout(500)
        theme, statement = await saying_it_together(group)

        # Ann: is your group right (no, and she says why), is it what you meant, what do you think of it?
        await before_long(lambda: invited(ann))
        assert not await wrong_with(ann.page, "chat-invited", shots)
        await ann.page.locator("a[href='/asked']").click()
        assert await ann.page.locator("blockquote").first.inner_text() == "We want a bus"
        assert not await wrong_with(ann.page, "asked", shots)
        heard = await ann.page.context.request.get(
            ann.url + str(await ann.page.locator("section.said audio").get_attribute("src"))
        )
        assert heard.status == 200
        assert (await heard.body()).startswith(b"OggS")
        await presses(ann.page, core.NO)
        assert await ann.page.locator("h1").inner_text() == phrases.WHY_ALOUD.english
        assert not await wrong_with(ann.page, "asked-why", shots)
        await ann.page.locator("[data-record]").click()
        await ann.page.locator("[data-record][aria-pressed=true]").wait_for()
        await ann.page.wait_for_timeout(1200)
        await presses(ann.page, phrases.SAVE)  # what is being said is kept first
        for line in (core.YES, phrases.AGREE):
            assert await ann.page.locator("blockquote").first.inner_text() == "We want a bus each day"
            await presses(ann.page, line)

        # Bob does the same without scripts, in Welsh, and sends a file; what is no sound is told kindly.
        await before_long(lambda: invited(bob))
        await bob.page.locator("a[href='/asked']").click()
        page = bob.page
        await shot(page, shots / "asked-cy.png")
        await presses(page, core.NO, "cy")
        await page.set_input_files(
            "input[name=voice]", {"name": "a.ogg", "mimeType": "audio/ogg", "buffer": b"no"}
        )
        await presses(page, phrases.SAVE, "cy")
        assert await page.locator("[role=alert]").inner_text() == WORDS(core.NOTHING_THERE, "cy")
        await shot(page, shots / "asked-unclear-cy.png")
        voice = {"name": "a.ogg", "mimeType": "audio/ogg", "buffer": hum(2, pause=0)}
        await page.set_input_files("input[name=voice]", voice)
        await presses(page, phrases.SAVE, "cy")
        async with page.expect_navigation():
            await page.locator("button[value=yes]").click()
        await presses(page, phrases.AGREE, "cy")
        assert await page.locator("h1").inner_text() == WORDS(phrases.NO_MORE, "cy")
        await shot(page, shots / "asked-all-cy.png")

        said = "SELECT count(*) FROM responses WHERE bench = 'teller' AND question = ? AND item = ? AND value = ?"
        wanted = {("group_right", theme, "no"): 2, ("meant", statement, "yes"): 2, ("vote", statement, "agree"): 2}
        assert {one: group.looked_up(said, *one)[0][0] for one in wanted} == wanted

        async def kept() -> bool:
            return group.looked_up("SELECT count(*) FROM responses WHERE recording = 'kept'") == [(2,)]  # type: ignore[comparison-overlap]

        await before_long(kept)
        assert not await invited(bob)


async def test_a_member_says_aloud_why(bot: BotProcess, browser: Browser, shots: Path) -> None:
    async with Group.opened(bot, browser) as group:
        await group.tells("cai", "We want a bus")
        await saying_it_together(group)
        async with group.member("panel", "Eve") as eve:
            page = eve.page
            for _ in range(6):
                await page.goto(f"{eve.url}/board/ask")
                if await page.locator("input[name=question][value=vote]").count():
                    break
                await page.locator("a.choice.beside").last.click()
                if await page.locator("input[name=question][value=vote]").count():
                    break
                await page.locator("textarea").first.fill("We want a bus")
                await page.locator("button[name=value]").last.click()
            assert not await wrong_with(page, "board-ask-why", shots)
            voice = {"name": "a.ogg", "mimeType": "audio/ogg", "buffer": hum(2, pause=0)}
            await page.set_input_files("input[name=voice]", voice)
            await presses(page, phrases.DISAGREE)
        spoken = "SELECT value FROM responses WHERE bench = 'citizen' AND recording != ''"
        assert group.looked_up(spoken) == [("disagree",)]
