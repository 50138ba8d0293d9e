"""Rules about an English question as a whole, and about the way through a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.conversation import Conversation, Step
from bot.definitions.load import Draft
from bot.definitions.rules.readability import grade, sentences, uncommon, words
from bot.definitions.written import Written
from bot.errors import Problem

_GRADE = 4.0
_MEAN = 10.0
_COMMON = 0.95


def problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with a conversation's English, question by question."""
    if draft.conversation is None:
        return
    by_step: dict[str, list[Written]] = {}
    for written in draft.written:
        by_step.setdefault(written.line.address.split(".")[1], []).append(written)
    for step_id, lines in by_step.items():
        if step_id in draft.step_lines:
            text = _joined(lines)
            at = (draft.source.name, draft.step_lines[step_id])
            yield from (Problem(*at, found) for found in _hard(text))
    yield from _rare_words(draft)
    yield from _menus(draft, draft.conversation)


def _joined(written: Sequence[Written]) -> str:
    said = [one.line.english for one in written]
    return " ".join(text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in said)


def _hard(text: str) -> Iterator[str]:
    mean = len(words(text)) / max(1, len(sentences(text)))
    if (reached := grade(text)) > _GRADE:
        yield f"A3: it takes {reached:.1f} years at school to read this; {_GRADE:g} are the most: shorter words"
    if mean > _MEAN:
        yield f"A2: its sentences have {mean:.1f} words on average; {_MEAN:g} are the most: shorter sentences"


def _rare_words(draft: Draft) -> Iterator[Problem]:
    said = [(written, word) for written in draft.written for word in words(written.line.english)]
    rare = [(written, word) for written in draft.written for word in uncommon(written.line.english)]
    if len(rare) > len(said) * (1 - _COMMON):
        share = 100 * (1 - len(rare) / len(said))
        for written, word in rare:
            yield Problem(
                draft.source.name,
                written.number,
                f"A3: “{word}” is not one of the 2,000 commonest words: {share:.0f} % of the words are, "
                f"{_COMMON:.0%} is the least",
            )


def _menus(draft: Draft, conversation: Conversation) -> Iterator[Problem]:
    """A choice that only leads to another choice is a menu in a menu: people who do not read get lost in it."""
    reached_from: dict[str, set[str]] = {}
    for step in conversation.steps.values():
        for following in step.next.values():
            reached_from.setdefault(following, set()).add(step.id)
    for step in conversation.steps.values():
        inner = [
            following
            for following in sorted(set(step.next.values()))
            if reached_from[following] == {step.id} and _is_menu(conversation, following)
        ]
        if step.kind == "choice" and len(inner) > 1:
            yield Problem(
                draft.source.name,
                draft.next_lines[step.id],
                f"A8: the choices here lead to choices of their own ({', '.join(inner)}): ask one list, on pages",
            )


def _is_menu(conversation: Conversation, step_id: str) -> bool:
    step: Step | None = conversation.steps.get(step_id)
    return step is not None and step.kind in ("choice", "several") and len(step.options) > 1
