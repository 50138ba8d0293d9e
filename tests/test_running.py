"""Starting and stopping, as an operator sees it."""

from __future__ import annotations

import socket
from pathlib import Path

import aiohttp

from tests.bot_process import BotProcess, running_bot
from tests.watching import EXPORT


async def test_it_starts_without_a_token_and_stops_when_told(tmp_path: Path, clips: Path) -> None:
    """It says where to open it, answers there, ends with 0 on SIGTERM, and starts again on the same data."""
    for _ in range(2):
        async with running_bot(tmp_path / "bot", SGWRS_CLIPS=str(clips)) as bot:
            async with aiohttp.ClientSession() as browser, browser.get(bot.url) as page:
                assert page.status == 200
                assert "Cymraeg" in await page.text()
            async with aiohttp.ClientSession() as browser, browser.get(f"{bot.url}/healthz") as page:
                assert page.status == 200
            assert await bot.stop() == 0
        assert not any("Traceback" in line for line in bot.output)


async def test_a_port_that_is_taken_is_told(tmp_path: Path, clips: Path) -> None:
    """A clear word and exit code 1, not a stack trace."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        bot = BotProcess(tmp_path, {"SGWRS_CLIPS": str(clips), "SGWRS_PORT": port})
        code, output = await bot.command("run")
    assert code == 1
    assert f"nothing can listen at 127.0.0.1:{port}" in output
    assert "Traceback" not in output


async def test_a_file_that_is_no_database_is_told(tmp_path: Path, clips: Path) -> None:
    """The operator reads what is wrong; the file is left as it was."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data/sgwrs.db"
    file.write_bytes(b"this is a letter, not a database. " * 50)
    code, output = await BotProcess(tmp_path, {"SGWRS_CLIPS": str(clips)}).command("run")
    assert code == 1
    assert "the database can not be opened" in output
    assert "Traceback" not in output
    assert file.read_bytes().startswith(b"this is a letter")


async def test_talk_plays_a_conversation(tmp_path: Path) -> None:
    """The terminal speaks the same words; nothing is kept."""
    code, output = await BotProcess(tmp_path, {}).command("talk")
    assert code == 0
    assert "English. Press 1." in output
    assert not (tmp_path / "data").exists()


async def test_an_export_of_nothing_is_an_empty_table(tmp_path: Path) -> None:
    """Before anybody has spoken there is a table with its headings, and the dictionary."""
    bot = BotProcess(tmp_path, {})
    code, output = await bot.command(*EXPORT)
    assert code == 0
    assert "0 answers" in output
    assert (tmp_path / "out/answers.csv").read_text(encoding="utf-8-sig").startswith("answer_id,consultation,")
    assert (tmp_path / "out/dictionary.csv").is_file()


async def test_an_export_must_say_to_whom_and_what_for(tmp_path: Path) -> None:
    """People can see who was given what they said: without that nothing is taken out, and no folder made."""
    bot = BotProcess(tmp_path, {})
    for given in ((), ("--to", "The council"), ("--why", "To plan")):
        code, output = await bot.command("export", "--out", "out", *given)
        assert code == 2
        assert "the following arguments are required" in output
        assert not (tmp_path / "out").exists()
