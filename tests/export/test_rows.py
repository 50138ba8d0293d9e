"""What comes out is what was said, letter for letter, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.folder import Written, export_csv
from bot.export.rows import COLUMNS, row_of, safe
from bot.store.answers import StoredAnswer
from bot.store.exports import Export
from bot.store.files import SealedFiles
from bot.store.recordings import RecordingsFolder
from tests.keys import KEYS


def stored(**changes: object) -> StoredAnswer:
    values: dict[str, object] = {
        "id": "ab.1-1", "participant": "ab", "session": "ab.1", "consultation": "example",
        "conversation": "good_life", "version": "v", "step": "good_day", "part": "", "probe": 0, "round": 0,
        "language": "en", "question": "What?", "heard": "text", "options": (), "text": "", "share": "team",
        "at": datetime(2027, 3, 4, tzinfo=UTC), "recording": "", "recording_state": "", "seconds": 0, "number": 1,
        "helper": "", "consent": "", "cleared": None,
    }  # fmt: skip
    return StoredAnswer(**{**values, **changes})  # type: ignore[arg-type]


class OneAnswer:
    """An answers room that holds these."""

    def __init__(self, *answers: StoredAnswer) -> None:
        self._answers = answers

    async def all(self):
        for answer in self._answers:
            yield answer


class NoList:
    """A list of what left the house that nobody reads."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    async def begin(self, export: Export) -> int:
        return 1

    async def add(self, number: int, answers: Sequence[str]) -> None:
        self.listed += answers


def an_export(*, everything: bool) -> Export:
    return Export(0, datetime(2027, 3, 4, tzinfo=UTC), "the library", "to plan", "csv", everything)


async def exported(
    answers: object, recordings: RecordingsFolder, out: Path, *, everything: bool = True
) -> Written:
    return await export_csv(answers, recordings, NoList(), an_export(everything=everything), out)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Ŵ ŷ Ẁ ÿ â",
        "مرحبا بكم في ويلز",
        "👩‍👩‍👧 🙂",
        "one\ntwo\r\nthree",
        '"quoted", and; comma',
        "তিন",
        " padded ",
    ],
)
async def test_read_back_letter_for_letter(text: str, tmp_path: Path) -> None:
    """Whatever people write comes back equal from the file, through a reader we did not write."""
    written = await exported(OneAnswer(stored(text=text)), kept_in(tmp_path), tmp_path / "out")
    assert written == Written(1, 0)
    raw = (tmp_path / "out/answers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert row["text"] == text
    assert row["escaped"] == "no"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 7700",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\uff1d1",
        "fine\n=1",
        "\u200b=1",
    ],
)
def test_formulas_are_disarmed(text: str) -> None:
    """No line of a cell begins, even after blanks, with what a spreadsheet would run; the letters all stay."""
    cell = safe(text)
    assert cell != text
    assert cell.replace("'", "") == text
    for line in cell.replace("\r", "\n").split("\n"):
        assert not line.strip(" \u00a0\u200b\t").startswith(("=", "+", "-", "@", "\uff1d"))


def kept_in(folder: Path) -> RecordingsFolder:
    return RecordingsFolder(SealedFiles(folder, KEYS))


@given(st.text())
def test_taking_the_guard_away_gives_the_words_back(text: str) -> None:
    """Whatever the text, only ' signs are added, and only where `escaped` says so."""
    guarded = safe(text)
    assert guarded.replace("'", "") == text.replace("'", "")
    row = dict(zip([column.name for column in COLUMNS], row_of(stored(text=text)), strict=True))
    assert (row["escaped"] == "yes") == (guarded != text)


async def test_a_recording_lies_beside_the_table_under_its_answers_id(tmp_path: Path) -> None:
    """The table names the file; the file is the recording, byte for byte; the dictionary explains each column."""
    recordings = kept_in(tmp_path / "recordings")
    await recordings.save("ab.1-1", ".ogg", b"OggS...")
    answer = stored(heard="voice", recording="ab.1-1.ogg", recording_state="kept", seconds=3)
    await exported(OneAnswer(answer), recordings, tmp_path / "out")
    with (tmp_path / "out/answers.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (tmp_path / "out" / row["recording"]).read_bytes() == b"OggS..."
    with (tmp_path / "out/dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [entry["column"] for entry in csv.DictReader(file)] == list(row)


SHARED = ("voice", "words", "team")


@pytest.mark.parametrize("share", SHARED)
@pytest.mark.parametrize("heard", ["voice", "text", "photo"])
@pytest.mark.parametrize("checked", ["checked", ""])
@pytest.mark.parametrize("everything", ["everything", ""])
async def test_others_get_only_what_is_shared_and_checked(
    share: str, heard: str, checked: str, everything: str, tmp_path: Path
) -> None:
    """Every kind of answer, in every sharing, checked or not: who gets its words, and who gets its sound."""
    recordings = kept_in(tmp_path / "recordings")
    await recordings.save("ab.1-1", ".ogg", b"OggS...")
    kept = {"recording": "ab.1-1.ogg", "recording_state": "kept", "seconds": 3} if heard != "text" else {}
    cleared = "I live with [name]" if checked else None
    answer = stored(heard=heard, share=share, text="I live with Ann", cleared=cleared, **kept)
    written = await exported(OneAnswer(answer), recordings, tmp_path / "out", everything=bool(everything))
    table = (tmp_path / "out/answers.csv").read_text(encoding="utf-8-sig")
    sounds = list((tmp_path / "out/recordings").iterdir())
    if everything:
        assert written == Written(1, 0)
        assert "I live with Ann" in table
        assert bool(sounds) == (heard != "text")
    elif share == "team" or not checked:
        assert written == Written(0, 1)
        assert "I live with" not in table and not sounds
    else:
        assert written == Written(1, 0)
        assert "I live with [name]" in table and "Ann" not in table
        assert bool(sounds) == (heard != "text" and share == "voice")


async def test_what_leaves_the_house_is_listed(tmp_path: Path) -> None:
    """Each answer that leaves is on the list before; what stays is not."""
    some = [stored(id=f"ab.1-{number}", share=share, cleared="words") for number, share in enumerate(SHARED)]
    listed = NoList()
    await export_csv(OneAnswer(*some), kept_in(tmp_path), listed, an_export(everything=False), tmp_path / "out")  # type: ignore[arg-type]
    assert listed.listed == ["ab.1-0", "ab.1-1"]
