"""Who may do what: people invited by a link that opens once, and the browsers on which they are signed in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from bot.core.review.rules import Seat
from bot.store.database import Database
from bot.store.schema_review import sittings
from bot.store.schema_rights import entries, links, members
from bot.store.schema_speech import lenders, takes
from bot.store.sealing import Keys

Role = Literal["team", "panel", "volunteer"]
ROLES: Final[tuple[Role, ...]] = ("team", "panel", "volunteer")
"""The small team hears everything, and makes it safe for others; the panel hears what is shared; volunteers lend
their voices to the bot, and hear nobody."""

_MAY_TAKE_OUT: Final = ("team", "staff")
"""Role and bench of those who may take answers out of the house."""

SEATED: Final = ("team", "panel")
"""Roles that have a seat where things are gone through together."""

Bench = Literal["citizen", "staff"]
BENCHES: Final[tuple[Bench, ...]] = ("citizen", "staff")

INVITED: Final = timedelta(days=7)
"""So long an invitation is good."""

DOOR: Final = timedelta(minutes=10)
"""So long a member's own link to the board is good."""

SIGNED_IN: Final = timedelta(hours=12)
"""So long a browser stays signed in: its owner can ask for a new link in their chat."""

SIGNED_IN_FOR_LONG: Final = timedelta(days=30)
"""The same for who has only a browser, and would need a new invitation."""


@dataclass(frozen=True)
class Member:
    """Somebody who was invited and came. `name` is how staff know them; `has_chat`: they came from one.

    One of each bench is the `chair`; the `decider` decides.
    """

    id: str
    role: str
    bench: str
    name: str
    since: datetime
    ended: datetime | None = None
    has_chat: bool = False
    chair: bool = False
    decider: bool = False


@dataclass(frozen=True)
class Invitation:
    """A link that was made: `code` is what staff call it by. Its secret is known only to whom it was given."""

    code: str
    role: str
    bench: str
    name: str
    expires: datetime
    used: datetime | None


class Members:
    """The members of one database."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    # ---- inviting

    async def invite(self, role: str, bench: str, name: str, now: datetime) -> str:
        """The secret of a new invitation: 43 letters that nobody can guess. Raises StoreError."""
        secret = secrets.token_urlsafe(32)
        values = {"role": role, "bench": bench, "name": name, "expires": now + INVITED, "member": None}
        await self._database.write(lambda connection: _make_link(connection, secret, values, now))
        return secret

    async def invitations(self, now: datetime) -> Sequence[Invitation]:
        """Those that can still be used."""
        open_ones = links.c.member.is_(None) & links.c.used.is_(None) & (links.c.expires > now)
        async with self._database.read() as connection:
            rows = await connection.execute(select(links).where(open_ones).order_by(links.c.made))
            return [Invitation(row.code, row.role, row.bench, row.name, row.expires, row.used) for row in rows]

    async def withdraw(self, code: str) -> bool:
        """Make an invitation worthless. False if there is no such one, or it was used."""
        unused = delete(links).where(links.c.code == code, links.c.used.is_(None))
        return bool(await self._database.write(lambda connection: connection.execute(unused).rowcount))

    async def is_open(self, secret: str, now: datetime) -> bool:
        """Whether a link can still be used. It is not used by this."""
        async with self._database.read() as connection:
            return (await connection.execute(_open_link(secret, now))).first() is not None

    # ---- coming in

    async def join(self, secret: str, now: datetime, channel: str = "", address: str = "") -> Member | None:
        """Use a link: an invitation makes a member of whoever is first, a member's own link finds them.

        `address` is the chat they come from, if it is one. None if the link is unknown, used or too old, or is
        somebody else's. Who shows in a chat the invitation that they have used there is told so again. StoreError.
        """
        hashed = self._keys.hash(f"{channel}:{address}") if address else None

        def use(connection: Connection) -> Member | None:
            link = connection.execute(select(links).where(links.c.hash == _hash(secret))).first()
            if link and link.used and hashed:
                return _who_used(connection, link, hashed)
            if link is None or link.used or link.expires <= now or (link.member and hashed):
                return None
            if link.role == "volunteer" and (here := _listens_already(connection, hashed)):
                return here
            if link.role == "volunteer" and not hashed:
                return None
            if link.member:
                member = connection.execute(select(members).where(members.c.id == link.member)).first()
            else:
                member = _new_member(connection, link, hashed, channel, address, now)
            if member is None or member.ended:
                return None
            used = update(links).where(links.c.hash == link.hash)
            connection.execute(used.values(used=now, member=member.id))
            return _member(member)

        return await self._database.write(use)

    async def at(self, channel: str, address: str) -> Member | None:
        """The member who writes from this chat, or None."""
        hashed = self._keys.hash(f"{channel}:{address}")
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(members).where(members.c.hash == hashed, members.c.ended.is_(None))
                )
            ).first()
            return _member(row) if row else None

    async def door(self, member: Member, now: datetime) -> str:
        """The secret of a member's own link to the board. Raises StoreError."""
        secret = secrets.token_urlsafe(32)
        values = {
            "role": member.role,
            "bench": member.bench,
            "name": member.name,
            "expires": now + DOOR,
            "member": member.id,
        }
        await self._database.write(lambda connection: _make_link(connection, secret, values, now))
        return secret

    # ---- browsers

    async def enter(self, member: Member, now: datetime) -> str:
        """Sign a browser in; returns the secret for its cookie. Raises StoreError."""
        secret = secrets.token_urlsafe(32)
        expires = now + (SIGNED_IN if member.has_chat else SIGNED_IN_FOR_LONG)
        values = {"hash": _hash(secret), "member": member.id, "since": now, "expires": expires}
        await self._database.write(lambda connection: connection.execute(insert(entries).values(values)))
        return secret

    async def signed_in(self, secret: str, now: datetime) -> Member | None:
        """Whose browser this is, or None."""
        found = (
            select(members)
            .join(entries, entries.c.member == members.c.id)
            .where(entries.c.hash == _hash(secret), entries.c.expires > now, members.c.ended.is_(None))
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found)).first()
            return _member(row) if row else None

    async def leave(self, secret: str) -> None:
        """Sign this browser out."""
        gone = delete(entries).where(entries.c.hash == _hash(secret))
        await self._database.write(lambda connection: connection.execute(gone))

    # ---- for staff

    async def all(self) -> Sequence[Member]:
        async with self._database.read() as connection:
            return [_member(row) for row in await connection.execute(select(members).order_by(members.c.since))]

    async def chats(self) -> Sequence[tuple[Member, str, str]]:
        """Every member who has a chat, with its channel and address."""
        chatting = select(members).where(members.c.hash.is_not(None), members.c.ended.is_(None))
        async with self._database.read() as connection:
            return [(_member(row), row.channel, row.address) for row in await connection.execute(chatting)]

    async def seat(self, member: str, *, chair: bool = False, decider: bool = False) -> bool:
        """They are the one chair of their bench, or the one who decides. False if nobody is called so."""

        def work(connection: Connection) -> bool:
            here = (members.c.id == member) & members.c.ended.is_(None) & members.c.role.in_(SEATED)
            found = connection.execute(select(members.c.bench).where(here)).first()
            if found is None:
                return False
            if chair:
                connection.execute(update(members).where(members.c.bench == found.bench).values(chair=False))
                connection.execute(update(members).where(here).values(chair=True))
            if decider:
                connection.execute(update(members).values(decider=False))
                connection.execute(update(members).where(here).values(decider=True))
            return True

        return await self._database.write(work)

    async def end(self, member: str, now: datetime) -> bool:
        """They may do nothing any more, and a voice they lent is wiped. False if there is no such member."""

        def work(connection: Connection) -> bool:
            change = update(members).where(members.c.id == member, members.c.ended.is_(None))
            ended = connection.execute(change.values(ended=now, hash=None, address="", channel="")).rowcount
            for table in (entries, links):
                connection.execute(delete(table).where(table.c.member == member))
            connection.execute(update(takes).where(takes.c.member == member).values(state="gone"))
            connection.execute(delete(lenders).where(lenders.c.member == member))
            connection.execute(delete(sittings).where(sittings.c.who == member))
            return bool(ended)

        return await self._database.write(work)


def _hash(secret: str) -> str:
    """What is kept of a secret: a random one of 256 bits needs no key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _open_link(secret: str, now: datetime) -> Any:
    """A link that a browser can open: a volunteer lends a voice in a chat."""
    mine = (links.c.hash == _hash(secret)) & links.c.used.is_(None) & (links.c.expires > now)
    return select(links).where(mine, links.c.role != "volunteer")


def _who_used(connection: Connection, link: Row[Any], hashed: str) -> Member | None:
    """The member who used this link from this chat: it may come to us twice."""
    found = select(members).where(members.c.id == link.member, members.c.hash == hashed, members.c.ended.is_(None))
    row = connection.execute(found).first()
    return _member(row) if row else None


def _listens_already(connection: Connection, hashed: str | None) -> Member | None:
    """Who may listen may lend a voice too: they need no invitation, and it is not used up by them."""
    found = select(members).where(
        members.c.hash == hashed, members.c.role != "volunteer", members.c.ended.is_(None)
    )
    row = connection.execute(found).first()
    return _member(row) if row else None


def _make_link(connection: Connection, secret: str, values: dict[str, Any], now: datetime) -> None:
    code = secrets.token_hex(3)
    connection.execute(insert(links).values(hash=_hash(secret), code=code, made=now, used=None, **values))


def _new_member(
    connection: Connection, link: Row[Any], hashed: str | None, channel: str, address: str, now: datetime
) -> Row[Any] | None:
    """Whoever came first. Somebody who is a member already gets the new role."""
    values = {"role": link.role, "bench": link.bench, "name": link.name}
    known = connection.scalar(select(members.c.id).where(members.c.hash == hashed)) if hashed else None
    if known:
        connection.execute(update(members).where(members.c.id == known).values(values))
    else:
        known = secrets.token_hex(5)
        who = {"hash": hashed, "channel": channel, "address": address}
        connection.execute(insert(members).values(id=known, since=now, ended=None, **values, **who))
    return connection.execute(select(members).where(members.c.id == known)).first()


def _member(row: Row[Any]) -> Member:
    has_chat = row.hash is not None
    return Member(
        row.id, row.role, row.bench, row.name, row.since, row.ended, has_chat, chair=row.chair, decider=row.decider
    )


def seat_of(member: Member) -> Seat:
    bench = member.bench if member.bench == "staff" else "citizen"
    team = member.role == "team"
    return Seat(member.id, bench, team=team, chair=member.chair, decider=member.decider)  # type: ignore[arg-type]


def may_take_out(member: Member) -> bool:
    """Whether they may take answers out of the house."""
    return member.ended is None and (member.role, member.bench) == _MAY_TAKE_OUT


def they_may_take_out() -> ColumnElement[bool]:
    """The same as a condition."""
    role, bench = _MAY_TAKE_OUT
    return members.c.ended.is_(None) & (members.c.role == role) & (members.c.bench == bench)
