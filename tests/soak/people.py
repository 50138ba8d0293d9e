"""The people: each answers what is before them, and knows exactly what must be kept of it, and where."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from bot.core import phrases
from tests.soak.killing import Clock, Watched
from tests.soak.saying import Answer, Choice, Voice
from tests.telegram.chat import ask_of, step_of
from tests.telegram.driver import choices_of, flat, is_probe, is_question, number_of
from tests.telegram.tongues import CONSENT, ON_THE_WAY
from tests.telegram_standin import Delivered, Person, Said

LONGEST_SILENCE = 60.0
"""Whoever waits longer for their next question, of the time in which the bot is up, is stuck."""

_SHARES = ("voice", "words", "team")
_FIRST = ("can_they", "consent", "consent_topics", "consent_age", "check")  # their first choice is yes, or keep
_OPEN_AFTER = ("good_day", "gifts", "people", "why", "together")  # what follows these is an open question too
_NOT_AGAIN = ("welcome", "topics", "check", "thanks")  # where nobody asks to be asked once more


class Stuck(Exception):  # noqa: N818 - no fault of this code
    """Somebody hears nothing any more."""


@dataclass
class Somebody:
    """A person who talks until `hurry` is set and they are through."""

    number: int
    person: Person
    api: Watched
    clock: Clock
    chance: random.Random
    voice: Voice
    thinking: float
    hurry: asyncio.Event
    run: int = 1
    said: list[Answer] = field(default_factory=list)
    chose: list[Choice] = field(default_factory=list)
    agreed: list[Choice] = field(default_factory=list)  # what they chose where they were asked for consent
    helped: dict[int, str] = field(default_factory=dict)  # in which runs somebody helped, and who
    acts: list[float] = field(default_factory=list)  # when they did something that brings the next question
    followed: list[tuple[str, str]] = field(default_factory=list)  # an open question, and the one after its answer
    halves: int = 0  # answers in two messages
    parted: int = 0  # those of which the second half lies under the next question
    changes: int = 0
    returns: int = 0
    finished: int = 0
    stuck: str = ""
    wrong: list[str] = field(default_factory=list)
    _read: int = 0
    _picked: list[str] = field(default_factory=list)
    _topics: str = ""

    @property
    def share(self) -> str:
        return _SHARES[self.number % len(_SHARES)]

    async def talks(self) -> None:
        """Goes through the conversation, again and again until there is no time left for another."""
        try:
            await self._chooses_english()
            while True:
                question = await self._is_asked()
                if step_of(question) == "thanks" and not choices_of(question):
                    self.finished += 1
                    if self.hurry.is_set():
                        return
                await self._thinks()
                await self._reacts_to(question)
        except Stuck as error:
            self.stuck = str(error)

    # ---- hearing

    async def _chooses_english(self) -> None:
        self._begins()
        waiting = self.clock.up
        while True:
            message = await self._hears(waiting)
            if is_question(message) and flat(message)[0][1].endswith(":language.en"):
                self._acts()
                self.person.taps(message, flat(message)[0])
                return

    async def _is_asked(self) -> Delivered:
        """The question that their last act brought. If it has a higher number, they go by that from there on."""
        question = await self._sees_a_new_question()
        if ahead := ask_of(question) - len(self.acts):
            self.wrong.append(f"asked {ask_of(question)} after {len(self.acts)} acts: {_short(question.words)}")
            self.acts += [time.monotonic()] * ahead
        return question

    async def _sees_a_new_question(self) -> Delivered:
        """The first question after their last act; the same one once more is no new one."""
        waiting = self.clock.up
        while True:
            message = await self._hears(waiting)
            if is_question(message) and ask_of(message) >= len(self.acts):
                return message

    def _still_has_it_before_them(self) -> None:
        """What they just heard they hear again: it is not answered yet."""
        self._read -= 1

    async def _hears(self, waiting: float) -> Delivered:
        chat = self.person.chat
        while len(chat) <= self._read:
            if self.clock.up - waiting > LONGEST_SILENCE:
                last = _short(chat[-1].words) if chat else "nothing"
                raise Stuck(f"run {self.run}, after {len(self.acts)} acts; the last message is: {last}")
            await self.person._changed.until(lambda: len(chat) > self._read, 2.0)
        self._read += 1
        return chat[self._read - 1]

    async def _thinks(self) -> None:
        if not self.hurry.is_set() and self.chance.random() > 0.25:
            await asyncio.sleep(self.chance.uniform(0, 2.67 * self.thinking))

    # ---- doing

    def _acts(self) -> None:
        self.acts.append(time.monotonic())

    def _begins(self) -> None:
        self._acts()
        self.person.writes("/start")

    async def _reacts_to(self, question: Delivered) -> None:
        step, mood = step_of(question), 1.0 if self.hurry.is_set() else self.chance.random()
        if step == "thanks":
            self._starts_again(question)
        elif mood < 0.04 and step not in _NOT_AGAIN:
            self._asks_again(question)
        elif choices_of(question) and not is_probe(question):
            self._chooses(question)
        elif self.said and self.chance.random() < 0.1:
            self._presses(question, "control.skip")
        elif 0.8 < mood < 1 and step in _OPEN_AFTER:
            await self._says_it_in_two(question)
        else:
            await self._says_it(question)

    def _starts_again(self, question: Delivered) -> None:
        if not choices_of(question):
            self._begins()
            return
        self.run += 1
        self._presses(question, "aside.start_again")

    def _asks_again(self, question: Delivered) -> None:
        """Comes back with /start in the middle, or has the question said once more."""
        if self.chance.random() < 0.5:
            self.returns += 1
            self._begins()
        else:
            self._presses(question, "control.again")

    def _presses(self, question: Delivered, key: str) -> None:
        """Taps a button, once or, as the impatient do, twice; or types its number."""
        button = next(button for button in flat(question) if button[1].endswith(f":{key}"))
        self._acts()
        if self.chance.random() < 0.3:
            self.person.writes(number_of(button))
            return
        self.person.taps(question, button)
        if self.chance.random() < 0.05 and key not in ("control.again", "aside.start_again"):
            self.person.taps(question, button)

    def _chooses(self, question: Delivered) -> None:
        step, key = step_of(question), self._prefers(question)
        option = key.removeprefix("option.")
        if step == "topics":
            self._picks(question, option)
        elif step in CONSENT:
            self.agreed.append(Choice(self.run, step, option, question.words))
        elif step == "who_helps":
            self.helped[self.run] = option
        elif step not in ("check", *ON_THE_WAY) and len(choices_of(question)) > 1:
            self.chose.append(Choice(self.run, step, option, question.words))
        self._presses(question, key)

    def _picks(self, question: Delivered, option: str) -> None:
        """One more of several, or enough; what was picked counts under the question's first words."""
        if option != "page.enough":
            self._topics = self._topics if self._picked else question.words
            self._picked.append(option)
            return
        self.chose.append(Choice(self.run, "topics", " ".join(self._picked), self._topics))
        self._picked = []

    def _prefers(self, question: Delivered) -> str:
        """Says yes to what must be; keeps what is played back, and always shares it with the same circle."""
        keys = [data.split(":")[2] for _, data in choices_of(question)]
        step = step_of(question)
        if step == "topics":
            left = [key for key in keys[:4] if key.removeprefix("option.") not in self._picked]
            return self.chance.choice(left) if len(self._picked) < self.chance.randint(1, 3) else "page.enough"
        if f"option.{self.share}" in keys:
            return f"option.{self.share}"
        return keys[0] if step in _FIRST else self.chance.choice(keys)

    # ---- saying

    def _says(self, question: Delivered) -> tuple[Answer, Said]:
        if self.chance.random() < 0.5:
            content: str | bytes = self.voice.recording()
            said = self.person.speaks(content, seconds=1)
        else:
            content = self.voice.words()
            said = self.person.writes(content)
        self.said.append(Answer(self.run, question.words, content, time.monotonic()))
        return self.said[-1], said

    async def _says_it(self, question: Delivered) -> None:
        """One answer; if it is written, it may be put right afterwards."""
        self._acts()
        answer, said = self._says(question)
        if isinstance(answer.content, str) and self.chance.random() < 0.1:
            await asyncio.sleep(self.chance.choice((0, 0, 0.1, 0.5)))
            answer.before_it_was_changed, answer.content = answer.content, self.voice.words()
            self.changes += 1
            self.person.edits(said, answer.content)
        following = await self._is_asked()
        self.followed.append((question.words, following.words))
        self._still_has_it_before_them()

    async def _says_it_in_two(self, question: Delivered) -> None:
        """An answer in two messages, at once or while the next question is already on its way, but not seen yet.

        The second half must lie beside the first. Only if a kill or a fault lay between may the bot not know that
        it was early, and take it for an answer to the next question, even if that was never shown. Which of the
        two it did can be told by the number of the question that is asked when the person comes back with /start.
        """
        self._acts()
        seen = len(self.person.chat)
        self._says(question)
        await asyncio.sleep(self.chance.choice((0, self.chance.uniform(0, 0.12))))
        if len(self.person.chat) > seen:
            return
        half, said = self._says(question)
        self.halves += 1
        await self._sees_a_new_question()
        self._still_has_it_before_them()
        await self._is_taken_in(said)
        if not self._was_disturbed(since=question.at - 1):
            return
        self.returns += 1
        self._begins()
        now = await self._is_welcomed_back()
        self._still_has_it_before_them()
        if ask_of(now) == len(self.acts):
            return
        self.parted += 1
        number = ask_of(question) + 1
        self.acts.insert(-1, half.at)
        half.after, half.question = question.words, None
        for message in self.person.chat:
            if is_question(message) and ask_of(message) == number:
                half.question = message.words

    async def _is_taken_in(self, said: Said) -> None:
        while said.update_id is not None and not self.api.is_confirmed(said.update_id):  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # a signal would wake everybody each time that anybody says anything

    async def _is_welcomed_back(self) -> Delivered:
        """The question they return to: nothing older can come after it."""
        waiting, welcomed = self.clock.up, False
        while True:
            message = await self._hears(waiting)
            welcomed = welcomed or message.words == phrases.WELCOME_BACK.english
            if welcomed and is_question(message):
                return message

    def _was_disturbed(self, since: float) -> bool:
        return self.clock.killed_since(since) or self.api.failed_since(since, self.person.id)


def _short(words: str) -> str:
    return words.partition("\n")[0][:60]
