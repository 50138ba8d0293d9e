"""What a bot in a test sealed, opened: its secret lies beside its database."""

from __future__ import annotations

from pathlib import Path

from bot.store.rotating import keys_for
from bot.store.sealing import Keys

KEYS = Keys(b"key")
"""For a test's own database, without a bot."""


def keys_in(folder: Path) -> Keys:
    """The keys of a bot that runs, or ran, in this folder."""
    secrets = (folder / "data/secret").read_bytes().split()
    return keys_for(f"sqlite+aiosqlite:///{folder}/data/sgwrs.db", secrets)


def hash_of(folder: Path, person: object, channel: str = "telegram") -> str:
    """What stands for somebody's address in the bot's database."""
    return keys_in(folder).hash(f"{channel}:{person}")
