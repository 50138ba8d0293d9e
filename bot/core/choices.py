"""Choosing: one option, several, and turning the pages of a long list."""

from __future__ import annotations

from bot.core import answers, messages, moves, phrases
from bot.core.changing import replace
from bot.core.rights import consent
from bot.core.turning import Turning


def turn_page(turning: Turning) -> None:
    """The next page of a list, and after the last the first again; or the next of several probes."""
    place, step = turning.session.place, turning.step
    if step.kind == "open":
        turned = replace(place, probe=min(place.probe + 1, len(step.probes)))
    else:
        turned = replace(place, page=(place.page + 1) % messages.pages(step))
    turning.session = replace(turning.session, place=turned)
    turning.ask()


def choose(turning: Turning, option: str, source: str = "") -> None:
    """Take an option of the present step. One that is not offered there any more is answered with the new ones."""
    step = turning.step
    asked = step.share if turning.session.place.sharing else step.keep
    if (asked or step).option(option) is None:
        turning.refuse(phrases.NEW_CHOICES)
    elif step.kind == "check":
        answers.check(turning, option)
    elif step.kind == "several":
        _choose_one_more(turning, option)
    else:
        if option in step.wipes:
            answers.say_no(turning, step, option)
            return
        consent.note(turning, step, option)
        if len(step.options) > 1:  # a lone "go on" tells nothing
            answers.keep_choice(turning, (option,), source)
        turning.arrive(moves.onward(turning.conversation, turning.session, step.after(option)))


def _choose_one_more(turning: Turning, option: str) -> None:
    """One of several. Saying the same thing twice means there is nothing else to say."""
    if option in turning.session.chosen:
        enough(turning)
        return
    turning.session = replace(turning.session, chosen=(*turning.session.chosen, option))
    if len(turning.session.chosen) >= turning.step.limit:
        enough(turning)
    else:
        turning.ask(show=False)  # they have the picture before them


def enough(turning: Turning) -> None:
    """Nothing more to choose: keep what was chosen, and go on."""
    if turning.session.chosen:
        answers.keep_choice(turning, turning.session.chosen, "")
    elif not turning.may_skip():
        turning.refuse(phrases.MUST)
        return
    turning.arrive(moves.after_skip(turning.conversation, turning.session))
