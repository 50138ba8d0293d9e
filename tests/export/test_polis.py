"""Votes as Polis' tools read them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bot.export.codes import Codes
from bot.export.polis import write_votes
from bot.store.items import Item

STATEMENTS = [Item("s.a", "statement", "The sea, Ŵ\nand hills", "en"), Item("s.b", "statement", "=1+1", "en")]
VOTES = [("ann", "s.a", 1), ("ann", "s.b", -1), ("bob", "s.a", 0), ("cai", "s.b", 1), ("cai", "s.a", 1)]


def read(path: Path) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT * FROM read_csv('{path}', header=true)").fetchall()


def test_rows_are_those_of_polis(tmp_path: Path) -> None:
    write_votes(tmp_path, STATEMENTS, VOTES, Codes(b"one"))
    comments = read(tmp_path / "comments.csv")
    assert [(row[2], row[4], row[5], row[7]) for row in comments] == [
        (0, 2, 0, "The sea, Ŵ\nand hills"),
        (1, 1, 1, "'=1+1"),
    ]
    votes = read(tmp_path / "votes.csv")
    assert sorted((row[2], row[4]) for row in votes) == [(0, 0), (0, 1), (0, 1), (1, -1), (1, 1)]
    voters = {row[3] for row in votes}
    assert voters == {0, 1, 2}
    assert not (tmp_path / "votes.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_who_is_who_depends_on_the_export(tmp_path: Path) -> None:
    many = [(f"person {number}", "s.a", number % 3 - 1) for number in range(60)]
    for name in ("one", "again", "other"):
        (tmp_path / name).mkdir()
        write_votes(tmp_path / name, STATEMENTS, many, Codes(b"b" if name == "other" else b"a"))
    one, again, other = ((tmp_path / name / "votes.csv").read_bytes() for name in ("one", "again", "other"))
    assert one == again != other


def test_nobody_voted_yet(tmp_path: Path) -> None:
    write_votes(tmp_path, [], [], Codes(b"one"))
    assert (tmp_path / "votes.csv").read_text() == "timestamp,datetime,comment-id,voter-id,vote\n"
