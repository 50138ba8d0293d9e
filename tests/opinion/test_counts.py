"""Counts and what follows from them, against numbers worked out on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.opinion.counts import Counts, consensus, typical
from bot.opinion.votes import AGREE, DISAGREE, NOT_SURE, Votes

SAID = {"+": AGREE, "-": DISAGREE, "?": NOT_SURE}


def votes(*rows: str) -> Votes:
    """A row a person, a letter a statement; a dot where they said nothing."""
    return Votes.of(
        (f"p{person:02}", f"s{statement:02}", SAID[said])
        for person, row in enumerate(rows)
        for statement, said in enumerate(row)
        if said != "."
    )


def test_the_last_vote_counts() -> None:
    cast = [("ann", "s", AGREE), ("ben", "s", AGREE), ("ann", "s", DISAGREE)]
    assert Votes.of(cast).table.tolist() == [[DISAGREE], [AGREE]]


def test_what_nobody_said_counts_for_nothing() -> None:
    """The mean of 1, 1 and -1 is 1/3; who said nothing stands there."""
    centred = votes("+", "+", "-").centred
    assert centred.ravel().tolist() == pytest.approx([2 / 3, 2 / 3, -4 / 3])
    assert votes("++", "+.", "-+").centred[1, 1] == 0


def test_consensus_on_paper() -> None:
    """Group 0: 2 of 2 agree: (2+1)/(2+2) = 3/4. Group 1: 1 of 2: (1+1)/(2+2) = 1/2. Together 3/8.

    Who is not sure counts among those who were asked; who was not asked does not.
    """
    counts = Counts.of(votes("++", "+?", "+.", "-+"), np.array([0, 0, 1, 1]))
    assert counts.agree.tolist() == [[2, 1], [1, 1]]
    assert counts.seen.tolist() == [[2, 2], [2, 1]]
    assert consensus(counts).tolist() == [3 / 4 * 2 / 4, 2 / 4 * 2 / 3]


def test_a_statement_nobody_saw_is_half_agreed_in_each_group() -> None:
    counts = Counts(np.zeros((2, 1)), np.zeros((2, 1)), np.zeros((2, 1)))
    assert consensus(counts).tolist() == [0.25]
    assert typical(counts) == []


def test_nobody_at_all() -> None:
    counts = Counts.of(Votes.of([]), np.zeros(0, np.intp))
    assert consensus(counts).tolist() == []
    assert typical(counts) == []


def test_what_is_typical_on_paper() -> None:
    """Ten agree, and ten others disagree: each side is typical for its own."""
    counts = Counts.of(votes(*["+"] * 10, *["-"] * 10), np.array([0] * 10 + [1] * 10))
    first, second = typical(counts)
    assert (first.group, first.agrees) == (0, True)
    assert (second.group, second.agrees) == (1, False)
    # share (10+1)/(10+2); against half: 2·√11·(11/11 - 1/2) = √11; against others: (1 - 1/11) / √(½·½·2/11)
    share, others = 11 / 12, 1 / 12
    both = 12 / 22
    ratio_test = (11 / 11 - 1 / 11) / math.sqrt(both * (1 - both) * 2 / 11)
    weight = (share / others) * ratio_test * share * math.sqrt(11)
    assert first.weight == pytest.approx(weight)


def test_what_all_groups_say_alike_is_typical_of_none() -> None:
    counts = Counts.of(votes(*["+"] * 20), np.array([0] * 10 + [1] * 10))
    assert typical(counts) == []


def test_who_is_not_sure_is_typical_of_nothing() -> None:
    counts = Counts.of(votes(*["?"] * 10, *["+"] * 10), np.array([0] * 10 + [1] * 10))
    assert [(one.group, one.agrees) for one in typical(counts)] == [(1, True)]
