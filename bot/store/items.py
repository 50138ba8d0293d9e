"""What reviewers make: themes, statements, stories, decisions; and what each is made of."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite

from bot.core.review.questions import HEARD, Kind
from bot.core.review.wordings import pieces, was_said
from bot.store.asked import SHUFFLED, is_reached, nowhere
from bot.store.schema import answers
from bot.store.schema_review import decisions, items, responses, sources
from bot.store.schema_rights import cleared

A_MONTH: Final = timedelta(days=30.5)
_STORIES: Final = 5
"""So many of each theme are listened to when stories are chosen: those of which most people said "me too"."""


QUOTED: Final = "name"
"""The role of an answer whose words these are: a theme's name, or all that a statement says."""


@dataclass(frozen=True)
class Item:
    """Something that is looked at: its own words and their language, and the answers that it is made of.

    `about` is the item that a statement, a story or a decision is about. `value`, `owner`, `due` and `did` are a
    decision's.
    """

    id: str
    kind: Kind
    words: str
    language: str
    maker: str = ""
    answers: tuple[str, ...] = ()
    about: str = ""
    value: str = ""
    owner: str = ""
    due: datetime | None = None
    did: str = ""


def item_of(connection: Connection, name: str, most: int | None = None) -> Item | None:
    """What is there by this name; with so many of its answers, if not all are wanted."""
    row = connection.execute(
        select(items, decisions.c.value, decisions.c.owner, decisions.c.due, decisions.c.did)
        .outerjoin(decisions, decisions.c.item == items.c.id)
        .where(items.c.id == name)
    ).first()
    if row is None:
        return None
    made_of = connection.execute(
        select(sources.c.source, sources.c.role, items.c.kind)
        .join(items, items.c.id == sources.c.source)
        .where(sources.c.item == name)
        .order_by(*(() if most else (sources.c.at,)), sources.c.source)
        .limit(most)
    ).all()
    told = dict.fromkeys(one.source for one in made_of if one.kind == "answer")
    about = next((one.source for one in made_of if one.kind != "answer"), "")
    rest = (row.value or "", row.owner or "", row.due, row.did or "")
    return Item(row.id, row.kind, row.words, row.language, row.maker, tuple(told), about, *rest)


def all_of(connection: Connection, consultation: str, kind: Kind, most: int | None = None) -> list[Item]:
    """All items of a kind, the oldest first; each with so many of its answers, if not all are wanted."""
    mine = (items.c.consultation == consultation, items.c.kind == kind)
    names = connection.scalars(select(items.c.id).where(*mine).order_by(items.c.at, items.c.id)).all()
    return [found for name in names if (found := item_of(connection, name, most))]


def sizes(connection: Connection, consultation: str) -> dict[str, int]:
    """How many answers are in each theme."""
    theme = (items.c.consultation == consultation, items.c.kind == "theme")
    counted = select(sources.c.item, func.count()).join(items, items.c.id == sources.c.item)
    rows = connection.execute(counted.where(*theme, sources.c.role == "").group_by(sources.c.item))
    return dict(rows.all())


def placed(connection: Connection, consultation: str, first: int, count: int) -> list[tuple[str, str]]:
    """Some of all that is in themes, as pairs of a theme and an answer, theme after theme."""
    found = select(sources.c.item, sources.c.source).join(items, items.c.id == sources.c.item)
    mine = (items.c.consultation == consultation, items.c.kind == "theme", items.c.id != nowhere(consultation))
    ordered = found.where(*mine, sources.c.role == "").order_by(sources.c.item, sources.c.source)
    return [(theme, answer) for theme, answer in connection.execute(ordered.offset(first).limit(count))]


def groups_with(connection: Connection, answer: str) -> list[str]:
    """The themes that it is in, the oldest first; also the one of what fits nowhere."""
    found = select(items.c.id).join(sources, sources.c.item == items.c.id)
    mine = (items.c.kind == "theme", sources.c.source == answer, sources.c.role == "")
    return list(connection.scalars(found.where(*mine).order_by(items.c.at, items.c.id)))


def words_of(connection: Connection, names: Sequence[str]) -> list[str]:
    """What others may read of these answers."""
    found = select(cleared.c.answer, cleared.c.text).where(cleared.c.answer.in_(names))
    by_name = {row.answer: row.text for row in connection.execute(found)}
    return [by_name[name] for name in names if by_name.get(name)]


def pieces_of(connection: Connection, item: Item) -> list[str]:
    """What was said in an item, in pieces that can be chosen."""
    return pieces([item.words, *words_of(connection, item.answers or [item.id])])


class Making:
    """What one person makes, within a transaction."""

    def __init__(self, connection: Connection, consultation: str, maker: str, now: datetime) -> None:
        self._connection = connection
        self._consultation = consultation
        self._maker = maker
        self._now = now

    def theme(self, answer: str, words: str) -> str | None:
        """A new theme with the answer in it that it has its name from. None if nobody said these words."""
        if not was_said(words, words_of(self._connection, [answer])):
            return None
        language = self._connection.scalar(select(items.c.language).where(items.c.id == answer)) or ""
        name = self._new("theme", words, language)
        self.put(answer, name, role=QUOTED)
        self.put(answer, name)
        return name

    def put(self, source: str, item: str, role: str = "") -> None:
        """An answer into a theme; or what else a thing is made of."""
        values = {"item": item, "source": source, "role": role, "by": self._maker, "at": self._now}
        self._connection.execute(sqlite.insert(sources).values(values).on_conflict_do_nothing())

    def take_out(self, answer: str, theme: str) -> None:
        mine = (sources.c.item == theme, sources.c.source == answer, sources.c.role == "")
        self._connection.execute(delete(sources).where(*mine))

    def statement(self, theme: Item, words: str, language: str) -> str:
        """What could be said about a theme, linked to the answers that say it; to all of them if none does."""
        said_by = [one for one in theme.answers if was_said(words, words_of(self._connection, [one]))]
        name = self._new("statement", words, language)
        self.put(theme.id, name, role="theme")
        for answer in said_by or theme.answers:
            self.put(answer, name)
        for answer in said_by:
            self.put(answer, name, role=QUOTED)
        return name

    def stories(self, theme: Item) -> None:
        """Of a theme's answers, those which most people know from their own lives.

        Only of people who can be asked whether it may be used.
        """
        told = (responses.c.question == HEARD.id) & (responses.c.value == "me_too")
        found = (
            select(items.c.id, items.c.language)
            .outerjoin(responses, (responses.c.item == items.c.id) & told)
            .join(answers, answers.c.id == items.c.id)
            .where(items.c.id.in_(theme.answers), is_reached())
            .group_by(items.c.id)
            .order_by(func.count(responses.c.id).desc(), items.c.shuffle)
            .limit(_STORIES)
        )
        for row in self._connection.execute(found).all():
            name = self._new("story", "", row.language)
            self.put(theme.id, name, role="theme")
            self.put(row.id, name)

    def decision(self, statement: str, value: str, why: str, owner: str, months: int) -> str:
        """What is done about a statement that was adopted. A second one takes the place of the first."""
        earlier = select(sources.c.item).join(decisions, decisions.c.item == sources.c.item)
        self._connection.execute(delete(items).where(items.c.id.in_(earlier.where(sources.c.source == statement))))
        language = self._connection.scalar(select(items.c.language).where(items.c.id == statement)) or ""
        name = self._new("decision", why, language)
        self.put(statement, name)
        due = self._now + months * A_MONTH
        self._connection.execute(insert(decisions).values(item=name, value=value, owner=owner, due=due))
        return name

    def did(self, decision: str, words: str) -> None:
        """What was done about it since."""
        this = decisions.c.item == decision
        self._connection.execute(update(decisions).where(this).values(did=words, did_at=self._now))

    def _new(self, kind: Kind, words: str, language: str) -> str:
        values: dict[str, Any] = {
            "id": secrets.token_hex(8),
            "consultation": self._consultation,
            "kind": kind,
            "words": words,
            "language": language,
            "maker": self._maker,
            "shuffle": secrets.randbelow(SHUFFLED),
            "at": self._now,
        }
        self._connection.execute(insert(items).values(values))
        return str(values["id"])
