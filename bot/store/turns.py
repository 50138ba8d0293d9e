"""Turns: what is known before one, and everything it changes, in one transaction."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.events import Amend, Answer, Drop, Effect, Keep, Share
from bot.core.session import Session
from bot.ports import Spoken
from bot.store.database import Database, upsert
from bot.store.schema import addresses, answers, outbox, recordings, seen, sessions, wipes


@dataclass(frozen=True)
class LastQuestion:
    """The question that was put last: its row in the outbox, whether it got through, and how often it did not."""

    row: int
    state: str
    ref: str
    tries: int


@dataclass(frozen=True)
class Before:
    """What is known when something comes in. `seen` says that it came in before, `known` that the address is ours.

    `session` is None for somebody new; `consultation` is the one it belongs to. `heard` and `heard_language`
    are the present question as it was put.
    """

    seen: bool
    known: bool
    participant: str
    session: Session | None = None
    consultation: str = ""
    heard: str = ""
    heard_language: str = ""
    last: LastQuestion | None = None


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent: `replay` are the ids of answers to be played back before it."""

    spoken: Spoken
    replay: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """Everything that one turn changes. `held` messages wait for a page to fetch them."""

    update: str
    participant: str
    channel: str
    address: str
    consultation: str
    conversation: str
    session: Session | None
    heard: str
    heard_language: str
    effects: Sequence[Effect]
    before: Before
    outgoing: Sequence[Outgoing]
    held: bool
    at: datetime


_SESSION = (sessions.c.state, sessions.c.consultation, sessions.c.heard, sessions.c.heard_language)
_LAST = (outbox.c.id.label("last_row"), outbox.c.state.label("last_state"), outbox.c.ref, outbox.c.tries)
_LAST_ROW = (
    select(func.max(outbox.c.id))
    .where(outbox.c.participant == addresses.c.participant, outbox.c.ask > 0, outbox.c.replay == "")
    .correlate(addresses)
    .scalar_subquery()
)


class Turns:
    """Loads what a turn needs, and commits what it changes."""

    def __init__(self, database: Database, secret: bytes) -> None:
        self._database = database
        self._secret = secret

    def _hash(self, channel: str, address: str) -> str:
        return hmac.new(self._secret, f"{channel}:{address}".encode(), hashlib.sha256).hexdigest()

    async def load(self, update_key: str, channel: str, address: str) -> Before:
        """Everything known about the person at this address, in one look; a new random id for somebody new."""
        taken = exists().where(seen.c.update == update_key).label("taken")
        statement = (
            select(addresses.c.participant, addresses.c.retired, *_SESSION, *_LAST, taken)
            .select_from(addresses.outerjoin(sessions, sessions.c.participant == addresses.c.participant))
            .outerjoin(outbox, outbox.c.id == _LAST_ROW)
            .where(addresses.c.hash == self._hash(channel, address))
        )
        async with self._database.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            return Before(seen=False, known=False, participant=secrets.token_hex(5))
        return Before(
            seen=row.taken,
            known=not row.retired,
            participant=row.participant,
            session=Session.from_json(row.state) if row.state else None,
            consultation=row.consultation or "",
            heard=row.heard or "",
            heard_language=row.heard_language or "",
            last=LastQuestion(row.last_row, row.last_state, row.ref, row.tries) if row.last_row else None,
        )

    async def commit(self, record: Record) -> list[int]:
        """Write it all or nothing. Returns the outbox rows made. Raises StoreError."""
        rows: list[int] = await self._database.write(lambda connection: self._write(connection, record))
        return rows

    async def _write(self, connection: AsyncConnection, record: Record) -> list[int]:
        await connection.execute(insert(seen).values(update=record.update, at=record.at))
        if not record.before.known:
            await self._write_address(connection, record)
        if record.session is not None:
            await _write_session(connection, record, record.session)
        for effect in record.effects:
            await _write_effect(connection, record, effect)
        return await _write_outgoing(connection, record)

    async def _write_address(self, connection: AsyncConnection, record: Record) -> None:
        values = {
            "hash": self._hash(record.channel, record.address),
            "participant": record.participant,
            "channel": record.channel,
            "address": record.address,
            "retired": False,
        }
        # Whoever writes to us can be written to again, even if they once had blocked us.
        await upsert(connection, addresses, values, ["hash"], {"retired": False})

    async def address_of(self, participant: str, channel: str) -> str | None:
        """Where somebody can be reached, or None."""
        mine = (addresses.c.participant == participant) & (addresses.c.channel == channel)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(
                select(addresses.c.address).where(mine, addresses.c.retired.is_(False))
            )
            return found

    async def retire(self, channel: str, address: str) -> None:
        """This address can not be reached any more. What the person said stays."""
        hashed = self._hash(channel, address)
        statement = update(addresses).where(addresses.c.hash == hashed).values(retired=True)
        await self._database.write(lambda connection: connection.execute(statement))

    async def forget_seen(self, before: datetime) -> None:
        """Let go of update numbers so old that they can not come again."""
        statement = delete(seen).where(seen.c.at < before)
        await self._database.write(lambda connection: connection.execute(statement))


async def _write_session(connection: AsyncConnection, record: Record, session: Session) -> None:
    values = {
        "participant": record.participant,
        "consultation": record.consultation,
        "state": session.to_json(),
        "heard": record.heard,
        "heard_language": record.heard_language,
        "changed": record.at,
    }
    await upsert(connection, sessions, values, ["participant"], values)


async def _write_effect(connection: AsyncConnection, record: Record, effect: Effect) -> None:
    match effect:
        case Keep(answer):
            await _keep(connection, record, answer)
        case Amend(answer=answer_id, text=text, options=options):
            values: dict[str, Any] = {"options": list(options)} if options else {"text": text}
            await connection.execute(update(answers).where(answers.c.id == answer_id).values(values))
        case Drop(answer_id):
            await _wipe(connection, answer_id)
        case Share(answers=ids, level=level):
            await connection.execute(update(answers).where(answers.c.id.in_(ids)).values(share=level))
        case _:
            pass  # what is said goes out through `outgoing`


async def _wipe(connection: AsyncConnection, answer: str) -> None:
    """Wipe an answer now, and note what is still to be wiped of it outside the database."""
    held = select(recordings.c.answer, recordings.c.channel, recordings.c.file).where(
        recordings.c.answer == answer
    )
    await connection.execute(insert(wipes).from_select(["answer", "channel", "file"], held))
    await connection.execute(delete(answers).where(answers.c.id == answer))


async def _keep(connection: AsyncConnection, record: Record, answer: Answer) -> None:
    question, language, version = await _question_of(connection, record, answer)
    values = asdict(answer)
    file, seconds = values.pop("file"), values.pop("seconds")
    del values["source"]
    await connection.execute(
        insert(answers).values(
            **{**values, "options": list(answer.options)},
            participant=record.participant,
            session=answer.id.rpartition("-")[0],
            consultation=record.consultation,
            conversation=record.conversation,
            version=version,
            language=language,
            question=question,
        )
    )
    if file:
        await connection.execute(
            insert(recordings).values(
                answer=answer.id, channel=record.channel, file=file, seconds=seconds, not_before=record.at
            )
        )


async def _question_of(connection: AsyncConnection, record: Record, answer: Answer) -> tuple[str, str, str]:
    """The words this answers, their language and version: the present question, or an earlier one's answer's."""
    session = record.before.session
    told = next((t for t in record.session.told if t.id == answer.id), None) if record.session else None
    if session and told and told.place == replace(session.place, page=0):
        return record.before.heard, record.before.heard_language, session.version
    statement = select(answers.c.question, answers.c.language, answers.c.version).where(
        answers.c.session == (session.id if session else ""),
        answers.c.step == answer.step,
        answers.c.part == answer.part,
        answers.c.probe == answer.probe,
        answers.c.round == answer.round,
    )
    row = (await connection.execute(statement.limit(1))).one_or_none()
    return (row.question, row.language, row.version) if row else ("", "", "")


async def _write_outgoing(connection: AsyncConnection, record: Record) -> list[int]:
    """Queue what is said. A new question takes the place of the one before, even if that never went out."""
    if any(outgoing.spoken.ask for outgoing in record.outgoing):
        old = (outbox.c.ask > 0) | outbox.c.state.in_(("sent", "held"))
        await connection.execute(delete(outbox).where(outbox.c.participant == record.participant, old))
    rows = []
    for outgoing in record.outgoing:
        values = {
            "participant": record.participant,
            "channel": record.channel,
            "spoken": asdict(outgoing.spoken),
            "ask": outgoing.spoken.ask,
            "state": "held" if record.held else "waiting",
            "not_before": record.at,
        }
        # Each playback is a row of its own: when what comes after it has to be sent again, it has not.
        for replay in (*outgoing.replay, ""):
            rows.append(await _insert(connection, {**values, "replay": replay}))  # noqa: PERF401 - in order
    return rows


async def _insert(connection: AsyncConnection, values: dict[str, Any]) -> int:
    key = (await connection.execute(insert(outbox).values(values))).inserted_primary_key
    assert key is not None
    return int(key[0])
