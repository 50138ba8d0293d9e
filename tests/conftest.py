"""What all tests share."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot_process import REPOSITORY, TWO_LANGUAGES


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every clip, made once, whoever of the test processes comes first, by the real command."""
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    folder = (shared or tmp_path_factory.getbasetemp()) / "all-clips"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make_all(folder)
            (folder / "made").touch()
    return folder


def _make_all(folder: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "SGWRS_CONSULTATION": str(TWO_LANGUAGES),
        "SGWRS_VOICES": "espeak",
        "SGWRS_CLIPS": str(folder),
    }
    subprocess.run([sys.executable, "-m", "bot", "voices"], cwd=folder, env=environment, check=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the bot's side of the transcripts anew")
