"""JSON as it comes from Telegram."""

from __future__ import annotations

import json
from typing import Any

import orjson


def read_json(text: bytes) -> Any:
    """What it says. ValueError where nobody can read it, with no word of it in the error."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass  # it is strict; half a letter, or a number of a thousand digits, is no reason to lose a message
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("this is no JSON") from None
