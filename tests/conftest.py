"""What all tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot_process import REPOSITORY


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every clip, made once by the real command in this machine's voice."""
    folder = tmp_path_factory.mktemp("clips")
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "SGWRS_VOICES": "espeak",
        "SGWRS_CLIPS": str(folder),
    }
    subprocess.run([sys.executable, "-m", "bot", "voices"], cwd=folder, env=environment, check=True)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the bot's side of the transcripts anew")
