"""Everything the stand-in remembers: chats, messages, files, callback queries and the bot's own profile."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.telegram_standin.faults import Faults
from tests.telegram_standin.files import FileStore, StoredFile
from tests.telegram_standin.rooms import KINDS, Delivered, Room
from tests.telegram_standin.updates import UpdateQueue, Webhook
from tests.telegram_standin.wire import Json, Params, bad_request, forbidden


@dataclass
class Message:
    """A message in a chat, the bot's or somebody's."""

    room: Room
    json: Json
    delivered: Delivered | None = None
    keyboard: Json | None = None  # a markup that is not inline: such a message cannot be edited

    @property
    def by_bot(self) -> bool:
        return self.delivered is not None


@dataclass
class Query:
    """A tap on a button that waits for its answer."""

    room: Room
    asked: float
    answered: bool = False


@dataclass
class Profile:
    """What the bot set about itself, by scope and language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What a person did: the message, and the update that tells the bot if it wants to be told."""

    message_id: int
    update_id: int | None


class World:
    def __init__(self, token: str, first_update_id: int) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Stand-in",
            "username": "stand_in_bot",
        }
        self.skew = 0.0
        self.query_lifetime = 30.0
        self.faults = Faults()
        self.updates = UpdateQueue(self.faults, self.now, first_update_id)
        self.webhook = Webhook(self.updates, self.faults)
        self.files = FileStore(self.now)
        self.profile = Profile()
        self.rooms: dict[int, Room] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self.queries: dict[str, Query] = {}
        self._message_ids = count(1)
        self._ids = count(1)

    def now(self) -> float:
        return time.time() + self.skew

    def next_id(self) -> int:
        return next(self._ids)

    def new_message(self, room: Room, content: Json, sender: Json | None) -> Json:
        message: Json = {"message_id": next(self._message_ids)}
        if sender is not None:
            message["from"] = sender
        if room.is_channel:
            message["sender_chat"] = room.json
        return message | {"chat": room.json, "date": int(self.now())} | content

    def remember(self, room: Room, json: Json) -> Message:
        message = Message(room, json)
        self.messages[room.id, json["message_id"]] = message
        return message

    def room_to_write_in(self, params: Params) -> Room:
        room = self.room_of(params)
        if room.closed is not None:
            raise forbidden(room.closed)
        return room

    def room_of(self, params: Params) -> Room:
        if not params.text("chat_id"):
            raise bad_request("chat_id is empty")
        room = self.rooms.get(params.integer("chat_id", 0))
        if room is None or not room.known:
            raise bad_request("chat not found")
        return room

    def message_of(self, params: Params, missing: str) -> Message:
        room = self.room_of(params)
        message = self.messages.get((room.id, params.integer("message_id", 0)))
        if message is None:
            raise bad_request(missing)
        return message

    def reply_target(self, room: Room, params: Params) -> Json:
        """The `reply_to_message` part of a new message, if the bot asked for one."""
        reply: Any = params.parsed("reply_parameters", "reply parameters")
        if reply is None and params.has("reply_to_message_id"):
            reply = {
                "message_id": params.integer("reply_to_message_id", 0),
                "allow_sending_without_reply": params.boolean("allow_sending_without_reply"),
            }
        if reply is None:
            return {}
        if "message_id" not in reply:
            raise bad_request('can\'t find field "message_id"')
        target = self.messages.get((room.id, reply["message_id"]))
        if target is not None:
            shown = {name: value for name, value in target.json.items() if name != "reply_to_message"}
            return {"reply_to_message": shown}
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")

    def deliver(
        self,
        room: Room,
        content: Json,
        *,
        method: str,
        asked: str,
        markup: Json | None,
        file: StoredFile | None = None,
        uploaded: bool = False,
    ) -> Json:
        """Puts the bot's message into the chat."""
        inline = markup if markup and "inline_keyboard" in markup else None
        shown = {"reply_markup": inline} if inline else {}
        json = self.new_message(room, content | shown, None if room.is_channel else self.bot)
        message = self.remember(room, json)
        message.keyboard = None if inline else markup
        rows = (message.keyboard or {}).get("keyboard", [])
        message.delivered = Delivered(
            json,
            method,
            asked,
            file_id=_file_id(content) if file else None,
            content=file.content if file else None,
            uploaded=uploaded,
            keyboard=[[one if isinstance(one, str) else one["text"] for one in row] for row in rows],
        )
        room.take(message.delivered)
        return json


def _file_id(content: Json) -> str:
    held = next(content[kind] for kind in KINDS if kind in content)
    return str((held[-1] if isinstance(held, list) else held)["file_id"])
