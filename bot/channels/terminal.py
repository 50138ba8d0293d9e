"""A conversation in the terminal: to rehearse one, and to play transcripts. Nothing is kept.

What is typed is what a person would do: words are words, a number is a number. A line that begins with a bracket
is something that can not be typed: `(voice 14)` is a voice note of 14 seconds, `(photo)` a picture, `(sticker)` a
sticker, `(edit 3 words)` a change of the third message, `(start)` the start button.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.core import engine
from bot.core.conversation import Consultation
from bot.core.events import (
    Agree,
    Amend,
    Asked,
    Began,
    Drop,
    Edited,
    Forget,
    Incoming,
    Keep,
    Say,
    Sent,
    Share,
    Strange,
    TellTakenOut,
    Wrote,
)
from bot.core.session import Session, fresh
from bot.i18n import Catalogs, Wording

_DONE = re.compile(r"\((\w+)\s*(\d*)\s*(.*)\)")


class Rehearsal:
    """One person's conversation, as lines of text. The session goes through JSON between all turns."""

    def __init__(
        self,
        consultation: Consultation,
        catalogs: Catalogs,
        clock: Callable[[], datetime],
        *,
        effects: bool = False,
    ) -> None:
        self._consultation = consultation
        self._catalogs = catalogs
        self._wording = Wording(catalogs, consultation)
        self._clock = clock
        self._show_effects = effects
        self._kept = fresh(consultation, "rehearsal").to_json()
        self._count = 0

    @property
    def session(self) -> Session:
        return Session.from_json(self._kept)

    def take(self, line: str) -> Iterator[str]:
        """What the bot says, and keeps, when a person does this."""
        self._count += 1
        incoming = self._incoming(line.strip())
        turn = engine.advance(self._consultation, self.session, incoming, self._clock(), self._catalogs)
        left = any(isinstance(effect, Forget) for effect in turn.effects)
        self._kept = (fresh(self._consultation, "rehearsal") if left else turn.session).to_json()
        for effect in turn.effects:
            if isinstance(effect, Say):
                yield from self._said(effect, turn.session)
            elif self._show_effects:
                yield f"[{_described(effect)}]"

    def _said(self, say: Say, session: Session) -> Iterator[str]:
        if say.message.replay:
            yield f"  (plays back {len(say.message.replay)})"
        spoken = self._wording.render(say.message, session.language)
        yield from (f"  {line}" for line in spoken.words.splitlines())
        buttons = [b.label for b in (*spoken.choices, *spoken.controls)] if say.message.ask else []
        if buttons:
            yield f"  [{' · '.join(buttons)}]"

    def _incoming(self, line: str) -> Incoming:
        source = str(self._count)
        if line.startswith("/"):
            return Began() if line == "/start" else Asked(line[1:])
        if not (done := _DONE.fullmatch(line)):
            return Wrote(line, source)
        what, number, words = done.groups()
        match what:
            case "start":
                return Began(words or None)
            case "voice":
                return Sent("voice", f"file{source}", int(number or 5), source=source)
            case "photo":
                return Sent("photo", f"file{source}", text=words, source=source)
            case "big":
                return Sent("voice", f"file{source}", 9999, source=source, too_big=True)
            case "edit":
                return Edited(number, words)
            case "early":
                return Wrote(f"{number} {words}".strip(), source, early=True)
            case _:
                return Strange()


def _described(effect: object) -> str:
    match effect:
        case Keep(answer):
            place = ".".join(filter(None, [answer.step, answer.part, "probe" * bool(answer.probe)]))
            what = ", ".join(answer.options) or answer.text or f"{answer.seconds} s"
            helped = f" (helped: {answer.helper})" if answer.helper else ""
            return f"keep {place}: {answer.heard}: {what}{helped}"
        case Amend(answer=answer, text=text, options=options):
            return f"change {answer}: {text or ', '.join(options)}"
        case Drop(answer):
            return f"wipe {answer}"
        case Share(answers=answers, level=level):
            return f"share {len(answers)}: {level}"
        case Agree(step=step, option=option, how=how):
            return f"receipt for {step}: {option} ({how})"
        case Forget(why=why, keep_words=keep_words):
            return f"forget who they are, keep the words: {why}" if keep_words else f"forget: {why}"
        case TellTakenOut():
            return "tell what left the house, if anything did"
        case _:
            return ""


def talk(rehearsal: Rehearsal, read: Callable[[], str | None]) -> None:
    """Play a conversation until the input ends."""
    line: str | None = "(start)"
    while line is not None:
        for said in rehearsal.take(line):
            print(said)
        line = read()
