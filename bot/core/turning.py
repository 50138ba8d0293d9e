"""One turn in the making: where the person is, and what has been said and kept so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core import messages, moves, phrases
from bot.core.changing import replace
from bot.core.conversation import Consultation, Line, Step
from bot.core.events import DRAFT, Button, Effect, Forget, Message, Say
from bot.core.reading import Words
from bot.core.rights import menus
from bot.core.session import Aside, Place, Session, Told, fresh

_ASIDES = {"stopped": phrases.STOPPED, "wrong_word": phrases.WHICH_WORD, "reminded": phrases.REMINDER}
"""What stands before a question for a moment, and only leads back to it."""


class Turning:
    """Lives as long as one call of `engine.advance`. Everything that answers a person changes it from outside."""

    def __init__(
        self, consultation: Consultation, session: Session, now: datetime, words: Words, how: str = ""
    ) -> None:
        """`how` is the way in which they do something: "tap", "typed" or "command"."""
        self.consultation = consultation
        self.conversation = consultation.conversation
        self.session = session
        self.now = now
        self.words = words
        self.how = how
        self.effects: list[Effect] = []

    # ---- where things stand

    @property
    def step(self) -> Step:
        return self.conversation.steps[self.session.place.step]

    def current(self) -> Message:
        """The message that the person has before them, without its number."""
        session = self.session
        if session.aside == "help":
            return messages.help_menu(slow=session.slow)
        if session.aside == "more_help":
            return messages.more_help()
        if line := _ASIDES.get(session.aside):
            return messages.aside(line)
        if session.aside:
            return menus.current(self.consultation, session)
        if session.done:
            return messages.finished()
        helped = bool(moves.who_helps(self.conversation, session))
        return messages.question(self.consultation, session.place, more=bool(session.chosen), helped=helped)

    def choosing_language(self) -> bool:
        return not self.session.language or self.session.aside == "language"

    def may_skip(self) -> bool:
        place = self.session.place
        return self.step.optional or self.step.kind == "check" or bool(place.probe or place.round)

    # ---- saying

    def say(self, line: Line) -> None:
        self.effects.append(Say(messages.remark(line)))

    def ask(self, *, show: bool = True) -> None:
        """Put the question, or whatever stands before it, to the person; `show` its picture too, if it has one."""
        if self.choosing_language():
            self._ask_language()
            return
        if not self.session.aside and (draft := self._draft()):
            self.session = replace(self.session, aside="draft", looking=draft.id)
        message = self.current()
        if show:
            self.effects += map(Say, menus.before(self.consultation, self.session))
        if show and (picture := messages.picture(message)):
            self.effects.append(Say(picture))
        self.session = self.session.with_ask(_by_number(message.choices), self.conversation.version)
        step = message.step or self.session.place.step
        self.effects.append(Say(replace(message, ask=self.session.ask, step=step, replay=self._replay())))

    def say_before(self) -> None:
        """Say once more what was told on the way to the present question."""
        told: list[Place] = []
        for place in reversed(self.session.trail):
            step = self.conversation.steps.get(place.step)
            if step is None or step.kind != "statement":
                break
            told.append(place)
        for place in reversed(told):
            message = messages.question(self.consultation, place)
            self.effects.append(Say(replace(message, controls=())))

    def refuse(self, line: Line) -> None:
        """Say what does not fit, and put the question again."""
        self.say(line)
        self.ask(show=False)

    def put_before(self, aside: Aside) -> None:
        """Put this before the question for a moment; or, with "", the question itself again."""
        self.session = replace(self.session, aside=aside)
        self.ask()

    def leave(self, why: str, *, keep_words: bool = False) -> None:
        """We know them no more: what was said in this turn is the last, and nothing can be pressed under it.

        Of the session only the language counts from here on.
        """
        said = [effect.message for effect in self.effects if isinstance(effect, Say)]
        last = [Say(replace(one, choices=(), controls=(), ask=0, replay=())) for one in said]
        self.effects = [Forget(why, keep_words), *last]
        session = fresh(self.consultation, self.session.id.rpartition(".")[0])
        self.session = replace(session, language=self.session.language, slow=self.session.slow)

    def _draft(self) -> Told | None:
        """What a machine wrote down of the answers that are to be played back now, and nobody has looked at."""
        place = self.session.place
        if self.step.kind != "check" or place.sharing or self.session.done:
            return None
        return next((told for told in moves.told_about(self.session, place.about) if told.draft), None)

    def _replay(self) -> tuple[str, ...]:
        place = self.session.place
        if self.session.aside in ("draft", "one_draft"):
            return (f"{DRAFT}{self.session.looking}",)
        if self.session.aside == "one":
            told = menus.looked_at(self.session)
            return (told.id,) if told and not told.options else ()
        if not place.about or place.sharing or self.session.aside:
            return ()
        return tuple(told.id for told in moves.told_about(self.session, place.about))

    def _ask_language(self) -> None:
        """Offer all languages; the one offered first stays first, so that numbers keep their meaning."""
        first = next((key.removeprefix("language.") for key in self.session.offered[:1]), None)
        offer = list(messages.languages(self.consultation, first))
        keys = _by_number([button for message in offer for button in message.choices])
        self.session = self.session.with_ask(keys, self.conversation.version)
        ask, step = self.session.ask, self.session.place.step
        self.effects += [Say(replace(message, ask=ask, step=step)) for message in offer]

    def offer_language(self, language: str) -> None:
        """One language, as a poster asked for it: one press takes it, another leads to all of them."""
        offer = messages.one_language(language)
        self.session = self.session.with_ask(_by_number(offer.choices), self.conversation.version)
        self.effects.append(Say(replace(offer, ask=self.session.ask, step=self.session.place.step)))

    # ---- moving

    def arrive(self, place: Place | None) -> None:
        """Go to a place and ask what is asked there; a statement is said and left behind. None is the end."""
        while place is not None:
            self.session = moves.go(self.session, place)
            following = self.step.after()
            if self.step.kind != "statement":
                self.ask()
                return
            if following is None:
                self.ask()
                self.session = replace(self.session, done=True)
                return
            self.effects.append(Say(replace(self.current(), controls=())))
            place = moves.onward(self.conversation, self.session, following)
        self.session = replace(self.session, done=True)
        self.ask()


def _by_number(buttons: Sequence[Button]) -> tuple[str, ...]:
    """The keys of buttons in the order of their numbers, with "" where a list leaves a number out."""
    keys = {button.number: button.key for button in buttons}
    return tuple(keys.get(number, "") for number in range(1, max(keys, default=0) + 1))
