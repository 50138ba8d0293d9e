"""What is said in a turn, beyond what the core decides: what left the house, less in haste, what was put how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import messages, phrases
from bot.core.conversation import Step
from bot.core.engine import Turn
from bot.core.events import Effect, Forget, Message, Say, TellTakenOut
from bot.core.rights import phrases as rights
from bot.core.session import Session
from bot.ports import Spoken
from bot.runner.brake import Haste
from bot.store.records import Before


def with_what_was_taken_out(turn: Turn, before: Before) -> Turn:
    """The turn, with what is said to somebody of whom something left the house already."""
    if not any(isinstance(effect, TellTakenOut) for effect in turn.effects):
        return turn
    told: list[Effect] = [Say(messages.remark(rights.TAKEN_OUT))] if before.taken_out() else []
    effects = [one for effect in turn.effects for one in (told if isinstance(effect, TellTakenOut) else [effect])]
    return Turn(turn.session, tuple(effects))


def briefly(turn: Turn, haste: Haste, steps: Mapping[str, Step]) -> Turn:
    """A turn of somebody in great haste: all is kept, and only the present question is said.

    What consent is asked to is told however fast somebody presses, and so are the last words to whom we forget.
    """
    if any(isinstance(effect, Forget) for effect in turn.effects):
        return turn
    last = max((effect.message.ask for effect in turn.effects if isinstance(effect, Say)), default=0)

    def is_said(effect: Effect) -> bool:
        if not isinstance(effect, Say):
            return True
        return effect.message.ask == last > 0 or _asks_consent(effect.message, steps)

    slowly = [Say(messages.remark(phrases.SLOWLY))] if haste is Haste.BEGINS else []
    return Turn(turn.session, (*slowly, *filter(is_said, turn.effects)))


def put(said: Sequence[Message], spoken: Sequence[Spoken], steps: Mapping[str, Step]) -> list[Spoken]:
    """The question that is put; where it asks for consent, with all that was told of it just before."""
    last = max(number for number, message in enumerate(said) if message.ask)
    if not _asks_consent(said[last], steps):
        return [spoken[last]]
    told = [one for message, one in zip(said[:last], spoken, strict=False) if _asks_consent(message, steps)]
    return [*told, spoken[last]]


def was_put_already(question: Spoken, session: Session, before: Before) -> bool:
    """Whether this is the same question once more: then what was told before it the first time still counts."""
    same_place = before.session is not None and before.session.place == session.place
    return same_place and before.heard_language == question.language and before.heard.endswith(question.words)


def _asks_consent(message: Message, steps: Mapping[str, Step]) -> bool:
    """Whether this tells or asks something of consent."""
    step = steps.get(message.step)
    return step is not None and step.consent
