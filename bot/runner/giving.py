"""Makes what staff have ordered, one after the other: it comes into their chat, or by a link that opens once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import signal
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.core.events import ORDER, Message, Strange
from bot.core.giving import phrases
from bot.core.giving.ordering import Order
from bot.core.messages import own_words, remark
from bot.errors import BotError, StoreError, place
from bot.ports import Clock, Parcel
from bot.runner.bell import Bell
from bot.runner.turns import Arrived, Runner
from bot.store.members import Members, may_take_out
from bot.store.orders import Ordered, Orders, State

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=1)
"""So long a file waits to be fetched."""

_FOR_A_CHAT: Final = 45_000_000
"""Bytes: Telegram takes 50 MB from a bot."""

_EVERY: Final = 600.0
_AGAIN: Final = 10.0
"""Seconds between two looks, and after something went wrong."""

_LONGEST: Final = 3600.0
"""Seconds that an export may take."""

_EXPORT: Final = "export"


class Giving:
    """Lives as long as the bot. What is made lies readable in `folder`, till it is fetched or a day has passed."""

    def __init__(
        self,
        orders: Orders,
        members: Members,
        runner: Runner,
        folder: Path,
        link: Callable[[int], str],
        clock: Clock,
    ) -> None:
        """`link` is where an order's file can be fetched."""
        self._orders = orders
        self._members = members
        self._runner = runner
        self._folder = folder
        self._link = link
        self._clock = clock
        self._news = Bell()

    def news(self) -> None:
        """There is something to make."""
        self._news.ring()

    async def run(self) -> None:
        """Makes what is ordered, and wipes what nobody fetched, till it is cancelled."""
        while True:
            pause = _EVERY
            try:
                await self.once()
            except (StoreError, OSError) as error:
                words = str(error) if isinstance(error, StoreError) else error.strerror
                log.error("what staff ordered has to wait: %s", words)
                pause = _AGAIN
            await self._news.heard(pause)

    async def once(self) -> None:
        for one in await self._orders.all("made", "failed"):
            await self._tell(one)  # said once: the bot may have been stopped before it was
        await self._tidy()
        for one in await self._orders.all("waiting"):
            await self._make(one)

    async def waits(self, number: int, member: str = "") -> Path | None:
        """What was made for an order, while it is there: for a `member`, or for who has its link. StoreError."""
        known = [one for one in await self._orders.all("made") if one.id == number and member in ("", one.member)]
        return self._file(number) if known else None

    async def parcels(self, name: str) -> list[Parcel]:
        """The same for a chat; `name` is as it stands in a message's replay."""
        file = await self.waits(int(name.partition(":")[2]))
        return [Parcel(file.name, await asyncio.to_thread(file.read_bytes))] if file else []

    async def hand_out(self, number: int, member: str = "") -> Path | None:
        """The same, once: who gets it here is the only one. StoreError."""
        file = await self.waits(number, member)
        return file if file and await self._orders.move(number, "made", "gone", self._clock()) else None

    async def wipe(self, number: int) -> None:
        """It was fetched."""
        await asyncio.to_thread(shutil.rmtree, self._folder / str(number), ignore_errors=True)

    # ---- one order

    async def _make(self, one: Ordered) -> None:
        state: State = "made"
        folder = self._folder / str(one.id)
        try:
            await self.wipe(one.id)
            folder.mkdir(parents=True, mode=0o700)
            await _exported(one.order, folder / _EXPORT)
            await asyncio.to_thread(_as_one_file, folder, f"sgwrs-{one.order.kind}-{one.at:%Y-%m-%d}")
        except _StoppedError:
            return  # so are we, or it is made in the next round
        except Exception as error:  # noqa: BLE001 - what can not be made must not keep others from what can
            words = str(error) if isinstance(error, BotError) else place(error)
            log.error("what staff ordered could not be made: %s", words)
            await self.wipe(one.id)
            state = "failed"
        await self._orders.move(one.id, "waiting", state, self._clock())
        await self._tell(replace(one, state=state))

    async def _tell(self, one: Ordered) -> None:
        """Tell who ordered it, in their chat. On the board they see it."""
        for member, channel, address in await self._members.chats():
            if member.id == one.member and may_take_out(member):
                name, language = f"{ORDER}:{one.id}", one.order.language
                arrived = Arrived(channel, address, name, Strange(), self._clock(), phone=language)
                await self._runner.tell(arrived, self._said(one))

    def _said(self, one: Ordered) -> Sequence[Message]:
        file = self._file(one.id)
        if one.state == "failed" or file is None:
            return [remark(phrases.FAILED)]
        if file.stat().st_size > _FOR_A_CHAT:
            return [remark(phrases.LINK), own_words(self._link(one.id))]
        return [replace(remark(phrases.HERE), replay=(f"{ORDER}:{one.id}",))]

    def _file(self, number: int) -> Path | None:
        folder = self._folder / str(number)
        return next((path for path in sorted(folder.glob("*")) if path.is_file()), None)

    async def _tidy(self) -> None:
        """Nothing lies here that nobody can fetch any more."""
        await self._orders.forget(self._clock() - KEPT)
        known = {str(one.id) for one in await self._orders.all("made")}
        for folder in self._folder.glob("*"):
            if folder.name.isdecimal() and folder.name not in known:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


class _StoppedError(Exception):
    """The export was told to stop, as all of us are. Never leaves this module."""


async def _exported(order: Order, folder: Path) -> None:
    """Has a process of its own take the answers out: nobody who talks to the bot waits for it. BotError."""
    given = {"format": order.kind, "out": folder, "to": order.recipient, "why": order.purpose, **order.only}
    words = [f"--{name}={value}" for name, value in given.items()]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "export", *words),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # a key that stops us is not pressed for it
    )
    try:
        async with asyncio.timeout(_LONGEST):
            _, told = await process.communicate()
    except (asyncio.CancelledError, TimeoutError):
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        raise
    if process.returncode in (-signal.SIGTERM, -signal.SIGINT):
        raise _StoppedError
    if process.returncode:
        *_, last = told.decode(errors="replace").strip().splitlines() or [""]
        raise BotError(f"the export ended with {process.returncode}: {last}")


def _as_one_file(folder: Path, name: str) -> None:
    """Puts an export into one file beside it: as it is, where it is one; the rest of it goes. OSError."""
    export = folder / _EXPORT
    files = [path for path in sorted(export.rglob("*")) if path.is_file()]
    if len(files) == 1:
        files[0].rename(folder / f"{name}{files[0].suffix}")
    else:
        with zipfile.ZipFile(folder / f"{name}.zip.part", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, path.relative_to(export))
        (folder / f"{name}.zip.part").rename(folder / f"{name}.zip")
    shutil.rmtree(export)
