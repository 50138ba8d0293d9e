"""How something that is looked at is told to somebody who reviews in the chat, and what they can choose of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.core import messages
from bot.core.conversation import Consultation
from bot.core.events import Message, Phrase
from bot.core.review import phrases, putting
from bot.core.review.putting import OTHER, REASON, WHOLE, Choice, Put
from bot.core.review.questions import (
    ADOPT,
    BELONGS,
    CLOSE,
    DECIDE,
    DRAFT,
    FELT,
    GO_ON,
    HEARD,
    HEARD_RIGHT,
    NAME,
    PLACE,
    SAFE,
    SECOND_CHOICE,
    VOTE,
    Question,
)
from bot.core.review.showing import votes
from bot.core.review.sitting import Part
from bot.core.rights import menus
from bot.core.session import Place
from bot.i18n import own_name
from bot.store.answers import StoredAnswer
from bot.store.items import Item
from bot.store.table import Table

_MOST_REASONS = 3
"""So many are read out before somebody chooses a second time."""


def put(table: Table, question: Question, item: Item, part: Part, page: int) -> Put:
    """What is asked, and what the numbers stand for."""
    if part != "value":
        return _put_more(table, question, item, part, page)
    if question == PLACE:
        return putting.put_choice(phrases.PLACE, putting.groups(_groups(table, item), page))
    if question == BELONGS:
        return putting.put_belongs(_groups_with(table, item), others=bool(_other_groups(table, item)))
    if question in (NAME, DRAFT):
        return putting.put_choice(putting.ASKED[question.id].line, putting.words(table.pieces_of(item), page))
    replay: tuple[str, ...] = (f"{OTHER}{item.id}",) if question == HEARD else ()
    if question == HEARD and _is_to_translate(table, item):
        return putting.put_heard(replay)
    if question == SECOND_CHOICE:
        replay = tuple(f"{REASON}{why.voice}" for why in table.reasons(item.id)[:_MOST_REASONS] if why.voice)
    if question == SAFE and not table.safe_words(item.id):  # a voice of which there are no words yet
        replay = (f"{WHOLE}{item.id}",)
    stage = item.id.rpartition(".")[2] if question in (FELT, CLOSE) else ""
    return putting.put(question, replay, stage)


def _put_more(table: Table, question: Question, item: Item, part: Part, page: int) -> Put:
    """The same, when they have said something of it already."""
    match part:
        case "who":
            return putting.put_who()
        case "when":
            return putting.put_when()
        case "group":
            return putting.put_choice(phrases.PLACE, putting.page_of(_other_groups(table, item), page))
        case "words":
            return putting.put_choice(phrases.WRITE_IT, ())
    line = phrases.WHY if question == DECIDE else phrases.WHY_ALOUD  # as `takes_voice` has it
    return putting.put_choice(line, putting.words(table.pieces_of(item), page))


def _groups(table: Table, item: Item) -> list[Choice]:
    return [Choice(one.id, putting.own(one.words)) for one in table.groups(item)]


def _other_groups(table: Table, item: Item) -> list[Choice]:
    """Those that it is not in."""
    there = table.groups_with(item.id)
    return [one for one in _groups(table, item) if one.value not in there]


def _groups_with(table: Table, item: Item) -> list[Choice]:
    """Those that it is in."""
    nowhere = Choice(table.review.nowhere, phrases.NOWHERE)
    there = {one.value: one for one in (*_groups(table, item), nowhere)}
    return [there[name] for name in table.groups_with(item.id) if name in there]


def _is_to_translate(table: Table, item: Item) -> bool:
    """It is in another language than theirs, and nobody has put it into that yet."""
    return bool(item.language != table.language and table.words_of([item.id]) and not table.translated([item.id]))


def before(consultation: Consultation, table: Table, question: Question, item: Item) -> Iterator[Message]:
    """What is told before it is asked."""
    match item.kind:
        case "answer":
            yield from _asked(consultation, table.answer(item.id))
            yield from _answer(table, question, item)
            yield from _translated(table, item)
        case "theme" | "statement":
            yield from [messages.remark(phrases.GROUP)] if item.kind == "theme" else []
            yield own_words(item.words, item.language)
            yield from _translated(table, item)
            if question == ADOPT and (shown := votes(table.tally(VOTE, item.id))):
                yield shown
        case "story":
            for name in item.answers:
                yield from _asked(consultation, table.answer(name))
                yield from _heard(table, name)
                if told := table.item(name):
                    yield from _translated(table, told)
            if question == SECOND_CHOICE:
                yield from _reasons(table, item)
        case "decision":
            yield from _decision(table, question, item)
        case "stage" if question == GO_ON:
            yield from map(_named, table.unheard_groups())


def _asked(consultation: Consultation, answer: StoredAnswer) -> Iterator[Message]:
    """What was asked, aloud and in the reviewer's language: an answer alone does not say what it is about."""
    step = consultation.conversation.steps.get(answer.step)
    parts = [part.id for part in step.parts] if step else []
    part = parts.index(answer.part) if answer.part in parts else 0
    if asked := menus.asked_at(consultation, Place(answer.step, part=part, probe=answer.probe)):
        yield asked


def _translated(table: Table, item: Item) -> Iterator[Message]:
    """What somebody of the group has put into their language: marked as that, beside the words themselves."""
    if item.language != table.language and (words := table.translated([item.id]).get(item.id)):
        yield messages.remark(phrases.TRANSLATED)
        yield own_words(words, table.language)


def _answer(table: Table, question: Question, item: Item) -> Iterator[Message]:
    """Who takes names out hears all of it, then what is left. While listening, it comes with the question."""
    if question in (SAFE, HEARD):
        table.hears(item.id)
    if question == SAFE:
        if words := table.safe_words(item.id):
            yield replace(own_words(words, item.language), replay=(f"{WHOLE}{item.id}",))
    elif question != HEARD:
        yield from _heard(table, item.id)


def _heard(table: Table, answer: str) -> Iterator[Message]:
    """An answer as others may have it, on its own."""
    if words := table.words_of([answer]):
        yield own_words(words[0], table.answer(answer).language)


def _reasons(table: Table, item: Item) -> Iterator[Message]:
    """Those in words; a voice is played before the question itself."""
    reasons = table.reasons(item.id)[:_MOST_REASONS]
    for why in reasons:
        if why.words:
            yield messages.remark(phrases.SOMEONE_SAID)
            yield own_words(why.words, item.language)
    if any(why.voice for why in reasons):
        yield messages.remark(phrases.SOMEONE_SAID)


def _decision(table: Table, question: Question, item: Item) -> Iterator[Message]:
    if question == HEARD_RIGHT:
        yield messages.remark(phrases.ANSWER)
    yield from came_of(table.item(item.about), item)


def came_of(statement: Item | None, decision: Item | None) -> Iterator[Message]:
    """You said, we decided, we did; without what is not there (any more)."""
    if statement:
        yield messages.remark(phrases.YOU_SAID)
        yield own_words(statement.words, statement.language)
    if decision is None:
        return
    yield messages.remark(phrases.DECIDED[decision.value])
    yield own_words(decision.words, decision.language)
    if decision.did:
        yield messages.remark(phrases.WE_DID)
        yield own_words(decision.did, decision.language)
    elif decision.due and decision.value != "no":
        yield _done_by(decision.due.date())


def _done_by(day: date) -> Message:
    return Message(phrases.DONE_BY.address, (Phrase(phrases.DONE_BY, {"date": day}),), private=True)


def own_words(words: str, language: str) -> Message:
    """Somebody's words, read out in their language."""
    return replace(messages.own_words(words), language=language or None)


def _named(group: str) -> Message:
    return messages.remark(phrases.BY_VOICE) if group == "voice" else own_words(own_name(group), group)
