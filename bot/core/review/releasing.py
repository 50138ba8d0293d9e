"""What everybody may see of a review, as a numbered release: it stays as it is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.core.charts import Mark
from bot.core.review.showing import Figures, Opinion
from bot.core.review.small import FEWEST, released

Counts = Mapping[str, int]

_MONTHS: Final = 12
"""So long a new one is made each month: people still say whether they were heard, and whether it was done."""


@dataclass(frozen=True)
class Stated:
    """What became of a statement: votes by value, whether it was adopted, and the id of what was decided of it.

    `did` says that what was done is told here. Numbers that are too small are not there.
    """

    votes: Counts = field(default_factory=dict)
    adopted: bool = False
    decision: str = ""
    did: bool = False
    heard_right: Counts = field(default_factory=dict)
    came_true: Counts = field(default_factory=dict)


@dataclass(frozen=True)
class Release:
    """Numbers of people, and ids of items. Their words are looked up: what was taken back is gone from here too.

    `stories` are those that were chosen in each theme; `felt` is by stage how far people say they decided; `rung`
    what the promise is worth.
    """

    themes: Counts = field(default_factory=dict)
    languages: Counts = field(default_factory=dict)
    ways: Counts = field(default_factory=dict)
    opinion: Opinion | None = None
    statements: Mapping[str, Stated] = field(default_factory=dict)
    stories: Mapping[str, Collection[str]] = field(default_factory=dict)
    felt: Mapping[str, Counts] = field(default_factory=dict)
    rung: str = ""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Release:
        """From what JSON made of one."""
        opinion = values["opinion"]
        if opinion:
            lists = {name: tuple(opinion[name]) for name in ("alike", "split")}
            opinion = Opinion(**{**opinion, **lists, "marks": tuple(Mark(**mark) for mark in opinion["marks"])})
        statements = {name: Stated(**one) for name, one in values["statements"].items()}
        return cls(**{**values, "opinion": opinion, "statements": statements})

    def figures(self, names: Mapping[str, tuple[str, str]]) -> Figures:
        """What pictures are made of, with the themes' words as they are today."""
        return Figures(self.themes, self.languages, self.ways, names)


def publishable(found: Release, before: Release | None) -> Release:
    """Without all that points at few people, also beside the release before."""
    earlier = before or Release()

    def told(now: Counts, then: Counts) -> Counts:
        return released(then or None, now) or {}

    def stated(name: str, one: Stated) -> Stated:
        last = earlier.statements.get(name, Stated())
        return replace(
            one,
            votes=told(one.votes, last.votes),
            heard_right=told(one.heard_right, last.heard_right),
            came_true=told(one.came_true, last.came_true),
        )

    def mapped(now: Opinion | None, then: Opinion | None) -> Opinion | None:
        changed = abs(now.people - then.people) if now and then else 0
        return then if 0 < changed < FEWEST else now

    return replace(
        found,
        opinion=mapped(found.opinion, earlier.opinion),
        themes=told(found.themes, earlier.themes),
        languages=told(found.languages, earlier.languages),
        ways=told(found.ways, earlier.ways),
        statements={name: stated(name, one) for name, one in found.statements.items()},
        felt={stage: told(counts, earlier.felt.get(stage, {})) for stage, counts in found.felt.items()},
    )


def occasion(closed: Collection[str], months: int, done: int) -> str:
    """What there is to be told, in short; "" as long as nothing is. Another one asks for another release.

    `months` have passed since it was decided, and of so many decisions it was told what was `done`.
    """
    last = next((stage for stage in ("answer", "decide", "adopt") if stage in closed), "")
    return f"{last}.{min(months, _MONTHS)}.{done}" if last else ""
