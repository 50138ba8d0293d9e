"""What all tests share."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import filterfalse
from pathlib import Path

import pytest

from tests.bot_process import REPOSITORY, TWO_LANGUAGES


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with clips of all that is said, made once, whoever of the test processes comes first."""
    return _made(tmp_path_factory)


@pytest.fixture(scope="session", autouse=True)
def _clips_begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The first test process begins to make them while all do what needs none (see below)."""
    making = threading.Thread(target=_made, args=[tmp_path_factory])
    begins = os.environ.get("PYTEST_XDIST_WORKER") == "gw0" and any(map(_needs_clips, request.session.items))
    if begins:
        tmp_path_factory.getbasetemp()  # by two threads at once it would be made twice, and emptied
        making.start()
    yield
    if begins:
        making.join()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In each test process' share, those tests come first that need no clips; and before others the longest."""
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    need = [item for item in items if _needs_clips(item)]
    others = [item for item in items if not _needs_clips(item)]
    items[:] = [item for share in range(shares) for some in (others, need) for item in _part(some, share, shares)]


def _needs_clips(item: pytest.Item) -> bool:
    return "clips" in getattr(item, "fixturenames", ())


def _is_long(item: pytest.Item) -> bool:
    """It is given more time than others. Begun last, it would go on for minutes after all of them."""
    given = item.get_closest_marker("timeout")
    return given is not None and given.args[0] > float(item.config.getini("timeout"))


def _part(items: list[pytest.Item], number: int, count: int) -> list[pytest.Item]:
    """The long ones are dealt out; the others stay beside those with whom they share a bot."""
    long, short = list(filter(_is_long, items)), list(filterfalse(_is_long, items))
    return long[number::count] + short[len(short) * number // count : len(short) * (number + 1) // count]


def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    folder = (shared or tmp_path_factory.getbasetemp()) / "all-clips"
    folder.mkdir(parents=True, exist_ok=True)
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
    subprocess.run([sys.executable, "-m", "tests.speaking"], cwd=folder, env=environment, check=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the bot's side of the transcripts anew")
