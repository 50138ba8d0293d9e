"""`python -m bot check`, as people run it: this code beside a copy of the words, from which one thing is taken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import Content
from tests.bot_process import REPOSITORY
from tests.definitions.copies import GOOD_LIFE, Copy, catalog, hum


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """English, and Welsh with a clip of each message; the bot's code beside them, as in a checkout."""
    found = Copy.make(tmp_path, ["en", "cy"])
    (tmp_path / "bot").symlink_to(REPOSITORY / "bot")
    for spoken in Content.load(found.settings).every_spoken(slow=False):
        if spoken.language == "cy":
            found.record(spoken, hum(3.6, pause=0.3))
    return found


def check(copy: Copy) -> subprocess.CompletedProcess[str]:
    """The command, where the copy lies, with no settings at all."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=copy.folder,
        env={"PYTHONPATH": str(copy.folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def without_a_welsh_string(copy: Copy) -> str:
    copy.translate("cy", "good_life.hard", "")
    at = copy.line_of("cy", "good_life.hard")
    return f"{catalog('cy')}:{at}: not translated: `good_life.hard`: What makes life hard for you?"


def without_a_clip(copy: Copy) -> str:
    (copy.folder / "conversations/voices/cy/good_life.hard.ogg").unlink()
    at = copy.line_of("cy", "good_life.hard")
    problem = "A5: it can not be heard: there is no clip; make it with: python -m bot voices (in `good_life.hard`)"
    return f"{catalog('cy')}:{at}: {problem}"


def without_the_words_of_a_picture(copy: Copy) -> str:
    at = copy.line(GOOD_LIFE, "home: A house.")
    copy.change(GOOD_LIFE, "      home: A house.\n", "      home:\n")
    copy.draw()
    return f"{GOOD_LIFE}:{at}: A10: say what the picture of `home` shows, as `home: A house.`"


def test_a_whole_copy_is_fine(copy: Copy) -> None:
    """Nothing is taken: it says so, and ends well."""
    done = check(copy)
    assert (done.returncode, done.stderr) == (0, "")
    first, *numbers, last = done.stdout.splitlines()
    assert first == "All conversations, consultations and translations are fine."
    assert [line.partition(": the number ")[2].partition(" ")[0] for line in numbers] == [
        *("999", "111", "116", "0808", "080")
    ]
    assert last == "Clips were not looked at in en: there are none yet (python -m bot voices)."


@pytest.mark.parametrize("take", [without_a_welsh_string, without_a_clip, without_the_words_of_a_picture])
def test_one_thing_missing_fails_the_check(take: Callable[[Copy], str], copy: Copy) -> None:
    """It ends with 1, and prints the one file and line to mend."""
    problem = take(copy)
    done = check(copy)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [problem, "1 to mend before this can start."]
