"""Staff take answers out on the board: they choose, come back, and get the file once; nobody else does."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.core.giving import phrases
from bot.store.exports import Exports
from tests.bot_process import BotProcess, running_bot
from tests.web.board import Group, wrong_with
from tests.web.visitor import Visitor
from tests.words import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(tmp_path_factory.mktemp("out") / "bot", SGWRS_CLIPS=str(clips)) as bot:
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def group(bot: BotProcess, browser: Browser) -> AsyncIterator[Group]:
    async with Group.opened(bot, browser) as group:
        told = await group.tells("ann", "I swim with Tom")
        await group.shares(told, "words", "I swim with [name]")
        await group.shares(await group.tells("bob", "This is for the team"), "team")
        yield group


@asynccontextmanager
async def staff(group: Group, language: str = "en-GB", **context: object) -> AsyncIterator[Visitor]:
    async with group.device(language, **context) as visitor:
        secret = await group.members.invite("team", "staff", "Gwen", datetime.now(UTC))
        joined = await visitor.page.context.request.post(f"{visitor.url}/join/{secret}", max_redirects=0)
        assert joined.status == 303
        yield visitor


@pytest.mark.parametrize(("language", "scripts"), [("en-GB", True), ("cy-GB", True), ("en-GB", False)])
async def test_a_file_is_ordered_and_fetched_once(
    group: Group,
    shots: Path,
    language: str,
    scripts: bool,  # noqa: FBT001 - rows above
) -> None:
    async with staff(group, language, java_script_enabled=scripts) as visitor:
        page = visitor.page
        before = len(await Exports(group.house.database).all())
        await page.goto(f"{visitor.url}/board/given")
        await page.locator("a[href='/board/out']").click()
        if scripts:
            assert await wrong_with(page, f"out-{language}", shots) == []
        await page.locator("[name=kind][value=csv]").check()
        await page.locator("#who").fill("The library")
        await page.locator("#why").fill("To plan the rooms")
        await page.locator("#step").select_option("good_day")
        await page.locator("#language").select_option("en")
        await page.locator("#since").fill("2026-01")
        await page.locator("form.order button").click()
        making = WORDS(phrases.MAKING_HERE, language[:2])
        shown = await page.locator("main .remark").inner_text()
        assert "The library · To plan the rooms" in shown
        for _ in range(100):
            if await page.locator("[name=fetch]").count():
                break
            assert making in await page.locator("main .remark").inner_text()
            await page.wait_for_timeout(200)
            await page.reload()
        if scripts:
            assert await wrong_with(page, f"out-made-{language}", shots) == []
        async with page.expect_download() as begun:
            await page.locator("[name=fetch]").click()
        with zipfile.ZipFile(await (await begun.value).path()) as archive:
            table = archive.read("answers.csv").decode("utf-8-sig")
        assert "I swim with [name]" in table
        assert "for the team" not in table
        await page.reload()
        assert not await page.locator("main .remark").count()
        listed = await Exports(group.house.database).all()
        assert len(listed) == before + 1
        assert (listed[0].recipient, listed[0].answers) == ("The library", 1)


async def test_only_staff_of_the_team_may(group: Group) -> None:
    """Others see no way to it, and are told why there is none."""
    async with group.member("team", "Una") as visitor:
        await visitor.page.goto(f"{visitor.url}/board/given")
        assert not await visitor.page.locator("a[href='/board/out']").count()
        answer = await visitor.page.request.get(f"{visitor.url}/board/out")
        assert answer.status == 403
        assert phrases.NOT_YOURS.english in await answer.text()
        form = {"kind": "csv", "who": "me", "why": "this"}
        assert (await visitor.page.request.post(f"{visitor.url}/board/out", form=form)).status == 403


async def test_a_form_that_nobody_could_send_orders_nothing(group: Group) -> None:
    async with staff(group) as visitor:
        for form in (
            {"kind": "everything", "who": "me", "why": "this"},
            {"kind": "csv", "who": " ", "why": "this"},
            {"kind": "csv", "who": "me"},
            {"fetch": "999"},
            {"fetch": "x"},
        ):
            await visitor.page.request.post(f"{visitor.url}/board/out", form=form)
        await visitor.page.goto(f"{visitor.url}/board/out")
        assert not await visitor.page.locator("main .remark").count()


async def test_a_link_opens_only_with_its_secret(group: Group) -> None:
    async with group.device() as visitor:
        for secret in ("x", "0" * 64, "é"):
            for method in ("GET", "POST"):
                answer = await visitor.page.request.fetch(f"{visitor.url}/fetch/1/{secret}", method=method)
                assert answer.status == 404
