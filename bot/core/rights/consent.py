"""Consent: nothing is kept before each yes, every yes leaves a receipt, and new words are asked anew."""

from __future__ import annotations

from bot.core.changing import replace
from bot.core.conversation import ASIDE, Conversation, Step
from bot.core.events import Agree, Asked, Edited, Incoming, Strange, Tapped
from bot.core.rights import phrases
from bot.core.session import Place, Session
from bot.core.turning import Turning


def is_given(conversation: Conversation, session: Session) -> bool:
    """Whether they said yes to all of it, in the words of today."""
    if not conversation.asks_consent:
        return True
    return session.consent == conversation.consent and conversation.asks_consent <= set(session.agreed)


def note(turning: Turning, step: Step, option: str) -> None:
    """Something was chosen at a step of consent: the receipt, and whether it was the yes."""
    if not step.consent:
        return
    session, conversation = turning.session, turning.conversation
    agreed = set(session.agreed) if session.consent == conversation.consent else set()
    agreed = agreed | {step.id} if option == step.options[0].id else agreed - {step.id}
    turning.session = replace(session, consent=conversation.consent, agreed=tuple(sorted(agreed)))
    turning.effects.append(Agree(step.id, option, turning.how))


def must_be_asked_anew(turning: Turning, incoming: Incoming) -> bool:
    """Whether they stand where only a yes leads, and theirs was to other words; and now want to go on there."""
    session = turning.session
    if session.place.step not in turning.conversation.behind_consent or is_given(turning.conversation, session):
        return False
    if not session.language or session.aside in ("language", *ASIDE):
        return False
    if isinstance(incoming, Tapped):
        return incoming.key.startswith(("option.", "page."))
    return not isinstance(incoming, Asked | Edited | Strange)


def ask_anew(turning: Turning) -> None:
    """Tell and ask all of it once more, and then go on where they were."""
    steps, session = turning.conversation.steps, turning.session
    asked = {step.id for step in steps.values() if step.consent}
    turning.say(phrases.CONSENT_ANEW)
    turning.session = replace(
        session,
        trail=tuple(place for place in session.trail if place.step not in asked),
        told=tuple(told for told in session.told if told.place.step not in asked),
        back_to=session.place,
        agreed=(),
    )
    turning.arrive(Place(next(step for step in steps if step in asked)))
