"""What somebody can do who reviews: on the board and in the chat the same, within one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Connection

from bot.core.events import Message
from bot.core.review.putting import ANOTHER, NOWHERE, TRANSLATE
from bot.core.review.questions import (
    BELONGS,
    DECIDE,
    DRAFT,
    HEARD,
    NAME,
    PLACE,
    QUESTIONS,
    SAFE,
    TELLER,
    Question,
)
from bot.core.review.rules import Seat
from bot.core.review.showing import Opinion, pictures
from bot.core.review.similar import most_alike
from bot.core.review.stages import BY_ID, STAGES, Stage
from bot.store.answers import StoredAnswer, for_others, stored
from bot.store.database import Database
from bot.store.items import Item, Making, groups_with, item_of, pieces_of, placed, words_of
from bot.store.plays import note
from bot.store.review import Review
from bot.store.said import Reason, Tally, proposed, tally
from bot.store.translating import translate, translated

_SOME: Final = 30
"""So many answers of a group are looked at to find out what it is about."""


@dataclass(frozen=True)
class Table:
    """What somebody in a seat can do within a turn. `name` is what the others call them.

    `language` is the one in which they read and hear.
    """

    review: Review
    connection: Connection
    seat: Seat
    name: str
    now: datetime
    language: str = ""

    @property
    def stage(self) -> Stage:
        return self.review.state_in(self.connection, self.now).stage

    @property
    def decided(self) -> bool:
        """Whether anything was decided."""
        return self.review.outcomes(self.connection).decided()

    @property
    def voting_is_over(self) -> bool:
        """Whether all may see what was voted: before that it would sway who has not voted yet."""
        return STAGES.index(self.stage) > STAGES.index(BY_ID["vote"])

    def next(self, question: Question, passed: Sequence[str]) -> str | None:
        """What they are asked next; None if there is nothing for them now."""
        return self.review.next(self.connection, self.seat, question, self.now, passed)

    def first(self, questions: Iterable[str], passed: Sequence[str] = ()) -> tuple[Question, str] | None:
        """The first of these questions that is asked of them, and of what."""
        for name in questions:
            if name != NAME.id and (item := self.next(QUESTIONS[name], passed)):
                return QUESTIONS[name], item
        return None

    def asks(self, question: Question, item: str) -> bool:
        """Whether they are asked this of it now, and have not answered it yet."""
        return self.review.asks(self.connection, self.seat, question, item, self.now)

    def says(self, question: Question, item: str, gathered: Sequence[str], spoken: str = "") -> bool:
        """They say this of an item: a value, and why; of who decides also who sees to it, and in how many months.

        `spoken` is where a voice waits that says why. False if it is not asked now.
        """
        value, *rest = gathered
        if question == DECIDE:
            why, who, months = rest
            decision = (item, value, why, who or self.name, int(months))
            return self.review.decide(self.connection, self.seat, *decision, self.now)
        if question == HEARD and value == TRANSLATE:
            self.translates(item, rest[0])
            return True
        if question == BELONGS and value == ANOTHER:
            self.puts(item, rest[0])
            return True
        if question == BELONGS and value in self.groups_with(item):
            self.takes_out(item, value)
            return True
        if question == SAFE and value != "not_yet":
            words = self.safe_words(item) if value == "safe" else value
            return self.review.write_safe(self.connection, self.seat, item, words, self.name, self.now)
        return self.review.write(
            self.connection, self.seat, question, item, value, self.now, rest[0] if rest else "", spoken
        )

    def makes(self, question: Question, item: str, value: str) -> bool:
        """They make something of it: put it in a group, name a new one, draft a statement.

        False if these words are none that somebody said. Nothing happens if it is not asked now: somebody else was
        faster.
        """
        if not self.asks(PLACE if question == NAME else question, item):
            return True
        making: Making = self.review.making(self.connection, self.seat, self.now)
        if question == NAME:
            return making.theme(item, value) is not None
        found = self.item(item)
        if question == DRAFT and found:
            making.statement(found, value, found.language)
        elif question == PLACE and value in (NOWHERE, *(theme.id for theme in self.themes())):
            making.put(item, self.review.nowhere if value == NOWHERE else value)
        return True

    def puts(self, answer: str, theme: str) -> None:
        """An answer into one more group, while groups are made."""
        if self._groups_are_made() and theme in [one.id for one in self.themes()]:
            self.review.making(self.connection, self.seat, self.now).put(answer, theme)

    def takes_out(self, answer: str, theme: str) -> None:
        if self._groups_are_made():
            self.review.making(self.connection, self.seat, self.now).take_out(answer, theme)

    def did(self, decision: str, words: str) -> None:
        """A chair, or who decides, says what was done since."""
        if self.seat.chair or self.seat.decider:
            self.review.making(self.connection, self.seat, self.now).did(decision, words)

    def _groups_are_made(self) -> bool:
        return self.seat.is_asked(PLACE) and self.stage.opens(PLACE)

    def groups(self, item: Item) -> list[Item]:
        """The groups there are: first those in which something is perhaps about the same.

        By what it means, where that is known; else by the letters that it shares.
        """
        themes = {theme.id: theme for theme in self.themes()}
        texts = {name: [theme.words, *self.words_of(theme.answers)] for name, theme in themes.items()}
        mine = " ".join(self.words_of([item.id]))
        likely = [name for name in self.review.likely(item.id) if name in themes]
        return [themes[name] for name in dict.fromkeys([*likely, *most_alike(mine, texts.items())])]

    def groups_with(self, answer: str) -> list[str]:
        """The groups that an answer is in; also the one of what fits nowhere."""
        return groups_with(self.connection, answer)

    def item(self, name: str) -> Item | None:
        return item_of(self.connection, name)

    def answer(self, name: str) -> StoredAnswer:
        return stored(self.connection, name)

    def hears(self, name: str) -> None:
        """They are about to hear this: of a voice that is noted first."""
        answer = self.answer(name)
        shown = answer if self.seat.team else for_others(answer)
        if shown and shown.recording_state == "kept":
            note(self.connection, name, self.seat.member, self.now)

    def safe_words(self, name: str) -> str:
        """An answer's words, as somebody of the other bench found them safe; else as they were told."""
        words = proposed(self.connection, name)
        answer = stored(self.connection, name)
        return (answer.text or answer.draft) if words is None else words

    def themes(self) -> list[Item]:
        """All groups, each with some of its answers."""
        return self.review.themes(self.connection, _SOME)

    def placed(self, first: int, count: int) -> list[tuple[str, str]]:
        """Some of all that is in groups: a group and an answer each."""
        return placed(self.connection, self.review.consultation, first, count)

    def words_of(self, names: Sequence[str]) -> list[str]:
        return words_of(self.connection, names)

    def pieces_of(self, item: Item) -> list[str]:
        return pieces_of(self.connection, item)

    def reasons(self, story: str) -> list[Reason]:
        """Why people chose it."""
        return self.review.outcomes(self.connection).why_chosen(story)

    def translated(self, names: Sequence[str]) -> dict[str, str]:
        """What somebody of the group has put into their language, by item."""
        return translated(self.connection, names, self.language)

    def translates(self, item: str, words: str) -> None:
        """They put an item into their language. Nothing happens if there is none that they may hear."""
        found = self.item(item)
        if found and words and self.seat.bench != TELLER and (found.kind != "answer" or self.words_of([item])):
            translate(self.connection, item, self.language, words, self.seat.member, self.now)

    def tally(self, question: Question, item: str) -> Tally:
        """How many of each bench have said what."""
        return tally(self.connection, question, item)

    def pictures(self, opinion: Opinion | None) -> dict[str, Message]:
        """What is known so far, by name. Who is not in the group is told nothing that points at few."""
        found = self.review.figures(self.connection)
        shown = found.published() if self.seat.bench == TELLER else found
        return pictures(shown, opinion if self.voting_is_over else None)

    def unheard_groups(self) -> list[str]:
        return self.review.outcomes(self.connection).unheard_groups()


Made = TypeVar("Made")


class Tables:
    """Where people sit down to review what is in one database."""

    def __init__(self, database: Database, review: Review) -> None:
        self._database = database
        self._review = review

    async def sit(
        self, seat: Seat, name: str, now: datetime, work: Callable[[Table], Made], language: str = ""
    ) -> Made:
        """Somebody does this, whole or not at all. Raises what it raises, and StoreError."""
        return await self._database.write(
            lambda connection: work(Table(self._review, connection, seat, name, now, language))
        )
