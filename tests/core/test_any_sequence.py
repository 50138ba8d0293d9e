"""Whatever people do, in whatever order: nothing raises, nothing kept is lost, nobody is trapped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import Content
from bot.core import engine
from bot.core.conversation import ASIDE
from bot.core.engine import Turn
from bot.core.events import (
    Agree,
    Amend,
    Asked,
    Began,
    Chose,
    Drafted,
    Drop,
    Edited,
    Forget,
    Incoming,
    Judge,
    Keep,
    Listen,
    Say,
    Sent,
    Share,
    Strange,
    Tapped,
    Wrote,
)
from bot.core.phrases import COMMANDS
from bot.core.rights.phrases import COMMANDS as RIGHTS
from bot.core.session import Session, fresh
from bot.settings import read_settings

CONTENT = Content.load(read_settings({}, Path("none")))
NOW = datetime(2027, 3, 4, tzinfo=UTC)
CONTENT.consultation = replace(CONTENT.consultation, listens=frozenset({"en", "cy"}))
STEPS = list(CONTENT.consultation.conversation.steps)
KEYS = [
    "control.again", "control.help", "control.skip", "control.stop", "control.back", "control.slower",
    "page.more", "page.enough", "aside.go_on", "aside.start_again", "language.en", "language.cy", "language.xx",
    "option.yes", "option.no", "option.home", "option.keep", "option.again", "option.wipe", "option.team",
    "option.1", "option.", "", "nonsense", "aside.mine", "aside.complaint", "aside.contact", "aside.numbers",
    "mine.hear", "mine.next", "mine.again", "mine.share", "mine.wipe", "mine.words", "mine.file", "mine.forget",
    "mine.wipe_all", "mine.forget_me", "draft.right", "draft.wrong", "meant.yes", "meant.no",
]  # fmt: skip

digits = st.sampled_from("0123456789").map(Wrote)
incomings = st.one_of(
    digits,
    st.builds(Wrote, st.text(max_size=8), st.sampled_from(["", "1", "2"]), st.booleans()),
    st.builds(Sent, st.sampled_from(["voice", "photo"]), st.just("f"), st.integers(0, 900), early=st.booleans()),
    st.builds(Sent, st.just("voice"), st.just("f"), too_big=st.booleans()),
    st.builds(Tapped, st.integers(0, 40), st.sampled_from([*STEPS, "", "gone"]), st.sampled_from(KEYS)),
    st.builds(Edited, st.sampled_from(["", "1", "2"]), st.text(max_size=5)),
    st.builds(Asked, st.sampled_from([*COMMANDS, *RIGHTS, "dance"])),
    st.builds(Began, st.sampled_from([None, "cy", "xx"])),
    st.just(Strange()),
    st.builds(Drafted, st.integers(1, 20).map("p.1-{}".format)),
    st.builds(Chose, st.integers(0, 40), st.sampled_from(["one", "two", "Yes.", "no", "skip", ""]), st.booleans()),
)
"""Everything that can come in. Digits come often, so that sequences get far."""


def advance(session: Session, incoming: Incoming) -> Turn:
    """A turn, with the session through JSON before and after."""
    turn = engine.advance(
        CONTENT.consultation, Session.from_json(session.to_json()), incoming, NOW, CONTENT.catalogs
    )
    assert Session.from_json(turn.session.to_json()) == turn.session
    return turn


def finishes(session: Session) -> bool:
    """Whether somebody who now just presses 1, or speaks where they may, comes to the end."""
    for _ in range(150):
        if session.done:
            return True
        step = CONTENT.consultation.conversation.steps[session.place.step]
        open_question = session.language and not session.aside and step.kind == "open"
        session = advance(session, Sent("voice", "f", 3) if open_question else Wrote("1")).session
    return False


def test_an_old_button_while_languages_are_offered() -> None:
    """A link asked for another language, and then a button of "my answers" comes: it is told that it is old."""
    session = fresh(CONTENT.consultation, "p")
    for incoming in (Wrote("1"), Began("cy")):
        session = advance(session, incoming).session
    turn = advance(session, Tapped(session.ask, "welcome", "mine.hear"))
    assert any(isinstance(effect, Say) for effect in turn.effects)
    assert finishes(turn.session)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(digits, incomings), max_size=60))
def test_any_sequence(sequence: list[Incoming]) -> None:
    """No sequence raises, loses a kept answer, repeats an id, or leaves a person without a way on."""
    session = fresh(CONTENT.consultation, "p")
    kept: set[str] = set()
    ever: set[str] = set()
    for incoming in sequence:
        before = session
        turn = advance(session, incoming)
        session = turn.session
        if any(isinstance(effect, Forget) for effect in turn.effects):
            session, kept = fresh(CONTENT.consultation, "p"), set()
            ever = set()  # whoever comes again is somebody else
            continue
        for effect in turn.effects:
            match effect:
                case Keep(answer):
                    assert answer.id not in ever
                    kept.add(answer.id)
                    ever.add(answer.id)
                case Drop(answer):
                    assert answer in kept
                    kept.discard(answer)
                case Amend(answer=answer) | Judge(answer=answer):
                    assert answer in kept
                case Share(answers=answers):
                    assert set(answers) <= kept
                case Say(message):
                    assert message.ask <= session.ask
        if session.id == before.id:
            behind = CONTENT.consultation.conversation.behind_consent
            told = {told.id for told in session.everything if told.place.step in (*behind, *ASIDE)}
            assert told == kept
    assert finishes(session)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(digits, incomings), max_size=60))
def test_nothing_is_kept_before_each_yes(sequence: list[Incoming]) -> None:
    """No way of taps, digits, voice, words or commands leads to a kept answer without a yes to every question.

    A complaint, a wish that a person calls, or a word about a wrong word is kept: that is what was asked for.
    """
    session, agreed = fresh(CONTENT.consultation, "p"), set()
    for incoming in sequence:
        turn = advance(session, incoming)
        session = turn.session
        for effect in turn.effects:
            match effect:
                case Agree(step=step, option=option):
                    first = CONTENT.consultation.conversation.steps[step].options[0].id
                    agreed = agreed | {step} if option == first else agreed - {step}
                case Keep(answer) if answer.step not in ASIDE:
                    assert agreed == {"what_we_keep", "understood", "consent", "consent_topics", "consent_age"}
                case Forget():
                    session, agreed = fresh(CONTENT.consultation, "p"), set()


@settings(max_examples=150, deadline=None)
@given(st.lists(incomings, max_size=30))
def test_every_turn_that_needs_it_ends_with_a_question(sequence: list[Incoming]) -> None:
    """After anything but a repeated press, an addition or an edit, the person hears what they can do now."""
    session = fresh(CONTENT.consultation, "p")
    for incoming in sequence:
        turn = advance(session, incoming)
        silent = isinstance(incoming, Tapped | Edited | Drafted | Chose) or getattr(incoming, "early", False)
        silent = silent or any(isinstance(effect, Listen) for effect in turn.effects)  # the answer comes soon
        said = [effect.message for effect in turn.effects if isinstance(effect, Say)]
        if any(isinstance(effect, Forget) for effect in turn.effects):
            assert said
            session = fresh(CONTENT.consultation, "p")
            continue
        if not silent:
            assert said
            assert said[-1].ask == turn.session.ask
        session = turn.session
