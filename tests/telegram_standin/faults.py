"""What goes wrong between a bot and Telegram, on demand or by chance."""

import asyncio
import random
import socket
import struct
import time
from collections import defaultdict, deque
from enum import StrEnum

from aiohttp import web

from tests.telegram_standin.wire import ApiError, refusal, too_many

_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class Fault(StrEnum):
    TOO_MANY_REQUESTS = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    RESET = "reset"  # the connection dies before anything is done
    TIMEOUT = "timeout"  # nothing is done and nothing comes back
    LOST_ANSWER = "lost answer"  # it is done, but the bot never hears of it


class Faults:
    def __init__(self) -> None:
        self._next: dict[str, deque[tuple[Fault, int]]] = defaultdict(deque)
        self._rates: list[tuple[Fault, float, str | None]] = []
        self._chance = random.Random(0)
        self.retry_after = 1
        self.latency_ms: float | tuple[float, float] = 0
        self.hang_seconds = 60.0
        self.repeat_rate = 0.0
        self._repeats = 0
        self.repeated = 0  # so many updates were handed out once more
        self.happened: list[tuple[str, Fault]] = []

    def next(self, method: str, kind: Fault | str, *, times: int = 1, retry_after: int = 1) -> None:
        """The coming calls of this method fail this way, in the order asked for."""
        self._next[method.lower()].extend([(Fault(kind), retry_after)] * times)

    def rate(self, kind: Fault | str, share: float, method: str | None = None) -> None:
        """From now on this share of calls fails this way; a share of 0 takes it back."""
        fault, named = Fault(kind), method.lower() if method else None
        self._rates = [entry for entry in self._rates if (entry[0], entry[2]) != (fault, named)]
        if share:
            self._rates.append((fault, share, named))

    def seed(self, number: int) -> None:
        self._chance.seed(number)

    def repeat_updates(self, times: int = 1) -> None:
        """The next fetches hand out once more what was confirmed just before."""
        self._repeats += times

    def clear(self) -> None:
        self._next.clear()
        self._rates.clear()
        self._repeats = 0
        self.repeat_rate = 0.0
        self.latency_ms = 0

    def repeats_updates(self) -> bool:
        if self._repeats:
            self._repeats -= 1
            return True
        return bool(self.repeat_rate) and self._chance.random() < self.repeat_rate

    def drawn_for(self, method: str) -> tuple[Fault, int] | None:
        drawn = self._draw(method.lower())
        if drawn is not None:
            self.happened.append((method, drawn[0]))
        return drawn

    def _draw(self, method: str) -> tuple[Fault, int] | None:
        if self._next[method]:
            return self._next[method].popleft()
        for kind, share, named in self._rates:
            if named in {None, method} and self._chance.random() < share:
                return kind, self.retry_after
        return None

    async def lag(self) -> None:
        milliseconds = self.latency_ms
        if isinstance(milliseconds, tuple):
            milliseconds = self._chance.uniform(*milliseconds)
        if milliseconds:
            await asyncio.sleep(milliseconds / 1000)

    async def instead(self, request: web.Request, kind: Fault, retry_after: int) -> web.StreamResponse:
        """What comes back when the call is not carried out."""
        if kind is Fault.TOO_MANY_REQUESTS:
            return refusal(too_many(retry_after))
        if kind is Fault.SERVER_ERROR:
            return refusal(ApiError(500, "Internal Server Error"))
        if kind is Fault.BAD_GATEWAY:
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        if kind is Fault.TIMEOUT:
            await asyncio.sleep(self.hang_seconds)
        return cut_off(request)


def cut_off(request: web.Request) -> web.StreamResponse:
    """Ends the connection the hard way, so that the other side sees a reset."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


class Pace:
    """Telegram's published limits: about 30 messages a second, and one a second in any one chat."""

    overall = 30
    burst = 5

    def __init__(self) -> None:
        self._sent: deque[float] = deque()
        self._spent: dict[str, tuple[float, float]] = {}

    def check(self, chat_id: str) -> None:
        now = time.monotonic()
        while self._sent and now - self._sent[0] > 1:
            self._sent.popleft()
        allowance, since = self._spent.get(chat_id, (float(self.burst), now))
        allowance = min(float(self.burst), allowance + now - since)
        if len(self._sent) >= self.overall or allowance < 1:
            raise too_many(1)
        self._sent.append(now)
        self._spent[chat_id] = (allowance - 1, now)
