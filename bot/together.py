"""The wiring of all that goes through what was said, together: on the board, in the chat, and beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.routing import Route

from bot.board.asking import Asking
from bot.board.forms import KeepVoice
from bot.board.pages import Pages
from bot.board.public import Public
from bot.board.reviewing import Page, Reviewing
from bot.board.showing import Showing
from bot.board.tellers import Tellers, Who
from bot.core.conversation import Consultation, Line
from bot.core.phrases import RUNGS
from bot.core.review.phrases import ANSWER, INVITED_HERE
from bot.core.review.putting import ASKED
from bot.core.review.questions import FELT, TELLER
from bot.core.review.rules import Seat
from bot.ports import Channel, Clock, Recordings
from bot.runner.calling import Calling
from bot.runner.circle import Circle
from bot.runner.likely import Likely
from bot.runner.opinions import Opinions
from bot.runner.reasons import Reasons
from bot.runner.releasing import Releasing
from bot.runner.turns import Runner
from bot.store.answers import Answers
from bot.store.calls import CALLING, Called
from bot.store.database import Database
from bot.store.figures import Voting
from bot.store.grouped import Grouped
from bot.store.members import Members
from bot.store.releases import Releases
from bot.store.review import Review
from bot.store.sittings import Sittings
from bot.store.spoken import SpokenReasons
from bot.store.table import Tables
from bot.store.turns import Turns


class Together:
    """The review of one consultation: `circle` is it in the chat, `jobs` what goes on beside."""

    def __init__(
        self,
        database: Database,
        consultation: Consultation,
        members: Members,
        turns: Turns,
        runner: Runner,
        channels: Mapping[str, Channel],
        recordings: Recordings,
        keep_voice: KeepVoice,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._keep_voice = keep_voice
        self._consultation = consultation
        self._answers = Answers(database)
        rung = next(name for name in RUNGS if RUNGS[name] == consultation.rung)
        likely = Likely(Grouped(database, consultation.id))
        self._review = Review(database, consultation.id, consultation.languages, rung, likely.groups)
        self._tables = Tables(database, self._review)
        self._opinions = Opinions(Voting(database, consultation.id), clock)
        sittings = Sittings(database, turns, self._review)
        self.circle = Circle(self._review, sittings, members, turns, runner, self._opinions, clock)
        self._public = consultation.public
        self._releases = Releases(database, self._review)
        self._calling = Calling(Called(database, self._review), self.circle, clock)
        self._releasing = Releasing(self._releases, self._opinions, clock) if self._public else None
        reasons = Reasons(SpokenReasons(database), channels, recordings)
        self.jobs: Sequence[Calling | Likely | Opinions | Reasons | Releasing] = (
            *(self._calling, reasons, self._opinions, likely),
            *filter(None, [self._releasing]),
        )

    def tells(self) -> bool:
        """Whether there is something for everybody to see."""
        return bool(self._releasing and self._releasing.latest)

    async def asks(self, participant: str) -> Line | None:
        """What leads somebody who told something in their browser to what they are asked now, if they are."""
        occasion = self._calling.occasion.partition(".")[0]
        if occasion not in CALLING:
            return None
        names = [name for name in ASKED if occasion == "answer" or name != FELT.id]
        seat = Seat(participant, TELLER)
        found = await self._tables.sit(seat, "", self._clock(), lambda table: table.first(names))
        return (ANSWER if occasion == "answer" else INVITED_HERE) if found else None

    def tellers(self, pages: Pages, who: Who) -> Sequence[Route]:
        """The page of what they are asked; `who` knows those who told something by their browser."""
        asked = (pages, self._tables, self._consultation, who, self._keep_voice, self._clock)
        return Tellers(*asked).routes

    def pages(self, pages: Pages) -> dict[str, Page]:
        """The board's pages about it, each with its address below `/board/`."""
        reviewing = Reviewing(pages, self._review, self._answers, self._clock)
        asking = Asking(pages, self._tables, self._keep_voice, self._clock)
        showing = Showing(pages, self._tables, self._opinions, self._clock)
        return {**reviewing.routes, **asking.routes, **showing.routes}

    def public(self, pages: Pages) -> Sequence[Route]:
        """The page for everybody, where the consultation has one."""
        return Public(pages, self._releases, self._clock).routes if self._public else ()
