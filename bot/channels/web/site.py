"""The pages: one question, its clip, and every way to answer it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web import phrases
from bot.channels.web.headers import SafeHeaders
from bot.channels.web.uploads import BIGGEST, Uploads
from bot.core.conversation import Consultation, Step
from bot.core.events import Incoming, Sent, Tapped, Wrote
from bot.core.messages import languages
from bot.core.session import Session
from bot.errors import SpeechError
from bot.i18n import SOURCE, Wording, direction
from bot.ports import Clips, Clock, Recordings, Replay, Spoken
from bot.runner.turns import Arrived, Runner
from bot.speech.sound import as_mp3
from bot.store.outbox import Outbox
from bot.store.turns import Turns

_COOKIE = "sgwrs"
_YEAR = 365 * 24 * 3600
_TOKEN_LETTERS = 43


@dataclass(frozen=True)
class Shown:
    """One message as the template needs it: `clip` is its address, or "" while there is none."""

    spoken: Spoken
    clip: str
    replays: Sequence[Replay]

    @property
    def question(self) -> str:
        """The words without the list of choices, which stand on the buttons."""
        return self.spoken.words.partition("\n")[0] if self.spoken.choices else self.spoken.words

    @property
    def direction(self) -> str:
        return direction(self.spoken.language)


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
        clip_folders: Sequence[Path],
        recordings: Recordings,
        uploads: Uploads,
        clock: Clock,
        *,
        secure: bool,
    ) -> None:
        self._consultation = consultation
        self._wording = wording
        self._runner = runner
        self._turns = turns
        self._outbox = outbox
        self._clips = clips
        self._clip_folders = clip_folders
        self._recordings = recordings
        self._uploads = uploads
        self._clock = clock
        self._secure = secure
        here = Path(__file__).parent
        self._templates = Environment(
            loader=PackageLoader("bot.channels.web"), autoescape=select_autoescape(), undefined=StrictUndefined
        )
        self.app = Starlette(
            routes=[
                Route("/", self._page),
                Route("/say", self._say, methods=["POST"]),
                Route("/clip/{folder:int}/{language}/{name}", self._clip),
                Route("/mine/{answer}", self._mine),
                Route("/healthz", self._healthy),
                Mount("/static", StaticFiles(directory=here / "static")),
            ],
            middleware=[Middleware(SafeHeaders)],
            exception_handlers={404: self._not_found},
        )

    # ---- pages

    async def _page(self, request: Request) -> Response:
        address = _address(request)
        before = await self._turns.load("", "web", address) if address else None
        session = before.session if before else None
        if before is None or session is None:
            return self._render(self._language_menu(request), None)
        shown = [
            self._shown(queued.spoken, await self._outbox.replays(queued.replay) if queued.replay else [])
            for queued in await self._outbox.held(before.participant)
        ]
        return self._render(shown, session)

    def _language_menu(self, request: Request) -> list[Shown]:
        wanted = request.headers.get("accept-language", "").partition(",")[0].partition("-")[0]
        menu = languages(self._consultation, wanted)
        return [self._shown(self._wording.render(message, SOURCE), []) for message in menu]

    def _shown(self, spoken: Spoken, replays: Sequence[Replay]) -> Shown:
        clip = self._clips.find(spoken)
        url = ""
        if clip is not None:
            number = next(n for n, folder in enumerate(self._clip_folders) if clip.is_relative_to(folder))
            url = f"/clip/{number}/{clip.parent.name}/{clip.name}"
        return Shown(spoken, url, replays)

    def _render(self, shown: Sequence[Shown], session: Session | None) -> HTMLResponse:
        language = (session.language if session else "") or (shown[0].spoken.language if shown else SOURCE)
        html = self._templates.get_template("chat.html").render(
            shown=shown,
            listening=self._listening(session),
            step=session.place.step if session else "",
            ask=session.ask if session else 0,
            language=language,
            direction=direction(language),
            once=secrets.token_hex(12),
            say=lambda line: self._wording.line(line, language),
            words=phrases,
        )
        return HTMLResponse(html)

    def _listening(self, session: Session | None) -> Step | None:
        """The open question before the person, or None where there is nothing to say or write."""
        if session is None or not session.language or session.aside or session.done:
            return None
        step = self._consultation.conversation.steps.get(session.place.step)
        return step if step and step.kind == "open" else None

    async def _not_found(self, _request: Request, _error: Exception) -> Response:
        words = self._wording.line(phrases.NOT_FOUND, SOURCE)
        return HTMLResponse(self._templates.get_template("not_found.html").render(words=words), 404)

    async def _healthy(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    # ---- answers

    async def _say(self, request: Request) -> Response:
        address = _address(request) or secrets.token_urlsafe(32)
        if int(request.headers.get("content-length") or 0) > BIGGEST + 100_000:
            await self._take(address, Sent("voice", "", too_big=True), secrets.token_hex(12), None)
        else:
            async with request.form(max_files=3, max_part_size=100_000) as form:
                once = str(form.get("once") or secrets.token_hex(12))[:48]
                ask = str(form.get("ask", ""))
                await self._take(address, await self._incoming(form), once, int(ask) if ask.isdecimal() else None)
        response = RedirectResponse("/", 303)
        response.set_cookie(_COOKIE, address, max_age=_YEAR, httponly=True, samesite="lax", secure=self._secure)
        return response

    async def _take(self, address: str, incoming: Incoming, once: str, ask: int | None) -> None:
        await self._runner.take(Arrived("web", address, f"web:{once}", incoming, self._clock(), ask=ask))

    async def _incoming(self, form: FormData) -> Incoming:
        """What a form says: a button, a voice, a picture, or words."""
        key = form.get("key")
        if isinstance(key, str) and key:
            ask, _, rest = key.partition(":")
            step, _, name = rest.partition(":")
            return Tapped(int(ask) if ask.isdecimal() else 0, step, name)
        try:
            if voice := await _file(form, "voice"):
                file, seconds = await self._uploads.keep_voice(voice)
                return Sent("voice", file, seconds)
            if photo := await _file(form, "photo"):
                return Sent("photo", await self._uploads.keep_photo(photo))
        except SpeechError:
            return Wrote("")  # no sound in it: "I did not get any words"
        return Wrote(str(form.get("text", ""))[:10_000])

    # ---- sounds

    async def _clip(self, request: Request) -> Response:
        params = request.path_params
        folders = self._clip_folders
        if params["folder"] >= len(folders):
            return await self._not_found(request, LookupError())
        folder = folders[params["folder"]].resolve()
        wanted = folder / params["language"] / params["name"]
        path = wanted.with_suffix(".ogg") if wanted.suffix == ".mp3" else wanted
        if not path.resolve().is_relative_to(folder) or not path.is_file():
            return await self._not_found(request, LookupError())
        cached = {"Cache-Control": "public, max-age=86400"}
        if wanted.suffix == ".mp3" and not wanted.is_file():
            data = await asyncio.to_thread(lambda: as_mp3(path.read_bytes()))
            return Response(data, media_type="audio/mpeg", headers=cached)
        return FileResponse(path, media_type="audio/ogg", headers=cached)

    async def _mine(self, request: Request) -> Response:
        """A person's own recording or picture, for themselves only."""
        address = _address(request)
        answer = str(request.path_params["answer"])
        before = await self._turns.load("", "web", address) if address else None
        if before is None or before.session is None or not answer.startswith(f"{before.participant}."):
            return await self._not_found(request, LookupError())
        path = self._recordings.find(answer)
        if path is None:
            replays = await self._outbox.replays([answer])
            path = next((self._uploads.path(replay.file) for replay in replays if replay.file), None)
        if path is None or not path.is_file():
            return await self._not_found(request, LookupError())
        return FileResponse(path, headers={"Cache-Control": "private, no-store"})


def _address(request: Request) -> str:
    """The name this device goes by, or "" if it has none that we gave."""
    cookie = request.cookies.get(_COOKIE, "")
    return cookie if len(cookie) == _TOKEN_LETTERS else ""


async def _file(form: FormData, name: str) -> bytes:
    field: Any = form.get(name)
    return await field.read() if isinstance(field, UploadFile) else b""
