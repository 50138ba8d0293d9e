"""The steady controls and what stands beside the questions: again, help, skip, stop, back, slower, language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import choices, moves, phrases
from bot.core.changing import replace
from bot.core.session import Aside, next_session
from bot.core.turning import Turning


def command(turning: Turning, name: str) -> None:
    if turning.session.language:
        _COMMANDS.get(name, _help)(turning)
    else:
        turning.ask()


def _again(turning: Turning) -> None:
    """The question once more, with what was said just before it; at the end, the last words once more."""
    if not turning.session.aside:
        turning.say_before()
    ended = turning.session.done and turning.step.kind == "statement"
    turning.session = replace(turning.session, done=turning.session.done and not ended)
    turning.ask()
    turning.session = replace(turning.session, done=turning.session.done or ended)


def _put_before(turning: Turning, aside: Aside) -> None:
    """Put this before the question for a moment; or, with "", the question itself again."""
    turning.session = replace(turning.session, aside=aside)
    turning.ask()


def _help(turning: Turning) -> None:
    _put_before(turning, "help")


def _stop(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="" if turning.session.done else "stopped")
    turning.ask()


def _slower(turning: Turning) -> None:
    turning.session = replace(turning.session, slow=not turning.session.slow, aside="")
    turning.ask()


def _language(turning: Turning) -> None:
    _put_before(turning, "language")


def go_on(turning: Turning) -> None:
    _put_before(turning, "")


def more_help(turning: Turning) -> None:
    _put_before(turning, "more_help")


def tell_of_a_wrong_word(turning: Turning) -> None:
    _put_before(turning, "wrong_word")


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
        go_on(turning)
    elif turning.session.chosen:
        choices.enough(turning)
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


def start_again(turning: Turning) -> None:
    turning.session = next_session(turning.consultation, turning.session)
    turning.ask()


def speak(turning: Turning, language: str) -> None:
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
