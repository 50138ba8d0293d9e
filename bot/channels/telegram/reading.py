"""What an update from Telegram means. Pure: nothing is fetched, nothing is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from telegram import ChatMember, Message, Update

from bot.core.events import Asked, Began, Edited, Incoming, Sent, Strange, Tapped, Wrote
from bot.core.phrases import COMMANDS

_COMMAND = re.compile(r"/(?P<name>[A-Za-z]\w{0,31})(@\w+)?(?P<rest>\s.*)?$", re.DOTALL)

BIGGEST = 20_000_000
"""Telegram gives bots files of at most 20 MB."""


@dataclass(frozen=True)
class Meant:
    """What somebody did in a private chat.

    `order` is their message's number, where it has one of its own; `phone` the language of their phone, or "".
    """

    address: str
    incoming: Incoming
    order: int | None = None
    phone: str = ""


@dataclass(frozen=True)
class Left:
    """Somebody blocked the bot."""

    address: str


@dataclass(frozen=True)
class Crowd:
    """Somebody called the bot in a group."""

    address: str
    language: str


def meaning(update: Update) -> Meant | Left | Crowd | None:
    """What this update is about; None if nothing of ours."""
    if update.callback_query:
        query = update.callback_query
        private = query.message is not None and query.message.chat.type == "private"
        return Meant(str(query.from_user.id), _tap(query.data or "")) if private else None
    if update.my_chat_member:
        change = update.my_chat_member
        gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return Left(str(change.chat.id)) if gone and change.chat.type == "private" else None
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    if message.chat.type != "private":
        called = update.message is not None and _command(message) is not None
        return Crowd(str(message.chat.id), message.from_user.language_code or "") if called else None
    incoming = _edit(message) if update.edited_message else _message(message)
    phone = (message.from_user.language_code or "").partition("-")[0]
    return Meant(str(message.chat.id), incoming, message.message_id, phone) if incoming else None


def _tap(data: str) -> Tapped:
    ask, _, rest = data.partition(":")
    step, _, key = rest.partition(":")
    return Tapped(int(ask) if ask.isdecimal() and len(ask) < 10 else 0, step, key)  # noqa: PLR2004


def _edit(message: Message) -> Edited:
    return Edited(str(message.message_id), message.text or message.caption or "")


def _message(message: Message) -> Incoming | None:
    source = str(message.message_id)
    if command := _command(message):
        name, argument = command
        if name == "start":
            return Began(argument or None)
        return Asked(name if name in COMMANDS else "help")
    if message.text is not None:
        return Wrote(message.text, source)
    if sound := message.voice or message.audio or message.video_note:
        return _sent("voice", sound, message)
    if message.photo:
        return _sent("photo", message.photo[-1], message)
    if message.document and (message.document.mime_type or "").startswith(("image/", "audio/")):
        kind: Literal["voice", "photo"] = (
            "photo" if (message.document.mime_type or "").startswith("image/") else "voice"
        )
        return _sent(kind, message.document, message)
    return None if _is_notice(message) else Strange()


def _sent(kind: Literal["voice", "photo"], file: Any, message: Message) -> Sent:
    duration = getattr(file, "duration", 0)
    seconds = int(duration.total_seconds()) if isinstance(duration, timedelta) else int(duration or 0)
    return Sent(
        kind,
        file.file_id,
        seconds,
        message.caption or "",
        str(message.message_id),
        too_big=(file.file_size or 0) > BIGGEST,
    )


def _command(message: Message) -> tuple[str, str] | None:
    """A command's name and what stands behind it, or None: not all that begins with a stroke is a command."""
    found = _COMMAND.match(message.text or "")
    return (found["name"].lower(), (found["rest"] or "").strip()) if found else None


def _is_notice(message: Message) -> bool:
    """Whether Telegram itself wrote this (a title changed, a message pinned): nobody spoke to us."""
    return bool(
        message.pinned_message
        or message.message_auto_delete_timer_changed
        or message.write_access_allowed
        or message.chat_background_set
    )
