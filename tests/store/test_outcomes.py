"""From groups to decisions, on disk: who may make what, what counts, and each rule broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.core.review import phrases
from bot.core.review.putting import ASKED
from bot.core.review.questions import (
    ADOPT,
    DECIDE,
    DRAFT,
    FELT,
    FIRST_CHOICE,
    GO_ON,
    HEARD,
    HEARD_RIGHT,
    MEANT,
    NAME,
    PLACE,
    TAKE_BACK,
    TELLER,
    VOTE,
    Kind,
)
from bot.core.review.rules import Seat
from bot.core.review.stages import STAGES
from bot.store.answers import Answers
from bot.store.calls import Called
from bot.store.forgetting import wipe
from bot.store.items import all_of
from bot.store.members import Members, seat_of
from bot.store.review import Review
from bot.store.schema import addresses, answers
from bot.store.schema_review import responses
from bot.store.table import Table, Tables
from tests.keys import KEYS
from tests.store.house import House, house
from tests.store.test_review import Group

__all__ = ["house"]

T = TypeVar("T")


@dataclass
class Round(Group):
    """A group that has come to where groups are made; `told` are the answers, `by` who told them."""

    answers: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    async def sits(self, who: str, work: Callable[[Table], T]) -> T:
        seat = seat_of(self.people[who]) if who in self.people else Seat(who, TELLER)
        return await Tables(self.house.database, self.review).sit(seat, who, self.house.time(), work)

    async def comes_to(self, stage: str) -> None:
        while await self.stage() != stage:
            for name in self.people if await self.stage() == "listen" else ():
                for item in self.answers:
                    await self.sits(name, lambda table, item=item: table.says(HEARD, item, ["me_too"]))
            for name in ("ann", "dai"):
                await self.sits(name, lambda table: table.says(GO_ON, "example.group", ["go_on"]))
            assert await self.closes() == [], await self.stage()

    async def names_a_group(self) -> str:
        """All in one group, which has its name from the first."""
        assert await self.sits("ben", lambda table: table.makes(NAME, self.answers[0], "the sea"))
        [theme] = await self.sits("ben", lambda table: [one.id for one in table.themes()])
        for item in self.answers[1:]:
            await self.sits("eve", lambda table, item=item: table.makes(PLACE, item, theme))
        return theme

    async def drafts(self, theme: str, words: str = "The sea is ours") -> str:
        await self.sits("cai", lambda table: table.makes(DRAFT, theme, words))
        [statement] = await self.all("statement")
        return statement

    async def forgets(self, teller: int) -> None:
        """All that they told is wiped."""
        await self.house.database.write(lambda connection: wipe(connection, self.by[teller]))
        self.gone.add(self.by[teller])

    async def one_does_what_they_are_asked(self, who: str) -> bool:
        """One thing; False if they are asked nothing."""
        return await self.sits(who, _does)

    async def all_do_what_they_are_asked(self, until: str = "") -> bool:
        """Everybody, till nobody is asked anything, or this stage has come; False if nobody was."""
        done = [await self._does_all(who, until) for who in (*self.people, *self.by) if who not in self.gone]
        called = Called(self.house.database, self.review)
        occasion, people = await called.open(self.house.time())
        for one in people:
            await called.note(one, occasion, self.house.time())
        return any(done)

    async def _does_all(self, who: str, until: str) -> bool:
        done = False
        while await self.stage() != until and await self.one_does_what_they_are_asked(who):
            done = True
        return done

    async def all(self, kind: Kind) -> list[str]:
        found = await self.sits("ann", lambda table: all_of(table.connection, "example", kind))
        return [one.id for one in found]


def _does(table: Table) -> bool:
    found = table.first(ASKED)
    if found is None:
        return False
    question, item = found
    if question == PLACE and (themes := table.themes()):
        table.makes(PLACE, item, themes[0].id)
    elif question in (PLACE, DRAFT):
        table.makes(NAME if question == PLACE else DRAFT, item, table.pieces_of(table.item(item))[0])
    else:
        assert table.says(question, item, DOES.get(question.id, ["yes"])), question
    return True


@pytest.fixture
async def circle(house: House) -> Round:
    content = house.content.consultation
    group = Round(house, Review(house.database, content.id, content.languages), Members(house.database, KEYS))
    await group.seated()
    group.answers = await group.told("I like the sea", "Near the sea we walk")
    assert await group.closes() == []
    for item in group.answers:
        [words] = [one.text async for one in Answers(house.database).all() if one.id == item]
        for name in ("ann", "dai"):
            assert await group.makes_safe(name, item, words)
    told = {one.id: one.participant async for one in Answers(house.database).all()}
    group.by = [told[item] for item in group.answers]
    await group.comes_to("group")
    return group


async def test_a_group_has_its_name_from_what_was_said(circle: Round) -> None:
    """Words that nobody said name nothing; and nothing is made where it is not the time, or by who only told."""
    assert phrases.UNPLACED in await circle.closes()
    assert not await circle.sits("ben", lambda table: table.makes(NAME, circle.answers[0], "the lake"))
    await circle.sits(circle.by[0], lambda table: table.makes(NAME, circle.answers[0], "the sea"))
    assert await circle.sits("ben", lambda table: table.themes()) == []
    theme = await circle.names_a_group()
    assert await circle.sits("ben", lambda table: table.item(theme).answers) == tuple(circle.answers)
    await circle.sits("ben", lambda table: table.takes_out(circle.answers[1], theme))
    assert phrases.UNPLACED in await circle.closes()
    await circle.sits("ben", lambda table: table.makes(PLACE, circle.answers[1], "nowhere"))
    assert phrases.UNPLACED not in await circle.closes()


async def test_who_was_not_heard_is_named(circle: Round) -> None:
    """Until a chair of each bench says that they go on without them."""
    await circle.names_a_group()
    stage = "example.group"
    assert not await circle.sits("ben", lambda table: table.says(GO_ON, stage, ["go_on"]))
    assert await circle.sits("ann", lambda table: table.says(GO_ON, stage, ["go_on"]))
    assert phrases.NOT_HEARD_YET in await circle.closes()
    assert await circle.sits("dai", lambda table: table.says(GO_ON, stage, ["go_on"]))
    assert phrases.NOT_HEARD_YET not in await circle.closes()


async def test_not_what_i_meant(circle: Round) -> None:
    """A statement whose teller says no is not voted on, and the part is not closed, till it is taken back."""
    theme = await circle.names_a_group()
    await circle.comes_to("vote")
    assert phrases.NO_STATEMENTS in await circle.closes()
    statement = await circle.drafts(theme)
    assert await circle.sits("ben", lambda table: table.next(VOTE, ())) == statement
    assert await circle.sits(circle.by[1], lambda table: table.says(MEANT, statement, ["no", "I walk"]))
    assert await circle.sits("ben", lambda table: table.next(VOTE, ())) is None
    assert not await circle.sits("ben", lambda table: table.says(VOTE, statement, ["agree"]))
    assert phrases.OBJECTIONS in await circle.closes()
    assert not await circle.sits(
        "ben", lambda table: table.says(TAKE_BACK, statement, ["back"])
    )  # it is not Ben's
    assert await circle.sits("ann", lambda table: table.next(TAKE_BACK, ())) == statement  # a chair
    assert await circle.sits("cai", lambda table: table.says(TAKE_BACK, statement, ["back"]))
    assert phrases.NO_STATEMENTS in await circle.closes()


async def test_who_chooses_no_story_holds_up_nobody(circle: Round) -> None:
    """Whoever finds that none matters most has heard them all; a story that is taken back is asked of nobody."""
    theme = await circle.names_a_group()
    await circle.comes_to("vote")
    await circle.drafts(theme)
    telegram = addresses.update().values(channel="telegram")
    await circle.house.database.write(lambda connection: connection.execute(telegram))
    assert await circle.closes() == []
    stories = await circle.all("story")
    assert len(stories) == 2
    assert phrases.UNVOTED in await circle.closes()
    for name in circle.people:
        for story in stories:
            said = ["chosen", "It is mine"] if (name, story) == ("ann", stories[0]) else ["other"]
            await circle.sits(name, lambda table, story=story, said=said: table.says(FIRST_CHOICE, story, said))
    assert await circle.closes() == [phrases.UNASKED]
    [source] = await circle.sits("ben", lambda table: table.item(stories[0]).answers)
    wiped = answers.delete().where(answers.c.id == source)
    await circle.house.database.write(lambda connection: connection.execute(wiped))
    assert await circle.closes() == [phrases.UNVOTED]  # what Ann chose is gone, and she is asked of the other
    assert await circle.sits("ann", lambda table: table.says(FIRST_CHOICE, stories[1], ["other"]))
    assert await circle.closes() == []
    assert await circle.stage() == "adopt"


async def test_adopted_by_two_thirds_of_each_bench(circle: Round) -> None:
    """Then who decides must decide; before that nobody can; and nobody else."""
    theme = await circle.names_a_group()
    await circle.comes_to("vote")
    statement = await circle.drafts(theme)
    assert not await circle.sits("dai", lambda table: table.says(DECIDE, statement, ["yes", "Why", "", "3"]))
    await circle.comes_to("adopt")
    for name, value in (("ann", "yes"), ("ben", "yes"), ("cai", "no"), ("dai", "yes")):
        assert await circle.sits(name, lambda table, value=value: table.says(ADOPT, statement, [value, ""]))
    assert phrases.UNVOTED in await circle.closes()
    outcomes = circle.review.outcomes
    assert (
        await circle.sits("ann", lambda table: outcomes(table.connection).adopted()) == []
    )  # one of two of staff
    assert await circle.sits("eve", lambda table: table.says(ADOPT, statement, ["yes", ""]))
    assert await circle.sits("ann", lambda table: outcomes(table.connection).adopted()) == [statement]
    await circle.comes_to("decide")
    assert phrases.UNDECIDED in await circle.closes()
    assert not await circle.sits("ann", lambda table: table.says(DECIDE, statement, ["yes", "Why", "", "3"]))
    assert not await circle.sits("dai", lambda table: table.says(DECIDE, statement, ["yes", "", "", "3"]))
    assert await circle.sits("dai", lambda table: table.says(DECIDE, statement, ["partly", "No money", "", "3"]))
    await circle.comes_to("answer")
    [decision] = await circle.all("decision")
    found = await circle.sits("ann", lambda table: table.item(decision))
    assert (found.value, found.words, found.owner, found.about) == ("partly", "No money", "dai", statement)
    assert await circle.sits(circle.by[0], lambda table: table.says(HEARD_RIGHT, found.id, ["no", "All of it"]))
    assert await circle.sits(circle.by[0], lambda table: table.says(FELT, "example.answer", ["ask"]))


async def test_taken_back_in_the_middle(circle: Round) -> None:
    """Whoever takes their words back takes them out of groups and statements; what others said stays."""
    theme = await circle.names_a_group()
    await circle.comes_to("vote")
    statement = await circle.drafts(theme)
    await circle.forgets(0)
    for item in (theme, statement):
        assert await circle.sits("ben", lambda table, item=item: table.item(item).answers) == (circle.answers[1],)
    # The group had its name from what was taken back: it gets another one, of what is still there.
    left = await circle.sits("ben", lambda table: table.words_of(circle.answers[1:]))
    assert await circle.sits("ben", lambda table: table.item(theme).words) == left[0]
    assert await circle.sits("ben", lambda table: table.next(VOTE, ())) == statement
    await circle.forgets(1)
    assert await circle.sits("ben", lambda table: table.item(theme)) is None


async def test_words_that_are_taken_back_are_said_by_no_statement(circle: Round) -> None:
    """What somebody said word for word, and nobody else, is not voted on any more."""
    theme = await circle.names_a_group()
    await circle.comes_to("vote")
    [words] = await circle.sits("ben", lambda table: table.words_of(circle.answers[1:]))
    quote = await circle.drafts(theme, words)
    assert await circle.sits("ben", lambda table: table.item(quote).answers) == (circle.answers[1],)
    await circle.forgets(1)
    assert await circle.sits("ben", lambda table: table.item(quote)) is None
    assert phrases.NO_STATEMENTS in await circle.closes()


async def test_words_are_put_into_another_language(circle: Round) -> None:
    """By somebody of the group, for those who read it; when the words change it is gone."""
    item = circle.answers[0]
    tables, now = Tables(circle.house.database, circle.review), circle.house.time()

    async def reads(who: str, work: Callable[[Table], T]) -> T:
        seat = seat_of(circle.people[who]) if who in circle.people else Seat(who, TELLER)
        return await tables.sit(seat, who, now, work, "cy")

    await reads(circle.by[1], lambda table: table.translates(item, "Dim ganddyn nhw"))
    await reads("eve", lambda table: table.translates("nothing", "Dim byd"))
    assert await reads("ben", lambda table: table.translated([item])) == {}
    await reads("eve", lambda table: table.translates(item, "Rwy'n hoffi'r môr"))
    assert await reads("ben", lambda table: table.translated([item])) == {item: "Rwy'n hoffi'r môr"}
    assert await circle.sits("ben", lambda table: table.translated([item])) == {}
    assert await circle.makes_safe("ann", item, "I like the [place]")
    assert await reads("ben", lambda table: table.translated([item])) == {}


@pytest.mark.parametrize("stage", ["group", "vote", "stories", "adopt", "decide", "answer"])
async def test_each_stage_goes_on_when_words_are_taken_back(circle: Round, stage: str) -> None:
    """At whatever moment: nothing of theirs is left, and the others come to the end."""
    while await circle.stage() != stage:
        assert await circle.all_do_what_they_are_asked(stage), await circle.stage()
    await circle.one_does_what_they_are_asked("ann")
    await circle.forgets(0)
    while await circle.all_do_what_they_are_asked():
        pass
    state = await circle.review.state(circle.house.time())
    assert set(state.closed) == {one.id for one in STAGES}
    assert circle.answers[0] not in await circle.all("answer")
    said_by = select(responses.c.item).where(responses.c.who == circle.by[0])
    assert await circle.house.database.write(lambda connection: connection.scalar(said_by)) is None
    words = [await circle.sits("ben", lambda table, n=n: table.item(n).words) for n in await circle.all("theme")]
    assert "the sea" not in [one.lower() for one in words]


DOES = {
    "safe": ["safe"],
    "heard": ["me_too"],
    "belongs": ["right"],
    "vote": ["agree"],
    "first_choice": ["chosen", "It is so for me"],
    "second_choice": ["chosen"],
    "adopt": ["yes"],
    "decide": ["yes", "We want it", "Dai", "3"],
    "felt": ["shape"],
    "go_on": ["go_on"],
    "close": ["close"],
}
"""What everybody says where it is asked, if it is not yes."""
