"""The review board in a real browser: who comes in, what each may see and hear, and that all of it can be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.board import phrases
from bot.core.conversation import Line
from bot.core.lending import phrases as lending
from bot.core.rights import phrases as rights
from bot.speech.human import read_notes
from tests.bot_process import BotProcess, running_bot
from tests.telegram.chat import soon
from tests.web.board import LONG_WORD, Group, Told, everything_on, sounds, wrong_with
from tests.web.visitor import Visitor, tab_to
from tests.words import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = {
    "said": phrases.ANSWERS,
    "listened": rights.LISTENED,
    "given": rights.GIVEN,
    "voices": lending.VOICES,
}
ADDRESSES = {kind: f"/board/{kind if kind != 'said' else ''}" for kind in PAGES}
LANGUAGES = ("en-GB", "cy-GB")


def words(line: Line, language: str) -> str:
    return WORDS(line, language.partition("-")[0])


@dataclass
class Board:
    """What all tests here share: a group with things told; `empty` is what was found on each page before that."""

    group: Group
    told: Told
    empty: dict[str, list[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(tmp_path_factory.mktemp("board") / "bot", SGWRS_CLIPS=str(clips)) as bot:
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def board(bot: BotProcess, browser: Browser, shots: Path) -> AsyncIterator[Board]:
    async with Group.opened(bot, browser) as group:
        empty = {}
        for language in LANGUAGES:
            async with group.member("panel", "Ceridwen", language) as visitor:
                for kind, address in ADDRESSES.items():
                    await visitor.page.goto(visitor.url + address)
                    found = await wrong_with(visitor.page, f"empty-{kind}-{language}", shots)
                    nothing = words(rights.NOTHING, language)
                    shown = await visitor.page.locator("main > p").all_inner_texts()
                    heard = await visitor.page.locator(f'audio[aria-label="{nothing}"]').count()
                    found += [] if shown[-1:] == [nothing] and heard == 1 else [f"it shows {shown}"]
                    empty[f"{kind} {language}"] = found
        yield Board(group, await group.told(), empty)


# ---- coming in, and going


async def test_nothing_is_there_yet(board: Board) -> None:
    """Before anybody told anything each page says so, in words and aloud, in English and Welsh."""
    assert len(board.empty) == len(PAGES) * len(LANGUAGES)
    assert {page: found for page, found in board.empty.items() if found} == {}


@pytest.mark.parametrize("path", ["join", "open"])
@pytest.mark.parametrize(
    ("language", "scripts", "keyboard"),
    [("en-GB", True, False), ("cy-GB", True, True), ("en-GB", False, False)],
    ids=["mouse", "keyboard", "without scripts"],
)
async def test_a_press_opens_the_board(
    board: Board,
    path: str,
    language: str,
    scripts: bool,  # noqa: FBT001 - rows above
    keyboard: bool,  # noqa: FBT001
) -> None:
    """Of an invitation, or a member's own link: by mouse, by keys, with and without JavaScript."""
    link = await board.group.invited("panel", "Megan") if path == "join" else await board.group.own_link()
    async with board.group.device(language, java_script_enabled=scripts) as visitor:
        page = visitor.page
        await page.goto(link)
        if keyboard:
            await tab_to(page, "main button")
            await page.keyboard.press("Enter")
        else:
            await page.locator("main button").click()
        await page.get_by_role("heading", name=words(phrases.ANSWERS, language)).wait_for(timeout=5000)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_invitation_opens_once(board: Board, language: str) -> None:
    """Spoken and in the browser's language; looking uses nothing up; used, it is worth nothing."""
    link = await board.group.invited("panel", "Megan")
    async with board.group.device(language) as visitor:
        page = visitor.page
        for _ in range(2):
            await page.goto(link)
            assert await visitor.question() == words(phrases.INVITED, language)
        assert await page.locator("main audio source").count() == 2
        assert await page.locator("html").get_attribute("lang") == language[:2]
        assert await page.get_by_role("button", name=words(phrases.JOIN, language)).count() == 1
        assert (await page.context.request.post(link, max_redirects=0)).status == 303
        await page.goto(f"{visitor.url}/board/")
        assert await visitor.question() == words(phrases.ANSWERS, language)
    async with board.group.device(language) as visitor:
        gone = await visitor.page.goto(link)
        assert gone and gone.status == 404
        assert await visitor.question() == words(rights.TOO_LATE, language)
        out = await visitor.page.goto(f"{visitor.url}/board/")
        assert out and out.status == 403
        assert await visitor.question() == words(phrases.NOT_IN, language)


async def test_leaving_signs_out(board: Board) -> None:
    """On this device only: what was there can not be looked at again, not by going back either."""
    async with board.group.member("team", "Nia") as visitor, board.group.member("team", "Owen") as other:
        page = visitor.page
        await page.goto(f"{visitor.url}/board/given")
        await page.get_by_role("button", name=phrases.LEAVE.english).click()
        assert await visitor.question() == phrases.NOT_IN.english
        assert not [one for one in await page.context.cookies() if one.get("name") == "sgwrs-board"]
        await page.go_back()
        assert await visitor.question() == phrases.NOT_IN.english
        await other.page.reload()
        assert await other.question() == phrases.ANSWERS.english


async def test_a_volunteer_s_link_is_not_for_browsers(board: Board) -> None:
    """A voice is lent in the chat: here it opens nothing, and is not used up."""
    link = await board.group.invited("volunteer", "Rhys")
    async with board.group.device() as visitor:
        answer = await visitor.page.goto(link)
        assert answer and answer.status == 404
        assert (await visitor.page.context.request.post(link, max_redirects=0)).status == 404
    assert await board.group.members.join(link.rpartition("/")[2], datetime.now(UTC), "telegram", "rhys")


# ---- what each may see and hear


async def test_the_team_sees_all(board: Board) -> None:
    """What is shared and what is not, checked or not, each voice and each photo; and who may hear it."""
    async with board.group.member("team", "Gwen") as visitor:
        html = await everything_on(visitor)
        await visitor.page.locator("a[rel=prev]").click()
    assert "I swim with Tom" in html
    assert "Nobody has read this yet" in html
    for answer in (board.told.shared_voice, board.told.team_voice, board.told.team_photo):
        assert f'src="/board/hear/{answer}"' in html
    for share in rights.HEARD_BY.values():
        assert share.english in html


async def test_the_panel_sees_what_is_shared_and_checked(board: Board) -> None:
    """With the names taken out; of a voice that only the team may hear not even that it is there."""
    async with board.group.member("panel", "Ceri") as visitor:
        html = await everything_on(visitor)
        assert "I swim with [name]" in html and "Tom" not in html
        assert "Nobody has read this yet" not in html and LONG_WORD not in html
        assert f'src="/board/hear/{board.told.shared_voice}"' in html
        hidden = (board.told.team_voice, board.told.team_photo, board.told.unchecked, board.told.shared_words)
        for answer in hidden:
            refused = await visitor.page.request.get(f"{visitor.url}/board/hear/{answer}")
            assert refused.status == 404
        assert not [answer for answer in hidden[:3] if answer in html]
    listened = {row[0] for row in board.group.looked_up("SELECT answer FROM plays")}
    assert not listened & {board.told.unchecked, board.told.shared_words}


async def test_no_page_of_the_panel_is_empty(board: Board) -> None:
    """Where much is not shared, each page still has something on it."""
    group = board.group
    kept = group.looked_up("SELECT share, id FROM answers ORDER BY session, number LIMIT 20")
    try:
        for _, answer in kept:
            await group.shares(answer, "team")
        async with group.member("panel", "Ceri") as visitor:
            assert await visitor.has("section.said") or not await visitor.has("a[rel=next]")
    finally:
        for share, answer in kept:
            await group.shares(answer, share)


async def test_who_hears_a_voice_is_written_down(board: Board) -> None:
    """It sounds; then all can see who heard it, and when: once, however often it is played at a time."""
    answer = board.told.shared_voice
    async with board.group.member("panel", "Iolo of Bala") as visitor:
        page = visitor.page
        while not await page.locator(f"audio[src$='{answer}']").count():
            await page.locator("a[rel=next]").click()
        for _ in range(2):
            await sounds(page, f"audio[src$='{answer}']")
            await page.reload()
    async with board.group.member("team", "Gwen") as visitor:
        await visitor.page.get_by_role("link", name=rights.LISTENED.english).click()
        await visitor.page.wait_for_url("**/board/listened")
        lines = [line for line in await visitor.page.locator("main p").all_inner_texts() if "Iolo of Bala" in line]
        assert len(lines) == 1
        assert answer in lines[0]


async def test_a_photo_that_is_shown_was_not_listened_to(board: Board) -> None:
    """The page says that it lists who heard a voice; of photos nobody chooses to see one."""
    async with board.group.member("team", "Huw the looker") as visitor:
        await everything_on(visitor)
        await visitor.page.wait_for_load_state("networkidle")
        await visitor.page.goto(f"{visitor.url}/board/listened")
        assert "Huw the looker" not in await visitor.page.locator("main").inner_text()


async def test_what_was_given_out_is_listed(board: Board) -> None:
    """The newest first: when, to whom, what for; as words, whatever stands in them."""
    async with board.group.member("panel", "Ceri") as visitor:
        await visitor.page.get_by_role("link", name=rights.GIVEN.english).click()
        lines = [line for line in await visitor.page.locator("main p").all_inner_texts() if " · " in line]
    assert len(lines) == 2
    assert f" · The <b>paper</b> · {LONG_WORD} · 1" in lines[0]
    assert lines[1].endswith(" · The library · To plan the new room · 1")


# ---- everybody can use it


async def test_by_keyboard_alone(board: Board) -> None:
    """Hear a voice, go to each page, and leave: by Tab, Enter and space; what has the focus can be seen."""
    async with board.group.member("team", "Tegwen") as visitor:
        page = visitor.page
        while not await page.locator("section.said audio").count():
            await tab_to(page, "a[rel=next]")
            await page.keyboard.press("Enter")
            await page.wait_for_load_state()
        await tab_to(page, "section.said audio")
        await page.keyboard.press("Space")
        await page.wait_for_function("() => document.activeElement.currentTime > 0")
        for kind, address in list(ADDRESSES.items())[1:]:
            await page.reload()
            await tab_to(page, f"nav a[href='{address}']")
            await page.keyboard.press("Enter")
            await page.wait_for_url(f"**{address}")
            assert await visitor.question() == PAGES[kind].english
        await tab_to(page, "footer button")
        await page.keyboard.press("Enter")
        await page.get_by_text(phrases.NOT_IN.english).wait_for()


async def test_a_recording_of_a_volunteer_is_listened_to(board: Board, bot: BotProcess) -> None:
    """One of the team hears it beside its words, and says that it is good: then it is what people hear."""
    take = await board.group.lent("bot.kept_too", "en", "Thank you. I kept that too.")
    async with board.group.member("team", "Tudur") as visitor:
        page = visitor.page
        await page.goto(f"{visitor.url}/board/voices")
        await page.locator("blockquote").get_by_text("I kept that too").wait_for()
        status = await page.evaluate("address => fetch(address).then(one => one.status)", f"/board/take/{take}")
        assert status == 200
        await tab_to(page, "button[value=good]")
        await page.keyboard.press("Enter")
        await page.get_by_text(rights.NOTHING.english).first.wait_for()
    lent = bot.folder / "data/lent/en"
    await soon((lent / "bot.kept_too.ogg").is_file)
    assert read_notes(lent)["bot.kept_too"].words == "Thank you. I kept that too."


async def test_a_recording_that_people_hear_is_taken_out(board: Board, bot: BotProcess, shots: Path) -> None:
    """Somebody notices later that it is not right: nobody hears it any more."""
    await board.group.lent("bot.changed", "en", "Thank you. I changed your answer.")
    lent = bot.folder / "data/lent/en"
    async with board.group.member("panel", "Sian") as visitor:
        page = visitor.page
        await page.goto(f"{visitor.url}/board/voices")
        await page.locator("button[value=good]").click()
        await page.get_by_text(phrases.HEARD_NOW.english).wait_for()
        await soon((lent / "bot.changed.ogg").is_file)
        assert await wrong_with(page, "voices-heard", shots) == []
        section = page.locator("section.said", has_text="I changed your answer")
        assert await section.locator("button[value=good]").count() == 0
        await section.locator("button[value=hard]").click()
        await page.get_by_text(rights.NOTHING.english).first.wait_for()
    await soon(lambda: not (lent / "bot.changed.ogg").exists())
    assert "bot.changed" not in read_notes(lent)


async def test_without_javascript(board: Board) -> None:
    """Everything works, for there is none."""
    async with board.group.member("team", "Wyn", java_script_enabled=False) as visitor:
        for kind, address in ADDRESSES.items():
            await visitor.page.locator(f"nav a[href='{address}']").first.click()
            assert await visitor.question() == PAGES[kind].english
        await visitor.page.get_by_role("button", name=phrases.LEAVE.english).click()
        assert await visitor.question() == phrases.NOT_IN.english


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_can_be_used(board: Board, language: str, shots: Path) -> None:
    """Axe finds nothing on any page, and none breaks or scrolls sideways on a small or magnified screen."""
    found = {}

    async def look(visitor: Visitor, kind: str) -> None:
        found[kind] = await wrong_with(visitor.page, f"{kind}-{language}", shots)

    async with board.group.device(language) as visitor:
        page = visitor.page
        await page.goto(await board.group.invited("team", "Gwen"))
        await look(visitor, "door")
        await board.group.enters(visitor, "team", "Gwen")
        await look(visitor, "said-team")
        await page.goto(f"{visitor.url}/board/?page=1")
        await look(visitor, "said-page-2")
        for kind in ("listened", "given"):
            await page.goto(visitor.url + ADDRESSES[kind])
            assert await visitor.question() == words(PAGES[kind], language)
            await look(visitor, kind)
        await page.locator("footer button").click()
        await look(visitor, "not-in")
        await page.goto(f"{visitor.url}/open/{'A' * 43}")
        await look(visitor, "too-late")
    async with board.group.member("panel", "Ceri", language) as visitor:
        await look(visitor, "said-panel")
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


async def test_the_links_to_other_pages_are_large_enough(board: Board) -> None:
    """As all else that can be pressed: 44 pixels and more."""
    async with board.group.member("team", "Gwen") as visitor:
        box = await visitor.page.locator("a[rel=next]").bounding_box()
        assert box and min(box["width"], box["height"]) >= 44


async def test_our_words_beside_an_answer_say_their_language(board: Board) -> None:
    """Else a screen reader says the Welsh words as if they were English."""
    async with board.group.member("team", "Gwen", "cy-GB") as visitor:
        ours = visitor.page.locator("section.said .code").first
        assert await ours.evaluate("one => one.closest('[lang]').lang") == "cy"


async def test_the_look_that_was_chosen_on_this_device_is_kept(board: Board) -> None:
    """Very large words and other colours, as they were set for the chat; and dark where the device is."""
    async with board.group.member("panel", "Ceri", color_scheme="dark") as visitor:
        ground = await visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(20, 24, 26)"
        await visitor.page.context.add_cookies(
            [{"name": "sgwrs-look", "value": "largest.strong", "url": visitor.url}]
        )
        await visitor.page.reload()
        assert await visitor.page.evaluate("document.documentElement.dataset.size") == "largest"
