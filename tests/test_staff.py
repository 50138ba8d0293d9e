"""What the team does at the command line: each command as a real process, on a real file with people in it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from bot.core.events import Asked, Sent, Wrote
from bot.store.answers import Answers, StoredAnswer
from bot.store.files import SealedFiles
from bot.store.jobs import Jobs
from bot.store.members import Members
from tests.bot_process import TEN_LANGUAGES, BotProcess
from tests.keys import KEYS
from tests.store.house import TO_THE_FIRST_OPEN_QUESTION, House, house
from tests.telegram.driver import rows_of
from tests.telegram_standin import voice_note
from tests.watching import table

__all__ = ["house"]

PHONE = "Call Gwen on 07700 900123"


@dataclass
class Office:
    """The team's computer: a house with people in it, and the commands beside it."""

    house: House
    commands: BotProcess

    async def does(self, *arguments: str, typed: str = "") -> str:
        """A command that works; returns what it printed."""
        code, output = await self.commands.command(*arguments, typed=typed)
        assert code == 0, output
        assert "Traceback" not in output
        return output

    async def says(self, words: str, address: str) -> StoredAnswer:
        await self.house.presses(TO_THE_FIRST_OPEN_QUESTION, address)
        await self.house.does(Wrote(words), address=address)
        return [one for one in await self.house.open_answers() if one.text == words][-1]

    async def speaks(self, address: str) -> tuple[StoredAnswer, bytes]:
        """The recording was fetched already."""
        await self.house.does(Sent("voice", "file1", 3), address=address)
        answer, note = [one for one in await self.everything() if one.heard == "voice"][-1], voice_note(0.3, 8)
        SealedFiles(self.commands.folder / "data/recordings", KEYS).write(f"{answer.id}.ogg", note)
        await Jobs(self.house.database).kept(answer.id, f"{answer.id}.ogg", len(note), 3)
        return answer, note

    async def complains(self, address: str, kind: str = "complain") -> None:
        await self.house.does(Asked(kind), address=address)

    async def everything(self) -> list[StoredAnswer]:
        codes = {one.participant for one in await self.house.answers()}
        every = Answers(self.house.database)
        return [answer for code in sorted(codes) async for answer in every.of(code)]

    async def one(self, name: str) -> StoredAnswer:
        found = await Answers(self.house.database).one(name)
        assert found
        return found


@pytest_asyncio.fixture
async def office(house: House, tmp_path: Path) -> Office:
    house.time.now = datetime.now(UTC)
    settings = {"SGWRS_DATABASE": f"sqlite+aiosqlite:///{house.file}", "SGWRS_SECRET": "key"}
    settings |= {"SGWRS_CONSULTATION": str(TEN_LANGUAGES), "SGWRS_PUBLIC_URL": "https://chat.example.org"}
    return Office(house, BotProcess(tmp_path, settings))


def today(**later: float) -> str:
    return f"{datetime.now(UTC) + timedelta(**later):%Y-%m-%d}"


# ---- what leaves the house


async def test_what_left_the_house_is_listed(office: Office) -> None:
    """When, to whom, what for, how many; and after somebody withdrew, that whoever has it must be told."""
    ann = await office.says("The sea", "ann")
    await office.says("The hills", "bob")
    out = await office.does("export", "--out", "out", "--to", "The library", "--why", "To plan", "--everything")
    count = len(table(office.commands.folder / "out"))
    assert out == f"{count} answers are in out\n"
    assert {"The sea", "The hills"} <= {row["text"] for row in rows_of(office.commands.folder / "out")}
    out = await office.does("export", "--out", "shared", "--to", "The paper", "--why", "A story")
    assert "0 answers are in shared" in out and "python -m bot names" in out
    listed = await office.does("exports")
    assert listed.splitlines() == [
        f"   2  {today()}  0 answers, csv: The paper",
        "      A story",
        f"   1  {today()}  {count} answers, everything, csv: The library",
        "      To plan",
    ]
    await office.house.does(Asked("forget"), address="ann")
    await office.house.does(Wrote("1"), address="ann")
    [last] = [line for line in (await office.does("exports")).splitlines() if "took back" in line]
    assert last == "      Since then once somebody took back what is in it: ask The library to wipe it."
    for what in (Asked("change"), Wrote("4")):  # one answer of somebody else
        await office.house.does(what, address="bob")
    assert "Since then 2 times somebody took back" in await office.does("exports")
    assert ann.id not in await office.does("exports")


# ---- requests


async def test_requests_are_listed_and_done(office: Office) -> None:
    """By words and by voice, the oldest first, with the day by which it must be; what is late stands out."""
    await office.says("The sea", "ann")
    await office.complains("ann")
    await office.house.does(Wrote("It was too long"), address="ann")
    await office.says("The hills", "bob")
    await office.complains("bob", "contact")
    voice, note = await office.speaks("bob")
    first, second = [one for one in await office.everything() if one.step in ("complaint", "contact")]
    complaint = first if first.step == "complaint" else second
    lines = (await office.does("requests", "list", "--out", "heard")).splitlines()
    due = today(days=30)
    assert f"{complaint.id}  {today()}  complaint  en  by {due}" in lines
    assert "    It was too long" in lines
    assert f"{voice.id}  {today()}  contact  en  by {due}" in lines
    assert f"    recording heard/{voice.id}.ogg" in lines
    assert (office.commands.folder / f"heard/{voice.id}.ogg").read_bytes() == note
    assert lines[-1] == "2 requests are open."

    with closing(sqlite3.connect(office.house.file, isolation_level=None)) as connection:
        connection.execute("UPDATE cases SET due = '2020-01-02 03:04:05.000000' WHERE answer = ?", [voice.id])
    lines = (await office.does("requests", "list")).splitlines()
    assert lines[0] == f"{voice.id}  {today()}  contact  en  by 2020-01-02  TOO LATE"
    assert sum("TOO LATE" in line for line in lines) == 1

    out = await office.does("requests", "done", complaint.id, "--reply", "We made it shorter.")
    assert out == "Done. The bot that runs tells them your words.\n"
    assert await office.does("requests", "done", voice.id) == "Done. They are told nothing.\n"
    assert await office.does("requests", "list") == "0 requests are open.\n"
    code, out = await office.commands.command("requests", "done", voice.id)
    assert (code, out) == (1, f"there is no open request {voice.id}: see python -m bot requests list\n")


async def test_what_people_wrote_moves_no_cursor(office: Office) -> None:
    """Somebody writes signs that would clear the screen of whoever reads it, or change what stands there."""
    await office.says("The sea \x1b[2J\x1b[31mred", "ann")
    await office.complains("ann")
    await office.house.does(Wrote("It \x1b]0;title\x07was too long"), address="ann")
    shown = await asyncio.gather(office.does("requests", "list"), office.does("names", "--by", "Gwen"))
    assert "\x1b" not in "".join(shown)


# ---- worries


async def test_a_worry_is_raised_listed_and_closed(office: Office) -> None:
    """Who worries, why, and how the person was told; what is missing is asked for; closed, it is off the list."""
    answer = await office.says("I can not go on", "ann")
    raised = ["worries", "raise", answer.id, "--by", "Gwen", "--reason", "May come to harm"]
    told = "say who you are with --by, and with --told how the person was told, or why that is unsafe\n"
    assert await asyncio.gather(
        office.commands.command("worries", "raise", answer.id),
        office.commands.command(*raised),
        office.commands.command("worries", "raise", answer.id, "--reason", "x", "--told", "y"),
        office.commands.command("worries", "raise", "k7f3.1-1", *raised[3:], "--told", "By telephone"),
    ) == [
        (1, "say why with --reason\n"),
        (1, told),
        (1, told),
        (1, "there is no answer k7f3.1-1\n"),
    ]
    assert await office.does("worries", "list") == "0 worries are open.\n"
    assert await office.does(*raised, "--told", "By telephone") == "Noted. See python -m bot worries list.\n"
    one, two, last = (await office.does("worries", "list")).splitlines()
    assert re.fullmatch(rf"   1  {today()} \d\d:\d\d  {answer.id}  by Gwen: May come to harm", one)
    assert two == "      the person: By telephone"
    assert last == "1 worries are open."
    assert await office.commands.command("worries", "close", "1") == (1, "say why with --reason\n")
    assert await office.does("worries", "close", "1", "--reason", "We met") == "Closed.\n"
    assert await office.does("worries", "list") == "0 worries are open.\n"
    code, out = await office.commands.command("worries", "close", "1", "--reason", "again")
    assert (code, out) == (1, "there is no open worry 1: see python -m bot worries list\n")


# ---- names out


async def test_names_are_taken_out_one_by_one(office: Office) -> None:
    """Enter takes the suggestion, words take its place, skip leaves it, stop ends; a voice needs words."""
    for address, words in (("ann", PHONE), ("bob", "I swim with Tom"), ("cai", "The sea"), ("dai", "The hills")):
        await office.says(words, address)
    voice, _ = await office.speaks("dai")
    order = [one for one in await office.house.answers() if one.heard != "choice"]
    typed = {PHONE: "", "I swim with Tom": "I swim with [name]", "The sea": "skip", "The hills": "", "": ""}
    out = await office.does("names", "--by", "Gwen", typed="".join(f"{typed[one.text]}\n" for one in order))
    assert "Names, places and jobs you must see yourself." in out
    assert f"  {PHONE}\n  suggested: Call Gwen on [phone number]\n" in out
    assert out.count("suggested:") == 1
    assert f"{voice.id}  en  (voice)  " in out
    assert out.endswith("3 answers are checked by Gwen.\n")
    cleared = {one.text: one.cleared for one in await office.house.open_answers()}
    assert cleared == {
        PHONE: "Call Gwen on [phone number]",
        "I swim with Tom": "I swim with [name]",
        "The sea": None,
        "The hills": "The hills",
        "": None,
    }
    again = await office.does("names", "--by", "Gwen", typed="stop\n")
    assert again.count("  The sea\n") + again.count("(voice)") == 1
    assert again.endswith("0 answers are checked by Gwen.\n")
    out = await office.does("names", "--by", "Siân", "--answer", voice.id, typed="I swim, Tom watches\n")
    assert out.endswith("1 answers are checked by Siân.\n")
    assert (await office.one(voice.id)).cleared == "I swim, Tom watches"
    out = await office.does("names", "--by", "Siân", "--answer", voice.id)  # nothing typed: the end of a file
    assert out.endswith("0 answers are checked by Siân.\n")


async def test_a_wrong_code_is_told_where_names_are_taken_out(office: Office) -> None:
    """As it is by all other commands."""
    code, output = await office.commands.command("names", "--by", "Gwen", "--answer", "k7f3.1-99")
    assert code == 1
    assert "k7f3.1-99" in output


async def test_names_end_by_ctrl_c(office: Office) -> None:
    """Whoever has had enough presses Ctrl-C: it ends at once, and shows no traceback, which may hold words."""
    await office.says(PHONE, "ann")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "names", "--by", "Gwen"),
        cwd=office.commands.folder, env=office.commands._environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdin and process.stdout
    try:
        async with asyncio.timeout(20):
            while b"  suggested: " not in await process.stdout.readline():
                pass
        await asyncio.sleep(0.5)  # it waits for what is typed now
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(3):
            output = await process.stdout.read()
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert b"Traceback" not in output


# ---- members


async def test_somebody_is_invited_listed_and_ended(office: Office) -> None:
    """A link that opens once; the list says who, as what, and till when; either can be ended."""
    telegram = BotProcess(
        office.commands.folder, {**office.commands._environment, "SGWRS_TELEGRAM_TOKEN": "123456:test-token"}
    )
    code, out = await telegram.command("invite", "--role", "panel", "--bench", "citizen", "--name", "Ceridwen")
    assert code == 0
    first, browser, chat = out.splitlines()
    assert first == "For Ceridwen, citizen, as panel. The first who opens it joins; it ends in 7 days."
    assert re.fullmatch(r"in a browser:  https://chat\.example\.org/join/[\w-]{43}", browser)
    secret = browser.rpartition("/")[2]
    assert chat == f"in Telegram:   write to the bot: /start join-{secret}"
    out = await office.does("invite", "--role", "team", "--bench", "staff", "--name", "Dai")
    assert "Telegram" not in out
    other = out.rstrip().rpartition("/")[2]
    invited = (await office.does("members", "list")).splitlines()
    assert [line.split(maxsplit=1)[1] for line in invited] == [
        f"invited, till {today(days=7)}  panel  citizen  Ceridwen",
        f"invited, till {today(days=7)}  team  staff  Dai",
    ]
    members = Members(office.house.database, KEYS)
    member = await members.join(secret, datetime.now(UTC), "telegram", "77")
    assert member
    assert await office.does("members", "end", invited[1].split()[0]) == "Ended.\n"
    assert await members.join(other, datetime.now(UTC)) is None
    listed = f"{member.id}  {today()}  panel      citizen  Ceridwen"
    assert await office.does("members", "list") == f"{listed}\n"
    assert await office.does("members", "end", member.id) == "Ended. If they lent their voice, it is wiped.\n"
    assert await office.does("members", "list") == f"{listed}  ended {today()}\n"
    assert await members.at("telegram", "77") is None
    code, out = await office.commands.command("members", "end", member.id)
    assert (code, out) == (1, f"there is no member and no open invitation {member.id}\n")


async def test_a_volunteer_is_invited_to_the_chat_only(office: Office) -> None:
    """A browser can not lend a voice: there is no link for it, and none at all without Telegram."""
    volunteer = ("invite", "--role", "volunteer", "--bench", "citizen", "--name", "Elin")
    code, out = await office.commands.command(*volunteer)
    assert (code, out) == (1, "volunteers lend their voice in Telegram: set SGWRS_TELEGRAM_TOKEN first\n")
    environment = {**office.commands._environment, "SGWRS_TELEGRAM_TOKEN": "123456:test-token"}
    code, out = await BotProcess(office.commands.folder, environment).command(*volunteer)
    assert code == 0
    _, chat = out.splitlines()
    secret = chat.removeprefix("in Telegram:   write to the bot: /start join-")
    members = Members(office.house.database, KEYS)
    assert not await members.is_open(secret, datetime.now(UTC))
    assert await members.join(secret, datetime.now(UTC)) is None
    assert await members.join(secret, datetime.now(UTC), "telegram", "78")


async def test_nobody_loses_their_seat_by_a_volunteer_s_link(office: Office) -> None:
    """They may lend their voice without it, and it is still good for whom it was made."""
    members, now = Members(office.house.database, KEYS), datetime.now(UTC)
    team = await members.join(await members.invite("team", "staff", "Dai", now), now, "telegram", "79")
    link = await members.invite("volunteer", "citizen", "Elin", now)
    assert await members.join(link, now, "telegram", "79") == team
    volunteer = await members.join(link, now, "telegram", "80")
    assert volunteer and (volunteer.role, volunteer.name) == ("volunteer", "Elin")


# ---- retention


async def test_what_was_kept_long_enough_is_let_go_of(office: Office) -> None:
    """First only told, then done; the last time is told the next time; old backups go with it."""
    office.house.time.passes(days=-31)
    await office.says("The sea", "ann")
    backups = office.commands.folder / "data/backups"
    backups.mkdir(parents=True)
    for name, days in (("sgwrs-2026-01-01.tar.gz", 36), ("sgwrs-2026-02-05.tar.gz", 34)):
        (backups / name).touch()
        os.utime(backups / name, (time.time() - days * 86400,) * 2)
    words = "1 conversations that were not finished, 0 voices, 0 links between people and their words"
    assert await office.does("retention", "--dry-run") == f"Today would go: {words}.\n"
    assert len(await office.house.open_answers()) == 1
    assert len([*backups.iterdir()]) == 2
    assert await office.does("retention") == (
        f"Gone: {words}.\n1 backups and old copies are deleted. Recordings go when the bot runs next.\n"
    )
    assert await office.house.answers() == []
    assert [path.name for path in backups.iterdir()] == ["sgwrs-2026-02-05.tar.gz"]
    last, now = (await office.does("retention", "--dry-run")).splitlines()
    assert re.fullmatch(rf"The last time was {today()} \d\d:\d\d: {words}\.", last)
    assert now.startswith("Today would go: 0 conversations")
