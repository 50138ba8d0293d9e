"""How fast messages may pass: in a world where only waiting takes time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from bot.runner import pacing
from bot.runner.pacing import _BURST, _MANY, _WINDOW, Pace


class _Patient(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """Never waits: it puts the clock forward instead."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    """Its time is what was waited for."""

    def __init__(self) -> None:
        self._patient = _Patient()
        super().__init__(self._patient)

    def time(self) -> float:
        return self._patient.now


Passed = list[tuple[str, float]]
Story = Callable[[Passed], Awaitable[None]]


@pytest.fixture
def at_no_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[Story], Passed]:
    """Runs a story; returns who passed, and when."""

    def run(story: Story) -> Passed:
        passed: Passed = []
        with asyncio.Runner(loop_factory=_Loop) as runner:
            monkeypatch.setattr(pacing, "time", SimpleNamespace(monotonic=runner.get_loop().time))
            runner.run(story(passed))
        return passed

    return run


async def passes(pace: Pace, passed: Passed, chat: str, *, many: bool = False, name: str = "") -> None:
    await pace.turn(chat, many=many)
    passed.append((name or chat, asyncio.get_running_loop().time()))


def most_within(times: list[float], seconds: float) -> int:
    """How many at most fell into any stretch of so many seconds."""
    return max(sum(start <= time < start + seconds for time in times) for start in times)


def test_never_more_in_a_second_than_allowed(at_no_time: Callable[[Story], Passed]) -> None:
    """In any second, wherever it begins; and no slower than that."""

    async def story(passed: Passed) -> None:
        pace = Pace(10, 0)
        await asyncio.gather(*(passes(pace, passed, f"chat {n}") for n in range(35)))
        await asyncio.sleep(0.6)
        await asyncio.gather(*(passes(pace, passed, f"chat {n}") for n in range(25)))

    times = [time for _, time in at_no_time(story)]
    assert len(times) == 60
    assert most_within(times, 1.0) == most_within(times, _WINDOW - 0.001) == 10
    assert times[9] == times[0]
    assert times[34] - times[0] == pytest.approx(3 * _WINDOW)


def test_first_come_first_served(at_no_time: Callable[[Story], Passed]) -> None:
    """Among equals, those who began to wait first pass first."""

    async def story(passed: Passed) -> None:
        pace = Pace(3, 0)
        await asyncio.gather(*(passes(pace, passed, f"{n}") for n in range(20)))

    assert [name for name, _ in at_no_time(story)] == [f"{n}" for n in range(20)]


def test_messages_to_one_person_go_before_those_to_many(at_no_time: Callable[[Story], Passed]) -> None:
    """Whoever waits for news lets every answer pass first, also those that come much later."""

    async def story(passed: Passed) -> None:
        pace = Pace(2, 0)
        async with asyncio.TaskGroup() as tasks:
            for n in range(10):
                tasks.create_task(passes(pace, passed, f"news {n}", many=True))
            await asyncio.sleep(_WINDOW * 1.5)
            for n in range(6):
                tasks.create_task(passes(pace, passed, f"answer {n}"))

    names = [name for name, _ in at_no_time(story)]
    assert names[:4] == [f"news {n}" for n in range(4)]
    assert names[4:10] == [f"answer {n}" for n in range(6)]
    assert names[10:] == [f"news {n}" for n in range(4, 10)]


def test_hurry_brings_a_waiting_chat_forward(at_no_time: Callable[[Story], Passed]) -> None:
    """Each waits once and passes once; a chat that waits for nothing is not changed by it."""

    async def story(passed: Passed) -> None:
        pace = Pace(1, 0)
        async with asyncio.TaskGroup() as tasks:
            for n in range(6):
                tasks.create_task(passes(pace, passed, f"{n}", many=True))
            await asyncio.sleep(0.01)
            for chat in ("4", "2", "4", "nobody"):
                pace.hurry(chat)
        await passes(pace, passed, "nobody")
        pace.hurry("4")

    passed = at_no_time(story)
    assert [name for name, _ in passed] == ["0", "4", "2", "1", "3", "5", "nobody"]
    assert all(later - sooner >= _WINDOW - 0.001 for (_, sooner), (_, later) in pairwise(passed))


def test_who_goes_away_while_waiting_takes_nobody_s_place(at_no_time: Callable[[Story], Passed]) -> None:
    """Their place is used by the next; also if they had been in a hurry, and if all go away."""

    async def story(passed: Passed) -> None:
        pace = Pace(1, 0)
        tasks = [asyncio.create_task(passes(pace, passed, f"{n}")) for n in range(6)]
        await asyncio.sleep(0.01)
        pace.hurry("2")
        for n in (1, 2, 4):
            tasks[n].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        gone = [asyncio.create_task(passes(pace, passed, f"gone {n}")) for n in range(3)]
        await asyncio.sleep(0.01)
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        await asyncio.sleep(10 * _WINDOW)
        await passes(pace, passed, "later")
        assert not pace._of_chats

    passed = at_no_time(story)
    assert [name for name, _ in passed] == ["0", "3", "5", "later"]
    times = [time for _, time in passed]
    assert times[2] - times[0] == pytest.approx(2 * _WINDOW)
    assert times[3] - times[2] == pytest.approx(10 * _WINDOW, abs=0.1)


def test_a_chat_has_an_allowance_that_fills_again(at_no_time: Callable[[Story], Passed]) -> None:
    """A few at once where it was quiet, then so many a second; after a while a few at once again."""

    async def story(passed: Passed) -> None:
        pace = Pace(0, 2)
        for _ in range(_BURST + 6):
            await passes(pace, passed, "ann")
        await asyncio.sleep(60)
        for _ in range(_BURST + 1):
            await passes(pace, passed, "ann")

    times = [time for _, time in at_no_time(story)]
    assert times[_BURST - 1] == times[0]
    gaps = [later - sooner for sooner, later in pairwise(times[_BURST - 1 : _BURST + 6])]
    assert gaps == pytest.approx([0.5] * 6)
    after = times[_BURST + 6 :]
    assert after[_BURST - 1] == after[0]
    assert after[_BURST] - after[0] == pytest.approx(0.5)


def test_one_chat_s_allowance_is_not_another_s(at_no_time: Callable[[Story], Passed]) -> None:
    """Somebody to whom very much is said keeps nobody waiting, and takes nothing of the others' second."""

    async def story(passed: Passed) -> None:
        pace = Pace(20, 1)

        async def long_talk() -> None:
            for _ in range(15):
                await passes(pace, passed, "ann")

        await asyncio.gather(long_talk(), *(passes(pace, passed, f"chat {n}") for n in range(15)))

    passed = at_no_time(story)
    began = min(time for _, time in passed)
    assert all(time == began for name, time in passed if name != "ann")
    assert max(time for _, time in passed) - began == pytest.approx(15 - _BURST)


def test_nothing_means_no_limit(at_no_time: Callable[[Story], Passed]) -> None:
    async def story(passed: Passed) -> None:
        pace = Pace(0, 0)
        await asyncio.gather(*(passes(pace, passed, "ann", many=n % 2 == 0) for n in range(1000)))
        pace.hurry("ann")

    times = {time for _, time in at_no_time(story)}
    assert len(times) == 1


def test_very_many_chats_are_not_remembered_for_ever(at_no_time: Callable[[Story], Passed]) -> None:
    """Those whose allowance is full again are forgotten; those who have spent theirs are not let off."""

    async def story(passed: Passed) -> None:
        pace = Pace(0, 1)
        for n in range(3 * _MANY):
            await passes(pace, passed, f"chat {n}")
            await asyncio.sleep(0.1)
        assert len(pace._allowances) <= _MANY + 1
        for _ in range(_BURST):
            await passes(pace, passed, "ann")
        for n in range(2 * _MANY):
            await passes(pace, passed, f"more {n}")
        await passes(pace, passed, "ann")

    passed = at_no_time(story)
    mine = [time for name, time in passed if name == "ann"]
    assert mine[-1] - mine[-2] == pytest.approx(1.0)
