"""For whoever watches over the bot: whether it lives, whether it can take people, and its counts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.core import phrases
from tests.bot_process import BotProcess, running_bot
from tests.telegram.chat import Chat, before_long
from tests.telegram.running import bot_with, damage, locked
from tests.telegram_standin import BotApi, voice_note

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN = "123456:test-token"
WORDS = "Blodeuwedd"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN) as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory, clips: Path) -> AsyncIterator[BotProcess]:
    async with bot_with(api, tmp_path_factory.mktemp("watched") / "bot", clips) as bot:
        yield bot


async def get(bot: BotProcess, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as client:
        return await client.get(path, headers=headers)


async def counts(bot: BotProcess) -> dict[str, float]:
    """The metrics by name and labels."""
    page = await get(bot, "/metrics")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = (line for line in page.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def ready(bot: BotProcess) -> bool:
    return (await get(bot, "/readyz")).status_code == 200


async def test_it_is_not_ready_before_what_waited_at_telegram_is_taken_in(tmp_path: Path, clips: Path) -> None:
    """Alive at once; ready when nobody's message can land under the wrong question any more."""
    async with BotApi(token=TOKEN) as api:
        api.faults.rate("500", 1.0, "getUpdates")
        async with bot_with(api, tmp_path / "bot", clips) as bot:
            assert (await get(bot, "/healthz")).text == "ok"
            page = await get(bot, "/readyz")
            assert page.status_code == 503
            assert page.text == "what waits at Telegram is not taken in yet"
            api.faults.clear()
            await before_long(lambda: ready(bot), 60)
            assert (await get(bot, "/readyz")).text == "ready"


async def test_without_telegram_it_is_ready_at_once(tmp_path: Path, clips: Path) -> None:
    """The browser chat alone waits for nobody."""
    async with running_bot(tmp_path / "bot", SGWRS_CLIPS=str(clips)) as bot:
        assert await ready(bot)


async def is_locked(bot: BotProcess) -> bool:
    page = await get(bot, "/readyz")
    return page.status_code == 503 and "locked" in page.text


async def test_it_is_not_ready_while_the_database_can_not_be_written(bot: BotProcess) -> None:
    """It lives, and says why; then it is ready again by itself."""
    await before_long(lambda: ready(bot), 60)
    with locked(bot.folder):
        await before_long(lambda: is_locked(bot), 60)
        assert (await get(bot, "/healthz")).status_code == 200
        assert (await get(bot, "/metrics")).status_code == 200  # reading goes on
    await before_long(lambda: ready(bot), 60)


async def test_what_happens_is_counted_and_nobody_is_in_it(api: BotApi, bot: BotProcess) -> None:
    """Turns, messages, what waits, recordings, errors, what is set aside: numbers that grow as they should."""
    chat = await Chat.at(api, "good_day", last_name="Gwrtheyrn")
    before = await counts(bot)
    for count in ("sgwrs_outbox_waiting", "sgwrs_outbox_oldest_seconds", "sgwrs_quarantine"):
        assert before[count] == 0
    turns, messages = 'sgwrs_turns_total{channel="telegram"}', 'sgwrs_messages_total{channel="telegram"}'
    assert before[turns] > 0
    assert before[messages] > 0

    chat.person.speaks(voice_note(0.3, 61))
    await chat.is_asked()
    chat.person.writes(WORDS)
    await chat.is_asked()
    after = await counts(bot)
    assert after[turns] == before[turns] + 2
    assert after["sgwrs_turn_seconds_count"] >= before["sgwrs_turn_seconds_count"] + 2
    await soon_counts(bot, messages, before[messages] + 2)
    await soon_counts(bot, 'sgwrs_recordings{state="kept"}', 1)

    api.faults.rate("500", 1.0, "sendVoice")
    chat.person.writes(WORDS)

    async def waits() -> bool:
        now = await counts(bot)
        failed = now.get('sgwrs_errors_total{kind="delivery"}', 0) >= 1
        return failed and now["sgwrs_outbox_waiting"] == 1 and now["sgwrs_outbox_oldest_seconds"] > 0

    await before_long(waits)
    api.faults.clear()
    await chat.is_asked(timeout=60)
    await soon_counts(bot, "sgwrs_outbox_waiting", 0)

    damage(bot.folder, chat.person)
    chat.person.writes(WORDS)
    await chat.is_told(phrases.TROUBLE)
    await soon_counts(bot, "sgwrs_quarantine", 1)
    assert (await counts(bot))['sgwrs_errors_total{kind="turn"}'] == 1

    everything = (await get(bot, "/metrics")).text
    for private in (WORDS, "Gwrtheyrn", "Ann", str(chat.person.id), TOKEN, TOKEN.partition(":")[2]):
        assert private not in everything
    labels = set(re.findall(r"(\w+)=\"", everything))
    assert labels <= {"channel", "kind", "state", "le"}


async def test_recordings_are_counted_by_what_became_of_them(api: BotApi, bot: BotProcess) -> None:
    """One that waits is counted as waiting, and no more when it is here: the sum is the number of recordings."""
    chat = await Chat.at(api, "good_day")
    before = (await counts(bot))['sgwrs_recordings{state="kept"}']
    api.faults.rate("500", 1.0, "getFile")
    chat.person.speaks(voice_note(0.3, 62))
    await chat.is_asked()
    await soon_counts(bot, 'sgwrs_recordings{state="waiting"}', 1)

    async def counted() -> bool:
        return (await counts(bot)).get('sgwrs_errors_total{kind="recording"}', 0) >= 1

    await before_long(counted)
    api.faults.clear()
    await soon_counts(bot, 'sgwrs_recordings{state="kept"}', before + 1, 60)
    now = await counts(bot)
    assert sum(value for name, value in now.items() if name.startswith("sgwrs_recordings{")) == before + 1


async def soon_counts(bot: BotProcess, name: str, value: float, seconds: float = 20) -> None:
    async def so() -> bool:
        return (await counts(bot)).get(name) == value

    try:
        await before_long(so, seconds)
    except TimeoutError:
        raise AssertionError(f"{name} is {(await counts(bot)).get(name)}, not {value}") from None


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "x-forwarded-for"])
async def test_the_counts_are_not_for_the_world(bot: BotProcess, header: str) -> None:
    """What came through a web server in front of us is met with 404; life and readiness are told to all."""
    page = await get(bot, "/metrics", **{header: "203.0.113.9"})
    assert page.status_code == 404
    assert "sgwrs_" not in page.text
    for path in ("/healthz", "/readyz"):
        assert (await get(bot, path, **{header: "203.0.113.9"})).status_code == 200


async def test_many_looks_at_once_change_nothing(bot: BotProcess) -> None:
    """Whoever looks every second does not count as a turn, and leaves no row behind."""
    before = await counts(bot)
    pages = await asyncio.gather(*(get(bot, path) for path in ("/readyz", "/healthz", "/metrics") * 10))
    assert {page.status_code for page in pages} == {200}
    after = await counts(bot)
    for name in (name for name in before if name.startswith("sgwrs_turns_total")):
        assert after[name] == before[name]
