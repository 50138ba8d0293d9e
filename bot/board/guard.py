"""What keeps the board to those who were invited: no post from other sites, no endless guessing."""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)

_MOST_WRONG: Final = 30
_WITHIN: Final = 60.0
"""So many links that do not open, within so many seconds, of all people together: then there is a pause."""


class OwnForms:
    """ASGI middleware: a form is taken only from a page of this site."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and _is_foreign(Request(scope)):
            log.warning("a form from another site was refused")
            await Response("This form is not from here.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(request: Request) -> bool:
    """Browsers say where a form comes from, all of them in one of these ways; the first is the surer one."""
    if site := request.headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


class Guesses:
    """Counts links that did not open."""

    def __init__(self) -> None:
        self._wrong: deque[float] = deque(maxlen=_MOST_WRONG)

    def too_many(self) -> bool:
        return len(self._wrong) == _MOST_WRONG and time.monotonic() - self._wrong[0] < _WITHIN

    def wrong(self) -> None:
        """One more did not open."""
        log.warning("a link to the board was refused: it is unknown, used or too old")
        self._wrong.append(time.monotonic())
