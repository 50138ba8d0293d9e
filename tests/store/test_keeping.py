"""Nothing is kept for longer than people are told; and a change of the secret reaches all that is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.app import retention_of
from bot.core.events import Asked, Wrote
from bot.core.rights import keeping
from bot.settings import read_settings
from bot.store import schema
from bot.store.answers import Answers
from bot.store.database import Database
from bot.store.desk import Desk
from bot.store.jobs import Jobs
from bot.store.members import Members
from bot.store.retention import Found, Retention
from bot.store.rotating import SEALED, seal_anew
from bot.store.sealing import Keys
from bot.store.sessions import SESSION
from bot.store.turns import Turns
from tests.keys import KEYS
from tests.store.house import TO_THE_FIRST_OPEN_QUESTION, House, house, rows, told_a_lot

__all__ = ["house"]

# ---- how long


def retention(house: House) -> Retention:
    return retention_of(house.database, read_settings({"SGWRS_SECRET": "key"}, Path("none")), house.content)


async def test_what_was_not_finished_goes_after_thirty_days(house: House) -> None:
    """Told how long by the same numbers; a day before, everything is there; whoever finished keeps theirs."""
    await told_a_lot(house, "ann")
    await house.presses(TO_THE_FIRST_OPEN_QUESTION, "bob")
    await house.does(Wrote("The hills"), address="bob")
    for _ in range(30):
        await house.does(Asked("skip"), address="bob")
    house.time.passes(days=29)
    assert (await retention(house).look(house.time())).unfinished == ()
    house.time.passes(days=2)
    found = await retention(house).look(house.time())
    assert len(found.unfinished) == 1
    assert len(await house.answers()) >= 3  # looking changes nothing
    assert await retention(house).run(house.time()) == found
    assert {answer.text for answer in await house.open_answers()} == {"The hills"}
    last = await retention(house).last()
    assert last and last[0] == house.time() and "1 conversations" in last[1]


async def test_many_are_let_go_of_a_few_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many: nobody is left out at the border of two pages, and who has come back since is left alone."""
    monkeypatch.setattr("bot.store.retention._AT_ONCE", 2)
    for number in range(7):
        await house.presses(TO_THE_FIRST_OPEN_QUESTION, f"somebody {number}")
        await house.does(Wrote("The sea"), address=f"somebody {number}")
    house.time.passes(days=31)
    work = retention(house)
    look = work.look

    async def meanwhile(now: datetime) -> Found:
        found = await look(now)
        await house.does(Wrote("I am back"), address="somebody 3")
        return found

    monkeypatch.setattr(work, "look", meanwhile)
    assert len((await work.run(house.time())).unfinished) == 7
    assert {answer.participant for answer in await house.answers()} == {await house.code_of("somebody 3")}
    assert {answer.text for answer in await house.open_answers()} == {"The sea", "I am back"}


async def test_a_second_round_that_was_not_finished_goes_and_the_first_stays(house: House) -> None:
    """They stand at the beginning again, and their earlier answers are still theirs."""
    await house.presses(TO_THE_FIRST_OPEN_QUESTION)
    await house.does(Wrote("The sea"))
    for _ in range(40):
        await house.does(Asked("skip"))
    await house.presses("1" * 10)
    await house.does(Wrote("Not finished"))
    house.time.passes(days=31)
    assert {one.text for one in await house.open_answers()} == {"The sea", "Not finished"}
    await retention(house).run(house.time())
    assert {one.text for one in await house.open_answers()} == {"The sea"}
    session = (await house.turns.load("web", "ann")).session
    assert session and session.id.endswith(".3") and not session.told
    assert [told.place.step for told in session.everything] == ["good_day"]


async def test_a_voice_that_is_not_shared_goes_ninety_days_after_its_words_were_checked(house: House) -> None:
    """The sound goes; that there was one, and the words, stay. A shared one stays, and an unchecked one too."""
    ids = {}
    for address, share in (("ann", "team"), ("bob", "voice"), ("cai", "team")):
        await told_a_lot(house, address)
        for _ in range(30):
            await house.does(Asked("skip"), address=address)
        participant = await house.code_of(address)
        [voice] = [one async for one in Answers(house.database).of(participant) if one.heard == "voice"]
        ids[address] = voice.id
        if share == "voice":
            await house.does(Asked("change"), address=address)
            await house.does(Wrote("1"), address=address)
            await house.does(Wrote("3"), address=address)
            await house.does(Wrote("1"), address=address)
        if address != "cai":
            assert await Desk(house.database).clear(voice.id, "I swim", "Ann of the team", house.time())
    house.time.passes(days=91)
    assert (await retention(house).run(house.time())).voices == (ids["ann"],)
    states = {one.id: one.recording_state for one in await house.answers() if one.heard == "voice"}
    assert states == {ids["ann"]: "past", ids["bob"]: "kept", ids["cai"]: "kept"}
    assert [wipe.answer for wipe in await Jobs(house.database).wipes()] == [ids["ann"]]


async def test_after_a_year_nobody_knows_who_said_it(house: House) -> None:
    """The link goes; what was shared stays."""
    participant = await told_a_lot(house)
    for _ in range(30):
        await house.does(Asked("skip"))
    house.time.passes(days=keeping.LINK.days + 1)
    assert (await retention(house).run(house.time())).strangers == (participant,)
    assert await rows(house, schema.addresses) == 0
    assert {answer.step for answer in await house.answers()} == {"good_day"}


def test_a_change_of_the_secret_reaches_every_sealed_column() -> None:
    """No column can be sealed and then be left out when the secret changes: it could never be read again."""
    sealed = {
        (table.name, column.name, column.type.place.encode())
        for table in schema.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, schema.Sealed)
    }
    listed = {(table, column.strip('"'), place) for table, _, column, place in SEALED}
    assert listed == sealed | {("sessions", "state", SESSION)}
    for table, key, _, _ in SEALED:
        assert [column.name for column in schema.metadata.tables[table].primary_key] == [key]


async def test_a_change_of_the_secret_keeps_members_and_what_waits(house: House) -> None:
    """After it a member is known in their chat, a complaint can be read, and what was checked too."""
    await told_a_lot(house)
    members = Members(house.database, KEYS)
    secret = await members.invite("panel", "citizen", "Ceri", house.time())
    assert await members.join(secret, house.time(), "telegram", "77")
    newer = Keys(b"a new secret", b"key")
    assert await seal_anew(house.database, newer) > 0
    reopened = await Database.open(f"sqlite+aiosqlite:///{house.file}", newer)
    try:
        member = await Members(reopened, newer).at("telegram", "77")
        assert member and member.name == "Ceri"
        assert [case.text for case in await Desk(reopened).cases()] == ["It was too long"]
        assert (await Turns(reopened, newer).load("web", "ann")).session
    finally:
        await reopened.close()
