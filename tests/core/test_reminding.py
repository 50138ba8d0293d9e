"""A reminder stands before the question for a moment: whatever that question was, one press leads back to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.content import Content
from bot.core import engine, phrases
from bot.core.events import Incoming, Keep, Message, Say, Sent, Tapped, Wrote
from bot.core.session import Place, Session, Told, fresh

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)
GOOD_DAY = Place("good_day")


@pytest.fixture
def session(content: Content) -> Session:
    """Somebody who said yes, and has told of a good day."""
    conversation = content.consultation.conversation
    told = (Told("ann.1-1", GOOD_DAY, open=True),)
    return replace(
        fresh(content.consultation, "ann"),
        language="en",
        place=Place("gifts"),
        told=told,
        ask=9,
        since=9,
        consent=conversation.consent,
        agreed=tuple(sorted(conversation.asks_consent)),
    )


def reminded(content: Content, session: Session) -> engine.Turn:
    return engine.remind(content.consultation, session, NOW, content.catalogs)


def then(content: Content, session: Session, incoming: Incoming) -> engine.Turn:
    """What follows when they are reminded, and do this."""
    return engine.advance(
        content.consultation, reminded(content, session).session, incoming, NOW, content.catalogs
    )


def said(turn: engine.Turn) -> list[Message]:
    return [effect.message for effect in turn.effects if isinstance(effect, Say)]


def test_one_message_is_said_and_it_is_noted(content: Content, session: Session) -> None:
    """The reminder with its way on; where they are, and what they told, stays as it was."""
    turn = reminded(content, session)
    [message] = said(turn)
    assert message.phrases[0].line == phrases.REMINDER
    assert [button.key for button in message.choices] == ["aside.go_on"]
    assert turn.session.reminded
    assert (turn.session.place, turn.session.told, turn.session.since) == (
        Place("gifts"),
        session.told,
        session.since,
    )


@pytest.mark.parametrize("incoming", [Wrote("I can bake"), Sent("voice", "file", 3), Sent("photo", "file")])
def test_what_they_say_to_it_answers_the_question(content: Content, session: Session, incoming: Incoming) -> None:
    """Nobody has to press first."""
    turn = then(content, session, incoming)
    [answer] = [effect.answer for effect in turn.effects if isinstance(effect, Keep)]
    assert (answer.step, answer.probe) == ("gifts", 0)
    assert turn.session.place == Place("gifts", probe=1)


def test_what_was_half_chosen_is_still_chosen(content: Content, session: Session) -> None:
    """Who had chosen one of several and went away goes on choosing, and has it kept."""
    halfway = replace(session, place=Place("topics", page=1), chosen=("home",))
    turn = then(content, halfway, Wrote("1"))
    assert turn.session.place == halfway.place
    assert turn.session.chosen == ("home",)
    assert said(turn)[-1].phrases[0].line == content.consultation.conversation.steps["topics"].again


def test_what_was_played_back_is_played_again_with_the_question_only(content: Content, session: Session) -> None:
    """The reminder itself plays nothing: who comes back after a day then hears what they are asked about."""
    checking = replace(session, place=Place("check", about="good_day"))
    assert said(reminded(content, checking))[0].replay == ()
    assert said(then(content, checking, Wrote("1")))[-1].replay == ("ann.1-1",)


def test_a_voice_note_where_something_is_to_be_chosen_is_met_kindly(content: Content, session: Session) -> None:
    """It is no answer there; they hear so, and nothing is kept."""
    turn = then(content, replace(session, place=Place("helper")), Sent("voice", "file", 3))
    assert said(turn)[0].phrases[0].line == phrases.VOICE_NOT_HERE
    assert not [effect for effect in turn.effects if isinstance(effect, Keep)]


@pytest.mark.parametrize("aside", ["help", "wrong_word", "language"])
def test_it_takes_the_place_of_whatever_stood_there(content: Content, session: Session, aside: str) -> None:
    """Who went away while help stood before them comes back to their question, not to help."""
    turn = then(content, replace(session, aside=aside), Wrote("1"))
    assert turn.session.aside == ""
    assert said(turn)[-1].step == "gifts"


def test_it_is_remembered_that_they_were_reminded(content: Content, session: Session) -> None:
    """Going on, and the way through the database, do not wipe that: never a second time."""
    after = then(content, session, Tapped(10, "gifts", "aside.go_on")).session
    assert after.reminded
    assert Session.from_json(after.to_json()).reminded
