"""What the team does at the command line about people: invite, answer, look after, and check."""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import sys
from pathlib import Path

from bot import rooms
from bot.commands import Add, at_the_database, words
from bot.content import Content
from bot.errors import BotError
from bot.names import covered, suggestions
from bot.nightly import let_go_of_copies
from bot.ports import Fetched
from bot.settings import Settings
from bot.store.answers import Answers
from bot.store.database import Database
from bot.store.desk import Desk
from bot.store.members import BENCHES, ROLES
from bot.store.plays import AT_THE_SERVER, Plays

_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Signs that move the cursor of a terminal, or worse."""

_MOST = 2**31


def add_commands(add: Add) -> None:
    """Tell the parser of all these."""
    requests = add("requests", at_the_database(_requests), "Complaints, and wishes that a person calls.")
    requests.add_argument("what", choices=["list", "done"], help="list: show them; done: it was dealt with")
    requests.add_argument("answer", nargs="?", default="", metavar="CODE", help="which one (done)")
    requests.add_argument(
        "--reply", default="", metavar="WORDS", help="what the bot tells them in your name (done)"
    )
    requests.add_argument(
        "--out", type=Path, default=Path("requests"), metavar="DIR", help="for recordings (list)"
    )

    worries = add("worries", at_the_database(_worries), "What somebody must see: a person may come to harm.")
    worries.add_argument(
        "what", choices=["list", "raise", "close"], help="raise one; list or close those there are"
    )
    worries.add_argument(
        "which", nargs="?", default="", metavar="CODE", help="the answer (raise), or the number (close)"
    )
    worries.add_argument("--by", default="", metavar="NAME", help="who you are (raise)")
    worries.add_argument("--reason", default="", metavar="WORDS", help="why (raise), or what was done (close)")
    worries.add_argument(
        "--told", default="", metavar="WORDS", help="how the person was told, or why that is unsafe"
    )

    names = add(
        "names", at_the_database(_names), "Read answers through, and take names out, before others see them."
    )
    names.add_argument("--by", required=True, type=words, metavar="NAME", help="who you are")
    names.add_argument("--answer", default="", metavar="CODE", help="only this one, also if it was checked before")

    invite = add("invite", at_the_database(_invite), "Make a link by which somebody joins. It opens once.")
    invite.add_argument("--role", choices=ROLES, required=True, help="what they may do")
    invite.add_argument("--bench", choices=BENCHES, required=True, help="as whom they sit at the table")
    invite.add_argument("--name", required=True, type=words, help="what you know them by")
    members = add("members", at_the_database(_members), "Who has joined, who is invited, and how to end either.")
    members.add_argument(
        "what",
        choices=["list", "chair", "decider", "end"],
        help="chair: of their bench; decider: who decides; end: they are out, and a voice they lent is wiped",
    )
    members.add_argument(
        "which", nargs="?", default="", metavar="CODE", help="the member; or the invitation (end)"
    )

    retention = add(
        "retention", at_the_database(_retention), "Let go of what was kept long enough, as every night."
    )
    retention.add_argument("--dry-run", action="store_true", help="only say what would go")
    wrong = add(
        "wrong-words", at_the_database(_wrong_words), "What people told us about wrong words of the bot's."
    )
    wrong.add_argument(
        "--out", type=Path, default=Path("wrong-words"), metavar="DIR", help="the folder for recordings of it"
    )


def _shown(words: str) -> str:
    """Somebody's words as they can be shown in a terminal."""
    return _NOT_SHOWN.sub("\N{REPLACEMENT CHARACTER}", words)


# ---- what waits for a person


async def _requests(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    desk, now = Desk(database), rooms.now()
    if options.what == "done":
        if not options.answer:
            raise BotError("say which one, by its code: python -m bot requests done CODE")
        if not await desk.done(options.answer, options.reply, now):
            raise BotError(f"there is no open request {options.answer}: see python -m bot requests list")
        print(
            "Done. The bot that runs tells them your words." if options.reply else "Done. They are told nothing."
        )
        return
    every, recordings, plays = await desk.cases(), rooms.recordings_of(settings), Plays(database)
    for one in every:
        said = one.text
        if one.recording and (found := await recordings.read(one.answer)):
            await plays.note(one.answer, AT_THE_SERVER, now)
            said = f"{said} recording {await asyncio.to_thread(taken_out, options.out, one.answer, found)}".strip()
        late = "  TOO LATE" if one.due < now else ""
        print(f"{one.answer}  {one.at:%Y-%m-%d}  {one.kind}  {one.language}  by {one.due:%Y-%m-%d}{late}")
        print(f"    {_shown(said) or 'the recording is not here yet'}")
    print(f"{len(every)} requests are open.")


async def _worries(options: argparse.Namespace, _settings: Settings, database: Database) -> None:
    desk, now = Desk(database), rooms.now()
    if options.what == "list":
        every = await desk.worries()
        for one in every:
            print(f"{one.id:4}  {one.at:%Y-%m-%d %H:%M}  {one.answer}  by {one.by}: {_shown(one.reason)}")
            print(f"      the person: {_shown(one.told)}")
        print(f"{len(every)} worries are open.")
        return
    if not options.reason:
        raise BotError("say why with --reason")
    if options.what == "close":
        if not options.which:
            raise BotError("say which one, by its number: python -m bot worries close NUMBER --reason WORDS")
        number = int(options.which) if options.which.isascii() and options.which.isdecimal() else 0
        if number >= _MOST or not await desk.close(number, options.reason, now):
            raise BotError(f"there is no open worry {options.which}: see python -m bot worries list")
        print("Closed.")
        return
    if not options.by or not options.told:
        raise BotError("say who you are with --by, and with --told how the person was told, or why that is unsafe")
    if not await desk.worry(options.which, options.by, options.reason, options.told, now):
        raise BotError(f"there is no answer {options.which}")
    print("Noted. See python -m bot worries list.")


async def _names(options: argparse.Namespace, _settings: Settings, database: Database) -> None:
    """One after the other: enter takes the suggestion, words take its place, `skip` leaves it for later."""
    desk, done = Desk(database), 0
    print("Enter: others may read it as suggested. Or type it as they may read it. `skip`: later. `stop`: enough.")
    print("Only what has a fixed shape is suggested. Names, places and jobs you must see yourself.")
    print("Of a voice: listen to it on the board first, and type its words: then others may have it as shared.")
    print("Where a machine wrote it down, Enter says: I have listened, and every word is right.")
    waiting = await desk.to_clear(options.answer)
    if options.answer and not waiting:
        raise BotError(f"there is no answer {options.answer} that could be checked")
    for one in waiting:
        said = one.text or one.draft
        suggested = covered(said, suggestions(said))
        sound = "" if one.heard == "text" else f"  ({one.heard})"
        print(f"\n{one.answer}  {one.language}{sound}  {one.question.partition(chr(10))[0]}\n  {_shown(said)}")
        if one.draft:
            print("  a machine wrote down, and nobody has checked: listen, and mend it")
        if suggested != said:
            print(f"  suggested: {_shown(suggested)}")
        typed = _typed()
        if typed is None or typed == "stop":
            break
        if typed == "skip" or (one.heard == "voice" and not (typed or said)):
            continue  # a voice that nobody has put into words was not listened to
        if await desk.clear(one.answer, typed or suggested, options.by, rooms.now()):
            done += 1
    print(f"{done} answers are checked by {options.by}.")


def _typed() -> str | None:
    """What is typed; None where that has ended, or by Ctrl-C, for which the event loop would wait for Enter."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    finally:
        signal.signal(signal.SIGINT, before)


# ---- who may do what


async def _invite(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    in_a_browser = options.role != "volunteer"  # a voice is lent in the chat
    if not (in_a_browser or settings.telegram_token):
        raise BotError("volunteers lend their voice in Telegram: set SGWRS_TELEGRAM_TOKEN first")
    secret = await rooms.members_of(database, settings).invite(
        options.role, options.bench, options.name, rooms.now()
    )
    print(
        f"For {options.name}, {options.bench}, as {options.role}. The first who opens it joins; it ends in 7 days."
    )
    if in_a_browser:
        print(f"in a browser:  {settings.address}/join/{secret}")
    if settings.telegram_token:
        print(f"in Telegram:   write to the bot: /start join-{secret}")


async def _members(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    members, now = rooms.members_of(database, settings), rooms.now()
    if options.what != "list" and not options.which:
        raise BotError(f"say whom, by the code: python -m bot members {options.what} CODE")
    if options.what in ("chair", "decider"):
        if not await members.seat(options.which, **{options.what: True}):
            raise BotError(f"there is nobody of the team or the panel called {options.which}: see members list")
        print("Noted.")
        return
    if options.what == "end":
        if await members.end(options.which, now):
            print("Ended. If they lent their voice, it is wiped.")
        elif await members.withdraw(options.which):
            print("Ended.")
        else:
            raise BotError(f"there is no member and no open invitation {options.which}")
        return
    every, invitations = await members.all(), await members.invitations(now)
    if not (every or invitations):
        print("Nobody has joined, and nobody is invited.")
    for one in every:
        ended = f"  ended {one.ended:%Y-%m-%d}" if one.ended else ""
        seat = "  chair" * one.chair + "  decides" * one.decider
        print(f"{one.id}  {one.since:%Y-%m-%d}  {one.role:9}  {one.bench:7}  {one.name}{seat}{ended}")
    for open_one in invitations:
        till = f"invited, till {open_one.expires:%Y-%m-%d}"
        print(f"{open_one.code}  {till}  {open_one.role}  {open_one.bench}  {open_one.name}")


# ---- keeping no longer than we said


async def _retention(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    retention, now = rooms.retention_of(database, settings, Content.load(settings)), rooms.now()
    if last := await retention.last():
        print(f"The last time was {last[0]:%Y-%m-%d %H:%M}: {last[1]}.")
    if options.dry_run:
        print(f"Today would go: {(await retention.look(now)).words}.")
        return
    print(f"Gone: {(await retention.run(now)).words}.")
    copies = let_go_of_copies(rooms.places_of(settings), settings.backups, now)
    print(f"{copies} backups and old copies are deleted. Recordings go when the bot runs next.")


# ---- wrong words


async def _wrong_words(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    count, recordings, plays = 0, rooms.recordings_of(settings), Plays(database)
    async for one in Answers(database).wrong_words():
        count += 1
        said = one.text
        if found := await recordings.read(one.id):
            await plays.note(one.id, AT_THE_SERVER, rooms.now())
            said = f"recording {await asyncio.to_thread(taken_out, options.out, one.id, found)}"
        question = one.question.partition("\n")[0]
        print(f"{one.at:%Y-%m-%d}  {one.language}  {one.part}: {question}\n    {said}")
    print(f"{count} wrong words were told.")


def taken_out(folder: Path, name: str, recording: Fetched) -> Path:
    """A recording as a file, to be listened to. Raises BotError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}{recording.suffix}"
        file.write_bytes(recording.data)
    except OSError as error:
        raise BotError(f"a recording can not be written: {error}") from error
    return file
