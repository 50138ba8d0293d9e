"""A whole consultation by phone alone: from what people told to "did we hear you right?", by numbers only."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.core.conversation import Line
from bot.core.review import phrases
from bot.store.database import Database
from bot.store.members import Members
from tests.keys import keys_in
from tests.telegram.caller import ALWAYS, Caller, joined
from tests.telegram.chat import Chat, before_long
from tests.telegram.running import bot_and_telegram, looked_up
from tests.telegram_standin import voice_note

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTED = "SELECT count(*) FROM called WHERE stage = 'answer'"
SPEAKS = {**ALWAYS, phrases.WHY_ALOUD: voice_note(2, seed=5)}
WAITING = "SELECT count(*) FROM responses WHERE recording LIKE 'waiting%'"
STAGES = ["ready", "safe", "listen", "group", "vote", "stories", "adopt", "decide", "answer"]


async def test_from_what_was_told_to_what_came_of_it(tmp_path: Path, clips: Path) -> None:  # noqa: C901, PLR0915 - one story
    """Two people tell, one in Welsh; three go through it by numbers and by ear, and give an answer back."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot), AsyncExitStack() as closing:
        english = await Chat.at(api, "gifts", says={"good_day": "I swim every day. The sea is near"})
        welsh = await Chat.at(api, "gifts", "Cymraeg", says={"good_day": "Mae'r môr yn agos"})
        tellers = [Caller(english.person, "en"), Caller(welsh.person, "cy")]
        looked_up(bot.folder, "UPDATE answers SET share = 'words' WHERE heard != 'choice'")

        keys = keys_in(bot.folder)
        database = await Database.open(f"sqlite+aiosqlite:///{bot.folder}/data/sgwrs.db", keys)
        closing.push_async_callback(database.close)
        members = Members(database, keys)
        ann = await joined(api, members, "Ann", "team", "citizen")
        bea = await joined(api, members, "Bea", "panel", "citizen", "cy")
        dai = await joined(api, members, "Dai", "team", "staff")
        codes = {member.name: member.id for member in await members.all()}
        for what, name in (("chair", "Ann"), ("chair", "Dai"), ("decider", "Dai")):
            assert await bot.command("members", what, codes[name]) == (0, "Noted.\n")

        def closed() -> list[str]:
            return [stage for (stage,) in looked_up(bot.folder, "SELECT stage FROM closings ORDER BY at")]

        async def counts(statement: str, wanted: int) -> bool:
            return looked_up(bot.folder, statement) == [(wanted,)]

        asked: dict[str, set[str]] = {"Ann": set(), "Bea": set(), "Dai": set(), "en": set(), "cy": set()}
        told: set[Line] = set()

        async def tellers_are_told(line: Line) -> None:
            """By itself, and once."""
            for teller in tellers if line not in told else ():
                await teller.is_told(line)
            told.add(line)

        # Where they are, and what is known so far, also in pictures: 8.
        assert {message.kind for message in await ann.gets_help()} == {"voice", "photo"}

        for _ in range(30):
            asked["Ann"] |= set(await ann.goes_through())
            if closed()[-1:] == ["group"]:
                await tellers_are_told(phrases.INVITED)
            for teller in tellers:
                asked[teller.language] |= set(await teller.goes_through())
            for name, caller in (("Bea", bea), ("Dai", dai)):
                asked[name] |= set(await caller.goes_through(SPEAKS if name == "Bea" else ALWAYS))
            await before_long(lambda: counts(WAITING, 0))
            if len(closed()) == len(STAGES):
                break
            if closed()[-1:] == ["decide"]:
                await tellers_are_told(phrases.ANSWER)
                await before_long(lambda: counts(NOTED, len(tellers)))
        assert closed() == STAGES

        # Each did what is theirs to do, and all of it by ear.
        assert asked["Ann"] >= {phrases.SAFE.address, phrases.PLACE.address, phrases.NAME.address}
        assert phrases.SAFE.address not in asked["Bea"]
        assert asked["Bea"] >= {one.address for one in (phrases.HEARD, phrases.VOTE, phrases.STORY, phrases.ADOPT)}
        assert asked["Dai"] >= {one.address for one in (phrases.DECIDE, phrases.WHY, phrases.WHO, phrases.WHEN)}
        for language in ("en", "cy"):
            assert asked[language] >= {one.address for one in (phrases.VOTE, phrases.HEARD_RIGHT, phrases.FELT)}
        assert asked["en"] | asked["cy"] >= {phrases.MEANT.address, phrases.USE.address}
        for caller in (ann, bea, dai, *tellers):
            silent = [number for number, one in enumerate(caller.heard) if one.kind != "voice"]
            # A picture has the words that are said after it.
            assert {caller.heard[number].kind for number in silent} <= {"photo"}
            assert all(caller.heard[number + 1].kind == "voice" for number in silent)
        assert any(ann.line(phrases.CHARTS["votes"]) in one.words for one in ann.heard)

        # Bea said aloud why she chose a story: the others heard her, and it is one of the sealed files.
        [(response,)] = looked_up(bot.folder, "SELECT id FROM responses WHERE recording = 'kept' LIMIT 1")
        assert (bot.folder / f"data/recordings/reason.{response}.ogg").is_file()
        assert any(one.kind == "voice" and not one.words for one in dai.heard)

        # What was decided leads back to who said it, and to what they say of it.
        found = looked_up(
            bot.folder,
            """SELECT DISTINCT decisions.value, answers.participant, responses.value FROM decisions
            JOIN sources decided ON decided.item = decisions.item
            JOIN sources said ON said.item = decided.source JOIN answers ON answers.id = said.source
            JOIN responses ON responses.item = decisions.item AND responses.question = 'heard_right'
            AND responses.who = answers.participant""",
        )
        assert len(found) == 2
        assert {(decided, right) for decided, _, right in found} == {("partly", "yes")}

        # Who forbids voice notes gets each picture once, and hears it as music.
        eve = await joined(api, members, "Eve", "panel", "staff", forbids_voice=True)
        said = await eve.gets_help()
        assert {one.kind for one in said} == {"photo", "audio"}
        pictures = [one.words for one in said if one.kind == "photo"]
        assert len(pictures) == len(set(pictures)) == 2
