"""One run: people begin to talk, the bot is killed so many times, all finish, and everything is looked up."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import DEFAULTS
from tests.bot_process import BotProcess
from tests.soak.heard import heard_by
from tests.soak.kept import Receipt, Row, compared
from tests.soak.killing import Clock, Killer, Watched, say
from tests.soak.people import Somebody
from tests.soak.report import Report, rows_of_all
from tests.soak.saying import Voice, name_of, told_apart
from tests.soak.timeline import write_timelines
from tests.telegram.chat import before_long
from tests.telegram.driver import rows_of
from tests.telegram.running import looked_up
from tests.watching import EVERYTHING

_SECRET = "AAsoaked-through-and-through"
_TOKEN = f"123456:{_SECRET}"
_FETCHING = 300.0
"""Seconds for the recordings that are still to be fetched when all have finished."""


@dataclass(frozen=True)
class Plan:
    """How much is done. `thinking` is how long people think before they answer, in seconds, on average."""

    kills: int
    people: int
    mode: str
    seed: int
    thinking: float


async def tortured(plan: Plan, folder: Path, clips: Path) -> Report:
    """A whole run in a folder of its own, with clips that were made before."""
    run = _Run(plan, folder, clips)
    async with Watched(_TOKEN) as api:
        return await run.goes(api)


@dataclass
class _Run:
    plan: Plan
    folder: Path
    clips: Path
    began: float = field(default_factory=time.monotonic)
    port: int = 0
    output: list[str] = field(default_factory=list)

    async def goes(self, api: Watched) -> Report:
        bot = self._bot(api)
        clock, hurry = Clock(), asyncio.Event()
        people = self._people(api, clock, hurry)
        chance = random.Random(self.plan.seed)
        killer = Killer(bot, api, clock, chance, self.plan.kills, lambda: say(self._progress(killer, people)))
        try:
            await killer.starts()
            await self._all_talk(api, killer, people, hurry)
            wrong = await self._after_all(api, people)
            rows = await self._exported(bot)
            receipts = self._receipts()
        finally:
            code = await bot.stop() if bot.running else 0
        wrong += [f"the bot ended by itself, {words}" for words in killer.ended_by_itself]
        wrong += [f"the bot stopped with {code}: {bot.output[-3:]}"] * bool(code)
        wrong += self._leaked(api, [*bot.output, *self.output])
        seconds = time.monotonic() - self.began
        kept = compared(people, rows, receipts, self.folder / "out")
        heard = heard_by(people, api.calls, clock.kills)
        wrong += [*kept.wrong, *heard.wrong]
        files = write_timelines(self.folder, wrong, people, api.calls, clock.kills)
        plan = self.plan
        title = f"{plan.mode}, {plan.people} people, {plan.kills} kills, seed {plan.seed}"
        return Report(title, rows_of_all(killer, api, people, kept, heard, seconds), wrong, files)

    def _bot(self, api: Watched) -> BotProcess:
        settings = {
            "SGWRS_TELEGRAM_TOKEN": _TOKEN,
            "SGWRS_TELEGRAM_API": api.url,
            "SGWRS_CLIPS": str(self.clips),
        }
        if "TELEGRAM_PACE" in DEFAULTS:
            settings |= {"SGWRS_TELEGRAM_PACE": "0", "SGWRS_TELEGRAM_CHAT_PACE": "0"}
        if self.plan.mode == "webhook":
            self.port = _free_port()
            settings |= {"SGWRS_PORT": str(self.port), "SGWRS_PUBLIC_URL": f"http://127.0.0.1:{self.port}"}
            api.webhook.retry_seconds, api.webhook.longest_retry_seconds = 0.1, 1.0
        self.folder.mkdir(parents=True, exist_ok=True)
        return BotProcess(self.folder, settings)

    def _people(self, api: Watched, clock: Clock, hurry: asyncio.Event) -> list[Somebody]:
        people = []
        for number in range(self.plan.people):
            chance = random.Random(f"{self.plan.seed}-{number}")
            person, voice = api.person(name_of(number)), Voice(number, chance)
            people.append(Somebody(number, person, api, clock, chance, voice, self.plan.thinking, hurry))
        return people

    async def _all_talk(self, api: Watched, killer: Killer, people: list[Somebody], hurry: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            for somebody in people:
                tasks.create_task(somebody.talks())
            api.bad_weather(self.plan.seed)
            await killer.goes_round()
            api.faults.clear()
            hurry.set()
            say(f"{self._progress(killer, people)}; now all finish")

    async def _after_all(self, api: Watched, people: list[Somebody]) -> list[str]:
        wrong = [f"person {one.number} is stuck: {one.stuck}" for one in people if one.stuck]
        try:
            await api.settled()
        except AssertionError as error:
            wrong.append(str(error))
        if self.port and api.webhook.url != f"http://127.0.0.1:{self.port}/telegram":
            wrong.append(f"the webhook is {api.webhook.url or 'not set'}")
        return wrong

    async def _exported(self, bot: BotProcess) -> list[Row]:
        """The answers in an export, after all recordings were fetched."""
        rows: list[Row] = []

        async def all_is_fetched() -> bool:
            code, output = await bot.command("export", "--out", "out", *EVERYTHING)
            assert code == 0, output
            self.output.append(output)
            rows[:] = rows_of(self.folder / "out")
            return not any(row["recording_state"] == "waiting" for row in rows)

        await before_long(all_is_fetched, _FETCHING)
        return rows

    def _receipts(self) -> list[Receipt]:
        """All that is kept of what people agreed to."""
        found = "SELECT participant, session, step, option, words FROM receipts ORDER BY id"
        return [
            Receipt(code, int(session.rpartition(".")[2]), *more)
            for code, session, *more in looked_up(self.folder, found)
        ]

    def _leaked(self, api: Watched, output: Iterable[str]) -> list[str]:
        """The lines in which the bot told a secret, a name, or what somebody said."""
        webhook_secrets = {str(call.params.get("secret_token") or "") for call in api.called("setWebhook")}
        private = {_SECRET, *told_apart(), *webhook_secrets} - {""}
        return [f"told in the log: {line}" for line in output if any(words in line for words in private)]

    def _progress(self, killer: Killer, people: list[Somebody]) -> str:
        said, rounds = sum(len(one.said) for one in people), sum(one.finished for one in people)
        minutes = (time.monotonic() - self.began) / 60
        stuck = sum(bool(one.stuck) for one in people)
        up = f"up for {killer.clock.up / 60:.1f} of {minutes:.1f} minutes"
        return f"kill {killer.done} of {killer.kills}: {up}, {said:,} answers, {rounds:,} ends, {stuck} stuck"


def _free_port() -> int:
    """A port that nobody has now. The bot keeps it over all its lives, so that its address stays the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
