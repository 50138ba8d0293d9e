"""Answers as rows for a table. Pure: no file, no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from bot.core.conversation import Line
from bot.export import phrases
from bot.ports import Fetched
from bot.store.answers import StoredAnswer

Sounds = Literal["none", "along", "only"]
"""Whether recordings go along with answers, or only answers that have one are wanted."""


class Given(NamedTuple):
    """One answer as it leaves the house: what may be had of it, and the names of the groups that it is in.

    `sound` is its recording or photo, where that goes along.
    """

    answer: StoredAnswer
    themes: tuple[str, ...] = ()
    sound: Fetched | None = None


@dataclass(frozen=True)
class Column:
    """A column: its name, and which values there can be. What it holds is told in `phrases.COLUMNS`."""

    name: str
    values: str = ""

    @property
    def means(self) -> Line:
        return phrases.COLUMNS[self.name]


COLUMNS = (
    Column("answer_id"),
    Column("consultation"),
    Column("person_code"),
    Column("session", "1, 2, 3 …"),
    Column("conversation"),
    Column("step"),
    Column("part"),
    Column("probe", "0, 1, 2 …"),
    Column("round", "0, 1, 2 …"),
    Column("language", "en, cy …"),
    Column("kind", "voice, text, photo, choice"),
    Column("question"),
    Column("version"),
    Column("choice"),
    Column("text"),
    Column("themes"),
    Column("helper", "family, friend, paid …"),
    Column("share", "voice, words, team"),
    Column("checked", "yes, no"),
    Column("consent"),
    Column("recording"),
    Column("recording_state", "kept, waiting, lost, past, withheld"),
    Column("seconds"),
    Column("month", "2027-03"),
)

ESCAPED = Column("escaped", "yes, no")
"""One more, where a table can not say that a cell is words: in CSV."""

_PLAIN = re.compile(r"[^\W_][^\r\n;\t]*", re.ASCII)
"""Most cells: they begin with a letter, and are one line."""

_RUNS = re.compile(r'(?:[^\S\t]|["\u200b\u200e\u200f\ufeff\x00])*[=+\-@\t]')
_BREAKS = re.compile(r"(\r\n|\r|\n|;|\t)")


def row_of(given: Given) -> list[str]:
    """One answer as the cells of a row, in the order of COLUMNS, with its exact words."""
    answer = given.answer
    return [
        answer.id,
        answer.consultation,
        answer.participant,
        answer.session.rpartition(".")[2],
        answer.conversation,
        answer.step,
        answer.part,
        str(answer.probe),
        str(answer.round),
        answer.language,
        answer.heard,
        answer.question,
        answer.version,
        " ".join(answer.options),
        answer.text,
        "; ".join(given.themes),
        answer.helper,
        answer.share,
        "no" if answer.cleared is None else "yes",
        answer.consent,
        recording_name(answer),
        answer.recording_state,
        str(answer.seconds),
        f"{answer.at.year}-{answer.at.month:02}",
    ]


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    A ' comes before each line that begins, after blanks and quotes, with = + - @ or a tab, also full-width ones;
    and after each tab and semicolon, where some programs begin a new cell. Nothing else changes.
    """
    if not cell or _PLAIN.fullmatch(cell):
        return cell
    pieces = _BREAKS.split(cell)  # words and what divides them take turns
    pieces[::2] = [f"'{one}" if _RUNS.match(unicodedata.normalize("NFKC", one)) else one for one in pieces[::2]]
    guarded = "".join(pieces)
    return f"'{guarded}" if guarded[:1] in ("\r", "\n", "\t") else guarded


_WORDS: Mapping[str, Callable[[str], str]] = {
    "question": lru_cache(maxsize=256)(safe),  # a few are asked of thousands
    "text": safe,
    "themes": safe,
}
"""The columns in which people's words are: what else there is are names and numbers of ours."""

_GUARDS = [(number, _WORDS[column.name]) for number, column in enumerate(COLUMNS) if column.name in _WORDS]


def safe_row(cells: list[str]) -> list[str]:
    """The same for any spreadsheet, and at its end whether anything was put before a line of it."""
    guarded = list(cells)
    for number, guard in _GUARDS:
        guarded[number] = guard(cells[number])
    return [*guarded, "no" if guarded == cells else "yes"]


def recording_name(answer: StoredAnswer) -> str:
    """Where the recording lies beside the table, "" if it is not there."""
    if answer.recording_state != "kept":
        return ""
    return f"recordings/{answer.id}{PurePosixPath(answer.recording).suffix}"
