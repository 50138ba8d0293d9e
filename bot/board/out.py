"""The page on which staff take answers out, and the link by which a file is fetched once."""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.board.forms import Form, read
from bot.board.guard import number_of
from bot.board.pages import Pages
from bot.board.reviewing import Page
from bot.core.conversation import Consultation
from bot.core.giving import phrases
from bot.core.giving.ordering import Order, plain
from bot.origin import is_foreign
from bot.ports import Clock
from bot.runner.giving import Giving
from bot.store.members import Member, may_take_out
from bot.store.orders import Orders

log = logging.getLogger(__name__)

_MONTH: Final = re.compile(r"2\d{3}-(0[1-9]|1[0-2])", re.ASCII)


class Out:
    """`routes` has the page's address below `/board/`, and its handler; `links` is where files are fetched."""

    def __init__(
        self,
        pages: Pages,
        orders: Orders,
        giving: Giving,
        consultation: Consultation,
        secret_of: Callable[[int], str],
        clock: Clock,
    ) -> None:
        """`secret_of` an order opens its link."""
        self._pages = pages
        self._orders = orders
        self._giving = giving
        self._consultation = consultation
        self._secret_of = secret_of
        self._clock = clock
        self.routes: dict[str, Page] = {"/out": self._out}
        self.links: Sequence[Route] = (
            Route("/fetch/{number:int}/{secret}", self._fetch, methods=["GET", "POST"]),
        )

    async def _out(self, request: Request, member: Member) -> Response:
        if not may_take_out(member):
            log.warning("somebody who may not take answers out was refused")
            return self._pages.refused(request)
        if request.method != "POST":
            mine = [one for one in await self._orders.all("waiting", "made", "failed") if one.member == member.id]
            return self._pages.out(request, mine, self._consultation)
        form = await read(request)
        if wanted := number_of(form["fetch"]):
            return await self._handed_out(request, wanted, member.id)
        order = replace(self._order(form), language=self._pages.language_of(request))
        if order.is_whole:
            await self._orders.add(member.id, order, self._clock())
            self._giving.news()
        return RedirectResponse("/board/out", 303)

    def _order(self, form: Form) -> Order:
        """What the form asks for; without what nobody could have chosen there."""
        only = {
            name: form[name] for name in ("language", "step", "since", "until") if self._is_known(name, form[name])
        }
        kind = form["kind"] if form["kind"] in phrases.KINDS else ""
        return Order(kind, plain(form["who"]), plain(form["why"]), only)

    def _is_known(self, name: str, value: str) -> bool:
        match name:
            case "language":
                return value in self._consultation.languages
            case "step":
                return value in self._consultation.conversation.steps
        return bool(_MONTH.fullmatch(value))

    async def _fetch(self, request: Request) -> Response:
        """By a press, not by being looked at: apps that show previews look at every link."""
        number, secret = request.path_params["number"], request.path_params["secret"]
        if not hmac.compare_digest(secret.encode(), self._secret_of(number).encode()):
            log.warning("a link to a file was refused")
            return self._pages.late(request, 404)
        if request.method != "POST":
            found = await self._giving.waits(number)
            return self._pages.fetch(request) if found else self._pages.late(request, 404)
        if is_foreign(request.headers):
            return self._pages.late(request, 403)
        return await self._handed_out(request, number)

    async def _handed_out(self, request: Request, number: int, member: str = "") -> Response:
        """`member`: only what they have ordered."""
        file = await self._giving.hand_out(number, member)
        if file is None:
            return self._pages.late(request, 404)
        gone = BackgroundTask(self._giving.wipe, number)
        return FileResponse(
            file, filename=file.name, headers={"Cache-Control": "private, no-store"}, background=gone
        )
