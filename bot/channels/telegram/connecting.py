"""Getting to know Telegram at the start."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.errors import BotError

log = logging.getLogger(__name__)

_PAUSE = 5.0


def telegram_bot(token: str, api: str, request: BaseRequest) -> Bot:
    """A bot on the Bot API server at `api`; all its requests go one way."""
    return Bot(
        token, base_url=f"{api}/bot", base_file_url=f"{api}/file/bot", request=request, get_updates_request=request
    )


async def greet(bot: Bot) -> str:
    """Ask Telegram who we are, until it answers; returns the bot's user name. BotError if the token is wrong."""
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise BotError("Telegram does not know this token: look at SGWRS_TELEGRAM_TOKEN") from None
        except TelegramError as error:
            log.warning("Telegram can not be reached (%s); trying again in %.0f s", error, _PAUSE)
            await asyncio.sleep(_PAUSE)
        else:
            return bot.username
