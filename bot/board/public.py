"""The page for everybody, if a consultation wants one: what came of it, in numbered releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.core.messages import remark
from bot.core.review.phrases import NOT_AGREED
from bot.core.review.showing import pictures
from bot.ports import Clock
from bot.runner.telling import came_of, own_words
from bot.store.releases import Releases, Told

if TYPE_CHECKING:
    from bot.board.pages import Pages
    from bot.core.events import Message


class Public:
    """`routes` are its addresses."""

    def __init__(self, pages: Pages, releases: Releases, clock: Clock) -> None:
        self._clock = clock
        self._pages = pages
        self._releases = releases
        self.routes: Sequence[Route] = (
            Route("/results", self._latest),
            Route("/results/{number:int}", self._one),
            Route("/results/{number:int}/{name}.{ending}", self._file),
        )

    async def _latest(self, request: Request) -> Response:
        return await self._shown(request, await self._releases.latest())

    async def _one(self, request: Request) -> Response:
        return await self._shown(request, request.path_params["number"])

    async def _shown(self, request: Request, number: int) -> Response:
        told = await self._releases.one(number)
        if told is None and number:
            return self._pages.late(request, 404)
        latest = await self._releases.latest()
        return self._pages.public(request, told, latest, _pictures(told) if told else {}, self._clock().date())

    async def _file(self, request: Request) -> Response:
        """A picture, what it shows in a machine's voice, or what became of a statement in one."""
        name, ending = request.path_params["name"], request.path_params["ending"]
        told = await self._releases.one(request.path_params["number"])
        if told and ending == "ogg" and (said := list(_said(told, name))):
            return await self._pages.aloud(request, said)
        message = _pictures(told).get(name) if told else None
        return await self._pages.picture(request, message, ending)


def _said(told: Told, name: str) -> Iterator[Message]:
    """A statement with what became of it, or a story; nothing where it is neither."""
    if story := told.stories.get(name):
        yield own_words(story.words, story.language)
    elif (statement := told.items.get(name)) and (one := told.content.statements.get(name)):
        decision = told.items.get(one.decision)
        yield from came_of(statement, replace(decision, did=decision.did if one.did else "") if decision else None)
        if not one.adopted:
            yield remark(NOT_AGREED)


def _pictures(told: Told) -> dict[str, Message]:
    names = {name: (item.words, item.language) for name, item in told.items.items() if item.words}
    return pictures(told.content.figures(names), told.content.opinion)
