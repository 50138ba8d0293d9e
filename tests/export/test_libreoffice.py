"""What staff open, LibreOffice opens, with every word in it. Skipped aloud where it is not installed."""

from __future__ import annotations

import asyncio
import csv
import shutil
from pathlib import Path

import pytest

from tests.export.giving import WORDS, given, told

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="needs LibreOffice: apt install libreoffice-calc-nogui libreoffice-writer-nogui",
)

AS_CSV = 'csv:"Text - txt - csv (StarCalc)":44,34,76,1,,0,false,true,false,false,false,-1'
"""Commas, quotes, UTF-8, all as text, every sheet."""


async def converted(path: Path, to: str, folder: Path) -> None:
    """LibreOffice opens a file, and writes what it read."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    process = await asyncio.create_subprocess_exec(
        *(
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            to.replace('"', ""),
            "--outdir",
            str(folder),
            str(path),
        ),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0


def texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


async def test_a_workbook(tmp_path: Path) -> None:
    await given("xlsx", told("ab", *WORDS), tmp_path / "out")
    await converted(tmp_path / "out/answers.xlsx", AS_CSV, tmp_path / "read")
    assert texts(tmp_path / "read/answers-answers.csv") == WORDS
    sheets = sorted(path.name for path in (tmp_path / "read").glob("*.csv"))
    assert sheets == [f"answers-{name}.csv" for name in ("answers", "codebook", "columns", "notes")]


async def test_a_table(tmp_path: Path) -> None:
    """No cell is taken for a formula."""
    await given("csv", told("ab", *WORDS), tmp_path / "out")
    await converted(tmp_path / "out/answers.csv", "csv", tmp_path / "read")
    assert texts(tmp_path / "read/answers.csv") == ["'=1+1" if word == "=1+1" else word for word in WORDS]


async def test_a_document(tmp_path: Path) -> None:
    await given("docx", told("ab", *WORDS, language="ar"), tmp_path / "out")
    [document] = (tmp_path / "out/documents").iterdir()
    await converted(document, "txt:Text", tmp_path / "read")
    [read] = (tmp_path / "read").glob("*.txt")
    words = read.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    assert all(word in words for word in WORDS)
