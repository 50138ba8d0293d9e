"""Reviewers who have only a phone: they hear what people told, and say what they say by numbers alone."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.conversation import Line
from bot.core.review import phrases
from bot.core.review.questions import HEARD
from bot.core.rights import phrases as rights
from bot.store.database import Database
from bot.store.members import Member, Members, seat_of
from bot.store.review import Review
from tests.bot_process import BotProcess
from tests.keys import keys_in
from tests.telegram.chat import Chat, soon
from tests.telegram.driver import flat
from tests.telegram.running import bot_and_telegram, looked_up
from tests.telegram_standin import BotApi, Delivered, Person, voice_note
from tests.words import WORDS

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN_VOICE = voice_note(1.5, seed=5)


@dataclass
class Reviewer:
    """Somebody with nothing but a phone; `language` is that of the phone."""

    person: Person
    member: Member
    language: str

    @classmethod
    async def joined(cls, api: BotApi, members: Members, name: str, bench: str, language: str = "en") -> Reviewer:
        person = api.person(name, language)
        person.writes(f"/start join-{await members.invite('panel', bench, name, datetime.now(UTC))}")
        [welcome] = await person.receives(1)
        assert welcome.words == WORDS(rights.JOINED, language)
        [member] = [one for one in await members.all() if one.name == name]
        return cls(person, member, language)

    async def does(self, words: str) -> list[Delivered]:
        """They type this; all that is said, up to a question or to the end."""
        self.person.writes(words)
        said: list[Delivered] = []
        ends = [self.line(phrases.NO_MORE), self.line(phrases.STOPPED)]
        while not said or not (flat(said[-1]) or said[-1].words in ends):
            said += await self.person.receives(1)
        return said

    async def comes_to(self, line: Line) -> Delivered:
        """They begin to review, and say "me too", or "we were told", till they are asked this."""
        said = await self.does("/review")
        for _ in range(9):
            if said[-1].words.startswith(self.line(line)):
                return said[-1]
            said = await self.does("1")
        raise AssertionError(said[-1].words)

    def line(self, line: Line) -> str:
        return WORDS(line, self.language)


async def listening(bot: BotProcess, database: Database, members: Members, answers: dict[str, str]) -> Review:
    """A review that has come to where everybody listens; `answers` have these words, with the names out."""
    now = datetime.now(UTC)
    review = Review(database, "example")
    chairs = []
    for name, bench in (("Una", "citizen"), ("Vic", "staff")):
        member = await members.join(await members.invite("team", bench, name, now), now)
        assert member
        await members.seat(member.id, chair=True, decider=bench == "staff")
        chairs += [one for one in await members.all() if one.id == member.id]
    await review.gather(now)
    for _ in range(2):
        for chair in chairs:
            stage = (await review.state(now)).stage.id
            left = [one.line for one in await review.close(seat_of(chair), stage, now)]
        assert left in ([], [phrases.UNSAFE]), left
        for answer, words in answers.items():
            for chair in chairs:
                await review.make_safe(seat_of(chair), answer, words, chair.name, now)
    assert (await review.state(now)).stage.id == "listen"
    return review


async def test_a_reviewer_listens_by_phone_alone(tmp_path: Path, clips: Path) -> None:
    """In Welsh, by ear, with numbers only: each answer with its question, in the teller's voice or read out."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot), AsyncExitStack() as closing:
        spoke = await Chat.at(api, "good_day")
        spoke.person.speaks(OWN_VOICE)
        await spoke.is_asked()
        await Chat.at(api, "gifts", says={"good_day": "I swim with Tom Jones"})
        await soon(lambda: looked_up(bot.folder, "SELECT 1 FROM recordings WHERE state = 'kept'"))
        share = "UPDATE answers SET share = iif(heard = 'voice', 'voice', 'words') WHERE heard != 'choice'"
        looked_up(bot.folder, share)
        answers = dict(looked_up(bot.folder, "SELECT heard, id FROM answers WHERE heard != 'choice'"))
        assert set(answers) == {"voice", "text"}
        keys = keys_in(bot.folder)
        database = await Database.open(f"sqlite+aiosqlite:///{bot.folder}/data/sgwrs.db", keys)
        closing.push_async_callback(database.close)
        members = Members(database, keys)
        ann = await Reviewer.joined(api, members, "Ann", "citizen", "cy")
        stranger = api.person("Zed")
        stranger.writes("/review")
        assert (await stranger.receives(1))[0].words == rights.NOT_A_MEMBER.english
        assert (await ann.does("/review"))[-1].words == ann.line(phrases.NO_MORE)  # it is not the time yet
        safe = {answers["voice"]: "I walk on the hills", answers["text"]: "I swim with [name]"}
        review = await listening(bot, database, members, safe)

        # What is told, in their language and aloud: what this is, what was asked, the answer, and what to press.
        said = await ann.does("/review")
        first = said[-1]
        assert said[0].words == ann.line(phrases.WORDS["listen"])
        assert first.words.startswith(ann.line(phrases.HEARD))
        assert all(one.kind == "voice" for one in said), [one.kind for one in said]
        assert "diwrnod" in said[1].words  # the question of a good day, in Welsh
        assert "Tom Jones" not in "".join(one.words for one in said)
        heard_first = said[2]

        # Again; help; a number that means nothing; and another answer comes when something is said of this one.
        assert [one.words for one in await ann.does("7")][1:] == [heard_first.words, first.words]
        assert (await ann.does("8"))[0].words == ann.line(phrases.WORDS["listen"])
        assert (await ann.does("5"))[-1].words == first.words
        said = await ann.does("1")
        assert said[1].words != heard_first.words
        played = {heard_first.content, said[1].content}
        assert OWN_VOICE in played
        for key in ("2", "9"):  # then, how far people decided in each part that is closed
            assert (await ann.does(key))[-1].words.startswith(ann.line(phrases.FELT).partition("{")[0])
        assert [one.words for one in await ann.does("9")] == [ann.line(phrases.NO_MORE)]
        tallies = [await review.tally(HEARD, answer) for answer in answers.values()]
        assert sorted(str(one) for one in tallies) == sorted(
            [str({("citizen", "me_too"): 1}), str({("citizen", "new"): 1})]
        )
        noted = {answer for (answer,) in looked_up(bot.folder, "SELECT answer FROM plays")}
        assert noted == {answers["voice"]}  # words that are read out are nobody's voice

        # Somebody of staff passes one by, and stops at the other; and the chat is theirs again.
        ben = await Reviewer.joined(api, members, "Ben", "staff")
        await ben.does("/review")
        passed = await ben.does("9")
        assert flat(passed[-1])
        assert [one.words for one in await ben.does("0")] == [phrases.STOPPED.english]
        ben.person.writes("/start")
        assert len(await ben.person.receives(2)) == 2


async def test_groups_are_looked_at_again_by_phone(tmp_path: Path, clips: Path) -> None:
    """What one puts into their language the others hear; what is in the wrong group is taken out, by numbers."""
    async with bot_and_telegram(tmp_path / "bot", clips) as (api, bot), AsyncExitStack() as closing:
        await Chat.at(api, "gifts", says={"good_day": "I swim every day"})
        await Chat.at(api, "gifts", "Cymraeg", says={"good_day": "Mae'r ysgol heb ardd"})
        looked_up(bot.folder, "UPDATE answers SET share = 'words' WHERE heard != 'choice'")
        found = looked_up(bot.folder, "SELECT language, id FROM answers WHERE heard != 'choice'")
        answers = dict(found)
        keys = keys_in(bot.folder)
        database = await Database.open(f"sqlite+aiosqlite:///{bot.folder}/data/sgwrs.db", keys)
        closing.push_async_callback(database.close)
        members = Members(database, keys)
        ann = await Reviewer.joined(api, members, "Ann", "citizen", "cy")
        ben = await Reviewer.joined(api, members, "Ben", "staff")
        words = {answers["en"]: "I swim every day", answers["cy"]: "Mae'r ysgol heb ardd"}
        await listening(bot, database, members, words)

        # Ann puts the English answer into Welsh, and hears both then; what is in Welsh needs nothing.
        said = await ann.does("/review")
        offered = [ann.line(phrases.TO_TRANSLATE) in one.words for one in said]
        if not offered[-1]:
            said = await ann.does("1")
        assert ann.line(phrases.TO_TRANSLATE) in said[-1].words
        [asked] = await ann.does("3")
        assert asked.words == ann.line(phrases.WRITE_IT)
        assert asked.kind == "voice"
        said = await ann.does("Rwy'n nofio bob dydd")
        assert any("Rwy'n nofio bob dydd" in one.words for one in said)
        assert ann.line(phrases.TO_TRANSLATE) not in said[-1].words
        await ann.does("1")
        await ann.does("0")

        # Ann makes one group of both. Ben finds one of them in the wrong one, and the other right in two.
        looked_up(bot.folder, "UPDATE reviews SET stage = 'group'")
        await ann.comes_to(phrases.PLACE)
        assert (await ann.does("1"))[-1].words.startswith(ann.line(phrases.NAME))
        assert (await ann.does("1"))[-1].words.startswith(ann.line(phrases.PLACE))
        await ann.does("1")  # the group that is there now
        groups = "SELECT source FROM sources JOIN items ON items.id = item WHERE kind = 'theme' AND role = ''"
        assert {one for (one,) in looked_up(bot.folder, groups)} == set(words)

        asked = await ben.comes_to(phrases.BELONGS)
        assert ben.line(phrases.ANOTHER_TOO) not in asked.words  # there is no other group
        assert (await ben.does("2"))[-1].words.startswith(ben.line(phrases.PLACE))
        assert (await ben.does("2"))[-1].words.startswith(ben.line(phrases.NAME))
        asked = (await ben.does("1"))[-1]
        assert asked.words.startswith(ben.line(phrases.BELONGS))
        assert ben.line(phrases.ANOTHER_TOO) in asked.words
        assert (await ben.does("3"))[-1].words.startswith(ben.line(phrases.PLACE))
        asked = (await ben.does("1"))[-1]
        assert asked.words.startswith(ben.line(phrases.BELONGS))
        assert len(flat(asked)) == 3 + 4  # yes, two groups, and the steady numbers
        assert (await ben.does("1"))[-1].words == ben.line(phrases.NO_MORE)
        assert sorted(looked_up(bot.folder, f"SELECT count(*) FROM ({groups}) GROUP BY source")) == [(1,), (2,)]
        assert looked_up(bot.folder, "SELECT value FROM responses WHERE question = 'belongs'") == [("right",)]
