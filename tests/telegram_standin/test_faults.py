"""The bad days: what a bot meets when the way to Telegram is broken, and what was done nevertheless."""

import asyncio
import io
import time
from datetime import timedelta

import aiohttp
import pytest
import telegram
from telegram.error import NetworkError, RetryAfter

from tests.telegram_standin import BotApi, Fault, Person
from tests.telegram_standin.conftest import TOKEN, Raw


async def test_too_many_requests_says_how_long_to_wait(
    api: BotApi, bot: telegram.Bot, raw: Raw, ann: Person
) -> None:
    """A 429 carries retry_after, happens as often as asked for, and sends nothing."""
    api.faults.next("sendMessage", "429", retry_after=7, times=2)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.id, "hi")
    assert caught.value.retry_after == timedelta(seconds=7)
    assert await raw("sendMessage", chat_id=ann.id, text="hi") == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    await bot.send_message(ann.id, "third")
    assert [message.text for message in ann.chat] == ["third"]


async def test_server_errors_come_with_and_without_json(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A 500 speaks JSON, a 502 speaks HTML, and neither has sent anything."""
    api.faults.next("sendMessage", "500")
    api.faults.next("sendMessage", "502")
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(ann.id, "hi")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(ann.id, "hi")
    assert ann.chat == []


@pytest.mark.parametrize(("kind", "sent"), [("reset", []), ("lost answer", ["hi"])])
async def test_a_broken_connection_does_not_say_what_was_done(
    api: BotApi, bot: telegram.Bot, ann: Person, kind: str, sent: list[str]
) -> None:
    """A reset comes before anything is done and a lost answer after it: to the bot they look the same."""
    api.faults.next("sendMessage", kind)
    with pytest.raises(NetworkError):
        await bot.send_message(ann.id, "hi")
    assert [message.text for message in ann.chat] == sent
    assert api.faults.happened == [("sendMessage", kind)]
    assert api.called("sendMessage")[0].outcome == kind


async def test_a_silent_server_does_nothing(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A timeout leaves the bot waiting for as long as it cares to, and sends nothing."""
    api.faults.next("sendMessage", Fault.TIMEOUT)
    with pytest.raises(telegram.error.TimedOut):
        await bot.send_message(ann.id, "hi", read_timeout=0.1)
    assert ann.chat == []


async def test_chance_repeats_with_its_seed(api: BotApi, raw: Raw, ann: Person) -> None:
    """The same seed brings the same bad luck, to the named method only."""
    outcomes = []
    for _ in range(2):
        api.faults.seed(11)
        api.faults.rate("500", 0.5, "sendMessage")
        outcomes.append([(await raw("sendMessage", chat_id=ann.id, text="hi"))[0] for _ in range(12)])
        assert (await raw("getMe"))[0] == 200
    assert outcomes[0] == outcomes[1]
    assert set(outcomes[0]) == {200, 500}
    api.faults.clear()
    assert (await raw("sendMessage", chat_id=ann.id, text="hi"))[0] == 200


async def test_confirmed_updates_can_come_again(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """Telegram may hand out once more what was already confirmed."""
    [first] = await bot.get_updates()
    api.faults.repeat_updates()
    assert await bot.get_updates(offset=first.update_id + 1, timeout=0) == (first,)
    assert await bot.get_updates(offset=first.update_id + 1, timeout=0) == ()


async def test_answers_take_their_time(api: BotApi, raw: Raw) -> None:
    """Latency delays every answer by the milliseconds asked for."""
    api.faults.latency_ms = 80
    began = time.monotonic()
    await raw("getMe")
    assert time.monotonic() - began >= 0.08


async def test_a_hurried_bot_is_told_to_wait(api: BotApi, raw: Raw) -> None:
    """One chat takes a short burst and then a message a second; all chats together take thirty."""
    api.pace = True
    people = [api.person(f"P{number}") for number in range(31)]
    for person in people:
        person.writes("/start")
    burst = [(await raw("sendMessage", chat_id=people[0].id, text="x"))[0] for _ in range(6)]
    assert burst == [200] * 5 + [429]
    everybody = [(await raw("sendMessage", chat_id=person.id, text="x"))[0] for person in people[1:]]
    assert everybody == [200] * 25 + [429] * 5


async def test_downloads_fail_too(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A file download can break like any other call, and works when it is tried again."""
    ann.speaks(b"OggS")
    voice = (await bot.get_updates())[-1].message.voice
    file = await voice.get_file()
    api.faults.next("file", "reset")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == b"OggS"


async def test_too_much_at_once_is_refused(api: BotApi, ann: Person) -> None:
    """A request beyond 50 MB is answered with 413."""
    form = aiohttp.FormData({"chat_id": str(ann.id)})
    form.add_field("document", io.BytesIO(bytes(51 * 1024 * 1024)), filename="big.bin")
    address = f"{api.url}/bot{TOKEN}/sendDocument"
    async with aiohttp.ClientSession() as session, session.post(address, data=form) as response:
        body = await response.json()
    assert (response.status, body["description"]) == (413, "Request Entity Too Large")


async def test_closing_does_not_wait_for_anybody(ann: Person, raw: Raw, api: BotApi) -> None:
    """A poll that is still waiting does not hold up the end of a test."""
    poll = asyncio.create_task(raw("getUpdates", timeout=50, offset=5000))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await api.__aexit__()
    assert time.monotonic() - began < 5
    with pytest.raises(aiohttp.ClientError):
        await poll
