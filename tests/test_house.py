"""The house itself: its rooms, its commands, its papers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.errors import ProblemsError
from bot.settings import DEFAULTS, PREFIX, read_settings
from tests.bot_process import REPOSITORY


def test_imports_point_down_only() -> None:
    """The rooms know each other only as the plan says, and each outside library has one owner."""
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_module_is_too_long() -> None:
    """A module much past 300 lines is asking to be two."""
    long = {
        str(path.relative_to(REPOSITORY)): count
        for path in (REPOSITORY / "bot").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert not long


def test_every_command_has_help_and_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    """run, check, voices, talk, export: each says what it does, and people can read about it."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for command in ("run", "check", "voices", "talk", "export"):
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0
        assert len(capsys.readouterr().out) > 100
        assert f"bot {command}" in readme or f"make {command}" in readme


def test_every_setting_is_in_the_example_file_with_its_default() -> None:
    """.env.example lists each setting once, as it is when nothing is set."""
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert listed == {PREFIX + name: value for name, value in DEFAULTS.items()}


def test_the_example_file_is_a_valid_env_file() -> None:
    """Copied as it is, it changes nothing."""
    assert read_settings({}, REPOSITORY / ".env.example") == read_settings({}, Path("none"))


def test_wrong_settings_are_all_told_at_their_line(tmp_path: Path) -> None:
    """A mistake in .env is told with its line, one in the environment by name; all at once."""
    file = tmp_path / ".env"
    file.write_text("# mine\n\nSGWRS_PORT=abc\nSGWRS_VOICES=gtts,siri\nSGWRS_TYPO=1\n")
    with pytest.raises(ProblemsError) as caught:
        read_settings({"SGWRS_TELEGRAM_TOKEN": "secret-but-wrong"}, file)
    told = [str(problem) for problem in caught.value.problems]
    assert f"{file}:3: SGWRS_PORT: this is a number up to 65535, not `abc`" in told
    assert any(words.startswith(f"{file}:4: SGWRS_VOICES") for words in told)
    assert any(words.startswith(f"{file}:5: SGWRS_TYPO") for words in told)
    assert any("SGWRS_TELEGRAM_TOKEN" in words for words in told)
    assert not any("secret-but-wrong" in words for words in told)


def test_a_token_is_never_shown() -> None:
    """Settings can be logged without giving anything away."""
    settings = read_settings({"SGWRS_TELEGRAM_TOKEN": "123:abc", "SGWRS_SECRET": "hush"}, Path("none"))
    assert "abc" not in repr(settings)
    assert "hush" not in repr(settings)


def test_nothing_here_names_a_registry() -> None:
    """The lock files carry hashes, and no addresses."""
    for name in (
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-transcribe.txt",
        "requirements-piper.txt",
        "requirements-map.txt",
        "requirements-similar.txt",
    ):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert "--hash=" in text
        assert not re.search(r"https?://", text)
