"""Somebody in great haste who has not chosen a language yet: each language is still offered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import Content
from bot.core import engine
from bot.core.events import Began, Say
from bot.core.session import fresh
from bot.runner.brake import Haste
from bot.runner.turns import _briefly
from bot.settings import read_settings

NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("haste", [Haste.BEGINS, Haste.GOES_ON])
def test_all_languages_are_offered_to_the_hasty_too(haste: Haste) -> None:
    """A child presses Start sixty times: what is left to choose from is not the last language alone."""
    content = Content.load(read_settings({}, Path("none")))
    session = fresh(content.consultation, "ann", "pl")
    turn = _briefly(engine.advance(content.consultation, session, Began(), NOW, content.catalogs), haste)
    offered = [effect.message.language for effect in turn.effects if isinstance(effect, Say)]
    assert set(content.consultation.languages) <= set(offered)
