"""A bot with a board: people who told something, exports, and devices on which members look at it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page
from sqlalchemy import insert

from bot.content import Content
from bot.core.events import Sent, Wrote
from bot.runner.brake import Brake
from bot.runner.turns import Runner
from bot.settings import read_settings
from bot.store.database import Database
from bot.store.desk import Desk
from bot.store.exports import Export, Exports
from bot.store.files import SealedFiles
from bot.store.jobs import Jobs
from bot.store.members import Members
from bot.store.quarantine import Quarantine
from bot.store.schema_speech import takes
from bot.store.turns import Turns
from tests.bot_process import TWO_LANGUAGES, BotProcess
from tests.definitions.copies import hum
from tests.keys import keys_in
from tests.silence import NoClips
from tests.store.house import TO_THE_FIRST_OPEN_QUESTION, House
from tests.telegram.running import looked_up
from tests.web.layout import breaks
from tests.web.looks import USUAL, axe
from tests.web.pictures import jpeg
from tests.web.visitor import Visitor

PAGING = "too small: <a rel="
"""Has a test of its own."""

LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2


@dataclass
class Told:
    """The answers that are there, by who told them."""

    shared_words: str
    shared_voice: str
    unchecked: str
    team_voice: str
    team_photo: str


@dataclass
class Group:
    """The running bot's group: who is in it, and what they may hear."""

    bot: BotProcess
    house: House
    members: Members
    browser: Browser

    @classmethod
    @asynccontextmanager
    async def opened(cls, bot: BotProcess, browser: Browser) -> AsyncIterator[Group]:
        keys, file = keys_in(bot.folder), bot.folder / "data/sgwrs.db"
        content = Content.load(read_settings({"SGWRS_CONSULTATION": str(TWO_LANGUAGES)}, Path("none")))
        database = await Database.open(f"sqlite+aiosqlite:///{file}", keys)
        turns = Turns(database, keys)
        quarantine = Quarantine(database, turns)
        now = lambda: datetime.now(UTC)  # noqa: E731 - the clock of the bot beside us
        runner = Runner(
            *(content.consultation, content.catalogs, NoClips(), turns, quarantine, {}, now, lambda: None),
            recordings_a_day=5,
            brake=Brake(1),
        )
        house = House(database, runner, turns, content, file)
        house.time.now = now()
        yield cls(bot, house, Members(database, keys), browser)
        await database.close()

    # ---- what was told

    async def tells(self, address: str, words: str, *, sound: str = "") -> str:
        """Words, or with `sound` a voice or a photo, which is here already; returns the answer's id."""
        await self.house.presses(TO_THE_FIRST_OPEN_QUESTION, address)
        await self.house.does(Sent(sound, f"f{address}", 2) if sound else Wrote(words), address=address)  # type: ignore[arg-type]
        person = await self.house.code_of(address)
        [(answer,)] = self.looked_up(
            "SELECT id FROM answers WHERE participant = ? AND heard != 'choice' AND step = 'good_day'", person
        )
        if sound:
            voice, photo = (f"{answer}.ogg", hum(2, pause=0)), (f"{answer}.jpg", jpeg(320, 240))
            name, data = voice if sound == "voice" else photo
            SealedFiles(self.bot.folder / "data/recordings", keys_in(self.bot.folder)).write(name, data)
            await Jobs(self.house.database).kept(answer, name, len(data), 2)
        return str(answer)

    async def shares(self, answer: str, share: str, cleared: str | None = None) -> None:
        self.looked_up("UPDATE answers SET share = ? WHERE id = ?", share, answer)
        if cleared is not None:
            await Desk(self.house.database).clear(answer, cleared, "Gwen", datetime.now(UTC))

    async def told(self) -> Told:
        """One of each kind, more than a page, and two exports."""
        told = Told(
            await self.tells("ann", "I swim with Tom"),
            await self.tells("bob", "", sound="voice"),
            await self.tells("cai", "Nobody has read this yet"),
            await self.tells("dai", "", sound="voice"),
            await self.tells("eli", "", sound="photo"),
        )
        await self.shares(told.shared_words, "words", "I swim with [name]")
        await self.shares(told.shared_voice, "voice", "I walk in the hills")
        await self.shares(told.unchecked, "words")
        await self.tells("fay", LONG_WORD)
        for number in range(22):
            await self.tells(f"more{number}", f"Another good day, number {number}")
        exports = Exports(self.house.database)
        for recipient, purpose in (("The library", "To plan the new room"), ("The <b>paper</b>", LONG_WORD)):
            export = Export(0, datetime.now(UTC), recipient, purpose, "csv", everything=False)
            await exports.add(await exports.begin(export), [told.shared_words])
        return told

    async def lent(self, address: str, language: str, words: str) -> int:
        """A volunteer has said one of the bot's messages, nobody has listened yet; returns the take's number."""
        now = datetime.now(UTC)
        secret = await self.members.invite("volunteer", "citizen", "Elin", now)
        member = await self.members.join(secret, now, "telegram", f"elin {address}")
        assert member
        values = {"member": member.id, "language": language, "address": address, "words": words}
        state = {"state": "offered", "why": "", "judge": "", "channel": "telegram", "file": "", "kept": True}
        new = insert(takes).values(**values, **state, tries=0, not_before=now, at=now)
        number = await self.house.database.write(lambda connection: connection.execute(new).lastrowid)
        files = SealedFiles(self.bot.folder / "data/recordings", keys_in(self.bot.folder))
        files.write(f"take.{number}.ogg", hum(3, pause=0))
        return int(number)

    def looked_up(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        return looked_up(self.bot.folder, statement, *values)

    # ---- devices

    async def invited(self, role: str, name: str) -> str:
        """A link to open in a browser."""
        secret = await self.members.invite(role, "citizen", name, datetime.now(UTC))
        return f"{self.bot.url.rstrip('/')}/join/{secret}"

    async def own_link(self) -> str:
        """What /board leads to, for somebody who is in the group."""
        now = datetime.now(UTC)
        member = await self.members.join(await self.members.invite("panel", "staff", "Non", now), now)
        assert member
        return f"{self.bot.url.rstrip('/')}/open/{await self.members.door(member, now)}"

    @asynccontextmanager
    async def device(self, language: str = "en-GB", **context: object) -> AsyncIterator[Visitor]:
        """Somebody's phone, in their language. The browser must have nothing to complain about."""
        usual: Mapping[str, object] = {"viewport": {"width": 360, "height": 740}, "locale": language}
        opened = await self.browser.new_context(**{**usual, **context})  # type: ignore[arg-type]
        visitor = Visitor(await opened.new_page(), self.bot.url.rstrip("/"))
        yield visitor
        await opened.close()
        assert not visitor.complaints

    async def enters(self, visitor: Visitor, role: str, name: str) -> None:
        """They join on this device, and are at the board. The press on the page has a test of its own."""
        joined = await visitor.page.context.request.post(await self.invited(role, name), max_redirects=0)
        assert joined.status == 303
        await visitor.page.goto(f"{visitor.url}/board/")

    @asynccontextmanager
    async def member(
        self, role: str, name: str, language: str = "en-GB", **context: object
    ) -> AsyncIterator[Visitor]:
        """The device of somebody who has just joined, at the board."""
        async with self.device(language, **context) as visitor:
            await self.enters(visitor, role, name)
            yield visitor


async def has_scrolled_sideways(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))


async def shot(page: Page, file: Path) -> None:
    """A picture of the whole page, for whoever sets BOARD_SHOTS, to look at it."""
    if "BOARD_SHOTS" in os.environ:
        await page.screenshot(path=file, full_page=True)


async def wrong_with(page: Page, kind: str, shots: Path) -> list[str]:
    """What axe finds, what breaks on small or magnified screens, and what is missing on every page."""
    await shot(page, shots / f"{kind}.png")
    found = await axe(page, USUAL)
    found += ["not one h1"] * (await page.locator("h1").count() != 1)
    found += ["not one main"] * (await page.locator("main").count() != 1)
    await page.set_viewport_size({"width": 320, "height": 640})
    found += ["it scrolls sideways at 320"] * await has_scrolled_sideways(page)
    found += await breaks(page, kind, shots)
    return [one for one in found if f'"{LONG_WORD}" on' not in one and PAGING not in one]


async def everything_on(visitor: Visitor) -> str:
    """The words of all pages of what was said, and what their sounds and pictures are."""
    page, found = visitor.page, ""
    await page.goto(f"{visitor.url}/board/")
    while True:
        found += await page.locator("main").inner_html()
        if not await page.locator("a[rel=next]").count():
            return found
        await page.locator("a[rel=next]").click()


async def sounds(page: Page, selector: str) -> None:
    """Play it, until it is under way."""
    await page.locator(selector).evaluate(
        "one => new Promise((played, failed) => { one.ontimeupdate = () => one.currentTime > 0 && played();"
        " one.onerror = () => failed(new Error('it does not sound')); one.play().catch(failed) })"
    )
