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
from bot.pictures.charts import WIDTH as CHART_WIDTH
from bot.pictures.charts import as_svg
from bot.pictures.drawing import as_png
from bot.ports import Chart, Labelled, Spoken

log = logging.getLogger(__name__)

FORMAT: Final = "1"
"""Raised when cards are drawn in another way, so that all are made anew."""

_CHARTS: Final = 64
"""So many are kept in memory: some for each language."""


class PictureFolder:
    """Finds and makes pictures. `direction` says which way a language is written, "rtl" or "ltr"."""

    def __init__(self, folder: Path, drawings: Path, direction: Callable[[str], str]) -> None:
        self._folder = folder
        self._drawings = read_drawings(drawings)
        self._direction = direction
        self._charts: dict[Chart, bytes] = {}
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

    async def chart(self, chart: Chart) -> bytes | None:
        """As PNG. What is drawn once more for somebody else is not drawn again, so long as it is in memory."""
        if chart not in self._charts:
            try:
                picture = await asyncio.to_thread(as_png, as_svg(chart), CHART_WIDTH)
            except ValueError as error:
                log.warning("a chart can not be drawn: %s", error)
                return None
            while len(self._charts) >= _CHARTS:
                del self._charts[next(iter(self._charts))]
            self._charts[chart] = picture
        return self._charts[chart]

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
