"""The studio: where volunteers lend their voices, by chat. What they say becomes clips once somebody listened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from bot.core import messages
from bot.core.events import Asked, Began, Message, Say, Strange
from bot.core.lending import studio
from bot.core.lending.lender import LONGEST, AskLanguage, Doing, Lender, Offer, Script, Show, Work
from bot.core.rights import phrases as rights
from bot.errors import DeliveryError, SpeechError, StoreError, TooLongError
from bot.ports import Channel, Clock, Recordings, Scripts, Spoken
from bot.runner.bell import Bell
from bot.runner.turns import Arrived, Runner
from bot.speech.sound import seconds_of, to_clip
from bot.store.lending import OTHERS_HEAR, Decided, Known, Lending, Take
from bot.store.members import Member, Members
from bot.store.records import Outgoing, Taken

log = logging.getLogger(__name__)

_EVERY = 5.0
"""Seconds between two looks: others may have listened at the board."""

_MOST_TRIES = 12


class Voiced(Protocol):
    """Knows which messages a person has said aloud already."""

    def find(self, spoken: Spoken) -> object | None: ...


class Studio:
    """Lives as long as the bot. `scripts` gives those of a language, `render` puts messages into words."""

    def __init__(
        self,
        lending: Lending,
        members: Members,
        runner: Runner,
        scripts: Callable[[str], Scripts],
        voiced: Voiced,
        languages: tuple[str, ...],
        channels: Mapping[str, Channel],
        recordings: Recordings,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when others are to hear something else than before."""
        self._lending = lending
        self._members = members
        self._runner = runner
        self._scripts = scripts
        self._voiced = voiced
        self._languages = languages
        self._channels = channels
        self._recordings = recordings
        self._clock = clock
        self._changed = changed
        self._here: dict[tuple[str, str], Member] = {}
        self._news = Bell()

    async def open(self) -> None:
        """Learn who is in here. Raises StoreError."""
        here = await self._lending.here()
        for member, channel, address in await self._members.chats():
            if member.id in here:
                self._here[channel, address] = member

    def has(self, channel: str, address: str) -> bool:
        """Whether what comes from this chat is for the studio."""
        return (channel, address) in self._here

    # ---- what volunteers do

    async def enter(self, arrived: Arrived) -> None:
        """Somebody wants to lend their voice. Raises StoreError."""
        member = await self._members.at(arrived.channel, arrived.address)
        if member is None:
            await self._runner.tell(arrived, [messages.remark(rights.NOT_A_MEMBER)])
            return
        self._here[arrived.channel, arrived.address] = member
        await self._turn(arrived, member, studio.enter)

    async def take(self, arrived: Arrived, *, again: bool = False) -> bool:
        """What somebody does who is in here. Who asks for something else leaves, and is answered outside."""
        member = await self._members.at(arrived.channel, arrived.address)
        incoming = arrived.incoming
        if member is None:  # they are in the group no more
            self._here.pop((arrived.channel, arrived.address), None)
            return await self._runner.take(arrived, again=again)
        if isinstance(incoming, Began) or (isinstance(incoming, Asked) and incoming.command != "stop"):
            await self.leave(arrived)
            return await self._runner.take(arrived, again=again)
        return await self._turn(arrived, member, lambda lender, work: studio.advance(lender, incoming, work))

    async def leave(self, arrived: Arrived) -> None:
        """They do something else; nothing is said."""
        member = await self._members.at(arrived.channel, arrived.address)
        if member:
            aside = replace(arrived, update=f"{arrived.update}:left", incoming=Strange())
            await self._turn(aside, member, lambda lender, _: (studio.left(lender), []))

    async def _turn(
        self, arrived: Arrived, member: Member, follow: Callable[[Lender, Work], tuple[Lender, list[Doing]]]
    ) -> bool:
        """One turn, on disk. Raises StoreError."""
        decide = partial(self._decide, arrived, member, follow)
        left: list[Lender] = []

        async def taking() -> Taken | None:
            def noting(known: Known) -> Decided:
                decided = decide(known)
                left[:] = [decided.lender]
                return decided

            return await self._lending.take(arrived.update, arrived.channel, arrived.address, member.id, noting)

        done = await self._runner.take(arrived, by=taking)
        if left and not left[0].is_here:
            self._here.pop((arrived.channel, arrived.address), None)
        self._news.ring()
        return done

    def _decide(
        self,
        arrived: Arrived,
        member: Member,
        follow: Callable[[Lender, Work], tuple[Lender, list[Doing]]],
        known: Known,
    ) -> Decided:
        lender, doings = follow(known.lender, self._work(member, known.lender.language, known))
        language = lender.language or known.lender.language or self._languages[0]
        scripts = self._scripts(language)
        outgoing = [one for doing in doings for one in self._said(doing, language, arrived, scripts)]
        said = scripts.spoken.get(lender.at)
        record = self._runner.beside(arrived, known.before, outgoing)
        return Decided(record, lender, doings, said.speech if said else "")

    def _work(self, member: Member, language: str, known: Known) -> Work:
        """What there is to do for this member: to listen to others, and to say what nobody has said yet."""
        if not language:
            return Work(languages=self._languages)
        scripts = self._scripts(language).spoken
        done = {(take.address, take.words) for take in known.takes if take.state in OTHERS_HEAR}
        mine = {take.address: take for take in known.takes if take.member == member.id}
        to_say = [
            Script(spoken.address, _why_again(mine.get(spoken.address), spoken))
            for spoken in scripts.values()
            if (spoken.address, spoken.speech) not in done and self._voiced.find(spoken) is None
        ]
        to_judge = [Offer(take.id, take.address) for take in self._open_to(member, known.takes)]
        return Work(to_say, to_judge, self._languages)

    def _said(self, doing: Doing, language: str, arrived: Arrived, scripts: Scripts) -> list[Outgoing]:
        render = partial(self._runner.wording.render, slow=False)
        match doing:
            case Say(message):
                return [Outgoing(render(message, language), message.replay)]
            case AskLanguage(ask):
                first = arrived.phone if arrived.phone in self._languages else None
                offered = messages.languages(self._runner.consultation, first)
                return [
                    Outgoing(render(replace(one, ask=ask, step="lend"), self._languages[0])) for one in offered
                ]
            case Show(address):
                note = scripts.notes.get(address, "")
                spoken = replace(scripts.spoken[address], choices=(), controls=(), ask=0, drawn=())
                noted = [Outgoing(render(_note(note), "en"))] if note else []
                return [Outgoing(spoken), *noted]
            case _:
                return []

    # ---- what others do at the board

    async def offered(self, member: Member) -> list[Take]:
        """What this member could listen to, in all languages, the oldest first."""
        return self._open_to(member, await self._lending.for_others())

    async def heard(self, member: Member) -> list[Take]:
        """What people hear today, and this member could have taken out again."""
        every = await self._lending.for_others()
        return [
            take
            for take in every
            if take.state == "accepted" and take.member != member.id and self._is_of_today(take)
        ]

    async def judge(self, take: int, member: Member, verdict: str) -> None:
        """They listened. Nothing happens if it is not theirs to judge."""
        if await self._lending.judge(take, member.id, verdict):
            self._changed()

    def _open_to(self, member: Member, takes: Sequence[Take]) -> list[Take]:
        """Somebody else's, of today's words, which nobody has said well yet."""
        said = {(take.language, take.address, take.words) for take in takes if take.state == "accepted"}
        return [
            take
            for take in takes
            if take.state == "offered"
            and take.member != member.id
            and (take.language, take.address, take.words) not in said
            and self._is_of_today(take)
        ]

    def _is_of_today(self, take: Take) -> bool:
        spoken = self._scripts(take.language).spoken.get(take.address)
        return spoken is not None and spoken.speech == take.words

    # ---- what becomes of it

    async def run(self) -> None:
        """Makes clips of what was sent, wipes what is not wanted, till it is cancelled."""
        while True:
            try:
                await self.once()
            except (StoreError, DeliveryError) as error:
                log.error("the studio has trouble; trying again: %s", error)
            await self._news.heard(_EVERY)

    async def once(self) -> None:
        self._changed()
        for take in await self._lending.gone():  # first what is taken back: fetching may take long, or fail
            await self._recordings.delete(take.recording)
            await self._lending.wiped(take)
        for take in await self._lending.waiting(self._clock()):
            await self._fetch(take)

    async def _fetch(self, take: Take) -> None:
        channel = self._channels.get(take.channel)
        if channel is None:
            await self._lending.later(take, self._clock())
            return
        try:
            clip, problem = await asyncio.to_thread(_made, (await channel.fetch(take.file)).data)
        except DeliveryError as error:
            if not error.permanent and take.tries < _MOST_TRIES:
                await self._lending.later(take, self._clock())
                return
            clip, problem = b"", "lost"
        if not problem:
            try:
                await self._recordings.save(take.recording, ".ogg", clip)
            except StoreError:
                await self._lending.later(take, self._clock())
                raise
        if await self._lending.arrived(take, good=not problem):
            await self._tell(take, problem)
        else:
            await self._recordings.delete(take.recording)

    async def _tell(self, take: Take, problem: str) -> None:
        """Let the speaker hear it, or know what is wrong."""
        for (channel, address), member in list(self._here.items()):
            if member.id == take.member:
                arrived = Arrived(channel, address, take.recording, Strange(), self._clock())
                await self._turn(
                    arrived, member, lambda lender, work: studio.fetched(lender, take.id, problem, work)
                )


def _why_again(take: Take | None, spoken: Spoken) -> str:
    """Why somebody is asked for the same message once more, or ""."""
    if take is None:
        return ""
    if take.words != spoken.speech:
        return "changed" if take.state == "accepted" else ""
    return take.why if take.state == "refused" else ""


def _note(note: str) -> Message:
    return messages.own_words(f"({note})")


def _made(recording: bytes) -> tuple[bytes, str]:
    """The clip, and what is wrong with it ("long", "silent"), or ""."""
    try:
        clip = to_clip(recording)
    except TooLongError:
        return b"", "long"
    except SpeechError:
        return b"", "silent"
    return clip, "long" if seconds_of(clip) > LONGEST else ""
