"""Answers as rows for a table. Pure: no file, no database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.store.answers import StoredAnswer


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, in words for the data dictionary."""

    name: str
    means: str
    values: str = ""


COLUMNS = (
    Column("answer_id", "Names the answer; its recording has this name too."),
    Column("consultation", "Who asked: the id of the consultation."),
    Column("person_code", "One code a person. It says nothing about who they are."),
    Column("session", "One number each time a person went through the conversation.", "1, 2, 3 …"),
    Column("conversation", "Which conversation was held."),
    Column("step", "Which question was answered."),
    Column("part", "Which part of a question that has several.", "empty if it has one"),
    Column("probe", "Which further question about the same thing.", "0: the question itself"),
    Column("round", "Which time a repeated question was asked.", "0: the first time"),
    Column("language", "The language the question was asked in."),
    Column("kind", "How it was answered.", "voice, text, photo, choice"),
    Column("question", "The exact words of the question as this person heard them."),
    Column("version", "The version of the conversation: other words have another version."),
    Column("choice", "What was chosen; several choices are divided by a space."),
    Column("text", "What was written, or written under a photo."),
    Column("escaped", "Whether a ' was put before a line of this row, so that no program runs it.", "yes, no"),
    Column("helper", "Who helped to tell it, as was chosen.", "empty if nobody did; family, friend, paid …"),
    Column("share", "Who may hear it.", "voice: voice and words; words: words only; team: the small team only"),
    Column("checked", "Whether a person has taken the names out, and confirmed the words.", "yes, no"),
    Column("consent", "To which words of consent this person had said yes. Other words have another code."),
    Column("recording", "The file of the recording or photo, beside this table.", "empty if there is none"),
    Column(
        "recording_state",
        "Whether the recording is here.",
        "kept: here; waiting: not fetched yet; lost: it could not be fetched; past: wiped after its time; "
        "withheld: not shared; empty: there is none",
    ),
    Column("seconds", "The length of the recording in seconds.", "0 if there is none"),
    Column("month", "The month it was said in. The day is kept, but not told here.", "2027-03"),
)

_RUNS = re.compile(r"(?:[^\S\t]|[\u200b\u200e\u200f\ufeff\x00])*[=+\-@\t]")
_BREAKS = re.compile(r"(\r\n|\r|\n|;|\t)")


def row_of(answer: StoredAnswer) -> list[str]:
    """One answer as the cells of a row, in the order of COLUMNS, safe for any spreadsheet."""
    question, text = safe(answer.question), safe(answer.text)
    escaped = (question, text) != (answer.question, answer.text)
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
        question,
        answer.version,
        " ".join(answer.options),
        text,
        "yes" if escaped else "no",
        answer.helper,
        answer.share,
        "no" if answer.cleared is None else "yes",
        answer.consent,
        recording_name(answer),
        answer.recording_state,
        str(answer.seconds),
        f"{answer.at:%Y-%m}",
    ]


def recording_name(answer: StoredAnswer) -> str:
    """Where the recording lies beside the table, "" if it is not there."""
    if answer.recording_state != "kept":
        return ""
    return f"recordings/{answer.id}{PurePosixPath(answer.recording).suffix}"


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    A ' comes before each line that begins, after blanks, with = + - @ or a tab, also full-width ones; and after
    each tab and semicolon, where some programs begin a new cell. Nothing else changes.
    """
    pieces = _BREAKS.split(cell)  # words and what divides them take turns
    pieces[::2] = [f"'{one}" if _RUNS.match(unicodedata.normalize("NFKC", one)) else one for one in pieces[::2]]
    guarded = "".join(pieces)
    return f"'{guarded}" if guarded[:1] in ("\r", "\n", "\t") else guarded
