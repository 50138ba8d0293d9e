"""Being posted to: only by Telegram, each update once, and nothing is acknowledged that is not on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.channels.telegram.intake import KINDS
from tests.bot_process import BotProcess
from tests.telegram.chat import Book, Chat, Reach, before_long, soon, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_with, locked, looked_up, posted_to
from tests.telegram_standin import BotApi, voice_note
from tests.watching import has_said, lives, tells_nothing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PROBE = "What do you do on that day?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    """One that Telegram posts to."""
    async with bot_with(api, tmp_path_factory.mktemp("webhook") / "bot", clips, **posted_to()) as bot:
        await soon(lambda: api.webhook.url)
        yield bot


def secret_of(api: BotApi) -> str:
    return str(api.called("setWebhook")[-1].params["secret_token"])


async def post(bot: BotProcess, content: bytes, secret: str | None) -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with httpx.AsyncClient(base_url=bot.url, timeout=30) as client:
        return (await client.post("/telegram", content=content, headers=headers)).status_code


def update(api: BotApi, chat: Chat, number: int, words: str) -> bytes:
    """An update as Telegram would post it, which the stand-in knows nothing of."""
    message = api._world.new_message(chat.person, {"text": words}, chat.person.user)
    return httpx.Request("POST", "http://x", json={"update_id": number, "message": message}).content


# ---- as it should be


async def test_telegram_is_told_where_to_post(api: BotApi, bot: BotProcess) -> None:
    """Only after all that waited was taken in; with a secret, and what we want to hear of."""
    call = api.called("setWebhook")[-1]
    assert call.params["url"] == f"{bot.url}/telegram"
    assert list(call.params["allowed_updates"]) == KINDS
    assert len(call.params["secret_token"]) >= 32
    assert TOKEN.partition(":")[2] not in call.params["secret_token"]
    assert not call.params.get("drop_pending_updates")
    methods = [call.method for call in api.calls]
    assert "getUpdates" in methods[: methods.index("setWebhook")]
    assert "getUpdates" not in methods[methods.index("setWebhook") :]


async def test_a_talk_works_by_webhook(api: BotApi, reach: Reach, book: Book) -> None:
    """Taps, words and a recording."""
    chat = await reach("gifts", says={"good_day": "The sea"})
    note = voice_note(0.4, 51)
    chat.person.speaks(note)
    await chat.is_asked()
    assert (await book.of(chat.person, "good_day"))[0]["text"] == "The sea"
    assert await book.recordings_of(chat.person, "gifts") == [note]
    await api.settled()


async def test_messages_that_come_at_once_keep_their_order(api: BotApi, reach: Reach, book: Book) -> None:
    """One person's one after the other, others beside them."""
    chats = [await reach("good_day") for _ in range(3)]
    for number in range(3):
        for chat in chats:
            chat.person.writes(f"Word {number} of many")
    await api.settled()
    for chat in chats:
        told = "\n".join(row["text"] for row in await book.of(chat.person) if row["kind"] == "text")
        assert told.splitlines() == [f"Word {number} of many" for number in range(3)]


# ---- as it should not be


async def test_who_does_not_know_the_secret_is_refused(
    api: BotApi, bot: BotProcess, reach: Reach, book: Book
) -> None:
    """Without it, with a wrong one, with none at all, with letters no secret has: nothing is taken."""
    chat = await reach("good_day")
    forged = update(api, chat, 900_001, "I am not Ann")
    for secret in (None, "", "wrong", secret_of(api)[:-1], secret_of(api) + "x", secret_of(api).upper()):
        assert await post(bot, forged, secret) == 403
    assert await post(bot, bytes(5_000_000), None) == 403
    assert await book.of(chat.person, "good_day") == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"no JSON", 400),
        (b'{"update_id": 1', 400),
        (b"[]", 400),
        (b'"hello"', 400),
        (b"{}", 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": null, "message": {}}', 400),
        (b'{"update_id": 900100, "something_new": {"a": 1}}', 200),
        (b'{"update_id": 900101, "message": 7}', 200),
        (b'{"update_id": 900102, "message": {"chat": {"id": "?"}}}', 200),
        (b"[" * 100_000, 400),
        (b'{"update_id": 900103, "padding": "' + b"x" * 1_000_001 + b'"}', 413),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else None,
)
async def test_what_is_no_update_is_refused_and_what_nobody_knows_is_passed_by(
    api: BotApi, bot: BotProcess, content: bytes, status: int
) -> None:
    """With the right secret: too much, no JSON, no number; an update of a new kind is acknowledged."""
    assert await post(bot, content, secret_of(api)) == status
    assert lives(bot)


async def test_the_address_is_for_posting_only(bot: BotProcess) -> None:
    """Who looks at it finds nothing."""
    async with httpx.AsyncClient(base_url=bot.url) as client:
        for method in ("GET", "HEAD", "PUT", "DELETE"):
            assert (await client.request(method, "/telegram")).status_code in (404, 405)


async def test_the_same_update_twice_is_one_answer(api: BotApi, bot: BotProcess, reach: Reach, book: Book) -> None:
    """At the same time, and again afterwards: always acknowledged, kept once."""
    chat = await reach("good_day")
    content, secret = update(api, chat, 900_200, "The sea"), secret_of(api)
    assert await asyncio.gather(*(post(bot, content, secret) for _ in range(4))) == [200] * 4
    assert await post(bot, content, secret) == 200
    assert (await chat.is_asked()).words.startswith(PROBE)
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["The sea"]
    api.faults.repeat_updates(2)
    chat.person.writes("I swim")
    await chat.is_asked()
    await api.settled()
    await chat.person.quiet(0.5)
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["The sea", "I swim"]


async def test_what_can_not_be_written_is_not_acknowledged(
    api: BotApi, bot: BotProcess, reach: Reach, book: Book
) -> None:
    """Another program holds the database: Telegram posts again, and the answer is kept once."""
    chat = await reach("good_day")
    await api.settled()
    with locked(bot.folder):
        chat.person.writes("The sea")
        await soon(lambda: "503" in api.webhook.info([]).get("last_error_message", ""), 60)
        assert api.unconfirmed == 1
    assert (await chat.is_asked(timeout=60)).words.startswith(PROBE)
    await api.settled()
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["The sea"]
    assert has_said(bot, "can not be taken in just now")
    tells_nothing(bot, "The sea", TOKEN.partition(":")[2], secret_of(api), "I am not Ann")


# ---- stopping, starting, falling back


async def test_what_comes_while_the_bot_is_stopped_is_taken_before_anything_is_said(
    tmp_path: Path, clips: Path
) -> None:
    """Stopping takes the webhook off; at the start what waited is fetched, before the first message goes out."""
    settings = posted_to()
    async with BotApi(token=TOKEN) as api:
        async with bot_with(api, tmp_path / "bot", clips, **settings) as bot:
            chat = await Chat.at(api, "good_day")
            other = await Chat.at(api, "consent_age")
            secret = secret_of(api)
            api.faults.rate("500", 1.0, "sendVoice")
            other.taps("option.yes")  # what follows waits in the outbox
            await api.settled()
            assert await bot.stop() == 0
            assert api.webhook.url == ""
        assert looked_up(bot.folder, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(1,)]
        said = chat.person.writes("Said while nobody was there")
        calls = len(api.calls)
        api.faults.clear()
        async with bot_with(api, tmp_path / "bot", clips, **settings) as bot:
            assert (await chat.is_asked()).words.startswith(PROBE)
            assert step_of(await other.is_asked()) == "good_day"
            since = api.calls[calls:]
            taken = next(
                number
                for number, call in enumerate(since)
                if call.method == "getUpdates" and int(call.params["offset"]) > (said.update_id or 0)
            )
            assert not any(call.method.lower().startswith("send") for call in since[:taken])
            await soon(lambda: api.webhook.url == f"{bot.url}/telegram")
            assert secret_of(api) == secret
            async with Book.opened(bot.folder) as book:
                rows = await book.of(chat.person, "good_day")
            assert [(row["probe"], row["text"]) for row in rows] == [("0", "Said while nobody was there")]
            chat.person.writes("I swim")
            await chat.is_asked()


@pytest.mark.parametrize("url", ["http://bot.example.org", "http://10.1.2.3:8080"])
async def test_an_address_that_telegram_refuses_is_told_and_messages_are_fetched(
    tmp_path: Path, clips: Path, url: str
) -> None:
    """A setting that can not work keeps nobody from talking."""
    async with (
        BotApi(token=TOKEN) as api,
        bot_with(api, tmp_path / "bot", clips, SGWRS_PUBLIC_URL=url) as bot,
    ):
        chat = await Chat.begun(api)
        assert step_of(chat.now) == "welcome"
        assert has_said(bot, "does not post to SGWRS_PUBLIC_URL")
        assert api.webhook.url == ""
        async with httpx.AsyncClient(base_url=bot.url) as client:
            assert (await client.get("/readyz")).status_code == 200


async def test_telegram_s_bad_moment_at_the_start_only_delays(tmp_path: Path, clips: Path) -> None:
    """While the webhook can not be set, what people send stays with Telegram; then it is posted."""
    async with BotApi(token=TOKEN) as api:
        api.faults.next("setWebhook", "429", retry_after=1)
        async with bot_with(api, tmp_path / "bot", clips, **posted_to()) as bot:
            chat = await Chat.begun(api)
            assert step_of(chat.now) == "welcome"
            await before_long(lambda: _is(api.webhook.url == f"{bot.url}/telegram"))


async def _is(value: Any) -> Any:
    return value
