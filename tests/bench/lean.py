"""A lean stand-in for Telegram's Bot API: it checks little and costs little, so that no bot is limited by it.

Updates are kept until an offset says that they arrived, as Telegram does. What the bot says reaches people by a
call; what people do waits for the bot's next request. The strict stand-in is what the tests use.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from itertools import count, islice
from typing import Self

from tests.bench.wire import Connection, Fields, Request

_MOST_UPDATES = 100
_EVERYTHING_IS_FINE = {
    *("answercallbackquery", "deletewebhook", "sendchataction", "setmycommands", "setmydescription"),
    *("setmyshortdescription", "setmyname", "setchatmenubutton", "editmessagereplymarkup", "deletemessage"),
    *("logout", "close", "setmessagereaction"),
}
_KINDS = {"sendmessage": "text", "sendvoice": "voice", "sendaudio": "audio", "sendphoto": "photo"}
_SOUND = '{"duration":5,"mime_type":"audio/ogg"}'
_DESCRIPTIONS = {"voice": _SOUND, "audio": _SOUND, "photo": '{"width":1024,"height":768}'}

Arrives = Callable[[str, str], None]
"""What a person does when a message of the bot arrives: it comes as JSON, and so do its buttons ("" if none)."""


class LeanApi:
    """A running stand-in that knows one bot. `away` is the seconds to the bot and back.

    Messages and updates are numbered from `first` on: a bot that met one stand-in must not know the next one's.
    """

    def __init__(self, token: str, *, away: float = 0.0, first: int = 1) -> None:
        self.token = token
        self.url = ""
        self._away = away
        self._bot = json.dumps(
            {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Lean", "username": "lean_bot"}
        )
        self._server: asyncio.Server | None = None
        self._rooms: dict[int, tuple[str, Arrives]] = {}
        self._files: dict[str, str] = {}  # file id → its description
        self._contents: dict[str, bytes] = {}  # the same of what people sent
        self._numbers = count(first)
        self._update_numbers = count(first)
        self._updates: deque[tuple[int, str]] = deque()
        self._poll: Request | None = None
        self._poll_ends: asyncio.TimerHandle | None = None
        self._handing_over = False

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._carry_out, self._away), "127.0.0.1", 0, backlog=1024
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *failure: object) -> None:
        assert self._server
        if self._poll_ends:
            self._poll_ends.cancel()
        self._server.close()

    # ---- the people

    def joins(self, person: int, chat: str, arrives: Arrives) -> None:
        """From now on the bot can write to this person."""
        self._rooms[person] = (chat, arrives)

    def number(self) -> int:
        return next(self._numbers)

    def keeps(self, content: bytes, description: str) -> str:
        """A file that somebody sends: its description, with the id it has from now on."""
        return self._files[self._named(description, content)]

    def hears(self, update: str) -> None:
        """Somebody did something: `update` is the update without its braces and its number."""
        number = next(self._update_numbers)
        self._updates.append((number, f'{{"update_id":{number},{update}}}'))
        if self._poll and not self._handing_over:
            # A moment later: what others do in the same moment goes along.
            self._handing_over = True
            asyncio.get_running_loop().call_soon(self._hand_over)

    # ---- the bot

    def _carry_out(self, request: Request) -> None:
        *_, token, name = request.path.split("/", 2)
        if token != f"bot{self.token}":
            self._give_file(request)
            return
        name = name.lower()
        if name == "getupdates":
            self._get_updates(request)
        elif kind := _KINDS.get(name):
            self._send(request, kind)
        elif name in _EVERYTHING_IS_FINE:
            request.result("true")
        elif name == "getme":
            request.result(self._bot)
        elif name == "getfile":
            file = request.fields["file_id"]
            request.result(f'{self._files[file][:-1]},"file_path":"voice/{file}.oga"}}')
        else:
            request.refusal(404, "Not Found")

    def _give_file(self, request: Request) -> None:
        content = self._contents.get(request.path.rpartition("/")[2].removesuffix(".oga"))
        if content is None:
            request.refusal(404, "Not Found")
        else:
            request.answer(content, kind="application/octet-stream")

    def _get_updates(self, request: Request) -> None:
        offset = int(request.fields.get("offset", 0))
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        if self._poll:
            self._poll.refusal(409, "Conflict: terminated by other getUpdates request")
        self._poll = request
        if self._poll_ends:
            self._poll_ends.cancel()
            self._poll_ends = None
        patience = float(request.fields.get("timeout", 0))
        if self._updates or not patience:
            self._hand_over()
        else:
            self._poll_ends = asyncio.get_running_loop().call_later(patience, self._hand_over)

    def _hand_over(self) -> None:
        self._handing_over = False
        request, self._poll = self._poll, None
        if request:
            most = min(int(request.fields.get("limit", _MOST_UPDATES)), _MOST_UPDATES)
            updates = ",".join(update for _, update in islice(self._updates, most))
            request.result(f"[{updates}]")

    def _send(self, request: Request, kind: str) -> None:
        fields = request.fields
        room = self._rooms.get(int(fields["chat_id"]))
        content = self._content(kind, fields)
        if room is None or content is None:
            request.refusal(400, "Bad Request: " + ("chat not found" if content else "wrong file identifier"))
            return
        chat, arrives = room
        buttons = fields.get("reply_markup", "")
        under = f',"reply_markup":{buttons}' if buttons else ""
        begin = f'{{"message_id":{self.number()},"from":{self._bot},"chat":{chat},"date":{int(time.time())}'
        message = f"{begin},{content}{under}}}"
        request.result(message)
        arrives(message, buttons)

    def _content(self, kind: str, fields: Fields) -> str | None:
        """The message's own part; None if it is a file that nobody knows."""
        if kind == "text":
            return f'"text":{json.dumps(fields["text"])}'
        file = fields.get(kind, "attach://")
        if file.startswith("attach://"):
            file = self._named(_DESCRIPTIONS[kind], b"")
        if file not in self._files:
            return None
        described = self._files[file] if kind != "photo" else f"[{self._files[file]}]"
        caption = f',"caption":{json.dumps(fields["caption"])}' if "caption" in fields else ""
        return f'"{kind}":{described}{caption}'

    def _named(self, description: str, content: bytes) -> str:
        file = f"AwACAgQ{self.number():08d}"
        self._files[file] = f'{{"file_id":"{file}","file_unique_id":"AgAD{file}",{description[1:]}'
        if content:
            self._contents[file] = content
        return file
