"""Welsh by ear alone: what people told is theirs also if they read nothing. (Arabic: test_voiced_tongues.)"""

from __future__ import annotations

import pytest

from tests.bot_process import BotProcess
from tests.telegram.by_ear import owns_their_words, says_no
from tests.telegram_standin import BotApi

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_owning_ones_words_in_welsh(api: BotApi, bot: BotProcess) -> None:
    """Told again, heard back, shared, said anew, wiped, complained, downloaded: by numbers and sounds only."""
    ear = await owns_their_words(api, "cy", "0123456789", 2)
    assert len(ear.heard) > 30
    assert any("Mae popeth wedi’i ddileu." in words for words in ear.heard)


async def test_a_no_in_welsh(api: BotApi, bot: BotProcess) -> None:
    """Who says no hears that nothing is kept."""
    ear = await says_no(api, "cy", "0123456789", 2)
    assert any("Dydyn ni’n cadw dim byd o hyn." in words for words in ear.heard)
