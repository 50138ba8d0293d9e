"""`kill -9` while people talk: what a person said is kept once, under the question they were answering."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path

from tests.bot_process import BotProcess, running_bot
from tests.telegram.chat import ask_of, before_long, soon, step_of
from tests.telegram.driver import choices_of, flat, is_probe, is_question, number_of, rows_of
from tests.telegram_standin import BotApi, Delivered, Person, voice_note

TOKEN = "123456:test-token"
SEED = 20261122
PEOPLE = 8
KILLS = 10
LONGEST_SILENCE = 30.0
LAST_WORDS = "Thank you. We will listen"
SHARES = ("voice", "words", "team")
YES = ("consent", "consent_topics", "consent_age")
UNCOUNTED = ("check", "topics")  # what is chosen there is told by the shares, and not by one tap


@dataclass
class Notes:
    """Voice notes that all differ, made before anybody speaks: making one takes the time of several turns."""

    ready: Iterator[bytes]

    @classmethod
    def record(cls, number: int) -> Notes:
        return cls(iter([voice_note(0.1, seed) for seed in range(number)]))


@dataclass
class Somebody:
    """A person who answers what is before them once, whatever becomes of the bot meanwhile."""

    number: int
    person: Person
    chance: random.Random
    notes: Notes
    hurry: asyncio.Event
    numbers: Iterator[int] = field(default_factory=count)
    said: list[tuple[str, str | bytes]] = field(default_factory=list)  # the question's words, the answer
    chose: list[tuple[str, str]] = field(default_factory=list)  # the question's words, the option's id
    finished: int = 0

    @property
    def share(self) -> str:
        return SHARES[self.number % len(SHARES)]

    async def talks(self) -> None:
        """Goes through the conversation, again and again until there is no time left for another."""
        self.person.writes("/start")
        answered = await self._chooses_english()
        while True:
            question = await self._sees_a_question(after=answered)
            if LAST_WORDS in question.words:
                self.finished += 1
                if self.hurry.is_set():
                    return
                self.person.writes("/start")
            else:
                await self._thinks()
                self._answers(question)
            answered = ask_of(question)

    async def _chooses_english(self) -> int:
        while True:
            [message] = await self.person.receives(1, timeout=LONGEST_SILENCE)
            if message.words.startswith("English"):
                self.person.taps(message, flat(message)[0])
                return ask_of(message)

    async def _thinks(self) -> None:
        if not self.hurry.is_set():
            await asyncio.sleep(self.chance.uniform(0.02, 0.9))

    async def _sees_a_question(self, after: int) -> Delivered:
        """The next question that was not answered yet; the same one once more is no new one."""
        while True:
            [message] = await self.person.receives(1, timeout=LONGEST_SILENCE)
            if is_question(message) and ask_of(message) > after:
                return message

    def _answers(self, question: Delivered) -> None:
        if choices_of(question) and not is_probe(question):
            self._chooses(question)
        elif self.chance.random() < 0.1:
            self.person.writes("9")
        elif self.chance.random() < 0.5:
            note = next(self.notes.ready)
            self.said.append((question.words, note))
            self.person.speaks(note, seconds=1)
        else:
            words = f"person {self.number}, answer {next(self.numbers)}: ŵ مرحبا 🙂"
            self.said.append((question.words, words))
            self.person.writes(words)

    def _chooses(self, question: Delivered) -> None:
        button = self._prefers(question)
        _, step, key = button[1].split(":")
        if key.startswith("option.") and step not in UNCOUNTED and len(choices_of(question)) > 1:
            self.chose.append((question.words, key.removeprefix("option.")))
        if self.chance.random() < 0.3:
            self.person.writes(number_of(button))
        else:
            self.person.taps(question, button)

    def _prefers(self, question: Delivered) -> tuple[str, str]:
        """Says yes to what must be; keeps what is played back, and always shares it with the same circle."""
        buttons = choices_of(question)
        step = step_of(question)
        if step == "topics":
            asked_again = question.words.startswith("Anything else")
            return buttons[-1] if asked_again else self.chance.choice(buttons[:4])
        shares = [button for button in buttons if button[1].endswith(f"option.{self.share}")]
        if step == "check" and shares:
            return shares[0]
        return buttons[0] if step in (*YES, "check") else self.chance.choice(buttons)


@dataclass
class Killer:
    """Kills the bot and starts it again, at moments that only chance knows."""

    bot: BotProcess
    chance: random.Random
    people: list[Somebody]
    at: list[float] = field(default_factory=list)

    async def goes_round(self) -> None:
        for number in range(KILLS):
            await asyncio.sleep(self.chance.uniform(0.2, 3.5))
            if number % 2:
                await self._until_something_arrives()
            await self.bot.kill()
            self.at.append(time.monotonic())
            await self.bot.start()

    async def _until_something_arrives(self) -> None:
        """The very moment in which the bot has sent a message and has not heard that it arrived."""
        before = self._arrived()
        await soon(lambda: self._arrived() > before, seconds=10)

    def _arrived(self) -> int:
        return sum(len(somebody.person.chat) for somebody in self.people)


async def test_kill_at_any_moment_loses_nothing_and_puts_nothing_in_the_wrong_place(
    tmp_path: Path, clips: Path
) -> None:
    """Whenever the bot dies: all can finish, and each answer is there once, under the question it answered."""
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    notes = Notes.record(240)
    async with (
        BotApi(token=TOKEN) as api,
        running_bot(
            tmp_path / "bot", SGWRS_TELEGRAM_TOKEN=TOKEN, SGWRS_TELEGRAM_API=api.url, SGWRS_CLIPS=str(clips)
        ) as bot,
    ):
        api.faults.latency_ms = (0, 30)
        hurry = asyncio.Event()
        people = [
            Somebody(number, api.person(f"P{number}"), random.Random(SEED + number), notes, hurry)
            for number in range(PEOPLE)
        ]
        killer = Killer(bot, chance, people)
        async with asyncio.TaskGroup() as tasks:
            for somebody in people:
                tasks.create_task(somebody.talks())
            await killer.goes_round()
            hurry.set()
            api.faults.latency_ms = 0
        await api.settled()
        rows = await exported(bot)
        assert len(killer.at) == KILLS
        assert all(somebody.finished for somebody in people)
        holds_every_answer_once(rows, people, bot.folder / "out")
        for somebody in people:
            was_told_nothing_twice_without_need(somebody, killer.at)


async def exported(bot: BotProcess) -> list[dict[str, str]]:
    """The answers in an export, after all recordings were fetched."""
    rows: list[dict[str, str]] = []

    async def all_is_fetched() -> bool:
        code, output = await bot.command("export", "--format", "csv", "--out", "out")
        assert code == 0, output
        rows[:] = rows_of(bot.folder / "out")
        return not any(row["recording_state"] == "waiting" for row in rows)

    await before_long(all_is_fetched)
    return rows


def holds_every_answer_once(rows: list[dict[str, str]], people: list[Somebody], folder: Path) -> None:
    """What was said and what is kept are the same: contents, questions, circles; nothing more, nothing less."""
    kept: Counter[tuple[str, str | bytes, str]] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["kind"] == "choice":
            if row["step"] != "topics":
                chosen[row["question"], row["choice"]] += 1
            continue
        assert row["recording_state"] in ("", "kept")
        content = (folder / row["recording"]).read_bytes() if row["recording"] else row["text"]
        kept[row["question"], content, row["share"]] += 1
    said = Counter((words, answer, one.share) for one in people for words, answer in one.said)
    assert sum(said.values()) > 60
    assert _told(kept - said) == _told(said - kept) == []
    taken = Counter(choice for somebody in people for choice in somebody.chose)
    assert sorted((chosen - taken).elements()) == sorted((taken - chosen).elements()) == []


def _told(answers: Counter[tuple[str, str | bytes, str]]) -> list[tuple[str, str, str]]:
    """Answers as they can be read in a failure: of a recording only its size."""
    return sorted(
        (words.partition("\n")[0], answer if isinstance(answer, str) else f"{len(answer)} bytes", share)
        for words, answer, share in answers.elements()
    )


def was_told_nothing_twice_without_need(somebody: Somebody, kills: list[float]) -> None:
    """A question or a playback comes again only if a kill lies between: it was the one in flight."""
    own = {answer for _, answer in somebody.said}
    came: dict[object, list[float]] = defaultdict(list)
    for message in somebody.person.chat:
        if is_question(message):
            came[flat(message)[0][1], message.words].append(message.at)
        elif message.content in own or "“" in message.words:
            came[message.content, message.words].append(message.at)
    for moments in came.values():
        for first, second in pairwise(moments):
            assert any(first - 1 < kill < second for kill in kills)
