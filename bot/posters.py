"""What stands on posters, and where their codes lead: to the bot on Telegram, else to the chat in the browser."""

from __future__ import annotations

import asyncio

from bot.channels.telegram.connecting import greet, telegram_bot
from bot.channels.telegram.request import Request
from bot.content import Content
from bot.core import phrases
from bot.core.events import Phrase
from bot.errors import BotError
from bot.i18n import direction, isolated
from bot.pictures.poster import Poster
from bot.settings import Settings

_PATIENCE = 30.0
"""Seconds in which Telegram has to say what our bot is called."""


async def posters(settings: Settings, content: Content) -> list[Poster]:
    """One for each language that is offered. BotError if there is nowhere to lead to."""
    address, link = await _where(settings)
    return [_poster(content, language, address, link) for language in content.consultation.languages]


async def _where(settings: Settings) -> tuple[str, str]:
    """The address to type, and the link up to the language."""
    if settings.telegram_token:
        address = f"t.me/{await _name(settings)}"
        return address, f"https://{address}?start="
    if settings.public_url:
        return settings.public_url.partition("://")[2], f"{settings.public_url}/?language="
    raise BotError("A poster leads somewhere: set SGWRS_TELEGRAM_TOKEN, or SGWRS_PUBLIC_URL for the browser chat.")


async def _name(settings: Settings) -> str:
    bot = telegram_bot(settings.telegram_token, settings.telegram_api, Request())
    try:
        async with asyncio.timeout(_PATIENCE):
            return await greet(bot)
    except TimeoutError:
        raise BotError("Telegram can not be reached, and only it knows what your bot is called.") from None
    finally:
        await bot.shutdown()


def _poster(content: Content, language: str, address: str, link: str) -> Poster:
    wording = content.wording()
    where = Phrase(phrases.POSTER_ADDRESS, {"address": address})
    return Poster(
        language=language,
        rtl=direction(language) == "rtl",
        title=wording.line(phrases.POSTER_TITLE, language),
        speaks=wording.line(phrases.POSTER_LANGUAGE, language),
        how=wording.line(phrases.POSTER_HOW, language),
        link=f"{link}{language}",
        address=isolated(wording.phrase(where, language), language),
        asks=isolated(wording.line(phrases.POSTER_FROM, language), language),
    )
