"""What goes wrong on the way to Telegram, and what people may expect all the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core import phrases
from tests.bot_process import BotProcess, running_bot
from tests.telegram.chat import Book, Chat, Reach, before_long, soon, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.driver import flat
from tests.telegram_standin import BotApi, Delivered, Fault, Person, voice_note

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

PROBE = "What do you do on that day?"

OwnBot = Callable[[BotApi], AbstractAsyncContextManager[BotProcess]]


@pytest.fixture
def own_bot(tmp_path: Path, clips: Path) -> OwnBot:
    """A bot of the test's own, for what might end it or leave it stuck."""

    @asynccontextmanager
    async def runs(api: BotApi) -> AsyncIterator[BotProcess]:
        async with running_bot(
            tmp_path / "bot", SGWRS_TELEGRAM_TOKEN=TOKEN, SGWRS_TELEGRAM_API=api.url, SGWRS_CLIPS=str(clips)
        ) as bot:
            yield bot

    return runs


def copies(person: Person, question: Delivered) -> int:
    return sum(flat(message)[:1] == flat(question)[:1] for message in person.chat)


# ---- sending


@pytest.mark.parametrize(
    ("fault", "times", "most"),
    [("429", 1, 1), ("500", 2, 1), ("502", 1, 1), ("reset", 1, 1), ("timeout", 1, 1), ("lost answer", 1, 2)],
)
async def test_a_question_arrives_whatever_the_weather(
    api: BotApi, reach: Reach, book: Book, fault: str, times: int, most: int
) -> None:
    """What does not get through is sent again: once, or twice where nobody can know that it had arrived."""
    chat = await reach("good_day")
    api.faults.hang_seconds = 1
    api.faults.next("sendVoice", fault, times=times, retry_after=2)
    began = time.monotonic()
    chat.person.writes("The sea")
    assert (await chat.is_asked()).words.startswith(PROBE)
    if fault == "429":
        assert time.monotonic() - began >= 2
    await asyncio.sleep(1)
    assert copies(chat.person, chat.now) <= most
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["The sea"]


async def test_an_answer_to_a_question_that_came_twice_belongs_to_that_question(
    api: BotApi, reach: Reach, book: Book
) -> None:
    """Who answers the first copy of a question answers that question, though a second copy came after."""
    chat = await reach("good_day")
    api.faults.next("sendVoice", "lost answer", times=2)
    chat.person.writes("The sea")
    api.faults.next("getUpdates", "500", times=3)  # the same bad moment: nothing comes in either
    assert (await chat.is_asked()).words.startswith(PROBE)
    chat.person.writes("I swim")
    await api.settled()
    await asyncio.sleep(1)
    rows = await book.of(chat.person, "good_day")
    assert [(row["probe"], row["text"]) for row in rows] == [("0", "The sea"), ("1", "I swim")]


async def test_clips_whose_ids_went_stale_are_uploaded_again(api: BotApi, reach: Reach) -> None:
    """Telegram forgot our files: people notice nothing, and from then on the new ids are used."""
    chat = await reach("good_day")
    api.forget_files()
    chat.person.writes("/again")
    question = await chat.is_asked()
    assert (question.method, question.uploaded) == ("sendVoice", True)
    chat.person.writes("/again")
    assert not (await chat.is_asked()).uploaded


async def test_what_was_played_back_is_not_played_again_because_the_question_failed(
    api: BotApi, reach: Reach
) -> None:
    """A person's own words come back once, even if the question after them needs a second try."""
    chat = await reach("now", says={"good_day": "The sea", "gifts": ""})
    api.faults.next("sendVoice", "500", times=2)
    chat.taps("control.skip")
    assert step_of(await chat.is_asked()) == "check"
    words = chat.said_before
    assert len(words) == len(set(words))


async def test_a_recording_is_played_back_from_our_own_copy_if_telegram_lost_it(
    api: BotApi, reach: Reach, book: Book, video_notes: None
) -> None:
    """The person hears their own recording before they share it, as long as we have it."""
    chat = await reach("good_day")
    note = voice_note(0.4, 21)
    chat.person.speaks(note)
    await chat.is_asked()
    assert await book.recordings_of(chat.person, "good_day") == [note]
    await chat.goes_on_to("now", {})
    api.forget_files(of_people_too=True)
    chat.taps("control.skip")
    await chat.is_asked(timeout=6)
    assert note in [message.content for message in chat.remarks]


async def test_one_person_s_hanging_message_holds_up_nobody_else(api: BotApi, reach: Reach) -> None:
    """While Telegram does not answer for one person, and that person writes on, others are answered at once."""
    ann, bea = await reach("good_day"), await reach("good_day")
    api.faults.hang_seconds = 6
    happened = len(api.faults.happened)
    api.faults.next("sendVoice", "timeout")
    ann.person.writes("The sea")
    await soon(lambda: ("sendVoice", Fault.TIMEOUT) in api.faults.happened[happened:])
    ann.person.writes("Are you there?")
    ann.person.writes("Hello?")
    await asyncio.sleep(0.3)
    bea.person.writes("The hills")
    began = time.monotonic()
    await bea.is_asked()
    assert time.monotonic() - began < api.faults.hang_seconds
    await ann.is_asked()


async def test_one_person_s_hanging_message_delays_nobody_s_second_try(api: BotApi, reach: Reach) -> None:
    """A message that failed is tried again when its time has come, whoever else's is still on its way."""
    ann, bea = await reach("good_day"), await reach("good_day")
    api.faults.hang_seconds = 6
    happened = len(api.faults.happened)
    api.faults.next("sendVoice", "timeout")
    ann.person.writes("The sea")
    await soon(lambda: ("sendVoice", Fault.TIMEOUT) in api.faults.happened[happened:])
    api.faults.next("sendVoice", "500")
    bea.person.writes("The hills")
    began = time.monotonic()
    await bea.is_asked()
    assert time.monotonic() - began < api.faults.hang_seconds
    await ann.is_asked()


async def test_a_message_to_somebody_who_blocked_costs_nothing(api: BotApi, bot: BotProcess, reach: Reach) -> None:
    """What can not be delivered to a closed chat does not keep the bot busy."""
    chat = await reach("good_day")
    happened = len(api.faults.happened)
    api.faults.next("sendVoice", "429", retry_after=1)
    chat.person.writes("The sea")
    await soon(lambda: ("sendVoice", Fault.TOO_MANY_REQUESTS) in api.faults.happened[happened:])
    chat.person.blocks()
    await api.settled()
    await asyncio.sleep(1.5)
    before = _cpu_seconds(bot)
    await asyncio.sleep(3)
    spent = _cpu_seconds(bot) - before
    chat.person.unblocks()
    chat.person.writes("/start")
    await chat.is_asked()
    assert spent < 0.06


def _cpu_seconds(bot: BotProcess) -> float:
    assert bot._process
    fields = Path(f"/proc/{bot._process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


# ---- taps


async def test_a_tap_that_telegram_thinks_too_old_is_taken_all_the_same(api: BotApi, reach: Reach) -> None:
    """The answer to the tap comes too late for Telegram's clock; the person's choice counts."""
    chat = await reach("consent_age")
    api.query_lifetime(0)
    chat.taps("option.yes")
    assert step_of(await chat.is_asked()) == "good_day"


async def test_every_tap_is_answered(api: BotApi, reach: Reach) -> None:
    """The little clock on a button stops, also for a second tap and an old one."""
    chat = await reach("helper")
    queries = [chat.taps("option.alone"), chat.taps("option.alone"), chat.taps("control.skip")]

    async def all_answered() -> bool:
        return {toast.query_id for toast in chat.person.toasts} >= set(queries)

    await before_long(all_answered)


# ---- fetching


async def test_a_recording_that_can_not_be_fetched_now_is_fetched_later(
    api: BotApi, reach: Reach, book: Book
) -> None:
    """A recording is asked for again until it is here, byte for byte, while the talk goes on."""
    chat = await reach("good_day")
    note = voice_note(0.4, 22)
    api.faults.next("getFile", "500")
    api.faults.next("file", "reset")
    chat.person.speaks(note)
    assert (await chat.is_asked()).words.startswith(PROBE)
    assert await book.recordings_of(chat.person, "good_day") == [note]


async def test_a_recording_that_is_unavailable_for_a_moment_is_not_given_up(
    api: BotApi, reach: Reach, book: Book
) -> None:
    """A file that is "temporarily unavailable" is no reason to lose what somebody said."""
    chat = await reach("good_day")
    note = voice_note(0.4, 23)
    api.faults.next("getFile", "500")
    chat.person.speaks(note)
    await chat.is_asked()
    files = [file for file in api._world.files._by_id.values() if file.content == note]
    for file in files:
        file.stale = True
    calls = len(api.called("getFile"))
    await soon(lambda: len(api.called("getFile")) > calls)
    await asyncio.sleep(0.2)
    for file in files:
        file.stale = False
    assert await book.recordings_of(chat.person, "good_day") == [note]


async def test_a_recording_that_is_gone_for_good_is_told(api: BotApi, reach: Reach, book: Book) -> None:
    """Nobody's recording is lost in silence: the person is told, can go on, and the export says so."""
    chat = await reach("good_day")
    facts = {"duration": 3, "mime_type": "audio/ogg"}
    voice = chat.person._file("voice", voice_note(0.4, 24), facts, size=30_000_000)
    del voice["file_size"]
    api.inject({"message": api._world.new_message(chat.person, {"voice": voice}, chat.person.user)})

    async def told() -> bool:
        return phrases.NO_RECORDING.english in [message.words for message in chat.person.chat]

    await before_long(told)
    assert [row["recording_state"] for row in await book.of(chat.person, "good_day")] == ["lost"]
    assert (await chat.is_asked()).words.startswith(PROBE)


# ---- taking in


async def test_updates_that_come_twice_count_once(api: BotApi, reach: Reach, book: Book) -> None:
    """Telegram hands out again what was confirmed: nothing is kept or asked twice."""
    chat = await reach("good_day")
    api.faults.repeat_rate = 0.5
    chat.person.writes("The sea")
    await chat.is_asked()
    chat.person.writes("I swim")
    await chat.is_asked()
    api.faults.repeat_updates(3)
    chat.person.writes("I sing")
    assert (await chat.is_asked()).words.startswith("What could you show")
    api.faults.repeat_rate = 0.0
    await chat.person.quiet(0.5)
    assert [row["text"] for row in await book.of(chat.person) if row["kind"] == "text"] == [
        "The sea",
        "I swim",
        "I sing",
    ]


async def test_a_second_bot_on_the_same_token_does_not_end_ours(api: BotApi, reach: Reach) -> None:
    """Another getUpdates gets in between: ours waits a little, and takes in what people sent meanwhile."""
    chat = await reach("good_day")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{TOKEN}/getUpdates", json={"timeout": 0}) as response,
    ):
        assert response.status == 200
    chat.person.writes("The sea")
    assert (await chat.is_asked()).words.startswith(PROBE)


async def test_a_webhook_left_behind_by_another_programme_is_taken_away(
    own_bot: OwnBot,
) -> None:
    """A token that was used with a webhook before works without anybody having to know what that is."""
    async with BotApi(token=TOKEN) as api:
        await api._world.webhook.start("http://127.0.0.1:9/hook", "", 1)
        async with own_bot(api):
            person = api.person("Ann")
            person.writes("/start")
            await person.receives(2, timeout=10)


Odd = Callable[[BotApi, Person], dict[str, Any]]


def _message(**content: Any) -> Odd:
    return lambda api, person: {"message": api._world.new_message(person, {}, person.user) | content}


def _without(name: str) -> Odd:
    def odd(api: BotApi, person: Person) -> dict[str, Any]:
        message = api._world.new_message(person, {"text": "hello"}, person.user)
        del message[name]
        return {"message": message}

    return odd


ODD_UPDATES: dict[str, Odd] = {
    "an empty update": lambda api, person: {"something_new": {}},
    "a message that is a word": lambda api, person: {"message": "hello"},
    "a message without a number": _without("message_id"),
    "a message without a date": _without("date"),
    "a message without a chat": _without("chat"),
    "a date that is a word": _message(text="hello", date="today"),
    "a date far away": _message(text="hello", date=10**15),
    "text that is a number": _message(text=7),
    "half a character": _message(text="a \ud83d b"),
    "a voice note without a file": _message(voice={"duration": 3}),
    "a voice note of endless length": _message(voice={"file_id": "x", "file_unique_id": "y", "duration": 10**12}),
    "a tap without a message": lambda api, person: {
        "callback_query": {"id": "1", "from": person.user, "chat_instance": "1", "data": "x"}
    },
    "a tap on nonsense": lambda api, person: {
        "callback_query": {
            "id": "2",
            "from": person.user,
            "chat_instance": "1",
            "data": "٣:\u0000:option.",
            "message": api._world.new_message(person, {"text": "x"}, api._world.bot),
        }
    },
    "a change of nobody": lambda api, person: {"my_chat_member": {}},
}


async def test_an_update_of_a_strange_shape_harms_no_other(own_bot: OwnBot) -> None:
    """Whatever comes in: the person before it, the person after it and the bot itself go on."""
    async with BotApi(token=TOKEN) as api, own_bot(api):
        for kind, odd in ODD_UPDATES.items():
            before, strange, after = (api.person(name) for name in ("Ann", "Bea", "Cai"))
            strange.known = True
            before.writes("/start")
            api.inject(odd(api, strange))
            after.writes("/start")
            try:
                await api.settled(timeout=5)
                await before.receives(2, timeout=5)
                await after.receives(2, timeout=5)
            except AssertionError as error:
                raise AssertionError(f"after {kind}: {error}") from error


async def test_half_a_character_in_an_answer_harms_no_other(own_bot: OwnBot) -> None:
    """Words that no database can hold stop neither the person who sent them nor anybody else."""
    async with BotApi(token=TOKEN) as api, own_bot(api):
        chat = await Chat.at(api, "good_day")
        content = {"text": "I like \ud83d"}
        api.inject({"message": api._world.new_message(chat.person, content, chat.person.user)})
        other = await Chat.begun(api)
        assert step_of(other.now) == "welcome"
        await api.settled(timeout=5)
        chat.person.writes("The sea")
        await chat.is_asked(timeout=5)
