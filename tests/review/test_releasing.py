"""What everybody may see: nothing that points at few people, whatever release it is compared with."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bot.core.charts import Mark
from bot.core.review.releasing import Release, Stated, occasion, publishable
from bot.core.review.showing import Opinion
from bot.core.review.small import FEWEST

counts = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 40), max_size=5)


def drawn(people: int) -> Opinion:
    return Opinion((Mark(0.1, 0.2, 12, 1),), people, 30, 2, ("a",), ("b",))


@st.composite
def releases(draw: st.DrawFn) -> Release:
    stated = st.builds(Stated, votes=counts, adopted=st.booleans(), heard_right=counts, came_true=counts)
    return Release(
        themes=draw(counts),
        languages=draw(counts),
        ways=draw(counts),
        opinion=draw(st.none() | st.builds(drawn, st.integers(10, 40))),
        statements=draw(st.dictionaries(st.sampled_from("xyz"), stated, max_size=3)),
        felt=draw(st.dictionaries(st.sampled_from(["vote", "adopt"]), counts, max_size=2)),
        rung="shape",
    )


def tables_of(release: Release) -> dict[str, dict[str, int]]:
    stated = {
        f"{name}.{what}": dict(getattr(one, what))
        for name, one in release.statements.items()
        for what in ("votes", "heard_right", "came_true")
    }
    felt = {f"felt.{stage}": dict(table) for stage, table in release.felt.items()}
    on_the_map = {"opinion": {"people": release.opinion.people}} if release.opinion else {}
    plain = {what: dict(getattr(release, what)) for what in ("themes", "languages", "ways")}
    return {**stated, **felt, **on_the_map, **plain}


@given(releases(), releases())
def test_no_number_and_no_difference_is_of_few(first: Release, second: Release) -> None:
    """Neither in a release, nor between it and the one before."""
    one = publishable(first, None)
    two = publishable(second, one)
    earlier = tables_of(one)
    for release in (one, two):
        assert all(count >= FEWEST for table in tables_of(release).values() for count in table.values())
    for name, table in tables_of(two).items():
        if before := earlier.get(name):
            changes = {abs(table.get(key, 0) - before.get(key, 0)) for key in {*table, *before}}
            assert not changes & set(range(1, FEWEST)), name


@given(releases())
def test_a_release_is_read_as_it_was_written(release: Release) -> None:
    written = publishable(release, None)
    assert Release.from_json(orjson.loads(orjson.dumps(written))) == written


def test_there_is_something_new_to_tell() -> None:
    """When a part was closed, something was done, or a month has passed; before that there is not."""
    assert occasion({"ready", "vote", "stories"}, 0, 0) == ""
    told = [occasion({"adopt"}, 0, 0), occasion({"adopt", "decide"}, 0, 0), occasion({"adopt", "decide"}, 1, 0)]
    told += [occasion({"adopt", "decide"}, 1, 1), occasion({"decide", "answer"}, 1, 1)]
    assert len(set(told)) == len(told)
    assert occasion({"answer"}, 12, 1) == occasion({"answer"}, 40, 1)
