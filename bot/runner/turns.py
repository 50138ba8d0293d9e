"""A turn: load, ask the core what follows, commit, and only then let it be seen."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.core import engine, messages, phrases
from bot.core.conversation import Consultation, Line, Step
from bot.core.engine import Turn
from bot.core.events import Drop, Effect, Forget, Incoming, Keep, Listen, Message, Say, Sent, Strange, Wrote
from bot.core.rights import phrases as rights
from bot.core.session import Session, fresh, next_session
from bot.errors import StoreError, place
from bot.i18n import Catalogs, Wording
from bot.metrics import ERRORS, TURN_SECONDS, TURNS
from bot.ports import Clips, Clock
from bot.runner import saying
from bot.runner.brake import Brake, Haste
from bot.runner.delivery import Delivery
from bot.runner.queues import Queues
from bot.store.quarantine import Aside, Quarantine
from bot.store.records import Before, LastQuestion, Outgoing, Record, Stood, Taken
from bot.store.turns import Turns

log = logging.getLogger(__name__)

_A_DAY = timedelta(days=1)
_TRIES = 3
"""A turn that fails through a fault of ours is taken so often before it is set aside."""


@dataclass(frozen=True)
class Arrived:
    """Something that came in through a channel.

    `update` is unique for ever and makes a second arrival harmless. `order` is the channel's own number for the
    person's message, comparable with those of ours; `ask` is the question they had before them; both are None
    where the channel does not know. `phone` is the language their phone is set to, or "". `whole` is all of it as
    plain values, for what has to be set aside: the channel can read it again; `stood` is where the person stood
    when it was. `received` is when we had it, in seconds of this process's own clock.
    """

    channel: str
    address: str
    update: str
    incoming: Incoming
    at: datetime
    order: int | None = None
    ask: int | None = None
    phone: str = ""
    whole: Mapping[str, Any] = field(default_factory=dict)
    stood: Stood | None = None
    received: float = field(default_factory=time.monotonic)


Taking = Callable[[], Awaitable[Taken | None]]
"""Writes a turn that belongs to no conversation; None if it was taken before."""


class Runner:
    """Takes turns. One person's come strictly one after another; different people's run side by side."""

    def __init__(
        self,
        consultation: Consultation,
        catalogs: Catalogs,
        clips: Clips,
        turns: Turns,
        quarantine: Quarantine,
        deliveries: dict[str, Delivery],
        clock: Clock,
        errands: Callable[[], None],
        *,
        recordings_a_day: int,
        brake: Brake,
    ) -> None:
        self.consultation = consultation
        self._catalogs = catalogs
        self.wording = Wording(catalogs, consultation)
        self._clips = clips
        self._turns = turns
        self._quarantine = quarantine
        self._deliveries = deliveries
        self._clock = clock
        self._errands = errands
        self._recordings_a_day = recordings_a_day
        self._brake = brake
        self._queues = Queues()
        self._in_sequence: set[str] = set()

    async def take(self, arrived: Arrived, *, again: bool = False, by: Taking | None = None) -> bool:
        """Take one turn, of the conversation or, with `by`, of something else that a person does in their chat.

        Returns after it is on disk. StoreError means it is not, and may be tried again.

        False if it could not be taken through a fault of ours: it is set aside then, and the person was told,
        unless it was taken up `again` from what had been set aside.
        """
        async with self._queues.of(arrived.channel, arrived.address):
            for _ in range(_TRIES):
                try:
                    if by is None:
                        await self._take(arrived, partial(self._decide, arrived))
                    else:
                        self._expect(arrived.channel, await by())
                except StoreError:
                    raise
                except Exception as error:  # noqa: BLE001 - a fault of ours must not take the bot away from everybody
                    fault = place(error)
                else:
                    return True
            # No traceback: it would hold the error's own words, and those may be somebody's.
            log.error("a turn failed, and is set aside: %s", fault)
            ERRORS.labels("turn").inc()
            if not again:
                await self._set_aside(arrived, fault)
            return False

    async def leave(self, channel: str, address: str) -> None:
        """Somebody does not want to hear from us any more."""
        async with self._queues.of(channel, address):
            await self._turns.retire(channel, address)
            if delivery := self._deliveries.get(channel):
                delivery.forget(address)

    async def tell_lost(self, channel: str, participant: str, answer: str) -> None:
        """Tell somebody that the recording of an answer can not be had, in their language. Said once."""
        address = await self._turns.address_of(participant, channel)
        if address is None:
            return
        arrived = Arrived(channel, address, f"lost:{answer}", Strange(), self._clock())
        await self.tell(arrived, [messages.remark(phrases.NO_RECORDING)])

    async def tell_answer(self, participant: str, about: str, words: str) -> None:
        """Tell somebody what a person of the team answers to what they asked. Said once. Raises StoreError."""
        where = await self._turns.where(participant)
        if where is None:
            return
        arrived = Arrived(*where, f"answered:{about}", Strange(), self._clock())
        await self.tell(arrived, [messages.remark(rights.ANSWERED), messages.own_words(words)])

    async def learn(self, participant: str, name: str, incoming: Incoming) -> None:
        """A machine has understood something that they said. Taken once, by this name. Raises StoreError."""
        where = await self._turns.where(participant)
        if where is not None:
            await self.take(Arrived(*where, name, incoming, self._clock()))

    async def tell(self, arrived: Arrived, said: Sequence[Message]) -> None:
        """Say this to somebody, beside the conversation. Said once, by the name of what arrived. StoreError."""
        async with self._queues.of(arrived.channel, arrived.address):
            await self._take(arrived, partial(self._remarks, arrived, said))

    async def remind(self, channel: str, address: str) -> None:
        """Remind somebody, once, that they can go on. Raises StoreError."""
        session = (await self._turns.load(channel, address)).session
        if session is None:
            return
        arrived = Arrived(channel, address, f"remind:{session.id}", Strange(), self._clock())
        async with self._queues.of(channel, address):
            await self._take(arrived, partial(self._reminder, arrived, session.ask))

    def language_of(self, arrived: Arrived, before: Before) -> str:
        """The one they chose, else that of their phone, else the first that is offered."""
        known, session = self.consultation.languages, before.session
        phone = arrived.phone if arrived.phone in known else known[0]
        return session.language if session and session.language in known else phone

    def beside(self, arrived: Arrived, before: Before, outgoing: Sequence[Outgoing]) -> Record:
        """The record of a turn beside the conversation, which stays where it is."""
        return Record(
            update=arrived.update,
            participant=before.participant,
            channel=arrived.channel,
            address=arrived.address,
            consultation=before.consultation,
            conversation="",
            session=None,
            heard=before.heard,
            heard_language=before.heard_language,
            clips=before.clips,
            effects=(),
            before=before,
            outgoing=outgoing,
            held=arrived.channel not in self._deliveries,
            at=self._clock(),
        )

    # ---- the steps of a turn

    @property
    def _steps(self) -> Mapping[str, Step]:
        return self.consultation.conversation.steps

    async def _take(self, arrived: Arrived, decide: Callable[[Before], Record]) -> None:
        delivery = self._deliveries.get(arrived.channel)
        if delivery and isinstance(arrived.incoming, Wrote | Sent):
            await delivery.settle(arrived.address)  # then it is known which question they may have seen
        since = arrived.at - _A_DAY if isinstance(arrived.incoming, Sent) else None
        with TURN_SECONDS.time():
            taken = await self._turns.take(arrived.update, arrived.channel, arrived.address, decide, since)
        if taken is None:
            return
        TURNS.labels(arrived.channel).inc()
        if delivery:
            if any(isinstance(effect, Forget) for effect in taken.record.effects):
                delivery.forget(arrived.address)  # what waited was for somebody whom we knew
            delivery.expect(taken.queued)
        if any(map(_leaves_errands, taken.record.effects)):
            self._errands()

    async def _set_aside(self, arrived: Arrived, fault: str) -> None:
        aside = Aside(arrived.update, arrived.channel, arrived.address, arrived.whole, fault, self._clock())
        try:
            taken = await self._quarantine.put(aside, partial(self._remark, arrived, phrases.TROUBLE))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - then it stays with its channel, and comes again
            raise StoreError(f"it can not be set aside either: {place(error)}") from None
        self._expect(arrived.channel, taken)

    def _expect(self, channel: str, taken: Taken | None) -> None:
        if taken and (delivery := self._deliveries.get(channel)):
            delivery.expect(taken.queued)

    def _decide(self, arrived: Arrived, before: Before) -> Record:
        """What follows from what came in."""
        session = self._session(arrived, before)
        incoming = arrived.incoming
        if arrived.stood and not _stands_there(session, arrived.stood):
            turn = engine.keep_late(
                self.consultation, session, incoming, arrived.stood.place, arrived.at, self._catalogs
            )
            return replace(self._record(arrived, before, turn), stood=arrived.stood)
        if (
            isinstance(incoming, Wrote | Sent)
            and not arrived.stood
            and self._is_early(arrived, session, before.last)
        ):
            incoming = replace(incoming, early=True)
        if isinstance(incoming, Sent) and before.recordings >= self._recordings_a_day:
            incoming = replace(incoming, too_many=True)
        turn = engine.advance(self.consultation, session, incoming, arrived.at, self._catalogs)
        haste = self._brake.haste(arrived.address) if arrived.channel in self._deliveries else Haste.NONE
        return self._record(
            arrived, before, turn if haste is Haste.NONE else saying.briefly(turn, haste, self._steps)
        )

    def _remark(self, arrived: Arrived, line: Line, before: Before) -> Record:
        return self._remarks(arrived, [messages.remark(line)], before)

    def _remarks(self, arrived: Arrived, said: Sequence[Message], before: Before) -> Record:
        """Only something to be said; where the person is stays as it was."""
        session = before.session or fresh(self.consultation, before.participant, arrived.phone)
        if not session.language and arrived.phone in self.consultation.languages:
            session = replace(session, language=arrived.phone)
        record = self._record(arrived, before, Turn(session, tuple(map(Say, said))))
        return replace(record, session=None)

    def _reminder(self, arrived: Arrived, ask: int, before: Before) -> Record:
        """The reminder; nothing at all for somebody who has said something meanwhile."""
        session = self._session(arrived, before)
        if session.ask != ask:
            return replace(self._record(arrived, before, Turn(session, ())), session=None)
        turn = engine.remind(self.consultation, session, arrived.at, self._catalogs)
        return replace(self._record(arrived, before, turn), many=True)

    def _session(self, arrived: Arrived, before: Before) -> Session:
        """Where the person is: consent and answers to another consultation do not count in this one."""
        if before.session is None:
            return fresh(self.consultation, before.participant, arrived.phone)
        if before.consultation != self.consultation.id:
            return next_session(self.consultation, before.session)
        return before.session

    def _is_early(self, arrived: Arrived, session: Session, last: LastQuestion | None) -> bool:
        """Whether this is known to have been sent before the present question could be seen. Never guessed."""
        if arrived.ask is not None:
            return arrived.ask < session.since
        delivery = self._deliveries.get(arrived.channel)
        if last is None or delivery is None:
            return False
        if last.state == "waiting" and not last.begun:
            return True
        if delivery.began_later(arrived.address, last, arrived.received):
            return True
        if last.state == "waiting" or arrived.order is None or not last.ref.isdecimal():
            return False
        if arrived.order > int(last.ref):
            self._in_sequence.add(arrived.channel)
            return False
        # A question that may have gone out twice may have been seen the first time. And numbers are compared only
        # once this channel has shown that its messages and ours are numbered in one sequence.
        return delivery.went_out_once(last.row, last.tries) and arrived.channel in self._in_sequence

    def _record(self, arrived: Arrived, before: Before, turn: Turn) -> Record:
        turn = saying.with_what_was_taken_out(turn, before)
        said = [effect.message for effect in turn.effects if isinstance(effect, Say)]
        session = turn.session
        outgoing = [Outgoing(self.wording.render(m, session.language, slow=session.slow), m.replay) for m in said]
        heard, heard_language, clips = before.heard, before.heard_language, before.clips
        asked = [o.spoken for o in outgoing if o.spoken.ask]
        choosing = session.chosen and before.session and before.session.place.step == session.place.step
        if asked and session.language and session.aside in ("", "redo") and not choosing:
            put = saying.put(said, [one.spoken for one in outgoing], self._steps)
            if not saying.was_put_already(put[-1], session, before):
                heard, heard_language = "\n\n".join(one.words for one in put), put[-1].language
                clips = " ".join(clip.name if (clip := self._clips.find(one)) else "-" for one in put)
        return Record(
            update=arrived.update,
            participant=before.participant,
            channel=arrived.channel,
            address=arrived.address,
            consultation=self.consultation.id,
            conversation=self.consultation.conversation.id,
            session=session,
            heard=heard,
            heard_language=heard_language,
            clips=clips,
            effects=turn.effects,
            before=before,
            outgoing=outgoing,
            held=arrived.channel not in self._deliveries,
            at=self._clock(),
        )


def _stands_there(session: Session, stood: Stood) -> bool:
    return (session.id, replace(session.place, page=0)) == (stood.session, stood.place)


def _leaves_errands(effect: Effect) -> bool:
    """Whether something is to be fetched or wiped now."""
    return isinstance(effect, Drop | Forget | Listen) or (isinstance(effect, Keep) and bool(effect.answer.file))
