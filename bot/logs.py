"""What the bot tells about itself while it runs: lines for a person at a terminal, JSON for anything else.

No line holds a token, a name, or what somebody said. Whoever logs takes care of that; here is the second lock:
errors are told by their kind and place only, never in their own words, and secrets are struck out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from bot.errors import place

_STRUCK_OUT = "…"
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What would break a line, or move a terminal's cursor."""


class _Told(logging.Formatter):
    """A record as one line."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json
        self.secrets: tuple[str, ...] = ()

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        words = record.getMessage()
        if record.name == "asyncio":
            words = words.partition("\n")[0]  # what follows quotes the error
        words = self._safe(words)
        error = record.exc_info[1] if record.exc_info else None
        if not self._as_json:
            end = f": {place(error)}" if error else ""
            return f"{at:%Y-%m-%d %H:%M:%S} {record.levelname} {record.name}: {words}{end}"
        values = {"at": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        values |= {"room": record.name, "words": words}
        if error:
            values["error"] = place(error)
        return json.dumps(values, ensure_ascii=False)

    def _safe(self, words: str) -> str:
        for secret in self.secrets:
            words = words.replace(secret, _STRUCK_OUT)
        return _NOT_SHOWN.sub(" ", words)


def start(stream: TextIO = sys.stderr) -> None:
    """Log to this stream from now on. Libraries are heard only when something is wrong with them."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Told(as_json=not stream.isatty()))
    logging.raiseExceptions = False  # a line that can not be formatted would be shown with all its values
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it would log what people wrote; we log its errors


def hide(secrets: Iterable[str]) -> None:
    """These are in no line from now on."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Told):
            handler.formatter.secrets = tuple(secret for secret in secrets if secret)
