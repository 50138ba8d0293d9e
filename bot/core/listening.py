"""What a machine understood: of answers, whose tellers say whether it is right; and of choices made aloud."""

from __future__ import annotations

from typing import Literal

from bot.core import messages, phrases, reading
from bot.core.changing import replace
from bot.core.events import Chose, Judge, Listen, Sent, Wrote
from bot.core.rights import menus
from bot.core.rights import phrases as rights
from bot.core.session import Session, Told
from bot.core.turning import Turning

DRAFTS = ("draft", "one_draft")
"""What stands before the question while somebody is asked whether a draft is right."""

_LONGEST = 20
"""Seconds. Who speaks for longer tells something, and chooses nothing."""


# ---- what was written down of an answer


def drafted(session: Session, answer: str) -> Session:
    """There is a draft of this answer; they are asked about it when they hear the answer back."""
    return _marked(session, answer, draft=True)


def passed_by(session: Session) -> Session:
    """They did not want to say whether the draft before them is right: they are not asked again."""
    return _marked(session, session.looking, draft=False) if session.aside in DRAFTS else session


def judge(turning: Turning, name: str) -> None:
    """They say that a draft is right, or wrong: then a person is to listen."""
    _judged(turning, "right" if name == "right" else "wrong")


def mend(turning: Turning, wrote: Wrote) -> None:
    """They write how it is right."""
    _judged(turning, "mended", wrote.text)


def _judged(turning: Turning, what: Literal["right", "wrong", "mended"], text: str = "") -> None:
    session = turning.session
    told = menus.looked_at(session)
    if told:
        turning.effects.append(Judge(told.id, what, text))
        turning.session = passed_by(session)
        turning.say(rights.DRAFT_GONE if what == "wrong" else rights.NOTED)
    looks_on = session.aside == "one_draft" and told is not None
    turning.session = replace(turning.session, looking=session.looking if looks_on else "")
    turning.put_before("one" if looks_on else "")


def _marked(session: Session, answer: str, *, draft: bool) -> Session:
    def marked(every: tuple[Told, ...]) -> tuple[Told, ...]:
        return tuple(replace(told, draft=draft) if told.id == answer else told for told in every)

    return replace(session, told=marked(session.told), earlier=marked(session.earlier))


# ---- a choice that was made aloud


def may_choose_aloud(turning: Turning, sent: Sent) -> bool:
    """Whether this may be a choice, and there is a machine that understands the language."""
    session = turning.session
    fits = sent.kind == "voice" and sent.seconds <= _LONGEST and not (sent.early or session.done)
    here = session.aside == "meant" or (not session.aside and turning.step.kind != "open")
    return fits and here and session.language in turning.consultation.listens


def listen(turning: Turning, sent: Sent) -> None:
    turning.effects.append(Listen(turning.session.ask, sent.file))
    turning.say(phrases.LISTENING)


def understood(turning: Turning, chose: Chose) -> str | None:
    """The key of the button that they said, if it can be pressed for them; else they are asked what they meant."""
    session = turning.session
    if chose.ask != session.ask or session.done or session.aside not in ("", "meant"):
        return None  # they have gone on meanwhile
    found = reading.spoken(chose.words, turning.current().choices, turning.words, session.language)
    if found is None or (session.aside and not chose.sure):
        turning.refuse(phrases.NOT_UNDERSTOOD)
        return None
    key, alone = found
    if session.aside or (chose.sure and alone and not _weighs(turning, key)):
        return key
    turning.session = replace(session, meant=key)
    turning.put_before("meant")
    return None


def confirmed(turning: Turning, name: str) -> str | None:
    """They said whether it was understood; returns the key of the button that they meant."""
    key = turning.session.meant
    turning.session = replace(turning.session, aside="", meant="")
    buttons = (*turning.current().choices, *messages.CONTROLS)
    if name == "yes" and any(button.key == key for button in buttons):
        return key
    turning.ask()
    return None


def _weighs(turning: Turning, key: str) -> bool:
    """Whether a machine's mistake would do harm here: what they agree to, and what is wiped."""
    option = key.removeprefix("option.")
    return turning.step.consent or option == "wipe" or option in turning.step.wipes
