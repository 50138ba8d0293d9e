"""What must be right before people are really asked: words that promise, and words that ask whether we may.

The example says itself that it is one. A real consultation does not start while nobody has looked up its numbers
to call lately, or while a speaker has not checked these, in every language it offers: the notice that words are
unchecked, safety, consent, sharing and wiping, the promise; and all of the Welsh, which must be no less good than
the English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog

from bot.core import phrases
from bot.core.conversation import Conversation, Step
from bot.core.rights import phrases as rights
from bot.definitions import catalogs
from bot.definitions.consultations import DATES, WORDS
from bot.definitions.helplines import Helplines
from bot.definitions.load import Draft
from bot.errors import Problem

_WHOLLY = frozenset({"cy"})
_OURS = frozenset(
    line.address
    for line in (
        *(phrases.UNCHECKED, phrases.HELP_WORDS, phrases.STOPPED, phrases.TROUBLE, phrases.NO_RECORDING),
        *(rights.FORGET, rights.FORGET_OR, rights.FORGET_ME, rights.WIPE_ALL, rights.KEEP_ALL, rights.GONE),
        *(rights.UNKNOWN, rights.TAKEN_OUT, rights.CONSENT_ANEW, rights.PRIVACY, rights.PRIVACY_LATER),
        *(rights.COMPLAIN_WORDS, rights.COMPLAIN_NOTED, rights.CONTACT_WORDS, rights.CONTACT_NOTED),
        *rights.HEARD_BY.values(),
        *phrases.RUNGS.values(),
    )
)
_PROMISE = re.compile(r"\{(" + "|".join((*WORDS, *DATES, "rung")) + r")\}")


def problems(
    draft: Draft,
    helplines: Helplines,
    languages: Iterable[str],
    locales: Path,
    shown: dict[str, str],
    today: date,
) -> Iterator[Problem]:
    """What is still to be done. `shown` is what each language's catalogue is called in a problem."""
    if draft.conversation and not draft.conversation.asks_consent:
        yield Problem(
            draft.source.name, 1, "nobody is asked whether we may keep anything: mark steps `consent: true`"
        )
    yield from helplines.overdue(today)
    careful = _OURS | _careful(draft) | {one.line.address for one in helplines.written}
    for language in languages:
        if language != catalogs.SOURCE:
            path = catalogs.path_of(locales, language)
            catalog = catalogs.read(path, language)
            yield from _unchecked(catalog, language, careful, catalogs.lines_of(path), shown[language])


def _unchecked(
    catalog: Catalog, language: str, careful: frozenset[str], lines: dict[tuple[str, str], int], name: str
) -> Iterator[Problem]:
    speaks = Locale.parse(language).get_display_name("en")
    for message in catalog:
        context, english = message.context or "", str(message.id)
        wanted = language in _WHOLLY or context in careful
        if english and wanted and not catalogs.is_checked(message):
            yield Problem(
                name,
                lines.get((context, english), 1),
                f"a speaker of {speaks} must check this before people are really asked, and write "
                f"`# Status: speaker_checked` above it: `{context}`",
            )


def _careful(draft: Draft) -> frozenset[str]:
    """The addresses of a conversation's lines that promise, or ask whether we may."""
    if draft.conversation is None:
        return frozenset()
    steps = {step.id for step in draft.conversation.steps.values() if _asks_or_ends(draft.conversation, step)}
    return frozenset(
        one.line.address
        for one in draft.written
        if one.line.address.split(".")[1] in steps | draft.careful or _PROMISE.search(one.line.english)
    )


def _asks_or_ends(conversation: Conversation, step: Step) -> bool:
    """Whether a step asks for consent or sharing, or is where those come who said no."""
    said_no = {other.after(no) for other in conversation.steps.values() for no in other.wipes}
    return step.consent or bool(step.wipes) or step.kind == "check" or step.id in said_no
