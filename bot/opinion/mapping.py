"""Where people stand to one another by their votes, and whether they form groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.opinion.counts import Counts, Floats, consensus
from bot.opinion.groups import Grouping, grouped, same_groups
from bot.opinion.votes import Table, Votes

_ENOUGH: Final = 7
"""Votes that somebody must have cast to be on the map, where there are so many statements."""

_FEWEST: Final = 15
"""People there should be on it: those with the most votes, if too few have cast enough."""

_SMALLEST: Final = 10
"""People in a group that may be shown: a smaller one points at somebody."""

_STABLE: Final = 0.8
"""How alike the groups must stay (median adjusted Rand index) when a fifth of the people is left out."""

_RESAMPLES: Final = 9
_BESIDES: Final = 6
_ROUNDS: Final = 12
_KEPT: Final = 0.8
_MOST_KEPT: Final = 2000


@dataclass(frozen=True, eq=False)
class Map:
    """`people` are the rows of the votes that are on it, at `places` (x, y), in `groups` (0, 1, …).

    `explained` is the share of all difference that it shows; `stable` how alike its groups stay when some people
    are left out, of 1. `consensus` has a number from 0 to 1 for every statement, by groups shown or not.
    """

    people: NDArray[np.intp]
    places: Floats
    groups: NDArray[np.intp]
    explained: float
    stable: float
    consensus: Floats

    @property
    def shows_groups(self) -> bool:
        """Whether there are groups that one may speak of."""
        sizes = np.bincount(self.groups) if len(self.groups) else np.zeros(0)
        return len(sizes) > 1 and bool(sizes.min() >= _SMALLEST) and self.stable >= _STABLE


def mapped(votes: Votes) -> Map:
    """The map of these votes; without anybody on it where nobody differs from anybody."""
    people = _on_the_map(votes)
    mine = votes.only(people)
    axes, explained = _axes(mine.centred)
    places = _places(mine, axes)
    grouping = grouped(places)
    counts = Counts.of(mine, grouping.labels)
    return Map(people, places, grouping.labels, explained, _stability(mine, axes, grouping), consensus(counts))


def _on_the_map(votes: Votes) -> NDArray[np.intp]:
    enough = np.flatnonzero(votes.counts >= min(_ENOUGH, len(votes.statements)))
    if len(enough) >= _FEWEST or not len(votes.people):
        return enough
    return np.sort(np.argsort(-votes.counts, kind="stable")[:_FEWEST])


def _axes(centred: Table) -> tuple[Table, float]:
    """The two directions (a column each) in which people differ most, and their share of all difference."""
    count = centred.shape[1]
    spread = float(np.square(centred, dtype=np.float64).sum())
    if not spread:
        return np.zeros((count, 2), np.float32), 0.0
    values, vectors = np.linalg.eigh(centred.T @ centred)
    return _first_two(vectors), float(values[::-1][:2].clip(0).sum() / spread)


def _nearby_axes(centred: Table, begin: Table) -> Table:
    """The two directions of some of the people, found from those of all: much less work than from nothing.

    Some directions at random come along, so that none can be missed (a block power iteration).
    """
    chance = np.random.default_rng(2).standard_normal((len(begin), _BESIDES), np.float32)
    block = np.hstack([begin, chance])
    for _ in range(_ROUNDS):
        block = np.linalg.qr(centred.T @ (centred @ block))[0]
    spread = centred @ block
    vectors = np.linalg.eigh(spread.T @ spread)[1]
    return _first_two(block @ vectors)


def _first_two(vectors: Table) -> Table:
    """The two last of them, or nothing in their place, each turned so that its largest part is positive."""
    axes = np.zeros((len(vectors), 2), np.float32)
    found = vectors[:, ::-1][:, :2]
    highest = found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])]
    axes[:, : found.shape[1]] = found * np.where(highest < 0, -1, 1)
    return axes


def _places(votes: Votes, axes: Table) -> Floats:
    """Who has voted on little would stand in the middle: they are moved out as if they had voted on all."""
    further = np.sqrt(len(votes.statements) / np.maximum(votes.counts, 1))
    places: Floats = (votes.centred @ axes).astype(np.float64) * further[:, None]
    return places.round(6)


def _stability(votes: Votes, axes: Table, grouping: Grouping) -> float:
    """The median likeness of our groups and those found when some of the people are left out."""
    count = min(round(len(votes.people) * _KEPT), _MOST_KEPT)
    if grouping.count < 2 or count < 2:  # noqa: PLR2004 - two are the fewest that can be apart
        return 0.0
    chance = np.random.default_rng(1)
    alike = []
    for _ in range(_RESAMPLES):
        rows = np.sort(chance.choice(len(votes.people), count, replace=False))
        some = votes.only(rows)
        again = grouped(_places(some, _nearby_axes(some.centred, axes)))
        alike.append(same_groups(grouping.labels[rows], again.labels))
    return float(np.median(alike))
