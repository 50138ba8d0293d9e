"""What is said about one's own answers, and where a person is asked for: the messages, each with its choices."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import messages
from bot.core.changing import replace
from bot.core.conversation import ASIDE, Consultation, Step
from bot.core.events import Button, Message, Phrase
from bot.core.phrases import ENOUGH, GO_ON, HELP_WORDS
from bot.core.rights import keeping, phrases
from bot.core.session import Place, Session, Told

_GO_ON = "aside.go_on"
_REMARKS = (
    phrases.MINE,
    *phrases.HEARD_BY.values(),
    phrases.FORGET,
    *(
        phrases.HERE_IT_IS,
        phrases.PAGE_WORDS,
        phrases.NO_PAGE,
        phrases.NOTHING_YET,
        phrases.THAT_WAS_ALL,
        phrases.WIPED,
        phrases.NOTED,
    ),
    *(phrases.TAKEN_OUT, phrases.GONE, phrases.UNKNOWN, phrases.CONSENT_ANEW, phrases.CONTACT_NOTED),
    *(
        phrases.ANSWERED,
        phrases.TOO_LATE,
        phrases.JOINED,
        phrases.THANKS,
        phrases.YOUR_LINK,
        phrases.NOT_A_MEMBER,
    ),
)


def current(consultation: Consultation, session: Session) -> Message:
    """What stands before the question just now. `session.aside` is one of those that `_MENUS` knows."""
    return _MENUS[session.aside](consultation, session)


def before(consultation: Consultation, session: Session) -> Iterator[Message]:
    """What is said before that, in messages of its own: with all the choices it would be too long to hear."""
    match session.aside:
        case "help":
            yield messages.remark(HELP_WORDS)
        case "mine":
            yield messages.remark(phrases.MINE)
        case "numbers":
            yield from map(messages.remark, consultation.helplines)
        case "forget":
            yield messages.remark(phrases.FORGET)
            yield _forget_or()
        case "privacy":
            yield _privacy()
        case "one" if told := looked_at(session):
            yield from _asked(consultation, told)
            yield messages.remark(phrases.HEARD_BY[told.share])


def looked_at(session: Session) -> Told | None:
    """The answer that somebody looks at."""
    return next((told for told in session.everything if told.id == session.looking), None)


def share_step(consultation: Consultation) -> Step | None:
    """The question who may hear an answer, if this conversation asks it."""
    steps = consultation.conversation.steps.values()
    return next((step.share for step in steps if step.share), None)


def complaint_noted() -> Message:
    return messages.remark(phrases.COMPLAIN_NOTED, days=keeping.COMPLAINT.days)


def every_message(consultation: Consultation) -> Iterator[Message]:
    """All of it, so that every clip can be made ahead."""
    nobody = Session("", "", Place(consultation.conversation.first.id))
    for aside in ("draft", "mine", "one", "forget", "complaint", "contact", "numbers", "privacy"):
        yield _MENUS[aside](consultation, nobody)
    yield from (_forget_or(), _privacy())
    yield messages.aside(phrases.SAY_NOW)
    yield from map(messages.remark, (*consultation.helplines, *_REMARKS))
    yield complaint_noted()
    for step in consultation.conversation.steps.values():
        if len(step.options) > 1 and consultation.conversation.keeps(step.id):
            yield from (_chosen(consultation, step, option.id) for option in step.options)
        for probe in range(1, len(step.probes) + 1):
            yield _question(consultation, Place(step.id, probe=probe))


# ---- my answers


def _mine(_consultation: Consultation, _session: Session) -> Message:
    return Message(
        address=phrases.MY_ANSWERS.address,
        phrases=(Phrase(phrases.MY_ANSWERS),),
        choices=(
            Button(1, phrases.HEAR_MINE, "mine.hear"),
            Button(2, phrases.PAGE, "mine.page"),
            Button(3, phrases.FILE, "mine.file"),
            Button(4, phrases.WIPE_ALL, "mine.forget"),
            Button(5, GO_ON, _GO_ON),
        ),
        controls=messages.CONTROLS,
    )


def _one(_consultation: Consultation, _session: Session) -> Message:
    """What can be done with an answer, after it was heard."""
    return Message(
        address=f"{phrases.MY_ANSWERS.address}.one",
        phrases=(Phrase(phrases.MY_ANSWERS),),
        choices=(
            Button(1, phrases.NEXT, "mine.next"),
            Button(2, phrases.SAY_AGAIN, "mine.again"),
            Button(3, phrases.WHO_HEARS, "mine.share"),
            Button(4, phrases.WIPE, "mine.wipe"),
            Button(5, ENOUGH, _GO_ON),
        ),
        controls=messages.CONTROLS,
    )


def _share(consultation: Consultation, _session: Session) -> Message:
    step = share_step(consultation)
    assert step, "who asks for this looked whether it is there"
    return Message(
        address=f"{consultation.conversation.id}.{step.id}",
        phrases=(Phrase(step.say),),
        choices=tuple(Button(n, option.label, f"mine.{option.id}") for n, option in enumerate(step.options, 1)),
        controls=messages.CONTROLS,
    )


def _redo(consultation: Consultation, session: Session) -> Message:
    told = looked_at(session)
    if told is None or not _is_asked(consultation, told.place):
        return messages.aside(phrases.SAY_NOW)
    return replace(_question(consultation, told.place), controls=messages.CONTROLS)


def _forget(_consultation: Consultation, _session: Session) -> Message:
    return Message(
        address=f"{phrases.FORGET.address}.choose",
        phrases=(Phrase(phrases.MY_ANSWERS),),
        choices=(
            Button(1, phrases.WIPE_ALL, "mine.wipe_all"),
            Button(2, phrases.FORGET_ME, "mine.forget_me"),
            Button(3, phrases.ONE_BY_ONE, "mine.hear"),
            Button(4, phrases.KEEP_ALL, _GO_ON),
        ),
        controls=messages.CONTROLS,
    )


def _draft(_consultation: Consultation, _session: Session) -> Message:
    """After what a machine wrote down was read out."""
    return Message(
        address=phrases.DRAFT.address,
        phrases=(Phrase(phrases.DRAFT),),
        choices=(Button(1, phrases.DRAFT_RIGHT, "draft.right"), Button(2, phrases.DRAFT_WRONG, "draft.wrong")),
        controls=messages.CONTROLS,
    )


def _meant(consultation: Consultation, session: Session) -> Message:
    """What was understood of a choice that was made aloud."""
    asked = messages.question(consultation, session.place, more=bool(session.chosen))
    buttons = (*asked.choices, *messages.CONTROLS)
    button = next((one for one in buttons if one.key == session.meant), messages.CONTROLS[0])
    return messages.meant(consultation, session.place.step, button)


_MENUS = {
    "draft": _draft,
    "one_draft": _draft,
    "meant": _meant,
    "mine": _mine,
    "one": _one,
    "share": _share,
    "redo": _redo,
    "forget": _forget,
    "complaint": lambda *_: messages.aside(phrases.COMPLAIN_WORDS, days=keeping.COMPLAINT.days),
    "contact": lambda *_: messages.aside(phrases.CONTACT_WORDS),
    "numbers": lambda *_: messages.aside(phrases.NUMBERS_WORDS),
    "privacy": lambda *_: messages.aside(phrases.PRIVACY_LATER, voice=keeping.VOICE.days),
}


def _forget_or() -> Message:
    return messages.remark(phrases.FORGET_OR, days=keeping.BACKUPS.days)


def _privacy() -> Message:
    return messages.remark(phrases.PRIVACY, unfinished=keeping.UNFINISHED.days)


# ---- what an answer answered


def asked_at(consultation: Consultation, place: Place) -> Message | None:
    """The question that was answered at a place, without anything to press; None if it is asked no more."""
    return _question(consultation, place) if _is_asked(consultation, place) else None


def _asked(consultation: Consultation, told: Told) -> Iterator[Message]:
    step = consultation.conversation.steps.get(told.place.step)
    if told.options and step:
        yield from (_chosen(consultation, step, one) for one in told.options if step.option(one))
    elif _is_asked(consultation, told.place):
        yield _question(consultation, told.place)


def _is_asked(consultation: Consultation, place: Place) -> bool:
    """Whether that question is still there, and is one for words."""
    step = consultation.conversation.steps.get(place.step)
    return (
        step is not None
        and place.step not in ASIDE
        and step.kind == "open"
        and place.part < max(1, len(step.parts))
        and place.probe <= len(step.probes)
    )


def _question(consultation: Consultation, place: Place) -> Message:
    """A question for words, without anything to press: another message, where something could be."""
    asked = messages.question(consultation, place)
    address = f"{asked.address}.anew" if asked.choices else asked.address
    return replace(asked, address=address, choices=(), controls=())


def _chosen(consultation: Consultation, step: Step, option_id: str) -> Message:
    """A question, and one thing that was chosen there."""
    option = step.option(option_id)
    assert option
    filled = messages.gaps(consultation, step.say)
    return Message(
        address=f"{consultation.conversation.id}.{step.id}.{option_id}.chosen",
        phrases=(Phrase(step.say, filled), Phrase(phrases.CHOSE, {"choice": option.label})),
        step=step.id,
    )
