"""Ordinary people beside whom something strange happens: they notice nothing, and all they say is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.bot_process import BotProcess
from tests.telegram.chat import before_long, step_of
from tests.telegram.driver import Talk, begin, choices_of, go_through, is_question, tap_first
from tests.telegram_standin import BotApi, Delivered, Person, voice_note
from tests.watching import exported

LAST = "Thank you. We will listen"


SECONDS = 77
"""How long the speaker's notes claim to be. No strange one claims that."""

OWN = "Cofnod rhif"
"""What everything begins with that the writer writes."""

Told = list[tuple[str, str | bytes]]
"""The words of a question, and what was answered."""


@dataclass
class Bystanders:
    """One who writes and one who speaks."""

    writer: Talk
    speaker: Talk
    written: Told = field(default_factory=list)
    spoken: Told = field(default_factory=list)

    @classmethod
    async def come(cls, api: BotApi) -> Bystanders:
        return cls(await begin(api, "English"), await begin(api, "English"))

    async def write_on(self) -> None:
        await go_through(self.writer, choose=tap_first, answer=self._write, last=LAST)

    async def speak_on(self) -> None:
        await go_through(self.speaker, choose=tap_first, answer=self._speak, last=LAST)

    def _write(self, talk: Talk, question: Delivered, count: int) -> None:
        words = f"{OWN} {count}: ŵ ŷ, مرحبا 🙂\nail linell"
        self.written.append((question.words, words))
        talk.person.writes(words)

    def _speak(self, talk: Talk, question: Delivered, count: int) -> None:
        note = voice_note(0.2, seed=1000 + count)
        self.spoken.append((question.words, note))
        talk.person.speaks(note, seconds=SECONDS)

    async def are_kept_once(self, bot: BotProcess) -> list[dict[str, str]]:
        """Each answer is there once, under its question, and nothing else of theirs. Returns the whole export."""
        rows: list[dict[str, str]] = []

        async def fetched() -> bool:
            rows[:] = await exported(bot)
            return not any(row["seconds"] == str(SECONDS) for row in rows)  # what is fetched is measured, too

        await before_long(fetched, 60)
        read = Counter((row["question"], row["text"]) for row in rows if row["text"].startswith(OWN))
        sounds = [(row["question"], (bot.folder / "out" / row["recording"])) for row in rows if row["recording"]]
        own = {note for _, note in self.spoken}
        heard = Counter((words, sound) for words, path in sounds if (sound := path.read_bytes()) in own)
        assert len(self.written) + len(self.spoken) > 20
        assert read == Counter(self.written)
        assert _told(heard - Counter(self.spoken)) == _told(Counter(self.spoken) - heard) == []
        return rows


async def can_go_on(person: Person) -> None:
    """After Start, and answering what is before them, they come to one question after the other."""
    person._seen = len(person.chat)  # what strange things led to is not what they look at
    person.writes("/start")
    seen: set[str] = set()
    while len(seen) < 3:
        [message] = await person.receives(1, timeout=30)
        if is_question(message):
            seen.add(f"{step_of(message)} {message.words}")
            answers(person, message)


def answers(person: Person, question: Delivered) -> None:
    """The first choice, or on to the next question."""
    if choices := choices_of(question):
        person.taps(question, choices[0])
    else:
        person.writes("9")


def _told(answers: Counter[tuple[str, bytes]]) -> list[tuple[str, int]]:
    """Spoken answers as they can be read in a failure."""
    return sorted((question, len(sound)) for question, sound in answers.elements())
