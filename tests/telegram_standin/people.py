"""The people, groups and channels on the other side of the bot."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.telegram_standin.entities import utf16
from tests.telegram_standin.files import ogg_seconds, picture_size
from tests.telegram_standin.rooms import Delivered, Room
from tests.telegram_standin.rules import LONGEST_TEXT
from tests.telegram_standin.wire import Json
from tests.telegram_standin.world import Query, Said

if TYPE_CHECKING:
    from tests.telegram_standin.world import World

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(@\w+)?")
_PHOTO_SIDES = (90, 320, 800, 1280)
_ADMINISTRATOR_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories", "can_post_messages", "can_edit_messages"),
)


@dataclass(frozen=True)
class Toast:
    """What a person saw when the bot answered a tap."""

    query_id: str
    text: str
    is_alert: bool


def text_content(text: str) -> Json:
    assert 0 < utf16(text) <= LONGEST_TEXT, "an app splits what is longer and does not send what is empty"
    command = _COMMAND.match(text)
    if command is None:
        return {"text": text}
    entity = {"type": "bot_command", "offset": 0, "length": command.end()}
    return {"text": text, "entities": [entity]}


class _Speaker(Room):
    """A chat that updates come from."""

    def _say(self, sender: Json | None, content: Json) -> Said:
        self.known = True
        json = self._world.new_message(self, content, sender)
        self._world.remember(self, json)
        kind = "channel_post" if self.is_channel else "message"
        return Said(json["message_id"], self._world.updates.put({kind: dict(json)}))

    def edits(self, message: int | Said, text: str) -> Said:
        """Changes the words of a message that a person wrote earlier."""
        message_id = message if isinstance(message, int) else message.message_id
        known = self._world.messages.get((self.id, message_id))
        assert known is not None, f"there is no message {message_id} in this chat"
        assert not known.by_bot, "people cannot edit the bot's messages"
        field = "text" if "text" in known.json else "caption"
        known.json.pop("entities", None)
        known.json |= text_content(text) if field == "text" else {"caption": text}
        known.json["edit_date"] = int(self._world.now())
        kind = "edited_channel_post" if self.is_channel else "edited_message"
        return Said(message_id, self._world.updates.put({kind: dict(known.json)}))

    def bot_becomes(self, sender: Json, old: str, new: str) -> int | None:
        """The update that tells the bot that its place in this chat changed."""
        return self._world.updates.put(
            {
                "my_chat_member": {
                    "chat": self.json,
                    "from": sender,
                    "date": int(self._world.now()),
                    "old_chat_member": self._membership(old),
                    "new_chat_member": self._membership(new),
                }
            }
        )

    def _membership(self, status: str) -> Json:
        membership: Json = {"user": self._world.bot, "status": status}
        if status == "kicked":
            membership["until_date"] = 0
        if status == "administrator":
            membership |= dict.fromkeys(_ADMINISTRATOR_RIGHTS, False)
        return membership

    def _file(self, kind: str, content: bytes, facts: Json, size: int | None = None) -> Json:
        files = self._world.files
        return files.described(files.keep(kind, content, by_bot=False, facts=facts, size=size))


class Person(_Speaker):
    """Somebody with Telegram on their phone, and their private chat with the bot."""

    def __init__(self, world: "World", user: Json, *, forbids_voice: bool) -> None:
        names = {name: user[name] for name in ("id", "first_name", "last_name", "username") if name in user}
        super().__init__(world, names | {"type": "private"})
        self.user = user
        self.forbids_voice = forbids_voice
        self.toasts: list[Toast] = []

    def _says(self, content: Json) -> Said:
        assert self.closed is None, f"{self.user['first_name']} cannot write: {self.closed}"
        return self._say(self.user, content)

    def writes(self, text: str, *, reply_to: Delivered | None = None) -> Said:
        quoted = {"reply_to_message": dict(reply_to.json)} if reply_to else {}
        return self._says(text_content(text) | quoted)

    def speaks(self, ogg: bytes, seconds: int | None = None, *, file_size: int | None = None) -> Said:
        """A voice note; a size can be claimed that the bytes do not have."""
        duration = ogg_seconds(ogg) if seconds is None else seconds
        facts = {"duration": duration, "mime_type": "audio/ogg"}
        return self._says({"voice": self._file("voice", ogg, facts, file_size)})

    def sends_audio(self, content: bytes, seconds: int, *, file_name: str = "song.mp3") -> Said:
        facts = {"duration": seconds, "mime_type": "audio/mpeg", "file_name": file_name}
        return self._says({"audio": self._file("audio", content, facts)})

    def sends_document(self, content: bytes, file_name: str, mime_type: str) -> Said:
        facts = {"file_name": file_name, "mime_type": mime_type}
        return self._says({"document": self._file("document", content, facts)})

    def sends_photo(self, picture: bytes, caption: str | None = None) -> Said:
        """Telegram offers several sizes; here they all hold the same bytes."""
        sizes = [
            self._file("photo", picture, {"width": width, "height": height})
            for width, height in photo_sizes(picture)
        ]
        return self._says({"photo": sizes} | ({"caption": caption} if caption else {}))

    def sends_video_note(self, content: bytes, seconds: int) -> Said:
        return self._says({"video_note": self._file("video_note", content, {"length": 240, "duration": seconds})})

    def sends_sticker(self, content: bytes = b"RIFF\0\0\0\0WEBP", emoji: str = "👍") -> Said:
        facts = {"type": "regular", "width": 512, "height": 512, "emoji": emoji}
        facts |= {"is_animated": False, "is_video": False}
        return self._says({"sticker": self._file("sticker", content, facts)})

    def sends_location(self, latitude: float = 51.48, longitude: float = -3.18) -> Said:
        return self._says({"location": {"latitude": latitude, "longitude": longitude}})

    def sends_contact(self, phone_number: str = "+441632960000", first_name: str = "Bob") -> Said:
        return self._says({"contact": {"phone_number": phone_number, "first_name": first_name}})

    def taps(self, message: Delivered, button: str | tuple[str, str]) -> str:
        """Taps a button that is on the message now, named by its data or its text; returns the query's id."""
        assert self.closed is None, f"{self.user['first_name']} cannot tap: {self.closed}"
        query_id = str(4_000_000_000_000_000 + self._world.next_id())
        query = {
            "id": query_id,
            "from": self.user,
            "message": dict(message.json),
            "chat_instance": str(-self.id * 7919),
            "data": message.data_of(button),
        }
        self._world.queries[query_id] = Query(self, self._world.now())
        self._world.updates.put({"callback_query": query})
        return query_id

    def blocks(self) -> int | None:
        self.closed = "bot was blocked by the user"
        return self.bot_becomes(self.user, "member", "kicked")

    def unblocks(self) -> int | None:
        self.closed = None
        return self.bot_becomes(self.user, "kicked", "member")

    def deletes_account(self) -> None:
        self.closed = "user is deactivated"


class Group(_Speaker):
    """A group the bot was added to; it sees every message there."""

    def writes(self, person: Person, text: str) -> Said:
        return self._say(person.user, text_content(text))

    def removes_bot(self, person: Person) -> int | None:
        self.closed = "bot was kicked from the supergroup chat"
        return self.bot_becomes(person.user, "member", "kicked")


class Channel(_Speaker):
    """A channel the bot is an administrator of."""

    def posts(self, text: str) -> Said:
        return self._say(None, text_content(text))


def photo_sizes(picture: bytes) -> list[tuple[int, int]]:
    size = picture_size(picture)
    assert size is not None, "an app sends JPEG or PNG as a photo"
    longest = max(size)
    sides = [side for side in _PHOTO_SIDES if side < longest] + [min(longest, _PHOTO_SIDES[-1])]
    shapes = dict.fromkeys(
        (max(1, size[0] * side // longest), max(1, size[1] * side // longest)) for side in sides
    )
    return list(shapes)
