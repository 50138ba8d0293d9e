"""For tests without sound: there is no clip of anything."""

from __future__ import annotations

from pathlib import Path

from bot.ports import Spoken


class NoClips:
    def find(self, spoken: Spoken) -> Path | None:
        return None

    async def make(self, spoken: Spoken) -> Path | None:
        return None
