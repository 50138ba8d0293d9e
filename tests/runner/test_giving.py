"""What staff ordered is made once, handed over once, and lies nowhere after a day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.events import Message
from bot.core.giving import phrases
from bot.core.giving.ordering import Order
from bot.errors import BotError
from bot.runner import giving
from bot.runner.giving import Giving
from bot.runner.turns import Arrived
from bot.store.database import Database
from bot.store.members import Members
from bot.store.orders import Orders
from bot.store.turns import Turns
from tests.keys import KEYS

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)
WANTED = Order("csv", "the library", "to plan", {"language": "cy"}, 3)


@dataclass
class Told:
    """A runner that only remembers what it is to say, once for each name."""

    said: dict[str, list[Message]] = field(default_factory=dict)

    async def tell(self, arrived: Arrived, said: list[Message]) -> None:
        self.said.setdefault(arrived.update, said)


@dataclass
class Counter:
    """All that is needed to order something; `now` is the time."""

    orders: Orders
    members: Members
    giving: Giving
    runner: Told
    folder: Path
    member: str
    now: datetime = NOW

    def clock(self) -> datetime:
        return self.now


@pytest_asyncio.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/a.db", KEYS)
    members, orders, told = Members(database, KEYS), Orders(database, Turns(database, KEYS)), Told()
    secret = await members.invite("team", "staff", "Gwen", NOW)
    member = await members.join(secret, NOW, "telegram", "1")
    assert member
    here = Counter(orders, members, None, told, tmp_path / "orders", member.id)  # type: ignore[arg-type]
    here.giving = Giving(orders, members, told, here.folder, "link {}".format, here.clock)  # type: ignore[arg-type]
    yield here
    await database.close()


def makes(monkeypatch: pytest.MonkeyPatch, **files: int) -> None:
    """The export has these files, of so many bytes."""

    async def made(order: Order, folder: Path) -> None:
        assert order == WANTED
        folder.mkdir()
        for name, size in files.items():
            with (folder / f"{name}.csv").open("wb") as file:
                file.truncate(size)

    monkeypatch.setattr(giving, "_exported", made)


def said(counter: Counter) -> list[list[str]]:
    return [[message.address for message in one] for one in counter.runner.said.values()]


async def test_one_file_comes_as_it_is_and_several_in_one(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for files, suffix in (({"answers": 5}, ".csv"), ({"answers": 5, "codebook": 6}, ".zip")):
        makes(monkeypatch, **files)
        await counter.orders.add(counter.member, WANTED, counter.now)
        await counter.giving.once()
        [*_, one] = await counter.orders.all("made")
        file = await counter.giving.waits(one.id)
        assert file
        assert file.name == f"sgwrs-csv-2027-03-04{suffix}"
        assert [path.name for path in file.parent.iterdir()] == [file.name]
        assert file.parent.stat().st_mode & 0o777 == 0o700
        [parcel] = await counter.giving.parcels(f"order:{one.id}")
        assert (parcel.name, parcel.data) == (file.name, file.read_bytes())
    assert said(counter) == [[phrases.HERE.address]] * 2


async def test_what_is_too_big_for_a_chat_has_a_link(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    makes(monkeypatch, answers=46_000_000)
    await counter.orders.add(counter.member, WANTED, counter.now)
    await counter.giving.once()
    [[link, _]] = said(counter)
    assert link == phrases.LINK.address
    [one] = await counter.orders.all("made")
    assert await counter.giving.hand_out(one.id)
    assert await counter.giving.hand_out(one.id) is None
    await counter.giving.wipe(one.id)
    assert not list(counter.folder.iterdir())


async def test_after_a_day_nothing_lies_there(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what no order knows; and who waits for something that is to be made does so still."""
    makes(monkeypatch, answers=5)
    await counter.orders.add(counter.member, WANTED, counter.now)
    await counter.giving.once()
    (counter.folder / "77").mkdir()
    await counter.giving.once()
    assert [path.name for path in counter.folder.iterdir()] == ["1"]
    counter.now += timedelta(days=1, seconds=1)
    await counter.giving.once()
    assert not list(counter.folder.iterdir())
    assert not await counter.orders.all("made", "gone", "failed")
    assert len(counter.runner.said) == 1


async def test_who_was_not_told_before_a_stop_is_told_after_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes(monkeypatch, answers=5)
    await counter.orders.add(counter.member, WANTED, counter.now)
    await counter.giving.once()
    counter.runner.said.clear()
    await counter.giving.once()
    assert said(counter) == [[phrases.HERE.address]]


async def test_who_may_no_more_gets_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """They left the group while it was made, or before."""
    makes(monkeypatch, answers=5)
    for wanted in (WANTED, Order("csv", "the paper", "a story", {}, 3)):
        await counter.orders.add(counter.member, wanted, counter.now)
        if wanted == WANTED:
            await counter.giving.once()
            assert await counter.giving.waits(1, counter.member)
            assert await counter.giving.waits(1, "somebody else") is None
        await counter.members.end(counter.member, counter.now)
    counter.runner.said.clear()
    await counter.giving.once()
    assert await counter.giving.parcels("order:1") == []
    assert await counter.giving.hand_out(1) is None
    assert not counter.runner.said
    assert not list(counter.folder.iterdir())


async def test_the_same_is_ordered_once_and_not_too_much(counter: Counter) -> None:
    for _ in range(2):
        await counter.orders.add(counter.member, WANTED, counter.now)
    assert len(await counter.orders.all("waiting")) == 1
    for number in range(9):
        await counter.orders.add(counter.member, Order("csv", "us", f"to see {number}", {}), counter.now)
    assert len(await counter.orders.all("waiting")) == 5


@pytest.mark.parametrize("error", [ValueError("embedded null byte"), OSError(28, "no space"), TimeoutError()])
async def test_whatever_goes_wrong_keeps_nobody_from_the_next(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fails(_order: Order, _folder: Path) -> None:
        raise error

    monkeypatch.setattr(giving, "_exported", fails)
    await counter.orders.add(counter.member, WANTED, counter.now)
    await counter.giving.once()
    assert said(counter) == [[phrases.FAILED.address]]


async def test_an_order_that_waited_long_is_there_for_a_day(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes(monkeypatch, answers=5)
    await counter.orders.add(counter.member, WANTED, counter.now)
    counter.now += timedelta(days=3)
    await counter.giving.once()
    await counter.giving.once()
    assert await counter.giving.waits(1)


async def test_what_fails_leaves_nothing_and_is_told(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_order: Order, folder: Path) -> None:
        folder.mkdir()
        (folder / "half.csv").write_text("half")
        raise BotError("the disk is full")

    monkeypatch.setattr(giving, "_exported", fails)
    await counter.orders.add(counter.member, WANTED, counter.now)
    await counter.giving.once()
    assert said(counter) == [[phrases.FAILED.address]]
    assert not list(counter.folder.iterdir())
    assert [one.state for one in await counter.orders.all("failed", "made", "waiting")] == ["failed"]
