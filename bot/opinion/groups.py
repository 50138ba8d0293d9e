"""Groups of points on the map: k-means, with as many groups as stand apart best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

_MOST: Final = 5
_PEOPLE_A_GROUP: Final = 12
_BUNDLES: Final = 100
"""Points that lie near to each other are bundled first: what stands apart is looked for among so many."""

_STARTS: Final = 8
_MOST_ROUNDS: Final = 100


@dataclass(frozen=True, eq=False)
class Grouping:
    """Each point's group, 0, 1, …: the largest is the first."""

    labels: Labels

    @property
    def count(self) -> int:
        return int(self.labels.max(initial=-1)) + 1


def grouped(points: Floats) -> Grouping:
    """The best grouping of these; one group where all are the same, none where there is nobody."""
    where, inverse, weights = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    if len(where) < 2:  # noqa: PLR2004 - nothing can stand apart
        return Grouping(np.zeros(len(points), np.intp))
    bundle, bundles, sizes = _bundled(where, weights.astype(np.float64))
    most = min(_MOST, 2 + len(points) // _PEOPLE_A_GROUP, len(bundles))
    tried = [_k_means(bundles, sizes, k) for k in range(2, most + 1)]
    best = max(tried, key=lambda labels: _silhouette(bundles, sizes, labels))
    return Grouping(_largest_first(best[bundle][inverse.ravel()]))


def same_groups(one: Labels, other: Labels) -> float:
    """How alike two groupings are, whatever the groups are called: the adjusted Rand index, 1 if all is one."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    pairs = (table * (table - 1) / 2).sum()
    mine, theirs = (int(s @ (s - 1)) / 2 for s in (table.sum(axis=1), table.sum(axis=0)))
    everything = len(one) * (len(one) - 1) / 2
    expected, highest = mine * theirs / everything, (mine + theirs) / 2
    return 1.0 if highest == expected else float((pairs - expected) / (highest - expected))


def _bundled(points: Floats, weights: Floats) -> tuple[Labels, Floats, Floats]:
    """Each point's bundle, and where the bundles are and how many people are in each."""
    if len(points) <= _BUNDLES:
        return np.arange(len(points)), points, weights
    labels = _k_means(points, weights, _BUNDLES, starts=1)
    labels = np.unique(labels, return_inverse=True)[1].ravel()
    return labels, *_centres(points, weights, labels, int(labels.max()) + 1)


def _k_means(points: Floats, weights: Floats, k: int, starts: int = _STARTS) -> Labels:
    """The tightest of some tries, which begin with points that are far from each other."""
    chance = np.random.default_rng(0)
    tries = [_one_try(points, weights, _spread_out(points, weights, k, chance)) for _ in range(starts)]
    return min(tries, key=lambda one: one[1])[0]


def _spread_out(points: Floats, weights: Floats, k: int, chance: np.random.Generator) -> Floats:
    """K of the points, each drawn the more likely the farther it lies from those before."""
    chosen = [int(chance.choice(len(points), p=weights / weights.sum()))]
    nearest = np.full(len(points), np.inf)
    while len(chosen) < k:
        nearest = np.minimum(nearest, np.square(points - points[chosen[-1]]).sum(axis=1))
        far = nearest * weights
        chosen.append(int(chance.choice(len(points), p=far / far.sum())))
    return points[chosen]


def _one_try(points: Floats, weights: Floats, centres: Floats) -> tuple[Labels, float]:
    labels = np.full(len(points), -1)
    for _ in range(_MOST_ROUNDS):
        apart = _apart(points, centres)
        nearest = apart.argmin(axis=1)
        if (nearest == labels).all():
            break
        labels = nearest
        moved, sizes = _centres(points, weights, labels, len(centres))
        centres = np.where(sizes[:, None] > 0, moved, centres)
    return labels, float((_apart(points, centres)[np.arange(len(points)), labels] * weights).sum())


def _apart(points: Floats, centres: Floats) -> Floats:
    """The squares of all distances between points and centres."""
    x, y = (points[:, axis, None] - centres[None, :, axis] for axis in (0, 1))
    squares: Floats = x * x + y * y
    return squares


def _centres(points: Floats, weights: Floats, labels: Labels, count: int) -> tuple[Floats, Floats]:
    """Where the middle of each group is, and how much weighs in it."""
    sizes: Floats = np.bincount(labels, weights, count).astype(np.float64)
    sums = np.stack([np.bincount(labels, weights * points[:, axis], count) for axis in (0, 1)], axis=1)
    return sums / np.maximum(sizes, 1e-12)[:, None], sizes


def _silhouette(points: Floats, weights: Floats, labels: Labels) -> float:
    """How much nearer points are to their own group than to the next, from -1 to 1, on average."""
    distances = np.sqrt(_apart(points, points))
    groups = np.unique(labels)
    inside = np.stack([weights * (labels == group) for group in groups])
    to_groups, sizes = distances @ inside.T, inside.sum(axis=1)
    own = np.searchsorted(groups, labels)
    rows = np.arange(len(points))
    mine = to_groups[rows, own] / np.maximum(sizes[own] - 1, 1)
    to_groups[rows, own] = np.inf
    nearest = (to_groups / sizes).min(axis=1)
    highest = np.maximum(mine, nearest)
    each = np.divide(nearest - mine, highest, out=np.zeros_like(mine), where=highest > 0)
    return float((np.where(sizes[own] > 1, each, 0) * weights).sum() / weights.sum())


def _largest_first(labels: Labels) -> Labels:
    names, sizes = np.unique(labels, return_counts=True)
    rank = np.empty(int(names.max()) + 1, np.intp)
    rank[names[np.argsort(-sizes, kind="stable")]] = np.arange(len(names))
    return rank[labels]
