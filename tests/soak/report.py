"""What a run came to, as a table, and what was wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.heard import Heard
from tests.soak.kept import Kept
from tests.soak.killing import Killer
from tests.soak.people import Somebody
from tests.telegram_standin import BotApi, Fault


@dataclass
class Report:
    """Everything that is told of a run. It went well if nothing is in `wrong`; else `files` tell more of it."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def table(self) -> str:
        lines = [f"| {self.title} | |", "|---|---|", *(f"| {name} | {value} |" for name, value in self.rows)]
        return "\n".join(lines)


def rows_of_all(
    killer: Killer, api: BotApi, people: list[Somebody], kept: Kept, heard: Heard, seconds: float
) -> list[tuple[str, str]]:
    """The figures, in the order in which one wants to know them."""
    faults = Counter(fault for _, fault in api.faults.happened)
    halves = sum(one.halves for one in people)
    parted = sum(one.parted for one in people)
    unseen = sum(answer.question is None for one in people for answer in one.said)
    return [
        ("kills", f"{killer.done:,}"),
        ("… during start, at the moment a message was sent, at any other", _kills(killer)),
        ("faults on the way to Telegram", f"{faults.total():,}"),
        ("… of each kind", ", ".join(f"{kind}: {faults[kind]:,}" for kind in Fault)),
        ("updates that came more than once", f"{api.faults.repeated:,}"),
        ("people", f"{len(people):,}"),
        ("turns", f"{sum(len(one.acts) + one.changes for one in people):,}"),
        ("choices made, all kept", f"{kept.choices:,}"),
        ("times agreed to be kept, each with a receipt", f"{kept.receipts:,}"),
        ("answers said (half of them by voice)", f"{kept.said:,}"),
        ("… kept", f"{kept.kept:,}"),
        ("… lost", f"{kept.lost:,}"),
        ("… kept twice", f"{kept.twice:,}"),
        ("… under the wrong question", f"{kept.misplaced:,}"),
        ("answers in two messages", f"{halves:,}"),
        ("… the second taken for the next answer, as a kill or fault lay between", f"{parted:,}"),
        ("… … and that question had never been shown", f"{unseen:,}"),
        ("answers changed afterwards", f"{sum(one.changes for one in people):,}"),
        ("recordings whole", f"{kept.recordings:,}"),
        ("recordings broken or missing", f"{kept.broken:,}"),
        ("people who finished; stuck", f"{_finished(people):,}; {sum(bool(one.stuck) for one in people):,}"),
        ("whole conversations", f"{sum(one.finished for one in people):,}"),
        ("messages heard", f"{heard.messages:,}"),
        ("… again, as a kill or a lost answer lay between", f"{heard.repeated:,}"),
        ("… again without need", f"{heard.repeated_without_need:,}"),
        ("minutes", f"{seconds / 60:.1f}"),
    ]


def _kills(killer: Killer) -> str:
    return f"{killer.starting:,}; {killer.sending:,}; {killer.running:,}"


def _finished(people: list[Somebody]) -> int:
    return sum(bool(one.finished) and not one.stuck for one in people)
