"""Somebody who goes through what was said by phone: they press numbers, and hear all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core import phrases as core
from bot.core.conversation import Line
from bot.core.review import phrases
from bot.core.rights import phrases as rights
from bot.store.members import Members
from tests.telegram.driver import flat
from tests.telegram_standin import BotApi, Delivered, Person
from tests.words import WORDS

_UNMARKED = dict.fromkeys(range(0x2066, 0x206A))
"""What sets words apart that run the other way is not heard."""

Does = Mapping[Line, "Line | str | bytes | Callable[[Caller], Line | str]"]
"""What somebody does at each question: the button with these words, a number, words that they write, a voice."""

ALWAYS: Does = {
    phrases.SAFE: phrases.IT_IS_SAFE,
    phrases.HEARD: phrases.ME_TOO,
    phrases.FELT: phrases.RUNGS["shape"],
    phrases.GO_ON: phrases.WE_GO_ON,
    phrases.CLOSE_IT: phrases.CLOSE,
    phrases.VOTE: phrases.AGREE,
    phrases.STORY: phrases.THIS_ONE,
    phrases.STORY_AGAIN: phrases.THIS_ONE,
    phrases.ADOPT: core.YES,
    phrases.MEANT: core.YES,
    phrases.GROUP_RIGHT: core.YES,
    phrases.USE: core.YES,
    phrases.HEARD_RIGHT: core.YES,
    phrases.DECIDE: phrases.PARTLY,
    phrases.WHY: "1",
    phrases.WHY_ALOUD: "1",
    phrases.WHO: phrases.ME,
    phrases.WHEN: phrases.MONTHS["3"],
    phrases.PLACE: phrases.NEW_GROUP,
    phrases.NAME: "1",
    phrases.BELONGS: "1",
    phrases.DRAFT: "1",
}


@dataclass
class Caller:
    """Somebody with a phone, who presses numbers; `heard` is all that was said to them."""

    person: Person
    language: str
    heard: list[Delivered] = field(default_factory=list)

    def line(self, line: Line) -> str:
        return WORDS(line, self.language)

    async def goes_through(self, does: Does = ALWAYS, most: int = 60) -> list[str]:
        """All that they are asked now, from `/review` on, or so much of it; returns the questions."""
        asked: list[str] = []
        said = await self._does("/review")
        while flat(said) and len(asked) < most:
            question = next(line for line in does if self._is(line, said.words))
            asked.append(question.address)
            wanted = does[question]
            said = await self._does(self._number(said, wanted(self) if callable(wanted) else wanted))
        if flat(said):
            await self._does("0")
        return asked

    async def gets_help(self) -> list[Delivered]:
        """All that is said when they press 8, up to what they are asked."""
        before = len(self.heard)
        await self._does("/review")
        await self._does("8")
        await self._does("0")
        return self.heard[before:]

    async def is_told(self, line: Line) -> None:
        """This comes by itself, or came while they did something else."""
        while not any(self._is(line, message.words) for message in self.heard):
            self.heard += await self.person.receives(1)

    def _is(self, line: Line, words: str) -> bool:
        return words.translate(_UNMARKED).startswith(self.line(line).partition("{")[0].strip())

    def _number(self, question: Delivered, wanted: Line | str | bytes) -> str | bytes:
        if isinstance(wanted, str | bytes):
            return wanted
        words = self.line(wanted)
        [found] = [label for label, _ in flat(question) if label.partition(" ")[2] == words]
        return found.partition(" ")[0]

    async def _does(self, what: str | bytes) -> Delivered:
        self.person.speaks(what) if isinstance(what, bytes) else self.person.writes(what)
        while True:
            [message] = await self.person.receives(1)
            self.heard.append(message)
            if flat(message) or message.words in (self.line(phrases.NO_MORE), self.line(phrases.STOPPED)):
                return message


async def joined(
    api: BotApi, members: Members, name: str, role: str, bench: str, language: str = "en", **more: bool
) -> Caller:
    person = api.person(name, language, **more)
    person.writes(f"/start join-{await members.invite(role, bench, name, datetime.now(UTC))}")
    [welcome] = await person.receives(1)
    assert welcome.words == WORDS(rights.JOINED, language)
    return Caller(person, language)
