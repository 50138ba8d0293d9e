"""How questions are put: their words, and what the numbers stand for. Pure.

On a page the same questions have buttons without numbers, and their lines are said alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.core import messages
from bot.core import phrases as core
from bot.core.changing import replace
from bot.core.conversation import Line
from bot.core.events import Button, Message, Phrase
from bot.core.review import phrases
from bot.core.review.questions import (
    ADOPT,
    BELONGS,
    CAME_TRUE,
    CLOSE,
    DECIDE,
    DRAFT,
    FELT,
    FIRST_CHOICE,
    GO_ON,
    GROUP_RIGHT,
    HEARD,
    HEARD_RIGHT,
    MEANT,
    NAME,
    PLACE,
    QUESTIONS,
    SAFE,
    SECOND_CHOICE,
    TAKE_BACK,
    USE,
    VOTE,
    Question,
)
from bot.core.review.stages import STAGES

STEP: Final = "review"
"""Stands on the buttons, so that those of the conversation do nothing here."""

OTHER: Final = "other:"
"""Stands in a message's `replay` before the name of an answer of somebody else's, as others may have it."""

WHOLE: Final = "whole:"
"""Stands there before the name of an answer as it was told: for the small team, who take names out."""

REASON: Final = "reason:"
"""Stands there before the number of a response whose reason somebody spoke."""

MORE: Final = "more"
NEW: Final = "new"
NOWHERE: Final = "nowhere"
ANOTHER: Final = "another"
TRANSLATE: Final = "translate"

_ON_A_PAGE: Final = 4
_LABEL: Final = 40
"""Letters of people's words on a button."""

_YES_NO: Final = (core.YES, core.NO)


class Asking(NamedTuple):
    """A question's words, and those on the button of each of its values."""

    line: Line
    labels: tuple[Line, ...] = ()


ASKED: Final = {
    SAFE.id: Asking(phrases.SAFE, (phrases.IT_IS_SAFE, phrases.NOT_YET)),
    HEARD.id: Asking(phrases.HEARD, (phrases.ME_TOO, phrases.NEW)),
    PLACE.id: Asking(phrases.PLACE),
    NAME.id: Asking(phrases.NAME),
    GROUP_RIGHT.id: Asking(phrases.GROUP_RIGHT, _YES_NO),
    DRAFT.id: Asking(phrases.DRAFT),
    MEANT.id: Asking(phrases.MEANT, _YES_NO),
    TAKE_BACK.id: Asking(phrases.TAKE_BACK, (phrases.WITHDRAW,)),
    VOTE.id: Asking(phrases.VOTE, (phrases.AGREE, phrases.DISAGREE, phrases.NOT_SURE, phrases.ME_TOO)),
    FIRST_CHOICE.id: Asking(phrases.STORY, (phrases.THIS_ONE, phrases.ANOTHER_ONE)),
    SECOND_CHOICE.id: Asking(phrases.STORY_AGAIN, (phrases.THIS_ONE, phrases.ANOTHER_ONE)),
    USE.id: Asking(phrases.USE, _YES_NO),
    ADOPT.id: Asking(phrases.ADOPT, _YES_NO),
    DECIDE.id: Asking(phrases.DECIDE, (core.YES, phrases.PARTLY, core.NO)),
    HEARD_RIGHT.id: Asking(phrases.HEARD_RIGHT, _YES_NO),
    CAME_TRUE.id: Asking(phrases.CAME_TRUE, _YES_NO),
    FELT.id: Asking(phrases.FELT, tuple(phrases.RUNGS.values())),
    GO_ON.id: Asking(phrases.GO_ON, (phrases.WE_GO_ON,)),
    CLOSE.id: Asking(phrases.CLOSE_IT, (phrases.CLOSE,)),
    BELONGS.id: Asking(phrases.BELONGS, (core.YES,)),
}
"""The questions, in the order in which they are asked of somebody."""


class Put(NamedTuple):
    """A question as it is put, and what its numbers stand for."""

    message: Message
    offered: tuple[str, ...]


class Choice(NamedTuple):
    """Something that can be chosen: its value, and the words on its button."""

    value: str
    label: Line


def put(question: Question, replay: tuple[str, ...] = (), stage: str = "") -> Put:
    """A question whose values are known; `stage` is the part of the work that it is about."""
    line, labels = ASKED[question.id]
    about = f".{stage}" if stage else ""
    choices = [Choice(value, label) for value, label in zip(question.values, labels, strict=True)]
    filled: dict[str, Line] = {"stage": phrases.NAMES[stage]} if stage else {}
    return _put(f"{line.address}.asked{about}", Phrase(line, filled), choices, replay)


def put_choice(line: Line, choices: Sequence[Choice], replay: tuple[str, ...] = ()) -> Put:
    """A question whose choices people made: no clip has these words."""
    made = _put(f"{line.address}.asked", Phrase(line), choices, replay)
    if any(choice.label.address == _OWN for choice in choices):
        return Put(replace(made.message, private=True), made.offered)
    return made


def put_heard(replay: tuple[str, ...] = ()) -> Put:
    """The same of what is in another language, and nobody has put into theirs yet: they may."""
    (me_too, new), (first, second) = HEARD.values, ASKED[HEARD.id].labels
    choices = (Choice(me_too, first), Choice(new, second), Choice(TRANSLATE, phrases.TO_TRANSLATE))
    return _put(f"{phrases.HEARD.address}.asked.translate", Phrase(phrases.HEARD), choices, replay)


def put_belongs(groups: Sequence[Choice], *, others: bool) -> Put:
    """Whether something is in the right `groups`; `others`: there are some that it is not in."""
    another = [Choice(ANOTHER, phrases.ANOTHER_TOO)] if others else []
    made = put_choice(phrases.BELONGS, [Choice("right", core.YES), *groups[:_ON_A_PAGE], *another])
    if not others:
        return made
    return Put(replace(made.message, address=f"{made.message.address}.another"), made.offered)


def put_when() -> Put:
    return _put(
        f"{phrases.WHEN.address}.asked",
        Phrase(phrases.WHEN),
        [Choice(months, label) for months, label in phrases.MONTHS.items()],
    )


def put_who() -> Put:
    return _put(f"{phrases.WHO.address}.asked", Phrase(phrases.WHO), [Choice("", phrases.ME)])


def groups(names: Sequence[Choice], page: int) -> list[Choice]:
    """Some of the groups, and what else can become of an answer."""
    return [
        *_some(names, page, _ON_A_PAGE - 1),
        Choice(NEW, phrases.NEW_GROUP),
        Choice(NOWHERE, phrases.NOWHERE),
    ]


def words(found: Sequence[str], page: int) -> list[Choice]:
    """Some of the pieces of what was said."""
    return page_of([Choice(one, own(one)) for one in found], page)


def page_of(choices: Sequence[Choice], page: int) -> list[Choice]:
    """Some of them, if they are many."""
    return list(_some(choices, page, _ON_A_PAGE))


_OWN: Final = "own_words"


def own(text: str) -> Line:
    """People's words, as they stand, on a button."""
    short = text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"
    return Line(_OWN, short.replace("{", "(").replace("}", ")"))


def _some(choices: Sequence[Choice], page: int, size: int) -> Iterator[Choice]:
    """One page of them; after the last one comes the first."""
    pages = max(1, -(-len(choices) // size))
    first = page % pages * size
    yield from choices[first : first + size]
    if pages > 1:
        yield Choice(MORE, phrases.OTHERS)


def _put(address: str, phrase: Phrase, choices: Sequence[Choice], replay: tuple[str, ...] = ()) -> Put:
    buttons = tuple(Button(n, choice.label, f"{STEP}.{n}") for n, choice in enumerate(choices, 1))
    message = Message(address, (phrase,), buttons, messages.CONTROLS, step=STEP, replay=replay)
    return Put(message, tuple(choice.value for choice in choices))


def every_message() -> Iterator[Message]:
    """Everything that is said to reviewers in the chat, but people's own words."""
    for question, asking in ASKED.items():
        if question == BELONGS.id:
            continue  # its groups are people's words
        about = [stage.id for stage in STAGES] if "{stage}" in asking.line.english else [""]
        if asking.labels:
            yield from (put(QUESTIONS[question], stage=stage).message for stage in about)
    yield from (one.message for one in (put_when(), put_who(), put_choice(phrases.PLACE, groups([], 0))))
    yield from (one.message for one in (put_heard(), put_choice(phrases.WRITE_IT, ())))
    nowhere = [Choice(NOWHERE, phrases.NOWHERE)]
    yield from (put_belongs(nowhere, others=others).message for others in (False, True))
    lines = (
        *(phrases.GROUP, phrases.SOMEONE_SAID, phrases.ANSWER, phrases.YOU_SAID, phrases.WE_DID, phrases.NOT_SAID),
        phrases.TRANSLATED,
        *(
            phrases.STOPPED,
            phrases.INVITED,
            phrases.INVITED_HERE,
            phrases.BY_VOICE,
            phrases.NOT_AGREED,
            core.PRESS_A_NUMBER,
            *phrases.DECIDED.values(),
        ),
    )
    yield from map(messages.remark, lines)
