"""`kill -9` while people talk and the network is bad: each answer is kept once, under the question it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.torture import Plan, tortured

SEED = 20261122
PEOPLE = 6
KILLS = 7


# An upload that is cut off leaves the stand-in's temporary file to the garbage collector, which complains.
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.timeout(300)  # who is stuck is found after a minute or two
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_kill_at_any_moment_loses_nothing_and_puts_nothing_in_the_wrong_place(
    tmp_path: Path, clips: Path, mode: str
) -> None:
    """Whenever the bot dies: all can finish, and each answer is there once; `tests.soak` does it for longer."""
    report = await tortured(Plan(KILLS, PEOPLE, mode, SEED, thinking=0.3), tmp_path / "bot", clips)
    print(report.table(), *report.files, sep="\n")
    assert report.wrong == []
