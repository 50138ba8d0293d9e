"""The wiring of the running bot, and its life. With `rooms` the only file that names concrete classes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from bot.board.pages import Pages as BoardPages
from bot.board.site import Board
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.connecting import telegram_bot
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.life import TelegramLife
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.request import Request
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.webhook import Webhook
from bot.channels.web.about_me import AboutMe
from bot.channels.web.looks import look_of
from bot.channels.web.server import serve
from bot.channels.web.site import WebChat
from bot.channels.web.uploads import Uploads
from bot.channels.web.watching import Watching
from bot.content import LOCAL, Content, clips_of, listener_of, people_of, pictures_of, reader_of
from bot.core import phrases
from bot.errors import BotError, SealError, StoreError
from bot.handing import Handing
from bot.nightly import Nightly
from bot.ports import Channel
from bot.rooms import (
    INCOMING,
    keys_of,
    measure,
    members_of,
    now,
    opened,
    places_of,
    quarantine_of,
    recordings_of,
    retention_of,
    spare_the_collector,
)
from bot.runner.answering import Answering
from bot.runner.brake import Brake
from bot.runner.delivery import Delivery
from bot.runner.doors import Doors
from bot.runner.leaving import Leaving
from bot.runner.pacing import Pace
from bot.runner.publishing import Publishing
from bot.runner.recordings import Fetching
from bot.runner.reminding import Reminding
from bot.runner.retrying import Retrying
from bot.runner.rounds import FIRST_PEOPLE
from bot.runner.studio import Studio
from bot.runner.transcribing import Transcribing
from bot.runner.turns import Runner
from bot.settings import Settings
from bot.store.answers import Answers
from bot.store.database import Database
from bot.store.desk import Desk
from bot.store.exports import Exports
from bot.store.files import SealedFiles
from bot.store.forgetting import Forgetting
from bot.store.jobs import Jobs
from bot.store.lending import Lending
from bot.store.outbox import Outbox
from bot.store.plays import Plays
from bot.store.quarantine import Quarantine
from bot.store.recordings import RecordingsFolder
from bot.store.transcripts import Transcripts
from bot.store.turns import Turns
from bot.together import Together
from bot.voicing import Voicing

__all__ = ["Bot", "keys_of", "now", "opened", "quarantine_of", "recordings_of"]

log = logging.getLogger(__name__)

_FIRST = 2
"""So many languages, of those that are offered, have all their clips before anybody can come."""

_TIDYING = 6 * 3600.0
"""Seconds between two times that what nobody needs any more is let go."""

_REMEMBER_UPDATES = timedelta(days=7)
"""Telegram keeps an update for a day; after a week none can come again."""


class Job(Protocol):
    async def run(self) -> None:
        """Returns when it is cancelled."""


class Bot:
    """The running bot: everything wired together, from `start` to the end of `run`."""

    def __init__(self, settings: Settings, content: Content, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.content = content
        self.clips = clips_of(settings)
        self.people = people_of(settings)
        self.pictures = pictures_of(settings)
        self.reader = reader_of(settings)
        here = clips_of(settings, [voice for voice in settings.voices if voice in LOCAL])
        self.voicing = Voicing(self.clips, here, self.pictures, content.every_spoken)
        self.keys = keys_of(settings)
        self.turns = Turns(database, self.keys)
        self.quarantine = Quarantine(database, self.turns)
        self.outbox = Outbox(database)
        self.jobs = Jobs(database)
        self.files = SealedFiles(settings.recordings, self.keys)
        self.recordings = RecordingsFolder(self.files)
        self.uploads = Uploads(SealedFiles(settings.recordings / INCOMING, self.keys))
        self.channels: dict[str, Channel] = {"web": self.uploads}
        self.deliveries: dict[str, Delivery] = {}
        self.runner = Runner(
            content.consultation,
            content.catalogs,
            self.clips,
            self.turns,
            self.quarantine,
            self.deliveries,
            now,
            self._errands,
            recordings_a_day=settings.recordings_a_day,
            brake=Brake(settings.telegram_chat_pace),
        )
        self.fetching = Fetching(
            self.channels, self.jobs, self.recordings, now, self.runner.tell_lost, self._listen
        )
        self.transcribing = self._transcribing()
        self.members = members_of(database, settings)
        self.lending = Lending(database, self.turns)
        self.publishing = Publishing(
            self.lending, self.recordings, settings.lent, self._clip_appears, self.clips.forget
        )
        self.studio = Studio(
            *(self.lending, self.members, self.runner, content.scripts, self.people),
            *(content.consultation.languages, self.channels, self.recordings, now, self.publishing.news),
        )
        seated = (database, content.consultation, self.members, self.turns, self.runner)
        self.together = Together(*seated, self.channels, self.recordings, self.uploads.keep_voice, now)
        self.circle = self.together.circle
        mine = (self.recordings, self.reader, self.members, self.turns, self.runner, now)
        self.handing = Handing(settings, content, database, *mine)
        self.doors = Doors(self.members, self.runner, self.studio, settings.address, now)
        self.telegram = self._telegram() if settings.telegram_token else None
        self.web = self._web()
        again = {"web": self.web.again}
        if self.telegram:
            again["telegram"] = self.telegram.intake.again
        self.leaving = Leaving(Forgetting(database), now)
        places = places_of(settings)
        retention = retention_of(database, settings, content)
        self.answering = Answering(Desk(database), self.runner)
        self.nightly = Nightly(retention, places, settings.backups, now, self._errands)
        self.retrying = Retrying(self.quarantine, again)
        after = timedelta(hours=settings.remind_after)
        self.reminding = Reminding(
            self.turns, self.runner, self.deliveries, now, after, lambda: not self.telegram or self.telegram.ready
        )

    def _errands(self) -> None:
        self.fetching.news()
        self.leaving.news()
        self._listen()

    def _listen(self) -> None:
        if self.transcribing:
            self.transcribing.news()

    async def run(self, announce: Callable[[str], None]) -> None:
        """Run until cancelled. `announce` is told where the bot can be met. BotError if it can not go on."""
        await self.database.pulse()  # better to say now that it can not be written
        await self.studio.open()
        await self.circle.open()
        await self.handing.ordering.open()
        await asyncio.to_thread(self.people.note, self.content.every_spoken(slow=False))
        await self.voicing.before_anybody_comes(self.content.consultation.languages[:_FIRST])
        aside = {aside.whole.get("file", "") for aside in await self.quarantine.all()}
        self.uploads.sweep(await self.jobs.wanted_files(self.uploads.name) | aside)
        spare_the_collector()
        try:
            await self._run_all(announce)
        except ExceptionGroup as group:
            ours, others = group.split(BotError)
            if ours is None or others is not None:
                raise
            raise BotError("; ".join(map(str, ours.exceptions))) from group

    @property
    def _jobs(self) -> Sequence[Job]:
        """What goes on beside all conversations."""
        jobs = (self.fetching, self.leaving, self.answering, self.studio, self.publishing, self.handing.giving)
        more = (*self.together.jobs, self.voicing, self.retrying, self.reminding, self.nightly)
        return [*jobs, *more, *([self.transcribing] if self.transcribing else [])]

    async def _run_all(self, announce: Callable[[str], None]) -> None:
        async with asyncio.TaskGroup() as tasks:
            if self.telegram:
                tasks.create_task(self.telegram.run(announce))
            for job in self._jobs:
                tasks.create_task(job.run())
            tasks.create_task(self._tidy_up())
            tasks.create_task(serve(self.web.app, self.settings.host, self.settings.port, announce))
            tasks.create_task(self.voicing.make_the_rest())
            tasks.create_task(self._seal_what_is_not())

    async def _seal_what_is_not(self) -> None:
        """Recordings from before there was sealing."""
        await asyncio.sleep(FIRST_PEOPLE)
        try:
            count = await asyncio.to_thread(self.files.renew)
        except (OSError, SealError) as error:
            log.error("not all recordings are sealed: %s", error.strerror if isinstance(error, OSError) else error)
        else:
            if count:
                log.info("%d recordings were not sealed yet, and are now", count)

    async def _tidy_up(self) -> None:
        while True:
            try:
                await self.turns.forget_seen(now() - _REMEMBER_UPDATES)
            except StoreError as error:
                log.warning("old update numbers are kept for now: %s", error)
            await asyncio.sleep(_TIDYING)

    # ---- voices that are lent

    def _clip_appears(self, language: str, address: str) -> None:
        """It is made of what is there by now: a person's recording, or else a machine's voice."""
        if spoken := self.content.scripts(language).spoken.get(address):
            self.voicing.want(spoken)
            self.voicing.want(replace(spoken, slow=True))

    def _transcribing(self) -> Transcribing | None:
        """What puts voices into words; None where no machine understands a language that is offered."""
        listens = self.content.consultation.listens
        if not listens:
            return None
        return Transcribing(
            *(listener_of(self.settings), listens, Transcripts(self.database), self.recordings, self.channels),
            *(self.runner, now),
        )

    # ---- the browser

    def _web(self) -> WebChat:
        settings = self.settings
        web = WebChat(
            self.content.consultation,
            self.content.wording(),
            self.runner,
            self.turns,
            self.outbox,
            self.clips,
            settings.clips,
            settings.conversations / "pictures",
            self.recordings,
            self.uploads,
            self.reader,
            now,
            self.handing.everything,
            tells=self.together.tells,
            asks=self.together.asks,
            secure=settings.public_url.startswith("https://"),
        )
        web.add(Watching(self._not_ready, partial(measure, self.outbox, self.jobs, self.quarantine)).routes)
        web.add(AboutMe(self.handing.one_page.parcels, web.teller).routes)
        web.add(self._board(web).routes)
        if self.telegram and self.telegram.webhook:
            web.add([self.telegram.webhook.route])
        return web

    def _board(self, web: WebChat) -> Board:
        asked, wording = self.content.consultation, self.content.wording()
        shown = (asked.languages, wording, web.clip_of, look_of, self.reader, asked.rung)
        pages = BoardPages(*shown, public=asked.public)
        web.add(self.together.public(pages))
        web.add(self.together.tellers(pages, web.teller))
        out = self.handing.out(pages)
        web.add(out.links)
        return Board(
            pages,
            self.members,
            Answers(self.database),
            self.recordings,
            self.reader,
            self.lending,
            self.studio,
            {**self.together.pages(pages), **out.routes},
            Plays(self.database),
            Exports(self.database),
            now,
            secure=self.settings.public_url.startswith("https://"),
        )

    # ---- for whoever watches over it

    async def _not_ready(self) -> list[str]:
        """What keeps the bot from taking people."""
        await self.database.pulse()
        return ["what waits at Telegram is not taken in yet"] if self.telegram and not self.telegram.ready else []

    # ---- Telegram

    def _telegram(self) -> TelegramLife:
        settings = self.settings
        request = Request()
        bot = telegram_bot(settings.telegram_token, settings.telegram_api, request)
        calls = Calls(bot, request)
        channel = TelegramChannel(
            *(bot, calls, self.clips, self.outbox, self.recordings, self.pictures, self.reader, self.voicing.want)
        )
        pace = Pace(settings.telegram_pace, settings.telegram_chat_pace)
        delivery = Delivery(channel, self.outbox, self.turns, pace, self.handing.packing)
        self.channels[channel.name] = channel
        self.deliveries[channel.name] = delivery
        wording = self.content.wording()
        number = int(settings.telegram_token.partition(":")[0])
        intake = Intake(
            number,
            self.runner,
            self.doors,
            {"lend": self.studio, "review": self.circle, "export": self.handing.ordering},
            calls,
            partial(wording.line, phrases.ALONE_PLEASE),
            now,
        )
        webhook = Webhook(calls, intake, settings.public_url, self.keys.secret) if settings.public_url else None
        profile = partial(introduce, bot, wording, self.content.consultation.languages)
        return TelegramLife(bot, calls, channel, delivery, intake, Polling(calls, intake), webhook, profile)
