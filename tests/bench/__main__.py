"""The measurements, all or some of them; prints Markdown. `python -m tests.bench --help` says how."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
import tempfile
from pathlib import Path

from tests.bench.bots import make_clips
from tests.bench.export import export
from tests.bench.hearing import hearing
from tests.bench.machine import keep_to_first_core, machine
from tests.bench.memory import memory
from tests.bench.review import review
from tests.bench.speed import speed
from tests.bench.store import store

_PARTS = ("speed", "memory", "store", "export", "hearing", "review")


def main() -> None:
    options = _options()
    parts = _PARTS if options.part == "all" else (options.part,)
    keep_to_first_core()
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(sys.stderr):
        clips = options.clips or Path(name) / "clips"
        if not clips.is_dir() and parts not in (("store",), ("hearing",), ("review",)):
            make_clips(clips)
        told = [f"## {part.capitalize()}\n\n{_measured(part, clips, options)}\n" for part in parts]
    print("\n".join(told))
    print(f"Command: `{shlex.join(['python', '-m', 'tests.bench', *sys.argv[1:]])}`\n")
    print(f"Machine: {machine()}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast the bot is.")
    parser.add_argument("part", nargs="?", choices=[*_PARTS, "all"], default="all", help="what to measure")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each bot with up to 100 people")
    parser.add_argument("--seconds", type=float, default=10, help="seconds of a short round")
    parser.add_argument("--open", type=int, nargs="+", default=[0, 10_000, 100_000], help="open conversations")
    parser.add_argument("--answers", type=int, default=1_000_000, help="answers to export")
    parser.add_argument("--reviewed", type=int, default=100_000, help="answers that are gone through together")
    parser.add_argument("--clips", type=Path, help="a folder for the clips, to keep them from run to run")
    return parser.parse_args()


def _measured(part: str, clips: Path, options: argparse.Namespace) -> str:
    match part:
        case "speed":
            return speed(clips, options.rounds, options.seconds)
        case "memory":
            return memory(clips, options.open)
        case "store":
            return store(options.seconds / 2)
        case "hearing":
            return hearing()
        case "review":
            return review(options.reviewed)
        case _:
            return export(clips, options.answers)


if __name__ == "__main__":
    main()
