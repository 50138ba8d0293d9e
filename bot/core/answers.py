"""Answers: keeping them, adding to them, playing them back, and changing them later."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.core import messages, moves, phrases, reading
from bot.core.changing import replace
from bot.core.conversation import ASIDE, COMPLAINT, CONTACT, PAGE, WRONG_WORD, Step
from bot.core.events import Amend, Answer, Drop, Edited, Incoming, Keep, Say, Sent, Share, Wrote
from bot.core.rights import consent, menus
from bot.core.rights import phrases as rights
from bot.core.session import Place, Session, Told
from bot.core.turning import Turning

# ---- keeping


def keep_open(turning: Turning, came: Wrote | Sent) -> None:
    """Keep words, a sound or a picture as the answer to the present question, and go on."""
    place = turning.session.place
    drop(turning, [told for told in turning.session.told if told.place == place])
    _keep(turning, place, came)
    turning.arrive(moves.after_answer(turning.conversation, turning.session))


def keep_if_open(turning: Turning, came: Wrote | Sent) -> None:
    """The same without going on; only if words are wanted at the present place, and these are some."""
    fits = turning.step.kind == "open" and not (turning.session.aside or turning.session.done)
    if fits and _is_an_answer(came):
        _keep(turning, turning.session.place, came)


def _is_an_answer(came: Wrote | Sent) -> bool:
    if isinstance(came, Sent):
        return came.welcome
    return bool(came.text.strip()) and reading.number(came.text) is None


def keep_instead(turning: Turning, old: Told, came: Wrote | Sent) -> str:
    """Keep this in the place of an answer that was told, also of one of an earlier session; returns its id."""
    before = turning.session
    _keep(turning, old.place, came, is_open=old.open)
    new = turning.session.told[-1]

    def swapped(every: tuple[Told, ...]) -> tuple[Told, ...]:
        return tuple(new if told.id == old.id else told for told in every)

    turning.session = replace(turning.session, told=swapped(before.told), earlier=swapped(before.earlier))
    turning.effects.append(Drop(old.id))
    return new.id


def keep_choice(turning: Turning, options: tuple[str, ...], source: str) -> None:
    """Keep what was chosen at the present place. Where to go next is the caller's business.

    What is chosen before somebody has said yes to being kept is only remembered for the way they go.
    """
    session = turning.session
    place = replace(session.place, page=0)
    instead = [told for told in session.everything if told.id == session.looking and told.place.step == place.step]
    drop(turning, [*(told for told in session.told if told.place == place), *instead])
    helper = "" if turning.step.helper else moves.who_helps(turning.conversation, session)
    name = _next_id(turning)
    told = Told(name, place, options, source)
    if is_kept(turning, told):
        answer = Answer(name, place.step, "", 0, 0, "choice", turning.now, options, source=source, helper=helper)
        _remember(turning, answer, told)
    else:
        turning.session = replace(turning.session, told=(*turning.session.told, told))
    _forget_what_followed(turning, turning.step)


def _forget_what_followed(turning: Turning, step: Step) -> None:
    """Whoever says anew whether somebody helps has not said yet who that is."""
    order = list(turning.conversation.steps)
    later = [s for s in order[order.index(step.id) + 1 :] if turning.conversation.steps[s].helper]
    if step.helper:
        drop(turning, [told for told in turning.session.told if told.place.step in later])


def report(turning: Turning, what: str, came: Wrote | Sent) -> None:
    """Keep what somebody tells us beside all questions, with the question they had before them; and go on.

    `what` is one of ASIDE: a wrong word of ours, a complaint, how a person can reach them.
    """
    _keep(turning, Place(what), came, is_open=False, part=turning.session.place.step)
    turning.session = replace(turning.session, aside="")
    turning.effects.append(Say(_NOTED[what]))
    turning.ask(show=False)


_NOTED = {
    WRONG_WORD: messages.remark(phrases.WORD_NOTED),
    COMPLAINT: menus.complaint_noted(),
    CONTACT: messages.remark(rights.CONTACT_NOTED),
}


def told_something(turning: Turning) -> bool:
    """Whether this person has told anything: only then did they say that it may be kept."""
    return any(told.open for told in turning.session.told)


def keep_after_the_end(turning: Turning, came: Wrote | Sent) -> None:
    """Somebody who has finished tells more: it is kept with the last words they heard."""
    _keep(turning, replace(turning.session.place, page=0), came)
    turning.say(phrases.KEPT_TOO)


def keep_astray(turning: Turning, before: Session, came: Incoming) -> bool:
    """An answer to a question that an edit of the file has taken away is kept under that question all the same.

    Returns False for what can not have been such an answer; where something was to be chosen, nothing was open.
    """
    place, choosing = before.place, any(key.startswith(("option.", "language.")) for key in before.offered)
    if not before.language or before.aside or before.done or choosing or not before.told:
        return False
    if isinstance(came, Wrote | Sent) and _is_an_answer(came):
        _keep(turning, place, came)
        return True
    return False


def add(turning: Turning, came: Wrote | Sent) -> bool:
    """Something sent before the present question could be seen belongs to the answer before it.

    Returns False if there is no such answer, and it must be taken as any other.
    """
    session = turning.session
    last = session.told[-1] if session.told else None
    if isinstance(came, Wrote) and reading.number(came.text) is not None:
        return True  # a number pressed twice: it can not answer what nobody has heard
    if last and last.place.step in ASIDE and not session.aside and (isinstance(came, Wrote) or came.welcome):
        _keep(turning, last.place, came, is_open=False, part=session.place.step)
        return True
    if not last or not session.trail or session.trail[-1] != last.place or session.aside:
        return False
    if not last.open or (isinstance(came, Sent) and not came.welcome):
        return False
    _keep(turning, last.place, came)
    return True


def keep_late(turning: Turning, place: Place, came: Wrote | Sent) -> None:
    """Keep this under an earlier question, if that was one for words and still lies behind the person.

    Whoever said no since, or began anew, has no way behind them: nothing is kept against their will.
    """
    step = turning.conversation.steps.get(place.step)
    if (
        place not in turning.session.trail
        or (step and step.kind != "open")
        or (isinstance(came, Wrote) and reading.number(came.text) is not None)
    ):
        return
    _keep(turning, place, came)
    turning.say(phrases.KEPT_TOO)


def _keep(turning: Turning, place: Place, came: Wrote | Sent, *, is_open: bool = True, part: str = "") -> None:
    step = turning.conversation.steps.get(place.step)
    sent = came if isinstance(came, Sent) else None
    answer = Answer(
        id=_next_id(turning),
        step=place.step,
        part=step.parts[place.part].id if step and place.part < len(step.parts) else part,
        probe=place.probe,
        round=place.round,
        heard=sent.kind if sent else "text",
        at=turning.now,
        text=came.text,
        file=sent.file if sent else "",
        seconds=sent.seconds if sent else 0,
        source=came.source,
        helper=moves.who_helps(turning.conversation, turning.session),
    )
    _remember(turning, answer, Told(answer.id, place, source=came.source, open=is_open))


def _next_id(turning: Turning) -> str:
    turning.session = replace(turning.session, count=turning.session.count + 1)
    return f"{turning.session.id}-{turning.session.count}"


def _remember(turning: Turning, answer: Answer, told: Told) -> None:
    turning.session = replace(turning.session, told=(*turning.session.told, told))
    turning.effects.append(Keep(answer))


def drop(turning: Turning, gone: Iterable[Told]) -> None:
    """Wipe these answers."""
    ids, session = {told.id for told in gone}, turning.session
    turning.session = replace(
        session,
        told=tuple(told for told in session.told if told.id not in ids),
        earlier=tuple(told for told in session.earlier if told.id not in ids),
    )
    turning.effects += [Drop(told.id) for told in session.everything if told.id in ids and is_kept(turning, told)]


def is_kept(turning: Turning, told: Told) -> bool:
    """Whether this is more than remembered."""
    return turning.conversation.keeps(told.place.step)


def share(turning: Turning, ids: Collection[str], level: str) -> None:
    """Who may hear these answers."""

    def shared(every: tuple[Told, ...]) -> tuple[Told, ...]:
        return tuple(replace(told, share=level) if told.id in ids else told for told in every)

    session = turning.session
    turning.session = replace(session, told=shared(session.told), earlier=shared(session.earlier))
    turning.effects.append(Share(tuple(ids), level))


# ---- playing back


def check(turning: Turning, choice: str) -> None:
    """What a person decided about an answer they heard back: keep, again or wipe; then who may hear it."""
    place = turning.session.place
    about = moves.told_about(turning.session, place.about)
    if place.sharing:
        share(turning, tuple(told.id for told in about), choice)
        turning.arrive(moves.after_check(turning.conversation, turning.session))
    elif choice == "again":
        turning.session = replace(turning.session, back_to=place)
        turning.arrive(Place(place.about))
    elif choice == "wipe":
        drop(turning, about)
        turning.arrive(moves.after_check(turning.conversation, turning.session))
    else:
        turning.arrive(replace(place, sharing=True))


# ---- changing later


def edit(turning: Turning, edited: Edited) -> None:
    """A message that was changed afterwards changes the answer it gave, if it gave one."""
    told = next((t for t in turning.session.told if t.source and t.source == edited.source), None)
    if told is None or not edited.text.strip():
        return
    if told.open or not told.options:
        turning.effects.append(Amend(told.id, text=edited.text))
        turning.say(phrases.CHANGED)
        return
    step = turning.conversation.steps.get(told.place.step)
    option = _option_meant(turning, step, edited.text) if step else None
    if option is None or not change(turning, told.place.step, option):
        turning.refuse(phrases.PRESS_A_NUMBER)


def _option_meant(turning: Turning, step: Step, text: str) -> str | None:
    digit = reading.number(text)
    if digit is not None:
        one_page = len(step.options) <= PAGE  # on a further page a digit means something else
        return step.options[digit - 1].id if one_page and 1 <= digit <= len(step.options) else None
    language = turning.session.language
    spelled = {reading.plain(turning.words(option.label, language)): option.id for option in step.options}
    return spelled.get(reading.plain(text))


def change(turning: Turning, step_id: str, option_id: str) -> bool:
    """Choose otherwise at an earlier step. Returns False if that is not what can have been meant."""
    step = turning.conversation.steps.get(step_id)
    told = next((t for t in turning.session.told if t.place.step == step_id and t.options), None)
    if not step or not told or step.kind not in ("choice", "scale") or not step.option(option_id):
        return False
    if told.options == (option_id,):
        return True  # the same press, seen twice
    if option_id in step.wipes:
        say_no(turning, step, option_id)
        return True
    changed = replace(told, options=(option_id,))
    everything = tuple(changed if t is told else t for t in turning.session.told)
    turning.session = replace(turning.session, told=everything)
    consent.note(turning, step, option_id)
    if is_kept(turning, told):
        turning.effects.append(Amend(told.id, options=(option_id,)))
    _forget_what_followed(turning, step)
    turning.say(phrases.CHANGED)
    _reroute(turning, step, told.options[0], option_id)
    return True


def say_no(turning: Turning, step: Step, option: str) -> None:
    """They said no to being kept: what is said then is the last, and nothing stays but the count."""
    turning.session = replace(turning.session, back_to=None)
    turning.arrive(moves.onward(turning.conversation, turning.session, step.after(option)))
    turning.leave(step.id)


def _reroute(turning: Turning, step: Step, before: str, now: str) -> None:
    """A changed choice may lead elsewhere: there, and then back to where the person was."""
    following = step.after(now)
    behind = {place.step for place in turning.session.trail}
    if following is None or following == step.after(before) or following in behind:
        if not turning.session.done:
            turning.ask()
        return
    staying = turning.session.place.step == step.id
    back_to = None if staying or before in step.wipes else turning.session.place
    turning.session = replace(turning.session, back_to=back_to, aside="")
    turning.arrive(moves.entrance(turning.conversation, turning.session, turning.conversation.steps[following]))
