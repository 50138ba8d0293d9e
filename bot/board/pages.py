"""The board's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.board import phrases
from bot.board.guard import unkept
from bot.core import phrases as core
from bot.core.conversation import Consultation, Line
from bot.core.events import Message, Phrase
from bot.core.giving import phrases as giving
from bot.core.giving.ordering import LONGEST
from bot.core.lending import phrases as lending
from bot.core.review import phrases as review
from bot.core.review.putting import ASKED
from bot.core.review.questions import HEARD, SAFE, VOTE, Question
from bot.core.review.rules import Obstacle
from bot.core.review.small import OTHER
from bot.core.rights import phrases as rights
from bot.i18n import Wording, direction, numeral, own_name
from bot.pictures.charts import as_svg
from bot.ports import Reader, Spoken
from bot.store.answers import StoredAnswer
from bot.store.exports import Export
from bot.store.items import Item
from bot.store.lending import Take
from bot.store.orders import Ordered
from bot.store.plays import Play
from bot.store.releases import Told
from bot.store.results import Meter, Results

if TYPE_CHECKING:
    from bot.board.asking import Asked, Grouped
    from bot.board.tellers import Put

_PLACES = (
    ("", phrases.ANSWERS),
    ("listened", rights.LISTENED),
    ("given", rights.GIVEN),
    ("voices", lending.VOICES),
    ("work", review.REVIEW),
    ("ask", phrases.ASK),
    ("pictures", review.PICTURES),
    ("came", review.RESULTS),
)
"""The pages of the board, by their addresses."""


_VOTES = dict(zip(VOTE.values, ASKED[VOTE.id].labels, strict=True))


@dataclass(frozen=True)
class Progress:
    """A stage as it is shown: `now` is it open, `done` was it closed, on a day; `late`, if it should have been."""

    id: str
    due: date
    done: date | None
    late: bool
    now: bool


class Pages:
    """Draws every page.

    `clip_of` gives a line's clip in a language, without its ending, or ""; `look_of` the size of words and the
    colours that were chosen on a device.
    """

    def __init__(
        self,
        languages: Sequence[str],
        wording: Wording,
        clip_of: Callable[[str, Line], str],
        look_of: Callable[[Request], object],
        reader: Reader,
        promised: Line,
        *,
        public: bool,
    ) -> None:
        """`reader` reads words out, where it can; `promised` is how far people decide.

        `public` says that everybody may see what came of it.
        """
        self._promised = promised
        self._public = public
        self._languages = languages
        self._wording = wording
        self._clip_of = clip_of
        self._look_of = look_of
        self._reader = reader
        self._templates = Environment(
            loader=PackageLoader("bot.board"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def said(self, request: Request, answers: Sequence[StoredAnswer], page: int, *, more: bool) -> HTMLResponse:
        return self._draw(request, "said.html", phrases.ANSWERS, answers=answers, page=page, more=more)

    def listened(self, request: Request, plays: Sequence[Play]) -> HTMLResponse:
        return self._draw(request, "listened.html", rights.LISTENED, plays=plays)

    def given(self, request: Request, exports: Sequence[Export], *, may: bool) -> HTMLResponse:
        """What was given out. `may`: they may give something out themselves."""
        return self._draw(request, "given.html", rights.GIVEN, exports=exports, may=may)

    def out(self, request: Request, orders: Sequence[Ordered], asked: Consultation) -> HTMLResponse:
        """What somebody has ordered, and what else they could."""
        return self._draw(request, "out.html", giving.TAKE_OUT, orders=orders, asked=asked, longest=LONGEST)

    def fetch(self, request: Request) -> HTMLResponse:
        """Before a file is fetched."""
        return self._notice(request, giving.LINK, 200, giving.FETCH)

    def refused(self, request: Request) -> HTMLResponse:
        return self._notice(request, giving.NOT_YOURS, 403)

    def voices(self, request: Request, takes: Sequence[Take], heard: Sequence[Take]) -> HTMLResponse:
        """What volunteers said and nobody has listened to yet; and what people hear today."""
        return self._draw(request, "voices.html", lending.VOICES, takes=takes, heard=heard)

    # ---- going through what was said, together

    def work(
        self,
        request: Request,
        progress: Sequence[Progress],
        obstacles: Sequence[Obstacle],
        pages: Sequence[str],
        known: Meter,
        *,
        may_close: bool,
        closing: bool,
    ) -> HTMLResponse:
        """How far it has come, the `pages` where something is to be done, and what is `known` of who decides.

        `may_close`: they may say that the open stage is done; `closing`: they have.
        """
        shown = {"progress": progress, "obstacles": obstacles, "may_close": may_close, "closing": closing}
        return self._draw(request, "work.html", review.REVIEW, pages=pages, **self._meter(known), **shown)

    def safe(self, request: Request, answer: StoredAnswer, words: str, left: int, *, looked: bool) -> HTMLResponse:
        """An answer, and its `words` as others may have them; `looked`: somebody else found them safe."""
        shown = {"answer": answer, "safe_words": words, "left": left, "looked": looked}
        return self._draw(request, "safe.html", review.NAMES["safe"], **shown)

    def listen(
        self, request: Request, answer: StoredAnswer, left: int, skips: Sequence[str], put: Mapping[str, str]
    ) -> HTMLResponse:
        """`skips` are the answers that are passed by if this one is.

        `put` is what somebody put into the page's language.
        """
        shown = {"answer": answer, "left": left, "skips": skips, "put": put}
        return self._draw(request, "listen.html", review.NAMES["listen"], **shown)

    def ask(self, request: Request, asked: Asked, skips: Sequence[str], *, unclear: bool) -> HTMLResponse:
        """`skips` are the items that are passed by if this one is. `unclear`: what came is no voice."""
        asking = ASKED[asked.question.id]
        shown = {"asked": asked, "asking": asking, "skips": skips, "stage": asked.item.id.rpartition(".")[2]}
        shown |= {"put": asked.translated, "unclear": unclear}
        return self._draw(request, "ask.html", phrases.ASK, **shown)

    def asked(
        self, request: Request, put: Put, skips: Sequence[str], language: str, *, unclear: bool = False
    ) -> HTMLResponse:
        """What somebody is asked who told something, in their language. `unclear`: what came is no voice."""
        line = review.WHY_ALOUD if put.value else ASKED[put.question.id].line
        told = [self._wording.render(message, language) for message in put.told]
        asked = self._wording.render(put.asked, language)
        shown = {"put": put, "line": line, "told": told, "asked": asked, "skips": skips, "unclear": unclear}
        return self._draw(request, "asked.html", phrases.ASK, language=language, public=self._public, **shown)

    def asked_all(self, request: Request, language: str) -> HTMLResponse:
        """There is nothing more that somebody is asked who told something."""
        return self._draw(request, "asked_all.html", review.NO_MORE, language=language, public=self._public)

    def came(self, request: Request, found: Results, *, may_tell: bool) -> HTMLResponse:
        """What came of it so far. `may_tell`: they may say what was done since."""
        shown = {"found": found, "votes": VOTE, "vote_labels": ASKED[VOTE.id].labels, **self._meter(found.meter)}
        return self._draw(request, "came.html", review.RESULTS, may_tell=may_tell, public=self._public, **shown)

    def _meter(self, known: Meter) -> dict[str, object]:
        """How far people decide."""
        holds = core.RUNGS[known.holds]
        return {"promised": self._promised, "holds": holds, "felt": known.felt, "benches": review.BENCHES}

    def public(
        self, request: Request, told: Told | None, latest: int, messages: Mapping[str, Message], today: date
    ) -> HTMLResponse:
        """A release, for everybody; None as long as there is none."""
        labels = {**_VOTES, **review.RUNGS, "yes": core.YES, "no": core.NO, OTHER: review.OTHERS}
        shown = {"told": told, "latest": latest, "today": today, "labels": labels, "votes": (*_VOTES, OTHER)}
        spoken = self._rendered(request, messages)
        return self._draw(request, "public.html", review.RESULTS, promised=self._promised, spoken=spoken, **shown)

    def _rendered(self, request: Request, messages: Mapping[str, Message]) -> dict[str, Spoken]:
        """Pictures as they are told in the language of a page."""
        language = self.language_of(request)
        return {name: self._wording.render(message, language) for name, message in messages.items()}

    async def picture(self, request: Request, message: Message | None, ending: str) -> Response:
        """A picture of numbers itself, or what it shows in a machine's voice; None is one that there is not."""
        chart = self._rendered(request, {"": message})[""].chart if message else None
        if chart and ending == "svg":
            return Response(as_svg(chart), media_type="image/svg+xml")
        sound = await self._reader.read_all(chart.said) if chart and ending == "ogg" else None
        return unkept(sound) if sound else self.late(request, 404)

    async def aloud(self, request: Request, messages: Iterable[Message], language: str = "") -> Response:
        """These in a machine's voice, one after the other, people's own words in their language."""
        language = language or self.language_of(request)
        spoken = (self._wording.render(message, language) for message in messages)
        sound = await self._reader.read_all([(one.speech, one.language) for one in spoken])
        return unkept(sound) if sound else self.late(request, 404)

    def item(
        self, request: Request, item: Item, answers: Sequence[StoredAnswer], *, page: int, more: bool
    ) -> HTMLResponse:
        """What something is made of: a page of it."""
        return self._draw(request, "item.html", review.BEHIND_IT, item=item, answers=answers, more=more, page=page)

    def groups(self, request: Request, found: Grouped) -> HTMLResponse:
        return self._draw(request, "groups.html", review.NAMES["group"], found=found, page=found.page)

    def pictures(
        self,
        request: Request,
        messages: Mapping[str, Message],
        alike: Sequence[Item],
        split: Sequence[Item],
        *,
        drawable: bool,
    ) -> HTMLResponse:
        """What is known in pictures. `drawable`: what the map of opinions takes is there."""
        shown = {"alike": alike, "split": split, "drawable": drawable}
        spoken = self._rendered(request, messages)
        return self._draw(request, "pictures.html", review.PICTURES, spoken=spoken, **shown)

    def nothing_left(self, request: Request, question: Question | None = None) -> HTMLResponse:
        titles = {SAFE: review.NAMES["safe"], HEARD: review.NAMES["listen"]}
        return self._draw(request, "nothing_left.html", titles[question] if question else phrases.ASK)

    def door(self, request: Request, *, joining: bool) -> HTMLResponse:
        """Before a link is used."""
        words = phrases.INVITED if joining else phrases.TITLE
        button = phrases.JOIN if joining else phrases.OPEN
        return self._notice(request, words, 200, button)

    def late(self, request: Request, status: int) -> HTMLResponse:
        """A link that does not open, or a page that is not there."""
        return self._notice(request, rights.TOO_LATE, status)

    def trouble(self, request: Request) -> HTMLResponse:
        return self._notice(request, core.TROUBLE, 503)

    def not_in(self, request: Request) -> HTMLResponse:
        return self._notice(request, phrases.NOT_IN, 403)

    def _notice(self, request: Request, words: Line, status: int, button: Line | None = None) -> HTMLResponse:
        page = self._draw(request, "notice.html", words, button=button)
        page.status_code = status
        return page

    def _draw(self, request: Request, template: str, title: Line, **shown: object) -> HTMLResponse:
        language = str(shown.pop("language", "")) or self.language_of(request)
        html = self._templates.get_template(template).render(
            language=language,
            direction=direction(language),
            look=self._look_of(request),
            direction_of=direction,
            reads=self._reader.reads,
            title=title,
            say=partial(self._say, language),
            clip_of=partial(self._clip_of, language),
            words=phrases,
            rights=rights,
            giving=giving,
            lending=lending,
            review=review,
            core=core,
            months=review.MONTHS,
            own_name=own_name,
            numeral=partial(_numeral, language),
            places=_PLACES,
            **shown,
        )
        return HTMLResponse(html)

    def _say(self, language: str, line: Line, /, **filled: str | int | date) -> str:
        return self._wording.phrase(Phrase(line, filled), language)

    def language_of(self, request: Request) -> str:
        """The first language of the browser that is offered here, else the first offered."""
        for wanted in request.headers.get("accept-language", "")[:200].split(","):
            tag = wanted.partition(";")[0].strip()
            for known in (tag, tag.partition("-")[0].lower()):
                if known in self._languages:
                    return known
        return self._languages[0]


def _numeral(language: str, number: int) -> str:
    return numeral(number, language)
