"""What an update from Telegram means. Pure: nothing is fetched, nothing is said.

Updates are read as they come, as plain JSON: the library's objects would cost more than the rest of a turn.
Whatever is not as Telegram's documentation has it is taken as not there; nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from bot.core.events import Asked, Began, Edited, Incoming, Sent, Strange, Tapped, Wrote
from bot.core.phrases import COMMANDS
from bot.core.rights.phrases import COMMANDS as RIGHTS

_COMMAND = re.compile(r"/(?P<name>[A-Za-z]\w{0,31})(@\w+)?(?P<rest>\s.*)?$", re.DOTALL)
_NOT_KEPT = re.compile("[\ud800-\udfff]")
"""What no database and no file takes: halves of letters."""

_SOUNDS = ("voice", "audio", "video_note")
_NOTICES = (
    *("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set"),
    *("new_chat_members", "left_chat_member", "group_chat_created", "boost_added"),
)
"""What Telegram itself writes into a chat: nobody spoke to us."""

_JOIN = "join-"
"""How an invitation begins that is opened in Telegram."""

_LATEST = datetime(3000, 1, 1, tzinfo=UTC).timestamp()
_LONGEST = 24 * 3600

BIGGEST = 20_000_000
"""Telegram gives bots files of at most 20 MB."""

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Meant:
    """What somebody did in a private chat.

    `order` is their message's number, where it has one of its own; `phone` the language of their phone, or "";
    `at` when they sent it, None where Telegram does not say; `query` the tap that waits for an answer, or "".
    """

    address: str
    incoming: Incoming
    order: int | None = None
    phone: str = ""
    at: datetime | None = None
    query: str = ""


@dataclass(frozen=True)
class Left:
    """Somebody blocked the bot."""

    address: str


@dataclass(frozen=True)
class Crowd:
    """Somebody called the bot in a group."""

    address: str
    language: str


@dataclass(frozen=True)
class Door:
    """Somebody wants to the board: with the secret of an invitation, or "" as a member."""

    address: str
    phone: str
    secret: str


@dataclass(frozen=True)
class Enter:
    """Somebody wants to another room: to lend their voice ("lend"), to go through what was said ("review"), or to
    take answers out ("export").
    """

    address: str
    phone: str
    room: str


def meaning(update: Json) -> Meant | Left | Crowd | Door | Enter | None:
    """What this update is about; None if nothing of ours."""
    if query := _inside(update, "callback_query"):
        return _tap(query)
    if change := _inside(update, "my_chat_member"):
        chat = _inside(change, "chat")
        gone = _inside(change, "new_chat_member").get("status") in ("kicked", "left")
        return Left(_id(chat)) if gone and chat.get("type") == "private" and _id(chat) else None
    edited = _inside(update, "edited_message")
    message = _inside(update, "message") or edited
    chat, sender = _inside(message, "chat"), _inside(message, "from")
    if not _id(chat) or not _id(sender):
        return None
    phone = _words(sender, "language_code").partition("-")[0]
    if chat.get("type") != "private":
        called = message is not edited and _command(message) is not None
        return Crowd(_id(chat), phone) if called else None
    order = message.get("message_id")
    if not isinstance(order, int):
        return None
    if message is not edited and (door := _door(message)) is not None:
        return Door(_id(chat), phone, door)
    if message is not edited and (command := (_command(message) or ("",))[0]) in _ROOMS:
        return Enter(_id(chat), phone, command)
    if message is edited:
        text = _words(message, "text") or _words(message, "caption")
        return Meant(_id(chat), Edited(str(order), text), phone=phone)
    incoming = _message(message, str(order))
    return Meant(_id(chat), incoming, order, phone, _moment(message)) if incoming else None


_ROOMS = ("lend", "review", "export")
"""Commands that lead out of the conversation."""

# ---- the parts of an update, or nothing where they are not what they should be


def _inside(values: Json, name: str) -> Json:
    found = values.get(name) if isinstance(values, dict) else None
    return found if isinstance(found, dict) else {}


def _words(values: Json, name: str) -> str:
    found = values.get(name)
    return _NOT_KEPT.sub("", found) if isinstance(found, str) else ""


def _number(values: Json, name: str, most: int) -> int:
    found = values.get(name)
    return int(min(max(found, 0), most)) if isinstance(found, int | float) and found == found else 0  # noqa: PLR0124 - NaN


def _id(values: Json) -> str:
    found = values.get("id")
    return str(found) if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63 else ""


def _moment(message: Json) -> datetime | None:
    date = message.get("date")
    return datetime.fromtimestamp(date, UTC) if isinstance(date, int) and 0 < date < _LATEST else None


# ---- what it says


def _tap(query: Json) -> Meant | None:
    person, chat = _inside(query, "from"), _inside(_inside(query, "message"), "chat")
    if not _id(person) or chat.get("type") != "private":
        return None
    ask, _, rest = _words(query, "data").partition(":")
    step, _, key = rest.partition(":")
    number = int(ask) if ask.isascii() and ask.isdecimal() and len(ask) < 10 else 0  # noqa: PLR2004 - digits of a number
    return Meant(_id(person), Tapped(number, step, key), query=_words(query, "id"))


def _message(message: Json, source: str) -> Incoming | None:
    if command := _command(message):
        name, argument = command
        if name == "start":
            return Began(argument or None)
        return Asked(name if name in COMMANDS or name in RIGHTS else "help")
    if isinstance(message.get("text"), str):
        return Wrote(_words(message, "text"), source)
    for kind in _SOUNDS:
        if sound := _inside(message, kind):
            return _sent("voice", sound, message, source)
    sizes = message.get("photo")
    if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict):
        return _sent("photo", sizes[-1], message, source)
    if document := _inside(message, "document"):
        kind = _words(document, "mime_type").partition("/")[0]
        if kind in ("image", "audio"):
            return _sent("photo" if kind == "image" else "voice", document, message, source)
    return None if any(notice in message for notice in _NOTICES) else Strange()


def _sent(kind: Literal["voice", "photo"], file: Json, message: Json, source: str) -> Incoming:
    name = _words(file, "file_id")
    if not name:
        return Strange()
    too_big = _number(file, "file_size", BIGGEST + 1) > BIGGEST
    seconds = _number(file, "duration", _LONGEST)
    return Sent(kind, name, seconds, _words(message, "caption"), source, too_big=too_big)


def _door(message: Json) -> str | None:
    """The secret of an invitation, "" where a member wants in, None if this is about something else."""
    name, argument = _command(message) or ("", "")
    if name == "start" and argument.startswith(_JOIN):
        return argument.removeprefix(_JOIN)
    return "" if name == "board" else None


def _command(message: Json) -> tuple[str, str] | None:
    """A command's name and what stands behind it, or None: not all that begins with a stroke is a command."""
    found = _COMMAND.match(_words(message, "text"))
    return (found["name"].lower(), (found["rest"] or "").strip()) if found else None
