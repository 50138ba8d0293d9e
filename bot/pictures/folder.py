"""Made pictures: `<folder>/<language>/<key>.png`. The key is a hash of all that is on it: none goes stale."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.pictures.cards import WIDTH, card, read_drawings
from bot.pictures.drawing import as_png
from bot.ports import Labelled, Spoken

log = logging.getLogger(__name__)

FORMAT: Final = "1"
"""Raised when cards are drawn in another way, so that all are made anew."""


class PictureFolder:
    """Finds and makes pictures. `direction` says which way a language is written, "rtl" or "ltr"."""

    def __init__(self, folder: Path, drawings: Path, direction: Callable[[str], str]) -> None:
        self._folder = folder
        self._drawings = read_drawings(drawings)
        self._direction = direction
        self._paths: dict[tuple[str, tuple[Labelled, ...]], Path] = {}

    def find(self, spoken: Spoken) -> Path | None:
        path = self._path(spoken)
        return path if path.is_file() else None

    async def make(self, spoken: Spoken) -> Path | None:
        path = self._path(spoken)
        try:
            if not path.is_file():
                await asyncio.to_thread(self._draw, spoken, path)
        except (OSError, ValueError) as error:
            log.warning("%s: no picture: %s", spoken.address, error)
            return None
        return path

    def _path(self, spoken: Spoken) -> Path:
        here = (spoken.language, spoken.drawn)
        if here not in self._paths:
            seen = [(choice.label, self._drawings.get(choice.picture, "")) for choice in spoken.drawn]
            key = hashlib.sha256(json.dumps([FORMAT, spoken.language, seen]).encode()).hexdigest()
            self._paths[here] = self._folder / spoken.language / f"{key}.png"
        return self._paths[here]

    def _draw(self, spoken: Spoken, path: Path) -> None:
        rtl = self._direction(spoken.language) == "rtl"
        picture = as_png(card(spoken.drawn, self._drawings, rtl=rtl), WIDTH)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two messages may have the same picture, and be drawn at the same time.
        unfinished = path.with_name(f"{path.stem}-{threading.get_ident()}.part")
        unfinished.write_bytes(picture)
        unfinished.replace(path)
