"""How long the map of opinions takes, and how long the board's pages, where very many have told something."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import Connection, insert

from bot import app
from bot.board.site import COOKIE
from bot.content import Content
from bot.opinion.mapping import mapped
from bot.opinion.telling import opinion
from bot.opinion.votes import Votes
from bot.settings import read_settings
from bot.store.database import Database
from bot.store.members import Member, Members
from bot.store.schema import answers
from bot.store.schema_review import closings, items, responses, reviews, sources
from bot.store.schema_rights import cleared
from tests.bench.machine import table
from tests.bot_process import TWO_LANGUAGES

_CROWDS: Final = ((1_000, 200, 40_000), (10_000, 1_000, 500_000))
"""People, statements and votes."""

_PAGES: Final = ("", "work", "listen", "ask", "groups", "pictures", "came")
_LOOKS: Final = 7
_THEMES: Final = 40
_STATEMENTS: Final = 40
_AT_ONCE: Final = 20_000


def review(count: int) -> str:
    """Both, as Markdown."""
    maps = [_map(*crowd) for crowd in _CROWDS]
    pages = asyncio.run(_pages(count))
    return "\n\n".join(
        (
            table(("people", "statements", "votes", "the map", "all of it"), maps),
            table(("page of the board", f"median with {count:,} answers", "slowest"), pages),
        )
    )


def _map(people: int, statements: int, count: int) -> tuple[str, ...]:
    """Two camps, and some noise."""
    chance = random.Random(people)
    creeds = [[chance.choice((-1, 1)) for _ in range(statements)] for _ in range(2)]
    cast = []
    for person in range(people):
        for statement in chance.sample(range(statements), count // people):
            vote = creeds[person % 2][statement] if chance.random() < 0.8 else chance.choice((-1, 0, 1))
            cast.append((f"p{person}", f"s{statement}", vote))
    votes = Votes.of(cast)
    began = time.perf_counter()
    mapped(votes)
    drawn = time.perf_counter()
    opinion(cast)
    return (
        f"{people:,}",
        f"{statements:,}",
        f"{len(cast):,}",
        f"{drawn - began:.2f} s",
        f"{time.perf_counter() - drawn:.2f} s",
    )


# ---- the board


async def _pages(count: int) -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as name:
        environment = {
            "SGWRS_DATABASE": f"sqlite+aiosqlite:///{name}/sgwrs.db",
            "SGWRS_RECORDINGS": f"{name}/recordings",
            "SGWRS_CLIPS": f"{name}/clips",
            "SGWRS_CONSULTATION": str(TWO_LANGUAGES),
            "SGWRS_VOICES": ",",
            "SGWRS_SECRET": "a key",
        }
        settings = read_settings(environment, Path("none"))
        async with app.opened(settings) as database:
            await database.write(lambda connection: _fill(connection, count))
            bot = app.Bot(settings, Content.load(settings), database)
            member = await _seated(bot.members)
            cookies = {COOKIE: await bot.members.enter(member, datetime.now(UTC))}
            transport = httpx.ASGITransport(bot.web.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://bot.test", cookies=cookies
            ) as client:
                rows = []
                for stage in ("listen", "group", "vote", "decide"):
                    await _goes_on(database, stage)
                    rows += [await _look(client, page, stage) for page in _PAGES if _is_looked_at(page, stage)]
                return rows


def _is_looked_at(page: str, stage: str) -> bool:
    return page in ("work", "ask") or stage == "decide"


async def _look(client: httpx.AsyncClient, page: str, stage: str) -> tuple[str, ...]:
    took = []
    for _ in range(_LOOKS):
        began = time.perf_counter()
        response = await client.get(f"/board/{page}")
        took.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, (page, response.status_code)
    return f"/board/{page} ({stage})", f"{statistics.median(took):.0f} ms", f"{max(took):.0f} ms"


async def _seated(members: Members) -> Member:
    now = datetime.now(UTC)
    seats = [("ann", "team", "citizen"), ("ben", "panel", "citizen"), ("dai", "team", "staff")]
    for name, role, bench in seats:
        joined = await members.join(await members.invite(role, bench, name, now), now)
        assert joined
    by_name = {member.name: member for member in await members.all()}
    await members.seat(by_name["ann"].id, chair=True)
    await members.seat(by_name["dai"].id, chair=True, decider=True)
    return next(member for member in await members.all() if member.name == "ann")


async def _goes_on(database: Database, stage: str) -> None:
    await database.write(lambda connection: connection.execute(reviews.update().values(stage=stage)))


def _fill(connection: Connection, count: int) -> None:
    """So many answers, each safe, heard and in a group; statements, and what people say of them."""
    now = datetime.now(UTC)
    mine = {"consultation": "example", "at": now}
    connection.execute(
        insert(reviews).values(consultation="example", stage="listen", began=now - timedelta(days=9))
    )
    connection.execute(insert(closings).values(consultation="example", stage="ready", at=now))
    stages = [{"id": f"example.{one}", "kind": "stage"} for one in ("ready", "listen", "group", "vote", "decide")]
    themes = [{"id": f"t{n}", "kind": "theme"} for n in range(_THEMES)]
    made = [*stages, *themes, *({"id": f"s{n}", "kind": "statement"} for n in range(_STATEMENTS))]
    made.append({"id": "example.nowhere", "kind": "theme"})
    words = {"words": "The sea is near", "language": "en", "maker": "", "shuffle": 5, "citizens": 0, "staff": 0}
    connection.execute(insert(items), [{**words, **mine, "answer": None, **one} for one in made])
    link = {"role": "theme", "by": "", "at": now}
    connection.execute(insert(sources), [{"item": f"s{n}", "source": f"t{n}", **link} for n in range(_STATEMENTS)])
    for first in range(0, count, _AT_ONCE):
        _insert(connection, range(first, min(count, first + _AT_ONCE)), mine, words)


def _insert(connection: Connection, numbers: range, mine: dict[str, Any], words: dict[str, Any]) -> None:
    now = mine["at"]
    told = {
        "consultation": "example",
        "conversation": "good_life",
        "version": "1",
        "step": "good_day",
        "language": "en",
        "question": "What makes a good day?",
        "heard": "text",
        "options": [],
        "share": "words",
        "text": "I swim in the sea with my friends every day",
        "at": now,
    }
    ids = [f"{number:010x}.1-1" for number in numbers]
    connection.execute(
        insert(answers),
        [{**told, "id": id_, "participant": id_[:10], "session": f"{id_[:10]}.1", "number": 1} for id_ in ids],
    )
    safe = {"text": told["text"], "by": "Ann", "at": now}
    connection.execute(insert(cleared), [{"answer": id_, **safe} for id_ in ids])
    heard = {**words, **mine, "kind": "answer", "citizens": 2, "staff": 1}
    connection.execute(
        insert(items),
        [{**heard, "id": id_, "answer": id_, "shuffle": random.Random(id_).randrange(2**31)} for id_ in ids],
    )
    connection.execute(insert(responses), list(_said(ids, now)))
    link = {"role": "", "by": "ann", "at": now}
    connection.execute(
        insert(sources), [{"item": f"t{n % _THEMES}", "source": id_, **link} for n, id_ in enumerate(ids)]
    )


def _said(ids: list[str], now: datetime) -> Iterator[dict[str, Any]]:
    for number, id_ in enumerate(ids):
        for who, bench in (("safe1", "citizen"), ("safe2", "staff")):
            yield {"item": id_, "question": "safe", "who": who, "bench": bench, "value": "safe", "at": now}
        vote = ("agree", "disagree", "not_sure")[number % 3]
        statement = f"s{number % _STATEMENTS}"
        yield {"item": statement, "question": "vote", "who": id_[:10], "bench": "teller", "value": vote, "at": now}
