"""The map as it is told: marks of many people, and what most agree to or differ over."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.opinion.telling import opinion

Cast = list[tuple[str, str, int]]


def two_camps(each: int, chance: random.Random) -> Cast:
    """All agree to `a`; one camp says yes to `b` to `h`, the other no."""
    people = [(f"{camp}.{n}", 1 if camp else -1) for camp in range(2) for n in range(each)]
    cast = [(person, "a", 1) for person, _ in people]
    cast += [(person, name, side) for person, side in people for name in "bcdefgh"]
    chance.shuffle(cast)
    return cast


def test_what_all_agree_to_and_what_divides() -> None:
    found = opinion(two_camps(30, random.Random(1)))
    assert found.alike == ("a",)
    assert set(found.split) <= set("bcdefgh")
    assert len(found.split) == 5
    assert (found.people, found.groups) == (60, 2)
    assert sum(mark.people for mark in found.marks) == 60
    assert min(mark.people for mark in found.marks) >= 10
    assert {mark.group for mark in found.marks} == {0, 1}
    assert all(0 <= place <= 1 for mark in found.marks for place in (mark.x, mark.y))


def test_what_few_have_seen_is_not_listed() -> None:
    """Three people who agree are not most of us."""
    cast = two_camps(30, random.Random(1))
    found = opinion([*cast, *((f"0.{n}", "z", 1) for n in range(3))])
    assert "z" not in (*found.alike, *found.split)


def test_of_few_people_there_is_no_map() -> None:
    """Nine people are nobody's picture; and nobody is none."""
    found = opinion(two_camps(9, random.Random(1))[:40])
    assert found.groups == 0
    few = opinion([(f"p{n}", s, 1) for n in range(9) for s in "abc"])
    assert (few.marks, few.people, few.alike, few.split) == ((), 0, (), ())
    assert opinion([]).marks == ()


def test_a_group_of_few_is_not_told() -> None:
    """Everybody is on the map, and nothing is said of groups."""
    cast = two_camps(30, random.Random(1)) + [(f"x{n}", name, 0) for n in range(5) for name in "abcdefgh"]
    found = opinion(cast)
    assert found.people == 65
    assert found.groups in (0, 2)
    assert min(mark.people for mark in found.marks) >= 10


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(chance: random.Random) -> None:
    cast = two_camps(12, random.Random(2))
    told = opinion(cast)
    chance.shuffle(cast)
    assert opinion(cast) == told
