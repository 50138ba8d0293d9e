"""What a form says in which something is answered: a value, and why, in words or by voice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.errors import SpeechError
from bot.store.spoken import waiting

LONGEST = 2_000
"""Letters of a field."""

_BIGGEST = 20_000_000
"""Bytes of a recording: as much as Telegram lets a bot have."""

KeepVoice = Callable[[bytes], Awaitable[tuple[str, int]]]
"""Keeps a recording that came from a browser: its file and seconds. SpeechError if it is no sound."""


@dataclass(frozen=True)
class Form:
    """`spoken` is where a voice waits that says why; `unclear`: something came that is no voice.

    `done`: they do not want to say why.
    """

    fields: dict[str, str]
    spoken: str = ""
    unclear: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def question(self) -> str:
        return self["question"]

    @property
    def item(self) -> str:
        return self["item"]

    @property
    def value(self) -> str:
        return self["value"]

    @property
    def why(self) -> str:
        return self["why"]

    @property
    def done(self) -> bool:
        return bool(self["done"])


async def read(request: Request, keep_voice: KeepVoice | None = None) -> Form:
    """A form of ours; one that is broken says nothing. StoreError if a voice can not be kept."""
    try:
        async with request.form(max_files=1, max_fields=12) as form:
            fields = {name: value[:LONGEST].strip() for name, value in form.items() if isinstance(value, str)}
            data = await _voice(form) if keep_voice else b""
    except HTTPException:
        return Form({}, unclear=True)
    if not data or keep_voice is None:
        return Form(fields)
    try:
        file, _ = await keep_voice(data)
    except SpeechError:
        return Form(fields, unclear=True)
    return Form(fields, waiting("web", file))


async def _voice(form: FormData) -> bytes:
    field = form.get("voice")
    if not isinstance(field, UploadFile) or not field.size or field.size > _BIGGEST:
        return b""
    return await field.read()
