"""What a page shows: one question with what was said before it, its clip, and every way to answer it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.channels.web import phrases
from bot.channels.web.looks import COLOURS, SIZES, Look, look_of
from bot.core import phrases as core_phrases
from bot.core.conversation import ASIDE, Consultation, Heard, Line
from bot.core.events import EVERYTHING, PAGE
from bot.core.messages import languages, one_language, remark
from bot.core.review.phrases import RESULTS
from bot.core.rights import phrases as rights_phrases
from bot.core.rights.menus import looked_at
from bot.core.session import Session
from bot.i18n import SOURCE, Wording, direction
from bot.ports import Clips, Replay, Spoken
from bot.store.outbox import Outbox
from bot.store.records import Before

_LONGEST: Final = 10_000
"""Letters that the writing field takes; what comes in may be longer, for browsers that count otherwise."""


@dataclass(frozen=True)
class Shown:
    """One message as the template needs it: `clip` is its address without an ending, or "" if there is none.

    `pictures` is the clip that says what the drawings on its choices show. `with_it` is EVERYTHING, where all that
    they told goes with it as a file, or PAGE.
    """

    spoken: Spoken
    clip: str
    replays: Sequence[Replay] = ()
    pictures: str = ""
    with_it: str = ""

    @property
    def words(self) -> str:
        """The words without the list of choices, which stand on the buttons."""
        return self.spoken.words.partition("\n")[0] if self.spoken.choices else self.spoken.words

    @property
    def direction(self) -> str:
        return direction(self.spoken.language)


class Pages:
    """Draws every page of one consultation's chat."""

    def __init__(
        self,
        consultation: Consultation,
        wording: Wording,
        outbox: Outbox,
        clips: Clips,
        reads: Callable[[str], bool],
        tells: Callable[[], bool],
    ) -> None:
        self._consultation = consultation
        self._wording = wording
        self._outbox = outbox
        self._clips = clips
        self._reads = reads
        self._tells = tells
        self._templates = Environment(
            loader=PackageLoader("bot.channels.web"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    # ---- the chat

    def languages(self, request: Request) -> HTMLResponse:
        """The first page: every language says its own name; or the one does that a poster's link asked for."""
        asked = self.asked_language(request)
        menu = [one_language(asked)] if asked else languages(self._consultation, self._wanted(request))
        shown = [self._shown(self._wording.render(message, SOURCE)) for message in menu]
        return self._chat(look_of(request), shown, None)

    def asked_language(self, request: Request) -> str:
        """The language that a poster's link asks for, or "" if it asks for none that is offered."""
        asked = request.query_params.get("language", "")
        return asked if asked in self._consultation.languages else ""

    async def question(self, request: Request, before: Before, asks: Line | None) -> HTMLResponse:
        """All that was said to this person last, with what they are asked at its end.

        `asks` leads to what they are asked about what others told, too.
        """
        held = await self._outbox.held(before.participant)
        replays = await self._outbox.to_play_back(" ".join(queued.replay for queued in held))
        said = [queued.spoken for queued in held if not queued.replay]
        rows = {queued.spoken: queued.row for queued in held if queued.spoken.private}
        parcels = {queued.spoken.address: queued.replay for queued in held if queued.replay in (EVERYTHING, PAGE)}
        # Here each choice has its drawing with it; of the picture's own message only the sound is needed.
        pictures = next((self._shown(spoken).clip for spoken in said if spoken.drawn), "")
        shown = [
            replace(self._shown(spoken, replays), pictures=pictures)
            if spoken.ask
            else self._shown(spoken, row=rows.get(spoken, 0))
            for spoken in said
            if not spoken.drawn
        ]
        shown = [replace(one, with_it=parcels.get(one.spoken.address, "")) for one in shown]
        return self._chat(look_of(request), shown, before.session, asks)

    def _chat(
        self, look: Look, shown: Sequence[Shown], session: Session | None, asks: Line | None = None
    ) -> HTMLResponse:
        questions = [one for one in shown if one.spoken.ask or one.spoken.choices] or shown[-1:]
        # Said between turns, it may be there twice; and it is heard before the question, not after.
        remarks = {one.words: one for one in shown if one not in questions}
        language = (session.language if session else "") or questions[0].spoken.language
        return self._draw(
            "chat.html",
            language,
            look,
            remarks=list(remarks.values()),
            questions=questions,
            controls=questions[-1].spoken.controls,
            hears=self._hears(session),
            ask=session.ask if session else 0,
            asks=self._shown(self._wording.render(remark(asks), language)) if asks else None,
            resting=session is not None and (session.done or session.aside == "stopped"),
            leaving=session is None and not questions[-1].spoken.choices,
            once=secrets.token_hex(12),
            longest=_LONGEST,
        )

    def _shown(self, spoken: Spoken, replays: Sequence[Replay] = (), row: int = 0) -> Shown:
        """`row` is where somebody's own words stand in the outbox: they are read out when they are asked for."""
        if spoken.private:
            return Shown(spoken, f"/said/{row}" if row and self._reads(spoken.language) else "")
        clip = self._clips.find(spoken)
        return Shown(spoken, f"/clip/{clip.parent.name}/{clip.stem}" if clip else "", replays)

    def _hears(self, session: Session | None) -> frozenset[Heard]:
        """What can be sent as an answer here; empty where there is only something to choose."""
        if session and session.aside in ASIDE:
            return frozenset({"voice", "text"})
        if session and session.aside == "redo":
            told = looked_at(session)
            step = self._consultation.conversation.steps.get(told.place.step) if told else None
            return step.hears if step and step.hears else frozenset({"voice", "text"})
        if session is None or not session.language or session.aside or session.done:
            return frozenset()
        step = self._consultation.conversation.steps.get(session.place.step)
        return step.hears if step else frozenset()

    # ---- pages beside it

    def not_found(self, request: Request, before: Before | None, status: int) -> HTMLResponse:
        return self._notice(request, before, phrases.NOT_FOUND, status)

    def trouble(self, request: Request) -> HTMLResponse:
        """The database can not be used just now: nothing is looked up here."""
        return self._notice(request, None, core_phrases.TROUBLE, 503)

    def access(self, request: Request, before: Before | None) -> HTMLResponse:
        """Who can use the chat, and who can not yet."""
        language = self._language(request, before)
        shown = [self._shown(self._wording.render(message, language)) for message in phrases.ACCESS_PAGE]
        return self._draw("access.html", language, look_of(request), paragraphs=shown)

    def look(self, request: Request, before: Before | None) -> HTMLResponse:
        """The choice of size and colours."""
        language = self._language(request, before)
        return self._draw("look.html", language, look_of(request), sizes=SIZES, colours=COLOURS)

    def someone_new(self, request: Request, before: Before | None) -> HTMLResponse:
        return self._notice(request, before, phrases.SOMEONE_NEW, 200)

    def _notice(self, request: Request, before: Before | None, line: Line, status: int) -> HTMLResponse:
        language = self._language(request, before)
        heard = self._shown(self._wording.render(remark(line), language))
        page = self._draw("notice.html", language, look_of(request), one=heard, asking=line is phrases.SOMEONE_NEW)
        page.status_code = status
        return page

    def _language(self, request: Request, before: Before | None) -> str:
        session = before.session if before else None
        return (session.language if session else "") or self._wanted(request)

    def _wanted(self, request: Request) -> str:
        """The first language of the browser that is offered here, else the first offered."""
        offered = self._consultation.languages
        for wanted in request.headers.get("accept-language", "")[:200].split(","):
            tag = wanted.partition(";")[0].strip()
            for known in (tag, tag.partition("-")[0].lower()):
                if known in offered:
                    return known
        return offered[0]

    def _draw(self, template: str, language: str, look: Look, **shown: object) -> HTMLResponse:
        html = self._templates.get_template(template).render(
            language=language,
            direction=direction(language),
            look=look,
            clip_of=partial(self.clip, language),
            say=partial(self._say, language),
            words=phrases,
            core=core_phrases,
            rights=rights_phrases,
            reads=self._reads,
            came_of=RESULTS if self._tells() else None,
            **shown,
        )
        return HTMLResponse(html)

    def clip(self, language: str, line: Line) -> str:
        """The address of a line's clip, without an ending, or "" if there is none."""
        return self._shown(self._wording.render(remark(line), language)).clip

    def _say(self, language: str, line: Line, other: str = "") -> str:
        return self._wording.line(line, other or language)
