"""A person's chat as they hold it in their hand, and the answers that are kept of them."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.core.conversation import Line
from bot.export.rows import COLUMNS, Given, row_of
from bot.store.answers import Answers
from bot.store.database import Database
from bot.store.files import SealedFiles
from tests.keys import hash_of, keys_in
from tests.telegram.driver import choices_of, flat, is_probe, is_question
from tests.telegram_standin import BotApi, Delivered, Person

Reach = Callable[..., Awaitable["Chat"]]


def ask_of(question: Delivered) -> int:
    return int(flat(question)[0][1].partition(":")[0])


def step_of(question: Delivered) -> str:
    return flat(question)[0][1].split(":")[1]


@dataclass
class Chat:
    """What a person has before them: the last question, and what was said before it."""

    api: BotApi
    person: Person
    now: Delivered = field(init=False)
    remarks: list[Delivered] = field(default_factory=list)

    @classmethod
    async def begun(cls, api: BotApi, language: str = "English", **person: Any) -> Self:
        chat = cls(api, api.person("Ann", **person))
        chat.person.writes("/start")
        offered = await chat.person.receives(2)
        message = next(m for m in offered if language in flat(m)[0][0])
        chat.person.taps(message, flat(message)[0])
        await chat.is_asked()
        return chat

    @classmethod
    async def at(
        cls,
        api: BotApi,
        step: str,
        language: str = "English",
        says: Mapping[str, str] | None = None,
        **person: Any,
    ) -> Self:
        """At this step: told yes, first choices and skips, and what they say on the way."""
        chat = await cls.begun(api, language, **person)
        await chat.goes_on_to(step, says or {})
        return chat

    async def goes_on_to(self, step: str, says: Mapping[str, str]) -> None:
        while step_of(self.now) != step:
            if choices_of(self.now) and not is_probe(self.now) and step_of(self.now) != "topics":
                self.taps_number(1)
            elif (words := says.get(step_of(self.now))) and ":control" in flat(self.now)[0][1]:
                self.person.writes(words)
            else:
                self.taps("control.skip")
            await self.is_asked()

    async def is_asked(self, timeout: float = 20) -> Delivered:  # noqa: ASYNC109 - as the stand-in has it
        """The next question; what came before it is in `remarks`."""
        self.remarks = []
        while True:
            [message] = await self.person.receives(1, timeout=timeout)
            if is_question(message):
                self.now = message
                return message
            self.remarks.append(message)

    async def is_told(self, line: Line) -> Delivered:
        """The next message, which asks nothing and says this."""
        [message] = await self.person.receives(1)
        assert message.words == line.english
        return message

    def button(self, key: str, message: Delivered | None = None) -> tuple[str, str]:
        shown = flat(message or self.now)
        return next(button for button in shown if button[1].endswith(f":{key}"))

    def taps(self, key: str, message: Delivered | None = None) -> str:
        """Taps a button, of the last question or an older one, by what it means."""
        return self.person.taps(message or self.now, self.button(key, message))

    def taps_number(self, number: int) -> str:
        return self.person.taps(self.now, next(b for b in flat(self.now) if b[0].startswith(f"{number} ")))

    @property
    def said_before(self) -> list[str]:
        return [message.words for message in self.remarks]


class Book:
    """The answers in the bot's database, as an export tells them; read while the bot runs."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._answers = Answers(database)

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path) -> AsyncIterator[Self]:
        database = await Database.open(f"sqlite+aiosqlite:///{folder}/data/sgwrs.db", keys_in(folder))
        try:
            yield cls(folder, database)
        finally:
            await database.close()

    async def of(self, person: Person, step: str | None = None) -> list[dict[str, str]]:
        """One person's rows, in the order of telling; of one step, or all."""
        code = self._code(person)
        names = [column.name for column in COLUMNS]
        rows = [dict(zip(names, row_of(Given(answer)), strict=True)) async for answer in self._answers.all()]
        mine = [row for row in rows if row["person_code"] == code and step in (None, row["step"])]
        return sorted(mine, key=lambda row: int(row["answer_id"].rpartition("-")[2]))

    async def recordings_of(self, person: Person, step: str) -> list[bytes]:
        """What was recorded at a step, after it was fetched."""
        found: list[dict[str, str]] = []

        async def here() -> bool:
            found[:] = [row for row in await self.of(person, step) if row["recording_state"]]
            return not any(row["recording_state"] == "waiting" for row in found)

        await before_long(here)
        assert {row["recording_state"] for row in found} == {"kept"}
        files = SealedFiles(self.folder / "data/recordings", keys_in(self.folder))
        return [files.read(Path(row["recording"]).name) for row in found]

    def _code(self, person: Person) -> str:
        path = self.folder / "data" / "sgwrs.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            known = connection.execute(
                "SELECT participant FROM addresses WHERE hash = ?", [hash_of(self.folder, person.id)]
            )
            return str(known.fetchone()[0])


async def before_long(true: Callable[[], Awaitable[object]], seconds: float = 20) -> None:
    """Look again and again until it is so: whoever is watched does not know of us."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def soon(true: Callable[[], object], seconds: float = 20) -> None:
    """The same for what can be looked up at once, and more often."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def the_next_second() -> None:
    """Telegram tells the time of a message in whole seconds: here one has just begun."""
    await asyncio.sleep(1.02 - time.time() % 1)
