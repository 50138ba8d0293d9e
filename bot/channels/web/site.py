"""The browser chat's addresses: the page, what is sent to it, and the sounds on it."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web import forms, sounds
from bot.channels.web.headers import SafeHeaders
from bot.channels.web.looks import COOKIE, look_from
from bot.channels.web.pages import Pages
from bot.channels.web.uploads import Uploads
from bot.core.conversation import Consultation, Line
from bot.core.events import Began, Incoming, Sent, incoming_as_values, incoming_from_values
from bot.errors import DeliveryError, SpeechError, StoreError, place
from bot.i18n import Wording
from bot.media import headers_of
from bot.origin import is_foreign
from bot.ports import Clips, Clock, Fetched, Parcel, Reader, Recordings
from bot.runner.turns import Arrived, Runner
from bot.store.outbox import Outbox
from bot.store.quarantine import Aside
from bot.store.records import Before
from bot.store.turns import Turns

log = logging.getLogger(__name__)

_COOKIE: Final = "sgwrs"
_YEAR: Final = 365 * 24 * 3600
_ADDRESS: Final = re.compile(r"[\w-]{43}", re.ASCII)
_CLIP: Final = re.compile(r"[\w-][\w.-]{0,150}\.(ogg|mp3)", re.ASCII)
_LANGUAGE: Final = re.compile(r"[\w-]{2,20}", re.ASCII)
_ANSWER: Final = re.compile(r"((?:draft:)?(\w{1,20})\.\d{1,6}-\d{1,6})(\.mp3)?", re.ASCII)
_ROW: Final = re.compile(r"(\d{1,15})\.(ogg|mp3)", re.ASCII)
_MP3: Final = {"Content-Type": "audio/mpeg"}
_DAY_LONG: Final = "public, max-age=86400"
_NEVER: Final = "private, no-store"
_TAKING_OVER: Final = 10
"""Tenths of a second in which a recording that was just sent is on its way from one folder to the other."""


class WebChat:
    """The browser chat of one running bot, as an ASGI application in `app`."""

    def __init__(
        self,
        consultation: Consultation,
        wording: Wording,
        runner: Runner,
        turns: Turns,
        outbox: Outbox,
        clips: Clips,
        clip_folder: Path,
        drawings: Path,
        recordings: Recordings,
        uploads: Uploads,
        reader: Reader,
        clock: Clock,
        parcels: Callable[[str, str], Awaitable[Sequence[Parcel]]],
        *,
        tells: Callable[[], bool],
        asks: Callable[[str], Awaitable[Line | None]],
        secure: bool,
    ) -> None:
        """`parcels` packs all that a person told; `tells` is whether everybody can see what came of it.

        `asks` is what leads somebody to what they are asked, now that others have gone through what was told.
        """
        self._asks = asks
        self._parcels = parcels
        self._pages = Pages(consultation, wording, outbox, clips, reader.reads, tells)
        self._runner = runner
        self._turns = turns
        self._outbox = outbox
        self._clip_folder = clip_folder
        self._recordings = recordings
        self._uploads = uploads
        self._reader = reader
        self._clock = clock
        self._secure = secure
        self._mp3s = sounds.Mp3s()
        self.app = Starlette(
            routes=[
                Route("/", self._page),
                Route("/say", self._say, methods=["GET", "POST"]),
                Route("/new", self._new, methods=["GET", "POST"]),
                Route("/look", self._look, methods=["GET", "POST"]),
                Route("/access", self._access),
                Route("/clip/{language}/{name}", self._clip),
                Route("/mine/{answer}", self._mine),
                Route("/said/{row}", self._said),
                Route("/mine.zip", self._mine_all),
                Mount("/picture", StaticFiles(directory=drawings)),
                Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
            ],
            middleware=[Middleware(SafeHeaders)],
            exception_handlers={
                404: self._missing,
                405: self._missing,
                StoreError: self._trouble,
                500: self._trouble,
            },
        )
        self.app.router.redirect_slashes = False  # it would send people to whatever host the request names

    def clip_of(self, language: str, line: Line) -> str:
        """The address of a line's clip, without an ending, or "" if there is none."""
        return self._pages.clip(language, line)

    # ---- pages

    async def _page(self, request: Request) -> Response:
        before = await self._known(request) or await self._leaving(request)
        if before is None:
            return self._pages.languages(request)
        asked = self._pages.asked_language(request)
        if asked and not before.session:
            return self._pages.languages(request)
        if asked and before.session and asked != before.session.language:
            address = _address(request)
            await self._take(address, f"asked-{secrets.token_hex(12)}", Began(asked), None)
            return RedirectResponse("/", 303)
        if before.session and not await self._outbox.held(before.participant):
            # Nothing to show, as after a look into the database by hand: ask once more.
            address = _address(request)
            await self._take(address, f"begin-{secrets.token_hex(12)}", Began(), None)
            before = await self._known(request) or before
        told = before.session.told if before.session else ()
        asks = await self._asks(before.participant) if told else None
        return await self._pages.question(request, before, asks)

    def add(self, routes: Iterable[BaseRoute]) -> None:
        """Other addresses of the same site."""
        self.app.router.routes.extend(routes)

    async def _known(self, request: Request) -> Before | None:
        """What is known of this device's person, or None for somebody new."""
        address = _address(request)
        before = await self._turns.load("web", address) if address else None
        return before if before and before.session else None

    async def teller(self, request: Request) -> tuple[str, str] | None:
        """Who told something in this browser, and in which language; None for everybody else."""
        before = await self._known(request)
        session = before.session if before else None
        return (before.participant, session.language) if before and session and session.told else None

    async def _leaving(self, request: Request) -> Before | None:
        """Somebody whom we know no more, while our last words to them stand here."""
        address = _address(request)
        before = await self._turns.load("web", address) if address else None
        return before if before and before.known and await self._outbox.held(before.participant) else None

    async def _missing(self, request: Request, error: Exception) -> Response:
        try:
            before = await self._known(request)
        except StoreError:
            before = None  # only the page's language hangs on it
        return self._pages.not_found(request, before, getattr(error, "status_code", 404))

    async def _trouble(self, request: Request, error: Exception) -> Response:
        log.error(
            "somebody sees the page that tells of trouble: %s",
            error if isinstance(error, StoreError) else place(error),
        )
        return self._pages.trouble(request)

    # ---- answers

    async def _say(self, request: Request) -> Response:
        response = RedirectResponse("/", 303)
        if request.method != "POST" or _is_from_elsewhere(request):
            return response
        try:
            said = await forms.read(request, self._uploads)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        address = await self._own_address(request)
        taken = []
        for number, incoming in enumerate(said.incoming):
            # What came together belongs together: the second thing is no answer to what the first one led to.
            ask = said.ask if number == 0 else said.ask or 0
            if await self._take(address, f"{said.once}-{number}", incoming, ask):
                taken.append(incoming)
        await self._let_go_unkept(address, [one.file for one in taken if isinstance(one, Sent) and one.file])
        response.set_cookie(_COOKIE, address, max_age=_YEAR, httponly=True, samesite="lax", secure=self._secure)
        return response

    async def _own_address(self, request: Request) -> str:
        """The name of this device: one that we gave, or a new one. A name that somebody else chose is none."""
        address = _address(request)
        known = address and await self._turns.knows("web", address)
        return address if known else secrets.token_urlsafe(32)

    async def _take(self, address: str, once: str, incoming: Incoming, ask: int | None) -> bool:
        whole = incoming_as_values(incoming)
        return await self._runner.take(
            Arrived("web", address, f"web:{once}", incoming, self._clock(), ask=ask, whole=whole)
        )

    async def again(self, aside: Aside) -> bool:
        """Take what was set aside after all; False if it still can not be. Raises StoreError."""
        incoming = incoming_from_values(aside.whole)
        key = f"{aside.update}:{aside.tries}"
        return await self._runner.take(
            Arrived("web", aside.address, key, incoming, aside.at, whole=aside.whole, stood=aside.stood),
            again=True,
        )

    async def _let_go_unkept(self, address: str, files: Sequence[str]) -> None:
        """An upload that no answer holds (sent twice, or not wanted here) stays with nobody."""
        if not files:
            return
        session = (await self._turns.load("web", address)).session
        told = [told.id for told in session.told[-10:]] if session else []
        kept = {replay.file for replay in await self._outbox.to_play_back(" ".join(told))}
        for file in files:
            if file not in kept:
                await self._uploads.let_go(file)

    async def _new(self, request: Request) -> Response:
        """Somebody else takes over the device: it forgets whose answers it held. They stay where they are."""
        if request.method != "POST":
            return self._pages.someone_new(request, await self._known(request))
        response = RedirectResponse("/", 303)
        if not _is_from_elsewhere(request):
            response.delete_cookie(_COOKIE, httponly=True, samesite="lax", secure=self._secure)
        return response

    async def _look(self, request: Request) -> Response:
        """How large the words are, and in which colours."""
        if request.method != "POST":
            return self._pages.look(request, await self._known(request))
        response = RedirectResponse("/", 303)
        if not _is_from_elsewhere(request):
            async with request.form(max_files=0, max_fields=4) as form:
                chosen = look_from(form).as_cookie
            response.set_cookie(COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="lax", secure=self._secure)
        return response

    async def _access(self, request: Request) -> Response:
        return self._pages.access(request, await self._known(request))

    # ---- sounds

    async def _clip(self, request: Request) -> Response:
        language, name = request.path_params["language"], request.path_params["name"]
        if not _LANGUAGE.fullmatch(language) or not _CLIP.fullmatch(name):
            return await self._missing(request, LookupError())
        path = (self._clip_folder / language / name).with_suffix(".ogg")
        if not path.is_file():
            return await self._missing(request, LookupError())
        if name.endswith(".ogg"):
            return sounds.ogg(path, _DAY_LONG)
        try:
            return sounds.sound(request, await self._mp3s.of_clip(path), _MP3, _DAY_LONG)
        except SpeechError:
            return await self._missing(request, LookupError())

    async def _mine(self, request: Request) -> Response:
        """A person's own recording or picture, or their words read out, for themselves only."""
        wanted = _ANSWER.fullmatch(request.path_params["answer"])
        before = await self._known(request)
        if not before or not wanted or wanted[2] != before.participant:
            log.warning("a recording was refused to whom it does not belong")
            return await self._missing(request, LookupError())
        own = await self._own(wanted[1])
        if own is None:
            return await self._missing(request, LookupError())
        return await self._own_sound(request, own.data, as_mp3=bool(wanted[3]))

    async def _own_sound(self, request: Request, data: bytes, *, as_mp3: bool) -> Response:
        if not as_mp3:
            return sounds.sound(request, data, headers_of(data), _NEVER)
        try:
            return sounds.sound(request, await self._mp3s.of_recording(data), _MP3, _NEVER)
        except SpeechError:
            return await self._missing(request, LookupError())

    async def _said(self, request: Request) -> Response:
        """What a person of the team wrote to somebody, read out, for themselves only."""
        wanted = _ROW.fullmatch(request.path_params["row"])
        before = await self._known(request)
        held = await self._outbox.held(before.participant) if before and wanted else []
        for queued in held:
            if wanted and queued.row == int(wanted[1]) and queued.spoken.private:
                spoken = queued.spoken
                sound = await self._reader.read(spoken.words, spoken.language, slow=spoken.slow)
                if sound:
                    return await self._own_sound(request, sound, as_mp3=wanted[2] == "mp3")
        return await self._missing(request, LookupError())

    async def _mine_all(self, request: Request) -> Response:
        """All that a person told, for themselves only."""
        before = await self._known(request)
        if not before or not before.session:
            return await self._missing(request, LookupError())
        [parcel] = await self._parcels(before.participant, before.session.language)
        named = {"Content-Disposition": f'attachment; filename="{parcel.name}"', "Cache-Control": _NEVER}
        return Response(parcel.data, media_type="application/zip", headers=named)

    async def _own(self, answer: str) -> Fetched | None:
        """A recording: from the recordings, or still from where it was uploaded. Words are read out."""
        replays = await self._outbox.to_play_back(answer)
        if not replays:
            return None
        if not replays[0].file:
            sound = await self._reader.read(replays[0].text, replays[0].language)
            return Fetched(sound, ".ogg") if sound else None
        for _ in range(_TAKING_OVER):
            if kept := await self._recordings.read(answer):
                return kept
            await asyncio.sleep(0.1)
        try:
            return await self._uploads.fetch(replays[0].file)
        except DeliveryError:
            return None


def _address(request: Request) -> str:
    """The name this device goes by, or "" if it has none that we gave."""
    cookie = request.cookies.get(_COOKIE, "")
    return cookie if _ADDRESS.fullmatch(cookie) else ""


def _is_from_elsewhere(request: Request) -> bool:
    """Whether another site's page sent this: its press is not the person's, and would cost them their cookie."""
    if foreign := is_foreign(request.headers):
        log.warning("a form from another site was refused")
    return foreign
