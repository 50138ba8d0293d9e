"""`python -m tests.speaking`: clips for tests, of all that is said at the normal pace, and one slower question.

Slower clips are longer, and made by the bot itself when they are missed: all of them would be most of the work.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

from bot.content import Content, clips_of
from bot.settings import read_settings
from bot.speech import sound

SLOWER = "good_life.good_day"


def roughly() -> AbstractContextManager[object]:
    """What is spoken meanwhile sounds a little rougher than the bot's own clips: that is a third less work."""
    return patch.dict(sound._FINE, sound._HASTY)


async def speak() -> None:
    settings = read_settings(os.environ, Path("none"))
    content, clips = Content.load(settings), clips_of(settings)
    slower = [one for one in content.every_spoken(slow=True) if one.address == SLOWER]
    with roughly():
        await asyncio.gather(*map(clips.make, [*content.every_spoken(slow=False), *slower]))


if __name__ == "__main__":
    asyncio.run(speak())
