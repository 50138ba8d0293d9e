"""What stands around answers: what each column and each value means, and what an export holds; side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.conversation import Consultation, Line, Step
from bot.core.events import Phrase
from bot.export.about import About
from bot.export.phrases import TITLE
from bot.export.rows import Column
from bot.export.xml import clean
from bot.i18n import SOURCE, Wording
from bot.store.answers import StoredAnswer

_ANSWERED = ("choice", "several", "scale", "open")
"""Kinds of steps to which there are answers."""

_TOLD_IN = ("en", "cy")
"""Staff in Wales read both, beside each other."""

Table = Sequence[Sequence[str]]
"""Rows of cells; the first row says what the columns are."""


@dataclass(frozen=True)
class Outline:
    """Of one consultation as it is now; `languages` are those in which all of it is told."""

    consultation: Consultation
    wording: Wording

    @property
    def languages(self) -> Sequence[str]:
        offered = [language for language in _TOLD_IN if language in self.consultation.languages]
        return offered or [SOURCE]

    def dictionary(self, columns: Sequence[Column]) -> Table:
        """What each column holds."""
        head = ["column", *(f"what it holds ({language})" for language in self.languages), "values"]
        return [head, *([column.name, *self._told(column.means), column.values] for column in columns)]

    def codebook(self) -> Table:
        """Each question, and what each of its values means."""
        languages = self.languages
        head = ["step", "part", "type", *(f"question_{one}" for one in languages), "value"]
        rows = (row for step in self.consultation.conversation.steps.values() for row in self._questions(step))
        return [[*head, *(f"value_{one}" for one in languages)], *rows]

    def about(self, about: About) -> Sequence[str]:
        """What an export holds and what it does not, line by line, in one language after the other."""
        told = []
        for language in self.languages:
            told += [self.wording.line(TITLE, language), ""]
            told += [self.wording.phrase(Phrase(line, gaps), language) for line, gaps in about.told()]
            told += [""]
        return told[:-1]

    def questions(self) -> Sequence[str]:
        """What is asked, in the order of asking: `step`, or `step.part` where it has several."""
        steps = [step for step in self.consultation.conversation.steps.values() if step.kind in _ANSWERED]
        return [f"{step.id}.{part.id}" if part else step.id for step in steps for part in step.parts or (None,)]

    def words(self, answer: StoredAnswer) -> str:
        """An answer to be read: what was chosen as it stood there; in brackets how it came if it has no words."""
        chosen = [self._label(answer.step, option, answer.language) for option in answer.options]
        return clean("\n".join(filter(None, (*chosen, answer.text)))) or f"({answer.heard})"

    def _label(self, step: str, option: str, language: str) -> str:
        """What stood on a button; its id where there is none any more."""
        line = self.consultation.conversation.label(step, option)
        return self.wording.line(line, language) if line else option

    def _questions(self, step: Step) -> Iterator[list[str]]:
        asked = [(part.id, part.say) for part in step.parts] or [("", step.say)]
        for part, say in asked:
            start = [step.id, part, step.kind, *self._told(say)]
            values = [(option.id, option.label) for option in step.options]
            yield from ([*start, value, *self._told(label)] for value, label in values)
            if not values:
                yield [*start, "", *("" for _ in self.languages)]

    def _told(self, line: Line) -> list[str]:
        return [self.wording.line(line, language) for language in self.languages]
