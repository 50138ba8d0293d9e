"""Everything the bot can say: so that every clip can be made ahead."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import phrases
from bot.core.changing import replace
from bot.core.conversation import Consultation, Step
from bot.core.events import Button, Message
from bot.core.messages import (
    CONTROLS,
    aside,
    finished,
    help_menu,
    languages,
    meant,
    more_help,
    one_language,
    pages,
    picture,
    question,
    remark,
)
from bot.core.rights import menus
from bot.core.session import Place

_REMARKS = (
    phrases.HELP_WORDS,
    phrases.WELCOME_BACK,
    phrases.PRESS_A_NUMBER,
    phrases.CANNOT_TAKE,
    phrases.CANNOT_TAKE_PHOTO_TOO,
    phrases.VOICE_NOT_HERE,
    phrases.NOTHING_THERE,
    phrases.TOO_BIG,
    phrases.TOO_MANY,
    phrases.SLOWLY,
    phrases.MUST,
    phrases.KEPT_TOO,
    phrases.WORD_NOTED,
    phrases.CHANGED,
    phrases.OLD_BUTTON,
    phrases.NEW_CHOICES,
    phrases.FIRST_ALREADY,
    phrases.TROUBLE,
    phrases.NO_RECORDING,
    phrases.ALONE_PLEASE,
)


def every_message(consultation: Consultation, language: str) -> Iterator[Message]:
    """Everything the bot can say in a language: each place of each step, then all that stands beside it."""
    for first in consultation.languages:
        yield from (m for m in languages(consultation, first) if m.language == language)
    yield one_language(language)
    if consultation.example:
        yield remark(phrases.EXAMPLE)
    if language in consultation.unchecked:
        yield remark(phrases.UNCHECKED)
    for step in consultation.conversation.steps.values():
        for message in _of_step(consultation, step):
            yield message
            if shown := picture(message):
                yield shown
    yield help_menu(slow=False)
    yield help_menu(slow=True)
    yield more_help()
    yield from map(aside, (phrases.STOPPED, phrases.WHICH_WORD, phrases.REMINDER))
    yield from menus.every_message(consultation)
    if language in consultation.listens:
        yield from map(remark, (phrases.LISTENING, phrases.NOT_UNDERSTOOD))
        yield from _meant(consultation)
    yield finished()
    yield from map(remark, _REMARKS)


def _meant(consultation: Consultation) -> Iterator[Message]:
    """Every choice as it may have been understood."""
    for step in consultation.conversation.steps.values():
        for asked in filter(None, (step, step.keep, step.share)):
            for option in asked.options:
                yield meant(consultation, step.id, Button(0, option.label, f"option.{option.id}"))
    always = (Button(0, phrases.MORE, "page.more"), Button(0, phrases.ENOUGH, "page.enough"))
    yield from (meant(consultation, "", button) for button in (*CONTROLS, *always))


def _of_step(consultation: Consultation, step: Step) -> Iterator[Message]:
    here = Place(step.id)
    for part in range(len(step.parts) or 1):
        yield question(consultation, replace(here, part=part))
    for page in range(1, pages(step)):
        yield question(consultation, replace(here, page=page))
    for probe in range(1, len(step.probes) + 1):
        yield question(consultation, replace(here, probe=probe))
    if step.again:
        for page in range(pages(step)):
            yield question(consultation, replace(here, page=page, round=1), more=True)
    if step.kind == "check":
        yield question(consultation, replace(here, sharing=True))
    if step.helped:
        yield question(consultation, here, helped=True)
