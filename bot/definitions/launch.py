"""What must be right before people are really asked: words that promise, and words that ask whether we may.

The example says itself that it is one. A real consultation does not start while a speaker has not checked these,
in every language it offers: the notice that words are unchecked, safety, consent, sharing and wiping, the promise;
and all of the Welsh, which must be no less good than the English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog

from bot.core import phrases
from bot.core.conversation import Conversation, Step
from bot.definitions import catalogs
from bot.definitions.consultations import DATES, WORDS
from bot.definitions.load import Draft
from bot.errors import Problem

_WHOLLY = frozenset({"cy"})
_OURS = frozenset(
    line.address
    for line in (
        *(phrases.UNCHECKED, phrases.HELP_WORDS, phrases.STOPPED, phrases.TROUBLE, phrases.NO_RECORDING),
        *phrases.RUNGS.values(),
    )
)
_PROMISE = re.compile(r"\{(" + "|".join((*WORDS, *DATES, "rung")) + r")\}")


def problems(draft: Draft, languages: Iterable[str], locales: Path, shown: dict[str, str]) -> Iterator[Problem]:
    """What a speaker has still to check. `shown` is what each language's catalogue is called in a problem."""
    careful = _OURS | _careful(draft)
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
    return bool(step.wipes) or step.kind == "check" or step.id in said_no
