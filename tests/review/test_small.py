"""Small numbers: from nothing that is published does it follow what a few people said."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.review.small import FEWEST, OTHER, percent, published, released

tables = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


def sums(table: dict[str, int]) -> list[int]:
    """Of every choice of the table's numbers."""
    chosen = chain.from_iterable(combinations(table.values(), count) for count in range(1, len(table) + 1))
    return [sum(one) for one in chosen]


def test_on_paper() -> None:
    """48 people: 31 and 14 would tell of three others, even if those are left out; 31 and 17 do not."""
    assert published({"agree": 31, "disagree": 14, "not_sure": 3}) == {"agree": 31, OTHER: 17}
    assert published({"agree": 31, "a": 3, "b": 2}) == {"agree": 31, OTHER: 5}
    assert published({"agree": 31, "disagree": 0}) == {"agree": 31}
    assert published({"agree": 4}) is None
    assert published({"agree": 3, "disagree": 3}) == {OTHER: 6}
    assert published({}) == {}


@given(tables)
def test_no_sum_tells_of_few(counts: dict[str, int]) -> None:
    table = published(counts)
    if table is not None:
        assert all(one >= FEWEST for one in sums(table))
        assert sum(table.values()) == sum(counts.values())  # nothing is hidden that could be worked out
    else:
        assert sum(counts.values()) < FEWEST


@given(st.lists(tables, min_size=2, max_size=5))
def test_no_two_releases_tell_of_few(many: list[dict[str, int]]) -> None:
    """Whoever keeps all releases, and takes one from the other, learns of nobody."""
    before = None
    for counts in many:
        now = released(before, counts)
        if before is not None and now is not None:
            changes = [abs(before.get(name, 0) - now.get(name, 0)) for name in {*before, *now}]
            assert not any(0 < change < FEWEST for change in changes)
        before = now if now is not None else before


@pytest.mark.parametrize(("part", "whole", "share"), [(3, 9, None), (3, 10, 30), (0, 12, 0), (2, 3, None)])
def test_percent_of_few_is_none(part, whole, share) -> None:
    assert percent(part, whole) == share
