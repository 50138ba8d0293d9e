"""Somebody who sends far more than anybody can say: all is kept, little is said, and nobody else notices."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.content import Content
from bot.core import phrases
from bot.core.events import Asked, Began, Incoming, Sent, Wrote
from bot.core.session import Session
from bot.runner import brake as braking
from bot.runner.brake import _BURST, _MANY, Brake, Haste
from bot.runner.turns import Arrived, Runner
from bot.settings import read_settings
from bot.store.answers import Answers, StoredAnswer
from bot.store.quarantine import Quarantine
from tests.runner.telling import NOW, Post
from tests.silence import NoClips

A_DAY = 5
"""Recordings a day that anybody may send here."""

SLOWLY, TOO_MANY = phrases.SLOWLY.english, phrases.TOO_MANY.english


@dataclass
class _Clock:
    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    """The time goes on when it is told to."""
    clock = _Clock()
    monkeypatch.setattr(braking, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


# ---- the brake itself


def test_who_is_not_too_fast_is_never_braked(clock: _Clock) -> None:
    """So many at once, and then one a second, for ever."""
    brake = Brake(1)
    for _ in range(_BURST - 1):
        assert brake.haste("ann") is Haste.NONE
    for _ in range(500):
        clock.now += 1
        assert brake.haste("ann") is Haste.NONE


def test_haste_begins_once_and_ends_with_a_rest(clock: _Clock) -> None:
    """Who goes on too fast is told no second time; who rested may begin anew."""
    brake = Brake(1)
    hastes = [brake.haste("ann") for _ in range(200)]
    assert hastes == sorted(hastes, key=lambda haste: haste.value)
    assert hastes.count(Haste.BEGINS) == 1
    clock.now += 0.5
    assert brake.haste("ann") is Haste.GOES_ON
    clock.now += 600
    again = [brake.haste("ann") for _ in range(200)]
    assert again == hastes


def test_one_person_s_haste_is_not_another_s(clock: _Clock) -> None:
    """However many people come and go meanwhile."""
    brake = Brake(1)
    for _ in range(200):
        brake.haste("ann")
    for number in range(2 * _MANY):
        assert brake.haste(f"person {number}") is Haste.NONE
    assert brake.haste("ann") is Haste.GOES_ON
    clock.now += 2 * _BURST
    for late in ("bob", "cai"):
        brake.haste(late)
    assert len(brake._left) < _MANY


def test_no_pace_means_no_brake(clock: _Clock) -> None:
    brake = Brake(0)
    assert {brake.haste("ann") for _ in range(1000)} == {Haste.NONE}


# ---- turns


@dataclass
class House:
    """A runner whose messages wait to be sent; nobody sends them."""

    post: Post
    runner: Runner
    at: datetime = NOW
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def does(self, incoming: Incoming, address: str = "ann") -> None:
        """They have every question before them, though nothing is sent here."""
        await self.runner.take(Arrived("fake", address, f"u{next(self._count)}", incoming, self.at, ask=1_000_000))

    async def session(self, address: str) -> Session:
        session = (await self.post.turns.load("fake", address)).session
        assert session
        return session

    async def goes_to(self, step: str, address: str = "ann") -> None:
        """Says yes, tells one thing, and skips what is open, up to this step."""
        await self.does(Began(), address)
        await self.does(Wrote("1"), address)
        steps = self.runner.consultation.conversation.steps
        for _ in range(100):
            session = await self.session(address)
            if session.place.step == step or session.done:
                return
            is_open = steps[session.place.step].kind == "open"
            told = any(told.open for told in session.told)
            await self.does((Asked("skip") if told else Wrote("The sea")) if is_open else Wrote("1"), address)
        raise AssertionError(f"never at {step}")

    async def waiting(self, address: str = "ann") -> list[str]:
        return [words for words, state in await self.post.states(address) if state == "waiting"]

    async def told(self, address: str = "ann") -> list[StoredAnswer]:
        person = (await self.post.turns.load("fake", address)).participant
        every = [answer async for answer in Answers(self.post.database).all()]
        return [answer for answer in every if answer.participant == person and answer.heard != "choice"]


Built = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    content = Content.load(read_settings({}, Path("none")))

    @asynccontextmanager
    async def build(pace: float) -> AsyncIterator[House]:
        folder = tmp_path / f"pace {pace}"
        folder.mkdir()
        async with Post.opened(folder) as post:
            runner = Runner(
                content.consultation,
                content.catalogs,
                NoClips(),
                post.turns,
                Quarantine(post.database, post.turns),
                {"fake": post.delivery},
                lambda: NOW,
                lambda: None,
                recordings_a_day=A_DAY,
                brake=Brake(pace),
            )
            yield House(post, runner)

    return build


async def test_two_hundred_quick_messages_are_kept_and_answered_with_few(built: Built, clock: _Clock) -> None:
    """What is kept is what would be kept of anybody; the person hears once to go slowly, and their question."""
    kept = []
    for pace in (0, 1):
        async with built(pace) as house:
            await house.goes_to("good_day")
            clock.now += 600
            for number in range(200):
                await house.does(Wrote(f"Word {number} of many"))
            kept.append([(answer.step, answer.probe, answer.text) for answer in await house.told()])
            session = await house.session("ann")
            waiting = await house.waiting()
            if pace:
                assert waiting.count(SLOWLY) == 1
                assert len(waiting) - before_haste(waiting) <= 3
                before = len(waiting)
                for number in range(100):
                    await house.does(Wrote(f"More {number} of many"))
                assert len(await house.waiting()) <= before
                assert (await house.waiting()).count(SLOWLY) == 1
                assert (await house.session("ann")).place == session.place
    assert kept[0] == kept[1]
    assert kept[1]


def before_haste(waiting: list[str]) -> int:
    return waiting.index(SLOWLY)


async def test_after_the_end_all_of_two_hundred_are_kept(built: Built, clock: _Clock) -> None:
    """Where every word is kept, every word is there, in order, though hardly anything is said."""
    async with built(1) as house:
        await house.goes_to("the end")
        clock.now += 600
        before = len(await house.told())
        for number in range(200):
            await house.does(Wrote(f"Word {number} of many"))
        texts = [answer.text for answer in await house.told()][before:]
        assert texts == [f"Word {number} of many" for number in range(200)]
        waiting = await house.waiting()
        assert waiting.count(SLOWLY) == 1
        assert waiting.count(phrases.KEPT_TOO.english) < _BURST + 1


async def test_others_are_answered_as_ever_while_somebody_is_in_haste(built: Built, clock: _Clock) -> None:
    """They hear their questions, and not a word about going slowly."""
    async with built(1) as house:
        for address in ("ann", "bob"):
            await house.goes_to("good_day", address)
        clock.now += 600
        for number in range(150):
            await house.does(Wrote(f"Word {number} of many"))
        await house.does(Wrote("The hills"), "bob")
        assert SLOWLY in await house.waiting("ann")
        said = await house.waiting("bob")
        assert SLOWLY not in said
        assert said[-1].startswith("What do you do on that day?")


# ---- so many recordings a day


async def speaks(house: House, number: int, address: str = "ann") -> None:
    await house.does(Sent("voice", f"{address} {number}", 3, source=f"s{number}"), address)


async def test_more_recordings_than_a_day_holds_are_refused_in_words(built: Built, clock: _Clock) -> None:
    """The limit is each person's own, words are still taken, and a day later all is well again."""
    async with built(0) as house:
        for address in ("ann", "bob"):
            await house.goes_to("the end", address)
        for number in range(A_DAY):
            await speaks(house, number)
        assert TOO_MANY not in await house.waiting("ann")
        for number in range(A_DAY, A_DAY + 3):
            await speaks(house, number)
        assert (await house.waiting("ann")).count(TOO_MANY) == 3
        await speaks(house, 0, "bob")
        assert TOO_MANY not in await house.waiting("bob")
        await house.does(Wrote("In words, then"))
        assert [answer.heard for answer in await house.told("bob")] == ["text", "voice"]
        assert [answer.heard for answer in await house.told()] == ["text", *["voice"] * A_DAY, "text"]

        house.at += timedelta(hours=23)
        await speaks(house, 20)
        assert (await house.waiting("ann")).count(TOO_MANY) == 4
        house.at += timedelta(hours=2)
        before = len(await house.told())
        for number in range(30, 30 + A_DAY + 1):
            await speaks(house, number)
        assert len(await house.told()) == before + A_DAY


async def test_a_recording_that_is_refused_is_not_fetched(built: Built, clock: _Clock) -> None:
    """It stays with the channel: no row, and no place on our disk."""
    async with built(0) as house:
        await house.goes_to("good_day")
        for number in range(A_DAY + 2):
            await house.does(Sent("voice", f"file {number}", 3))
        assert len(await house.told()) <= A_DAY
        async with house.post.database.read() as connection:
            files = (await connection.exec_driver_sql("SELECT count(*) FROM recordings")).scalar()
        assert files <= A_DAY
