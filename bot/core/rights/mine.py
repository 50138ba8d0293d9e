"""One's own answers: hearing each again, saying it anew, choosing who may hear it, taking all along, wiping."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import answers
from bot.core import phrases as core_phrases
from bot.core.changing import replace
from bot.core.conversation import SHARES
from bot.core.events import EVERYTHING, PAGE, Say, Sent, TellTakenOut, Wrote
from bot.core.messages import remark
from bot.core.rights import menus, phrases
from bot.core.session import Place, Told
from bot.core.turning import Turning


def press(turning: Turning, name: str) -> None:
    """Do what a button about one's own answers means."""
    if name in SHARES:
        _may_hear(turning, name)
    else:
        _PRESSES[name](turning)


def hear(turning: Turning) -> None:
    """The first of all answers."""
    every = _every(turning)
    if every:
        _look(turning, every[0])
    else:
        turning.session = replace(turning.session, aside="")
        turning.refuse(phrases.NOTHING_YET)


def forget(turning: Turning) -> None:
    """Ask whether all is to be wiped."""
    turning.effects.append(TellTakenOut())
    turning.put_before("forget")


def say_anew(turning: Turning, came: Wrote | Sent) -> None:
    """An answer, said anew, takes the place of the old one; then they choose again who may hear it."""
    old = menus.looked_at(turning.session)
    if old is None:
        _end(turning)
        return
    new = answers.keep_instead(turning, old, came)
    turning.session = replace(turning.session, looking=new)
    turning.say(core_phrases.CHANGED)
    _ask_who_hears(turning)


# ---- one after the other


def _every(turning: Turning) -> list[Told]:
    """All that is kept of what they told."""
    return [told for told in turning.session.everything if answers.is_kept(turning, told)]


def _look(turning: Turning, told: Told) -> None:
    turning.session = replace(turning.session, looking=told.id)
    turning.put_before("one_draft" if told.draft else "one")


def _next(turning: Turning) -> None:
    """The answer after this one."""
    ids = [told.id for told in _every(turning)]
    here = ids.index(turning.session.looking) + 1 if turning.session.looking in ids else len(ids)
    _look_at_number(turning, here)


def _look_at_number(turning: Turning, number: int) -> None:
    every = _every(turning)
    if number < len(every):
        _look(turning, every[number])
    else:
        turning.say(phrases.THAT_WAS_ALL)
        _end(turning)


def _end(turning: Turning) -> None:
    turning.session = replace(turning.session, looking="")
    turning.put_before("")


def _wipe(turning: Turning) -> None:
    gone = menus.looked_at(turning.session)
    every = _every(turning)
    if gone:
        answers.drop(turning, [gone])
        turning.say(phrases.WIPED)
    _look_at_number(turning, every.index(gone) if gone in every else len(every))


def _again(turning: Turning) -> None:
    """Say it again, or choose again: that is done where it was asked, and leads back here."""
    told = menus.looked_at(turning.session)
    step = turning.conversation.steps.get(told.place.step) if told else None
    if not told or not told.options or not step:
        turning.put_before("redo")
        return
    here = turning.session.back_to or turning.session.place
    turning.session = replace(turning.session, aside="", back_to=None if here.step == step.id else here)
    turning.arrive(Place(step.id))


def _ask_who_hears(turning: Turning) -> None:
    if menus.share_step(turning.consultation):
        turning.put_before("share")
    else:
        _next(turning)


def _may_hear(turning: Turning, level: str) -> None:
    answers.share(turning, (turning.session.looking,), level)
    turning.say(phrases.NOTED)
    _next(turning)


# ---- all of it


def _file(turning: Turning) -> None:
    turning.effects.append(Say(replace(remark(phrases.HERE_IT_IS), replay=(EVERYTHING,))))
    turning.put_before("")


def _page(turning: Turning) -> None:
    """One page with what they said of themselves."""
    steps = turning.conversation.steps
    if any((step := steps.get(told.place.step)) and step.page for told in _every(turning)):
        turning.effects.append(Say(replace(remark(phrases.PAGE_WORDS), replay=(PAGE,))))
        turning.put_before("")
    else:
        turning.refuse(phrases.NO_PAGE)


def _wipe_all(turning: Turning) -> None:
    turning.say(phrases.GONE)
    turning.leave("asked")


def _forget_me(turning: Turning) -> None:
    turning.say(phrases.UNKNOWN)
    turning.leave("asked", keep_words=True)


_PRESSES: Mapping[str, Callable[[Turning], None]] = {
    "hear": hear,
    "file": _file,
    "page": _page,
    "forget": forget,
    "next": _next,
    "again": _again,
    "share": _ask_who_hears,
    "wipe": _wipe,
    "wipe_all": _wipe_all,
    "forget_me": _forget_me,
}
