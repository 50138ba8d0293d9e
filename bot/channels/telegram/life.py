"""Telegram's side of the running bot, from the greeting to the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.connecting import greet
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.polling import Polling, forget_webhook
from bot.channels.telegram.refusals import seconds_asked
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.webhook import Webhook
from bot.runner.delivery import Delivery

log = logging.getLogger(__name__)

_PAUSE = 5.0


class TelegramLife:
    """Everything of one bot account. `webhook` is None where Telegram can not reach us, and is asked instead."""

    def __init__(
        self,
        bot: Bot,
        calls: Calls,
        channel: TelegramChannel,
        delivery: Delivery,
        intake: Intake,
        polling: Polling,
        webhook: Webhook | None,
        introduce: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._bot = bot
        self._calls = calls
        self.channel = channel
        self.delivery = delivery
        self.intake = intake
        self._polling = polling
        self.webhook = webhook
        self._introduce = introduce
        self.ready = False

    async def run(self, announce: Callable[[str], None]) -> None:
        """Run until cancelled. BotError if Telegram does not know us."""
        try:
            name = await greet(self._bot)
            announce(f"Telegram: https://t.me/{name}")
            await self.channel.open()
            await forget_webhook(self._calls)
            await self._polling.catch_up()
            # Only now: what waited at Telegram is taken in, so no answer can land under the wrong question.
            posted = await self._open_webhook()
            self.ready = True
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.delivery.run())
                tasks.create_task(self._until_cancelled() if posted else self._polling.run())
                tasks.create_task(self._introduce())
        finally:
            self.ready = False
            await self._bot.shutdown()

    async def _open_webhook(self) -> bool:
        """Whether Telegram posts to us from now on."""
        while self.webhook:
            try:
                return await self.webhook.open()
            except TelegramError as error:
                wait = seconds_asked(error) or _PAUSE
                log.warning("the webhook can not be set (%s); trying again in %.0f s", error, wait)
                await asyncio.sleep(wait)
        return False

    async def _until_cancelled(self) -> None:
        assert self.webhook
        try:
            await asyncio.Event().wait()
        finally:
            await self.webhook.close()
