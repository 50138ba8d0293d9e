"""What leaves the house, at the command line: take answers out, and see what was taken out."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from tqdm import tqdm

from bot import rooms
from bot.commands import Add, at_the_database, words
from bot.content import Content
from bot.export.codes import Codes
from bot.export.folders import whole
from bot.export.formats import FORMATS
from bot.export.outline import Outline
from bot.export.phrases import TEAM_ONLY, UNSAFE
from bot.export.polis import write_votes
from bot.export.taking import take_out
from bot.settings import Settings
from bot.store.answers import STAGES, Answers, Wanted, month
from bot.store.database import Database
from bot.store.exports import Export, Exports
from bot.store.figures import Voting
from bot.store.grouped import themes


def add_commands(add: Add) -> None:
    """Tell the parser of all these."""
    export = add("export", at_the_database(_export), "Take answers out, with recordings, into a folder.")
    export.add_argument(
        "--format",
        choices=FORMATS,
        default="csv",
        help="csv, wide, xlsx: for spreadsheets; qdpx: for NVivo and the like; docx, docx-step: a person or a "
        "question in each document; jsonl: for programs; media: recordings alone",
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    export.add_argument(
        "--to", required=True, type=words, metavar="WHO", help="who gets it; the people who told us can see this"
    )
    export.add_argument("--why", required=True, type=words, metavar="WHY", help="what for; they can see this too")
    export.add_argument("--everything", action="store_true", help="also what is not shared: for the team alone")
    export.add_argument("--consultation", default="", metavar="ID", help="only what this one asked")
    export.add_argument("--language", default="", metavar="CODE", help="only what was asked in it: en, cy, …")
    export.add_argument("--step", default="", metavar="ID", help="only answers to this question")
    export.add_argument("--since", default="", type=_month, metavar="MONTH", help="told in it or later: 2027-03")
    export.add_argument("--until", default="", type=_month, metavar="MONTH", help="told in it or earlier")
    export.add_argument(
        "--stage",
        default="",
        choices=STAGES,
        help="only what the review has made something of: a group, a statement to vote on, a story, a decision",
    )
    votes = add("votes", at_the_database(_votes), "Take votes out, one row each, as Polis' tools read them.")
    votes.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    votes.add_argument("--to", required=True, type=words, metavar="WHO", help="who gets it: the team alone may")
    votes.add_argument("--why", required=True, type=words, metavar="WHY", help="what for; people can see both")
    votes.add_argument("--consultation", default="", metavar="ID", help="of this one, instead of the present one")
    add(
        "exports",
        at_the_database(_exports),
        "What left the house: when, to whom, what for, and how often something of it was taken back.",
    )


def _month(given: str) -> str:
    """A month, or none; argparse tells where it is neither."""
    try:
        if given:
            month(given, after=1)
    except ValueError:
        raise argparse.ArgumentTypeError("write a month as 2027-03") from None
    return given


async def _export(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    content = Content.load(settings)
    export = Export(0, rooms.now(), options.to, options.why, options.format, options.everything)
    only = (options.consultation, options.language, options.step, options.since, options.until, options.stage)
    wanted = Wanted(*only)
    answers, outline = Answers(database), Outline(content.consultation, content.wording())
    rooms.spare_the_collector()
    count, names = await answers.count(wanted), await themes(database)
    with whole(options.out) as folder, tqdm(total=count, unit=" answers", disable=None, file=sys.stderr) as bar:
        about = await take_out(
            answers,
            rooms.recordings_of(settings),
            Exports(database),
            export,
            wanted,
            None if options.everything else _codes(options, settings),
            names,
            partial(FORMATS[options.format], folder, outline),
            bar.update,
        )
    print(f"{about.answers} answers are in {options.out}")
    if left_out := about.left_out[TEAM_ONLY] + about.left_out[UNSAFE]:
        print(f"{left_out} are not: they are not shared, or nobody took the names out (python -m bot names).")


async def _votes(options: argparse.Namespace, settings: Settings, database: Database) -> None:
    consultation = options.consultation or Content.load(settings).consultation.id
    voting, codes = Voting(database, consultation), _codes(options, settings)
    statements, votes = await voting.statements(), await voting.votes()
    with whole(options.out) as folder:
        await Exports(database).begin(Export(0, rooms.now(), options.to, options.why, "polis", everything=True))
        write_votes(folder, statements, votes, codes)
    print(f"{len(votes)} votes on {len(statements)} statements are in {options.out}")


def _codes(options: argparse.Namespace, settings: Settings) -> Codes:
    return Codes(rooms.keys_of(settings).of_export(options.to, options.why))


async def _exports(_options: argparse.Namespace, _settings: Settings, database: Database) -> None:
    every = await Exports(database).all()
    if not every:
        print("Nothing has left the house.")
    for one in every:
        everything = ", everything" if one.everything else ""
        print(f"{one.id:4}  {one.at:%Y-%m-%d}  {one.answers} answers{everything}, {one.format}: {one.recipient}")
        print(f"      {one.purpose}")
        if one.withdrawn:
            times = "once" if one.withdrawn == 1 else f"{one.withdrawn} times"
            print(f"      Since then {times} somebody took back what is in it: ask {one.recipient} to wipe it.")
