"""How fast a turn is, for our bot and for the plain one in the same run, one after the other, again and again.

The plain bot writes where everybody is into a file once a minute, and answers nobody meanwhile. Most rounds end
before it comes to that, which favours it; the one far away lasts a minute, and has it once.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import bots
from tests.bench.lean import LeanApi
from tests.bench.machine import cpu_seconds, ms, table
from tests.bench.people import Crowd, Habits
from tests.telegram_standin import voice_note

_WARM_TURNS = 60
"""Turns of one person before anybody is measured: then Telegram has every clip."""

_HEAD = (
    *("people at once", "bot", "turns a second", "processor time for a turn", "said to reply, half of all"),
    *(
        "said to reply, 99 of 100",
        "said to all of it, 99 of 100",
        "the bot's core",
        "the stand-in's core",
        "turns measured",
    ),
)


@dataclass(frozen=True)
class Scene:
    """What is measured: so many people, who think for so long, so far away; `rounds` of it make one figure.

    With `whole` people stay till all they typed was read out to them.
    """

    name: str
    people: int
    rounds: int
    seconds: float
    away: float = 0.0
    think: float = 0.0
    notes: bool = False
    whole: bool = False
    bots: tuple[str, ...] = ("Sgwrs", "plain")


@dataclass(frozen=True)
class Figures:
    """What one round came to, or the median of several. Times in seconds; `rate` is turns a second."""

    turns: float
    rate: float
    cpu: float
    half: float
    slowest: float
    whole: float
    bots_core: float
    stand_ins_core: float


Results = dict[tuple[str, str], Figures]
"""By scene and bot."""

_APART = 0.005
"""Seconds from one person's coming to the next one's: nobody is asked the same as everybody else at the time."""

_ONE, _HUNDRED, _THOUSAND = "1", "100", "1,000"
_FAR = "1,000, Telegram 40 ms away, people think 300 ms"
_NOTES = "100, every third answer in words a voice note"
_WHOLE = "10, all that they typed is read out to them"
_RUNS = {"Sgwrs": bots.ours, "plain": bots.plain}


def scenes(rounds: int, seconds: float) -> list[Scene]:
    return [
        Scene(_ONE, 1, rounds, seconds),
        Scene(_HUNDRED, 100, rounds, seconds),
        Scene(_THOUSAND, 1000, rounds, 2 * seconds),
        Scene(_FAR, 1000, 1, 6 * seconds, away=0.04, think=0.3),
        Scene(_NOTES, 100, rounds, seconds, notes=True, bots=("Sgwrs",)),
        Scene(_WHOLE, 10, rounds, 2 * seconds, whole=True, bots=("Sgwrs",)),
    ]


def speed(clips: Path, rounds: int, seconds: float) -> str:
    """All scenes, as tables."""
    results: Results = {}
    for scene in scenes(rounds, seconds):
        found: dict[str, list[Figures]] = {bot: [] for bot in scene.bots}
        for number in range(scene.rounds):
            for bot in scene.bots:
                print(f"{scene.name}: {bot}, round {number + 1} of {scene.rounds} ...", file=sys.stderr)
                figures = asyncio.run(_measure(scene, bot, clips))
                print(figures, file=sys.stderr)
                found[bot].append(figures)
        results |= {(scene.name, bot): _median(rounds) for bot, rounds in found.items()}
    return f"{_table(results)}\n\n{_ratios(results)}"


async def _measure(scene: Scene, bot: str, clips: Path) -> Figures:
    habits = Habits(scene.think, voice_note(3.0, 1) if scene.notes else b"", leaves=not scene.whole)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            LeanApi(bots.TOKEN, away=scene.away) as api,
            _RUNS[bot](api, Path(folder), clips) as process,
        ):
            first = Crowd(api, [0], Habits(stops=lambda person, _: person.turns == _WARM_TURNS))
            await first.begins()
            await first.until(lambda person: person.stopped, 120)
            crowd = Crowd(api, range(1, scene.people + 1), habits)
            await crowd.begins(apart=_APART)
            figures = await _watch(crowd, process.pid, scene.seconds)
            await crowd.ends()
    return figures


async def _watch(crowd: Crowd, bot: int, seconds: float) -> Figures:
    """Whatever happens within so many seconds, while everybody goes on."""
    crowd.waits.clear()
    crowd.firsts.clear()
    began, used, own = time.perf_counter(), cpu_seconds(bot), cpu_seconds(os.getpid())
    await asyncio.sleep(seconds)
    waits, firsts = sorted(crowd.waits), sorted(crowd.firsts)
    took = time.perf_counter() - began
    used, own, turns = cpu_seconds(bot) - used, cpu_seconds(os.getpid()) - own, len(waits)
    slowest, whole = (times[len(times) * 99 // 100] for times in (firsts, waits))
    return Figures(
        turns, turns / took, used / turns, firsts[len(firsts) // 2], slowest, whole, used / took, own / took
    )


def _median(rounds: list[Figures]) -> Figures:
    return Figures(*(median(values) for values in zip(*(vars(one).values() for one in rounds), strict=True)))


def _table(results: Results) -> str:
    return table(
        _HEAD,
        (
            (
                scene, bot, f"{f.rate:,.0f}", ms(f.cpu), ms(f.half), ms(f.slowest), ms(f.whole),
                f"{f.bots_core:.0%}", f"{f.stand_ins_core:.0%}", f"{f.turns:,.0f}",
            )
            for (scene, bot), f in results.items()
        ),
    )  # fmt: skip


def _ratios(results: Results) -> str:
    def both(scene: str) -> tuple[Figures, Figures]:
        return results[scene, "Sgwrs"], results[scene, "plain"]

    (ours, plain), (crowd, plain_crowd), (far, plain_far) = both(_HUNDRED), both(_THOUSAND), both(_FAR)
    cpu, slowest, rate = plain.cpu / ours.cpu, plain_crowd.slowest / crowd.slowest, far.rate / plain_far.rate
    whole = plain_crowd.whole / crowd.whole
    return (
        f"- Processor time for a turn, 100 people: plain / Sgwrs = **{cpu:.1f}** (goal: 4)\n"
        f"- Said to reply, 99 of 100, with 1,000 people: plain / Sgwrs = **{slowest:.1f}** (goal: 5); "
        f"to all of it, where a reply is a picture and a question: **{whole:.1f}**\n"
        f"- Turns a second, Telegram 40 ms away: Sgwrs / plain = **{rate:.1f}** (goal: 25)"
    )
