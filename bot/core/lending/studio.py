"""Lending a voice: what is said to a volunteer, and what follows from what they do. Pure, like the engine.

String after string is shown; they answer with a voice note, hear it as others will, and offer it. Somebody else
who speaks the language listens, and accepts it or asks for it again.
"""

from __future__ import annotations

from bot.core import phrases as core_phrases
from bot.core.changing import replace
from bot.core.conversation import Line
from bot.core.events import Asked, Button, Incoming, Message, Phrase, Say, Sent, Tapped, Wrote
from bot.core.lending import phrases
from bot.core.lending.lender import (
    LONGEST,
    LONGEST_NAME,
    TAKE,
    AskLanguage,
    Doing,
    DropTake,
    JudgeTake,
    KeepTake,
    Lender,
    Offer,
    OfferTake,
    Script,
    Show,
    Stage,
    TakeBack,
    Work,
)
from bot.core.reading import number
from bot.core.rights.phrases import SAY_AGAIN


class Evening:
    """Lives as long as one call of `advance`."""

    def __init__(self, lender: Lender, work: Work) -> None:
        self.lender = lender
        self.work = work
        self.doings: list[Doing] = []

    def say(self, line: Line) -> None:
        self.doings.append(Say(_message(line)))

    def ask(self, stage: Stage, line: Line, *buttons: tuple[Line, str], **filled: int | str) -> None:
        """Put a question; what it is about stands in the lender already."""
        self.lender = replace(self.lender, stage=stage, ask=self.lender.ask + 1)
        replay = (f"{TAKE}{self.lender.take}",) if stage in ("heard", "judge") else ()
        choices = tuple(Button(n, label, f"lend.{key}") for n, (label, key) in enumerate(buttons, 1))
        private = bool(filled)  # its words are not the same each time, so nobody makes a clip of it
        asked = Message(
            line.address, (Phrase(line, filled),), choices, step="lend", replay=replay, private=private
        )
        self.doings.append(Say(replace(asked, ask=self.lender.ask)))

    # ---- the questions

    def put(self) -> None:
        """What they have before them, once more."""
        match self.lender.stage:
            case "language":
                self.lender = replace(self.lender, ask=self.lender.ask + 1)
                self.doings.append(AskLanguage(self.lender.ask))
            case "consent":
                self.ask("consent", phrases.CONSENT, (core_phrases.YES, "yes"), (core_phrases.NO, "no"))
            case "name":
                self.ask("name", phrases.NAME, (phrases.NO_NAME, "no_name"))
            case "heard":
                self.ask(
                    "heard",
                    phrases.HEARD,
                    (phrases.GOOD, "good"),
                    (SAY_AGAIN, "again"),
                    (phrases.NOT_SURE, "pass"),
                )
            case "menu":
                self.ask("menu", phrases.MENU, (core_phrases.GO_ON, "go_on"), (phrases.TAKE_BACK, "back"))
            case "back":
                self.ask(
                    "back", phrases.TAKE_BACK_SURE, (core_phrases.YES, "back_yes"), (core_phrases.NO, "go_on")
                )
            case "wait":
                self.say(phrases.WAIT)
            case _:
                self.go_on()

    def go_on(self) -> None:
        """The next thing to do: to listen to somebody else first, for they wait for it."""
        passed = self.lender.passed
        offer = next((one for one in self.work.to_judge if one.address not in passed), None)
        if offer:
            self.lender = replace(self.lender, at=offer.address, take=offer.take)
            self.say(phrases.SOMEONE)
            self.doings.append(Show(offer.address))
            bad = ((phrases.OTHER_WORDS, "words"), (phrases.HARD_TO_HEAR, "hard"))
            self.ask("judge", phrases.JUDGE, (core_phrases.YES, "fine"), *bad, (phrases.NOT_SURE, "pass"))
            return
        left = [one for one in self.work.to_say if one.address not in passed]
        if not left:
            self._end()
            return
        self._put_script(left[0], len(left))

    def _put_script(self, script: Script, left: int) -> None:
        self.lender = replace(self.lender, at=script.address, take=0)
        if script.again:
            self.say(phrases.AGAIN[script.again])
        self.doings.append(Show(script.address))
        self.ask("say", phrases.SAY, (phrases.NOT_SURE, "pass"), (phrases.ENOUGH, "enough"), count=left)

    def _end(self) -> None:
        """Nothing left for today."""
        name = self.lender.name
        if name:
            done = Message(phrases.DONE.address, (Phrase(phrases.DONE, {"name": name}),), private=True)
            self.doings.append(Say(done))
        else:
            self.say(phrases.DONE_NO_NAME)
        self.leave()

    def leave(self) -> None:
        self.lender = left(self.lender)

    # ---- what they do

    def take(self, incoming: Incoming) -> None:
        match incoming:
            case Tapped(key=key) if key.startswith("language."):
                self._speaks(key.removeprefix("language."))
            case Wrote(text=text) if self.lender.stage == "language" and (digit := number(text, longest=2)):
                self._speaks(self.work.languages[digit - 1] if digit <= len(self.work.languages) else "")
            case Tapped(ask=ask, key=key) if ask == self.lender.ask:
                self._press(key.removeprefix("lend."))
            case Asked("stop"):
                self._press("enough")
            case Sent(kind="voice") if self.lender.stage in ("say", "heard", "wait") and incoming.welcome:
                self._speak(incoming)
            case Wrote(text=text) if (pressed := self._numbered(text)) is not None:
                self._press(pressed)
            case Wrote(text=text) if self.lender.stage == "name" and text.strip():
                self._named(" ".join(text.split())[:LONGEST_NAME])
            case _:
                self.say(phrases.VOICE_PLEASE)
                self.put()

    def _numbered(self, text: str) -> str | None:
        """What a number means that they typed, or None."""
        digit, keys = number(text), _KEYS.get(self.lender.stage, ())
        return keys[digit - 1] if digit is not None and 1 <= digit <= len(keys) else None

    def _press(self, key: str) -> None:
        if key not in (*_KEYS.get(self.lender.stage, ()), "enough"):
            self.put()
            return
        _PRESSES[key](self)

    def _speak(self, sent: Sent) -> None:
        if sent.seconds > LONGEST + 5:
            self.say(phrases.LONG)
            self.go_on()
            return
        if self.lender.take:
            self.doings.append(DropTake(self.lender.take))
        self.lender = replace(self.lender, stage="wait", take=0)
        self.doings.append(KeepTake(self.lender.at, sent.file))
        self.say(phrases.WAIT)

    def _speaks(self, language: str) -> None:
        if self.lender.stage == "language" and language in self.work.languages:
            self.lender = replace(self.lender, language=language, stage="consent")
            self.say(phrases.WELCOME)
        self.put()

    def _named(self, name: str) -> None:
        self.lender = replace(self.lender, name=name)
        self.go_on()

    def agree(self) -> None:
        self.lender = replace(self.lender, agreed=True, stage="name")
        self.put()

    def refuse(self) -> None:
        self.say(phrases.NO_CONSENT)
        self.leave()

    def offer(self) -> None:
        self.doings.append(OfferTake(self.lender.take))
        self.lender = replace(self.lender, passed=(*self.lender.passed, self.lender.at))
        self.go_on()

    def say_again(self) -> None:
        self.doings.append(DropTake(self.lender.take))
        self.lender = replace(self.lender, take=0)
        self.go_on()

    def pass_by(self) -> None:
        if self.lender.stage == "heard":
            self.doings.append(DropTake(self.lender.take))
        self.lender = replace(self.lender, passed=(*self.lender.passed, self.lender.at))
        self.go_on()

    def judge(self, verdict: str) -> None:
        self.doings.append(JudgeTake(self.lender.take, verdict))
        taken = self.lender.take
        self.work = replace(self.work, to_judge=[one for one in self.work.to_judge if one.take != taken])
        self.go_on()

    def stop(self) -> None:
        self.say(phrases.STOPPED)
        self.leave()

    def ask_back(self) -> None:
        self.lender = replace(self.lender, stage="back")
        self.put()

    def give_back(self) -> None:
        self.doings.append(TakeBack())
        self.say(phrases.TAKEN_BACK)
        self.lender = replace(self.lender, agreed=False, name="", language="")
        self.leave()


_KEYS: dict[str, tuple[str, ...]] = {
    "consent": ("yes", "no"),
    "name": ("no_name",),
    "say": ("pass", "enough"),
    "heard": ("good", "again", "pass"),
    "judge": ("fine", "words", "hard", "pass"),
    "menu": ("go_on", "back"),
    "back": ("back_yes", "go_on"),
}
"""What the numbers mean at each stage."""

_PRESSES = {
    "yes": Evening.agree,
    "no": Evening.refuse,
    "no_name": lambda evening: evening._named(""),  # noqa: SLF001 - ours
    "pass": Evening.pass_by,
    "enough": Evening.stop,
    "good": Evening.offer,
    "again": Evening.say_again,
    "fine": lambda evening: evening.judge("good"),
    "words": lambda evening: evening.judge("words"),
    "hard": lambda evening: evening.judge("hard"),
    "go_on": Evening.go_on,
    "back": Evening.ask_back,
    "back_yes": Evening.give_back,
}


def advance(lender: Lender, incoming: Incoming, work: Work) -> tuple[Lender, list[Doing]]:
    """What follows from what a volunteer just did."""
    evening = Evening(lender, work)
    evening.take(incoming)
    return evening.lender, evening.doings


def enter(lender: Lender, work: Work) -> tuple[Lender, list[Doing]]:
    """They come to lend their voice, for the first time or again."""
    stage: Stage = "menu" if lender.agreed else "consent" if lender.language else "language"
    evening = Evening(replace(lender, stage=stage, passed=()), work)
    if stage == "consent":
        evening.say(phrases.WELCOME)
    evening.put()
    return evening.lender, evening.doings


def left(lender: Lender) -> Lender:
    """They do something else."""
    return replace(lender, stage="gone", passed=(), at="", take=0)


def fetched(lender: Lender, take: int, problem: str, work: Work) -> tuple[Lender, list[Doing]]:
    """Their recording is a clip now; or it is "long", "silent" or "lost", and has to be said again."""
    evening = Evening(lender, work)
    if lender.stage != "wait":
        return lender, []
    if problem:
        evening.say(_PROBLEMS[problem])
        evening.go_on()
    else:
        evening.lender = replace(lender, take=take, stage="heard")
        evening.put()
    return evening.lender, evening.doings


_PROBLEMS = {"long": phrases.LONG, "silent": phrases.SILENT, "lost": core_phrases.NO_RECORDING}


def every_message() -> list[Message]:
    """Everything that is said to volunteers in words that stay the same."""
    fixed = (
        *(phrases.WELCOME, phrases.NO_CONSENT, phrases.WAIT, phrases.LONG, phrases.SILENT, phrases.VOICE_PLEASE),
        *phrases.AGAIN.values(),
        *(phrases.DONE_NO_NAME, phrases.STOPPED, phrases.TAKEN_BACK, phrases.VOICES_WORDS),
    )
    asked = []
    for stage in ("consent", "name", "heard", "menu", "back"):
        evening = Evening(Lender(stage=stage), Work())
        evening.put()
        asked += [doing.message for doing in evening.doings if isinstance(doing, Say)]
    judging = Evening(Lender(), Work(to_judge=[Offer(0, "")]))
    judging.go_on()
    asked += [doing.message for doing in judging.doings if isinstance(doing, Say)]
    return [*map(_message, fixed), *(replace(one, ask=0, replay=()) for one in asked)]


def _message(line: Line) -> Message:
    return Message(line.address, (Phrase(line),))
