"""People own their words: what stays of somebody after they said no, wiped all, or asked to be forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.changing import replace as changed
from bot.core.events import Asked, Sent, Tapped, Wrote
from bot.errors import StoreError
from bot.store import schema
from bot.store.desk import Desk
from bot.store.exports import Exports
from bot.store.forgetting import Forgetting
from bot.store.jobs import Jobs
from bot.store.outbox import Outbox
from bot.store.quarantine import Aside, Quarantine
from bot.store.schema_rights import cases, exported, plays, receipts, tallies
from bot.store.theirs import theirs
from tests.store.house import NOW, TO_THE_FIRST_OPEN_QUESTION, House, house, rows, told_a_lot

__all__ = ["house"]

EVERYTHING_OF_SOMEBODY = (
    schema.addresses, schema.sessions, schema.answers, schema.recordings, schema.outbox, schema.quarantine,
    receipts, exported, cases, plays,
)  # fmt: skip


async def counted(house: House) -> dict[str, int]:
    async with house.database.read() as connection:
        return {row.why: row.count for row in await connection.execute(select(tallies))}


async def sees_them_off(house: House) -> None:
    """The last words stood on the page for long enough."""
    waiting = await Forgetting(house.database).let_go(house.time() + timedelta(hours=1))
    assert waiting == 0


# ---- consent


async def test_each_yes_leaves_a_receipt(house: House) -> None:
    """The exact words, with what was told just before; version, language, how, when."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    found = (await theirs(house.database, await house.code_of("ann"))).receipts
    assert [one.step for one in found] == [
        *("what_we_keep", "understood", "consent", "consent_topics", "consent_age")
    ]
    assert [one.option for one in found] == ["go_on", "yes", "yes", "yes", "yes"]
    conversation = house.content.consultation.conversation
    understood = found[1]
    assert understood.words.startswith("It is up to you to take part.")
    assert "Can you stop at any time?\n1. Yes\n2. No" in understood.words
    assert found[2].words == "May we keep your words and your voice?\n1. Yes\n2. No"
    assert {one.consent for one in found} == {conversation.consent}
    assert {one.version for one in found} == {conversation.version}
    assert {(one.language, one.how, one.at, one.clips[-1]) for one in found} == {("en", "typed", NOW, "-")}


@pytest.mark.parametrize(
    ("presses", "why"), [("11111112", "consent"), ("111111112", "consent_topics"), ("1111111112", "consent_age")]
)
async def test_a_no_keeps_nothing_but_the_count(house: House, presses: str, why: str) -> None:
    """Not who they are, not where they stood, not even that they were asked: one more said no, there."""
    for address in ("ann", "bob"):
        await house.presses(presses if len(presses) < 10 else "111111111" + "2", address)
    assert await counted(house) == {why: 2}
    for table in (schema.sessions, schema.answers, receipts):
        assert await rows(house, table) == 0
    await sees_them_off(house)
    assert {table.name: await rows(house, table) for table in EVERYTHING_OF_SOMEBODY} == {
        table.name: 0 for table in EVERYTHING_OF_SOMEBODY
    }


async def test_what_was_set_aside_of_them_goes_too(house: House) -> None:
    """A message that could not be taken holds words of theirs: a no wipes it, of them and of nobody else."""
    quarantine = Quarantine(house.database, house.turns)
    for address in ("ann", "bob"):
        await house.presses("1", address)
        aside = Aside(f"bad{address}", "web", address, {"text": "words"}, "an error", NOW)
        await quarantine.put(aside, lambda before: _nothing(house, before))
    await house.presses("1111112")
    assert [aside.address for aside in await quarantine.all()] == ["bob"]


def _nothing(house: House, before):
    from bot.core import phrases
    from bot.core.events import Strange
    from bot.runner.turns import Arrived

    arrived = Arrived("web", "x", "y", Strange(), NOW)
    return house.runner._remark(arrived, phrases.TROUBLE, before)


async def test_new_words_are_asked_anew_and_what_was_said_meanwhile_is_kept(house: House) -> None:
    """Whoever comes back after the words of consent have changed is told and asked again, and goes on after it."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    conversation = house.content.consultation.conversation
    newer = changed(house.content.consultation, conversation=changed(conversation, consent="other words"))
    house.runner.consultation = newer
    await house.does(Wrote("The sea"))
    participant = await house.code_of("ann")
    said = [queued.spoken.address for queued in await Outbox(house.database).held(participant)]
    assert said == ["bot.consent.anew", "good_life.what_we_keep"]
    [answer] = await house.open_answers()
    assert (answer.step, answer.text, answer.consent) == ("good_day", "The sea", conversation.consent)
    for _ in range(5):
        await house.does(Wrote("1"))
    await house.does(Wrote("And the hills"))
    texts = [(one.text, one.consent) for one in await house.open_answers()]
    assert ("And the hills", "other words") in texts


async def test_a_no_to_new_words_wipes_what_was_told_under_the_old(house: House) -> None:
    """They own what they said, whatever they agreed to once."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The hills"))
    conversation = house.content.consultation.conversation
    house.runner.consultation = changed(
        house.content.consultation, conversation=changed(conversation, consent="other words")
    )
    await house.does(Wrote("The sea"))
    for digit in "112":
        await house.does(Wrote(digit))
    assert await house.answers() == []
    assert await counted(house) == {"consent": 1}


# ---- wiping


async def test_wiping_all_leaves_nothing(house: House) -> None:
    """Every table is empty of them; their recording is on the list of what is to be wiped; the count stays."""
    await told_a_lot(house)
    await house.does(Asked("forget"))
    held = await Outbox(house.database).held(await house.code_of("ann"))
    assert "bot.forget.taken_out" in [queued.spoken.address for queued in held]
    await house.does(Wrote("1"))
    assert [wipe.file for wipe in await Jobs(house.database).wipes()] == ["file1"]
    assert await counted(house) == {"asked": 1}
    [left] = await Exports(house.database).all()
    assert left.withdrawn == 1
    await sees_them_off(house)
    assert sum([await rows(house, table) for table in EVERYTHING_OF_SOMEBODY]) == 0


async def test_nobody_else_is_wiped(house: House) -> None:
    """Two people; one goes."""
    await told_a_lot(house, "ann")
    bob = await told_a_lot(house, "bob")
    await house.does(Asked("forget"))
    await house.does(Wrote("1"))
    await sees_them_off(house)
    assert {answer.participant for answer in await house.answers()} == {bob}
    assert len((await theirs(house.database, bob)).answers) == 3


async def test_who_comes_again_is_somebody_new(house: House) -> None:
    """Another code, another beginning: nothing leads from the one to the other."""
    before = await told_a_lot(house)
    await house.does(Asked("forget"))
    await house.does(Wrote("1"))
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("Somebody else's words"))
    [answer] = await house.open_answers()
    assert answer.participant != before
    assert answer.id.endswith(".1-7")


async def test_the_last_words_wait_till_they_were_read(house: House) -> None:
    """The address of somebody who wiped all is there as long as the page shows them that it is done."""
    await told_a_lot(house)
    await house.does(Asked("forget"))
    await house.does(Wrote("1"))
    [queued] = await Outbox(house.database).held(await house.code_of("ann"))
    assert queued.spoken.address == "bot.forget.gone"
    assert not queued.spoken.controls and not queued.spoken.choices
    forgetting = Forgetting(house.database)
    assert await forgetting.let_go(house.time() - timedelta(minutes=30)) == 1
    assert await rows(house, schema.addresses) == 1


async def test_forgetting_who_they_are_keeps_the_words_and_makes_them_nobodys(house: House) -> None:
    """What they shared stays as they shared it; what only says who they are goes; nothing leads back."""
    participant = await told_a_lot(house)
    await house.does(Asked("forget"))
    await house.does(Wrote("2"))
    await sees_them_off(house)
    assert {answer.step for answer in await house.answers()} == {"good_day"}
    assert {answer.participant for answer in await house.answers()} == {participant}
    for table in (schema.addresses, schema.sessions, schema.outbox, cases):
        assert await rows(house, table) == 0
    assert await house.code_of("ann") != participant


async def test_an_answer_of_an_earlier_round_can_be_wiped_and_said_anew(house: House) -> None:
    """Going through it again does not take away what belongs to them from the time before."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The sea"))
    await house.does(Sent("voice", "file1", 3))
    session = (await house.turns.load("web", "ann")).session
    assert session
    await house.does(Tapped(session.ask, session.place.step, "control.stop"))
    for _ in range(40):
        await house.does(Asked("skip"))
    await house.presses("1" * 10)
    earlier = await house.open_answers()
    assert [answer.text for answer in earlier] == ["The sea", ""]
    await house.does(Asked("change"))
    await house.does(Wrote("2"))
    await house.does(Wrote("The hills"))
    await house.does(Wrote("1"))
    await house.does(Wrote("4"))
    [left] = await house.open_answers()
    assert (left.text, left.step, left.share) == ("The hills", "good_day", "voice")
    assert left.question == "Think of a good day. What makes life good for you?"


async def test_an_answer_of_the_team_is_told_once(house: House) -> None:
    """A complaint is on the list, with the day by which it must be answered; the reply is told, once."""
    participant = await told_a_lot(house)
    desk = Desk(house.database)
    [case] = await desk.cases()
    assert (case.kind, case.text, case.due - case.at) == ("complaint", "It was too long", timedelta(days=30))
    assert await desk.done(case.answer, "We made it shorter {org}", house.time())
    assert not await desk.done(case.answer, "again", house.time())
    for reply in await desk.replies():
        await house.runner.tell_answer(reply.participant, reply.answer, reply.text)
        await house.runner.tell_answer(reply.participant, reply.answer, reply.text)
        await desk.told(reply.answer)
    assert await desk.replies() == []
    held = [queued.spoken for queued in await Outbox(house.database).held(participant)]
    assert [one.words for one in held if one.private] == ["We made it shorter {org}"]


async def test_a_log_that_somebody_reads_is_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Emptying the log of writes fails kindly where it can not be done."""
    monkeypatch.setattr(house.database, "_url", f"sqlite+aiosqlite:///{house.file.parent}")
    with pytest.raises(StoreError):
        await house.database.shed_log()
