"""The map in plain numbers: for a picture, for a page, and for nobody to find a person on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.core.charts import Mark
from bot.core.review.showing import Opinion
from bot.opinion.counts import Counts, Floats, consensus
from bot.opinion.mapping import Map, mapped
from bot.opinion.votes import AGREE, DISAGREE, Votes

_PEOPLE_A_MARK: Final = 10
_MOST_LISTED: Final = 5
_FEWEST: Final = 10
"""People who have said something of a statement, before it is listed."""

_ALIKE: Final = 2 / 3
_SPLIT: Final = 1 / 3
"""Of those who said something: so many, at least, stand on either side."""


def opinion(cast: Iterable[tuple[str, str, int]]) -> Opinion:
    """What these votes (person, statement, 1 or 0 or -1) have in common. Nothing of fewer than ten people."""
    votes = Votes.of(cast)
    found = mapped(votes)
    groups = found.groups if found.shows_groups else np.zeros(len(found.people), np.intp)
    count = int(groups.max(initial=0)) + 1
    shown = len(found.people) >= _PEOPLE_A_MARK
    return Opinion(
        tuple(_marks(found, groups)) if shown else (),
        len(found.people) if shown else 0,
        round(100 * found.explained),
        count if count > 1 else 0,
        tuple(_listed(votes, _agreement(votes, found, groups), _ALIKE)),
        tuple(_listed(votes, _disunity(votes), _SPLIT)),
    )


def _marks(found: Map, groups: NDArray[np.intp]) -> Iterator[Mark]:
    """Ten people and more each, who stand near to each other, in the middle of where they stand."""
    low, high = found.places.min(axis=0), found.places.max(axis=0)
    places = (found.places - low) / np.where(high > low, high - low, 1)
    for group in range(int(groups.max(initial=0)) + 1):
        for bundle in _halved(places, np.flatnonzero(groups == group)):
            x, y = places[bundle].mean(axis=0)
            yield Mark(round(float(x), 3), round(float(1 - y), 3), len(bundle), group)


def _halved(places: Floats, rows: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """These people in bundles: halved where they stand farthest apart, so long as each half has ten."""
    if len(rows) < 2 * _PEOPLE_A_MARK:
        yield rows
        return
    mine = places[rows]
    ordered = rows[np.argsort(mine[:, np.ptp(mine, axis=0).argmax()], kind="stable")]
    for half in (ordered[: len(rows) // 2], ordered[len(rows) // 2 :]):
        yield from _halved(places, half)


def _agreement(votes: Votes, found: Map, groups: NDArray[np.intp]) -> Floats:
    """How far people agree, from 0 to 1, in whichever group: the mean that no group can be outvoted in."""
    counts = Counts.of(votes.only(found.people), groups)
    mean: Floats = consensus(counts) ** (1 / max(1, len(counts.seen)))
    return mean


def _disunity(votes: Votes) -> Floats:
    """How many stand on the smaller of both sides, as a part of all who said something."""
    sides = ((votes.table == side).sum(axis=0) for side in (AGREE, DISAGREE))
    smaller: Floats = np.minimum(*sides) / np.maximum(votes.seen.sum(axis=0), 1)
    return smaller


def _listed(votes: Votes, weights: Floats, least: float) -> Iterator[str]:
    """The statements that weigh most, each said something of by enough people."""
    enough = votes.seen.sum(axis=0) >= _FEWEST
    best = sorted(
        np.flatnonzero(enough & (weights >= least)).tolist(), key=lambda n: (-weights[n], votes.statements[n])
    )
    return (votes.statements[n] for n in best[:_MOST_LISTED])
