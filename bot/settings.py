"""Settings: `SGWRS_…` from the environment, and from a `.env` file for what the environment does not say."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from dotenv.parser import parse_stream

from bot.errors import Problem, ProblemsError

_HERE = Path(__file__).parent
_SHIPPED = _HERE / "_shipped"
CONTENT = _SHIPPED if _SHIPPED.is_dir() else _HERE.parent
"""Where `conversations/` and `locales/` are: beside the code, or inside an installed package."""

PREFIX = "SGWRS_"
VOICES = ("gtts", "piper", "espeak")
_TOKEN = re.compile(r"\d+:[\w-]+")
_LAST_PORT = 65535
_POINTER = b"version https://git-lfs"
_MODEL = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")
_ENGLISH_ONLY = 51864
"""Words in the vocabulary of every Whisper model that knows no other language."""

DEFAULTS = {
    "TELEGRAM_TOKEN": "",
    "TELEGRAM_API": "https://api.telegram.org",
    "TELEGRAM_PACE": "30",
    "TELEGRAM_CHAT_PACE": "1",
    "DATABASE": "sqlite+aiosqlite:///data/sgwrs.db",
    "RECORDINGS": "data/recordings",
    "RECORDINGS_A_DAY": "200",
    "BACKUPS": "data/backups",
    "REMIND_AFTER": "24",
    "CLIPS": "data/clips",
    "LENT": "data/lent",
    "HOST": "127.0.0.1",
    "PORT": "8080",
    "PUBLIC_URL": "",
    "CONSULTATION": "",
    "VOICES": "gtts,espeak",
    "PIPER": "",
    "TRANSCRIBE": "",
    "SECRET": "",
    "OLD_SECRET": "",
}
"""Every setting there is. `.env.example` explains them; a test holds the two together."""


@dataclass(frozen=True)
class Settings:
    """What the operator decided. Nothing else in the code reads the environment."""

    telegram_token: str
    telegram_api: str
    telegram_pace: int
    telegram_chat_pace: int
    database: str
    recordings: Path
    recordings_a_day: int
    backups: Path | None
    remind_after: int
    clips: Path
    lent: Path
    host: str
    port: int
    public_url: str
    consultation: Path
    voices: tuple[str, ...]
    piper: Path
    transcribe: Mapping[str, Path]
    secret: bytes
    old_secret: bytes
    conversations: Path = CONTENT / "conversations"
    locales: Path = CONTENT / "locales"

    @property
    def secret_file(self) -> Path:
        """Where the key is kept that is not set: beside the database's file."""
        _, _, database = self.database.partition(":///")
        folder = Path(database).parent if database and "sqlite" in self.database else Path("data")
        return folder / "secret"

    @property
    def address(self) -> str:
        """Where people reach the web pages."""
        return self.public_url or f"http://{self.host}:{self.port}"

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
    reader = _Reader(_given(environment, env_file))
    settings = reader.settings()
    if reader.problems:
        raise ProblemsError(reader.problems)
    return settings


class _Reader:
    """Reads what was given, and notes every problem at its place."""

    def __init__(self, given: Mapping[str, _Given]) -> None:
        self._given = given
        self.problems: list[Problem] = []
        for name in given.keys() - DEFAULTS.keys():
            known = ", ".join(PREFIX + name for name in DEFAULTS)
            self._wrong(name, f"there is no such setting; there are {known}")

    def settings(self) -> Settings:
        return Settings(
            telegram_token=self._token(),
            telegram_api=self._address("TELEGRAM_API"),
            telegram_pace=self._number("TELEGRAM_PACE", 100_000),
            telegram_chat_pace=self._number("TELEGRAM_CHAT_PACE", 1000),
            database=self._database(),
            recordings=Path(self._value("RECORDINGS")),
            recordings_a_day=self._number("RECORDINGS_A_DAY", 100_000),
            backups=Path(self._value("BACKUPS")) if self._value("BACKUPS") != "none" else None,
            remind_after=self._number("REMIND_AFTER", 1000),
            clips=Path(self._value("CLIPS")),
            lent=Path(self._value("LENT")),
            host=self._value("HOST"),
            port=self._number("PORT", _LAST_PORT),
            public_url=self._address("PUBLIC_URL"),
            consultation=self._consultation(),
            voices=self._voices(),
            piper=self._piper(),
            transcribe=self._transcribe(),
            secret=self._value("SECRET").encode(),
            old_secret=self._old_secret(),
        )

    def _value(self, name: str) -> str:
        return self._given[name].value if name in self._given else DEFAULTS[name]

    def _wrong(self, name: str, words: str) -> None:
        place = self._given.get(name, _Given("", "default", 0))
        self.problems.append(Problem(place.file, place.line, f"{PREFIX}{name}: {words}"))

    def _token(self) -> str:
        token = self._value("TELEGRAM_TOKEN")
        if token and not _TOKEN.fullmatch(token):
            self._wrong("TELEGRAM_TOKEN", "this is not a token; BotFather gives one like 123456:ABC-DEF")
        return token

    def _address(self, name: str) -> str:
        value = self._value(name)
        if value and not re.match(r"https?://[^/]", value):
            self._wrong(name, f"an address begins with https://, not `{value}`")
        return value.rstrip("/")

    def _database(self) -> str:
        value = self._value("DATABASE")
        if "://" not in value:
            self._wrong("DATABASE", "this is not a URL; a file is written sqlite+aiosqlite:///data/sgwrs.db")
        return value

    def _number(self, name: str, most: int) -> int:
        value = self._value(name)
        if value.isascii() and value.isdigit() and int(value) <= most:
            return int(value)
        self._wrong(name, f"this is a number up to {most}, not `{value}`")
        return 0

    def _old_secret(self) -> bytes:
        if self._value("OLD_SECRET") and not self._value("SECRET"):
            self._wrong("OLD_SECRET", "there is no new one: set SGWRS_SECRET too")
        return self._value("OLD_SECRET").encode()

    def _consultation(self) -> Path:
        value = self._value("CONSULTATION")
        path = Path(value) if value else CONTENT / "conversations" / "consultations" / "example.yaml"
        if not path.is_file():
            self._wrong("CONSULTATION", f"there is no file {path}")
        return path

    def _voices(self) -> tuple[str, ...]:
        voices = tuple(voice.strip() for voice in self._value("VOICES").split(",") if voice.strip())
        for voice in voices:
            if voice not in VOICES:
                self._wrong("VOICES", f"there is no voice `{voice}`; there are {', '.join(VOICES)}")
        return voices

    def _piper(self) -> Path:
        """The folder of Piper's voices; nothing is looked up where they are not wanted."""
        folder = Path(self._value("PIPER"))
        if "piper" in map(str.strip, self._value("VOICES").split(",")):
            if find_spec("piper") is None:
                self._wrong("VOICES", "the voice `piper` is not installed: run `make piper`")
            if not any(model.with_name(f"{model.name}.json").is_file() for model in folder.glob("*/*.onnx")):
                self._wrong("PIPER", f"there is no voice in {folder}: put en/….onnx and en/….onnx.json there")
        return folder

    def _transcribe(self) -> dict[str, Path]:
        """Language → folder of the model that understands it."""
        models: dict[str, Path] = {}
        for pair in filter(None, map(str.strip, self._value("TRANSCRIBE").split(","))):
            language, equals, folder = pair.partition("=")
            if not equals or not folder or not language.isalpha():
                self._wrong("TRANSCRIBE", f"write en=/models/small,cy=/models/welsh, not `{pair}`")
                continue
            if language != "en" and not (CONTENT / "locales" / language).is_dir():
                self._wrong(
                    "TRANSCRIBE", f"`{language}` is no language of the bot: write it as a consultation does"
                )
                continue
            models[language] = Path(folder)
            if problem := _model_problem(language, Path(folder)):
                self._wrong("TRANSCRIBE", problem)
        if models and find_spec("faster_whisper") is None:
            self._wrong("TRANSCRIBE", "what understands speech is not installed: run `make transcribe`")
        return models


def _model_problem(language: str, folder: Path) -> str:
    """What is wrong with a model's folder, or "": nothing that it misses is ever fetched."""
    missing = [name for name in _MODEL if not any(folder.glob(name))]
    if missing:
        return f"{folder} is no whole model for faster-whisper: {', '.join(missing)} is missing"
    with (folder / "model.bin").open("rb") as model:
        if model.read(len(_POINTER)) == _POINTER:
            return f"{folder}/model.bin is only a pointer to the model: fetch the model itself"
    [vocabulary, *_] = folder.glob("vocabulary.*")
    words = vocabulary.read_text("utf-8")
    known = len(json.loads(words)) if vocabulary.suffix == ".json" else words.count("\n")
    if language != "en" and known <= _ENGLISH_ONLY:
        return f"the model in {folder} understands English only, not `{language}`"
    return ""


def _given(environment: Mapping[str, str], env_file: Path) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    if env_file.is_file():
        with env_file.open(encoding="utf-8") as stream:
            for binding in parse_stream(stream):
                if binding.key and binding.key.startswith(PREFIX) and binding.value is not None:
                    original = binding.original
                    blank = len(original.string) - len(original.string.lstrip())
                    line = original.line + original.string[:blank].count("\n")
                    given[binding.key.removeprefix(PREFIX)] = _Given(binding.value, str(env_file), line)
    for key, value in environment.items():
        if key.startswith(PREFIX):
            given[key.removeprefix(PREFIX)] = _Given(value, "environment", 0)
    return {name: setting for name, setting in given.items() if setting.value or name not in DEFAULTS}


def keep_secrets(settings: Settings) -> list[bytes]:
    """The secrets, the present one first: as set, else one that is made once and kept beside the database.

    There is more than one only while everything is being sealed anew.
    """
    if settings.secret:
        return [secret for secret in (settings.secret, settings.old_secret) if secret]
    path = settings.secret_file
    if not path.is_file():
        write_secrets(path, [new_secret()])
    return path.read_bytes().split()


def new_secret() -> bytes:
    return secrets.token_hex(32).encode()


def write_secrets(path: Path, known: list[bytes]) -> None:
    """Into the file, whole or not at all, for nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name("secret.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(b"\n".join(known) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
