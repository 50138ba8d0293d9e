"""What could not be taken at its time, and comes when the person has gone on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.content import Content
from bot.core import engine
from bot.core.events import Keep, Sent, Tapped, Wrote
from bot.core.session import Place, Session, fresh

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)
GOOD_DAY = Place("good_day")


@pytest.fixture
def session(content: Content) -> Session:
    """Somebody who has a good day and a helper behind them."""
    first = replace(fresh(content.consultation, "ann"), language="en", place=Place("gifts"))
    return replace(first, trail=(Place("helper"), GOOD_DAY))


def late(content: Content, session: Session, incoming, place: Place = GOOD_DAY) -> engine.Turn:
    return engine.keep_late(content.consultation, session, incoming, place, NOW, content.catalogs)


@pytest.mark.parametrize("incoming", [Wrote("The sea"), Sent("voice", "file", 3)])
def test_it_is_kept_under_its_own_question_and_nobody_is_moved(
    content: Content, session: Session, incoming
) -> None:
    """The answer belongs to the question behind; the present one stays the present one."""
    turn = late(content, session, incoming)
    [answer] = [effect.answer for effect in turn.effects if isinstance(effect, Keep)]
    assert answer.step == "good_day"
    assert turn.session.place == session.place


def test_nothing_is_kept_of_somebody_who_said_no_since(content: Content, session: Session) -> None:
    """Saying no wipes the way behind: what was set aside before is not kept after it."""
    assert late(content, replace(session, trail=(), done=True), Wrote("The sea")).effects == ()


@pytest.mark.parametrize("incoming", [Tapped(3, "good_day", "option.yes"), Wrote("2")])
def test_an_old_choice_is_not_made_again(content: Content, session: Session, incoming) -> None:
    """They have chosen since, or they would not be here."""
    assert late(content, session, incoming).effects == ()
    assert late(content, session, incoming, Place("helper")).effects == ()
