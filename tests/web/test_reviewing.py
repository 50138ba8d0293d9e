"""Going through what was said, on the board: a whole group, from everybody in their seats to all was heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.core.conversation import Line
from bot.core.review import phrases
from tests.bot_process import BotProcess, running_bot
from tests.web.board import Group, wrong_with
from tests.web.visitor import Visitor, tab_to
from tests.words import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PEOPLE = {
    "Ann": ("team", "citizen"),
    "Bea": ("panel", "citizen"),
    "Dai": ("team", "staff"),
    "Eve": ("panel", "staff"),
}
ANSWERS = {"me_too": phrases.ME_TOO, "new": phrases.NEW}


@pytest_asyncio.fixture(loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(tmp_path_factory.mktemp("review") / "bot", SGWRS_CLIPS=str(clips)) as bot:
        yield bot


def says(line: Line, language: str = "en") -> str:
    return WORDS(line, language).partition("{")[0]


async def at(visitor: Visitor, page: str) -> None:
    await visitor.page.goto(f"{visitor.url}/board/{page}")


async def presses(visitor: Visitor, line: Line, language: str = "en") -> None:
    """A button, and what comes of it is there."""
    async with visitor.page.expect_navigation():
        await visitor.page.get_by_role("button", name=says(line, language)).click()


async def closes(visitor: Visitor) -> None:
    await at(visitor, "work")
    await presses(visitor, phrases.CLOSE)


@pytest.mark.timeout(600)
async def test_from_seats_to_all_that_was_heard(bot: BotProcess, browser: Browser, shots: Path) -> None:  # noqa: C901, PLR0912, PLR0915 - one review
    """By mouse, by keyboard, without scripts, in English and in Welsh; each page looked at."""
    async with Group.opened(bot, browser) as group, AsyncExitStack() as open_until_the_end:
        voice = await group.tells("tom", "", sound="voice")
        written = await group.tells("una", "I swim with Tom Jones in Barry")
        kept = await group.tells("vic", "This is for the small team")
        await group.shares(voice, "voice")
        await group.shares(written, "words")
        seats = {}
        for name, (role, bench) in PEOPLE.items():
            how = {"java_script_enabled": False} if name == "Bea" else {}
            language = "cy-GB" if name == "Eve" else "en-GB"
            visitor = await open_until_the_end.enter_async_context(group.device(language, **how))
            secret = await group.members.invite(role, bench, name, datetime.now(UTC))
            await visitor.page.context.request.post(f"{visitor.url}/join/{secret}", max_redirects=0)
            seats[name] = visitor
        ann, bea, dai, eve = seats.values()
        codes = {member.name: member.id for member in await group.members.all()}

        # Everybody sees what is missing, and nobody can go on.
        await at(bea, "work")
        assert says(phrases.ONE_CHAIR["staff"]) in await bea.page.locator("main").inner_text()
        assert not await bea.page.get_by_role("button", name=says(phrases.CLOSE)).count()
        for what, name in (("chair", "Ann"), ("chair", "Dai"), ("decider", "Dai")):
            assert await bot.command("members", what, codes[name]) == (0, "Noted.\n")
        await closes(ann)
        assert says(phrases.CLOSED_BY_YOU) in await ann.page.locator("main").inner_text()
        assert await wrong_with(ann.page, "work", shots) == []
        await at(eve, "work")
        assert await wrong_with(eve.page, "work-cy", shots) == []
        assert says(phrases.CHAIR_WAITS["staff"], "cy") in await eve.page.locator("main").inner_text()
        await closes(dai)

        # The small team takes names out, two of them each time. The panel has no such page.
        assert (await bea.page.goto(f"{bea.url}/board/safe")).status == 404
        for visitor in (ann, dai):
            for _ in range(2):
                await at(visitor, "safe")
                assert "This is for the small team" not in await visitor.page.locator("main").inner_text()
                words = visitor.page.locator("textarea")
                said = await words.input_value()
                if visitor == ann:
                    assert says(phrases.ONE_MORE) not in await visitor.page.locator("main").inner_text()
                    assert await wrong_with(visitor.page, f"safe-{bool(said)}", shots) == []
                    await words.fill("I swim with [name] in [place]" if "swim" in said else "I walk on the hills")
                else:
                    assert says(phrases.ONE_MORE) in await visitor.page.locator("main").inner_text()
                    assert "Tom Jones" not in said
                await presses(visitor, phrases.IT_IS_SAFE)
            assert await visitor.question() == says(phrases.NAMES["safe"])
            assert says(phrases.NO_MORE) in await visitor.page.locator("main").inner_text()
        await closes(ann)
        await closes(dai)

        # Everybody listens: to a voice, and to words; with what is safe only, and without what is not shared.
        for name, visitor in seats.items():
            language = "cy" if name == "Eve" else "en"
            heard = []
            for value, line in ANSWERS.items():
                await at(visitor, "listen")
                heard.append(await visitor.page.locator("section.said").inner_text())
                assert "Tom Jones" not in heard[-1]
                assert await visitor.page.locator("section.said audio").count() >= 1
                if name == "Eve":
                    await puts_into_welsh(visitor)
                    assert await wrong_with(visitor.page, f"listen-{value}-cy", shots) == []
                if name == "Ann":
                    await tab_to(visitor.page, f"button[value={value}]")
                    async with visitor.page.expect_navigation():
                        await visitor.page.keyboard.press("Enter")
                else:
                    await presses(visitor, line, language)
            assert sum("I swim with [name] in [place]" in one for one in heard) == 1
            assert sum("I walk on the hills" in one for one in heard) == 1
            await visitor.page.get_by_text(says(phrases.NO_MORE, language)).wait_for()
        assert await wrong_with(eve.page, "nothing-left-cy", shots) == []
        played = group.looked_up("SELECT DISTINCT answer FROM plays")
        assert kept not in {answer for (answer,) in played}
        await closes(ann)
        await closes(dai)
        await at(bea, "work")
        assert (await bea.page.locator("[aria-current=step] h2").inner_text()).endswith(
            says(phrases.NAMES["group"])
        )

        # Then everything else is asked on one page, one thing after the other, and each chair closes each part.
        seen: set[str] = set()
        for stage in ("group", "vote", "stories", "adopt", "decide"):
            for name in ("Ann", "Bea", "Dai", "Eve"):
                await is_asked(seats[name], seen, shots)
            await at(ann, "work")
            assert await wrong_with(ann.page, f"work-{stage}", shots) == []
            await closes(ann)
            await closes(dai)
        assert seen >= {"place", "draft", "vote", "adopt", "decide", "felt", "go_on"}
        await at(bea, "work")
        assert (await bea.page.locator("[aria-current=step] h2").inner_text()).endswith(
            says(phrases.NAMES["answer"])
        )

        # What came of it: decided, and by links to who said it; what was done since is told by a chair.
        await at(eve, "came")
        assert await wrong_with(eve.page, "came-cy", shots) == []
        await at(ann, "came")
        assert await wrong_with(ann.page, "came", shots) == []
        main = ann.page.locator("main")
        assert says(phrases.DECIDED["partly"]) in await main.inner_text()
        await ann.page.locator("textarea").first.fill("The path is open")
        async with ann.page.expect_navigation():
            await ann.page.get_by_role("button", name=says(phrases.SAVE)).first.click()
        assert "The path is open" in await main.inner_text()
        await ann.page.locator("a[href^='/board/item/']").first.click()
        await ann.page.wait_for_url("**/board/item/*")
        assert await wrong_with(ann.page, "item", shots) == []
        assert await main.locator("section.said audio").count()
        await at(ann, "groups")
        assert await wrong_with(ann.page, "groups", shots) == []

        # In pictures: with a sentence that says the same, in words and aloud.
        for visitor, language, shot in ((ann, "en", "pictures"), (eve, "cy", "pictures-cy")):
            await at(visitor, "pictures")
            assert await wrong_with(visitor.page, shot, shots) == []
            for name in ("themes", "heard"):
                part = visitor.page.locator(f"#{name}")
                picture = part.locator("img")
                assert WORDS(phrases.CHARTS[name], language) in await picture.get_attribute("alt")
                assert await picture.evaluate("(image) => image.naturalWidth > 100")
                sound = await visitor.page.request.get(
                    f"{visitor.url}{await part.locator('audio').get_attribute('src')}"
                )
                assert (await sound.body()).startswith(b"OggS")
        await everybody_sees_what_may_be_seen(await open_until_the_end.enter_async_context(group.device()), shots)


async def everybody_sees_what_may_be_seen(stranger: Visitor, shots: Path) -> None:
    """Without signing in: what was decided; of so few people no number and no picture."""
    page = stranger.page
    for _ in range(60):
        await page.goto(f"{stranger.url}/results")
        if says(phrases.DECIDED["partly"]) in await page.locator("main").inner_text():
            break
        await page.wait_for_timeout(500)
    assert await wrong_with(page, "results", shots) == []
    shown = await page.locator("main").inner_text()
    assert says(phrases.DECIDED["partly"]) in shown
    assert says(phrases.TOO_FEW) in shown
    sounds = await page.locator("audio[src^='/results/']").all()
    assert len(sounds) >= 2
    for sound in sounds:
        heard = await page.request.get(f"{stranger.url}{await sound.get_attribute('src')}")
        assert (await heard.body()).startswith(b"OggS")
    assert await page.locator("h1 + figure audio, p + figure audio").count() == 3  # our own words, in clips
    assert not await page.locator("img").count()
    for number in ("99", "x", "-1"):
        response = await page.goto(f"{stranger.url}/results/{number}")
        assert response
        assert response.status == 404


async def puts_into_welsh(visitor: Visitor) -> None:
    """What was told in English: it stands beside that, marked, from then on."""
    page = visitor.page
    await page.locator("summary").click()
    await page.locator("textarea[name=words]").fill("Rwy’n nofio")
    async with page.expect_navigation():
        await page.get_by_role("button", name=says(phrases.SAVE, "cy")).click()
    shown = await page.locator("section.said").inner_text()
    assert says(phrases.TRANSLATED, "cy") in shown
    assert "Rwy’n nofio" in shown


SAYS = {
    "vote": "me_too",
    "adopt": "yes",
    "decide": "partly",
    "felt": "shape",
    "go_on": "go_on",
    "group_right": "yes",
}
"""What is pressed where it is asked; else the first of what can be chosen."""


async def is_asked(visitor: Visitor, seen: set[str], shots: Path) -> None:
    """They answer all they are asked; each kind of page is looked at once."""
    page = visitor.page
    for _ in range(40):
        await at(visitor, "ask")
        if not await page.locator("input[name=question]").count():
            return
        question = await page.locator("input[name=question]").input_value()
        if question not in seen:
            seen.add(question)
            assert await wrong_with(page, f"ask-{question}", shots) == []
        if await page.locator("textarea[name=why]").count():
            await page.locator("textarea[name=why]").fill("It matters to us")
        wanted = f"button[value={SAYS[question]}]" if question in SAYS else "form[action='/board/ask'] button"
        buttons = page.locator(wanted)
        async with page.expect_navigation():
            await (buttons.last if question == "place" else buttons.first).click()
    raise AssertionError(f"there is no end of it: {question}")
