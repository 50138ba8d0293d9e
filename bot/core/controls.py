"""The steady controls and what stands beside the questions: again, help, skip, stop, back, slower, language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import choices, listening, moves, phrases
from bot.core.changing import replace
from bot.core.rights import mine
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


def _help(turning: Turning) -> None:
    turning.put_before("help")


def _stop(turning: Turning) -> None:
    turning.session = replace(turning.session, aside="" if turning.session.done else "stopped")
    turning.ask()


def _slower(turning: Turning) -> None:
    turning.session = replace(turning.session, slow=not turning.session.slow, aside="")
    turning.ask()


def _before(aside: Aside) -> Callable[[Turning], None]:
    return lambda turning: turning.put_before(aside)


def go_on(turning: Turning) -> None:
    turning.session = replace(listening.passed_by(turning.session), looking="", meant="")
    turning.put_before("")


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
    elif turning.step.kind == "choice" and len(turning.step.options) == 1:
        choices.choose(turning, turning.step.options[0].id)  # skipping a lone "go on" is going on
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
    "language": _before("language"),
    "mydata": _before("mine"),
    "change": mine.hear,
    "forget": mine.forget,
    "complain": _before("complaint"),
    "contact": _before("contact"),
    "privacy": _before("privacy"),
}


PRESSES: Mapping[str, Callable[[Turning], None]] = {
    "aside.go_on": go_on,
    "aside.more_help": _before("more_help"),
    "aside.wrong_word": _before("wrong_word"),
    "aside.mine": _before("mine"),
    "aside.numbers": _before("numbers"),
    "aside.contact": _before("contact"),
    "aside.complaint": _before("complaint"),
}
"""The buttons of the help pages: they mean the same wherever they stand."""


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
    turning.say_before()
    turning.ask()
