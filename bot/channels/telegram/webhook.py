"""Takes updates in as Telegram posts them to us, where it can reach us."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.intake import KINDS, Intake
from bot.channels.telegram.wire import read_json
from bot.errors import StoreError
from bot.metrics import ERRORS

log = logging.getLogger(__name__)

PATH: Final = "/telegram"
_HEADER: Final = "x-telegram-bot-api-secret-token"
_BIGGEST: Final = 1_000_000
"""Bytes of one update; the longest that Telegram makes are some tens of thousands."""

_LEAVING: Final = 3.0
"""Seconds that Telegram has for taking the webhook off; the next start does it anyway."""


class Webhook:
    """The address that Telegram posts to, as a `route` for the site. Telegram knows it from `open` to `close`."""

    def __init__(self, calls: Calls, intake: Intake, public_url: str, secret: bytes) -> None:
        self._calls = calls
        self._intake = intake
        self._url = f"{public_url}{PATH}"
        self._secret = hmac.new(secret, f"telegram webhook {self._url}".encode(), hashlib.sha256).hexdigest()
        self.route = Route(PATH, self._receive, methods=["POST"])

    async def open(self) -> bool:
        """Tell Telegram where to post. False if it will not post there. Raises TelegramError."""
        values = {"url": self._url, "secret_token": self._secret, "allowed_updates": KINDS}
        try:
            await self._calls("setWebhook", values)
        except BadRequest as error:
            log.warning("Telegram does not post to SGWRS_PUBLIC_URL, so messages are fetched instead: %s", error)
            return False
        return True

    async def close(self) -> None:
        """Telegram keeps what comes from now on, until it is told where to post again, or is asked."""
        try:
            async with asyncio.timeout(_LEAVING):
                await self._calls("deleteWebhook", {"drop_pending_updates": False})
        except (TelegramError, TimeoutError) as error:
            log.warning("the webhook could not be taken off: %s", error)

    async def _receive(self, request: Request) -> Response:
        """200 only when the turn is on disk; anything else makes Telegram post the update again."""
        if not hmac.compare_digest(request.headers.get(_HEADER, "").encode(), self._secret.encode()):
            log.warning("something that is not Telegram was refused at the webhook")
            return PlainTextResponse("This is not Telegram.", 403)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return PlainTextResponse("Nobody is there.", 400)
        if body is None:
            return PlainTextResponse("Too much.", 413)
        update = _update(body)
        if update is None:
            return PlainTextResponse("This is no update.", 400)
        try:
            await self._intake.begin(update)
        except StoreError as error:
            ERRORS.labels("intake").inc()
            log.warning("a message can not be taken in just now: %s", error)
            return PlainTextResponse("Not now.", 503)
        return PlainTextResponse("Taken.")


async def _body(request: Request) -> bytes | None:
    """What was posted; None if it is too much."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BIGGEST:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = read_json(body)
    except ValueError:
        return None
    known = isinstance(update, dict) and type(update.get("update_id")) is int
    return update if known else None
