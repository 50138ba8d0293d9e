"""A whole consultation as a story: sixty people tell, ten go through it, and everybody gets an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from itertools import cycle
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from bot.core.conversation import Line
from bot.core.review import phrases
from bot.core.review.stages import STAGES
from bot.export import pdf
from bot.store.database import Database
from bot.store.members import Members
from tests.bot_process import TEN_LANGUAGES, BotProcess
from tests.keys import keys_in
from tests.telegram.caller import ALWAYS, Caller, Does, joined
from tests.telegram.chat import Chat, before_long, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.driver import flat, rows_of
from tests.telegram.running import bot_with, looked_up
from tests.telegram_standin import BotApi, voice_note
from tests.web.board import wrong_with
from tests.words import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TOLD = {
    "en": ("The bus is always late", "I swim in the sea", "The school has no garden"),
    "cy": ("Mae’r bws bob amser yn hwyr", "Rwy’n nofio yn y môr", "Nid oes gardd yn yr ysgol"),
    "pl": ("Autobus zawsze się spóźnia", "Pływam w morzu", "Szkoła nie ma ogrodu"),
    "ar": ("الحافلة تتأخر دائما", "أسبح في البحر", "المدرسة بلا حديقة"),
}
"""What people tell in each language: of the bus, of the sea, of the school."""

EACH = 15
SPOKEN = "The sea is good"
"""What the small team writes down of those who spoke."""

PHONES = {
    "Ann": ("team", "citizen", "en"),
    "Bea": ("panel", "citizen", "cy"),
    "Cai": ("panel", "citizen", "pl"),
    "Dai": ("team", "staff", "en"),
    "Eve": ("panel", "staff", "en"),
}
LISTEN_TO_ALL = ("Ann", "Bea", "Dai")
"""Two citizens and one of staff; the others do as much as they like."""

SCREENS = {
    "Fay": ("panel", "citizen", "en-GB"),
    "Gil": ("panel", "citizen", "cy-GB"),
    "Huw": ("panel", "citizen", "en-GB"),
    "Ivy": ("panel", "staff", "en-GB"),
    "Jon": ("panel", "staff", "ar"),
}


def topic_of(words: str) -> int | None:
    """Which of the three it is about, by how it begins: buttons are short."""
    words = words.strip("\u2066\u2067\u2068\u2069")
    topics = (number for told in TOLD.values() for number, one in enumerate(told) if one in words or words == one)
    return 1 if SPOKEN in words else next(topics, None)


# ---- people who tell


async def tells(api: BotApi, name: str, language: str, words: str) -> Caller:
    """Somebody's whole conversation; without words they speak."""
    chat = Chat(api, api.person(name, language))
    chat.person.writes("/start")
    offered = (await chat.person.receives(10))[0]
    chat.person.taps(offered, flat(offered)[0])
    told = False
    while True:
        keys = [data for _, data in flat(await chat.is_asked())]
        if any(key.endswith("aside.start_again") for key in keys):
            return Caller(chat.person, language)
        if step_of(chat.now) == "good_day" and not told:
            chat.person.writes(words) if words else chat.person.speaks(voice_note(2, seed=len(language)))
            told = True
        elif step_of(chat.now) == "check" and any(key.endswith("option.team") for key in keys):
            chat.taps("option.words" if words else "option.voice")
        elif ":option." in keys[0] and step_of(chat.now) != "topics":
            chat.person.taps(chat.now, flat(chat.now)[0])
        else:
            chat.taps("control.skip")


async def everybody_tells(api: BotApi) -> list[Caller]:
    """Fifteen in each language; the last of them by voice."""
    wanted = [
        (f"{language}{number}", language, words if number < EACH - 1 else "")
        for language, told in TOLD.items()
        for number, words in zip(range(EACH), cycle(told), strict=False)
    ]
    return await asyncio.gather(*(tells(api, *one) for one in wanted))


# ---- people who go through it


def safe(caller: Caller) -> Line | str:
    """Words are fine as they are; of a voice somebody writes down what was said, and the next one looks."""
    since = [message.words for message in caller.heard[-3:]]
    silent = not any(topic_of(words) is not None for words in since)
    return SPOKEN if silent else phrases.IT_IS_SAFE


def place(caller: Caller) -> Line | str:
    """With those that are about the same, whatever the language; else a group of its own."""
    question = caller.heard[-1]
    topic = next(found for one in reversed(caller.heard[:-1]) if (found := topic_of(one.words)) is not None)
    for label, _ in flat(question):
        number, _, words = label.partition(" ")
        if topic_of(words) == topic:
            return number
    return phrases.NEW_GROUP


def vote(caller: Caller) -> Line:
    """People of two languages want a bus, those of the others a garden; all want the sea."""
    topic = next(found for one in reversed(caller.heard) if (found := topic_of(one.words)) is not None)
    if topic == 1:
        return phrases.ME_TOO
    return phrases.AGREE if (topic == 0) == (caller.language in ("en", "cy")) else phrases.DISAGREE


DOES: Does = {**ALWAYS, phrases.SAFE: safe, phrases.PLACE: place, phrases.VOTE: vote}

PRESSES = {"vote": "agree", "adopt": "yes", "felt": "together", "go_on": "go_on", "group_right": "yes"}


@dataclass
class Screen:
    """Somebody with a browser."""

    page: Page
    url: str
    seen: set[str] = field(default_factory=set)

    async def goes_through(self, most: int = 3) -> int:
        """Some of all they are asked on the board; returns how much it was."""
        done = 0
        for address in ("listen", "ask"):
            while done < most and await self._does_one(address):
                done += 1
        return done

    async def _does_one(self, address: str) -> bool:
        await self.page.goto(f"{self.url}/board/{address}")
        forms = self.page.locator(f"form[action='/board/{address}']:has(button[name=value], input[name=question])")
        if not await forms.count():
            return False
        named = self.page.locator("input[name=question]")
        question = await named.first.input_value() if await named.count() else "heard"
        self.seen.add(question)
        if await self.page.locator("textarea[name=why]").count():
            await self.page.locator("textarea[name=why]").fill("It matters to us all")
        wanted = f"button[value={PRESSES[question]}]" if question in PRESSES else "button[name=value]"
        async with self.page.expect_navigation():
            await forms.first.locator(wanted).first.click()
        return True


@dataclass
class Story:
    """The bot, and all who are in it."""

    bot: BotProcess
    tellers: Sequence[Caller]
    phones: dict[str, Caller]
    screens: dict[str, Screen]

    def closed(self) -> list[str]:
        return [stage for (stage,) in looked_up(self.bot.folder, "SELECT stage FROM closings ORDER BY at")]

    async def comes_to(self, stage: str) -> None:
        """Everybody in the group does what they are asked, till this part is closed."""
        for _ in range(12):
            for screen in self.screens.values():
                await screen.goes_through()
            for name, caller in self.phones.items():
                await caller.goes_through(DOES, most=300 if name in LISTEN_TO_ALL else 6)
                if stage in self.closed():
                    return
            if stage == "stories":
                await self.all_tellers()
        raise AssertionError(f"{stage} is not closed: {self.closed()}")

    async def all_tellers(self, does: Does = DOES) -> list[list[str]]:
        """What each is asked now, and answers."""
        return await asyncio.gather(*(caller.goes_through(does) for caller in self.tellers))


@asynccontextmanager
async def begun(folder: Path, browser: Browser) -> AsyncIterator[Story]:
    """Sixty have told; ten have come by their links, and sit on their benches."""
    settings = {"SGWRS_CONSULTATION": str(TEN_LANGUAGES), "SGWRS_VOICES": ","}
    async with (
        BotApi(token=TOKEN) as api,
        bot_with(api, folder, folder / "clips", **settings) as bot,
        AsyncExitStack() as closing,
    ):
        tellers = await everybody_tells(api)
        keys = keys_in(folder)
        database = await Database.open(f"sqlite+aiosqlite:///{folder}/data/sgwrs.db", keys)
        closing.push_async_callback(database.close)
        members = Members(database, keys)
        phones = {name: await joined(api, members, name, *seat) for name, seat in PHONES.items()}
        screens = {}
        for name, (role, bench, language) in SCREENS.items():
            context = await browser.new_context(viewport={"width": 360, "height": 740}, locale=language)
            closing.push_async_callback(context.close)
            secret = await members.invite(role, bench, name, datetime.now(UTC))
            await context.request.post(f"{bot.url}/join/{secret}", max_redirects=0)
            screens[name] = Screen(await context.new_page(), bot.url.rstrip("/"))
        codes = {member.name: member.id for member in await members.all()}
        for what, name in (("chair", "Ann"), ("chair", "Dai"), ("decider", "Eve")):
            assert await bot.command("members", what, codes[name]) == (0, "Noted.\n")
        yield Story(bot, tellers, phones, screens)


@pytest.mark.timeout(600)
async def test_from_the_first_answer_to_did_we_hear_you_right(
    tmp_path: Path, browser: Browser, shots: Path
) -> None:
    """Nobody but people decides how it goes on; everything they do is done by phone or in a browser."""
    async with begun(tmp_path / "bot", browser) as story:
        # What they told is here, every voice of it.
        kept = "SELECT count(*) FROM recordings WHERE state = 'kept'"

        async def all_kept() -> bool:
            return looked_up(story.bot.folder, kept) == [(len(TOLD),)]

        await before_long(all_kept)
        shared = "SELECT share, count(*) FROM answers WHERE step = 'good_day' AND heard != 'choice' GROUP BY share"
        assert dict(looked_up(story.bot.folder, shared)) == {"voice": 4, "words": 56}

        # Names are taken out, all is heard by three at least, and put into groups.
        for stage in ("ready", "safe", "listen", "group"):
            await story.comes_to(stage)
        heard = looked_up(story.bot.folder, "SELECT min(citizens), min(staff) FROM items WHERE kind = 'answer'")
        assert heard[0][0] >= 2
        assert heard[0][1] >= 1
        assert looked_up(story.bot.folder, "SELECT count(*) FROM items WHERE kind = 'theme'") == [(3 + 1,)]

        # The group says it; everybody who told something hears that, and says what they think.
        for screen in story.screens.values():
            await screen.goes_through()
        for caller in story.phones.values():
            await caller.goes_through({**DOES, phrases.CLOSE_IT: "9"}, most=300)
        for teller in story.tellers:
            await teller.is_told(phrases.INVITED)
        asked = await story.all_tellers()
        assert all(phrases.VOTE.address in one for one in asked)
        for stage in ("vote", "stories", "adopt", "decide"):
            await story.comes_to(stage)

        # What was decided is told to each, by itself, in their language, with the numbers in a picture.
        for teller in story.tellers:
            await teller.is_told(phrases.ANSWER)
        asked = await story.all_tellers()
        assert all(phrases.HEARD_RIGHT.address in one for one in asked)
        pictured = [teller for teller in story.tellers if any(one.kind == "photo" for one in teller.heard)]
        assert len(pictured) == len(story.tellers)
        await story.comes_to("answer")
        assert set(story.closed()) == {stage.id for stage in STAGES}

        await everybody_can_see_it(story, shots)
        await it_leads_to_who_said_it(story.screens["Fay"])
        await it_is_told_in_files(story)


async def everybody_can_see_it(story: Story, shots: Path) -> None:
    """The page for all, without signing in: numbers that point at nobody, in words, pictures and statements."""
    page = story.screens["Fay"].page
    reader = await page.context.browser.new_page(locale="cy-GB", viewport={"width": 360, "height": 740})
    shown = reader.locator("main")
    # Who comes back to the chat, or comes for the first time, finds the way to it.
    await reader.goto(story.bot.url)
    assert await reader.locator("footer a[href='/results']").inner_text() == WORDS(phrases.RESULTS, "cy")

    async def last_release() -> bool:
        await reader.goto(f"{story.bot.url}/results")
        return WORDS(phrases.HEARD_RIGHT, "cy") in await shown.inner_text()

    await before_long(last_release)
    found = await wrong_with(reader, "results-cy", shots)
    assert found == [], "\n".join(found)
    pictures = {await one.get_attribute("id"): one for one in await reader.locator("section[id]:has(img)").all()}
    assert pictures.keys() == {"themes", "heard", "map"}
    heard = await pictures["heard"].locator("img").get_attribute("alt")
    assert sum(f": {EACH}" in line for line in heard.splitlines()) == len(TOLD)
    on_it = await pictures["map"].locator("img").get_attribute("alt")
    # Two camps of thirty, and five who agree to all: these would be pointed at, so nothing is said of groups.
    assert WORDS(phrases.NO_GROUPS, "cy") in on_it
    first = await reader.goto(f"{story.bot.url}/results/1")
    assert first
    assert first.ok
    assert WORDS(phrases.HEARD_RIGHT, "cy") not in await shown.inner_text()  # it stays as it was
    await reader.close()


async def it_leads_to_who_said_it(screen: Screen) -> None:
    """From what was decided to the words and voices behind it, and back to what those people say of it."""
    await screen.page.goto(f"{screen.url}/board/came")
    voices = 0
    for address in {await one.get_attribute("href") for one in await screen.page.locator("a[href*=item]").all()}:
        await screen.page.goto(f"{screen.url}{address}")
        assert await screen.page.locator("section.said h2").count()
        voices += await screen.page.locator("audio[src*=hear]").count()
        while await screen.page.locator("a[rel=next]").count():
            await screen.page.locator("a[rel=next]").click()
            voices += await screen.page.locator("audio[src*=hear]").count()
        back = screen.page.locator("a[href^='/board/came#']")
        assert await back.count() == 1
    assert voices >= len(TOLD)
    await back.click()
    tally = screen.page.locator("dl.tally").last
    assert f"{phrases.TELLERS.english}: {EACH * len(TOLD)}" in await tally.inner_text()


async def it_is_told_in_files(story: Story) -> None:
    """The same as a report, in Welsh, to read and to print, and in short; and the answers behind each part.

    No voice is there in this story, so nothing of it is read out.
    """
    code, output = await story.bot.command("report", "--language", "cy", "--out", "reports")
    assert code == 0, output
    assert await story.bot.command("report", "--language", "xx", "--out", "more") != (0, "")
    folder = story.bot.folder / "reports"
    endings = {".html", ".docx", ".pdf"} if pdf.is_installed() else {".html", ".docx"}
    for name in ("report-cy", "easy-cy"):
        assert {path.suffix for path in folder.glob(f"{name}*")} == endings
    html = (folder / "report-cy.html").read_text(encoding="utf-8")
    for line in (phrases.RESULTS, phrases.DECIDED["partly"], phrases.YOU_SAID, phrases.WHO_CHOSE):
        assert escape(WORDS(line, "cy")) in html
    told = {}
    for stage in ("group", "vote", "stories", "decide"):
        command = ("export", "--stage", stage, "--out", f"of-{stage}", "--to", "us", "--why", "to see")
        assert (await story.bot.command(*command))[0] == 0
        told[stage] = {row["answer_id"] for row in rows_of(story.bot.folder / f"of-{stage}")}
    assert told["decide"] <= told["vote"] <= told["group"]
    assert 0 < len(told["stories"]) < len(told["group"]) == EACH * len(TOLD)
