"""The door: how many kills, how many people, by polling or by webhook; prints a table, and what was wrong."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bot_process import REPOSITORY, TWO_LANGUAGES
from tests.soak.killing import say
from tests.soak.torture import Plan, tortured

_TURNS_A_SECOND = 30
"""So many turns all together take while the bot is up, unless another `--thinking` is asked for."""

_MOST_TOLD = 60


def main() -> int:
    asked = _arguments()
    thinking = asked.people / _TURNS_A_SECOND if asked.thinking is None else asked.thinking
    plan = Plan(asked.kills, asked.people, asked.mode, asked.seed, thinking)
    folder = Path(tempfile.mkdtemp(prefix="sgwrs-soak-"))
    clips = asked.clips or folder / "clips"
    _make_clips(clips)
    report = asyncio.run(tortured(plan, folder / "bot", clips))
    print(report.table())
    if not report.wrong:
        shutil.rmtree(folder)
        return 0
    print(f"\n{len(report.wrong)} things are wrong (seed {plan.seed}; the bot's folder is {folder}):\n")
    for words in report.wrong[:_MOST_TOLD]:
        print(f"- {words}")
    for file in report.files:
        print(f"What happened, in order: {file}")
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--mode", choices=("polling", "webhook"), default="polling")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--thinking", type=float, help="seconds that people think, on average")
    parser.add_argument("--clips", type=Path, help="a folder with clips made before; missing ones are made there")
    return parser.parse_args()


def _make_clips(folder: Path) -> None:
    say("making the clips ...")
    settings = {
        "PYTHONPATH": str(REPOSITORY),
        "SGWRS_CONSULTATION": str(TWO_LANGUAGES),
        "SGWRS_VOICES": "espeak",
        "SGWRS_CLIPS": str(folder.resolve()),
    }
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bot", "voices"]
    subprocess.run(command, cwd=folder, env={**os.environ, **settings}, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
