"""Wrong input at the command line: one line says what is wrong, and no command breaks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot_process import BotProcess

WRONG = {
    "export --out x": 2,
    "export --out x --to A --why B --format pdf": 2,
    "export --out in_the_way --to A --why B": 1,
    "export --out x --to A --why B --since 2027": 2,
    "export --out x --to A --why B --until 2027-13": 2,
    "votes --out x --to A": 2,
    "votes --out in_the_way --to A --why B": 1,
    "requests": 2,
    "requests burn": 2,
    "requests done k7f3.1-1": 1,
    "worries list --by": 2,
    "worries close 7 --reason x": 1,
    "worries close seven --reason x": 1,
    "worries close ٧ --reason x": 1,
    "names": 2,
    "invite --role king --bench citizen --name A": 2,
    "invite --role panel --bench garden --name A": 2,
    "invite --role panel --bench citizen": 2,
    "members end zzz": 1,
    "retention --wet-run": 2,
}
"""Each with its exit code: 1 where something is wrong, 2 where it was not understood."""

SPOILED = {
    "exports": "staff.py:124: nothing left the house: other lists say that there is nothing",
    "members list": "staff.py:228: nobody joined: the same",
    "worries close 99999999999999999999 --reason x": "staff.py:167: too large for SQLite: it breaks",
    "requests done": "staff.py:138: no code: `there is no open request : see`; say what is missing",
    "members end": "staff.py:224: no code: `no member and no open invitation `; say what is missing",
    "worries close --reason x": "staff.py:168: no number: `there is no open worry : see`",
    "export --out x --to  --why ": "staff.py:113: to nobody, for nothing: people are shown an empty line",
    "names --by ": "staff.py:196: checked by nobody",
    "invite --role panel --bench citizen --name ": "staff.py:212: a member without a name, who then listened",
}

_EACH = """
import sys
from bot.cli import main
for command in sys.argv[1:]:
    try:
        code = main(command.split(" "))
    except SystemExit as ended:
        code = ended.code
    print(f"\\0{code}", end="\\0", flush=True)
"""
"""All of them in one process: it takes a second to start one."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """What each command says, with its exit code, in a house where nobody was yet."""
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "in_the_way").touch()
    every = [*SPOILED, *WRONG]
    done = subprocess.run(
        [sys.executable, "-u", "-c", _EACH, *every],
        cwd=folder, env=BotProcess(folder, {})._environment, check=True, text=True, timeout=60,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    parts = done.stdout.split("\0")
    assert len(parts) == 2 * len(every) + 1
    return {one: (int(code), words) for one, words, code in zip(every, parts[::2], parts[1::2], strict=False)}


def is_kind(output: str) -> bool:
    """One line says what is wrong, behind how the command is used; nothing broke."""
    *usage, line = output.rstrip("\n").splitlines()
    broke = "Traceback" in output or "should not have happened" in output
    rest = [one for one in usage if not one.startswith(("usage: ", "  "))]
    return not broke and not rest and 10 < len(line) < 250 and not re.search(r" (: see|$)", line)


@pytest.mark.parametrize("command", WRONG)
def test_wrong_input_is_told_kindly(told: dict[str, tuple[int, str]], command: str) -> None:
    """The right exit code, and one line."""
    code, output = told[command]
    assert code == WRONG[command]
    assert is_kind(output), output


@pytest.mark.parametrize(
    "command",
    [*SPOILED],
)
def test_too_little_is_said(told: dict[str, tuple[int, str]], command: str) -> None:
    """What is empty, or missing, or far too large; and lists of nothing."""
    code, output = told[command]
    assert output.strip()
    if command in ("exports", "members list"):
        return
    assert code in (1, 2)
    assert is_kind(output), output


async def test_a_process_of_its_own_ends_with_the_same(tmp_path: Path) -> None:
    """What was seen of many in one process is so of one by itself."""
    code, output = await BotProcess(tmp_path, {}).command("requests", "done", "k7f3.1-1")
    assert (code, output) == (1, "there is no open request k7f3.1-1: see python -m bot requests list\n")
