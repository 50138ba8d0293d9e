"""What an attack needs: a bot of its own, people around its board, raw bytes, and a look into its log."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx

from bot.store.database import Database
from bot.store.desk import Desk
from bot.store.exports import Export, Exports
from bot.store.members import Member, Members, Role
from tests.bot_process import BotProcess, running_bot
from tests.keys import hash_of, keys_in
from tests.telegram.chat import before_long, soon
from tests.telegram.running import looked_up
from tests.telegram_standin import voice_note
from tests.web.test_robustness import at_open_question, say, send

AT_THE_BOARD = "a link to the board was refused"
NOT_SIGNED_IN = "not signed in was refused the board"
NOT_HEARD = "a recording was refused on the board"
FROM_ELSEWHERE = "a form from another site was refused"

GUESSED = "A" * 43
"""What a cookie and a link look like, and what none of ours is."""

LONG_AGO = "2020-01-01 00:00:00.000000"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Circle:
    """A running bot, and whoever makes links, checks answers and notes exports for it, as the commands do."""

    bot: BotProcess
    members: Members
    desk: Desk
    exports: Exports

    @classmethod
    @asynccontextmanager
    async def around(cls, bot: BotProcess) -> AsyncIterator[Self]:
        keys = keys_in(bot.folder)
        database = await Database.open(f"sqlite+aiosqlite:///{bot.folder}/data/sgwrs.db", keys)
        try:
            yield cls(bot, Members(database, keys), Desk(database), Exports(database))
        finally:
            await database.close()

    def somebody(self, *, headers: dict[str, str] | None = None, **cookies: str) -> httpx.AsyncClient:
        """A device that follows no redirects by itself."""
        return httpx.AsyncClient(base_url=self.bot.url, timeout=20, cookies=cookies, headers=headers)

    # ---- people of the board

    async def invited(self, role: Role = "panel", name: str = "Ann") -> str:
        """The secret of a fresh invitation."""
        return await self.members.invite(role, "citizen", name, now())

    async def member(self, role: Role = "panel", name: str = "Ann") -> Member:
        chat = ("telegram", f"chat of {name}") if role == "volunteer" else ()
        joined = await self.members.join(await self.invited(role, name), now(), *chat)
        assert joined
        return joined

    async def cookie(self, role: Role = "panel", name: str = "Ann") -> str:
        """The cookie of a browser that is signed in."""
        return await self.members.enter(await self.member(role, name), now())

    def makes_too_old(self, secret: str) -> None:
        looked_up(self.bot.folder, "UPDATE links SET expires = ? WHERE hash = ?", LONG_AGO, _hash(secret))

    def is_used(self, secret: str) -> bool:
        [(used,)] = looked_up(self.bot.folder, "SELECT used FROM links WHERE hash = ?", _hash(secret))
        return used is not None

    async def gives_out(self, recipient: str, purpose: str) -> None:
        """Notes that something left the house."""
        await self.exports.begin(Export(0, now(), recipient, purpose, "csv", everything=False))

    # ---- people who tell

    async def told(self, client: httpx.AsyncClient, words: str) -> str:
        """Somebody new speaks, then writes these words; returns the name of what they spoke, when it is kept."""
        client.follow_redirects = True
        page = await at_open_question(client)
        page = await send(client, page, "voice", voice_note(0.4, seed=7), "audio/ogg")
        await say(client, page, text=words)
        client.follow_redirects = False
        [spoken] = [name for name, heard in self.answers_of(client) if heard == "voice"]

        async def kept() -> bool:
            state = "SELECT state FROM recordings WHERE answer = ?"
            return looked_up(self.bot.folder, state, spoken) == [("kept",)]

        await before_long(kept)
        return spoken

    def answers_of(self, client: httpx.AsyncClient) -> list[tuple[str, str]]:
        """The names of a device's answers, and how each was given."""
        theirs = "participant = (SELECT participant FROM addresses WHERE hash = ?)"
        who = hash_of(self.bot.folder, client.cookies["sgwrs"], "web")
        return looked_up(self.bot.folder, f"SELECT id, heard FROM answers WHERE {theirs} ORDER BY number", who)

    def shares(self, answer: str, share: str) -> None:
        looked_up(self.bot.folder, "UPDATE answers SET share = ? WHERE id = ?", share, answer)

    async def checks(self, answer: str, words: str = "") -> None:
        assert await self.desk.clear(answer, words, "Ann", now())

    # ---- what it said

    async def logs(self, words: str, since: int) -> None:
        """It tells of this in its log, after that line, as one line of JSON that says nothing of anybody."""
        await soon(lambda: any(words in line for line in self.bot.output[since:]), 5)
        line = next(line for line in self.bot.output[since:] if words in line)
        assert set(json.loads(line)) == {"at", "level", "room", "words"}

    @property
    def lines(self) -> int:
        return len(self.bot.output)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@asynccontextmanager
async def circle_in(folder: Path) -> AsyncIterator[Circle]:
    """A bot without voices: it starts in a moment."""
    async with running_bot(folder / "bot", SGWRS_VOICES=",") as bot, Circle.around(bot) as circle:
        yield circle


async def raw(bot: BotProcess, request: str | bytes) -> bytes:
    """What comes back to these very bytes."""
    where = urlsplit(bot.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(request if isinstance(request, bytes) else request.encode("latin-1"))
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()


async def got(bot: BotProcess, path: str, *headers: str, method: str = "GET", host: str = "") -> bytes:
    """What comes back to this path, as it stands here."""
    host = host or urlsplit(bot.url).netloc
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return await raw(bot, "\r\n".join([*head, "", ""]))


def head_of(answer: bytes) -> list[str]:
    """The lines of an answer's head, in small letters."""
    return answer.partition(b"\r\n\r\n")[0].decode("latin-1").lower().split("\r\n")
