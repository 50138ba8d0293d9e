"""JSON Lines: each answer exactly as it was told, for programs."""

from __future__ import annotations

import json
from pathlib import Path

import orjson

from bot.export.about import About
from bot.export.beside import Beside
from bot.export.outline import Outline
from bot.export.rows import COLUMNS, Given, Sounds, row_of

_NAMES = [column.name for column in COLUMNS]


class JsonLines:
    """answers.jsonl with an object for each answer, and what lies beside.

    Its fields are the columns of the tables: numbers are numbers, `checked` is true or false, `choice` a list.
    """

    sounds: Sounds = "along"

    def __init__(self, folder: Path, outline: Outline) -> None:
        self._beside = Beside(folder, outline)
        self._file = (folder / "answers.jsonl").open("wb")

    def add(self, given: Given) -> None:
        answer = given.answer
        fields = dict(zip(_NAMES, row_of(given), strict=True)) | {
            "session": int(answer.session.rpartition(".")[2]),
            "probe": answer.probe,
            "round": answer.round,
            "seconds": answer.seconds,
            "choice": list(answer.options),
            "themes": list(given.themes),
            "checked": answer.cleared is not None,
        }
        self._file.write(_json(fields) + b"\n")
        self._beside.add(given)

    def close(self, about: About) -> None:
        self._file.close()
        self._beside.close(about)


def _json(fields: dict[str, object]) -> bytes:
    try:
        return orjson.dumps(fields)
    except TypeError:  # half a letter, which some phones send: JSON knows it, and orjson does not
        return json.dumps(fields).encode()
