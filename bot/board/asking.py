"""The pages on which something is asked of a member, one after the other, in the order of the chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.board.forms import Form, KeepVoice, read
from bot.board.guard import number_of
from bot.board.pages import Pages
from bot.core.review.putting import ASKED, NEW
from bot.core.review.questions import (
    BELONGS,
    CLOSE,
    DECIDE,
    DRAFT,
    GO_ON,
    HEARD,
    NAME,
    PLACE,
    QUESTIONS,
    SAFE,
    SECOND_CHOICE,
    Question,
)
from bot.core.review.sitting import part_of
from bot.ports import Clock
from bot.store.answers import StoredAnswer, for_others
from bot.store.items import Item
from bot.store.members import Member, seat_of
from bot.store.results import Results, results
from bot.store.said import Reason
from bot.store.table import Table, Tables

Made = TypeVar("Made")
Page = Callable[[Request, Member], Awaitable[Response]]

ELSEWHERE = (SAFE.id, HEARD.id, BELONGS.id, CLOSE.id)
"""What has a page of its own."""

_MOST_PASSED = 50
_ON_A_PAGE = 20
_BACK = ("listen", "ask")
"""The pages on which something can be put into another language."""


@dataclass(frozen=True)
class Asked:
    """Something that is asked of a member: what of, the answers that it is made of, and what can be chosen.

    `groups` are themes that it could be put in; `pieces` are words that somebody said. `why` are reasons to be
    read before; `unheard` the languages and ways in which nobody told anything; `translated` what somebody has put
    into the language of the page.
    """

    question: Question
    item: Item
    about: Item | None
    answers: Sequence[StoredAnswer]
    groups: Sequence[Item]
    pieces: Sequence[str]
    why: Sequence[Reason]
    unheard: Sequence[str]
    translated: Mapping[str, str]


@dataclass(frozen=True)
class Grouped:
    """A page of groups with some of their answers; `themes` are all that there are."""

    groups: Sequence[tuple[Item, Sequence[StoredAnswer]]]
    themes: Sequence[Item]
    page: int
    more: bool


class Asking:
    """`routes` has each page's address below `/board/`, and its handler."""

    def __init__(self, pages: Pages, tables: Tables, keep_voice: KeepVoice, clock: Clock) -> None:
        self._keep_voice = keep_voice
        self._pages = pages
        self._tables = tables
        self._clock = clock
        self.routes: dict[str, Page] = {
            "/ask": self._ask,
            "/came": self._came,
            "/groups": self._groups,
            "/item/{item}": self._item,
            "/translate": self._translate,
        }

    async def _ask(self, request: Request, member: Member) -> Response:
        """The next thing; what they say of it comes by form."""
        passed = request.query_params.getlist("not")[-_MOST_PASSED:]
        if request.method == "POST":
            said = await read(request, self._keep_voice)
            if said.unclear:  # what came as a voice is none: they are asked once more, and told so
                return RedirectResponse("/board/ask?unclear=1", 303)
            await self._sit(member, lambda table: _says(table, said))
            return RedirectResponse("/board/ask", 303)
        asked = await self._sit(member, lambda table: _next(table, passed), request)
        if asked is None:
            return self._pages.nothing_left(request)
        unclear = "unclear" in request.query_params
        return self._pages.ask(request, asked, [*passed, asked.item.id], unclear=unclear)

    async def _came(self, request: Request, member: Member) -> Response:
        """What came of it so far; who made a decision come true says so here."""
        if request.method == "POST":
            said = await read(request)
            await self._sit(member, lambda table: _did(table, said))
            return RedirectResponse("/board/came", 303)
        found = await self._sit(member, _results)
        return self._pages.came(request, found, may_tell=member.chair or member.decider)

    async def _item(self, request: Request, member: Member) -> Response:
        """What a statement or a story is made of: the words and voices behind it."""
        name, page = request.path_params["item"], number_of(request.query_params.get("page", "0"))
        found = await self._sit(member, lambda table: _opened(table, name, page))
        if found is None:
            return self._pages.late(request, 404)
        item, answers, more = found
        return self._pages.item(request, item, answers, page=page, more=more)

    async def _groups(self, request: Request, member: Member) -> Response:
        """All groups with their answers: an answer can be put into another one too, or taken out."""
        if request.method == "POST":
            said = await read(request)
            await self._sit(member, lambda table: _moves(table, said))
            return RedirectResponse("/board/groups", 303)
        page = number_of(request.query_params.get("page", "0"))
        return self._pages.groups(request, await self._sit(member, lambda table: _grouped(table, page)))

    async def _translate(self, request: Request, member: Member) -> Response:
        """Somebody puts words into the language of their page."""
        if request.method == "POST":
            said = await read(request)
            back = said["back"]
            await self._sit(member, lambda table: table.translates(said.item, said["words"]), request)
            return RedirectResponse(f"/board/{back if back in _BACK else 'ask'}", 303)
        return self._pages.late(request, 404)

    async def _sit(self, member: Member, work: Callable[[Table], Made], request: Request | None = None) -> Made:
        language = self._pages.language_of(request) if request else ""
        return await self._tables.sit(seat_of(member), member.name, self._clock(), work, language)


def _next(table: Table, passed: Sequence[str]) -> Asked | None:
    found = table.first((name for name in ASKED if name not in ELSEWHERE), passed)
    item = table.item(found[1]) if found else None
    if found is None or item is None:
        return None
    question, shown = found[0], _shown(table, item)
    return Asked(
        question,
        item,
        table.item(item.about) if item.about else None,
        shown,
        table.groups(item) if question == PLACE else (),
        table.pieces_of(item) if question in (PLACE, DRAFT) or question.reason != "none" else (),
        table.reasons(item.id) if question == SECOND_CHOICE else (),
        table.unheard_groups() if question == GO_ON else (),
        table.translated([item.id, *(one.id for one in shown)]),
    )


def _shown(table: Table, item: Item, page: int = 0) -> list[StoredAnswer]:
    """The answers that are in it, as others may have them: a page of them."""
    names = [item.id] if item.kind == "answer" else item.answers
    some = names[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
    return [shown for name in some if (shown := for_others(table.answer(name)))]


def _says(table: Table, said: Form) -> None:
    question, item, value = QUESTIONS.get(said.question), said.item, said.value
    if question is None or question.id in ELSEWHERE:
        return
    if question == PLACE and value.startswith(f"{NEW}:"):
        table.makes(NAME, item, value.removeprefix(f"{NEW}:") or said["words"])
    elif not question.values:
        if words := value or said["words"]:
            table.makes(question, item, words)
    elif question == DECIDE:
        months = said["months"]
        if said.why and months in ("1", "3", "6", "12") and value in question.values:
            table.says(question, item, (value, said.why, said["owner"], months))
    elif said.why or said.spoken or part_of(question, (value,)) is None or question.reason == "may":
        table.says(question, item, (value, said.why), said.spoken)


def _did(table: Table, said: Form) -> None:
    if said["did"]:
        table.did(said.item, said["did"])


def _results(table: Table) -> Results:
    stage = table.stage.id
    outcomes = table.review.outcomes(table.connection)
    counting, telling = not table.voting_is_over, stage in ("decide", "answer")
    who = (table.review.rung, table.seat.member, table.now)
    return results(table.connection, outcomes, *who, counting=counting, telling=telling)


def _grouped(table: Table, page: int) -> Grouped:
    """One page of them: each group that is on it with those of its answers that are."""
    pairs = table.placed(page * _ON_A_PAGE, _ON_A_PAGE + 1)
    themes = table.themes()
    shown: dict[str, list[StoredAnswer]] = {}
    for theme, answer in pairs[:_ON_A_PAGE]:
        shown.setdefault(theme, []).extend(filter(None, [for_others(table.answer(answer))]))
    found = [(theme, shown[theme.id]) for theme in themes if theme.id in shown]
    return Grouped(found, themes, page, more=len(pairs) > _ON_A_PAGE)


def _opened(table: Table, name: str, page: int) -> tuple[Item, list[StoredAnswer], bool] | None:
    """Something that people made, a page of the answers behind it, and whether there are more."""
    item = table.item(name)
    if item is None or item.kind not in ("statement", "story", "theme"):
        return None
    return item, _shown(table, item, page), len(item.answers) > (page + 1) * _ON_A_PAGE


def _moves(table: Table, said: Form) -> None:
    if said["what"] == "out":
        table.takes_out(said.item, said["theme"])
    elif said["what"] == "in":
        table.puts(said.item, said["theme"])
