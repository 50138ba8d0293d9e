"""What a message to Telegram is made of: its buttons, its pieces, its file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from telegram import InputFile

from bot.ports import Labelled, Spoken
from bot.speech.sound import as_mp3

Json = dict[str, Any]


def file_id(message: Json, kind: str) -> str:
    """The id of what was sent; of a picture in its full size."""
    sent = message.get(kind) or {}
    file: Json = sent[-1] if isinstance(sent, list) else sent
    return str(file.get("file_id", ""))


def upload(kind: str, name: str, data: bytes) -> InputFile:
    """A file as Telegram wants it: as music it must be MP3, or it would become a voice note after all."""
    if kind == "audio":
        return InputFile(as_mp3(data), filename=f"{PurePath(name).stem}.mp3")
    return InputFile(data, filename=name)


def cut(text: str, most: int) -> list[str]:
    """A text in pieces of at most so many UTF-16 units, as Telegram counts. No letter is lost or halved."""
    pieces, start, length = [], 0, 0
    for at, letter in enumerate(text):
        units = 2 if ord(letter) > 0xFFFF else 1  # noqa: PLR2004 - the last letter that fits one unit
        if length + units > most:
            pieces.append(text[start:at])
            start, length = at, 0
        length += units
    return [*pieces, text[start:]]


def keyboard(spoken: Spoken) -> Json | None:
    """Choices one below the other; the steady controls two by two, so that the question stays in sight."""
    rows = [[_button(choice)] for choice in spoken.choices]
    controls = list(map(_button, spoken.controls))
    rows += [controls[n : n + 2] for n in range(0, len(controls), 2)]
    return {"inline_keyboard": rows} if rows else None


def _button(labelled: Labelled) -> Json:
    return {"text": labelled.label, "callback_data": labelled.data}


def length(text: str) -> int:
    """In UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2
