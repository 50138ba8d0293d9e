"""What came of a review, in pictures: each is a message whose words say the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.charts import Bar, Chart, Mark
from bot.core.conversation import Line
from bot.core.events import Message, Phrase
from bot.core.review import phrases
from bot.core.review.putting import ASKED
from bot.core.review.questions import VOTE
from bot.core.review.small import OTHER, published

_MOST_BARS: Final = 8
_LABEL: Final = 40
"""Letters of people's words beside a bar."""

_WAYS: Final[Mapping[str, Line]] = {"voice": phrases.BY_VOICE, "text": phrases.IN_WRITING}


@dataclass(frozen=True)
class Figures:
    """How many people told something: in each theme, in each language, and in each way ("voice", "text").

    `names` are the themes' words, each with its language. The theme of what fits nowhere has none.
    """

    themes: Mapping[str, int]
    languages: Mapping[str, int]
    ways: Mapping[str, int]
    names: Mapping[str, tuple[str, str]]

    def published(self) -> Figures:
        """What may be told to everybody: nothing that points at few."""
        themes, languages, ways = (published(one) or {} for one in (self.themes, self.languages, self.ways))
        return replace(self, themes=themes, languages=languages, ways=ways)


@dataclass(frozen=True)
class Opinion:
    """The map of opinions: its marks, of how many `people`; what it shows of all difference, in percent.

    `groups` is 0 where none can be spoken of. `alike` are the statements that most agree to in every group,
    `split` those over which people differ most: each the clearest first.
    """

    marks: tuple[Mark, ...]
    people: int
    explained: int
    groups: int = 0
    alike: tuple[str, ...] = ()
    split: tuple[str, ...] = ()


def pictures(figures: Figures, opinion: Opinion | None) -> dict[str, Message]:
    """By their names; those of which there is nothing to show are missing."""
    bars = {"themes": _themes(figures), "heard": _heard(figures)}
    made = {name: _message(name, Chart(bars=shown)) for name, shown in bars.items() if shown}
    if opinion and opinion.marks:
        made["map"] = _message("map", Chart(marks=opinion.marks), _about(opinion))
    return made


def votes(tally: Mapping[tuple[str, str], int]) -> Message | None:
    """What people said of a statement: each bench by itself. None if nobody has said anything."""
    labels = zip(VOTE.values, ASKED[VOTE.id].labels, strict=True)
    bars = [
        Bar(people, (line, label))
        for value, label in labels
        for bench, line in phrases.BENCHES.items()
        if (people := tally.get((bench, value), 0))
    ]
    return _message("votes", Chart(bars=tuple(bars))) if bars else None


def _message(name: str, chart: Chart, more: Iterable[Phrase] = ()) -> Message:
    title = phrases.CHARTS[name]
    return Message(title.address, (Phrase(title), *more), chart=chart, private=True)


def _themes(figures: Figures) -> tuple[Bar, ...]:
    """The most common first; what fits nowhere, and all that there is no room for, last."""
    counts = dict(figures.themes)
    named = {name: counts.pop(name) for name in figures.names if name in counts}
    ranked = sorted(named, key=lambda name: (-named[name], name))
    others = sum(named[name] for name in ranked[_MOST_BARS:]) + counts.pop(OTHER, 0)
    shown = [Bar(named[name], _short(words), language) for name, words, language in _named(figures, ranked)]
    if nowhere := sum(counts.values()):
        shown.append(Bar(nowhere, (phrases.NOWHERE,)))
    return (*shown, *([Bar(others, (phrases.OTHERS,))] if others else []))


def _named(figures: Figures, ranked: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return ((name, *figures.names[name]) for name in ranked[:_MOST_BARS])


def _heard(figures: Figures) -> tuple[Bar, ...]:
    languages = sorted(figures.languages, key=lambda name: (name == OTHER, -figures.languages[name], name))
    spoken = [
        Bar(figures.languages[one], (phrases.OTHERS,))
        if one == OTHER
        else Bar(figures.languages[one], language=one)
        for one in languages
    ]
    return (*spoken, *(Bar(figures.ways[way], (line,)) for way, line in _WAYS.items() if figures.ways.get(way)))


def _about(opinion: Opinion) -> Iterator[Phrase]:
    yield Phrase(phrases.MAP_WORDS)
    yield Phrase(phrases.PEOPLE_ON_IT, {"count": opinion.people})
    yield Phrase(phrases.GROUPS, {"count": opinion.groups}) if opinion.groups else Phrase(phrases.NO_GROUPS)
    yield Phrase(phrases.EXPLAINED, {"percent": opinion.explained})


def _short(words: str) -> str:
    return words if len(words) <= _LABEL else f"{words[: _LABEL - 1]}…"
