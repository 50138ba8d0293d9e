"""What those are asked who told something in their browser: the same as by phone, one thing a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.board.forms import Form, KeepVoice, read
from bot.board.pages import Pages
from bot.core.conversation import Consultation
from bot.core.events import Message
from bot.core.messages import remark
from bot.core.review.phrases import ANSWER, NOT_AGREED
from bot.core.review.putting import ASKED
from bot.core.review.questions import QUESTIONS, TELLER, Question
from bot.core.review.rules import Seat
from bot.core.review.sitting import part_of
from bot.origin import is_foreign
from bot.ports import Clock
from bot.runner import telling
from bot.store.table import Table, Tables

Made = TypeVar("Made")

_MOST_PASSED = 50
_MOST_PIECES = 4


Who = Callable[[Request], Awaitable[tuple[str, str] | None]]
"""Knows who told something in a browser, and in which language."""


@dataclass(frozen=True)
class Put:
    """A question that is put to a teller: what is `told` before it, and the question itself.

    With a `value` they have said that, and are asked why: they may take one of these `pieces` of what was said.
    """

    question: Question
    item: str
    told: Sequence[Message]
    asked: Message
    value: str = ""
    pieces: Sequence[str] = ()


class Tellers:
    """`routes` are its addresses."""

    def __init__(
        self,
        pages: Pages,
        tables: Tables,
        consultation: Consultation,
        who: Who,
        keep_voice: KeepVoice,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._tables = tables
        self._consultation = consultation
        self._who = who
        self._keep_voice = keep_voice
        self._clock = clock
        self.routes = (
            Route("/asked", self._ask, methods=["GET", "POST"]),
            Route("/asked/{question}/{item}.ogg", self._aloud),
        )

    async def _ask(self, request: Request) -> Response:
        """The next thing; what they say of it comes by form, and then why, where somebody may want to know."""
        teller = await self._who(request)
        if teller is None or (request.method == "POST" and is_foreign(request.headers)):
            return RedirectResponse("/", 303)
        if request.method == "POST":
            said = await read(request, self._keep_voice)
            put = await self._sit(teller, partial(self._say, said=said))
            if put is None:
                return RedirectResponse("/asked", 303)
            return self._pages.asked(request, put, (), teller[1], unclear=said.unclear)
        passed = request.query_params.getlist("not")[-_MOST_PASSED:]
        put = await self._sit(teller, partial(self._next, passed=passed))
        if put is None:
            return self._pages.asked_all(request, teller[1])
        return self._pages.asked(request, put, [*passed, put.item], teller[1])

    async def _aloud(self, request: Request) -> Response:
        """All that is on the page, in a machine's voice."""
        teller = await self._who(request)
        name, item = request.path_params["question"], request.path_params["item"]
        put = await self._sit(teller, partial(self._again, name=name, item=item)) if teller else None
        if teller is None or put is None:
            return self._pages.late(request, 404)
        return await self._pages.aloud(request, [*put.told, put.asked], teller[1])

    async def _sit(self, teller: tuple[str, str], work: Callable[[Table], Made]) -> Made:
        seat = Seat(teller[0], TELLER)
        return await self._tables.sit(seat, "", self._clock(), work, teller[1])

    def _next(self, table: Table, passed: Sequence[str]) -> Put | None:
        found = table.first(ASKED, passed)
        return self._put(table, *found) if found else None

    def _again(self, table: Table, name: str, item: str) -> Put | None:
        question = QUESTIONS.get(name)
        return self._put(table, question, item) if question and table.asks(question, item) else None

    def _put(self, table: Table, question: Question, name: str, value: str = "") -> Put | None:
        item = table.item(name)
        if item is None:
            return None
        if value:
            asked = telling.put(table, question, item, "why", 0).message
            return Put(question, name, (), asked, value, table.pieces_of(item)[:_MOST_PIECES])
        told = list(telling.before(self._consultation, table, question, item))
        if table.stage.id == "answer" and not table.decided:
            told = [remark(ANSWER), remark(NOT_AGREED), *told]
        return Put(question, name, told, telling.put(table, question, item, "value", 0).message)

    def _say(self, table: Table, said: Form) -> Put | None:
        """They say this; returns what is asked of them then about the same, or None."""
        question, item, value = QUESTIONS.get(said.question), said.item, said.value
        if question is None or not table.says(question, item, (value, said.why), said.spoken):
            return None
        gave_why = said.why or said.spoken or said.done
        asks_why = part_of(question, (value,)) == "why" and not gave_why
        return self._put(table, question, item, value) if asks_why else None
