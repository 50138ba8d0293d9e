"""Votes in the layout that Polis' own tools export and read (github.com/compdemocracy/openData).

One row a vote: whoever knows six votes of a person finds all of theirs, so it is for the team alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.export.codes import Codes
from bot.export.tables import opened, write_table
from bot.store.items import Item

_COMMENT = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
_VOTE = ("timestamp", "datetime", "comment-id", "voter-id", "vote")

Votes = Sequence[tuple[str, str, int]]
"""Who said what of which statement: 1 agrees, 0 is not sure, -1 does not agree."""


def write_votes(folder: Path, statements: Sequence[Item], votes: Votes, codes: Codes) -> None:
    """comments.csv and votes.csv. Raises OSError.

    People and statements are numbers, from 0; nobody is their author, and when it was is not told.
    """
    comments = {statement.id: number for number, statement in enumerate(statements)}
    voters = {code: number for number, code in enumerate(sorted({codes.person(who) for who, _, _ in votes}))}
    counted = Counter((statement, vote) for _, statement, vote in votes)
    rows = [
        ["0", "", str(comments[one.id]), "0", str(counted[one.id, 1]), str(counted[one.id, -1]), "1", one.words]
        for one in statements
    ]
    write_table(folder / "comments.csv", [_COMMENT, *rows], mark=False)
    cast = sorted((comments[what], voters[codes.person(who)], vote) for who, what, vote in votes)
    with opened(folder / "votes.csv", mark=False) as file:
        table = csv.writer(file)
        table.writerow(_VOTE)
        table.writerows((0, "", comment, voter, vote) for comment, voter, vote in cast)
