"""Settings: `SGWRS_…` from the environment, and from a `.env` file for what the environment does not say."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import parse_stream

from bot.errors import Problem, ProblemsError

_HERE = Path(__file__).parent
_SHIPPED = _HERE / "_shipped"
CONTENT = _SHIPPED if _SHIPPED.is_dir() else _HERE.parent
"""Where `conversations/` and `locales/` are: beside the code, or inside an installed package."""

PREFIX = "SGWRS_"
VOICES = ("gtts", "espeak")
_TOKEN = re.compile(r"\d+:[\w-]+")
_LAST_PORT = 65535

DEFAULTS = {
    "TELEGRAM_TOKEN": "",
    "TELEGRAM_API": "https://api.telegram.org",
    "DATABASE": "sqlite+aiosqlite:///data/sgwrs.db",
    "RECORDINGS": "data/recordings",
    "CLIPS": "data/clips",
    "HOST": "127.0.0.1",
    "PORT": "8080",
    "PUBLIC_URL": "",
    "CONSULTATION": "",
    "VOICES": "gtts,espeak",
    "SECRET": "",
}
"""Every setting there is. `.env.example` explains them; a test holds the two together."""


@dataclass(frozen=True)
class Settings:
    """What the operator decided. Nothing else in the code reads the environment."""

    telegram_token: str
    telegram_api: str
    database: str
    recordings: Path
    clips: Path
    host: str
    port: int
    public_url: str
    consultation: Path
    voices: tuple[str, ...]
    secret: bytes
    conversations: Path = CONTENT / "conversations"
    locales: Path = CONTENT / "locales"

    def __repr__(self) -> str:
        return f"Settings(host={self.host!r}, port={self.port})"  # no token, no secret


@dataclass(frozen=True)
class _Given:
    """A setting's value and where it was said."""

    value: str
    file: str
    line: int


def read_settings(environment: Mapping[str, str], env_file: Path = Path(".env")) -> Settings:
    """The settings; ProblemsError with every one that is wrong."""
    given = _given(environment, env_file)
    problems: list[Problem] = []

    def wrong(name: str, words: str) -> None:
        place = given[name]
        problems.append(Problem(place.file, place.line, f"{PREFIX}{name}: {words}"))

    for name in given.keys() - DEFAULTS.keys():
        wrong(name, f"there is no such setting; there are {', '.join(PREFIX + known for known in DEFAULTS)}")
    values = {name: given[name].value if name in given else default for name, default in DEFAULTS.items()}
    if values["TELEGRAM_TOKEN"] and not _TOKEN.fullmatch(values["TELEGRAM_TOKEN"]):
        wrong("TELEGRAM_TOKEN", "this is not a token; BotFather gives one like 123456:ABC-DEF")
    for name in ("TELEGRAM_API", "PUBLIC_URL"):
        if values[name] and not re.match(r"https?://[^/]", values[name]):
            wrong(name, f"an address begins with https://, not `{values[name]}`")
    port = values["PORT"]
    if not (port.isascii() and port.isdigit() and int(port) <= _LAST_PORT):
        wrong("PORT", f"a port is a number up to {_LAST_PORT}, not `{port}`")
    if "://" not in values["DATABASE"]:
        wrong("DATABASE", "this is not a URL; a file is written sqlite+aiosqlite:///data/sgwrs.db")
    voices = tuple(voice.strip() for voice in values["VOICES"].split(",") if voice.strip())
    for voice in voices:
        if voice not in VOICES:
            wrong("VOICES", f"there is no voice `{voice}`; there are {', '.join(VOICES)}")
    example = CONTENT / "conversations" / "consultations" / "example.yaml"
    consultation = Path(values["CONSULTATION"]) if values["CONSULTATION"] else example
    if not consultation.is_file():
        wrong("CONSULTATION", f"there is no file {consultation}")
    if problems:
        raise ProblemsError(problems)
    recordings = Path(values["RECORDINGS"])
    return Settings(
        telegram_token=values["TELEGRAM_TOKEN"],
        telegram_api=values["TELEGRAM_API"].rstrip("/"),
        database=values["DATABASE"],
        recordings=recordings,
        clips=Path(values["CLIPS"]),
        host=values["HOST"],
        port=int(port),
        public_url=values["PUBLIC_URL"].rstrip("/"),
        consultation=consultation,
        voices=voices,
        secret=values["SECRET"].encode(),
    )


def _given(environment: Mapping[str, str], env_file: Path) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    if env_file.is_file():
        with env_file.open(encoding="utf-8") as stream:
            for binding in parse_stream(stream):
                if binding.key and binding.key.startswith(PREFIX) and binding.value is not None:
                    name = binding.key.removeprefix(PREFIX)
                    line = binding.original.line + binding.original.string[
                        : -len(binding.original.string.lstrip())
                    ].count("\n")
                    given[name] = _Given(binding.value, str(env_file), line)
    for key, value in environment.items():
        if key.startswith(PREFIX):
            given[key.removeprefix(PREFIX)] = _Given(value, "environment", 0)
    return {name: setting for name, setting in given.items() if setting.value or name not in DEFAULTS}


def keep_secret(settings: Settings, folder: Path = Path("data")) -> bytes:
    """The key that keeps addresses apart from words: as set, else made once and kept in the data folder."""
    if settings.secret:
        return settings.secret
    path = folder / "secret"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip().encode()
