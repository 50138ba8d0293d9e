"""Reasons that somebody spoke: where their recordings are, and which are there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from bot.store.database import Database
from bot.store.schema_review import responses

KEPT = "kept"
LOST = "lost"
_WAITING = "waiting "
_SPOKEN = responses.c.recording != ""
"""Few are: there is an index of only these."""

_TO_FETCH = select(responses.c.id, responses.c.recording).where(
    _SPOKEN, responses.c.recording.startswith(_WAITING)
)
_THERE = select(responses.c.id).where(_SPOKEN, responses.c.recording == KEPT)


def waiting(channel: str, file: str) -> str:
    """What the column `recording` holds until it was fetched."""
    return f"{_WAITING}{channel} {file}"


def name_of(response: int) -> str:
    """What its file is called among the recordings, without the ending."""
    return f"reason.{response}"


@dataclass(frozen=True)
class Spoken:
    """A recording that is still to be fetched."""

    response: int
    recording: str

    @property
    def channel(self) -> str:
        return self.recording.split(" ", 2)[1]

    @property
    def file(self) -> str:
        return self.recording.split(" ", 2)[2]


class SpokenReasons:
    """Those of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self) -> list[Spoken]:
        """Raises StoreError."""
        async with self._database.read() as connection:
            return [Spoken(*row) for row in await connection.execute(_TO_FETCH)]

    async def settle(self, spoken: Spoken, state: str) -> None:
        """It is kept, or lost; nothing happens if they said something else meanwhile. Raises StoreError."""
        this = (responses.c.id == spoken.response, responses.c.recording == spoken.recording)
        change = update(responses).where(*this).values(recording=state)
        await self._database.write(lambda connection: connection.execute(change))

    async def kept(self) -> set[str]:
        """The names of all files that are to be there. Raises StoreError."""
        async with self._database.read() as connection:
            return {name_of(response) for response in (await connection.execute(_THERE)).scalars()}
