"""The pages on which the group goes through what was said: how far it is, taking names out, listening."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.board.pages import Pages, Progress
from bot.core.review.phrases import CHAIR_WAITS
from bot.core.review.questions import CLOSE, HEARD, SAFE, Question
from bot.core.review.stages import STAGES, is_late
from bot.names import covered, suggestions
from bot.ports import Clock
from bot.store.answers import Answers, StoredAnswer, for_others
from bot.store.members import Member, seat_of
from bot.store.progress import State
from bot.store.results import meter_of
from bot.store.review import Review
from bot.store.translating import translated

_PAGES = {"safe": SAFE, "listen": HEARD}
"""The pages on which something is asked."""

_LONGEST = 20_000
"""Letters of an answer."""

_MOST_PASSED = 50
"""Answers of which somebody does not want to say anything just now."""

Page = Callable[[Request, Member], Awaitable[Response]]


class Reviewing:
    """`routes` has each page's address below `/board/`, and its handler."""

    def __init__(self, pages: Pages, review: Review, answers: Answers, clock: Clock) -> None:
        self._pages = pages
        self._review = review
        self._answers = answers
        self._clock = clock
        self.routes: dict[str, Page] = {"/work": self._work, "/safe": self._safe, "/listen": self._listen}

    async def _work(self, request: Request, member: Member) -> Response:
        """How far it has come, and what must be done before it goes on. A chair closes a stage."""
        now = self._clock()
        if request.method == "POST":
            async with request.form(max_files=0, max_fields=4) as form:
                await self._review.close(seat_of(member), str(form.get("stage", "")), now)
            return RedirectResponse("/board/work", 303)
        await self._review.gather(now)
        state = await self._review.state(now)
        obstacles = await self._review.obstacles(now)
        closing = await self._review.has_said(member.id, CLOSE, self._review.item_of(state.stage))
        progress = _progress(state, now.date())
        known = await meter_of(self._review)
        done = all(one.line in CHAIR_WAITS.values() for one in obstacles)
        open_pages = [page for page, question in _PAGES.items() if state.stage.opens(question)]
        return self._pages.work(
            request, progress, obstacles, open_pages, known, may_close=member.chair and done, closing=closing
        )

    async def _safe(self, request: Request, member: Member) -> Response:
        """One answer after the other, whole, for the small team only."""
        if member.role != "team":
            return self._pages.late(request, 404)
        now = self._clock()
        if request.method == "POST":
            async with request.form(max_files=0, max_fields=4) as form:
                item, value = str(form.get("item", "")), str(form.get("value", ""))
                words = str(form.get("words", ""))[:_LONGEST].replace("\r\n", "\n").strip()
            if value == "safe":
                await self._review.make_safe(seat_of(member), item, words, member.name, now)
            elif value == "not_yet":
                await self._review.respond(seat_of(member), SAFE, item, value, now)
            return RedirectResponse("/board/safe", 303)
        await self._review.gather(now)
        left = await self._review.left(seat_of(member), SAFE, now)
        answer = await self._next(member, SAFE)
        if answer is None:
            return self._pages.nothing_left(request, SAFE)
        said = answer.text or answer.draft
        proposed = await self._review.proposed(answer.id)
        words = covered(said, suggestions(said)) if proposed is None else proposed
        return self._pages.safe(request, answer, words, left.left, looked=proposed is not None)

    async def _listen(self, request: Request, member: Member) -> Response:
        """One answer after the other, as its teller shares it, in an order of one's own."""
        now = self._clock()
        if request.method == "POST":
            async with request.form(max_files=0, max_fields=4) as form:
                item, value = str(form.get("item", "")), str(form.get("value", ""))
            await self._review.respond(seat_of(member), HEARD, item, value, now)
            return RedirectResponse("/board/listen", 303)
        left = await self._review.left(seat_of(member), HEARD, now)
        passed = request.query_params.getlist("not")[-_MOST_PASSED:]
        answer = await self._next(member, HEARD, passed)
        shown = for_others(answer) if answer else None
        if shown is None:
            return self._pages.nothing_left(request, HEARD)
        language, name = self._pages.language_of(request), shown.id
        put = await self._review.look(lambda connection: translated(connection, [name], language))
        return self._pages.listen(request, shown, left.left, [*passed, shown.id], put)

    async def _next(self, member: Member, question: Question, passed: Sequence[str] = ()) -> StoredAnswer | None:
        """What they are asked now; None where nothing is left, or it is not the time for it."""
        if not (await self._review.state(self._clock())).stage.opens(question):
            return None
        found = await self._review.next_for(seat_of(member), question, self._clock(), passed)
        return await self._answers.one(found) if found else None


def _progress(state: State, today: date) -> list[Progress]:
    """Every stage, in order."""
    began = state.began.date()
    return [
        Progress(
            stage.id,
            due=stage.due(began),
            done=state.closed[stage.id].date() if stage.id in state.closed else None,
            late=is_late(stage, began, today, state.closed),
            now=stage == state.stage and stage.id not in state.closed,
        )
        for stage in STAGES
    ]
