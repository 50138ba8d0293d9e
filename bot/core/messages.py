"""From a place in a conversation to the message that is said there.

`question` is all a place says; `every_message` walks all places, so that every clip can be made ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core import phrases
from bot.core.changing import replace
from bot.core.conversation import PAGE, PAGE_OF_MANY, Consultation, Conversation, Line, Option, Step
from bot.core.events import Button, Message, Phrase
from bot.core.session import Place

CONTROLS = (
    Button(7, phrases.AGAIN, "control.again"),
    Button(8, phrases.HELP, "control.help"),
    Button(9, phrases.SKIP, "control.skip"),
    Button(0, phrases.STOP, "control.stop"),
)

_MORE = "page.more"
_ENOUGH = "page.enough"


def gaps(consultation: Consultation, line: Line) -> dict[str, str | int | Line]:
    """What fills a line's gaps, apart from the consultation's own words, which the language room fills in."""
    return {"rung": consultation.rung} if "{rung}" in line.english else {}


def question(consultation: Consultation, place: Place, *, more: bool = False, helped: bool = False) -> Message:
    """What is said at a place. `more`: one of several options is chosen already; `helped`: somebody helps."""
    conversation = consultation.conversation
    step = conversation.steps[place.step]
    if step.kind == "check":
        return _check_question(conversation, step, place, helped=helped)
    line, name = _line(step, place, more=more)
    return Message(
        address=f"{conversation.id}.{name}",
        phrases=(Phrase(line, gaps(consultation, line)),),
        choices=_choices(step, place),
        controls=CONTROLS,
        step=step.id,
    )


def _line(step: Step, place: Place, *, more: bool) -> tuple[Line, str]:
    """The line that is asked at a place, and the name of the message."""
    page = f".page{place.page + 1}" if place.page else ""
    if place.probe:
        return step.probes[place.probe - 1], f"{step.id}.probe{place.probe}"
    if step.parts:
        part = step.parts[place.part]
        return part.say, f"{step.id}.{part.id}"
    if step.again and (more or place.round or place.page):
        return step.again, f"{step.id}.again{page}"
    return step.say, f"{step.id}{page}"


def _check_question(conversation: Conversation, step: Step, place: Place, *, helped: bool) -> Message:
    asked = step.share if place.sharing else step.keep
    assert asked is not None
    say = step.helped if helped and step.helped else step.say
    first = () if place.sharing else (Phrase(say),)
    return Message(
        address=f"{conversation.id}.{asked.id}{'.helped' if say is step.helped and not place.sharing else ''}",
        phrases=(*first, Phrase(asked.say)),
        choices=_numbered(asked.options),
        controls=CONTROLS,
        step=step.id,
    )


def _choices(step: Step, place: Place) -> tuple[Button, ...]:
    if step.kind == "open":
        another = place.probe and place.probe < len(step.probes)
        return (Button(1, phrases.ANOTHER, _MORE),) if another else ()
    size = PAGE_OF_MANY if step.kind == "several" else PAGE
    shown = step.options[place.page * size : (place.page + 1) * size]
    buttons = list(_numbered(shown))
    if len(step.options) > size:
        buttons.append(Button(size + 1, phrases.MORE, _MORE))
    if step.kind == "several":
        buttons.append(Button(PAGE_OF_MANY + 2, phrases.ENOUGH, _ENOUGH))
    return tuple(buttons)


def _numbered(options: Sequence[Option]) -> tuple[Button, ...]:
    return tuple(
        Button(n, option.label, f"option.{option.id}", option.picture) for n, option in enumerate(options, 1)
    )


def picture(asked: Message) -> Message | None:
    """The picture that goes before a question whose choices are drawn, with words for all on it; else None."""
    drawn = tuple(button for button in asked.choices if button.picture)
    if not drawn:
        return None
    return Message(f"{asked.address}.picture", (Phrase(phrases.PICTURE),), step=asked.step, drawn=drawn)


def pages(step: Step) -> int:
    """How many pages a step's options fill."""
    size = PAGE_OF_MANY if step.kind == "several" else PAGE
    return max(1, -(-len(step.options) // size))


# ---- what is said beside the conversation


def remark(line: Line) -> Message:
    """A message of one line that asks nothing."""
    return Message(address=line.address, phrases=(Phrase(line),))


def languages(consultation: Consultation, first: str | None) -> Iterator[Message]:
    """One message a language, in that language, with its one button; the phone's language comes first."""
    ordered = sorted(consultation.languages, key=lambda language: language != first)
    for number, language in enumerate(ordered, 1):
        yield Message(
            address=f"{phrases.LANGUAGE.address}{number}",
            phrases=(Phrase(phrases.LANGUAGE, {"number": number}),),
            choices=(Button(number, phrases.LANGUAGE_NAME, f"language.{language}"),),
            language=language,
        )


def one_language(language: str) -> Message:
    """A language that a poster's link asked for: it says its own name, and is taken with one press."""
    return Message(
        address=f"{phrases.LANGUAGE.address}.asked",
        phrases=(Phrase(phrases.LANGUAGE, {"number": 1}),),
        choices=(
            Button(1, phrases.LANGUAGE_NAME, f"language.{language}"),
            Button(2, phrases.CHANGE_LANGUAGE, "control.language"),
        ),
        language=language,
    )


def help_menu(*, slow: bool) -> Message:
    speed = phrases.FASTER if slow else phrases.SLOWER
    return Message(
        address=phrases.HELP_WORDS.address + (".slow" if slow else ""),
        phrases=(Phrase(phrases.HELP_WORDS),),
        choices=(
            Button(1, phrases.GO_ON, "aside.go_on"),
            Button(2, speed, "control.slower"),
            Button(3, phrases.BACK, "control.back"),
            Button(4, phrases.MORE, "aside.more_help"),
        ),
        controls=CONTROLS,
    )


def more_help() -> Message:
    """What is needed more rarely: on a page of its own, or the first would be too long to hear."""
    return Message(
        address=f"{phrases.HELP_WORDS.address}.more",
        phrases=(Phrase(phrases.MORE),),
        choices=(
            Button(1, phrases.CHANGE_LANGUAGE, "control.language"),
            Button(2, phrases.WRONG_WORD, "aside.wrong_word"),
            Button(3, phrases.GO_ON, "aside.go_on"),
        ),
        controls=CONTROLS,
    )


def which_word() -> Message:
    return _aside(phrases.WHICH_WORD)


def reminder() -> Message:
    return _aside(phrases.REMINDER)


def stopped() -> Message:
    return _aside(phrases.STOPPED)


def _aside(line: Line) -> Message:
    """Something that stands before the question for a moment; one press leads back to it."""
    return Message(
        address=line.address,
        phrases=(Phrase(line),),
        choices=(Button(1, phrases.GO_ON, "aside.go_on"),),
        controls=CONTROLS,
    )


def finished() -> Message:
    return Message(
        address=phrases.FINISHED.address,
        phrases=(Phrase(phrases.FINISHED),),
        choices=(Button(1, phrases.START_AGAIN, "aside.start_again"),),
    )


_REMARKS = (
    phrases.WELCOME_BACK,
    phrases.PRESS_A_NUMBER,
    phrases.CANNOT_TAKE,
    phrases.CANNOT_TAKE_PHOTO_TOO,
    phrases.VOICE_NOT_HERE,
    phrases.NOTHING_THERE,
    phrases.TOO_BIG,
    phrases.TOO_MANY,
    phrases.SLOWLY,
    phrases.MUST,
    phrases.KEPT_TOO,
    phrases.WORD_NOTED,
    phrases.CHANGED,
    phrases.OLD_BUTTON,
    phrases.NEW_CHOICES,
    phrases.FIRST_ALREADY,
    phrases.TROUBLE,
    phrases.NO_RECORDING,
    phrases.ALONE_PLEASE,
)


def every_message(consultation: Consultation, language: str) -> Iterator[Message]:
    """Everything the bot can say in a language: each place of each step, then all that stands beside it."""
    for first in consultation.languages:
        yield from (m for m in languages(consultation, first) if m.language == language)
    yield one_language(language)
    if consultation.example:
        yield remark(phrases.EXAMPLE)
    if language in consultation.unchecked:
        yield remark(phrases.UNCHECKED)
    for step in consultation.conversation.steps.values():
        for message in _of_step(consultation, step):
            yield message
            if shown := picture(message):
                yield shown
    yield help_menu(slow=False)
    yield help_menu(slow=True)
    yield more_help()
    yield stopped()
    yield which_word()
    yield reminder()
    yield finished()
    yield from map(remark, _REMARKS)


def _of_step(consultation: Consultation, step: Step) -> Iterator[Message]:
    here = Place(step.id)
    for part in range(len(step.parts) or 1):
        yield question(consultation, replace(here, part=part))
    for page in range(1, pages(step)):
        yield question(consultation, replace(here, page=page))
    for probe in range(1, len(step.probes) + 1):
        yield question(consultation, replace(here, probe=probe))
    if step.again:
        for page in range(pages(step)):
            yield question(consultation, replace(here, page=page, round=1), more=True)
    if step.kind == "check":
        yield question(consultation, replace(here, sharing=True))
    if step.helped:
        yield question(consultation, here, helped=True)
