"""Taking in: what is acknowledged, in which order, and what a failing commit does to it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram import polling
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.polling import Polling
from bot.errors import StoreError
from bot.runner.turns import Arrived


def message(number: int, person: int) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Ann"}
    chat = {"id": person, "type": "private", "first_name": "Ann"}
    said = {"message_id": number, "date": int(time.time()), "chat": chat, "from": user, "text": f"said {number}"}
    return {"update_id": number, "message": said}


class Telegram:
    """Hands out what is not acknowledged yet."""

    def __init__(self, *updates: dict[str, Any]) -> None:
        self.waiting = list(updates)

    async def __call__(self, _method: str, values: dict[str, Any], **_: Any) -> list[dict[str, Any]]:
        offset = values["offset"]
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        await asyncio.sleep(0.01)
        return self.waiting[:100]


class Turns:
    """Takes turns; those named in `fails` fail once, those in `hangs` take their time."""

    def __init__(self, fails: set[int] = frozenset(), hangs: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        self.fails, self.hangs, self.taken = set(fails), hangs, []

    async def take(self, arrived: Arrived, *, again: bool = False) -> None:
        number = int(arrived.update.partition(":")[2])
        await asyncio.sleep(1 if number in self.hangs else 0.001)
        if number in self.fails:
            self.fails.discard(number)
            raise StoreError("the disk is full for a moment")
        self.taken.append(number)


async def taken_in(telegram: Telegram, turns: Turns, monkeypatch: Any, seconds: float = 0.6) -> None:
    monkeypatch.setattr(polling, "_FIRST_PAUSE", 0.01)
    doors: Any = None  # nobody here wants to the board
    intake = Intake(9, turns, doors, {}, telegram, str, lambda: datetime.now(UTC))  # type: ignore[arg-type]
    loop = Polling(telegram, intake)  # type: ignore[arg-type]
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(seconds)
    task.cancel()


async def test_a_commit_that_fails_does_not_change_the_order(monkeypatch: Any) -> None:
    """One person's second message waits for the first, also when that has to come again; others go on."""
    telegram, turns = Telegram(message(1, 7), message(2, 7), message(3, 8)), Turns(fails={1})
    await taken_in(telegram, turns, monkeypatch)
    assert [number for number in turns.taken if number != 3] == [1, 2]
    assert turns.taken.count(3) == 1
    assert telegram.waiting == []


async def test_nothing_is_acknowledged_before_it_is_on_disk(monkeypatch: Any) -> None:
    """While one turn hangs, the others are taken, and the hanging one stays with Telegram."""
    telegram, turns = Telegram(message(1, 7), message(2, 8)), Turns(hangs={1})
    await taken_in(telegram, turns, monkeypatch)
    assert turns.taken == [2]
    assert [update["update_id"] for update in telegram.waiting] == [1, 2]


async def test_a_strange_update_is_passed_by(monkeypatch: Any) -> None:
    """A shape nobody knows harms nobody, and is not asked for again."""
    telegram, turns = Telegram({"update_id": 1, "message": {"message_id": "?"}}, message(2, 7)), Turns()
    await taken_in(telegram, turns, monkeypatch)
    assert turns.taken == [2]
    assert telegram.waiting == []
