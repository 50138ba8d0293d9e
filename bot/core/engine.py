"""What happens next: one function, `advance`, and the cases it is made of.

It never raises, whatever comes in: a wrong kind of answer is answered kindly, and the question is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import messages, moves, phrases, reading
from bot.core.conversation import Consultation, Line, Step
from bot.core.events import (
    Amend,
    Answer,
    Asked,
    Began,
    Drop,
    Edited,
    Effect,
    Incoming,
    Keep,
    Message,
    Say,
    Sent,
    Share,
    Strange,
    Tapped,
    Wrote,
)
from bot.core.reading import Words
from bot.core.session import Place, Session, Told


@dataclass(frozen=True)
class Turn:
    """The session after something came in, and what is to be done about it, in order."""

    session: Session
    effects: tuple[Effect, ...]


def fresh(consultation: Consultation, session_id: str) -> Session:
    """A person's first session; its id ends in the number of the session: "k7f3.1"."""
    place = Place(consultation.conversation.first.id)
    return Session(f"{session_id}.1", consultation.conversation.version, place, since=1)


def _next_session(consultation: Consultation, before: Session) -> Session:
    """The same person's next session. The numbering of questions goes on, so that old buttons stay old."""
    stem, _, number = before.id.rpartition(".")
    place = Place(consultation.conversation.first.id)
    return Session(
        f"{stem}.{int(number) + 1}", consultation.conversation.version, place,
        language=before.language, slow=before.slow, ask=before.ask, since=before.ask + 1,
    )  # fmt: skip


def advance(consultation: Consultation, session: Session, incoming: Incoming, now: datetime, words: Words) -> Turn:
    """What follows from what a person just did. `words` looks lines up in a language."""
    turning = _Turning(consultation, moves.fit(consultation.conversation, session), now, words)
    turning.take(incoming)
    return Turn(turning.session, tuple(turning.effects))


class _Turning:
    """One turn in the making: lives as long as one call of `advance`."""

    def __init__(self, consultation: Consultation, session: Session, now: datetime, words: Words) -> None:
        self.consultation = consultation
        self.conversation = consultation.conversation
        self.session = session
        self.now = now
        self.words = words
        self.source = ""
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
        if session.aside == "stopped":
            return messages.stopped()
        if session.done:
            return messages.finished()
        return messages.question(self.consultation, session.place, more=bool(session.chosen))

    # ---- saying

    def say(self, line: Line) -> None:
        self.effects.append(Say(messages.remark(line)))

    def ask(self) -> None:
        """Put the question, or whatever stands before it, to the person."""
        if not self.session.language or self.session.aside == "language":
            self._ask_language()
            return
        message = self.current()
        self.session = self.session.with_ask(
            tuple(button.key for button in message.choices), self.conversation.version
        )
        replay: tuple[str, ...] = ()
        place = self.session.place
        if place.about and not place.sharing and not self.session.aside:
            replay = tuple(told.id for told in moves.told_about(self.session, place.about))
        step = message.step or self.session.place.step
        self.effects.append(Say(replace(message, ask=self.session.ask, step=step, replay=replay)))

    def _ask_language(self) -> None:
        first = self.session.offered[0] if self.session.offered[:1] else None
        offer = list(messages.languages(self.consultation, (first or "").removeprefix("language.") or None))
        keys = tuple(button.key for message in offer for button in message.choices)
        self.session = self.session.with_ask(keys, self.conversation.version)
        self.effects += [
            Say(replace(message, ask=self.session.ask, step=self.session.place.step)) for message in offer
        ]

    def refuse(self, line: Line) -> None:
        self.say(line)
        self.ask()

    def arrive(self, place: Place | None) -> None:
        """Go to a place and ask what is asked there; a statement is said and left behind."""
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

    # ---- taking what came in

    def take(self, incoming: Incoming) -> None:
        match incoming:
            case Began():
                self._begin(incoming)
            case Tapped():
                self._tapped(incoming)
            case Asked():
                self._command(incoming.command)
            case Edited():
                self._edited(incoming)
            case Wrote() | Sent() if incoming.early and self._addition(incoming):
                pass
            case Wrote():
                self.source = incoming.source
                self._wrote(incoming)
            case Sent():
                self._sent(incoming)
            case Strange():
                self.refuse(self._what_i_take())

    def _begin(self, began: Began) -> None:
        if not self.session.language:
            offered = (f"language.{began.language}",) if began.language else ()
            self.session = replace(self.session, offered=offered)
        else:
            self.session = replace(self.session, aside="")
            if self.session.trail and not self.session.done:
                self.say(phrases.WELCOME_BACK)
        self.ask()

    def _command(self, command: str) -> None:
        known: dict[str, Callable[[], None]] = {
            "again": self._again,
            "help": self._help,
            "skip": self._skip,
            "stop": self._stop,
            "back": self._back,
            "slower": self._slower,
            "language": self._language,
        }
        if not self.session.language and command != "stop":
            self.ask()
        elif command in known:
            known[command]()
        else:
            self._help()

    # ---- the controls

    def _again(self) -> None:
        ended = self.session.done and self.step.kind == "statement"
        self.session = replace(self.session, done=self.session.done and not ended)
        self.ask()  # at the end: the last words once more
        self.session = replace(self.session, done=self.session.done or ended)

    def _help(self) -> None:
        self.session = replace(self.session, aside="help")
        self.ask()

    def _stop(self) -> None:
        if self.session.done:
            self.ask()
            return
        self.session = replace(self.session, aside="stopped" if self.session.language else "")
        self.ask()

    def _slower(self) -> None:
        self.session = replace(self.session, slow=not self.session.slow, aside="")
        self.ask()

    def _language(self) -> None:
        self.session = replace(self.session, aside="language")
        self.ask()

    def _go_on(self) -> None:
        self.session = replace(self.session, aside="")
        self.ask()

    def _back(self) -> None:
        self.session = replace(self.session, aside="")
        behind = moves.go_back(self.session)
        while behind and self.conversation.steps[behind.place.step].kind == "statement":
            behind = moves.go_back(behind)
        if behind is None:
            self.refuse(phrases.FIRST_ALREADY)
            return
        self.session = behind
        self.ask()

    def _skip(self) -> None:
        if self.session.aside or self.session.done:
            self._go_on()
        elif self.session.chosen:
            self._enough()
        elif self._may_skip():
            self.arrive(moves.after_skip(self.conversation, self.session))
        else:
            self.refuse(phrases.MUST)

    def _may_skip(self) -> bool:
        place = self.session.place
        return self.step.optional or self.step.kind == "check" or bool(place.probe or place.round)

    # ---- buttons and numbers

    def _tapped(self, tapped: Tapped) -> None:
        key = tapped.key
        if (tapped.ask, key) == self.session.pressed:
            return  # the same press twice
        if key.startswith("control.") and key != "control.skip":
            self._press(key)
        elif self._is_here(tapped):
            self.session = replace(self.session, pressed=(tapped.ask, key))
            self._press(key)
        elif not self._change(tapped.step, tapped.key.removeprefix("option.")):
            self.refuse(phrases.OLD_BUTTON)

    def _is_here(self, tapped: Tapped) -> bool:
        """Whether a button belongs to what the person has before them, however often it was repeated."""
        session, key = self.session, tapped.key
        if key.startswith("language."):
            return True
        if key.startswith("aside."):
            return session.done == (key == "aside.start_again")
        here = tapped.ask >= session.since and tapped.step == session.place.step and not session.done
        question = messages.question(self.consultation, session.place, more=bool(session.chosen))
        if here and any(button.key == key for button in (*question.choices, *question.controls)):
            self.session = replace(session, aside="")
            return True
        return False

    def _press(self, key: str) -> None:
        kind, _, name = key.partition(".")
        if kind == "control":
            self._command(name)
        elif kind == "language":
            self._speak(name)
        elif key == "aside.go_on":
            self._go_on()
        elif key == "aside.start_again":
            self._start_again()
        elif key == "page.more":
            self._turn_page()
        elif key == "page.enough":
            self._enough()
        else:
            self._choose(name)

    def _start_again(self) -> None:
        self.session = _next_session(self.consultation, self.session)
        self.ask()

    def _speak(self, language: str) -> None:
        """They chose a language. What they said so far stays in the one it was said in."""
        if language not in self.consultation.languages:
            self.ask()
            return
        first = not self.session.language
        self.session = replace(self.session, language=language, aside="")
        if language in self.consultation.unchecked:
            self.say(phrases.UNCHECKED)
        if first and self.consultation.example:
            self.say(phrases.EXAMPLE)
        self.ask()

    def _turn_page(self) -> None:
        place = self.session.place
        if self.step.kind == "open":
            turned = replace(place, probe=min(place.probe + 1, len(self.step.probes)))
        else:
            turned = replace(place, page=(place.page + 1) % messages.pages(self.step))
        self.session = replace(self.session, place=turned)
        self.ask()

    def _choose(self, option: str) -> None:
        if self.step.kind == "check":
            self._checked(option)
        elif self.step.option(option) is None:
            self.refuse(phrases.NEW_CHOICES)
        elif self.step.kind == "several":
            self._choose_one_more(option)
        else:
            if len(self.step.options) > 1:  # a lone "go on" tells nothing
                self._keep_choice((option,))
            self.arrive(moves.onward(self.conversation, self.session, self.step.after(option)))

    def _choose_one_more(self, option: str) -> None:
        """One of several. Saying the same thing twice means there is nothing else to say."""
        if option in self.session.chosen:
            self._enough()
            return
        self.session = replace(self.session, chosen=(*self.session.chosen, option))
        if len(self.session.chosen) >= self.step.limit:
            self._enough()
        else:
            self.ask()

    def _enough(self) -> None:
        if not self.session.chosen and not self._may_skip():
            self.refuse(phrases.MUST)
            return
        if self.session.chosen:
            self._keep_choice(self.session.chosen)
        self.arrive(moves.after_skip(self.conversation, self.session))

    # ---- words, sounds, pictures

    def _wrote(self, wrote: Wrote) -> None:
        key = self._meaning(wrote.text)
        if key is not None:
            self._press(key)
        elif self._in_language_menu():
            self.ask()
        elif not wrote.text.strip():
            self.refuse(phrases.NOTHING_THERE)
        elif not self._listening():
            self.refuse(phrases.PRESS_A_NUMBER)
        elif "text" not in self.step.hears:
            self.refuse(self._what_i_take())
        else:
            self._keep_open(wrote)

    def _meaning(self, text: str) -> str | None:
        """The key of the button that a typed text stands for, or None."""
        digit = reading.number(text)
        if digit is not None:
            if 1 <= digit <= len(self._numbers()):
                return self._numbers()[digit - 1]
            return reading.control(digit)
        if self._in_language_menu():
            return next(
                (
                    f"language.{language}"
                    for language in self.consultation.languages
                    if reading.plain(self.words(phrases.LANGUAGE_NAME, language)) == reading.plain(text)
                ),
                None,
            )
        return reading.key_of(text, self.current().choices, self.words, self.session.language)

    def _numbers(self) -> tuple[str, ...]:
        """The keys behind 1, 2, 3 …: what was offered, with the gap where a list leaves numbers out."""
        if self._in_language_menu():
            return self.session.offered
        keys: dict[int, str] = {button.number: button.key for button in self.current().choices}
        if self.session.version != self.conversation.version and not self.session.aside:
            return self.session.offered
        return tuple(keys.get(number, "option.") for number in range(1, max(keys, default=0) + 1))

    def _in_language_menu(self) -> bool:
        return not self.session.language or self.session.aside == "language"

    def _listening(self) -> bool:
        """Whether words are wanted here. Someone who speaks while help or a pause stands before them goes on."""
        if self.session.done or self._in_language_menu() or self.step.kind != "open":
            return False
        self.session = replace(self.session, aside="")
        return True

    def _sent(self, sent: Sent) -> None:
        if self._in_language_menu():
            self.ask()
        elif not self._listening():
            self.refuse(phrases.VOICE_NOT_HERE if sent.kind == "voice" else phrases.PRESS_A_NUMBER)
        elif sent.kind not in self.step.hears:
            self.refuse(self._what_i_take())
        elif sent.too_big:
            self.refuse(phrases.TOO_BIG)
        else:
            self._keep_open(sent)

    def _what_i_take(self) -> Line:
        if self.session.done or self.session.aside or self.step.kind != "open":
            return phrases.PRESS_A_NUMBER
        return phrases.CANNOT_TAKE_PHOTO_TOO if "photo" in self.step.hears else phrases.CANNOT_TAKE

    # ---- keeping

    def _keep_open(self, came: Wrote | Sent) -> None:
        self._replace_old()
        self._keep(self.session.place, came)
        self.arrive(moves.after_answer(self.conversation, self.session))

    def _addition(self, came: Wrote | Sent) -> bool:
        """Sent before the present question arrived, so it belongs to the answer before it, if that was open."""
        last = self.session.told[-1] if self.session.told else None
        if not last or not self.session.trail or self.session.trail[-1] != last.place or self.session.aside:
            return False
        if isinstance(came, Wrote) and reading.number(came.text) is not None:
            return True  # a number pressed twice
        if not last.open or (isinstance(came, Sent) and came.too_big):
            return False
        self._keep(last.place, came)
        return True

    def _keep(self, place: Place, came: Wrote | Sent) -> None:
        step = self.conversation.steps[place.step]
        answer = Answer(
            id=self._next_id(),
            step=place.step,
            part=step.parts[place.part].id if step.parts else "",
            probe=place.probe,
            round=place.round,
            heard=came.kind if isinstance(came, Sent) else "text",
            at=self.now,
            text=came.text,
            file=came.file if isinstance(came, Sent) else "",
            seconds=came.seconds if isinstance(came, Sent) else 0,
            source=came.source,
        )
        self._remember(answer, Told(answer.id, place, source=came.source, open=True))

    def _keep_choice(self, options: tuple[str, ...]) -> None:
        self._replace_old()
        place = replace(self.session.place, page=0)
        answer = Answer(self._next_id(), place.step, "", 0, 0, "choice", self.now, options, source=self.source)
        self._remember(answer, Told(answer.id, place, options, self.source))

    def _next_id(self) -> str:
        self.session = replace(self.session, count=self.session.count + 1)
        return f"{self.session.id}-{self.session.count}"

    def _remember(self, answer: Answer, told: Told) -> None:
        self.session = replace(self.session, told=(*self.session.told, told))
        self.effects.append(Keep(answer))

    def _replace_old(self) -> None:
        """An answer given again at the same place replaces the old one; told afresh, a whole step's."""
        place = replace(self.session.place, page=0)
        whole = self.session.back_to is not None and self.session.back_to.about == place.step
        fresh_start = whole and not (place.part or place.probe or place.round)
        self._drop(
            [t for t in self.session.told if t.place == place or (fresh_start and t.place.step == place.step)]
        )

    def _drop(self, gone: list[Told]) -> None:
        self.session = replace(self.session, told=tuple(t for t in self.session.told if t not in gone))
        self.effects += [Drop(told.id) for told in gone]

    # ---- playing back

    def _checked(self, choice: str) -> None:
        place = self.session.place
        about = moves.told_about(self.session, place.about)
        if place.sharing:
            self.effects.append(Share(tuple(told.id for told in about), choice))
            self.arrive(moves.after_check(self.conversation, self.session))
        elif choice == "again":
            self.session = replace(self.session, back_to=place)
            self.arrive(Place(place.about))
        elif choice == "wipe":
            following = moves.after_check(self.conversation, self.session)
            self._drop(list(about))
            self.arrive(following)
        else:
            self.arrive(replace(place, sharing=True))

    # ---- changing an answer later

    def _edited(self, edited: Edited) -> None:
        told = next((t for t in self.session.told if t.source and t.source == edited.source), None)
        if told is None or not edited.text.strip():
            return
        if told.open:
            self.effects.append(Amend(told.id, text=edited.text))
            self.say(phrases.CHANGED)
            return
        step = self.conversation.steps.get(told.place.step)
        option = self._option_meant(step, edited.text) if step else None
        if option is None or not self._change(told.place.step, option):
            self.refuse(phrases.PRESS_A_NUMBER)

    def _option_meant(self, step: Step, text: str) -> str | None:
        digit = reading.number(text)
        if digit is not None:
            return step.options[digit - 1].id if 1 <= digit <= len(step.options) else None
        spelled = {reading.plain(self.words(o.label, self.session.language)): o.id for o in step.options}
        return spelled.get(reading.plain(text))

    def _change(self, step_id: str, option_id: str) -> bool:
        """A button of an earlier question: take it as a change of mind, if that is what it can be."""
        step = self.conversation.steps.get(step_id)
        told = next((t for t in self.session.told if t.place.step == step_id and t.options), None)
        if not step or not told or step.kind not in ("choice", "scale") or not step.option(option_id):
            return False
        if told.options == (option_id,):
            return True  # the same press, seen twice
        changed = replace(told, options=(option_id,))
        self.session = replace(self.session, told=tuple(changed if t is told else t for t in self.session.told))
        self.effects.append(Keep(Answer(told.id, step_id, "", 0, 0, "choice", self.now, (option_id,))))
        self.say(phrases.CHANGED)
        self._reroute(step, told.options[0], option_id)
        return True

    def _reroute(self, step: Step, before: str, now: str) -> None:
        """A changed choice may lead elsewhere: there, and then back to where the person was."""
        following = step.after(now)
        if following is None or following == step.after(before) or following in self._behind():
            self.ask()
            return
        back_to = None if self.session.done else self.session.place
        self.session = replace(self.session, back_to=back_to)
        self.arrive(moves.entrance(self.conversation, self.session, self.conversation.steps[following]))

    def _behind(self) -> set[str]:
        return {place.step for place in self.session.trail}
