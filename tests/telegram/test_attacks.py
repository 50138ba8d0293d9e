"""An attacker's afternoon on Telegram: invitations, forged buttons, forged posts, and what leaks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.core import phrases as core
from bot.core.rights import phrases
from tests.bot_process import BotProcess
from tests.telegram.chat import Book, Chat, soon
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with, looked_up, posted_to
from tests.telegram.test_webhook import HEADER, secret_of
from tests.telegram_standin import BotApi, Person, voice_note
from tests.telegram_standin.conftest import picture
from tests.watching import lives, tells_nothing
from tests.web.attacking import NOT_SIGNED_IN, Circle, now

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

REFUSED = "an invitation was refused"
NOT_IN = "not in the group asked for the board"
GUESSED = "A" * 43


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """One that Telegram posts to, without voices."""
    folder = tmp_path_factory.mktemp("attacks")
    async with bot_with(api, folder / "bot", folder / "clips", **posted_to(), SGWRS_VOICES=",") as bot:
        await soon(lambda: api.webhook.url)
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def circle(bot: BotProcess) -> AsyncIterator[Circle]:
    async with Circle.around(bot) as circle:
        yield circle


async def hears(person: Person, words: str) -> None:
    """The next message says this."""
    [message] = await person.receives(1)
    assert message.words == words


async def nobody_joined(circle: Circle, before: int) -> None:
    assert len(await circle.members.all()) == before


async def link_to_the_board(person: Person) -> str:
    """The path of the link that a member gets."""
    person.writes("/board")
    await hears(person, phrases.YOUR_LINK.english)
    [link] = await person.receives(1)
    [path] = re.findall(r"/open/[\w-]{43}$", link.words)
    return str(path)


# ---- invitations and links


async def test_an_invitation_is_for_the_first(api: BotApi, circle: Circle) -> None:
    """Two show it: the first is in, the second is refused, and so is a browser afterwards; the log tells."""
    secret, since = await circle.invited("panel", "Xanthe"), circle.lines
    first, second = api.person("Ann", language_code="en"), api.person("Eve", language_code="en")
    first.writes(f"/start join-{secret}")
    await hears(first, phrases.JOINED.english)
    second.writes(f"/start join-{secret}")
    await hears(second, phrases.TOO_LATE.english)
    await circle.logs(REFUSED, since)
    since = circle.lines
    second.writes("/board")
    await hears(second, phrases.NOT_A_MEMBER.english)
    await circle.logs(NOT_IN, since)
    async with circle.somebody() as client:
        assert (await client.post(f"/join/{secret}")).status_code == 404


@pytest.mark.parametrize("kind", ["expired", "forged", "a member's own link", "withdrawn", "a pattern", "long"])
async def test_other_invitations_are_refused(api: BotApi, circle: Circle, kind: str) -> None:
    """Nobody joins by them, the person is told kindly, and the log tells it without the link."""
    secret = await circle.invited()
    if kind == "expired":
        circle.makes_too_old(secret)
    elif kind == "a member's own link":
        secret = await circle.members.door(await circle.member("team"), now())
    elif kind == "withdrawn":
        [(code,), *_] = looked_up(circle.bot.folder, "SELECT code FROM links ORDER BY made DESC")
        assert await circle.members.withdraw(code)
    else:
        secret = {"forged": GUESSED, "a pattern": "%' OR 1=1 --", "long": "x" * 3000}[kind]
    before, since = len(await circle.members.all()), circle.lines
    eve = api.person("Eve", language_code="en")
    eve.writes(f"/start join-{secret}")
    await hears(eve, phrases.TOO_LATE.english)
    await circle.logs(REFUSED, since)
    await nobody_joined(circle, before)
    tells_nothing(circle.bot, secret)


async def test_an_invitation_that_is_only_seen_is_not_used(api: BotApi, circle: Circle) -> None:
    """In a group, in an edited message, in a photo's words, behind another word: nobody joins by that."""
    secret = await circle.invited()
    before = len(await circle.members.all())
    chat = await Chat.begun(api)
    group = api.group(added_by=chat.person)
    group.writes(chat.person, f"/start join-{secret}")
    said = chat.person.writes("Hello")
    chat.person.edits(said, f"/start join-{secret}")
    chat.person.writes(f"Look: /start join-{secret}")
    chat.person.writes(f"/help join-{secret}")
    chat.person.sends_photo(picture(), f"/start join-{secret}")
    await api.settled()
    await nobody_joined(circle, before)
    assert not circle.is_used(secret)


async def test_a_member_s_guesses_are_refused_too(api: BotApi, circle: Circle) -> None:
    """Somebody of the panel guesses at invitations to the team: told so, and in the log."""
    eve, since = api.person("Eve", language_code="en"), circle.lines
    eve.writes(f"/start join-{await circle.invited('panel')}")
    await hears(eve, phrases.JOINED.english)
    eve.writes(f"/start join-{GUESSED}")
    await hears(eve, phrases.TOO_LATE.english)
    await circle.logs(REFUSED, since)


async def test_a_members_link_opens_once_and_not_after_their_end(api: BotApi, circle: Circle) -> None:
    """In Telegram and in the browser they are out at once, with the link that they still had."""
    eve = api.person("Eve", language_code="en")
    eve.writes(f"/start join-{await circle.invited('team', 'Eve')}")
    await hears(eve, phrases.JOINED.english)
    path, unused = await link_to_the_board(eve), await link_to_the_board(eve)
    async with circle.somebody() as client, circle.somebody() as other:
        assert (await client.get(path)).status_code == 200  # as a preview does
        assert (await client.post(path)).status_code == 303
        assert (await other.post(path)).status_code == 404
        assert (await client.get("/board/")).status_code == 200
        member = await circle.members.at("telegram", str(eve.id))
        assert member
        code, _ = await circle.bot.command("members", "end", member.id)
        assert code == 0
        since = circle.lines
        assert (await client.get("/board/")).status_code == 403
        assert (await other.post(unused)).status_code == 404
        await circle.logs(NOT_SIGNED_IN, since)
    eve.writes("/board")
    await hears(eve, phrases.NOT_A_MEMBER.english)
    await circle.logs(NOT_IN, since)
    tells_nothing(circle.bot, path[6:], unused[6:])


async def test_volunteers_get_no_link(api: BotApi, circle: Circle) -> None:
    """They joined; the board is not for them."""
    vera, since = api.person("Vera", language_code="en"), circle.lines
    vera.writes(f"/start join-{await circle.invited('volunteer')}")
    await hears(vera, phrases.THANKS.english)
    await vera.receives(2)  # which language they lend their voice in
    vera.writes("/board")
    await hears(vera, phrases.NOT_A_MEMBER.english)
    await circle.logs(NOT_IN, since)


# ---- forged buttons


def forges(api: BotApi, person: Person, chat: Chat, data: str) -> None:
    """A press with these data, on a message that is somebody's, as only a changed app sends it."""
    message = dict(chat.now.json)
    number = {"id": str(api._world.next_id()), "chat_instance": "1"}
    api.inject({"callback_query": {**number, "from": person.user, "message": message, "data": data}})


async def test_forged_buttons_reach_nobody_elses_answers(api: BotApi, bot: BotProcess, book: Book) -> None:
    """Another person's question, menu and message: their answers stay, and who forges is told where they are."""
    ann = await Chat.at(api, "gifts", says={"good_day": "Ann sings"})
    eve = await Chat.at(api, "gifts", says={"good_day": "Eve lies"})
    for press in ("control.help", "aside.mine", "mine.hear"):
        ann.taps(press)
        await ann.is_asked()
    stolen = [data for _, data in ((b[0], b[1]) for row in ann.now.buttons for b in row)]
    asked = stolen[0].partition(":")[0]
    made_up = [
        f"{asked}:{step}:{key}"
        for step in ("good_day", "gifts", "")
        for key in ("mine.wipe", "mine.wipe_all", "mine.forget_me", "mine.share", "mine.voice", "option.voice")
    ]
    odd = [
        "::",
        "0::mine.wipe_all",
        "9" * 60,
        "-1:gifts:mine.wipe",
        "1:gifts:mine.__class__",
        "1:a:language.../../x",
    ]
    for data in (*stolen, *made_up, *odd):
        forges(api, eve.person, ann, data)
    await api.settled()
    assert [row["text"] for row in await book.of(ann.person, "good_day")] == ["Ann sings"]
    assert [row["text"] for row in await book.of(eve.person, "good_day")] == ["Eve lies"]
    assert {row["share"] for row in await book.of(ann.person)} == {"team"}
    assert {row["share"] for row in await book.of(eve.person)} == {"team"}
    assert lives(bot)
    before = ann.now
    ann.taps("mine.next")
    assert (await ann.is_asked()) is not before
    assert core.OLD_BUTTON.english not in ann.said_before


async def test_nothing_is_wiped_that_was_not_asked_about(api: BotApi, book: Book) -> None:
    """All of it without the question; one by an older button, now about another answer: both stay."""
    ann = await Chat.at(api, "gifts", says={"good_day": "First words"})
    ann.person.writes("Second words")
    await ann.is_asked()
    asked = int(ann.now.buttons[0][0][1].partition(":")[0])
    for number in range(asked - 3, asked + 4):
        for key in ("mine.wipe_all", "mine.forget_me", "mine.wipe", "mine.file"):
            forges(api, ann.person, ann, f"{number}:gifts:{key}")
    await api.settled()
    ann.person.writes("/change")
    while not any(data.endswith(":mine.next") for row in ann.now.buttons for _, data in row):
        await ann.is_asked()  # what the forged ones led to comes first
    older = ann.now
    ann.taps("mine.next")
    await ann.is_asked()
    ann.taps("mine.wipe", older)
    await ann.is_asked()
    assert core.OLD_BUTTON.english in ann.said_before
    told = {row["text"] for row in await book.of(ann.person)}
    assert {"First words", "Second words"} <= told


# ---- forged posts


async def test_only_telegram_can_post(api: BotApi, bot: BotProcess, circle: Circle) -> None:
    """Without the secret, with another, with the token, by another name: nobody joins by a forged update."""
    invitation = await circle.invited("team")
    eve = api.person("Eve")
    message = api._world.new_message(eve, {"text": f"/start join-{invitation}"}, eve.user)
    update = {"update_id": 990_001, "message": message}
    right, before = secret_of(api), len(await circle.members.all())
    forged = ({}, *({HEADER: one} for one in ("", GUESSED, TOKEN, right[:-1], right.upper(), f"{right}\t,x")))
    async with httpx.AsyncClient(base_url=bot.url) as client:
        for headers in (*forged, {"X-Telegram-Secret": right}, {"Authorization": right}, {"Cookie": f"s={right}"}):
            for path in ("/telegram", f"/telegram?secret_token={right}"):
                answer = await client.post(path, json=update, headers=headers)
                assert answer.status_code == 403
                assert right not in answer.text
    await nobody_joined(circle, before)
    assert not circle.is_used(invitation)


# ---- what leaks


async def test_nothing_leaks_while_telegram_fails(api: BotApi, bot: BotProcess, circle: Circle) -> None:
    """Calls fail in every way, and their address holds the token: no line and no page tells what is nobody's."""
    right, key = secret_of(api), (bot.folder / "data/secret").read_text().strip()
    chat = await Chat.at(api, "good_day")
    ann = api.person("Myfanwy", language_code="en")
    invitation = await circle.invited("team", "Xanthe Quill")
    for kind in ("429", "500", "502", "reset", "lost answer"):
        api.faults.rate(kind, 0.25)
    chat.person.speaks(voice_note(0.3, 9))
    chat.person.writes("Blodwen hides her Bible")
    ann.writes(f"/start join-{invitation}")
    ann.writes("/board")
    await api.settled(30)
    await asyncio.sleep(1)
    api.faults.clear()
    hidden = [TOKEN, TOKEN.partition(":")[2], right, key, invitation, "Blodwen", "Myfanwy", "Quill", str(ann.id)]
    async with circle.somebody() as client:
        for path in ("/metrics", "/healthz", "/readyz", "/telegram", "/", "/nothing"):
            shown = (await client.get(path)).text
            assert not [secret for secret in hidden if secret in shown], path
        passed_on = await client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"})
        assert passed_on.status_code == 404
    commands = b"\n".join(map(_read, Path("/proc").glob("[0-9]*/cmdline")))
    assert b"-m\0tests.forking" in commands  # of which the bot is a fork
    assert not [secret for secret in hidden if secret.encode() in commands]
    tells_nothing(bot, *hidden)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
