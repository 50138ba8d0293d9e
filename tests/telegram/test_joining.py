"""Joining the group in Telegram, and a member's way to the board: said aloud, and each link opens once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from bot.board import phrases as board
from bot.core.conversation import Line
from bot.core.rights import phrases
from bot.store.database import Database
from bot.store.members import Member, Members
from tests.bot_process import BotProcess
from tests.keys import keys_in
from tests.telegram.chat import Reach, step_of
from tests.telegram.running import looked_up
from tests.telegram_standin import BotApi, Delivered, Person
from tests.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=30) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def members(bot: BotProcess) -> AsyncIterator[Members]:
    """What `bot invite` and `bot members` work on; a process for each would take a second."""
    keys = keys_in(bot.folder)
    database = await Database.open(f"sqlite+aiosqlite:///{bot.folder}/data/sgwrs.db", keys)
    yield Members(database, keys)
    await database.close()


async def invited(members: Members, role: str = "panel", name: str = "Ceridwen") -> str:
    """The secret of an invitation."""
    return await members.invite(role, "citizen", name, datetime.now(UTC))


async def called(members: Members, name: str) -> list[Member]:
    return [member for member in await members.all() if member.name == name]


async def opens(person: Person, secret: str) -> Delivered:
    """They press the link; one message answers."""
    person.writes(f"/start join-{secret}")
    [message] = await person.receives(1)
    return message


def says(message: Delivered, line: Line, language: str = "en") -> bool:
    """Whether it says this aloud, and asks nothing."""
    return message.words == WORDS(line, language) and message.kind == "voice" and not message.keyboard


async def link_of(bot: BotProcess, person: Person) -> str:
    """What /board leads to, at the address where this bot really listens."""
    person.writes("/board")
    spoken, link = await person.receives(2)
    assert says(spoken, phrases.YOUR_LINK)
    assert link.kind == "text" and not link.keyboard
    assert link.words.startswith("http") and "/open/" in link.words and " " not in link.words
    return f"{bot.url.rstrip('/')}/open/{link.words.rpartition('/')[2]}"


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_an_invitation_is_opened_in_the_phone_s_language(
    api: BotApi, bot: BotProcess, members: Members, language: str
) -> None:
    """One message, spoken, in the language of the phone; nobody is asked anything, and it works once."""
    person = api.person("Ann", language)
    secret = await invited(members, name=f"Ceridwen {language}")
    assert says(await opens(person, secret), phrases.JOINED, language)
    await person.quiet(0.3)
    [member] = await called(members, f"Ceridwen {language}")
    assert (member.role, member.bench) == ("panel", "citizen")


async def test_the_same_link_again(api: BotApi, bot: BotProcess, members: Members) -> None:
    """Who opens it twice is told the same, and is one member; a second person is refused, aloud."""
    first, second, secret = (
        api.person("Bea"),
        api.person("Cai", "cy"),
        await invited(members, name="Bea"),
    )
    assert says(await opens(first, secret), phrases.JOINED)
    assert says(await opens(first, secret), phrases.JOINED)
    assert says(await opens(second, secret), phrases.TOO_LATE, "cy")
    assert len(await called(members, "Bea")) == 1
    second.writes("/board")
    [message] = await second.receives(1)
    assert says(message, phrases.NOT_A_MEMBER, "cy")


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "A" * 44, "../../etc"])
async def test_a_link_that_nobody_made(api: BotApi, bot: BotProcess, secret: str) -> None:
    """It is told kindly, and nobody joins. Without any secret it is as if they asked for the board."""
    message = await opens(api.person("Dai"), secret)
    assert says(message, phrases.TOO_LATE if secret else phrases.NOT_A_MEMBER)


async def test_the_board_is_not_for_everybody(api: BotApi, bot: BotProcess, members: Members) -> None:
    """Somebody who is not in the group is told so; a volunteer hears nobody; an ended member is out at once."""
    stranger, volunteer, ended = api.person("Eli"), api.person("Fay"), api.person("Gil")
    stranger.writes("/board")
    assert says((await stranger.receives(1))[0], phrases.NOT_A_MEMBER)
    await opens(volunteer, await invited(members, "volunteer", "Fay the voice"))
    await volunteer.receives(2)  # which language they lend their voice in
    volunteer.writes("/board")
    assert says((await volunteer.receives(1))[0], phrases.NOT_A_MEMBER)
    await opens(ended, await invited(members, name="Gil the guest"))
    [member] = await called(members, "Gil the guest")
    assert await members.end(member.id, datetime.now(UTC))
    ended.writes("/board")
    assert says((await ended.receives(1))[0], phrases.NOT_A_MEMBER)


async def test_a_volunteer_is_not_sent_to_the_board(api: BotApi, bot: BotProcess, members: Members) -> None:
    """What they are told on joining must work for them."""
    message = await opens(api.person("Hal"), await invited(members, "volunteer", "Hal the voice"))
    assert "/board" not in message.words


async def test_a_member_s_link_opens_once(
    api: BotApi, bot: BotProcess, members: Members, client: httpx.AsyncClient
) -> None:
    """Looking at it uses nothing up, as previews do; a press opens the board; a second press does not."""
    person = api.person("Ida")
    await opens(person, await invited(members, name="Ida"))
    link = await link_of(bot, person)
    for _ in range(3):
        page = await client.get(link)
        assert page.status_code == 200
        assert board.OPEN.english in page.text
        assert "set-cookie" not in page.headers
    entered = await client.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/board/")
    cookie = entered.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/board"))
    said = await client.get(f"{bot.url.rstrip('/')}/board/")
    assert said.status_code == 200 and board.LEAVE.english in said.text
    client.cookies.clear()
    for method in ("POST", "GET"):
        again = await client.request(method, link)
        assert again.status_code == 404
        assert phrases.TOO_LATE.english in again.text
        assert "set-cookie" not in again.headers
    assert (await client.get(f"{bot.url.rstrip('/')}/board/")).status_code == 403


async def test_each_link_is_another(
    api: BotApi, bot: BotProcess, members: Members, client: httpx.AsyncClient
) -> None:
    """Who asks again gets a new one, and both open; one that is too old does not, nor one in a chat."""
    person, other = api.person("Jan"), api.person("Kay")
    await opens(person, await invited(members, name="Jan"))
    first, second, third = [await link_of(bot, person) for _ in range(3)]
    assert len({first, second, third}) == 3
    assert says(await opens(other, first.rpartition("/")[2]), phrases.TOO_LATE)
    looked_up(
        bot.folder,
        "UPDATE links SET expires = '2020-01-02 03:04:05.000000' WHERE member IS NOT NULL AND used IS NULL",
    )
    assert (await client.post(first)).status_code == 404
    fourth = await link_of(bot, person)
    assert (await client.post(fourth)).status_code == 303


async def test_joining_does_not_disturb_a_conversation(reach: Reach, bot: BotProcess, members: Members) -> None:
    """In the middle of telling: joined, the board's link, and the question before still takes the answer."""
    chat = await reach("good_day")
    assert says(await opens(chat.person, await invited(members, name="Lee")), phrases.JOINED)
    await link_of(bot, chat.person)
    chat.person.writes("The sea")
    await chat.is_asked()
    assert step_of(chat.now) == "good_day"
    assert not [words for words in chat.said_before if "http" in words]


async def test_secrets_are_in_no_log(api: BotApi, bot: BotProcess, members: Members) -> None:
    """Neither the invitation, as the command prints it, nor the link, nor who joined."""
    person = api.person("Mia")
    code, printed = await bot.command(*("invite", "--role", "team", "--bench", "staff", "--name", "Marmaladefish"))
    assert code == 0
    secret = printed.rstrip().rpartition("/start join-")[2]
    await opens(person, secret)
    link = await link_of(bot, person)
    output = "\n".join(bot.output)
    for private in (secret, link.rpartition("/")[2], "Marmaladefish", str(person.id)):
        assert private not in output
    assert "an invitation was refused" in output
