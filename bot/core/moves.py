"""Where one can go from where one is. Pure geography: nothing here says or keeps anything."""

from __future__ import annotations

from bot.core.changing import replace
from bot.core.conversation import ALONE, Consultation, Conversation, Step
from bot.core.session import Place, Session, Told

_TRAIL = 200
"""So many places are remembered for going back; nobody goes back further by hand."""


def after_answer(conversation: Conversation, session: Session) -> Place | None:
    """The place after an answer to an open question: its next part, a probe, another round, the next step."""
    step, here = conversation.steps[session.place.step], session.place
    if here.probe:
        return onward(conversation, session, step.after())
    if here.part + 1 < len(step.parts):
        return replace(here, part=here.part + 1)
    if step.probes:
        return replace(here, probe=1)
    if here.round + 1 < step.limit:
        return replace(here, round=here.round + 1)
    return onward(conversation, session, step.after())


def after_skip(conversation: Conversation, session: Session) -> Place | None:
    """The place after a question that was skipped. A skipped probe or round ends its step."""
    step, here = conversation.steps[session.place.step], session.place
    if step.kind == "check":
        return after_check(conversation, session)
    if not here.probe and here.part + 1 < len(step.parts):
        return replace(here, part=here.part + 1)
    return onward(conversation, session, step.after())


def onward(conversation: Conversation, session: Session, following: str | None) -> Place | None:
    """The start of the following step; or the way back, if this was a detour to change an answer."""
    if session.back_to and (following is None or following in _visited(session)):
        return session.back_to
    if following is None:
        return None
    return entrance(conversation, session, conversation.steps[following])


def entrance(conversation: Conversation, session: Session, step: Step) -> Place | None:
    """The first place of a step. It is passed by where it does not apply, as a check with nothing to play back."""
    if step.when and not _chosen(session, *step.when):
        return onward(conversation, session, step.after())
    if step.kind != "check":
        return Place(step.id)
    if about := told_steps(conversation, session):
        return Place(step.id, about=about[0])
    return onward(conversation, session, step.after())


def after_check(conversation: Conversation, session: Session) -> Place | None:
    """The place where the next thing told is played back, or the step after the check."""
    here = session.place
    order = list(conversation.steps)
    later = [s for s in told_steps(conversation, session) if order.index(s) > order.index(here.about)]
    if later:
        return Place(here.step, about=later[0])
    return onward(conversation, session, conversation.steps[here.step].after())


def told_steps(conversation: Conversation, session: Session) -> list[str]:
    """The steps with open answers, in the order of the conversation."""
    told = {t.place.step for t in session.told if t.open}
    return [step for step in conversation.steps if step in told]


def told_about(session: Session, step: str) -> tuple[Told, ...]:
    """The open answers given at a step."""
    return tuple(t for t in session.told if t.open and t.place.step == step)


def _chosen(session: Session, step: str, option: str) -> bool:
    return any(told.place.step == step and option in told.options for told in session.told)


def who_helps(conversation: Conversation, session: Session) -> str:
    """Who helps this person, by what was chosen last where that is asked; "" if nobody does."""
    steps = [(told, conversation.steps.get(told.place.step)) for told in session.told if told.options]
    chosen = [told.options[0] for told, step in steps if step and step.helper]
    return chosen[-1] if chosen and chosen[-1] != ALONE else ""


def has_heard_back(conversation: Conversation, session: Session) -> bool:
    """Whether somebody came so far that they could hear their answers, and choose what becomes of them."""
    places = (*session.trail, session.place)
    kinds = {step.kind for place in places if (step := conversation.steps.get(place.step))}
    return session.done or "check" in kinds


def go(session: Session, place: Place) -> Session:
    """The session at the next place, remembering where it came from."""
    trail = (*session.trail, session.place)[-_TRAIL:]
    back_to = None if place == session.back_to else session.back_to
    return replace(session.at(place), trail=trail, back_to=back_to)


def go_back(session: Session) -> Session | None:
    """The session one place back, or None where there is nothing behind."""
    if not session.trail:
        return None
    return replace(session.at(session.trail[-1]), trail=session.trail[:-1])


def fit(consultation: Consultation, session: Session) -> Session:
    """The session moved into the consultation as it is now, if its files were edited on the way.

    Somebody whose language is not offered any more chooses again.

    Someone whose step still exists stays there; otherwise they go on from the last place behind them that
    does. What they said stays, under the ids and words it was given with.
    """
    conversation = consultation.conversation
    if session.language and session.language not in consultation.languages:
        session = replace(session, language="")
    if session.version == conversation.version:
        return session
    session = replace(session, place=replace(session.place, page=0), chosen=_still_there(conversation, session))
    trail = tuple(place for place in session.trail if _exists(conversation, place))
    back_to = session.back_to if session.back_to and _exists(conversation, session.back_to) else None
    session = replace(session, trail=trail, back_to=back_to)
    if _exists(conversation, session.place) or (session.done and session.place.step in conversation.steps):
        return session
    behind = trail[-1] if trail else Place(conversation.first.id)
    # Nothing is offered there yet: a number typed now was meant for the question that is gone.
    return replace(session.at(behind), trail=trail[:-1], offered=())


def _still_there(conversation: Conversation, session: Session) -> tuple[str, ...]:
    """What was half chosen, as far as it can still be chosen."""
    step = conversation.steps.get(session.place.step)
    return tuple(option for option in session.chosen if step and step.option(option))


def _exists(conversation: Conversation, place: Place) -> bool:
    step = conversation.steps.get(place.step)
    return (
        step is not None
        and step.kind != "statement"
        and place.part < max(1, len(step.parts))
        and place.probe <= len(step.probes)
        and (not place.about or place.about in conversation.steps)
        and bool(place.about) == (step.kind == "check")
        and (not place.round or step.kind == "open")
    )


def _visited(session: Session) -> set[str]:
    return {place.step for place in session.trail} | {t.place.step for t in session.told}
