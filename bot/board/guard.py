"""What keeps the board to those who were invited: no post from other sites, no endless guessing."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.media import headers_of
from bot.origin import is_foreign

log = logging.getLogger(__name__)

_MOST_WRONG: Final = 30
_WITHIN: Final = 60.0
"""So many links that do not open, of one who tries, within so many seconds: then there is a pause."""

_MOST_REMEMBERED: Final = 1000


class OwnForms:
    """ASGI middleware: a form is taken only from a page of this site."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] not in ("GET", "HEAD")
            and is_foreign(Request(scope).headers)
        ):
            log.warning("a form from another site was refused")
            await Response("This form is not from here.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Guesses:
    """Counts links that did not open, for each who tries."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def too_many(self, who: str) -> bool:
        times = self._wrong.get(who)
        return times is not None and len(times) == _MOST_WRONG and time.monotonic() - times[0] < _WITHIN

    def wrong(self, who: str) -> None:
        """One more of theirs did not open."""
        log.warning("a link to the board was refused: it is unknown, used or too old")
        self._wrong.setdefault(who, deque(maxlen=_MOST_WRONG)).append(time.monotonic())
        self._wrong.move_to_end(who)
        if len(self._wrong) > _MOST_REMEMBERED:
            self._wrong.popitem(last=False)


def number_of(given: str) -> int:
    """A number that came from outside; 0 where it is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0  # noqa: PLR2004


def unkept(data: bytes) -> Response:
    """A file that is for whoever asked for it only: nothing on the way keeps it."""
    return Response(data, headers={**headers_of(data), "Cache-Control": "private, no-store"})
