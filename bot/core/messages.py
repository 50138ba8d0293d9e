"""From a place in a conversation to the message that is said there.

`question` is all a place says; what stands beside the conversation is here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core import phrases
from bot.core.conversation import PAGE, PAGE_OF_MANY, Consultation, Conversation, Line, Option, Step
from bot.core.events import Button, Message, Phrase
from bot.core.rights import phrases as rights
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


def remark(line: Line, **filled: int) -> Message:
    """A message of one line that asks nothing."""
    return Message(address=line.address, phrases=(Phrase(line, filled),))


def own_words(words: str) -> Message:
    """Somebody's own words, as they stand: not ours, so no voice says them."""
    return Message("own_words", (Phrase(Line("own_words", "{words}"), {"words": words}),), private=True)


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
    """The words that matter most, about danger, go before this: they must not be lost among the choices."""
    speed = phrases.FASTER if slow else phrases.SLOWER
    return Message(
        address=f"{phrases.HELP.address}.choose{'.slow' if slow else ''}",
        phrases=(Phrase(phrases.HELP),),
        choices=(
            Button(1, phrases.GO_ON, "aside.go_on"),
            Button(2, speed, "control.slower"),
            Button(3, phrases.BACK, "control.back"),
            Button(4, rights.MY_ANSWERS, "aside.mine"),
            Button(5, phrases.MORE, "aside.more_help"),
        ),
        controls=CONTROLS,
    )


def more_help() -> Message:
    """What is needed more rarely: on a page of its own, or the first would be too long to hear."""
    return Message(
        address=f"{phrases.HELP_WORDS.address}.more",
        phrases=(Phrase(phrases.MORE),),
        choices=(
            Button(1, rights.NUMBERS, "aside.numbers"),
            Button(2, rights.CONTACT, "aside.contact"),
            Button(3, rights.COMPLAIN, "aside.complaint"),
            Button(4, phrases.CHANGE_LANGUAGE, "control.language"),
            Button(5, phrases.WRONG_WORD, "aside.wrong_word"),
        ),
        controls=CONTROLS,
    )


def aside(line: Line, **filled: int) -> Message:
    """Something that stands before the question for a moment; one press leads back to it."""
    return Message(
        address=line.address,
        phrases=(Phrase(line, filled),),
        choices=(Button(1, phrases.GO_ON, "aside.go_on"),),
        controls=CONTROLS,
    )


def meant(consultation: Consultation, step: str, button: Button) -> Message:
    """What was understood of a choice that was made aloud, and whether that is right."""
    kind, _, name = button.key.partition(".")
    of = f"{consultation.conversation.id}.{step}.{name}" if kind == "option" else f"bot.{name}"
    return Message(
        address=f"{of}.meant",
        phrases=(Phrase(phrases.MEANT, {"choice": button.label}),),
        choices=(Button(1, phrases.YES, "meant.yes"), Button(2, phrases.NO, "meant.no")),
        controls=CONTROLS,
    )


def finished() -> Message:
    return Message(
        address=phrases.FINISHED.address,
        phrases=(Phrase(phrases.FINISHED),),
        choices=(Button(1, phrases.START_AGAIN, "aside.start_again"),),
    )
