"""The map of opinions: hand-made crowds, properties, and a real conversation where it lies beside the project."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.opinion.groups import grouped, same_groups
from bot.opinion.mapping import mapped
from bot.opinion.votes import Votes

POLIS = Path(__file__).parents[3] / "shared/polis/brexit-consensus"

cast = st.lists(
    st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("12345"), st.sampled_from([-1, 0, 1])),
    max_size=60,
    unique_by=lambda one: one[:2],
)


def crowd(sides: int, each: int, *, noise: float = 0.1, statements: int = 12) -> Votes:
    """So many sides that think differently of everything, and so many people on each."""
    chance = random.Random(sides)
    creeds = [[chance.choice([-1, 1]) for _ in range(statements)] for _ in range(sides)]
    return Votes.of(
        (f"{side}.{person}", f"s{n:02}", -creed if chance.random() < noise else creed)
        for side in range(sides)
        for person in range(each)
        for n, creed in enumerate(creeds[side])
    )


def sides_of(votes: Votes) -> np.ndarray:
    return np.array([int(person.split(".")[0]) for person in votes.people])


@pytest.mark.parametrize("sides", [2, 3])
def test_sides_are_found(sides: int) -> None:
    votes = crowd(sides, 40)
    found = mapped(votes)
    assert found.shows_groups
    assert same_groups(sides_of(votes), found.groups) > 0.95
    assert found.explained > 0.5


def test_small_groups_are_not_shown() -> None:
    """Nine people on one side would be pointed at."""
    votes = crowd(2, 9)
    found = mapped(votes)
    assert same_groups(sides_of(votes), found.groups) == 1
    assert not found.shows_groups


def test_where_all_differ_there_are_no_groups() -> None:
    votes = crowd(60, 1, noise=0.5, statements=20)
    assert not mapped(votes).shows_groups


def test_nobody() -> None:
    found = mapped(Votes.of([]))
    assert (len(found.people), found.explained, found.shows_groups) == (0, 0, False)


@pytest.mark.parametrize("vote", [-1, 0, 1])
@pytest.mark.parametrize("people", [1, 2, 30])
def test_all_say_the_same(people: int, vote: int) -> None:
    """One person alone, identical votes, or all are not sure: nobody stands anywhere, and nothing breaks."""
    found = mapped(Votes.of((f"p{n}", f"s{m}", vote) for n in range(people) for m in range(9)))
    assert not found.places.any()
    assert set(found.groups) == {0}
    assert not found.shows_groups


def test_who_said_little_is_not_on_the_map() -> None:
    """Seven votes are enough, where there are fifteen people with as many."""
    votes = Votes.of((f"p{n:02}", f"s{m}", 1 - 2 * (n % 2)) for n in range(20) for m in range(6 if n < 4 else 9))
    assert [votes.people[row] for row in mapped(votes).people] == [f"p{n:02}" for n in range(4, 20)]


@settings(max_examples=60, deadline=None)
@given(cast, st.randoms())
def test_the_order_of_arrival_changes_nothing(votes: list[tuple[str, str, int]], chance: random.Random) -> None:
    one = mapped(Votes.of(votes))
    chance.shuffle(votes)
    other = mapped(Votes.of(votes))
    assert one.places.tolist() == other.places.tolist()
    assert one.groups.tolist() == other.groups.tolist()
    assert one.consensus.tolist() == other.consensus.tolist()
    assert ((one.consensus > 0) & (one.consensus < 1)).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=40))
def test_every_point_has_a_group(points: list[tuple[int, int]]) -> None:
    where = np.array(points, float).reshape(-1, 2)
    found = grouped(where)
    assert len(found.labels) == len(points)
    assert set(found.labels) == set(range(found.count))
    sizes = np.bincount(found.labels) if len(points) else np.zeros(1)
    assert (np.diff(sizes) <= 0).all()  # the largest first


def test_likeness_of_groupings_on_paper() -> None:
    """Aabb against abab: of 6 pairs 2 are together in each, 0 in both: (0 - 2·2/6) / (2 - 2·2/6) = -1/2."""
    one, other = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert same_groups(one, other) == pytest.approx(-0.5)
    assert same_groups(one, 1 - one) == 1


@pytest.fixture
def brexit() -> Votes:
    """204 people on 50 statements (compdemocracy/openData, CC BY 4.0), where it lies beside the project."""
    if not POLIS.exists():
        pytest.skip("the real conversation does not lie here")
    with (POLIS / "comments.csv").open() as comments, (POLIS / "votes.csv").open() as votes:
        out = {row["comment-id"] for row in csv.DictReader(comments) if row["moderated"] == "-1"}
        rows = sorted(csv.DictReader(votes), key=lambda row: int(row["timestamp"]))
    return Votes.of(
        (row["voter-id"], row["comment-id"], int(row["vote"])) for row in rows if row["comment-id"] not in out
    )


def test_a_real_conversation(brexit: Votes) -> None:
    """What Polis itself made of it: 28 % of all difference, and groups that are like ours."""
    found = mapped(brexit)
    with (POLIS / "participants-votes.csv").open() as people:
        theirs = {row["participant"]: row["group-id"] for row in csv.DictReader(people)}
    names = [brexit.people[row] for row in found.people]
    known = np.array([n for n, name in enumerate(names) if theirs[name]])
    groups = np.array([int(theirs[names[n]]) for n in known])
    assert found.explained == pytest.approx(0.28, abs=0.01)
    assert same_groups(groups, found.groups[known]) > 0.5
