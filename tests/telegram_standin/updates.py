"""The queue of updates: what waits for the bot, who may fetch it, and what counts as received."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from itertools import islice
from math import inf
from typing import Any

import aiohttp

from tests.telegram_standin.faults import Faults
from tests.telegram_standin.wire import ApiError, Json

LONGEST_POLL = 50
ALL_TYPES = {
    *("message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query"),
    *(
        "chosen_inline_result",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
    ),
    *("chat_member", "chat_join_request", "message_reaction", "message_reaction_count", "chat_boost"),
}
ONLY_WHEN_ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_GET_UPDATES = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
KEPT_SECONDS = {"callback_query": 150.0}  # what nobody fetches in time is lost
KEPT_SECONDS_OTHERWISE = 86_400.0
_IN_A_CHAT = {"message", "edited_message", "channel_post", "edited_channel_post"}


class Signal:
    """Wakes everybody who waits for a change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def fire(self) -> None:
        happened, self._event = self._event, asyncio.Event()
        happened.set()

    async def until(self, ready: Callable[[], Any], timeout_seconds: float) -> bool:
        try:
            async with asyncio.timeout(timeout_seconds):
                while not ready():
                    await self._event.wait()
        except TimeoutError:
            return bool(ready())
        return True


class UpdateQueue:
    def __init__(self, faults: Faults, now: Callable[[], float], first_id: int) -> None:
        self._faults = faults
        self._now = now
        self._lost_after: dict[int, float] = {}
        self._none_lost_before = inf
        self._next_id = first_id
        self._allowed = ALL_TYPES - ONLY_WHEN_ASKED_FOR
        self._waiting: OrderedDict[int, Json] = OrderedDict()  # by number
        self._just_confirmed: list[Json] = []
        self._last_poll = 0
        self._polls: dict[int, str] = {}  # those under way, and why one must end
        self.changed = Signal()
        self.listener: Callable[[Json], None] | None = None  # is handed every update at once

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, update_id: int) -> bool:
        self._lose_the_old()
        return update_id in self._waiting

    def waiting(self) -> list[Json]:
        return list(self._waiting.values())

    @property
    def allowed(self) -> set[str]:
        return self._allowed

    def allow(self, types: list[str] | None) -> None:
        """Left out means unchanged; an empty list means the default."""
        if types is not None:
            self._allowed = set(types) & ALL_TYPES or ALL_TYPES - ONLY_WHEN_ASKED_FOR

    def put(self, update: Json) -> int | None:
        """The new update's id, or None if the bot did not ask for this type: then it is lost for good."""
        if not self._allowed & update.keys() and ALL_TYPES & update.keys():
            return None
        numbered = {"update_id": self._next_id, **update}
        self._next_id = max(self._next_id, numbered["update_id"]) + 1
        kept = min(KEPT_SECONDS.get(kind, KEPT_SECONDS_OTHERWISE) for kind in numbered)
        self._lost_after[numbered["update_id"]] = self._now() + kept
        self._none_lost_before = min(self._none_lost_before, self._now() + kept)
        self._waiting[numbered["update_id"]] = numbered
        if self.listener is not None:
            self.listener(numbered)
        self.changed.fire()
        return int(numbered["update_id"])

    def confirm_before(self, update_id: int) -> None:
        """All before this one are received: how somebody who polls says so."""
        confirmed = []
        while self._waiting and next(iter(self._waiting)) < update_id:
            number, update = self._waiting.popitem(last=False)
            del self._lost_after[number]
            confirmed.append(update)
        if confirmed:
            self._just_confirmed = confirmed
            self.changed.fire()

    def confirm(self, update_id: int) -> None:
        """This one is received, whatever becomes of those before it: how a webhook says so."""
        update = self._waiting.pop(update_id, None)
        if update is not None:
            del self._lost_after[update_id]
            self._just_confirmed = [update]
            self.changed.fire()

    def drop(self) -> None:
        self._waiting.clear()
        self._lost_after.clear()
        self.changed.fire()

    def _lose_the_old(self) -> None:
        now = self._now()
        if now < self._none_lost_before:
            return
        for number in [number for number, end in self._lost_after.items() if end <= now]:
            del self._waiting[number], self._lost_after[number]
            self.changed.fire()
        self._none_lost_before = min(self._lost_after.values(), default=inf)

    def end_polls(self, why: str) -> None:
        """A newer request, or a webhook, ends the one that waits; it is the older one that is told so."""
        self._polls = dict.fromkeys(self._polls, why)
        self.changed.fire()

    async def fetch(self, offset: int, limit: int, timeout_seconds: float) -> list[Json]:
        self.end_polls(OTHER_GET_UPDATES)
        self._last_poll += 1
        mine = self._last_poll
        self._polls[mine] = ""
        try:
            return await self._fetch(mine, offset, limit, timeout_seconds)
        finally:
            del self._polls[mine]

    async def _fetch(self, mine: int, offset: int, limit: int, timeout_seconds: float) -> list[Json]:
        self._lose_the_old()
        if offset < 0:
            numbers = list(self._waiting)
            offset = numbers[max(offset, -len(numbers))] if numbers else 0
        self.confirm_before(offset)
        again = list(self._just_confirmed) if self._faults.repeats_updates() else []
        if not again:
            await self.changed.until(lambda: self._waiting or self._polls[mine], timeout_seconds)
        if self._polls[mine]:
            raise ApiError(409, self._polls[mine])
        self._faults.repeated += len(again[:limit])
        return [*again, *islice(self._waiting.values(), limit)][:limit]


class Webhook:
    """Posts every update to the bot until it says 200: those of one lane one by one, lanes side by side."""

    def __init__(self, queue: UpdateQueue, faults: Faults) -> None:
        self._queue = queue
        self._faults = faults
        self._lanes: dict[tuple[str, Any], deque[Json]] = {}
        self._posting: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore()
        self._connections = 40
        self._last_error: Json = {}
        self.url = ""
        self.retry_seconds = 0.2  # after a failure; each further one of the same update doubles it
        self.longest_retry_seconds = 60.0

    async def start(self, url: str, secret: str, connections: int) -> None:
        await self.stop()
        self.url, self._connections = url, connections
        self._free = asyncio.Semaphore(connections)
        self._session = aiohttp.ClientSession(
            headers={"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {},
            timeout=aiohttp.ClientTimeout(total=30),
        )
        self._queue.listener = self._enlist
        for update in self._queue.waiting():
            self._enlist(update)

    async def stop(self) -> None:
        self.url = ""
        self._queue.listener = None
        self._lanes.clear()
        session, self._session = self._session, None
        posting = list(self._posting)
        for task in posting:
            task.cancel()
        await asyncio.gather(*posting, return_exceptions=True)
        if session is not None:
            await session.close()

    def info(self, allowed: Iterable[str]) -> Json:
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
        }
        if self.url:
            info |= {"max_connections": self._connections, "allowed_updates": sorted(allowed)}
        return info | self._last_error

    def _enlist(self, update: Json) -> None:
        name = _lane_of(update)
        if name in self._lanes:
            self._lanes[name].append(update)
            return
        self._lanes[name] = deque([update])
        task = asyncio.create_task(self._post_lane(name))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post_lane(self, name: tuple[str, Any]) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[name]

    async def _deliver(self, update: Json) -> None:
        number, pause = update["update_id"], self.retry_seconds
        while number in self._queue:
            async with self._free:
                received = await self._post(update)
            if not received:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self.longest_retry_seconds)
            elif self._faults.repeats_updates():
                self._faults.repeated += 1
            else:
                self._queue.confirm(number)

    async def _post(self, update: Json) -> bool:
        assert self._session is not None
        try:
            async with self._session.post(self.url, json=update) as response:
                if response.status == 200:
                    return True
                why = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError):
            why = "Connection refused"
        self._last_error = {"last_error_date": int(time.time()), "last_error_message": why}
        return False


def _lane_of(update: Json) -> tuple[str, Any]:
    """What is posted in order: a chat's messages and their edits, a person's taps; each other thing by itself.

    Telegram's own server divides them so: a tap can overtake a message that the same person sent before it.
    """
    for kind, content in update.items():
        if kind in _IN_A_CHAT and (chat := _id_in(content, "chat")):
            return "chat", chat
        if kind == "callback_query" and (person := _id_in(content, "from")):
            return kind, person
        if kind == "my_chat_member" and (chat := _id_in(content, "chat")):
            return kind, chat
    return "alone", update["update_id"]


def _id_in(content: Any, name: str) -> int | None:
    one = content.get(name) if isinstance(content, dict) else None
    return one.get("id") if isinstance(one, dict) else None
