"""What tests of bad days watch for: that the bot lives, tells nobody's secrets, and keeps what was said."""

from __future__ import annotations

import contextlib
import csv
import re
from pathlib import Path

from tests.bot_process import BotProcess

EVERYTHING = ("--format", "csv", "--to", "the team", "--why", "to look at it", "--everything")
"""What an export is asked for where all answers are wanted, shared or not, checked or not."""

EXPORT = ("export", "--out", "out", *EVERYTHING)
"""Takes out all there is, also what is not shared, into the folder `out`."""


def lives(bot: BotProcess) -> bool:
    """Whether the process that was started first is still the one that runs."""
    return bot._process is not None and bot._process.returncode is None


async def refuses(bot: BotProcess) -> bool:
    """Starts it. True if it ended by itself, with 1, before it could be met; else it runs."""
    with contextlib.suppress(AssertionError):  # it says no address
        await bot.start()
    if bot.url:
        return False
    assert bot._process
    assert await bot._process.wait() == 1
    return True


def tells_nothing(bot: BotProcess, *secrets: str, since: int = 0) -> None:
    """Its output, from this line on, holds no traceback, which could hold anything, and none of these."""
    output = "\n".join(bot.output[since:])
    assert "Traceback" not in output, output[-3000:]
    assert not [secret for secret in secrets if secret in output], output[-3000:]


def has_said(bot: BotProcess, pattern: str) -> bool:
    """Whether a line of its output matches, capitals or not."""
    return any(re.search(pattern, line, re.IGNORECASE) for line in bot.output)


async def exported(bot: BotProcess) -> list[dict[str, str]]:
    """All answers there are just now, as the operator gets them; recordings are in `out` too."""
    code, output = await bot.command(*EXPORT)
    assert code == 0, output
    assert "Traceback" not in output
    return table(bot.folder / "out")


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
