"""Transcripts: what a person does, and all the bot then says and keeps. Anybody can read them, and write one.

A line that begins with "> " is the person. `python -m pytest tests/core/test_talks.py --update` writes the bot's
side anew; then look at the difference.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.terminal import Rehearsal
from bot.content import Content
from bot.settings import read_settings
from tests.bot_process import TWO_LANGUAGES

TALKS = sorted((Path(__file__).parent.parent / "talks").glob("*.txt"))


def played(content: Content, script: str) -> str:
    rehearsal = Rehearsal(
        content.consultation, content.catalogs, lambda: datetime(2027, 3, 4, tzinfo=UTC), effects=True
    )
    lines: list[str] = []
    for line in script.splitlines():
        if line.startswith("#"):
            lines.append(line)
        elif line.startswith("> "):
            lines += ["", line, *rehearsal.take(line.removeprefix("> "))]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def in_ten_languages() -> Content:
    return Content.load(read_settings({}, Path("none")))


@pytest.fixture(scope="module")
def in_two() -> Content:
    return Content.load(read_settings({"SGWRS_CONSULTATION": str(TWO_LANGUAGES)}, Path("none")))


@pytest.mark.parametrize("talk", TALKS, ids=lambda path: path.stem)
def test_talk(talk: Path, in_ten_languages: Content, in_two: Content, request: pytest.FixtureRequest) -> None:
    """A conversation goes exactly as its transcript says, with the session turned to JSON between all turns."""
    content = in_ten_languages if talk.stem.startswith("whole_") else in_two
    expected = talk.read_text(encoding="utf-8")
    got = played(content, expected)
    if request.config.getoption("--update"):
        talk.write_text(got, encoding="utf-8")
    else:
        assert expected == got


def test_there_is_a_talk_in_every_language(in_ten_languages: Content) -> None:
    """The shipped languages each have a whole conversation on record."""
    wanted = {f"whole_{language}" for language in in_ten_languages.consultation.languages}
    assert wanted <= {talk.stem for talk in TALKS}
