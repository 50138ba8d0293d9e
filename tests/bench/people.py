"""People who answer as soon as they are asked, or after a while: callbacks, so that a thousand cost little."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.bench.lean import LeanApi

_CONTROLS = "7890"
_ASKS_ONLY = "Another question"
_FIRST_ID = 5_000_000_000
_LAST = "now"
"""The last question before all is played back."""

_ANOTHER = 1_000_000
"""Far enough from everybody else's number for who comes after somebody."""
_WORDS = "What I say is number {}, and it is as long as people write on a phone."


@dataclass(frozen=True)
class Question:
    """A message with buttons, as somebody sees it: the buttons' labels and what each stands for."""

    message: str
    buttons: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, message: str, buttons: str) -> Question:
        rows = json.loads(buttons)["inline_keyboard"]
        return cls(message, tuple((one["text"], one["callback_data"]) for row in rows for one in row))

    @property
    def step(self) -> str:
        """What is asked; "" where the buttons do not tell."""
        parts = self.buttons[0][1].split(":")
        return parts[1] if len(parts) == 3 else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers there are to choose from; none where one is to be told."""
        return [
            (label, data)
            for label, data in self.buttons
            if label[0] not in _CONTROLS and not label.endswith(_ASKS_ONLY)
        ]

    @property
    def is_of_language(self) -> bool:
        return ":language." in self.buttons[0][1]


@dataclass
class Habits:
    """How people answer: after `think` seconds or so, with a voice note every third time if there is one.

    `stops` says before which question a person stops answering. With `leaves` somebody else sits down when all is
    answered: the plain bot plays nothing back and reads nothing out, so that is not a part of what is compared.
    """

    think: float = 0.0
    note: bytes = b""
    stops: Callable[[Person, Question], bool] = lambda _person, _question: False
    leaves: bool = False


class Person:
    """Somebody with the bot on their phone. A turn ends when a question stands before them again."""

    def __init__(
        self,
        api: LeanApi,
        number: int,
        habits: Habits,
        replied: Callable[[Person, float], None],
        hears: Callable[[float], None],
    ) -> None:
        """`hears` is told how long it took to the first message of a reply, `replied` how long to the question."""
        self._number = number
        self.turns = 0
        self.said_at = 0.0  # 0 while nothing is being waited for
        self.first_heard_at = 0.0
        self._waits_for_all = False
        self.begun = False
        self.stopped = False
        self._api = api
        self._habits = habits
        self._replied = replied
        self._hears = hears
        self._chance = random.Random(number)
        self._typed = self._tapped = self._opened = 0
        self._sits_down(number)

    @staticmethod
    def id_of(number: int) -> int:
        return _FIRST_ID + number

    def _sits_down(self, number: int) -> None:
        self.id = self.id_of(number)
        self._greeted = False
        names = f'"id":{self.id},"first_name":"P{number}"'
        self._user = f'{{{names},"is_bot":false,"language_code":"en"}}'
        self._chat = f'{{{names},"type":"private"}}'
        self._api.joins(self.id, self._chat, self._arrives)

    # ---- what they do

    def starts(self) -> None:
        self._says('"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]')

    def writes(self, words: str) -> None:
        self._says(f'"text":{json.dumps(words)}')

    def taps(self, question: Question, data: str) -> None:
        self.said_at = time.perf_counter()
        number = self._api.number()
        query = f'"id":"{number}","from":{self._user},"message":{question.message},"chat_instance":"{self.id}"'
        self._api.hears(f'"callback_query":{{{query},"data":{json.dumps(data)}}}')

    def speaks(self) -> None:
        note = self._habits.note
        facts = f'{{"duration":3,"mime_type":"audio/ogg","file_size":{len(note)}}}'
        self._says(f'"voice":{self._api.keeps(note, facts)}')

    def _says(self, content: str) -> None:
        self.said_at = time.perf_counter()
        begin = f'"message_id":{self._api.number()},"from":{self._user},"chat":{self._chat}'
        self._api.hears(f'"message":{{{begin},"date":{int(time.time())},{content}}}')

    # ---- what happens to them

    def _arrives(self, message: str, buttons: str) -> None:
        self.first_heard_at = self.first_heard_at or time.perf_counter()
        if self.said_at and not self._waits_for_all:
            self._waits_for_all = True
            self._hears(time.perf_counter() - self.said_at)
        if not buttons or not self.said_at:
            return
        question = Question.read(message, buttons)
        if question.is_of_language:
            self._chooses_a_language(question)
            return
        waited, self.said_at = time.perf_counter() - self.said_at, 0.0
        self._waits_for_all = False
        self.begun = True
        self.turns += 1
        self.stopped = self.stopped or self._habits.stops(self, question)
        self._replied(self, waited)
        if not self.stopped:
            self._thinks_about(question)

    def _chooses_a_language(self, question: Question) -> None:
        """Each language is offered in a message of its own: the first is taken."""
        if not self._greeted:
            self._greeted = True
            self.taps(question, question.buttons[0][1])

    def _thinks_about(self, question: Question) -> None:
        loop = asyncio.get_running_loop()
        if self._habits.think:
            loop.call_later(self._habits.think * self._chance.uniform(0.5, 1.5), self._answers, question)
        else:
            loop.call_soon(self._answers, question)

    def _answers(self, question: Question) -> None:
        """Of six answers four are typed and two tapped, as far as the questions let them."""
        if self.stopped:
            return
        if question.step == "thanks":
            self._begins_again(question)
        elif question.step == _LAST and self._habits.leaves:
            self._number += _ANOTHER
            self._sits_down(self._number)
            self.starts()
        elif not question.choices:
            self._tells()
        elif self._tapped * 2 <= self._typed:
            self._tapped += 1
            self.taps(question, question.choices[0][1])
        else:
            self._typed += 1
            self.writes(question.choices[0][0].partition(" ")[0])

    def _begins_again(self, question: Question) -> None:
        """At the end: whoever writes /start there is asked whether they mean it."""
        if question.choices:
            self.taps(question, question.choices[0][1])
        else:
            self.starts()

    def _tells(self) -> None:
        self._typed += 1
        self._opened += 1
        if self._habits.note and self._opened % 3 == 0:
            self.speaks()
        else:
            self.writes(_WORDS.format(self._opened))


class Crowd:
    """Many people who have the same habits.

    `waits` holds how long each turn took, from saying to the next question; `firsts` how long it was to the first
    message of the reply, which may be a picture, or a word before the question.
    """

    def __init__(self, api: LeanApi, numbers: Iterable[int], habits: Habits) -> None:
        self.waits: list[float] = []
        self.firsts: list[float] = []
        self._changed = asyncio.Event()
        self.people = [Person(api, number, habits, self._replied, self.firsts.append) for number in numbers]

    def _replied(self, _person: Person, waited: float) -> None:
        self.waits.append(waited)
        self._changed.set()

    async def until(self, true: Callable[[Person], object], seconds: float) -> None:
        """Waits until it is true of everybody."""
        missing = self.people
        try:
            async with asyncio.timeout(seconds):
                while missing := [person for person in missing if not true(person)]:
                    self._changed.clear()
                    await self._changed.wait()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{len(missing)} of {len(self.people)} people got no reply") from None

    async def begins(self, seconds: float = 300, *, apart: float = 0.0) -> None:
        """They come so many seconds `apart`: who comes together stays together, and all are asked the same."""
        for person in self.people:
            person.starts()
            await asyncio.sleep(apart)
        await self.until(lambda person: person.begun, seconds)

    async def ends(self, seconds: float = 300) -> None:
        """Nobody goes on; whoever waits for a reply still gets it."""
        for person in self.people:
            person.stopped = True
        await self.until(lambda person: not person.said_at, seconds)
