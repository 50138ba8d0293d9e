"""What happens next: one function, `advance`, and the cases it is made of.

It never raises, whatever comes in: a wrong kind of answer is answered kindly, and the question is put again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import answers, messages, moves, phrases, reading
from bot.core.conversation import Consultation, Line
from bot.core.events import Asked, Began, Edited, Effect, Incoming, Sent, Strange, Tapped, Wrote
from bot.core.reading import Words
from bot.core.session import Place, Session
from bot.core.turning import Turning


@dataclass(frozen=True)
class Turn:
    """The session after something came in, and what is to be done about it, in order."""

    session: Session
    effects: tuple[Effect, ...]


def fresh(consultation: Consultation, person: str, phone: str = "") -> Session:
    """A person's first session; its id ends in the number of the session: "k7f3.1".

    `phone` is the language their phone is set to: it is offered first, and decides nothing.
    """
    place = Place(consultation.conversation.first.id)
    offered = (f"language.{phone}",) if phone else ()
    return Session(f"{person}.1", consultation.conversation.version, place, since=1, offered=offered)


def next_session(consultation: Consultation, before: Session) -> Session:
    """The same person's next session, from the start: to go through it again, or for another consultation.

    The numbering of questions goes on, so that old buttons stay old.
    """
    stem, _, number = before.id.rpartition(".")
    return replace(
        fresh(consultation, stem),
        id=f"{stem}.{int(number) + 1}",
        language=before.language if before.language in consultation.languages else "",
        slow=before.slow,
        ask=before.ask,
        since=before.ask + 1,
    )


def advance(consultation: Consultation, session: Session, incoming: Incoming, now: datetime, words: Words) -> Turn:
    """What follows from what a person just did. `words` looks lines up in a language."""
    turning = Turning(consultation, moves.fit(consultation.conversation, session), now, words)
    if turning.session.place != session.place and answers.keep_astray(turning, session.place, incoming):
        turning.ask()
    else:
        _take(turning, incoming)
    return Turn(turning.session, tuple(turning.effects))


def _take(turning: Turning, incoming: Incoming) -> None:
    match incoming:
        case Began():
            _begin(turning, incoming)
        case Tapped():
            _tapped(turning, incoming)
        case Asked():
            _command(turning, incoming.command)
        case Edited():
            answers.edit(turning, incoming)
        case Wrote() | Sent() if incoming.early and answers.add(turning, incoming):
            pass
        case Wrote():
            _wrote(turning, incoming)
        case Sent():
            _sent(turning, incoming)
        case Strange() if turning.choosing_language():
            turning.ask()
        case Strange():
            turning.refuse(_what_i_take(turning))


def _begin(turning: Turning, began: Began) -> None:
    """Start, or start again in the middle: nothing is lost, and the question is put once more."""
    session = turning.session
    if not session.language:
        offered = (f"language.{began.language}",) if began.language else ()
        turning.session = replace(session, offered=offered)
    else:
        turning.session = replace(session, aside="")
        if session.trail and not session.done:
            turning.say(phrases.WELCOME_BACK)
    turning.ask()


# ---- controls


def _command(turning: Turning, command: str) -> None:
    if turning.session.language:
        _COMMANDS.get(command, _help)(turning)
    else:
        turning.ask()


def _again(turning: Turning) -> None:
    """The question once more; at the end, the last words once more."""
    ended = turning.session.done and turning.step.kind == "statement"
    turning.session = replace(turning.session, done=turning.session.done and not ended)
    turning.ask()
    turning.session = replace(turning.session, done=turning.session.done or ended)


def _help(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="help")
    turning.ask()


def _stop(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="" if turning.session.done else "stopped")
    turning.ask()


def _slower(turning: Turning) -> None:
    turning.session = replace(turning.session, slow=not turning.session.slow, aside="")
    turning.ask()


def _language(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="language")
    turning.ask()


def _go_on(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="")
    turning.ask()


def _back(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="")
    behind = moves.go_back(turning.session)
    while behind and turning.conversation.steps[behind.place.step].kind == "statement":
        behind = moves.go_back(behind)
    if behind is None:
        turning.refuse(phrases.FIRST_ALREADY)
        return
    turning.session = behind
    turning.ask()


def _skip(turning: Turning) -> None:
    if turning.session.aside or turning.session.done:
        _go_on(turning)
    elif turning.session.chosen:
        _enough(turning)
    elif turning.may_skip():
        turning.arrive(moves.after_skip(turning.conversation, turning.session))
    else:
        turning.refuse(phrases.MUST)


_COMMANDS: Mapping[str, Callable[[Turning], None]] = {
    "again": _again,
    "help": _help,
    "skip": _skip,
    "stop": _stop,
    "back": _back,
    "slower": _slower,
    "language": _language,
}


# ---- buttons


_ALWAYS = ("control.again", "control.help", "control.stop")
"""Buttons that mean the same wherever they stand, and may be pressed as often as one likes."""

_ANY_TIME = ("control.back", "control.slower", "control.language", "aside.go_on")
"""Buttons that mean the same wherever they stand, but one press of one button only once."""


def _tapped(turning: Turning, tapped: Tapped) -> None:
    key = tapped.key
    if (tapped.ask, key) == turning.session.pressed:
        return  # the same press twice
    if key in _ALWAYS:
        _press(turning, key)
    elif _is_here(turning, tapped):
        aside = turning.session.aside if key == "control.skip" else ""
        turning.session = replace(turning.session, pressed=(tapped.ask, key), aside=aside)
        _press(turning, key)
    elif not answers.change(turning, tapped.step, key.removeprefix("option.")):
        turning.refuse(phrases.OLD_BUTTON)


def _is_here(turning: Turning, tapped: Tapped) -> bool:
    """Whether a button belongs to what the person has before them, however often that was repeated."""
    session, key = turning.session, tapped.key
    if key.startswith("language.") or key in _ANY_TIME:
        return True
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
        _command(turning, name)
    elif kind == "language":
        _speak(turning, name)
    elif key in _PRESSES:
        _PRESSES[key](turning)
    else:
        _choose(turning, name)


def _start_again(turning: Turning) -> None:
    turning.session = next_session(turning.consultation, turning.session)
    turning.ask()


def _speak(turning: Turning, language: str) -> None:
    """They chose a language. What they said so far stays in the one it was said in."""
    if language not in turning.consultation.languages:
        turning.ask()
        return
    first = not turning.session.language
    turning.session = replace(turning.session, language=language, aside="")
    if language in turning.consultation.unchecked:
        turning.say(phrases.UNCHECKED)
    if first and turning.consultation.example:
        turning.say(phrases.EXAMPLE)
    turning.ask()


def _turn_page(turning: Turning) -> None:
    place, step = turning.session.place, turning.step
    if step.kind == "open":
        turned = replace(place, probe=min(place.probe + 1, len(step.probes)))
    else:
        turned = replace(place, page=(place.page + 1) % messages.pages(step))
    turning.session = replace(turning.session, place=turned)
    turning.ask()


def _choose(turning: Turning, option: str, source: str = "") -> None:
    step = turning.step
    if step.kind == "check":
        answers.check(turning, option)
    elif step.option(option) is None:
        turning.refuse(phrases.NEW_CHOICES)
    elif step.kind == "several":
        _choose_one_more(turning, option)
    else:
        if option in step.wipes:
            answers.wipe_all(turning)
        if len(step.options) > 1:  # a lone "go on" tells nothing
            answers.keep_choice(turning, (option,), source)
        turning.arrive(moves.onward(turning.conversation, turning.session, step.after(option)))


def _choose_one_more(turning: Turning, option: str) -> None:
    """One of several. Saying the same thing twice means there is nothing else to say."""
    if option in turning.session.chosen:
        _enough(turning)
        return
    turning.session = replace(turning.session, chosen=(*turning.session.chosen, option))
    if len(turning.session.chosen) >= turning.step.limit:
        _enough(turning)
    else:
        turning.ask()


def _enough(turning: Turning) -> None:
    """Nothing more to choose."""
    if turning.session.chosen:
        answers.keep_choice(turning, turning.session.chosen, "")
    elif not turning.may_skip():
        turning.refuse(phrases.MUST)
        return
    turning.arrive(moves.after_skip(turning.conversation, turning.session))


_PRESSES: Mapping[str, Callable[[Turning], None]] = {
    "aside.go_on": _go_on,
    "aside.start_again": _start_again,
    "page.more": _turn_page,
    "page.enough": _enough,
}


# ---- words, sounds, pictures


def _wrote(turning: Turning, wrote: Wrote) -> None:
    key = _meaning(turning, wrote.text)
    if key is not None and key.startswith("option."):
        _choose(turning, key.removeprefix("option."), wrote.source)
    elif key is not None:
        _press(turning, key)
    elif turning.choosing_language():
        turning.ask()
    elif reading.is_blank(wrote.text):
        turning.refuse(phrases.NOTHING_THERE)
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
    if turning.session.done or turning.choosing_language() or turning.step.kind != "open":
        return False
    turning.session = replace(turning.session, aside="")
    return True


def _sent(turning: Turning, sent: Sent) -> None:
    if turning.choosing_language():
        turning.ask()
    elif sent.too_big:
        turning.refuse(phrases.TOO_BIG)
    elif turning.session.done and answers.told_something(turning):
        answers.keep_after_the_end(turning, sent)
    elif not _listening(turning):
        turning.refuse(phrases.VOICE_NOT_HERE if sent.kind == "voice" else phrases.PRESS_A_NUMBER)
    elif sent.kind not in turning.step.hears:
        turning.refuse(_what_i_take(turning))
    else:
        answers.keep_open(turning, sent)


def _what_i_take(turning: Turning) -> Line:
    if turning.session.done or turning.session.aside or turning.step.kind != "open":
        return phrases.PRESS_A_NUMBER
    return phrases.CANNOT_TAKE_PHOTO_TOO if "photo" in turning.step.hears else phrases.CANNOT_TAKE
