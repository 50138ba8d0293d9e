"""What a form says, whatever is in it: nothing that comes in here can break a turn."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot.channels.web.uploads import Uploads
from bot.core.events import Asked, Incoming, Sent, Strange, Tapped, Wrote
from bot.core.phrases import COMMANDS
from bot.core.rights.phrases import COMMANDS as RIGHTS
from bot.errors import SpeechError, TooLongError

BIGGEST: Final = 20_000_000
"""Bytes of one upload: as much as Telegram lets a bot have. A form may hold a voice and a photo."""

LONGEST: Final = 20_000
"""Letters of one answer: some ten pages."""

_FORM: Final = 2 * BIGGEST + 200_000
_STILL_READ: Final = 5 * _FORM
"""Bytes that are read and let fall: a browser that is cut off never hears that it was too much."""

_ONCE: Final = re.compile(r"[\w-]{8,48}", re.ASCII)
_ASK: Final = re.compile(r"\d{1,9}", re.ASCII)
_KEY: Final = re.compile(r"(\d{1,9}):([\w.-]{0,48}):([\w.-]{1,64})", re.ASCII)
_COMMANDS: Final = COMMANDS.keys() | RIGHTS.keys()
"""What can be asked for by its name, as in Telegram: /help, /mydata, /forget …"""

_KEPT_CONTROLS: Final = "\n\t"


@dataclass(frozen=True)
class Said:
    """What one press of a button sent: mostly one thing, but a voice, a photo and words may come together.

    `once` is the form's own number: the same press twice is one answer. `ask` is the question they had before
    them, None where the form does not say.
    """

    once: str
    ask: int | None
    incoming: tuple[Incoming, ...]


_TOO_MUCH: Final = Sent("voice", "", too_big=True)


async def read(request: Request, uploads: Uploads) -> Said:
    """What was sent, uploads kept. ClientDisconnect if the sender went away, StoreError if the disk is full."""
    body = _Bounded(request)
    try:
        async with body.request.form(max_files=4, max_fields=20, max_part_size=8 * LONGEST) as form:
            said = await _said(form, uploads)
    except HTTPException:  # too much, or broken
        too_much = await body.let_the_rest_fall()
        return Said(secrets.token_hex(12), None, (_TOO_MUCH if too_much else Wrote(""),))
    await body.let_the_rest_fall()  # what is no form was not read at all
    return said


async def _said(form: FormData, uploads: Uploads) -> Said:
    once, ask = _text(form, "once"), _text(form, "ask")
    return Said(
        once if _ONCE.fullmatch(once) else secrets.token_hex(12),
        int(ask) if _ASK.fullmatch(ask) else None,
        await _incoming(form, uploads),
    )


class _Bounded:
    """A request's body that ends where a form is too big, whatever its head says about its length."""

    def __init__(self, request: Request) -> None:
        self._sender = request
        self._read = 0
        self._ended = False
        self.request = Request(request.scope, self._receive)

    async def _receive(self) -> Message:
        message = await self._next()
        if self._read > _FORM:
            raise HTTPException(413)
        return message

    async def _next(self) -> Message:
        message = await self._sender.receive()
        self._read += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message

    async def let_the_rest_fall(self) -> bool:
        """Read on to the end, within reason. True if it was too much."""
        while not self._ended and self._read < _STILL_READ:
            await self._next()
        return self._read > 8 * LONGEST


async def _incoming(form: FormData, uploads: Uploads) -> tuple[Incoming, ...]:
    if key := _text(form, "key"):
        return (_tapped(key),)
    came = [
        *await _file(form, "voice", uploads),
        *await _file(form, "photo", uploads),
        *_words(_text(form, "text")),
    ]
    return tuple(came) or (Wrote(""),)


def _tapped(key: str) -> Tapped:
    """A button. One we never made is like one from long ago: the person is told where they are."""
    found = _KEY.fullmatch(key)
    return Tapped(int(found[1]), found[2], found[3]) if found else Tapped(0, "", "option.")


async def _file(form: FormData, name: str, uploads: Uploads) -> list[Incoming]:
    """A voice or a photo, if there is one."""
    field = form.get(name)
    if not isinstance(field, UploadFile) or not field.size:
        return []
    if field.size > BIGGEST:
        return [_TOO_MUCH]
    data = await field.read()
    try:
        if name == "photo":
            return [Sent("photo", await uploads.keep_photo(data))]
        file, seconds = await uploads.keep_voice(data)
        return [Sent("voice", file, seconds)]
    except TooLongError:
        return [_TOO_MUCH]
    except SpeechError:
        return [Strange() if name == "photo" else Wrote("")]  # no picture we know; no sound in it


def _words(text: str) -> list[Incoming]:
    text = "".join(sign for sign in text.replace("\r\n", "\n") if _is_writing(sign))
    if (command := text.strip().removeprefix("/")) in _COMMANDS and text.strip().startswith("/"):
        return [Asked(command)]
    if len(text) > LONGEST:
        return [_TOO_MUCH]
    return [Wrote(text)] if text.strip() else []


def _is_writing(sign: str) -> bool:
    """Whether a database and a spreadsheet can keep it: no control signs, no halves of letters."""
    return sign in _KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cs")


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
