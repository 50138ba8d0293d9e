"""What commands have in common: how they are told of, and how they come to the database."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from bot import rooms
from bot.settings import Settings
from bot.store.database import Database

Command = Callable[[argparse.Namespace, Settings], int]
Work = Callable[[argparse.Namespace, Settings, Database], Awaitable[None]]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
"""Adds a command: its name, what it does, and what is said of it."""


def words(given: str) -> str:
    """Something that is said; argparse tells where it is empty."""
    if not given.strip():
        raise argparse.ArgumentTypeError("say something here")
    return given.strip()


def at_the_database(work: Work) -> Command:
    """A command that works with the open database."""

    async def opened(options: argparse.Namespace, settings: Settings) -> None:
        async with rooms.opened(settings) as database:
            await work(options, settings, database)

    def command(options: argparse.Namespace, settings: Settings) -> int:
        asyncio.run(opened(options, settings))
        return 0

    return command
