"""A turn: load, ask the core what follows, commit, and only then let it be seen."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.core import engine, messages, phrases
from bot.core.conversation import Consultation
from bot.core.engine import Turn
from bot.core.events import Drop, Incoming, Keep, Say, Sent, Strange, Wrote
from bot.core.session import Session, fresh, next_session
from bot.errors import StoreError
from bot.i18n import Catalogs, Wording
from bot.ports import Clock
from bot.runner.delivery import Delivery
from bot.store.turns import Before, LastQuestion, Outgoing, Record, Turns

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrived:
    """Something that came in through a channel.

    `update` is unique for ever and makes a second arrival harmless. `order` is the channel's own number for the
    person's message, comparable with those of ours; `ask` is the question they had before them; both are None
    where the channel does not know. `phone` is the language their phone is set to, or "".
    """

    channel: str
    address: str
    update: str
    incoming: Incoming
    at: datetime
    order: int | None = None
    ask: int | None = None
    phone: str = ""


class Runner:
    """Takes turns. One person's come strictly one after another; different people's run side by side."""

    def __init__(
        self,
        consultation: Consultation,
        catalogs: Catalogs,
        turns: Turns,
        deliveries: dict[str, Delivery],
        clock: Clock,
        recordings_changed: Callable[[], None],
    ) -> None:
        self._consultation = consultation
        self._catalogs = catalogs
        self._wording = Wording(catalogs, consultation)
        self._turns = turns
        self._deliveries = deliveries
        self._clock = clock
        self._recordings_changed = recordings_changed
        self._lanes: dict[str, asyncio.Lock] = {}
        self._users: defaultdict[str, int] = defaultdict(int)
        self._in_sequence: set[str] = set()

    async def take(self, arrived: Arrived) -> None:
        """Take one turn; returns after it is on disk. StoreError means it is not, and may be tried again."""
        async with self._lane(f"{arrived.channel}:{arrived.address}"):
            try:
                await self._take(arrived)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - a fault of ours must not take the bot away from everybody
                # It stays with its channel, and comes again: better late than lost.
                raise StoreError(f"a turn could not be taken: {type(error).__name__} at {_place(error)}") from None

    async def _take(self, arrived: Arrived) -> None:
        before = await self._load(arrived)
        if before.seen:
            return
        try:
            await self._commit(self._record(arrived, before, self._advance(arrived, before)))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must not take the bot away from everybody
            # No traceback: it would hold the error's own words, and those may be somebody's.
            log.error("a turn failed, and the person is told: %s at %s", type(error).__name__, _place(error))
            await self._commit(self._trouble(arrived, before))

    async def tell_lost(self, channel: str, participant: str, answer: str) -> None:
        """Tell somebody that the recording of an answer can not be had, in their language. Said once."""
        address = await self._turns.address_of(participant, channel)
        if address is None:
            return
        async with self._lane(f"{channel}:{address}"):
            key = f"lost:{answer}"
            before = await self._turns.load(key, channel, address)
            if before.seen or before.session is None:
                return
            arrived = Arrived(channel, address, key, Strange(), self._clock())
            sorry = Say(messages.remark(phrases.NO_RECORDING))
            await self._commit(self._record(arrived, before, Turn(before.session, (sorry,))))

    # ---- the steps of a turn

    async def _load(self, arrived: Arrived) -> Before:
        """What is known; if a message to this person is on its way this very moment, after it got there."""
        before = await self._turns.load(arrived.update, arrived.channel, arrived.address)
        delivery = self._deliveries.get(arrived.channel)
        said_something = isinstance(arrived.incoming, Wrote | Sent)
        if delivery and said_something and await delivery.settle(before.participant):
            return await self._turns.load(arrived.update, arrived.channel, arrived.address)
        return before

    def _advance(self, arrived: Arrived, before: Before) -> Turn:
        session = self._session(arrived, before)
        incoming = arrived.incoming
        if isinstance(incoming, Wrote | Sent) and self._is_early(arrived, session, before.last):
            incoming = replace(incoming, early=True)
        return engine.advance(self._consultation, session, incoming, arrived.at, self._catalogs)

    def _session(self, arrived: Arrived, before: Before) -> Session:
        """Where the person is: consent and answers to another consultation do not count in this one."""
        if before.session is None:
            return fresh(self._consultation, before.participant, arrived.phone)
        if before.consultation != self._consultation.id:
            return next_session(self._consultation, before.session)
        return before.session

    def _is_early(self, arrived: Arrived, session: Session, last: LastQuestion | None) -> bool:
        """Whether this is known to have been sent before the present question could be seen. Never guessed."""
        if arrived.ask is not None:
            return arrived.ask < session.since
        delivery = self._deliveries.get(arrived.channel)
        if last is None or delivery is None:
            return False
        if last.state == "waiting":
            return delivery.is_untouched(last.row)
        if arrived.order is None or not last.ref.isdecimal():
            return False
        if arrived.order > int(last.ref):
            self._in_sequence.add(arrived.channel)
            return False
        # A question that may have gone out twice may have been seen the first time. And numbers are compared only
        # once this channel has shown that its messages and ours are numbered in one sequence.
        return delivery.went_out_once(last.row, last.tries) and arrived.channel in self._in_sequence

    def _record(self, arrived: Arrived, before: Before, turn: Turn) -> Record:
        said = [effect.message for effect in turn.effects if isinstance(effect, Say)]
        session = turn.session
        outgoing = [Outgoing(self._wording.render(m, session.language, slow=session.slow), m.replay) for m in said]
        heard, heard_language = before.heard, before.heard_language
        asked = [o.spoken for o in outgoing if o.spoken.ask]
        choosing = session.chosen and before.session and before.session.place.step == session.place.step
        if asked and session.language and not session.aside and not choosing:
            heard, heard_language = asked[-1].words, asked[-1].language
        return Record(
            update=arrived.update,
            participant=before.participant,
            channel=arrived.channel,
            address=arrived.address,
            consultation=self._consultation.id,
            conversation=self._consultation.conversation.id,
            session=session,
            heard=heard,
            heard_language=heard_language,
            effects=turn.effects,
            before=before,
            outgoing=outgoing,
            held=arrived.channel not in self._deliveries,
            at=self._clock(),
        )

    def _trouble(self, arrived: Arrived, before: Before) -> Record:
        session = self._session(arrived, before)
        sorry = Say(messages.remark(phrases.TROUBLE))
        return self._record(arrived, before, Turn(session, (sorry,)))

    async def _commit(self, record: Record) -> None:
        rows = await self._turns.commit(record)
        if delivery := self._deliveries.get(record.channel):
            delivery.expect(rows)
        if any(isinstance(effect, Keep | Drop) for effect in record.effects):
            self._recordings_changed()

    @asynccontextmanager
    async def _lane(self, name: str) -> AsyncIterator[None]:
        """One person's lane: first come, first served. It exists only while somebody is on it."""
        lane = self._lanes.setdefault(name, asyncio.Lock())
        self._users[name] += 1
        try:
            async with lane:
                yield
        finally:
            self._users[name] -= 1
            if not self._users[name]:
                del self._users[name], self._lanes[name]


def _place(error: BaseException) -> str:
    """The file and line an error came from."""
    frames = traceback.extract_tb(error.__traceback__)
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:])
