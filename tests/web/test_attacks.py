"""An attacker's afternoon at the doors: other people's answers, links, cookies, and forms from other sites."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.telegram.running import looked_up
from tests.web.attacking import (
    AT_THE_BOARD,
    GUESSED,
    NOT_HEARD,
    NOT_SIGNED_IN,
    Circle,
    circle_in,
    now,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOARD = ("/board/", "/board/listened", "/board/given")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def circle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Circle]:
    async with circle_in(tmp_path_factory.mktemp("attacks")) as circle:
        yield circle


@pytest_asyncio.fixture(loop_scope="session")
async def attacker(circle: Circle) -> AsyncIterator[httpx.AsyncClient]:
    async with circle.somebody() as client:
        yield client


# ---- other people's answers


async def test_somebody_elses_answers_can_not_be_had(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """Their recording's name is known, even so: nobody without their cookie hears it, or gets their file."""
    async with circle.somebody() as teller:
        spoken = await circle.told(teller, "Blodwen hides her Bible")
        assert (await teller.get(f"/mine/{spoken}")).status_code == 200
        assert (await teller.get("/mine.zip")).status_code == 200
        wanted = [f"/mine/{spoken}", f"/mine/{spoken}.mp3", "/mine.zip", f"/mine/{spoken}?sgwrs={GUESSED}"]
        cookies = ("", GUESSED, spoken, teller.cookies["sgwrs"].swapcase(), f"{teller.cookies['sgwrs']}x")
        for path in wanted:
            for cookie in cookies:
                answer = await attacker.get(path, headers={"Cookie": f"sgwrs={cookie}"})
                assert answer.status_code == 404
                assert b"Blodwen" not in answer.content
        async with circle.somebody() as other:
            their_own = await circle.told(other, "I fish")
            assert their_own != spoken
            for path in wanted[:2]:
                assert (await other.get(path)).status_code == 404
            assert b"Blodwen" not in (await other.get("/mine.zip")).content


async def test_the_board_is_shut_to_who_was_not_invited(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """Without a cookie, with a guessed one, with a chat's, with what the database keeps of a true one."""
    cookie, since = await circle.cookie("team"), circle.lines
    [(kept,), *_] = looked_up(circle.bot.folder, "SELECT hash FROM entries ORDER BY since DESC")
    async with circle.somebody() as teller:
        spoken = await circle.told(teller, "Blodwen hides her Bible")
        chat = teller.cookies["sgwrs"]
        invitation = await circle.invited()
        forged = ("", GUESSED, chat, invitation, kept[:43], kept, cookie[:-1], cookie + "x", cookie.swapcase())
        for value in forged:
            for path in (*BOARD, f"/board/hear/{spoken}"):
                answer = await attacker.get(path, headers={"Cookie": f"sgwrs-board={value}"})
                assert answer.status_code == 403
                assert "Blodwen" not in answer.text
        # It is the right cookie by the wrong name.
        assert (await attacker.get("/board/", headers={"Cookie": f"sgwrs={cookie}"})).status_code == 403
        assert (await attacker.get("/mine.zip", headers={"Cookie": f"sgwrs={cookie}"})).status_code == 404
    await circle.logs(NOT_SIGNED_IN, since)


async def test_the_panel_hears_only_what_is_shared_and_checked(circle: Circle) -> None:
    """Shared and not checked, checked and not shared, shared as words, shared no more: only the team hears it."""
    panel, team = await circle.cookie("panel", "Pam"), await circle.cookie("team", "Tom")
    async with circle.somebody() as teller, circle.somebody() as board:
        spoken = await circle.told(teller, "Blodwen hides her Bible")
        hear = f"/board/hear/{spoken}"

        async def may_hear(cookie: str) -> bool:
            answer = await board.get(hear, headers={"Cookie": f"sgwrs-board={cookie}"})
            assert answer.status_code in (200, 404)
            assert (answer.content[:4] == b"OggS") == (answer.status_code == 200)
            return answer.status_code == 200

        since = circle.lines
        for share in ("team", "words", "voice", "everybody"):
            circle.shares(spoken, share)
            assert not await may_hear(panel)
        await circle.checks(spoken)
        for share in ("team", "words", "everybody"):
            circle.shares(spoken, share)
            assert not await may_hear(panel)
            assert await may_hear(team)
        await circle.logs(NOT_HEARD, since)
        listened = await board.get("/board/listened", headers={"Cookie": f"sgwrs-board={panel}"})
        assert "Tom" in listened.text
        assert "Pam" not in listened.text
        circle.shares(spoken, "voice")
        assert await may_hear(panel)
        circle.shares(spoken, "team")
        assert not await may_hear(panel)


async def test_the_panel_reads_words_only_as_they_were_checked(circle: Circle) -> None:
    """The names that were taken out are nowhere on the panel's pages."""
    panel, team = await circle.cookie("panel"), await circle.cookie("team")
    async with circle.somebody() as teller, circle.somebody() as board:
        await circle.told(teller, "Angharad prays at home")
        [written] = [name for name, heard in circle.answers_of(teller) if heard == "text"]
        for share, words, seen in (("voice", None, False), ("team", "[name] prays", False), ("words", "", True)):
            circle.shares(written, share)
            if words is not None:
                await circle.checks(written, words or "[name] prays at home")
            shown = await board.get("/board/", headers={"Cookie": f"sgwrs-board={panel}"})
            assert "Angharad" not in shown.text
            assert ("[name] prays at home" in shown.text) == seen
        assert "Angharad" in (await board.get("/board/", headers={"Cookie": f"sgwrs-board={team}"})).text


async def test_volunteers_see_no_board(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """Their link is not for a browser; and if one were signed in, there would be nothing to see or hear."""
    since = circle.lines
    joined = await attacker.post(f"/join/{await circle.invited('volunteer', 'Vera')}")
    assert joined.status_code == 404
    assert "sgwrs-board" not in attacker.cookies
    attacker.cookies.set("sgwrs-board", await circle.cookie("volunteer"))
    async with circle.somebody() as teller:
        spoken = await circle.told(teller, "Blodwen hides her Bible")
    for path in (*BOARD, f"/board/hear/{spoken}"):
        answer = await attacker.get(path)
        assert answer.status_code == 403
        assert "Blodwen" not in answer.text
    await circle.logs(NOT_SIGNED_IN, since)


# ---- links


async def test_an_invitation_opens_once(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """It is made by the command. Pressed by five at once one is in; later, and at the other door, nobody."""
    code, printed = await circle.bot.command("invite", "--role", "panel", "--bench", "citizen", "--name", "Xanthe")
    assert code == 0
    [path] = re.findall(r"/join/[\w-]{43}", printed)
    since = circle.lines
    answers = await asyncio.gather(*(attacker.post(path) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404, 404]
    assert sum("set-cookie" in answer.headers for answer in answers) == 1
    for again in (path, path.replace("join", "open")):
        assert (await attacker.get(again)).status_code == 404
    await circle.logs(AT_THE_BOARD, since)
    assert not [line for line in circle.bot.output if path[6:] in line or "Xanthe" in line]


@pytest.mark.parametrize("door", ["/join/", "/open/"])
async def test_links_that_are_too_old_or_forged_do_not_open(circle: Circle, door: str) -> None:
    """Expired, made up, nearly right: refused, told in the log, and nobody is signed in."""
    old = await circle.invited()
    if door == "/open/":
        old = await circle.members.door(await circle.member(), now())
    circle.makes_too_old(old)
    good = await circle.invited()
    async with circle.somebody() as client:
        for secret in (old, GUESSED, good.swapcase()):
            since = circle.lines
            answer = await client.post(f"{door}{secret}")
            assert answer.status_code == 404
            assert "set-cookie" not in answer.headers
            assert secret not in answer.text
            await circle.logs(AT_THE_BOARD, since)
    assert not circle.is_used(old)
    assert not circle.is_used(good)


async def test_a_link_that_is_looked_at_is_not_used_up(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """Apps that show previews look at every link, often more than once; nobody is signed in by that."""
    for path in (
        f"/join/{await circle.invited()}",
        f"/open/{await circle.members.door(await circle.member(), now())}",
    ):
        for agent in ("TelegramBot (like TwitterBot)", "WhatsApp/2.23.20.0", "facebookexternalhit/1.1"):
            looked = await attacker.get(path, headers={"User-Agent": agent, "Purpose": "prefetch"})
            assert looked.status_code == 200
            assert "set-cookie" not in looked.headers
            assert looked.headers["referrer-policy"] == "same-origin"
            assert looked.headers["cache-control"] == "no-store"
            assert path[6:] not in looked.text
        for method in ("OPTIONS", "PUT", "DELETE", "PATCH"):
            assert (await attacker.request(method, path)).status_code in (404, 405)
        assert not circle.is_used(path[6:])
        assert (await attacker.post(path)).status_code == 303


async def test_a_link_that_only_its_head_is_looked_at_is_not_used_up(circle: Circle) -> None:
    """Mail filters and previews ask for the head alone: that is looking, not pressing."""
    secret = await circle.invited()
    async with circle.somebody() as client:
        looked = await client.head(f"/join/{secret}")
        assert "set-cookie" not in looked.headers
        assert not circle.is_used(secret)


@pytest.mark.parametrize("path", ["/new", "/look"])
async def test_looking_at_the_head_of_a_page_changes_nothing(circle: Circle, path: str) -> None:
    """The device keeps its cookies."""
    async with circle.somebody(sgwrs=GUESSED) as client:
        assert "set-cookie" not in (await client.head(path)).headers


async def test_who_is_ended_is_out_at_once(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """Their browser, and every link of theirs; so is an invitation that is taken back."""
    member = await circle.member("team", "Eve")
    cookie, door = await circle.members.enter(member, now()), await circle.members.door(member, now())
    attacker.cookies.set("sgwrs-board", cookie)
    assert (await attacker.get("/board/")).status_code == 200
    code, _ = await circle.bot.command("members", "end", member.id)
    assert code == 0
    since = circle.lines
    for path in BOARD:
        assert (await attacker.get(path)).status_code == 403
    await circle.logs(NOT_SIGNED_IN, since)
    assert (await attacker.post(f"/open/{door}")).status_code == 404
    await circle.logs(AT_THE_BOARD, since)
    invitation = await circle.invited()
    [(short,), *_] = looked_up(circle.bot.folder, "SELECT code FROM links ORDER BY made DESC")
    assert await circle.members.withdraw(short)
    assert (await attacker.post(f"/join/{invitation}")).status_code == 404


async def test_a_browser_is_signed_out_in_the_end(circle: Circle, attacker: httpx.AsyncClient) -> None:
    """By leaving, though the cookie was copied before; and after its hours."""
    for way in ("leaves", "too late"):
        cookie = await circle.cookie("team")
        attacker.cookies.set("sgwrs-board", cookie)
        assert (await attacker.get("/board/")).status_code == 200
        if way == "leaves":
            assert (await attacker.post("/board/leave")).status_code == 303
        else:
            looked_up(circle.bot.folder, "UPDATE entries SET expires = '2020-01-01 00:00:00.000000'")
        assert (await attacker.get("/board/", headers={"Cookie": f"sgwrs-board={cookie}"})).status_code == 403


async def test_guessing_links_is_slowed_down(tmp_path: Path) -> None:
    """After thirty wrong ones in a minute every link has to wait, and is not used up by waiting."""
    async with circle_in(tmp_path) as circle, circle.somebody() as client:
        good = await circle.invited()
        for number in range(30):
            door = "open" if number % 2 else "join"
            assert (await client.get(f"/{door}/{number:043}")).status_code == 404
        for path in (f"/join/{'A' * 43}", f"/open/{'B' * 43}", f"/join/{good}"):
            assert (await client.get(path)).status_code == 429
            assert (await client.post(path)).status_code == 429
        assert not circle.is_used(good)
        await circle.logs(AT_THE_BOARD, 0)
        assert sum(AT_THE_BOARD in line for line in circle.bot.output) == 30
        signed_in = {"Cookie": f"sgwrs-board={await circle.cookie('panel')}"}
        assert (await client.get("/board/", headers=signed_in)).status_code == 200
