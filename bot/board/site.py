"""The board's addresses: coming in by a link, what was said, who listened, and what was given out."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.board.guard import Guesses, OwnForms, number_of, unkept
from bot.board.pages import Pages
from bot.errors import StoreError, place
from bot.ports import Clock, Reader, Recordings
from bot.runner.studio import Studio
from bot.store.answers import Answers, StoredAnswer, for_others
from bot.store.exports import Exports
from bot.store.lending import OTHERS_HEAR, VERDICTS, Lending
from bot.store.members import SIGNED_IN, SIGNED_IN_FOR_LONG, Member, Members, may_take_out
from bot.store.plays import Plays
from bot.store.spoken import name_of

log = logging.getLogger(__name__)

COOKIE: Final = "sgwrs-board"
_SECRET: Final = re.compile(r"[\w-]{43}", re.ASCII)
_ANSWER: Final = re.compile(r"\w{1,20}\.\d{1,6}-\d{1,6}", re.ASCII)
_ON_A_PAGE: Final = 20
_LATEST: Final = 200
_LAST_PAGE: Final = 99_999
_LISTENS: Final = ("team", "panel")

Page = Callable[[Request, Member], Awaitable[Response]]


class Board:
    """The board of one running bot: `routes` are its addresses."""

    def __init__(
        self,
        pages: Pages,
        members: Members,
        answers: Answers,
        recordings: Recordings,
        reader: Reader,
        lending: Lending,
        studio: Studio,
        reviewing: Mapping[str, Page],
        plays: Plays,
        exports: Exports,
        clock: Clock,
        *,
        secure: bool,
    ) -> None:
        self._pages = pages
        self._members = members
        self._answers = answers
        self._recordings = recordings
        self._reader = reader
        self._lending = lending
        self._studio = studio
        self._plays = plays
        self._exports = exports
        self._clock = clock
        self._secure = secure
        self._guesses = Guesses()
        board = [
            Route("/", self._for_members(self._said)),
            Route("/hear/{answer}", self._for_members(self._hear)),
            Route("/read/{answer}", self._for_members(self._read)),
            Route("/reason/{response:int}", self._for_members(self._reason)),
            Route("/listened", self._for_members(self._listened)),
            Route("/given", self._for_members(self._given)),
            Route("/voices", self._for_members(self._voices), methods=["GET", "POST"]),
            Route("/take/{take}", self._for_members(self._take)),
            *(Route(path, self._for_members(page), methods=["GET", "POST"]) for path, page in reviewing.items()),
            Route("/leave", self._leave, methods=["POST"]),
        ]
        doors = [Route("/{secret}", self._door, methods=["GET", "POST"])]
        self.routes: Sequence[Mount | Route] = [
            Route("/board", self._inside),
            *(
                Mount(path, self._site(routes))
                for path, routes in (("/board", board), ("/join", doors), ("/open", doors))
            ),
        ]

    def _site(self, routes: Sequence[Route]) -> Starlette:
        """A part of the board, which takes forms only from its own pages, and tells of trouble kindly."""
        site = Starlette(
            routes=routes,
            middleware=[Middleware(OwnForms)],
            exception_handlers={
                404: self._missing,
                405: self._missing,
                StoreError: self._trouble,
                500: self._trouble,
            },
        )
        site.router.redirect_slashes = False  # it would send people to whatever host the request names
        return site

    async def _inside(self, _request: Request) -> Response:
        return RedirectResponse("/board/", 303)

    async def _trouble(self, request: Request, error: Exception) -> Response:
        log.error("the board has trouble: %s", error if isinstance(error, StoreError) else place(error))
        return self._pages.trouble(request)

    # ---- coming in, and going

    async def _door(self, request: Request) -> Response:
        """A link is used by a press, not by being looked at: apps that show previews look at every link."""
        secret, now = request.path_params["secret"], self._clock()
        who = request.client.host if request.client else ""
        if self._guesses.too_many(who):
            return self._pages.late(request, 429)
        if not _SECRET.fullmatch(secret) or not await self._members.is_open(secret, now):
            self._guesses.wrong(who)
            return self._pages.late(request, 404)
        if request.method != "POST":
            return self._pages.door(request, joining=request.url.path.startswith("/join/"))
        member = await self._members.join(secret, now)
        if member is None:
            self._guesses.wrong(who)
            return self._pages.late(request, 404)
        response = RedirectResponse("/board/", 303)
        response.set_cookie(
            COOKIE,
            await self._members.enter(member, now),
            max_age=int((SIGNED_IN if member.has_chat else SIGNED_IN_FOR_LONG).total_seconds()),
            path="/board",
            httponly=True,
            samesite="strict",
            secure=self._secure,
        )
        return response

    async def _leave(self, request: Request) -> Response:
        await self._members.leave(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/board/", 303)
        response.delete_cookie(COOKIE, path="/board", httponly=True, samesite="strict", secure=self._secure)
        return response

    def _for_members(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """Only for those who are signed in, and have something to hear here."""

        @wraps(page)
        async def guarded(request: Request) -> Response:
            cookie = request.cookies.get(COOKIE, "")
            member = await self._members.signed_in(cookie, self._clock()) if _SECRET.fullmatch(cookie) else None
            if member is None or member.role not in _LISTENS:
                log.info("somebody who is not signed in was refused the board")
                return self._pages.not_in(request)
            return await page(request, member)

        return guarded

    async def _missing(self, request: Request, _error: Exception) -> Response:
        return self._pages.late(request, 404)

    # ---- what members see

    async def _said(self, request: Request, member: Member) -> Response:
        number = min(number_of(request.query_params.get("page", "0")), _LAST_PAGE)
        first, shown = number * _ON_A_PAGE, list[StoredAnswer]()
        async for answer in self._answers.all():
            if seen := _seen_by(member, answer):
                shown.append(seen)
            if len(shown) > first + _ON_A_PAGE:
                break
        page = shown[first : first + _ON_A_PAGE]
        return self._pages.said(request, page, number, more=len(shown) > first + _ON_A_PAGE)

    async def _hear(self, request: Request, member: Member) -> Response:
        wanted = request.path_params["answer"]
        stored = await self._answers.one(wanted) if _ANSWER.fullmatch(wanted) else None
        seen = _seen_by(member, stored) if stored else None
        found = await self._recordings.read(seen.id) if seen and seen.recording_state == "kept" else None
        if seen is None or found is None:
            log.warning("a recording was refused on the board")
            return self._pages.late(request, 404)
        await self._plays.note(seen.id, member.id, self._clock())
        return unkept(found.data)

    async def _read(self, request: Request, member: Member) -> Response:
        """The words of an answer, in a machine's voice."""
        wanted = request.path_params["answer"]
        stored = await self._answers.one(wanted) if _ANSWER.fullmatch(wanted) else None
        seen = _seen_by(member, stored) if stored else None
        sound = await self._reader.read(seen.text, seen.language) if seen and seen.text else None
        if sound is None:
            return self._pages.late(request, 404)
        return unkept(sound)

    async def _reason(self, request: Request, _member: Member) -> Response:
        """Why somebody of the group said what they said, in their voice."""
        found = await self._recordings.read(name_of(request.path_params["response"]))
        if found is None:
            return self._pages.late(request, 404)
        return unkept(found.data)

    async def _voices(self, request: Request, member: Member) -> Response:
        """Recordings of the bot's own words: nobody judges theirs."""
        if request.method == "POST":
            async with request.form(max_files=0, max_fields=4) as form:
                take, verdict = number_of(str(form.get("take", ""))), str(form.get("verdict", ""))
            if verdict in VERDICTS:
                await self._studio.judge(take, member, verdict)
            return RedirectResponse("/board/voices", 303)
        return self._pages.voices(request, await self._studio.offered(member), await self._studio.heard(member))

    async def _take(self, request: Request, _member: Member) -> Response:
        take = await self._lending.one(number_of(request.path_params["take"]))
        found = await self._recordings.read(take.recording) if take and take.state in OTHERS_HEAR else None
        if found is None:
            return self._pages.late(request, 404)
        return unkept(found.data)

    async def _listened(self, request: Request, _member: Member) -> Response:
        return self._pages.listened(request, await self._plays.latest(_LATEST))

    async def _given(self, request: Request, member: Member) -> Response:
        return self._pages.given(request, await self._exports.all(), may=may_take_out(member))


def _seen_by(member: Member, answer: StoredAnswer) -> StoredAnswer | None:
    """What of an answer this member may see and hear: the team all of it, the panel what is shared."""
    return answer if member.role == "team" else for_others(answer)
