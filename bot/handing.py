"""The wiring of all that is handed over as files: to people what is theirs, to staff what is shared."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial

from bot.board.out import Out
from bot.board.pages import Pages
from bot.content import Content
from bot.core.events import EVERYTHING, ORDER, PAGE
from bot.export.one_page import OnePage
from bot.export.theirs import BIGGEST, parcels
from bot.ports import Clock, Parcel, Reader
from bot.rooms import keys_of
from bot.runner.delivery import Pack
from bot.runner.giving import Giving
from bot.runner.ordering import Ordering
from bot.runner.turns import Runner
from bot.settings import Settings
from bot.store.answers import Answers
from bot.store.database import Database
from bot.store.members import Members
from bot.store.orders import Orders
from bot.store.recordings import RecordingsFolder
from bot.store.turns import Turns


class Handing:
    """`ordering` is where staff ask for answers in their chat, `giving` the job that makes them; `one_page` makes
    the page about a person.
    """

    def __init__(
        self,
        settings: Settings,
        content: Content,
        database: Database,
        recordings: RecordingsFolder,
        reader: Reader,
        members: Members,
        turns: Turns,
        runner: Runner,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._content = content
        self._database = database
        self._recordings = recordings
        self._clock = clock
        asked = content.consultation.conversation
        self.one_page = OnePage(Answers(database), recordings, reader, asked, content.wording())
        self._orders = Orders(database, turns)
        folder = settings.recordings / "orders"
        self.giving = Giving(self._orders, members, runner, folder, self._link, clock)
        self.ordering = Ordering(self._orders, members, runner, self.giving.news, clock)

    @property
    def packing(self) -> Mapping[str, Pack]:
        """What makes the files that go into a chat, by what stands in a message's replay."""
        return {
            EVERYTHING: lambda queued: self._all_of(queued.participant, queued.spoken.language, BIGGEST),
            PAGE: lambda queued: self.one_page.parcels(queued.participant, queued.spoken.language),
            ORDER: lambda queued: self.giving.parcels(queued.replay),
        }

    async def everything(self, participant: str, language: str) -> Sequence[Parcel]:
        """All that somebody told, in one file."""
        return await self._all_of(participant, language, sys.maxsize)

    def out(self, pages: Pages) -> Out:
        """The board's page for it."""
        return Out(pages, self._orders, self.giving, self._content.consultation, self._secret_of, self._clock)

    async def _all_of(self, participant: str, language: str, biggest: int) -> Sequence[Parcel]:
        wording, labels = self._content.wording(), self._content.consultation.conversation.label
        pack = partial(parcels, self._database, self._recordings, wording, labels)
        return await pack(participant, language, biggest=biggest)

    def _secret_of(self, order: int) -> str:
        """Opens the link to an order's file; nobody can guess it who does not have our secret."""
        return keys_of(self._settings).hash(f"{ORDER}:{order}")

    def _link(self, order: int) -> str:
        return f"{self._settings.address}/fetch/{order}/{self._secret_of(order)}"
