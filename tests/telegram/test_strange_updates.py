"""Thousands of updates as Telegram does not send them, or not yet: nobody notices, and nothing stops."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.channels.telegram import reading
from bot.channels.telegram.reading import Crowd, Door, Left, Meant
from tests.telegram import strange
from tests.telegram.bystanders import OWN, Bystanders, can_go_on
from tests.telegram.chat import Chat, soon
from tests.telegram.conftest import TOKEN
from tests.telegram.running import bot_and_telegram
from tests.telegram.strange import NAME, THEMES, WORDS, Odd, nested
from tests.telegram_standin import BotApi, Person
from tests.telegram_standin.wire import Json
from tests.watching import lives, tells_nothing

SEED = 20261201
FUZZ = 150
"""Strange updates of each theme. More of them take longer, and find more."""

STRANGERS = 6
AT_ONCE = 80


def hands_out(api: BotApi, update: Json) -> None:
    """Puts an update into the queue, of a kind that was asked for or not: old ones of other kinds may wait."""
    queue = api._world.updates
    queue._allowed = queue._allowed | update.keys()
    queue.put(update)


async def all_taken_in(api: BotApi) -> None:
    """Waits until the bot has confirmed every update; else says at which one it is stuck."""
    try:
        await api.settled(60)
    except AssertionError as error:
        raise AssertionError(f"{error}; the first is {_first(api)}") from error


def _first(api: BotApi) -> str:
    return json.dumps(next(iter(api._world.updates._waiting), None))[:1500]


async def pours(api: BotApi, odd: Odd, themes: tuple[str, ...]) -> None:
    """Hands out strange updates as fast as the bot takes them, so that ordinary people's lie between them."""
    for number in range(FUZZ * len(themes)):
        hands_out(api, odd.draw(themes[number % len(themes)]))
        try:
            await soon(lambda: api.unconfirmed < AT_ONCE, 40)
        except TimeoutError:
            raise AssertionError(f"no update is confirmed any more; the first is {_first(api)}") from None


def strangers(api: BotApi) -> list[Person]:
    people = [api.person(NAME, username=f"{NAME}_{number}") for number in range(STRANGERS)]
    for person in people:
        person.known = True
    return people


@pytest.mark.parametrize("themes", [tuple(THEMES)[:2], tuple(THEMES)[2:4], tuple(THEMES)[4:]], ids=" and ".join)
async def test_strange_updates_harm_nobody(tmp_path: Path, clips: Path, themes: tuple[str, ...]) -> None:
    """While they pour in, two people finish with every answer kept once; then the strangers too can go on."""
    print(f"seed {SEED}")
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        people = strangers(api)
        odd = Odd(random.Random(SEED), [person.user for person in people])
        two = await Bystanders.come(api)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(two.write_on())
            tasks.create_task(two.speak_on())
            tasks.create_task(pours(api, odd, themes))
        await all_taken_in(api)
        await asyncio.gather(*map(can_go_on, people))
        await two.are_kept_once(bot)
        assert lives(bot)
        tells_nothing(bot, TOKEN.partition(":")[2], WORDS, NAME, OWN)


# ---- numbers of updates


def message(person: Person, text: str) -> Json:
    return {"message": {"message_id": 900_000, "from": person.user, "chat": person.json, "date": 1, "text": text}}


async def test_an_update_that_has_the_number_of_an_older_one_stops_nobody(tmp_path: Path, clips: Path) -> None:
    """After a quiet week Telegram numbers anew, at random: a number used before may come again, from anybody."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        two = await Bystanders.come(api)
        await api.settled()
        newest = api._world.updates._next_id - 1
        people = strangers(api)
        for number, person in zip((newest, newest - 1, newest - 2), people, strict=False):
            hands_out(api, {"update_id": number, **message(person, "/start")})
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(two.write_on())
            tasks.create_task(two.speak_on())
        await all_taken_in(api)
        await asyncio.gather(*map(can_go_on, people))
        await two.are_kept_once(bot)
        assert lives(bot)
        tells_nothing(bot, NAME)


async def test_updates_out_of_order_and_twice_with_other_words(tmp_path: Path, clips: Path) -> None:
    """Numbers that jump ahead, fall back and come twice: each number counts once, and everybody can go on."""
    chance = random.Random(SEED)
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        people = strangers(api)
        two = await Bystanders.come(api)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(two.write_on())
            for _ in range(40):
                number = api._world.updates._next_id + chance.randrange(3)
                for person in chance.sample(people, 2):
                    hands_out(api, {"update_id": number, **message(person, f"{WORDS} {number}")})
                    await asyncio.sleep(0.01)
        await two.speak_on()
        await all_taken_in(api)
        await asyncio.gather(*map(can_go_on, people))
        await two.are_kept_once(bot)
        assert lives(bot)
        tells_nothing(bot, NAME, WORDS)


# ---- what a reader of JSON stumbles over


@pytest.fixture
def writes_any_json() -> Iterator[None]:
    """The stand-in may write what Python's own limits forbid it."""
    levels, digits = sys.getrecursionlimit(), sys.get_int_max_str_digits()
    sys.setrecursionlimit(20_000)
    sys.set_int_max_str_digits(0)
    yield
    sys.setrecursionlimit(levels)
    sys.set_int_max_str_digits(digits)


UNREADABLE: dict[str, Any] = {
    "a thousand levels": nested(1000),
    "a number of 5,000 digits": 10**5000,
}


@pytest.mark.usefixtures("writes_any_json")
@pytest.mark.parametrize("kind", UNREADABLE)
async def test_an_update_that_can_not_be_read_stops_nobody(tmp_path: Path, clips: Path, kind: str) -> None:
    """One update that a reader of JSON gives up on does not take the bot away from everybody, for ever."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        chat = await Chat.at(api, "good_day")
        chat.person.writes("The sea")
        hands_out(api, {"message": {**message(chat.person, "x")["message"], "reply_to_message": UNREADABLE[kind]}})
        other = api.person("Bea")
        other.writes("/start")
        await other.receives(2, timeout=30)
        await all_taken_in(api)
        assert lives(bot)
        tells_nothing(bot, "The sea")


async def test_a_page_of_a_server_in_between_is_told_in_one_line(tmp_path: Path, clips: Path) -> None:
    """What comes back is no JSON: that is told, without a traceback and without what came back."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot):
        chat = await Chat.at(api, "good_day")
        api.faults.next("getUpdates", "502", times=2)
        api.faults.next("sendVoice", "502")
        chat.person.writes("The sea")
        await chat.is_asked()
        await all_taken_in(api)
        assert lives(bot)
        tells_nothing(bot, "nginx", "The sea")


# ---- in this process: what one update means


whatever = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text()
    | some.sampled_from(strange.VALUES),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def mostly(usual: Any) -> Any:
    """What is usual there; now and then whatever else."""
    return some.one_of(usual, usual, usual, usual, whatever)


def holding(optional: dict[str, Any] | None = None, **fields: Any) -> Any:
    """An object in which these fields are mostly as they should be, and those beside them may be there."""
    usual = {name: mostly(field) for name, field in fields.items()}
    return some.one_of(
        some.fixed_dictionaries(usual, optional=optional),
        some.fixed_dictionaries({}, optional={**usual, **(optional or {})}),
    )


numbers = some.integers(1, 10**10)
people = holding(
    {"language_code": whatever}, id=numbers, is_bot=some.booleans(), first_name=some.sampled_from(strange.TEXTS)
)
chats = holding(id=numbers, type=some.just("private"))
files = holding(
    file_id=some.sampled_from(strange.FILE_IDS),
    duration=some.sampled_from(strange.DURATIONS),
    file_size=some.sampled_from(strange.SIZES),
    mime_type=some.sampled_from(strange.MIMES),
)
contents = {
    "text": mostly(some.sampled_from(strange.TEXTS)),
    "caption": mostly(some.sampled_from(strange.TEXTS)),
    "photo": mostly(some.lists(files, max_size=3)),
    **dict.fromkeys(("voice", "audio", "video_note", "document"), mostly(files)),
    **dict.fromkeys(strange.NOTICES[:12], whatever),
}
messages = holding(contents, **{"message_id": numbers, "from": people, "chat": chats, "date": numbers})
taps = holding(
    **{"id": some.text(), "from": people, "message": messages, "data": some.sampled_from(strange.DATA)},
)
changes = holding(
    **{"chat": chats, "from": people, "new_chat_member": holding(status=some.sampled_from(strange.STATUSES))},
)
updates = some.one_of(
    *(holding(update_id=numbers, **{kind: messages}) for kind in strange.MESSAGES),
    holding(update_id=numbers, callback_query=taps),
    holding(update_id=numbers, my_chat_member=changes),
    some.dictionaries(some.sampled_from((*strange.MESSAGES, *strange.OTHERS, *strange.INVENTED)), whatever),
)


often = settings(
    max_examples=2 * FUZZ, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


def is_read(raw: dict[str, Any]) -> None:
    """Reading an update never raises. Who did it is a number of Telegram's, or nobody did anything."""
    meant = reading.meaning(raw)  # type: ignore[arg-type]
    assert meant is None or isinstance(meant, Meant | Left | Crowd | Door)
    if meant:
        assert re.fullmatch(r"-?\d+", meant.address, re.ASCII)
    if isinstance(meant, Meant):
        assert meant.order is None or type(meant.order) is int
    if isinstance(meant, Meant | Door):
        assert isinstance(meant.phone, str)
    if isinstance(meant, Door):
        assert isinstance(meant.secret, str)


@often
@given(raw=updates)
def test_the_meaning_of_whatever_comes_in(raw: dict[str, Any]) -> None:
    is_read(raw)


@often
@given(theme=some.sampled_from(list(THEMES)), seed=some.integers(0, 2**32))
def test_the_meaning_of_what_is_nearly_as_it_should_be(theme: str, seed: int) -> None:
    sender = {"id": 5_000_000_001, "is_bot": False, "first_name": NAME, "language_code": "cy"}
    is_read({"update_id": seed, **Odd(random.Random(seed), [sender]).draw(theme)})
