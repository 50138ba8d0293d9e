"""What Telegram shows about the bot before anybody speaks: its menu and its descriptions, in each language."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.core import phrases
from bot.core.rights import phrases as rights
from bot.i18n import SOURCE, Wording

log = logging.getLogger(__name__)


async def introduce(bot: Bot, wording: Wording, languages: Sequence[str]) -> None:
    """Set menu and descriptions. What Telegram refuses is logged: the bot works without."""
    commands = {**phrases.COMMANDS, **rights.COMMANDS, "board": rights.BOARD}
    for language in languages:
        # Telegram shows the version without a language to everybody whose phone speaks another one.
        for code in (language, None) if language == SOURCE else (language,):
            menu = [BotCommand(name, wording.line(line, language)) for name, line in commands.items()]
            try:
                await bot.set_my_commands(menu, language_code=code)
                await bot.set_my_short_description(wording.line(phrases.ABOUT_SHORT, language), language_code=code)
                await bot.set_my_description(wording.line(phrases.ABOUT, language), language_code=code)
            except TelegramError as error:
                log.warning("the menu in %s could not be set: %s", code or "all languages", error)
