"""How often each statement was agreed to in each group, and what follows from these counts alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.opinion.votes import AGREE, DISAGREE, Votes

Floats = NDArray[np.float64]

_SURE: Final = 1.2816
"""A z of 90 %, one-sided: from here on a difference counts."""


@dataclass(frozen=True, eq=False)
class Counts:
    """`agree[group, statement]`, the same for disagree, and `seen`: all who said anything of it."""

    agree: Floats
    disagree: Floats
    seen: Floats

    @classmethod
    def of(cls, votes: Votes, groups: NDArray[np.intp]) -> Counts:
        """`groups` has each person's group, 0, 1, …; a person with -1 is in none."""
        members = [groups == group for group in range(int(groups.max(initial=-1)) + 1)]

        def per_group(table: NDArray[np.bool_]) -> Floats:
            rows = [table[member].sum(axis=0) for member in members]
            return np.array(rows, np.float64).reshape(len(members), len(votes.statements))

        return cls(per_group(votes.table == AGREE), per_group(votes.table == DISAGREE), per_group(votes.seen))


def consensus(counts: Counts) -> Floats:
    """How far all groups agree to each statement, from 0 to 1: a small group counts as much as a large one."""
    shares: Floats = ((counts.agree + 1) / (counts.seen + 2)).prod(axis=0)
    return shares


@dataclass(frozen=True)
class Typical:
    """A statement that tells a group from the others: `agrees`, or else disagrees, more often than they do."""

    group: int
    statement: int
    agrees: bool
    weight: float


def typical(counts: Counts) -> list[Typical]:
    """What is typical of each group, the most typical first."""
    found = [
        *_typical(counts.agree, counts.seen, agrees=True),
        *_typical(counts.disagree, counts.seen, agrees=False),
    ]
    return sorted(found, key=lambda one: (one.group, -one.weight, one.statement))


def _typical(said: Floats, seen: Floats, *, agrees: bool) -> list[Typical]:
    others_said, others_seen = said.sum(axis=0) - said, seen.sum(axis=0) - seen
    share = (said + 1) / (seen + 2)
    ratio = share / ((others_said + 1) / (others_seen + 2))
    share_test, ratio_test = _one_share(said, seen), _two_shares(said, seen, others_said, others_seen)
    weight = ratio * ratio_test * share * share_test
    sure = (share_test > _SURE) & (ratio_test > _SURE)
    return [Typical(int(g), int(s), agrees, float(weight[g, s])) for g, s in zip(*np.nonzero(sure), strict=True)]


def _one_share(said: Floats, seen: Floats) -> Floats:
    """The z of a share against one half."""
    n = seen + 1
    z: Floats = 2 * np.sqrt(n) * ((said + 1) / n - 0.5)
    return z


def _two_shares(said: Floats, seen: Floats, others_said: Floats, others_seen: Floats) -> Floats:
    """The z of a share against that of all others."""
    a, n, b, m = said + 1, seen + 1, others_said + 1, others_seen + 1
    both = (a + b) / (n + m)
    spread = np.sqrt(both * (1 - both) * (1 / n + 1 / m))
    return np.divide(a / n - b / m, spread, out=np.zeros_like(spread), where=spread > 0)
