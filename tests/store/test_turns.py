"""Turns through the real runner and a real database, without a channel."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.events import Asked, Edited, Sent, Wrote
from bot.store.jobs import Jobs
from bot.store.outbox import Outbox
from bot.store.schema import addresses, answers, outbox, sessions
from tests.store.house import NOW, TO_THE_FIRST_OPEN_QUESTION, House, house

__all__ = ["house"]


async def test_an_answer_remembers_what_it_answered(house: House) -> None:
    """The exact words heard, the language, the version, the month: all beside the answer."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The sea, ŵ ŷ"))
    [answer] = await house.open_answers()
    assert answer.text == "The sea, ŵ ŷ"
    assert answer.question == "Think of a good day. What makes life good for you?"
    assert (answer.step, answer.language, answer.consultation) == ("good_day", "en", "example")
    assert answer.version
    assert answer.at == NOW
    assert answer.share == "team"


async def test_an_update_that_comes_twice_changes_nothing(house: House) -> None:
    """The same update again, even at the same time, is one turn."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await asyncio.gather(*(house.does(Wrote("once"), update="same") for _ in range(5)))
    await house.does(Wrote("once"), update="same")
    assert [answer.text for answer in await house.open_answers()] == ["once"]


async def test_one_persons_messages_stay_in_order_and_people_do_not_mix(house: House) -> None:
    """Twenty people at once, each with their own answers, each under their own code."""
    people = [f"person{n}" for n in range(20)]
    await asyncio.gather(*(house.presses(TO_THE_FIRST_OPEN_QUESTION, person) for person in people))
    await asyncio.gather(*(house.does(Wrote(f"I am {person}"), address=person) for person in people))
    answers = await house.open_answers()
    assert sorted(answer.text for answer in answers) == sorted(f"I am {person}" for person in people)
    assert len({answer.participant for answer in answers}) == len(people)


async def test_address_and_words_are_apart(house: House, tmp_path: Path) -> None:
    """No table that holds words holds an address; the one that holds addresses holds no words."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION, "+44 7700 900123")
    await house.does(Wrote("The sea"), address="+44 7700 900123")
    async with house.database.read() as connection:
        for table in (addresses, answers, sessions, outbox):
            rows = (await connection.execute(select(table))).all()
            assert rows
            assert ("900123" in str(rows)) == (table is addresses)


async def test_a_drop_takes_the_recording_too(house: House) -> None:
    """An answer given again replaces the old one, and the old recording is down for wiping."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Sent("voice", "file1", 3))
    await house.does(Wrote("9"))
    for _ in range(2):
        await house.does(Asked("back"))
    await house.does(Wrote("In words now"))
    texts = [answer.text for answer in await house.open_answers()]
    assert texts == ["In words now"]
    jobs = Jobs(house.database)
    assert len(await jobs.wipes()) == 1
    assert await jobs.fetches(NOW, 10) == []


async def test_an_edit_changes_the_words_and_nothing_else(house: House) -> None:
    """The edited text stands under the question that was asked, in the language it was asked in."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The sae", "m1"))
    [before] = await house.open_answers()
    await house.does(Edited("m1", "The sea"))
    [after] = await house.open_answers()
    assert after.text == "The sea"
    assert (after.id, after.question, after.version) == (before.id, before.question, before.version)


async def test_an_addition_stands_under_the_earlier_question(house: House) -> None:
    """What was sent before the next question came is kept with the words it answered."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Sent("voice", "file1", 3))
    await house.does(Sent("voice", "file2", 4, early=True))
    first, second = await house.open_answers()
    assert first.question == second.question
    assert first.probe == second.probe == 0


async def test_a_changed_conversation_does_not_lose_anybody(house: House, tmp_path: Path) -> None:
    """Somebody whose step is gone goes on from the last one that is left; answers keep their version."""
    from dataclasses import replace

    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The sea"))
    consultation = house.runner.consultation
    steps = {id_: step for id_, step in consultation.conversation.steps.items() if id_ != "good_day"}
    steps["consent_age"] = replace(steps["consent_age"], next={"yes": "gifts", "no": "too_young"})
    edited = replace(consultation.conversation, steps=steps, version="edited")
    house.runner.consultation = replace(consultation, conversation=edited)
    await house.does(Sent("voice", "said to the question that is gone", 3))
    await house.does(Wrote("1"))
    await house.does(Wrote("Baking"))
    answers = await house.open_answers()
    assert [(answer.text, answer.heard, answer.step) for answer in answers] == [
        ("The sea", "text", "good_day"),
        ("", "voice", "good_day"),
        ("Baking", "text", "gifts"),
    ]
    assert answers[1].question == "What do you do on that day?\n1. Another question"
    assert answers[0].version == answers[1].version != answers[2].version == "edited"


async def test_another_consultation_asks_for_consent_again(house: House) -> None:
    """Somebody in the middle of one consultation starts the next one from its beginning; nothing is mixed."""
    from dataclasses import replace

    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The sea"))
    house.runner.consultation = replace(house.runner.consultation, id="next_year")
    await house.does(Sent("voice", "not yet", 3))
    await house.presses(TO_THE_FIRST_OPEN_QUESTION.removeprefix("1"))
    await house.does(Wrote("The hills"))
    told = [(answer.text, answer.consultation, answer.session[-2:]) for answer in await house.open_answers()]
    assert told == [("The sea", "example", ".1"), ("The hills", "next_year", ".2")]


async def test_answers_come_out_page_by_page_each_persons_together(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the pages, every answer comes once, and one person's are not torn apart."""
    for address in ("ann", "bob"):
        await house.presses(TO_THE_FIRST_OPEN_QUESTION, address)
        for _ in range(6):
            await house.does(Wrote("The sea"), address=address)
    whole = await house.answers()
    monkeypatch.setattr("bot.store.answers._AT_ONCE", 2)
    assert await house.answers() == whole
    people = [answer.participant for answer in whole]
    assert len(people) == len({answer.id for answer in whole}) == 12
    assert sum(one != other for one, other in pairwise(people)) == 1


async def test_a_turn_that_fails_tells_the_person_and_keeps_everything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is no fault of theirs: they hear so, and their next message is taken as if nothing was."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    with monkeypatch.context() as broken:
        broken.setattr("bot.core.engine.advance", lambda *_: 1 / 0)
        await house.does(Wrote("lost?"))
    participant = await house.code_of("ann")
    said = [queued.spoken.words for queued in await Outbox(house.database).held(participant)]
    assert any("Something went wrong on our side" in words for words in said)
    await house.does(Wrote("no such letter: \ud800"))
    await house.does(Wrote("The sea"))
    assert [answer.text for answer in await house.open_answers()] == ["The sea"]
