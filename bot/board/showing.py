"""The page of pictures: what people told about, who they are, and who thinks alike; in words and aloud too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.board.asking import Page
from bot.board.pages import Pages
from bot.core.events import Message
from bot.core.review.showing import Opinion
from bot.ports import Clock
from bot.runner.opinions import Opinions, is_installed
from bot.store.items import Item
from bot.store.members import Member, seat_of
from bot.store.table import Table, Tables


@dataclass(frozen=True)
class Pictured:
    """`messages` are the pictures by name; the statements that most agree to, and those over which they differ."""

    messages: Mapping[str, Message]
    alike: Sequence[Item]
    split: Sequence[Item]


class Showing:
    """`routes` has each page's address below `/board/`, and its handler."""

    def __init__(self, pages: Pages, tables: Tables, opinions: Opinions, clock: Clock) -> None:
        self._pages = pages
        self._tables = tables
        self._opinions = opinions
        self._clock = clock
        self.routes: dict[str, Page] = {"/pictures": self._all, "/pictures/{name}.{ending}": self._one}

    async def _all(self, request: Request, member: Member) -> Response:
        found = await self._found(member)
        shown = (found.messages, found.alike, found.split)
        return self._pages.pictures(request, *shown, drawable=is_installed())

    async def _one(self, request: Request, member: Member) -> Response:
        """A picture itself, or what it shows in a machine's voice."""
        message = (await self._found(member)).messages.get(request.path_params["name"])
        return await self._pages.picture(request, message, request.path_params["ending"])

    async def _found(self, member: Member) -> Pictured:
        opinion = await self._opinions.fresh()
        return await self._tables.sit(
            seat_of(member), member.name, self._clock(), lambda table: _pictured(table, opinion)
        )


def _pictured(table: Table, opinion: Opinion | None) -> Pictured:
    known = opinion if opinion and table.voting_is_over else None
    listed = (known.alike, known.split) if known else ((), ())
    alike, split = ([item for name in names if (item := table.item(name))] for names in listed)
    return Pictured(table.pictures(known), alike, split)
