"""The commands. Each says what it does; none needs a programmer."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tqdm import tqdm

from bot import checking, giving, languages, logs, reporting, rooms, staff
from bot.channels.terminal import Rehearsal, talk
from bot.content import LOCAL, Content, clips_of, people_of
from bot.definitions import catalogs
from bot.definitions.check import overdue
from bot.errors import BotError, ProblemsError, place
from bot.ports import Spoken
from bot.resealing import rotate
from bot.settings import Settings, read_settings
from bot.speech.clips import ClipFolder
from bot.store import backups
from bot.store.jobs import Jobs

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 fine, 1 something is wrong, 2 not understood."""
    options = _parser().parse_args(arguments)
    logs.start()
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    try:
        settings = read_settings(os.environ)
        logs.hide([settings.telegram_token])
        return command(options, settings)
    except ProblemsError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"{len(error.problems)} to mend before this can start.", file=sys.stderr)
    except BotError as error:
        print(error, file=sys.stderr)
    except Exception as error:  # noqa: BLE001 - a traceback would hold the error's own words, and so maybe somebody's
        log.critical("this should not have happened: %s", place(error))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Sgwrs: a chat about a good life, by voice."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(
        name: str, command: Callable[[argparse.Namespace, Settings], int], words: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=command)
        return added

    add("run", _run, "Start the bot: the browser chat, and Telegram if SGWRS_TELEGRAM_TOKEN is set.")
    add("check", _check, "Read every conversation, consultation and translation, and list all that is wrong.")
    voices = add(
        "voices", _voices, "Make all clips ahead, in the best voice there is. Can be stopped and run again."
    )
    voices.add_argument("--table", action="store_true", help="only show which voice speaks what")
    voices.add_argument(
        "--script", metavar="LANGUAGE", help="only print what is to be recorded, and how each file is named"
    )
    add("talk", _talk, "Play the conversation here in the terminal. Nothing is kept. (voice 14) is a voice note.")
    backup = add("backup", _back_up, "Copy the database and all recordings into one file, while the bot runs.")
    backup.add_argument("file", type=Path, metavar="FILE", help="the file to write, such as monday.tar.gz")
    restore = add("restore", _restore, "Put back what a backup holds. The bot must be stopped, its database away.")
    restore.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` wrote")
    add("rotate", _rotate, "Change the secret: seal everything anew. The bot must be stopped.")
    aside = add("quarantine", _quarantine, "Messages that could not be taken, through a fault of the bot's.")
    aside.add_argument("what", choices=["list", "retry"], help="list: show them; retry: have the bot try again")
    aside.add_argument("numbers", type=int, nargs="*", metavar="NUMBER", help="which ones (retry; else all)")
    recordings = add("recordings", _recordings, "Recordings that could not be fetched yet, or not at all.")
    recordings.add_argument(
        "what", choices=["list", "retry"], help="list: show them; retry: have the bot try again"
    )
    add("languages", _languages, "How far each language is: translated, checked by a speaker, voiced.")
    poster = add("poster", _poster, "A page to print for each language, with a code for phones' cameras.")
    poster.add_argument(
        "--out", type=Path, default=Path("posters"), metavar="DIR", help="the folder to write into"
    )
    giving.add_commands(add)
    reporting.add_commands(add)
    staff.add_commands(add)
    words = add("catalogs", _catalogs, "Draw every string to translate into locales/; translations stay.")
    words.set_defaults(command=_catalogs)
    return parser


def _run(_options: argparse.Namespace, settings: Settings) -> int:
    content = Content.load(settings)
    asyncio.run(_run_until_stopped(settings, content))
    return 0


async def _run_until_stopped(settings: Settings, content: Content) -> None:
    from bot.app import Bot  # with all channels: other commands do without

    loop, running = asyncio.get_running_loop(), asyncio.current_task()
    assert running is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        async with rooms.opened(settings, alone=True) as database:
            await Bot(settings, content, database).run(_announce)


def _announce(words: str) -> None:
    print(words, flush=True)


def _check(_options: argparse.Namespace, settings: Settings) -> int:
    problems, notes = checking.examine(settings)
    if problems:
        raise ProblemsError(problems)
    print("All conversations, consultations and translations are fine.")
    for problem in overdue(settings.consultation, settings.conversations):
        print(f"Not fine for long: {problem}")
    for note in notes:
        print(note)
    return 0


def _languages(_options: argparse.Namespace, settings: Settings) -> int:
    content = Content.load(settings)
    clips = clips_of(settings, [voice for voice in settings.voices if voice in LOCAL])
    for line in languages.as_table(languages.standings(settings, clips, content.every_spoken(slow=False))):
        print(line)
    return 0


def _poster(options: argparse.Namespace, settings: Settings) -> int:
    from bot import posters
    from bot.pictures.poster import write as write_poster

    content = Content.load(settings)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for poster in asyncio.run(posters.posters(settings, content)):
            print(*write_poster(poster, options.out))
    except OSError as error:
        raise BotError(f"the posters can not be written: {error}") from error
    return 0


def _voices(options: argparse.Namespace, settings: Settings) -> int:
    content = Content.load(settings)
    if options.script:
        print("\n".join(languages.script(content, options.script)))
        return 0
    spoken = [*content.every_spoken(slow=False), *content.every_spoken(slow=True)]
    clips, people = clips_of(settings), people_of(settings)
    if not options.table:
        people.note(spoken)
        asyncio.run(_make_clips(clips, spoken))
        clips.prune(spoken)
    for line in languages.voices_as_table(clips, people, content.every_spoken(slow=False)):
        print(line)
    missing = clips.missing(spoken)
    voiceless = [one for one in missing if not clips.would_speak(one)]
    if owed := len(missing) - len(voiceless):
        print(f"{owed} clips are not in the best voice yet: it did not answer. Run this again later.")
    for line in checking.silent(voiceless):
        print(line)
    return 0


async def _make_clips(clips: ClipFolder, spoken: Sequence[Spoken]) -> None:
    """As many at a time as there are processors: most of the time is spent on making Opus of them."""
    missing = clips.missing(spoken)
    at_once = asyncio.Semaphore(os.cpu_count() or 1)
    with tqdm(total=len(missing), desc="clips", unit="clip", disable=None) as bar:

        async def make(one: Spoken) -> None:
            async with at_once:
                await clips.make(one)
                bar.update()

        await asyncio.gather(*map(make, missing))


def _talk(_options: argparse.Namespace, settings: Settings) -> int:
    content = Content.load(settings)
    prompt = "> " if sys.stdin.isatty() else ""

    def read() -> str | None:
        try:
            return input(prompt)
        except EOFError:
            return None

    talk(Rehearsal(content.consultation, content.catalogs, rooms.now, effects=True), read)
    return 0


def _back_up(options: argparse.Namespace, settings: Settings) -> int:
    count = backups.back_up(rooms.places_of(settings), options.file)
    print(
        f"The database and {count} recordings are in {options.file}. It holds what people said: keep it private."
    )
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    count = backups.restore(rooms.places_of(settings), options.file)
    print(f"The database and {count} recordings are back.")
    return 0


def _rotate(_options: argparse.Namespace, settings: Settings) -> int:
    rows, files = asyncio.run(rotate(settings))
    print(f"{rows} things in the database and {files} recordings are sealed with the new secret.")
    print("The old one opens nothing any more, but for backups from before: keep it as long as you keep those.")
    return 0


def _quarantine(options: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_show_quarantine(options, settings))
    return 0


async def _show_quarantine(options: argparse.Namespace, settings: Settings) -> None:
    async with rooms.opened(settings) as database:
        quarantine = rooms.quarantine_of(database, settings)
        if options.what == "retry":
            count = await quarantine.want(options.numbers)
            print(f"{count} will be tried again: within seconds by the bot that runs, else when it starts.")
            return
        every = await quarantine.all()
    for aside in every:
        when = f"{aside.at:%Y-%m-%d %H:%M}"
        print(f"{aside.id:5}  {when}  {aside.channel:8}  tried again {aside.tries} times  {aside.error}")
    print(f"{len(every)} messages are set aside.")


def _recordings(options: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_show_recordings(options, settings))
    return 0


async def _show_recordings(options: argparse.Namespace, settings: Settings) -> None:
    async with rooms.opened(settings) as database:
        jobs = Jobs(database)
        if options.what == "retry":
            count = await jobs.again(rooms.now())
            print(f"{count} will be tried again: within half a minute by the bot that runs, else when it starts.")
            return
        every = await jobs.troubled()
    for one in every:
        when = "given up" if one.state == "lost" else f"next try {one.not_before:%Y-%m-%d %H:%M}"
        print(
            f"{one.answer:18}  {one.at:%Y-%m-%d %H:%M}  {one.channel:8}  {when}, {one.tries} tries: {one.trouble}"
        )
    print(f"{len(every)} recordings are not here.")


def _catalogs(_options: argparse.Namespace, settings: Settings) -> int:
    for path in catalogs.update(settings.conversations, settings.locales):
        print(f"drawn anew: {path}")
    return 0
