"""What Telegram refuses, in our terms."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.errors import DeliveryError

_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


def is_gone(error: TelegramError) -> bool:
    """Whether there is nobody in this chat any more."""
    return any(words in error.message.lower() for words in _GONE)


def delivery_error(error: TelegramError) -> DeliveryError:
    """Telegram's refusal in our terms."""
    if wait := seconds_asked(error):
        return DeliveryError("too many messages", retry_after=wait)
    permanent = isinstance(error, Forbidden | ChatMigrated) or is_gone(error)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return DeliveryError(f"Telegram can not be reached: {error.message}")
    return DeliveryError(error.message, permanent=permanent, refused=isinstance(error, BadRequest))


def seconds_asked(error: Exception) -> float | None:
    """How many seconds Telegram asks us to wait, if it does."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
