"""An attacker's afternoon beside the doors: cookies chosen by somebody else, and forms from other sites."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.board import phrases
from bot.store.members import Role
from tests.chromium import CHROMIUM, MISSING
from tests.web.attacking import FROM_ELSEWHERE, GUESSED, Circle, circle_in
from tests.web.test_robustness import question

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def circle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Circle]:
    async with circle_in(tmp_path_factory.mktemp("attacks")) as circle:
        yield circle


# ---- cookies chosen by somebody else


@pytest.mark.parametrize("role", ["team", "panel"])
async def test_a_planted_cookie_does_not_become_a_members(circle: Circle, role: Role) -> None:
    """Whatever stood in the browser before it signed in: the cookie is a new one, the old one opens nothing."""
    for planted in (GUESSED, await circle.cookie("volunteer")):
        async with circle.somebody() as victim:
            before = {"Cookie": f"sgwrs-board={planted}"}
            joined = await victim.post(f"/join/{await circle.invited(role)}", headers=before)
            given = joined.headers["set-cookie"].lower()
            assert planted.lower() not in given
            assert all(word in given for word in ("httponly", "samesite=strict", "path=/board"))
            assert (await victim.get("/board/", headers=before)).status_code == 403


async def test_a_planted_cookie_does_not_become_a_tellers(circle: Circle) -> None:
    """Somebody set it on a shared tablet before they came: what the person tells can not be had with it."""
    async with circle.somebody(sgwrs="B" * 43) as victim, circle.somebody() as attacker:
        victim.follow_redirects = True
        await victim.post("/say", data={"key": "0::language.en"})
        seen = await attacker.get("/", headers={"Cookie": f"sgwrs={'B' * 43}"})
        assert question(seen) == "English. Press 1."


# ---- forms from other sites

ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
    "another site, without an origin": {"Sec-Fetch-Site": "cross-site"},
    "a site beside ours": {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:1"},
}
OLD_BROWSERS: dict[str, dict[str, str]] = {
    "an old browser": {"Origin": "http://evil.example"},
    "an old browser, without an origin": {"Origin": "null"},
}


@pytest.mark.parametrize("where", [*ELSEWHERE, *OLD_BROWSERS])
async def test_forms_from_elsewhere_do_nothing_at_the_board(circle: Circle, where: str) -> None:
    """Leaving and both doors: refused, told in the log, no cookie changed, no link used up."""
    headers = {**ELSEWHERE, **OLD_BROWSERS}[where]
    cookie, secret = await circle.cookie("panel"), await circle.invited()
    async with circle.somebody() as client:
        signed_in = {"Cookie": f"sgwrs-board={cookie}"}
        for path in ("/board/leave", f"/join/{secret}", f"/open/{secret}"):
            since = circle.lines
            answer = await client.post(path, headers={**headers, **signed_in})
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
            await circle.logs(FROM_ELSEWHERE, since)
        assert not circle.is_used(secret)
        assert (await client.get("/board/", headers=signed_in)).status_code == 200


@pytest.mark.parametrize(
    "where",
    [
        *ELSEWHERE,
        *(one for one in OLD_BROWSERS),
    ],
)
@pytest.mark.parametrize("path", ["/say", "/new", "/look"])
async def test_forms_from_elsewhere_do_nothing_in_the_chat(circle: Circle, path: str, where: str) -> None:
    """A browser sends no cookie with them: a new cookie would take the person's place, and their answers."""
    headers = {**ELSEWHERE, **OLD_BROWSERS}[where]
    form = {"key": "0::language.cy", "text": "not mine", "size": "largest", "colours": "strong"}
    async with circle.somebody() as client:
        answer = await client.post(path, data=form, headers=headers)
        assert answer.status_code in (303, 403)
        assert "set-cookie" not in answer.headers


async def test_a_broken_origin_is_refused_as_foreign(circle: Circle) -> None:
    """It is no address at all: 403, and no fault of ours in the log."""
    async with circle.somebody() as client:
        assert (await client.post("/board/leave", headers={"Origin": "http://["})).status_code == 403


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason=MISSING)
async def test_whoever_was_invited_can_come_in_with_a_browser(circle: Circle, browser: Browser) -> None:
    """The other side of all this: the press on our own page is not taken for another site's."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{circle.bot.url}/join/{await circle.invited()}")
    await page.locator("button").click()
    await page.wait_for_load_state()
    assert phrases.LEAVE.english in await page.content()
    await context.close()
