"""Changing the secret: the database, the recordings and the file of the secret, in an order that may break off."""

from __future__ import annotations

import asyncio

from bot import rooms
from bot.errors import BotError
from bot.settings import Settings, keep_secrets, new_secret, write_secrets
from bot.store.files import SealedFiles
from bot.store.rotating import seal_anew
from bot.store.sealing import Keys


async def rotate(settings: Settings) -> tuple[int, int]:
    """Change the secret; returns how many things in the database, and how many recordings, were sealed anew.

    A secret that is set is changed by whoever set it; one in the file is made here.
    """
    if settings.secret and not settings.old_secret:
        raise BotError("put a new secret into SGWRS_SECRET, and the one before into SGWRS_OLD_SECRET")
    async with rooms.opened(settings, alone=True) as database:
        secrets = keep_secrets(settings)
        if not settings.secret:
            secrets = [new_secret(), *secrets]
            write_secrets(settings.secret_file, secrets)
        keys = Keys(*secrets)
        rows = await seal_anew(database, keys)
        files = [
            SealedFiles(folder, keys) for folder in (settings.recordings, settings.recordings / rooms.INCOMING)
        ]
        count = sum([await asyncio.to_thread(one.renew) for one in files])
        if not settings.secret:
            write_secrets(settings.secret_file, secrets[:1])
    return rows, count
