"""What happens next: one function, `advance`, and the cases it is made of.

It never raises, whatever comes in: a wrong kind of answer is answered kindly, and the question is put again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core import answers, choices, controls, listening, messages, moves, phrases, reading
from bot.core.changing import replace
from bot.core.conversation import ASIDE, Consultation, Line
from bot.core.events import Asked, Began, Chose, Drafted, Edited, Effect, Incoming, Sent, Strange, Tapped, Wrote
from bot.core.reading import Words
from bot.core.rights import consent, mine
from bot.core.session import Place, Session
from bot.core.turning import Turning


@dataclass(frozen=True)
class Turn:
    """The session after something came in, and what is to be done about it, in order."""

    session: Session
    effects: tuple[Effect, ...]


def advance(consultation: Consultation, session: Session, incoming: Incoming, now: datetime, words: Words) -> Turn:
    """What follows from what a person just did. `words` looks lines up in a language."""
    if isinstance(incoming, Drafted):
        return Turn(listening.drafted(session, incoming.answer), ())
    turning = Turning(consultation, moves.fit(consultation, session), now, words, _how(incoming))
    astray = turning.session.place.step != session.place.step and answers.keep_astray(turning, session, incoming)
    if consent.must_be_asked_anew(turning, incoming):
        if isinstance(incoming, Wrote | Sent) and not astray:
            # Said under the words they had agreed to: it goes, like the rest, if they say no to the new ones.
            answers.keep_if_open(turning, incoming)
        consent.ask_anew(turning)
    elif astray:
        turning.ask()
    else:
        _take(turning, incoming)
    return Turn(turning.session, tuple(turning.effects))


def _how(incoming: Incoming) -> str:
    return {Tapped: "tap", Wrote: "typed", Chose: "voice"}.get(type(incoming), "command")


def keep_late(
    consultation: Consultation, session: Session, incoming: Incoming, place: Place, now: datetime, words: Words
) -> Turn:
    """What could not be taken at its time is kept under the question it was said to, if it can be.

    Whoever has gone on has chosen since what there was to choose: an old choice is not made again.
    """
    turning = Turning(consultation, session, now, words)
    if isinstance(incoming, Wrote | Sent):
        answers.keep_late(turning, place, incoming)
    return Turn(turning.session, tuple(turning.effects))


def _take(turning: Turning, incoming: Incoming) -> None:  # noqa: C901 - one case for each kind
    match incoming:
        case Began():
            _begin(turning, incoming)
        case Tapped():
            _tapped(turning, incoming)
        case Asked():
            controls.command(turning, incoming.command)
        case Edited():
            answers.edit(turning, incoming)
        case Wrote() | Sent() if incoming.early and answers.add(turning, incoming):
            pass
        case Wrote():
            _wrote(turning, incoming)
        case Sent():
            _sent(turning, incoming)
        case Chose():
            _press_if(turning, listening.understood(turning, incoming))
        case Strange() if turning.choosing_language():
            turning.ask()
        case Strange():
            turning.refuse(_what_i_take(turning))


def _begin(turning: Turning, began: Began) -> None:
    """Start, or start again in the middle: nothing is lost, and the question is put once more."""
    session = turning.session
    if began.language in turning.consultation.languages and began.language != session.language:
        turning.session = replace(session, aside="language" if session.language else "")
        turning.offer_language(began.language)
        return
    if session.language:
        turning.session = replace(session, aside="")
        if session.trail and not session.done:
            turning.say(phrases.WELCOME_BACK)
    turning.ask()


def remind(consultation: Consultation, session: Session, now: datetime, words: Words) -> Turn:
    """What is said, once, to somebody who has stopped answering in the middle."""
    turning = Turning(consultation, moves.fit(consultation, session), now, words)
    turning.session = replace(turning.session, aside="reminded", reminded=True)
    turning.ask()
    return Turn(turning.session, tuple(turning.effects))


# ---- buttons


_ALWAYS = ("control.again", "control.help", "control.stop")
"""Buttons that mean the same wherever they stand, and may be pressed as often as one likes."""

_ANY_TIME = (
    "control.back",
    "control.slower",
    "control.language",
    *controls.PRESSES,
)
"""Buttons that mean the same wherever they stand, but one press of one button only once."""


def _tapped(turning: Turning, tapped: Tapped) -> None:
    key = tapped.key
    if (tapped.ask, key) == turning.session.pressed:
        return  # the same press twice
    if not (turning.session.language or key.startswith("language.")):
        turning.ask()  # a button from when we knew them, or from somebody else's chat
        return
    if key in _ALWAYS:
        _press(turning, key)
    elif _is_here(turning, tapped):
        aside = turning.session.aside if key in ("control.skip", "draft.right", "draft.wrong") else ""
        turning.session = replace(turning.session, pressed=(tapped.ask, key), aside=aside)
        _press(turning, key)
    elif not answers.change(turning, tapped.step, key.removeprefix("option.")):
        turning.refuse(phrases.OLD_BUTTON)


def _is_here(turning: Turning, tapped: Tapped) -> bool:
    """Whether a button belongs to what the person has before them, however often that was repeated."""
    session, key = turning.session, tapped.key
    if key.startswith("language.") or key in _ANY_TIME:
        return True
    if key.startswith(("mine.", "draft.", "meant.")):  # an older one was about another answer
        stands = tapped.ask == session.ask and not turning.choosing_language()
        return stands and any(button.key == key for button in turning.current().choices)
    if key == "aside.start_again":
        return session.done
    if tapped.ask < session.since or tapped.step != session.place.step or session.done:
        return False
    question = messages.question(turning.consultation, session.place, more=bool(session.chosen))
    if any(button.key == key for button in (*question.choices, *question.controls)):
        return True
    return turning.step.option(key.removeprefix("option.")) is not None  # on another page of the same list


def _press(turning: Turning, key: str) -> None:
    """Do what a button means, whether it was tapped, or its number or words were typed."""
    kind, _, name = key.partition(".")
    if kind == "control":
        controls.command(turning, name)
    elif kind == "language":
        controls.speak(turning, name)
    elif kind == "mine":
        mine.press(turning, name)
    elif kind == "draft":
        listening.judge(turning, name)
    elif kind == "meant":
        _press_if(turning, listening.confirmed(turning, name))
    elif key in _PRESSES:
        _PRESSES[key](turning)
    else:
        choices.choose(turning, name)


def _press_if(turning: Turning, key: str | None) -> None:
    if key is not None:
        _press(turning, key)


_PRESSES: Mapping[str, Callable[[Turning], None]] = {
    **controls.PRESSES,
    "aside.start_again": controls.start_again,
    "page.more": choices.turn_page,
    "page.enough": choices.enough,
}


# ---- words, sounds, pictures


_ABOUT_ANSWERS = ("mine", "one", "share", "forget", "meant", *listening.DRAFTS)
"""Menus about answers that were told: what is said there answers none of our questions."""


def _wrote(turning: Turning, wrote: Wrote) -> None:
    key = _meaning(turning, wrote.text)
    if key is not None and key.startswith("option."):
        choices.choose(turning, key.removeprefix("option."), wrote.source)
    elif key is not None:
        _press(turning, key)
    elif not turning.session.language:
        turning.ask()
    elif reading.is_blank(wrote.text):
        turning.refuse(phrases.NOTHING_THERE)
    elif _told_aside(turning, wrote):
        pass
    elif turning.session.done and answers.told_something(turning) and reading.number(wrote.text) is None:
        answers.keep_after_the_end(turning, wrote)
    elif not _listening(turning):
        turning.refuse(phrases.PRESS_A_NUMBER)
    elif "text" not in turning.step.hears:
        turning.refuse(_what_i_take(turning))
    else:
        answers.keep_open(turning, wrote)


def _meaning(turning: Turning, text: str) -> str | None:
    """The key of the button that a typed text stands for, or None."""
    if turning.choosing_language() and (number := reading.number(text, longest=2)) is not None:
        return _numbered(turning).get(number) or reading.control(number)
    digit = reading.number(text)
    if digit is not None:
        return _numbered(turning).get(digit) or reading.control(digit)
    if turning.choosing_language():
        return reading.language_of(text, turning.consultation.languages, turning.words)
    return reading.key_of(text, turning.current().choices, turning.words, turning.session.language)


def _numbered(turning: Turning) -> dict[int, str]:
    """The keys behind the numbers that were offered last: what a number meant to the person."""
    return {number: key for number, key in enumerate(turning.session.offered, 1) if key}


def _listening(turning: Turning) -> bool:
    """Whether words are wanted here. Someone who speaks while help or a pause stands before them goes on."""
    if turning.session.done or not turning.session.language or turning.step.kind != "open":
        return False
    turning.session = replace(turning.session, aside="")
    return True


def _sent(turning: Turning, sent: Sent) -> None:
    if not turning.session.language:
        turning.ask()
    elif sent.too_big:
        turning.refuse(phrases.TOO_BIG)
    elif sent.too_many:
        turning.refuse(phrases.TOO_MANY)
    elif listening.may_choose_aloud(turning, sent):
        listening.listen(turning, sent)
    elif _told_aside(turning, sent):
        pass
    elif turning.session.done and answers.told_something(turning):
        answers.keep_after_the_end(turning, sent)
    elif not _listening(turning):
        turning.refuse(phrases.VOICE_NOT_HERE if sent.kind == "voice" else phrases.PRESS_A_NUMBER)
    elif sent.kind not in turning.step.hears:
        turning.refuse(_what_i_take(turning))
    else:
        answers.keep_open(turning, sent)


def _told_aside(turning: Turning, came: Wrote | Sent) -> bool:
    """Take what is told while something stands before the question. False if it answers the question itself."""
    aside = turning.session.aside
    if aside in ASIDE:
        answers.report(turning, aside, came)
    elif aside == "redo":
        mine.say_anew(turning, came)
    elif aside in listening.DRAFTS and isinstance(came, Wrote):
        listening.mend(turning, came)
    elif aside in _ABOUT_ANSWERS:
        is_voice = isinstance(came, Sent) and came.kind == "voice"
        turning.refuse(phrases.VOICE_NOT_HERE if is_voice else phrases.PRESS_A_NUMBER)
    else:
        return False
    return True


def _what_i_take(turning: Turning) -> Line:
    if turning.session.done or turning.session.aside or turning.step.kind != "open":
        return phrases.PRESS_A_NUMBER
    return phrases.CANNOT_TAKE_PHOTO_TOO if "photo" in turning.step.hears else phrases.CANNOT_TAKE
