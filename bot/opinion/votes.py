"""Votes as a table: a row a person, a column a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

AGREE: Final = 1
NOT_SURE: Final = 0
DISAGREE: Final = -1
_UNSEEN: Final = -2

Table = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Votes:
    """Who said what of what: `table[person, statement]` is AGREE, NOT_SURE or DISAGREE, or less if nothing."""

    people: Sequence[str]
    statements: Sequence[str]
    table: NDArray[np.int8]

    @classmethod
    def of(cls, cast: Iterable[tuple[str, str, int]]) -> Votes:
        """From (person, statement, vote), in the order in which they came: the last of a pair counts."""
        last = {(person, statement): vote for person, statement, vote in cast}
        people = sorted({person for person, _ in last})
        statements = sorted({statement for _, statement in last})
        row = {person: number for number, person in enumerate(people)}
        column = {statement: number for number, statement in enumerate(statements)}
        table = np.full((len(people), len(statements)), _UNSEEN, np.int8)
        for (person, statement), vote in last.items():
            table[row[person], column[statement]] = vote
        return cls(people, statements, table)

    def only(self, rows: NDArray[np.intp]) -> Votes:
        """The votes of some of the people."""
        return Votes([self.people[row] for row in rows], self.statements, self.table[rows])

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """Where a person has said anything of a statement."""
        seen: NDArray[np.bool_] = self.table != _UNSEEN
        return seen

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """Of how many statements each person has said anything."""
        counts: NDArray[np.intp] = self.seen.sum(axis=1)
        return counts

    @cached_property
    def centred(self) -> Table:
        """How far each vote is from the statement's mean; 0 where there is none."""
        total = np.where(self.seen, self.table, 0).sum(axis=0, dtype=np.float64)
        mean = (total / np.maximum(self.seen.sum(axis=0), 1)).astype(np.float32)
        return np.where(self.seen, self.table - mean, np.float32(0))
