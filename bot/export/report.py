"""A report: what a release tells, in one language, from what people are good at to what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from bot.core import phrases as core
from bot.core.conversation import Line
from bot.core.events import Phrase
from bot.core.review import phrases
from bot.core.review.putting import ASKED
from bot.core.review.questions import VOTE
from bot.core.review.releasing import Counts, Stated
from bot.core.review.showing import pictures
from bot.core.review.small import OTHER
from bot.export.blocks import Block, Sign
from bot.i18n import Wording, own_name
from bot.store.items import Item
from bot.store.releases import Told
from bot.store.reporting import Beside

_VOTES: Final = {**dict(zip(VOTE.values, ASKED[VOTE.id].labels, strict=True)), OTHER: phrases.OTHERS}
_YES_NO: Final = {"yes": core.YES, "no": core.NO, OTHER: phrases.OTHERS}
_RUNGS: Final = {**phrases.RUNGS, OTHER: phrases.OTHERS}
_SIGNS: Final[Mapping[str, Sign]] = {"yes": "yes", "partly": "partly", "no": "no"}


class Report:
    """`blocks` is all of it, in its order. Its words come from catalogs; people's own stay in their language."""

    def __init__(self, told: Told, matter: Beside, promised: Line, wording: Wording, language: str) -> None:
        """`promised` is how far people were to decide."""
        self._told = told
        self._matter = matter
        self._promised = promised
        self._wording = wording
        self.language = language

    @property
    def title(self) -> str:
        return self._line(phrases.RESULTS)

    @property
    def blocks(self) -> list[Block]:
        return [
            *self._opening(),
            *self._who(),
            *self._themes(),
            *self._statements(),
            *self._stories(),
            *self._end(),
        ]

    # ---- its parts

    def _opening(self) -> Iterator[Block]:
        yield Block("title", self.title, self.language)
        yield self._says(phrases.RESULTS_WORDS, easy=True)
        yield self._says(phrases.PUBLIC_WORDS)
        yield self._says(phrases.RELEASE, number=self._told.number, date=self._told.at.date())

    def _who(self) -> Iterator[Block]:
        """Who was heard, and who was not."""
        yield from self._picture("heard")
        if self._matter.unheard:
            yield self._heads(phrases.NOT_HEARD, "people")
            for one in self._matter.unheard:
                spoken = (self._line(phrases.BY_VOICE), self.language) if one == "voice" else (own_name(one), one)
                yield Block("words", *spoken, easy=True)

    def _themes(self) -> Iterator[Block]:
        """Gifts before everything else."""
        themes = [item for name, item in self._told.items.items() if name in self._told.content.themes]
        gifts = [item for item in themes if item.id in self._matter.gifts]
        if gifts:
            yield self._heads(phrases.GIFTS, "people")
            for item in gifts:
                yield from self._quoted(item, easy=True)
        yield from self._picture("themes")

    def _statements(self) -> Iterator[Block]:
        stated = [(self._told.items.get(name), one) for name, one in self._told.content.statements.items()]
        for statement, one in sorted(stated, key=lambda pair: not pair[1].adopted):
            if statement:
                yield self._heads(phrases.YOU_SAID, "said")
                yield from self._quoted(statement, easy=True)
                yield from self._counted(one.votes, _VOTES)
                yield from self._became(one)

    def _became(self, one: Stated) -> Iterator[Block]:
        """What was decided of a statement, what was done, and what people say of that."""
        decision = self._told.items.get(one.decision)
        if decision is None:
            yield from [] if one.adopted else [self._says(phrases.NOT_AGREED, easy=True)]
            return
        yield self._says(phrases.DECIDED[decision.value], sign=_SIGNS[decision.value], easy=True)
        yield from self._quoted(decision, easy=True)
        if one.did and decision.did:
            yield self._says(phrases.WE_DID, sign="done", easy=True)
            yield Block("quote", decision.did, decision.language, easy=True)
        elif decision.due and decision.value != "no":
            yield self._says(phrases.DONE_BY, date=decision.due.date(), easy=True)
        for line, counts in ((phrases.HEARD_RIGHT, one.heard_right), (phrases.CAME_TRUE, one.came_true)):
            if counts:
                yield self._says(line)
                yield from self._counted(counts, _YES_NO)

    def _stories(self) -> Iterator[Block]:
        chosen = [name for names in self._told.content.stories.values() for name in names]
        shown = [self._told.stories[name] for name in dict.fromkeys(chosen) if name in self._told.stories]
        if shown:
            yield self._heads(phrases.STORIES, "said")
        for story in shown:
            yield self._says(phrases.SOMEONE_TOLD, easy=True)
            put = (self._matter.translated[one] for one in story.answers if one in self._matter.translated)
            yield from self._quoted(story, "\n".join(put), easy=True)

    def _end(self) -> Iterator[Block]:
        """Who thinks alike; what was promised, and what people say it was."""
        yield from self._picture("map")
        yield self._heads(phrases.WHO_CHOSE, "people")
        for line, rung in (
            (phrases.PROMISED, self._promised),
            (phrases.HOLDS, core.RUNGS[self._told.content.rung]),  # type: ignore[index]
        ):
            yield self._says(line, easy=True)
            yield Block("quote", self._line(rung), self.language, easy=True)
        for stage, counts in self._told.content.felt.items():
            if counts:
                about = f"{self._line(phrases.FELT_HERE)}: {self._line(phrases.NAMES[stage])}"
                yield Block("words", about, self.language)
                yield from self._counted(counts, _RUNGS)

    # ---- pieces

    def _quoted(self, item: Item, words: str = "", *, easy: bool) -> Iterator[Block]:
        """People's words; where somebody has put them into the report's language, these first."""
        put = words or self._matter.translated.get(item.id, "")
        if put and item.language != self.language:
            yield self._says(phrases.TRANSLATED)
            yield Block("quote", put, self.language, easy=easy)
            yield self._says(phrases.ORIGINAL)
        yield Block("quote", item.words, item.language or self.language, easy=easy and not put)

    def _counted(self, counts: Counts, labels: Mapping[str, Line]) -> Iterator[Block]:
        if not counts:
            yield self._says(phrases.TOO_FEW)
        for value, line in labels.items():
            if value in counts:
                people = self._wording.phrase(Phrase(phrases.PEOPLE, {"count": counts[value]}), self.language)
                yield Block("words", f"{self._line(line)}: {people}", self.language)

    def _picture(self, name: str) -> Iterator[Block]:
        names = {one: (item.words, item.language) for one, item in self._told.items.items() if item.words}
        content = self._told.content
        message = pictures(content.figures(names), content.opinion).get(name)
        spoken = self._wording.render(message, self.language) if message else None
        if spoken and spoken.chart:
            yield Block("heading", spoken.chart.title, self.language, "people", easy=name != "map")
            yield Block("picture", spoken.words, self.language, chart=spoken.chart, easy=name != "map")

    def _heads(self, line: Line, sign: Sign) -> Block:
        return Block("heading", self._line(line), self.language, sign, easy=True)

    def _says(self, line: Line, sign: Sign = "", *, easy: bool = False, **filled: str | int | date) -> Block:
        words = self._wording.phrase(Phrase(line, filled), self.language)
        return Block("words", words, self.language, sign, easy=easy)

    def _line(self, line: Line) -> str:
        return self._wording.line(line, self.language)
