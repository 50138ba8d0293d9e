"""Each format is read back by something that is not ours, and has every word in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import duckdb
import openpyxl
import pytest

from bot.errors import StoreError
from bot.export.folders import whole
from bot.export.formats import FORMATS
from bot.export.phrases import NO_VOICE, TEAM_ONLY, UNSAFE
from bot.export.rows import COLUMNS, ESCAPED
from tests.export.giving import WORDS, NoList, given, kept_in, stored, told
from tests.reading import words_in
from tests.web.pictures import GPS, photo

Row = dict[str, object]


def csv_rows(out: Path, name: str = "answers.csv") -> list[Row]:
    with (out / name).open(encoding="utf-8-sig", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def jsonl_rows(out: Path) -> list[Row]:
    return [json.loads(line) for line in (out / "answers.jsonl").read_text(encoding="utf-8").splitlines()]


def xlsx_rows(out: Path, sheet: str = "answers") -> list[Row]:
    book = openpyxl.load_workbook(out / "answers.xlsx")
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, ("" if cell is None else cell for cell in row), strict=True)) for row in rows]


SOUNDING = ("csv", "xlsx", "jsonl", "qdpx", "media")
"""With recordings, where these may be had."""

READERS: dict[str, Callable[[Path], list[Row]]] = {"csv": csv_rows, "jsonl": jsonl_rows, "xlsx": xlsx_rows}


@pytest.mark.parametrize("form", READERS)
async def test_every_shared_word_comes_back(form: str, tmp_path: Path) -> None:
    about = await given(form, told("ab", *WORDS), tmp_path / "out")
    assert (about.answers, about.people) == (len(WORDS), 1)
    rows = READERS[form](tmp_path / "out")
    found = [row["text"] for row in rows]
    if form == "csv":
        assert (tmp_path / "out/answers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        found = [str(row["text"])[1:] if row["escaped"] == "yes" else row["text"] for row in rows]
    assert found == WORDS


async def test_another_program_reads_the_table(tmp_path: Path) -> None:
    await given("csv", told("ab", *WORDS), tmp_path / "out")
    path = str(tmp_path / "out/answers.csv")
    found = duckdb.sql(
        f"SELECT text FROM read_csv('{path}', all_varchar=true, allow_quoted_nulls=false)"
    ).fetchall()
    assert [one or "" for (one,) in found] == ["'=1+1" if one == "=1+1" else one for one in WORDS]


async def test_columns_are_explained(tmp_path: Path) -> None:
    """Each column in English and in Welsh; and each question with its values."""
    await given("csv", told("ab", "x"), tmp_path / "out")
    dictionary = csv_rows(tmp_path / "out", "dictionary.csv")
    assert [row["column"] for row in dictionary] == [column.name for column in (*COLUMNS, ESCAPED)]
    assert all(row["what it holds (en)"] and row["what it holds (cy)"] for row in dictionary)
    assert dictionary[0]["what it holds (en)"] != dictionary[0]["what it holds (cy)"]
    codebook = csv_rows(tmp_path / "out", "codebook.csv")
    [alone] = [row for row in codebook if row["step"] == "helper" and row["value"] == "alone"]
    assert alone["type"] == "choice"
    assert alone["value_en"] != alone["value_cy"]
    assert not any("{" in str(cell) for row in codebook for cell in row.values())


async def test_a_workbook_is_words_with_a_head_that_stays(tmp_path: Path) -> None:
    await given("xlsx", told("ab", "=1+1", "01", "2027-03"), tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out/answers.xlsx")
    assert book.sheetnames == ["answers", "codebook", "columns", "notes"]
    sheet = book["answers"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} or {cell.data_type for cell in cells} == {"inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert "To: to plan" in [row["notes"] for row in xlsx_rows(tmp_path / "out", "notes")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\x00b\x0bc\x1f", "a\ufffdb\ufffdc\ufffd"),
        ("half a letter: \ud83d", "half a letter: \ufffd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("x" * 40_000, "x" * 32_766 + "…"),
        ("🙂" * 20_000, "🙂" * 16_383 + "…"),
    ],
)
async def test_what_excel_can_not_hold(text: str, read: str, tmp_path: Path) -> None:
    """The file opens all the same; the exact words are in the other formats."""
    await given("xlsx", told("ab", text), tmp_path / "out")
    assert [row["text"] for row in xlsx_rows(tmp_path / "out")] == [read]
    await given("jsonl", told("ab", text), tmp_path / "exact")
    assert [row["text"] for row in jsonl_rows(tmp_path / "exact")] == [text]


async def test_a_full_sheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.export.xlsx._ROWS", 4)
    await given("xlsx", told("ab", *"abcdefgh"), tmp_path / "out")
    found = [xlsx_rows(tmp_path / "out", sheet) for sheet in ("answers", "answers 2", "answers 3")]
    assert [[row["text"] for row in rows] for rows in found] == [list("abc"), list("def"), list("gh")]


# ---- what may leave


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", ["voice", "words", "team"])
@pytest.mark.parametrize("heard", ["voice", "text", "photo"])
@pytest.mark.parametrize("checked", ["checked", ""])
@pytest.mark.parametrize("everything", ["everything", ""])
async def test_others_get_only_what_is_shared_and_checked(
    form: str, share: str, heard: str, checked: str, everything: str, tmp_path: Path
) -> None:
    """Every kind of answer, sharing and format, checked or not: who gets its words, and who its sound."""
    recordings = kept_in(tmp_path / "kept")
    sounds = {"voice": (".ogg", b"OggS-the-voice"), "photo": (".jpg", photo()), "text": (".ogg", b"")}
    await recordings.save("ab.1-1", *sounds[heard])
    kept = {"recording": f"ab.1-1{sounds[heard][0]}", "recording_state": "kept"} if heard != "text" else {}
    cleared = "I live with [name]" if checked else None
    answer = stored(heard=heard, share="team", text="I live with Zebedee", **kept)
    answer = stored(**{**vars(answer), "share": share})
    object.__setattr__(answer, "cleared", cleared)
    listed = NoList()
    about = await given(form, [answer], tmp_path / "out", everything=bool(everything), listed=listed)
    found = words_in(tmp_path / "out")
    gives = bool(everything or (share != "team" and checked))
    sound = heard != "text" and (everything or (share == "voice" and checked))
    assert about.answers == len(listed.listed) == (bool(sound) if form == "media" else gives)
    if form != "media":
        assert ("I live with" in found) == gives
        assert ("Zebedee" in found) == bool(everything)
    if heard == "voice":
        assert ("OggS-the-voice" in found) == (form in SOUNDING and bool(sound))
    if heard == "photo":
        assert (".jpg\n" in found) == (form in SOUNDING and bool(sound))
        # Where a photo was taken is for the team alone.
        assert (GPS.decode() in found) == (form in SOUNDING and bool(everything))
    if not gives:
        assert about.left_out == {TEAM_ONLY if share == "team" else UNSAFE: 1}
    elif heard != "text" and share == "words" and not everything and form != "media":
        assert about.left_out == {NO_VOICE: 1}


@pytest.mark.parametrize("form", FORMATS)
async def test_two_exports_can_not_be_laid_upon_each_other(form: str, tmp_path: Path) -> None:
    """The same is the same to the last byte; for somebody else people have other codes."""
    answers = [*told("k7f3aaaaaa", "one", "two"), *told("p2d5bbbbbb", "three")]
    outs = [tmp_path / name for name in ("one", "again", "other")]
    for out, to in zip(outs, ("A", "A", "B"), strict=True):
        await given(form, answers, out, to=to)
    one, again, other = (
        {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} for out in outs
    )
    assert one == again
    for out in outs:
        assert "k7f3aaaaaa" not in words_in(out) and "p2d5bbbbbb" not in words_in(out)
    assert one != other
    if form in READERS:
        codes = [{row["person_code"] for row in READERS[form](out)} for out in outs]
        assert len(codes[0]) == 2
        assert codes[0] == codes[1] and not codes[0] & codes[2]


async def test_the_team_finds_its_own_names(tmp_path: Path) -> None:
    await given("csv", told("k7f3aaaaaa", "one"), tmp_path / "out", everything=True)
    assert [row["answer_id"] for row in csv_rows(tmp_path / "out")] == ["k7f3aaaaaa.1-1"]


async def test_a_recording_lies_beside_the_table(tmp_path: Path) -> None:
    """The table names the file; the file is the recording, byte for byte. What is not there is not promised."""
    recordings = kept_in(tmp_path / "kept")
    await recordings.save("ab.1-1", ".ogg", b"OggS...")
    kept = {"recording_state": "kept", "heard": "voice", "share": "voice"}
    answers = [stored(recording="ab.1-1.ogg", **kept), stored(recording="ab.1-2.ogg", number=2, **kept)]
    await given("csv", answers, tmp_path / "out")
    here, gone = csv_rows(tmp_path / "out")
    assert (tmp_path / "out" / str(here["recording"])).read_bytes() == b"OggS..."
    assert (gone["recording"], gone["recording_state"]) == ("", "lost")


def test_a_folder_is_new_and_whole(tmp_path: Path) -> None:
    """What is there already is nobody's to wipe; what breaks off is not left half written."""
    with whole(tmp_path / "new") as folder:
        (folder / "a").write_text("x")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a"]
    with pytest.raises(StoreError, match="there already"), whole(tmp_path / "new"):
        pass
    with pytest.raises(StoreError), whole(tmp_path / "half") as folder:
        folder.write_text("x")
    (tmp_path / "empty").mkdir()
    with whole(tmp_path / "empty"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


async def test_an_empty_export_says_so(tmp_path: Path) -> None:
    for form in FORMATS:
        about = await given(form, [], tmp_path / form)
        assert (about.answers, about.people) == (0, 0)
        assert "0" in words_in(tmp_path / form)


SMALL = """\
\ufeffanswer_id,consultation,person_code,session,conversation,step,part,probe,round,language,kind,question,version,\
choice,text,themes,helper,share,checked,consent,recording,recording_state,seconds,month,escaped
cfbd63qkqv.1-1,example,cfbd63qkqv,1,good_life,good_day,,0,0,cy,text,What?,v,,Y môr,,,words,yes,,,,0,2027-03,no
cfbd63qkqv.1-2,example,cfbd63qkqv,1,good_life,good_day,,0,0,cy,text,What?,v,,'=1+1,,,words,yes,,,,0,2027-03,yes
"""


async def test_a_small_table_letter_for_letter(tmp_path: Path) -> None:
    await given("csv", told("ab", "Y môr", "=1+1", language="cy"), tmp_path / "out")
    assert (tmp_path / "out/answers.csv").read_bytes().decode().replace("\r\n", "\n") == SMALL


async def test_a_row_for_each_time_somebody_told_something(tmp_path: Path) -> None:
    """Questions are columns, in the order of asking; what is not asked any more is not lost."""
    answers = [
        *told("ab", "The sea", "and the hills", "=1+1"),
        stored(session="ab.1", number=4, step="gone", text="old"),
        stored(
            session="ab.2", number=1, participant="ab", heard="choice", step="topics", options=("home", "health")
        ),
        *told("cd", "Y môr", language="cy"),
    ]
    await given("wide", answers, tmp_path / "out")
    first, second, third = csv_rows(tmp_path / "out", "wide.csv")
    assert first["good_day"] == "The sea\nand the hills\n'=1+1"
    assert (first["other"], first["session"], second["session"]) == ("gone: old", "1", "2")
    assert second["topics"] == "home health"
    assert first["person_code"] == second["person_code"] != third["person_code"]
    assert (third["good_day"], third["language"]) == ("Y môr", "cy")


@pytest.mark.parametrize(("form", "documents"), [("docx", 2), ("docx-step", 1)])
async def test_documents_have_every_word(form: str, documents: int, tmp_path: Path) -> None:
    """Of a person, or of a question; read by python-docx."""
    answers = [*told("ab", *WORDS, language="ar"), *told("cd", "The sea")]
    await given(form, answers, tmp_path / "out")
    paths = sorted((tmp_path / "out/documents").iterdir())
    assert len(paths) == documents
    read = [paragraph for path in paths for paragraph in docx.Document(str(path)).paragraphs]
    said = [one.text for one in read if one.style.name == "Normal"]
    assert sorted(said) == sorted([word or "(text)" for word in WORDS] + ["The sea"])
    assert {one.style.name for one in read} == {"Normal", "Heading 1", "Heading 2"}
    right = [one for one in read if one._p.xpath("./w:pPr/w:bidi")]
    assert len(right) >= len(WORDS)
    about = docx.Document(str(tmp_path / "out/about.docx"))
    assert "To: to plan" in [one.text for one in about.paragraphs]


async def test_recordings_alone_with_a_list_of_them(tmp_path: Path) -> None:
    recordings = kept_in(tmp_path / "kept")
    await recordings.save("ab.1-1", ".ogg", b"OggS...")
    voice = stored(
        heard="voice", recording="ab.1-1.ogg", recording_state="kept", seconds=3, share="voice", text="x"
    )
    await given("media", [voice, *told("cd", "The sea")], tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out/media.zip") as archive:
        [row] = csv.DictReader(io.StringIO(archive.read("manifest.csv").decode(), newline=""))
        assert archive.read(row["file"]) == b"OggS..."
        assert hashlib.sha256(b"OggS...").hexdigest() == row["sha256"]
        assert archive.namelist() == [row["file"], "manifest.csv", "about.txt"]
