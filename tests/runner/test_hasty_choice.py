"""Somebody in great haste: each language is still offered, and nobody says yes to what they were not told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import Content
from bot.core import engine
from bot.core.engine import Turn
from bot.core.events import Began, Forget, Incoming, Say, Wrote
from bot.core.session import Session, fresh
from bot.runner.brake import Haste
from bot.runner.saying import briefly
from bot.settings import read_settings

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)


CONTENT = Content.load(read_settings({}, Path("none")))
HASTE = pytest.mark.parametrize("haste", [Haste.BEGINS, Haste.GOES_ON])


def hasty(session: Session, incoming: Incoming, haste: Haste) -> Turn:
    turn = engine.advance(CONTENT.consultation, session, incoming, NOW, CONTENT.catalogs)
    return briefly(turn, haste, CONTENT.consultation.conversation.steps)


def said(turn: Turn) -> list[str]:
    return [effect.message.address for effect in turn.effects if isinstance(effect, Say)]


def at(presses: str) -> Session:
    """Where somebody is who has pressed these."""
    session = fresh(CONTENT.consultation, "ann", "en")
    for digit in presses:
        session = engine.advance(CONTENT.consultation, session, Wrote(digit), NOW, CONTENT.catalogs).session
    return session


@HASTE
def test_all_languages_are_offered_to_the_hasty_too(haste: Haste) -> None:
    """A child presses Start sixty times: what is left to choose from is not the last language alone."""
    turn = hasty(fresh(CONTENT.consultation, "ann", "pl"), Began(), haste)
    offered = [effect.message.language for effect in turn.effects if isinstance(effect, Say)]
    assert set(CONTENT.consultation.languages) <= set(offered)


@HASTE
def test_what_consent_is_asked_to_is_told_however_fast_somebody_presses(haste: Haste) -> None:
    """That they can stop is told before the question about it; of other talk only the question is left."""
    assert said(hasty(at("11111"), Wrote("1"), haste))[-2:] == ["good_life.consent_stop", "good_life.understood"]
    assert said(hasty(at("1"), Wrote("1"), haste))[-1] == "good_life.promise"
    assert "good_life.keys" not in said(hasty(at("1"), Wrote("1"), haste))


@HASTE
def test_last_words_are_said_to_the_hasty_too(haste: Haste) -> None:
    """Who says no, or has all wiped, hears that nothing is kept."""
    no = hasty(at("11111111"), Wrote("2"), haste)
    assert said(no) == ["good_life.no_consent"]
    assert any(isinstance(effect, Forget) for effect in no.effects)
