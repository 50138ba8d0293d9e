"""Delivering: in order for each chat, chats side by side, and nothing lost or said twice that need not be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.events import Answer, Keep
from bot.errors import DeliveryError, StoreError
from bot.runner import delivery as delivering
from bot.runner import pacing
from bot.runner.delivery import _Shelf
from bot.runner.pacing import Pace
from bot.store import database as writing
from bot.store.answers import Answers
from bot.store.schema import addresses
from tests.runner.telling import NOW, Post
from tests.telegram.chat import soon


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with Post.opened(tmp_path) as post:
        yield post


@pytest.fixture
def quick_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "_LONGEST_WAIT", 0.05)
    monkeypatch.setattr(delivering, "_NOTE_AGAIN", 0.05)


def in_order(words: list[str]) -> bool:
    """Whether messages that are numbered came in order, each once."""
    return words == sorted(set(words), key=lambda one: int(one.rpartition(" ")[2]))


# ---- order, and who waits for whom


async def test_one_chat_s_messages_come_in_order(post: Post) -> None:
    """Also those of several turns that were said before the first of them arrived."""
    async with post.runs():
        post.channel.shut("ann")
        for turn in range(5):
            await post.says("ann", f"remark {2 * turn}", f"question {2 * turn + 1}")
        post.channel.open("ann")
        await soon(lambda: len(post.channel.arrived) == 10)
        assert in_order(post.channel.heard_in("ann"))


async def test_what_waited_before_the_start_goes_out_in_order_before_what_is_new(post: Post) -> None:
    """The database is read first; what a turn hands over meanwhile stands behind it."""
    for number in range(4):
        await post.says("ann", f"old {number}")
    async with post.runs():
        await post.says("ann", "new 4")
        await soon(lambda: len(post.channel.arrived) == 5)
        assert post.channel.heard_in("ann") == ["old 0", "old 1", "old 2", "old 3", "new 4"]


async def test_a_chat_that_hangs_keeps_nobody_waiting(post: Post) -> None:
    """While one person's message is on its way for ever, everybody else's arrive; then theirs goes on."""
    post.channel.shut("ann")
    async with post.runs():
        await post.says("ann", "first")
        await soon(lambda: post.channel.begun_in("ann"))
        await post.says("ann", "second")
        for number in range(30):
            await post.says(f"person {number}", "hello", "how are you", ask=1)
        await soon(lambda: len(post.channel.arrived) == 60)
        assert post.channel.begun_in("ann") == ["first"]
        post.channel.open("ann")
        await soon(lambda: post.channel.heard_in("ann") == ["first", "second"])


# ---- to one, and to many


async def test_what_is_said_to_a_person_goes_before_what_waits_for_many_in_their_chat(post: Post) -> None:
    """Only what is on its way already is still before it."""
    await post.knows("ann")
    for number in range(3):
        await post.says_to_many(["ann"], f"to all {number}")
    post.channel.shut("ann")
    async with post.runs():
        await soon(lambda: post.channel.begun_in("ann") == ["to all 0"])
        await post.says("ann", "thank you", "to you", ask=1)
        post.channel.open("ann")
        await soon(lambda: len(post.channel.arrived) == 5)
        assert post.channel.heard_in("ann") == ["to all 0", "thank you", "to you", "to all 1", "to all 2"]


async def test_what_is_said_to_a_person_goes_before_what_waits_for_others_at_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred people wait for the same news, one message may pass at a time: the answer is the next."""
    clock = _Clock()
    monkeypatch.setattr(pacing, "time", clock)
    monkeypatch.setattr(pacing, "_WINDOW", 0.02)
    people = [f"person {number}" for number in range(100)]
    async with Post.opened(tmp_path, Pace(1, 0)) as post:
        await post.knows(*people, "ann")
        await post.says_to_many([*people, "ann"], "news")
        async with post.runs():
            await soon(lambda: len(post.channel.begun) == 1)
            await soon(lambda: len(post.delivery._pace._of_chats) == 100)
            for address in ("ann", "person 57"):  # for both of them news is waiting already
                await post.says(address, "your answer")
            for number in range(2, 104):
                clock.now += 0.02
                await soon(lambda number=number: len(post.channel.begun) == number)
        words = [words for _, words in post.channel.begun]
        assert words[0] == "news"
        assert post.channel.begun[1:3] == [("ann", "your answer"), ("person 57", "your answer")]
        assert set(words[3:]) == {"news"}


class _Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


# ---- what does not get through


async def test_what_the_channel_asks_to_wait_is_waited(post: Post) -> None:
    """Something newer does not shorten it; others need not wait; order stays."""
    post.channel.fails["ann"] = [DeliveryError("too many", retry_after=0.5)]
    async with post.runs():
        await post.says("ann", "first")
        await soon(lambda: post.channel.begun_in("ann") == ["first"])
        await post.says("ann", "second", ask=1)
        await post.says("bob", "hello")
        await soon(lambda: len(post.channel.arrived) == 3)
        assert post.channel.heard_in("ann") == ["first", "second"]
        tried = [
            at
            for (address, _), at in zip(post.channel.begun, post.channel.begun_at, strict=True)
            if address == "ann"
        ]
        assert tried[1] - tried[0] >= 0.5


async def test_what_fails_is_tried_again_and_the_order_is_kept(post: Post, quick_to_try_again: None) -> None:
    """However often, and also if what failed is something nobody thought of; the tries are counted."""
    trouble = DeliveryError("no connection")
    post.channel.fails["ann"] = [trouble] * 6
    async with post.runs():
        await post.says("ann", "first", "second", "third", ask=1)
        await soon(lambda: len(post.channel.arrived) == 3)
        await post.noted("ann", "third")
    assert post.channel.heard_in("ann") == ["first", "second", "third"]
    assert post.channel.begun_in("ann") == ["first"] * 7 + ["second", "third"]


async def test_a_fault_of_the_channel_s_ends_nothing(post: Post, quick_to_try_again: None) -> None:
    """What it raises that it should not is one failed try of one message."""
    post.channel.fails["ann"] = [ZeroDivisionError("somebody's words")]  # type: ignore[list-item]
    async with post.runs() as task:
        await post.says("ann", "first", "second")
        await soon(lambda: post.channel.heard_in("ann") == ["first", "second"])
        assert not task.done()


async def test_the_newest_question_takes_the_place_of_one_that_can_not_be_sent(post: Post) -> None:
    """Nobody is asked what they have answered already; a remark that waits is said all the same."""
    post.channel.fails["ann"] = [DeliveryError("no connection")]
    async with post.runs():
        await post.says("ann", "old question", ask=1)
        await soon(lambda: not post.channel.fails["ann"])
        await post.says("ann", "a remark", "new question", ask=2)
        await soon(lambda: "new question" in post.channel.heard_in("ann"))
        await post.noted("ann", "new question")
    assert post.channel.heard_in("ann") == ["a remark", "new question"]
    assert await post.states("ann") == [("a remark", "sent"), ("new question", "sent")]


async def test_a_question_that_fails_after_a_newer_one_was_asked_is_not_tried_again(
    post: Post, quick_to_try_again: None
) -> None:
    """It was on its way when the newer one came, and did not arrive."""
    post.channel.shut("ann")
    post.channel.fails["ann"] = [DeliveryError("no connection")]
    async with post.runs():
        await post.says("ann", "old question", ask=1)
        await soon(lambda: post.channel.begun_in("ann"))
        await post.says("ann", "new question", ask=2)
        post.channel.open("ann")
        await soon(lambda: "new question" in post.channel.heard_in("ann"))
    assert post.channel.begun_in("ann") == ["old question", "new question"]


async def test_somebody_who_can_not_be_reached_any_more_is_left_alone(post: Post) -> None:
    """Nothing waits for them, what they said stays; when they write again, they are answered again."""
    answer = Answer("x.1-1", "good_day", "", 0, 0, "text", NOW, text="The sea")
    async with post.runs():
        await post.says("ann", "first question", ask=1, effects=[Keep(answer)])
        await soon(lambda: post.channel.heard_in("ann"))
        post.channel.fails["ann"] = [DeliveryError("blocked", permanent=True)]
        await post.says("ann", "second", "third", "fourth", ask=2)
        await soon(lambda: not post.channel.fails["ann"])

        async def retired() -> bool:
            async with post.database.read() as connection:
                return bool(await connection.scalar(select(addresses.c.retired)))

        async with asyncio.timeout(20):
            while not await retired():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert [state for _, state in await post.states("ann")].count("waiting") == 0
        assert [kept.text async for kept in Answers(post.database).all()] == ["The sea"]
        await post.says("bob", "hello")
        await post.says("ann", "welcome back", ask=3)
        await soon(lambda: post.channel.heard_in("ann")[-1] == "welcome back")
    assert post.channel.heard_in("ann") == ["first question", "welcome back"]
    assert post.channel.heard_in("bob") == ["hello"]


async def test_a_message_that_is_refused_four_times_is_given_up(post: Post, quick_to_try_again: None) -> None:
    """It does not stand in the way for ever: the next goes out, and it is not tried at the next start."""
    post.channel.fails["ann"] = [DeliveryError("can't parse this", refused=True)] * 4
    async with post.runs():
        await post.says("ann", "never taken", "the next", ask=1)
        await soon(lambda: post.channel.heard_in("ann") == ["the next"])
        await post.noted("ann", "the next")
    assert post.channel.begun_in("ann") == ["never taken"] * 4 + ["the next"]
    assert all(state == "sent" for _, state in await post.states("ann"))


async def test_what_can_not_be_sent_for_long_is_not_given_up(post: Post, quick_to_try_again: None) -> None:
    """Being refused counts, being unreachable does not: that says nothing of the message."""
    post.channel.fails["ann"] = [DeliveryError("no connection")] * 12
    async with post.runs():
        await post.says("ann", "patience", ask=1)
        await soon(lambda: post.channel.heard_in("ann") == ["patience"])


# ---- more than there is room for


async def test_more_than_fits_in_memory_arrives_in_order_and_once(post: Post, quick_to_try_again: None) -> None:
    """Before the start and meanwhile, with failures in between, to one and to many."""
    people = [f"person {number}" for number in range(4)]
    await post.knows(*people)
    post.delivery._shelves = {False: _Shelf(many=False, most=5), True: _Shelf(many=True, most=3)}
    for number in range(15):
        for person in people:
            await post.says(person, f"word {number}")
    for number in range(5):
        await post.says_to_many(people, f"news {number}")
    for person in people:
        post.channel.fails[person] = [
            None,
            DeliveryError("no connection"),
            None,
            DeliveryError("no connection"),
        ] * 2
    async with post.runs():
        for number in range(15, 40):
            for person in people:
                await post.says(person, f"word {number}")
        await soon(lambda: len(post.channel.arrived) >= 4 * 45, 60)
        await post.noted("person 3", "word 39", "news 4")
    for person in people:
        heard = post.channel.heard_in(person)
        assert in_order([words for words in heard if words.startswith("word")])
        assert in_order([words for words in heard if words.startswith("news")])
        assert len(heard) == 45
    assert {shelf.held for shelf in post.delivery._shelves.values()} == {0}


async def test_somebody_for_whom_very_much_waits_takes_nobody_s_room_for_ever(post: Post) -> None:
    """One chat that hangs fills the memory; others wait no longer than till it goes on. Nothing is lost."""
    post.delivery._shelves[False].most = 5
    post.channel.shut("ann")
    async with post.runs():
        for number in range(20):
            await post.says("ann", f"word {number}")
        await post.says("bob", "hello")
        post.channel.open("ann")
        await soon(lambda: len(post.channel.arrived) == 21)
    assert in_order(post.channel.heard_in("ann"))
    assert post.channel.heard_in("bob") == ["hello"]


# ---- stopping and starting


async def test_after_a_start_what_was_noted_is_not_said_again_and_what_was_not_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot ends while a message hangs: it and those behind it come after the next start, in order."""
    monkeypatch.setattr(delivering, "_DRAINING", 0.05)
    async with Post.opened(tmp_path) as post:
        async with post.runs() as task:
            await post.says("ann", "noted")
            await post.says("bob", "noted, too", ask=1)
            await post.noted("ann", "noted")
            await post.noted("bob", "noted, too")
            post.channel.shut("ann")
            await post.says("ann", "on its way", "waiting", ask=2)
            await soon(lambda: "on its way" in post.channel.begun_in("ann"))
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert await post.states("ann") == [("on its way", "waiting"), ("waiting", "waiting")]
    async with Post.opened(tmp_path) as post:
        async with post.runs():
            await post.noted("ann", "waiting")
        assert post.channel.arrived == [("ann", "on its way"), ("ann", "waiting")]


async def test_what_is_on_its_way_when_the_bot_stops_is_noted(post: Post) -> None:
    """It arrives while the bot waits for it; what was not begun is not begun any more, and stays on disk."""
    for address in ("ann", "bob"):
        post.channel.shut(address)
    async with post.runs() as task:
        await post.says("ann", "on its way", "not begun", ask=1)
        await post.says("bob", "on its way", ask=1)
        await soon(lambda: len(post.channel.begun) == 2)
        task.cancel()
        await soon(lambda: post.delivery._stopping)
        for address in ("ann", "bob"):
            post.channel.open(address)
        await asyncio.gather(task, return_exceptions=True)
    assert await post.states("ann") == [("on its way", "sent"), ("not begun", "waiting")]
    assert await post.states("bob") == [("on its way", "sent")]
    assert sorted(post.channel.arrived) == [("ann", "on its way"), ("bob", "on its way")]


async def test_what_fails_while_the_bot_stops_waits_for_the_next_start(post: Post) -> None:
    """One try more or less; nothing is lost, and stopping takes no longer."""
    post.channel.shut("ann")
    post.channel.fails["ann"] = [DeliveryError("no connection")]
    async with post.runs() as task:
        await post.says("ann", "a question", ask=1)
        await soon(lambda: post.channel.begun)
        task.cancel()
        await asyncio.sleep(0)
        post.channel.open("ann")
        async with asyncio.timeout(30):
            await asyncio.gather(task, return_exceptions=True)
    assert await post.states("ann") == [("a question", "waiting")]


# ---- a database that can not be written


async def test_nothing_more_is_sent_to_a_chat_until_what_was_sent_is_noted(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, quick_to_try_again: None
) -> None:
    """Another program holds the database while messages arrive: they are noted later, and said once."""
    monkeypatch.setattr(writing, "_TRIES", 2)
    for address in ("ann", "bob"):
        post.channel.shut(address)
    async with post.runs():
        await post.says("ann", "first", "second", ask=1)
        await post.says("bob", "hello", ask=1)
        await soon(lambda: len(post.channel.begun) == 2)
        async with post.locked():
            for address in ("ann", "bob"):
                post.channel.open(address)
            await soon(lambda: caplog.text.count("can not be noted") >= 4)
            assert sorted(post.channel.begun) == [("ann", "first"), ("bob", "hello")]
        await soon(lambda: post.channel.heard_in("ann") == ["first", "second"])
        await post.noted("ann", "first", "second")
        await post.noted("bob", "hello")
    assert sorted(post.channel.begun) == [("ann", "first"), ("ann", "second"), ("bob", "hello")]


async def test_what_arrives_later_can_be_noted_after_the_database_was_away(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, quick_to_try_again: None
) -> None:
    """Nothing of the bad moment stays: who is told something an hour later is told it once."""
    monkeypatch.setattr(writing, "_TRIES", 2)
    post.channel.shut("ann")
    async with post.runs():
        await post.says("ann", "first", ask=1)
        await soon(lambda: post.channel.begun)
        async with post.locked():
            post.channel.open("ann")
            await soon(lambda: "can not be noted" in caplog.text)
        await post.says("bob", "hello", "how are you", ask=1)
        await soon(lambda: post.channel.heard_in("bob") == ["hello", "how are you"])
        await post.noted("bob", "hello", "how are you")


async def test_an_outbox_that_can_not_be_read_is_read_later(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, quick_to_try_again: None
) -> None:
    """At the start the database is away for a moment: what waits in it comes then."""
    await post.says("ann", "hello", ask=1)
    real, times = post.outbox.waiting, iter(range(3))

    async def waiting(*arguments: object, **more: object) -> list[object]:
        if next(times, None) is not None:
            raise StoreError("away for a moment")
        return await real(*arguments, **more)  # type: ignore[arg-type,return-value]

    monkeypatch.setattr(post.outbox, "waiting", waiting)
    async with post.runs():
        await soon(lambda: post.channel.heard_in("ann") == ["hello"])
    assert caplog.text.count("can not be read") == 3


# ---- what is known of what was sent


async def test_a_turn_waits_for_what_is_on_its_way_to_its_chat(post: Post) -> None:
    """`settle` ends when the message has arrived and its note is on its way, and at once where nothing is sent."""
    post.channel.shut("ann")
    async with post.runs():
        await post.says("ann", "a question", ask=1)
        await soon(lambda: post.channel.begun)
        await post.delivery.settle("bob")
        settling = asyncio.create_task(post.delivery.settle("ann"))
        await asyncio.sleep(0)
        assert not settling.done()
        post.channel.open("ann")
        await settling
        before = await post.database.write(lambda _: None) or await post.turns.load("fake", "ann")
        assert before.last
        assert (before.last.state, before.last.ref) == ("sent", "1")


async def test_depth_tells_how_much_waits_and_since_when(post: Post) -> None:
    """What is sent is not counted."""
    assert (await post.outbox.depth()).waiting == 0
    await post.says("ann", "hello", "how are you", ask=1)
    depth = await post.outbox.depth()
    assert (depth.waiting, depth.since) == (2, NOW)
    assert NOW - depth.since < timedelta(seconds=1)
    async with post.runs():
        await post.noted("ann", "hello", "how are you")
    assert (await post.outbox.depth()).since is None
