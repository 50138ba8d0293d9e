"""Chats, and what the people in them saw of the bot."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.telegram_standin.updates import Signal
from tests.telegram_standin.wire import Json

if TYPE_CHECKING:
    from tests.telegram_standin.world import World

KINDS = ("voice", "audio", "photo", "document", "text")


@dataclass
class Delivered:
    """One message of the bot as it stands in a chat now; edits change it in place."""

    json: Json
    method: str
    asked: str
    file_id: str | None = None
    content: bytes | None = None
    uploaded: bool = False
    keyboard: list[list[str]] = field(default_factory=list)
    at: float = field(default_factory=time.monotonic)
    edits: int = 0
    deleted: bool = False

    @property
    def message_id(self) -> int:
        return int(self.json["message_id"])

    @property
    def kind(self) -> str:
        """What Telegram made of it, which is not always what the bot meant it to be."""
        return next(kind for kind in KINDS if kind in self.json)

    @property
    def as_asked(self) -> bool:
        return self.kind == self.asked

    @property
    def text(self) -> str | None:
        return self.json.get("text")

    @property
    def caption(self) -> str | None:
        return self.json.get("caption")

    @property
    def words(self) -> str:
        return self.text or self.caption or ""

    @property
    def reply_to(self) -> int | None:
        target = self.json.get("reply_to_message")
        return target["message_id"] if target else None

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of (text, callback data); other kinds of button have what they hold instead of the data."""
        rows = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [
                (button["text"], str(next(value for name, value in button.items() if name != "text")))
                for button in row
            ]
            for row in rows
        ]

    def data_of(self, button: str | tuple[str, str]) -> str:
        """The callback data of a button that is there now, found by its data or by its text."""
        if self.deleted:
            raise AssertionError(f"message {self.message_id} is deleted: nobody can tap {button!r}")
        flat = [
            (one["text"], one["callback_data"])
            for row in self.json.get("reply_markup", {}).get("inline_keyboard", [])
            for one in row
            if "callback_data" in one
        ]
        for text, data in flat:
            if button in (data, (text, data)):
                return str(data)
        for text, data in flat:
            if button == text:
                return str(data)
        raise AssertionError(f"no button {button!r} on message {self.message_id}; there are {flat}")


class Room:
    """A chat the bot can be in."""

    def __init__(self, world: "World", json: Json) -> None:
        self._world = world
        self._seen = 0
        self._changed = Signal()
        self.json = json
        self.chat: list[Delivered] = []
        self.actions: list[str] = []
        self.reactions: dict[int, str] = {}
        self.known = False
        self.closed: str | None = None  # why the bot may not write here

    @property
    def id(self) -> int:
        return int(self.json["id"])

    @property
    def is_private(self) -> bool:
        return bool(self.json["type"] == "private")

    @property
    def is_channel(self) -> bool:
        return bool(self.json["type"] == "channel")

    def take(self, message: Delivered) -> None:
        self.chat.append(message)
        self._changed.fire()

    def touched(self) -> None:
        """Something in this chat changed without a new message."""
        self._changed.fire()

    async def receives(self, n: int = 1, timeout: float = 20) -> list[Delivered]:  # noqa: ASYNC109
        """The next n messages nobody has asked for yet."""
        wanted = self._seen + n
        if not await self._changed.until(lambda: len(self.chat) >= wanted, timeout):
            came = [message.words or message.kind for message in self.chat[self._seen :]]
            raise AssertionError(f"waited {timeout} s for {n} message(s), got {len(came)}: {came}")
        new = self.chat[self._seen : wanted]
        self._seen = wanted
        return new

    async def quiet(self, seconds: float) -> None:
        """Nothing is unread now and nothing comes for that long."""
        if await self._changed.until(lambda: len(self.chat) > self._seen, seconds):
            came = [message.words or message.kind for message in self.chat[self._seen :]]
            raise AssertionError(f"expected quiet, but there came {came}")

    async def until(self, true: Callable[[], object], timeout: float = 20) -> None:  # noqa: ASYNC109
        """Waits for something about this chat, such as an edit, to become true."""
        if not await self._changed.until(true, timeout):
            raise AssertionError(f"waited {timeout} s in vain; the chat is {[m.words for m in self.chat]}")
