"""What the tests of the core share: the shipped example, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import Content
from bot.settings import read_settings


@pytest.fixture(scope="session")
def content() -> Content:
    return Content.load(read_settings({}, Path("none")))
