"""Getting to know Telegram at the start."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.errors import BotError

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


def telegram_bot(token: str, api: str, request: BaseRequest) -> Bot:
    """A bot on the Bot API server at `api`; all its requests go one way."""
    return Bot(
        token, base_url=f"{api}/bot", base_file_url=f"{api}/file/bot", request=request, get_updates_request=request
    )


async def greet(bot: Bot) -> str:
    """Ask Telegram who we are, until it answers; returns the bot's user name. BotError if the token is wrong."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise BotError("Telegram does not know this token: look at SGWRS_TELEGRAM_TOKEN") from None
        except TelegramError as error:
            log.warning("Telegram can not be reached (%s); trying again in %.1f s", error, pause)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, 2 * pause)
        else:
            return bot.username
