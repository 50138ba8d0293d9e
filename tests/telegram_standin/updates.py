"""The queue of updates: what waits for the bot, who may fetch it, and what counts as received."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
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
        self._next_id = first_id
        self._allowed = ALL_TYPES - ONLY_WHEN_ASKED_FOR
        self._waiting: deque[Json] = deque()
        self._just_confirmed: list[Json] = []
        self._last_poll = 0
        self._polls: dict[int, str] = {}  # those under way, and why one must end
        self.changed = Signal()

    def __len__(self) -> int:
        return len(self._waiting)

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
        self._waiting.append(numbered)
        self.changed.fire()
        return int(numbered["update_id"])

    def confirm_before(self, update_id: int) -> None:
        confirmed = []
        while self._waiting and self._waiting[0]["update_id"] < update_id:
            confirmed.append(self._waiting.popleft())
        if confirmed:
            self._just_confirmed = confirmed
            self.changed.fire()

    def drop(self) -> None:
        self._waiting.clear()
        self.changed.fire()

    def first(self) -> Json | None:
        self._lose_the_old()
        return self._waiting[0] if self._waiting else None

    def _lose_the_old(self) -> None:
        now = self._now()
        kept = [update for update in self._waiting if now < self._lost_after[update["update_id"]]]
        if len(kept) < len(self._waiting):
            self._waiting = deque(kept)
            self.changed.fire()

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
            offset = self._waiting[max(offset, -len(self._waiting))]["update_id"] if self._waiting else 0
        self.confirm_before(offset)
        again = list(self._just_confirmed) if self._faults.repeats_updates() else []
        if not again:
            await self.changed.until(lambda: self._waiting or self._polls[mine], timeout_seconds)
        if self._polls[mine]:
            raise ApiError(409, self._polls[mine])
        return (again + list(self._waiting))[:limit]


class Webhook:
    """Posts one update at a time to the bot and repeats it until the bot says 200."""

    def __init__(self, queue: UpdateQueue, faults: Faults) -> None:
        self._queue = queue
        self._faults = faults
        self._task: asyncio.Task[None] | None = None
        self._secret = ""
        self._connections = 40
        self._last_error: Json = {}
        self.url = ""
        self.retry_seconds = 0.2

    async def start(self, url: str, secret: str, connections: int) -> None:
        await self.stop()
        self.url, self._secret, self._connections = url, secret, connections
        self._task = asyncio.create_task(self._post_all())

    async def stop(self) -> None:
        self.url = ""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def info(self, allowed: Iterable[str]) -> Json:
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
        }
        if self.url:
            info |= {"max_connections": self._connections, "allowed_updates": sorted(allowed)}
        return info | self._last_error

    async def _post_all(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=30)) as session:
            while True:
                await self._queue.changed.until(self._queue.first, 3600)
                update = self._queue.first()
                if update is None:
                    continue
                if not await self._post(session, update):
                    await asyncio.sleep(self.retry_seconds)
                elif not self._faults.repeats_updates():
                    self._queue.confirm_before(update["update_id"] + 1)

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        try:
            async with session.post(self.url, json=update) as response:
                if response.status == 200:
                    return True
                why = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError):
            why = "Connection refused"
        self._last_error = {"last_error_date": int(time.time()), "last_error_message": why}
        return False
