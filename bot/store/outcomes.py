"""What came of a review so far: what was adopted, which stories won, and what is still to be done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from bot.core.conversation import ASIDE
from bot.core.review.questions import (
    ADOPT,
    BENCHES,
    CLOSE,
    FIRST_CHOICE,
    GO_ON,
    HEARD,
    SAFE,
    SECOND_CHOICE,
    USE,
    Bench,
    Kind,
    Question,
)
from bot.core.review.rules import HEARD_BY, Facts, Seat, is_adopted
from bot.store.asked import Now, has_teller, is_objected, is_placed, is_reached, is_refused, open_to
from bot.store.members import SEATED
from bot.store.said import Reason, reasons
from bot.store.schema import answers
from bot.store.schema_review import called, items, responses, sources
from bot.store.schema_rights import members

_NOBODY: Final = Seat("", "citizen", team=True)
"""Whoever it is: to count all of something."""


@dataclass(frozen=True)
class Outcomes:
    """Those of one consultation, which offers these languages, within a transaction."""

    connection: Connection
    consultation: str
    languages: Sequence[str]

    def seats(self) -> list[Seat]:
        """Everybody who reviews."""
        there = select(members).where(members.c.role.in_(SEATED), members.c.ended.is_(None))
        return [
            Seat(row.id, row.bench, team=row.role == "team", chair=row.chair, decider=row.decider)
            for row in self.connection.execute(there)
        ]

    def adopted(self) -> list[str]:
        """The statements to which two thirds of each bench have said yes."""
        seats = self.seats()
        sizes = Counter[Bench](seat.bench for seat in seats if seat.bench in BENCHES)
        here = {seat.member for seat in seats}
        yes: dict[str, Counter[Bench]] = defaultdict(Counter)
        for row in self._said(ADOPT, "yes"):
            if row.who in here:
                yes[row.item][row.bench] += 1
        return [item for item, counts in yes.items() if is_adopted(counts, sizes)]

    def decided(self) -> bool:
        """Whether anything was."""
        return bool(self._count(*self._all("decision")))

    def decided_before_adopting(self) -> bool:
        """Whether anything was decided of what the group had not adopted."""
        decided = select(sources.c.source).join(items, items.c.id == sources.c.item)
        found = set(self.connection.scalars(decided.where(*self._all("decision"), sources.c.role == "")))
        return not found <= set(self.adopted())

    def chosen(self) -> dict[str, dict[Bench, str]]:
        """The story that each bench chose in each theme: most second votes, then most first ones."""
        second, first = self._votes(SECOND_CHOICE), self._votes(FIRST_CHOICE)
        refused = set(self.connection.scalars(select(items.c.id).where(items.c.kind == "story", is_refused())))
        found: dict[str, dict[Bench, str]] = defaultdict(dict)
        for story, theme in self._stories().items():
            for bench in BENCHES:
                best = found[theme].get(bench)
                votes = (second[story, bench], first[story, bench])
                if story in refused or not any(votes):
                    continue
                if best is None or votes > (second[best, bench], first[best, bench]):
                    found[theme][bench] = story
        return {theme: stories for theme, stories in found.items() if stories}

    def all_chose(self) -> bool:
        """Whether everybody has chosen a story of each theme: the silent vote is over."""
        return not self._unchosen()

    def unheard_groups(self) -> list[str]:
        """Languages that are offered, and the voice, in which nobody told anything that others may hear."""
        told = select(items.c.language, answers.c.heard).join(answers, answers.c.id == items.c.answer).distinct()
        rows = self.connection.execute(told.where(items.c.consultation == self.consultation)).all()
        there = {row.language for row in rows} | {row.heard for row in rows}
        return [group for group in (*self.languages, "voice") if group not in there]

    def goes_on_without(self) -> bool:
        """Whether a chair of each bench knows who was not heard."""
        return {row.bench for row in self._said(GO_ON, "go_on")} >= set(BENCHES)

    def untold(self) -> list[str]:
        """Who told something, can be reached, and was not told yet what came of it."""
        return self.not_called("answer")

    def to_call(self, occasion: str) -> list[str]:
        """Who is to be told that they are asked: all, when there is something; of stories their tellers."""
        match occasion.partition(".")[0]:
            case "vote" if self._count(*self._all("statement")):
                return self.not_called(occasion)
            case "answer":
                return self.not_called(occasion)
            case "stories" if stories := [story for chosen in self.chosen().values() for story in chosen.values()]:
                told = select(answers.c.participant).join(sources, sources.c.source == answers.c.id)
                theirs = set(self.connection.scalars(told.where(sources.c.item.in_(stories))))
                return [one for one in self.not_called(occasion) if one in theirs]
            case _:
                return []

    def not_called(self, stage: str) -> list[str]:
        """Who told something, can be reached, and does not know yet that they are asked in this stage."""
        there = exists().where(called.c.participant == answers.c.participant, called.c.stage == stage)
        mine = (answers.c.consultation == self.consultation, answers.c.step.not_in(ASIDE))
        found = select(answers.c.participant).where(*mine, is_reached(), ~there).distinct()
        return list(self.connection.scalars(found))

    def facts(self, stage: str, now: datetime) -> Facts:
        """All that the rules of this stage ask for."""
        closing = frozenset(self._closing(f"{self.consultation}.{stage}"))
        known = Facts(seats=self.seats(), closing=closing)
        match stage:
            case "safe" | "listen":
                return self._of_answers(known, now)
            case "group":
                groups = () if self.goes_on_without() else self.unheard_groups()
                nobody = open_to(Now(self.consultation, now), SAFE, _NOBODY)
                unplaced = self._count(*nobody, ~is_placed())
                return replace(self._of_answers(known, now), unheard_groups=groups, unplaced=unplaced)
            case "vote":
                statement = self._all("statement")
                objections = self._count(*statement, is_objected())
                return replace(known, statements=self._count(*statement, ~is_objected()), objections=objections)
            case "stories":
                return replace(known, unchosen=self._unchosen(), unasked=len(self._unasked()))
            case "adopt":
                return replace(known, unvoted=self._unvoted())
            case "decide":
                adopted = self.adopted()
                return replace(known, undecided=len(adopted) - self._decided(adopted))
            case "answer":
                return replace(known, untold=len(self.untold()))
        return known

    def _of_answers(self, known: Facts, now: datetime) -> Facts:
        """How many there are, and how many are still to be made safe, or to be heard."""
        mine = Now(self.consultation, now)
        told, heard = open_to(mine, SAFE, _NOBODY), open_to(mine, HEARD, _NOBODY)
        few = (items.c.citizens < HEARD_BY["citizen"]) | (items.c.staff < HEARD_BY["staff"])
        everything = self._count(*told)
        unsafe = everything - self._count(*heard)
        return replace(known, answers=everything, unsafe=unsafe, unheard=self._count(*heard, few))

    def said_by(self, who: str, question: Question) -> Sequence[Row[Any]]:
        """What somebody has said where this was asked."""
        mine = (responses.c.who == who, responses.c.question == question.id)
        return self.connection.execute(select(responses).where(*mine)).all()

    def why_chosen(self, story: str) -> list[Reason]:
        """The reasons of those who chose it."""
        return [why for why in reasons(self.connection, FIRST_CHOICE, story) if why.value == "chosen"]

    # ---- counting

    def _all(self, kind: Kind) -> tuple[ColumnElement[bool], ...]:
        return (items.c.consultation == self.consultation, items.c.kind == kind)

    def _count(self, *which: ColumnElement[bool]) -> int:
        return self.connection.scalar(select(func.count()).select_from(items).where(*which)) or 0

    def _said(self, question: Question, value: str) -> Sequence[Row[Any]]:
        mine = (items.c.consultation == self.consultation, responses.c.question == question.id)
        found = select(responses).join(items, items.c.id == responses.c.item)
        return self.connection.execute(found.where(*mine, responses.c.value == value)).all()

    def _votes(self, question: Question) -> Counter[tuple[str, str]]:
        return Counter((row.item, row.bench) for row in self._said(question, "chosen"))

    def _stories(self) -> Mapping[str, str]:
        """Each story's theme; without those that were taken back, or whose teller can not be asked any more."""
        found = select(sources.c.item, sources.c.source).join(items, items.c.id == sources.c.item)
        mine = (*self._all("story"), sources.c.role == "theme", has_teller())
        return {row.item: row.source for row in self.connection.execute(found.where(*mine).order_by(items.c.id))}

    def _unchosen(self) -> int:
        """How many in the group are still to choose: they have chosen none of a theme, and not heard all of it."""
        stories = self._stories()
        chose = {(row.who, stories.get(row.item)) for row in self._said(FIRST_CHOICE, "chosen")}
        heard = {(row.who, row.item) for row in self._said(FIRST_CHOICE, "other")}
        return sum(
            any(
                (seat.member, theme) not in chose and (seat.member, story) not in heard
                for story, theme in stories.items()
            )
            for seat in self.seats()
        )

    def _unasked(self) -> set[str]:
        """Stories that were chosen, and whose teller has not said yet whether they may be used."""
        chosen = {story for stories in self.chosen().values() for story in stories.values()}
        return chosen - {row.item for value in USE.values for row in self._said(USE, value)}

    def _unvoted(self) -> int:
        """Statements of which somebody in the group has not said yet whether it is adopted."""
        here = {seat.member for seat in self.seats()}
        said: dict[str, set[str]] = defaultdict(set)
        for row in (one for value in ADOPT.values for one in self._said(ADOPT, value)):
            said[row.item].add(row.who)
        statement = (*self._all("statement"), ~is_objected())
        return sum(
            not here <= said[name] for name in self.connection.scalars(select(items.c.id).where(*statement))
        )

    def _decided(self, statements: Sequence[str]) -> int:
        decided = select(sources.c.source).join(items, items.c.id == sources.c.item)
        found = self.connection.scalars(decided.where(items.c.kind == "decision", sources.c.role == ""))
        return len(set(found) & set(statements))

    def _closing(self, item: str) -> Iterable[Bench]:
        """The benches whose chair says that a stage is done; who is no chair any more does not say it."""
        said = select(members.c.bench).join(responses, responses.c.who == members.c.id)
        mine = (responses.c.item == item, responses.c.question == CLOSE.id)
        return self.connection.scalars(said.where(*mine, members.c.chair, members.c.ended.is_(None)))
