"""What the bot tells about itself: one line each, and in none of them anybody's words, names or secrets."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.core import phrases
from bot.core.conversation import Line
from tests.bot_process import BotProcess
from tests.telegram.chat import Chat, soon
from tests.telegram.running import damage, repair
from tests.telegram_standin import BotApi, voice_note

TOKEN = "123456:AAH-geheim-und-lang"
WORDS = "Blodeuwedd"
NAME = "Gwrtheyrn"
CAPTION = "Rhiannon"


class Stream(io.StringIO):
    """Something to log to, which is a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    @property
    def lines(self) -> list[str]:
        return self.getvalue().splitlines()


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging belongs to the whole process: what a test changes is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("bot", "telegram")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def started(*, terminal: bool = False) -> Stream:
    stream = Stream(terminal=terminal)
    logs.start(stream)
    return stream


def test_a_line_is_json_where_nobody_reads_along() -> None:
    """Time with its zone, level, room, words: one object a line."""
    stream = started()
    logging.getLogger("bot.runner").info("a turn of %d ŵ", 7)
    [line] = stream.lines
    told = json.loads(line)
    assert told.pop("at").endswith("+00:00")
    assert told == {"level": "info", "room": "bot.runner", "words": "a turn of 7 ŵ"}


def test_a_line_is_for_people_at_a_terminal() -> None:
    stream = started(terminal=True)
    logging.getLogger("bot.runner").warning("a turn of %d", 7)
    [line] = stream.lines
    assert line.endswith(" WARNING bot.runner: a turn of 7")
    assert line[:2] == "20"


def goes_wrong() -> None:
    try:
        int(WORDS)
    except ValueError as error:
        raise RuntimeError(f"not {WORDS}") from error


@pytest.mark.parametrize("terminal", [False, True])
def test_an_error_is_told_by_its_kind_and_place_only(*, terminal: bool) -> None:
    """Its own words may be somebody's; so may those of the error behind it, and the lines of code."""
    stream = started(terminal=terminal)
    try:
        goes_wrong()
    except RuntimeError:
        logging.getLogger("bot").exception("it failed")
    [line] = stream.lines
    assert "RuntimeError at test_logs.py:" in line
    assert "it failed" in line
    assert WORDS not in line
    if not terminal:
        assert json.loads(line)["error"].startswith("RuntimeError at test_logs.py:")


@pytest.mark.parametrize("terminal", [False, True])
def test_secrets_are_struck_out(*, terminal: bool) -> None:
    """Wherever they stand, however they got there; an empty secret strikes nothing out."""
    stream = started(terminal=terminal)
    logs.hide([TOKEN, ""])
    logging.getLogger("bot").warning("GET https://api.telegram.org/bot%s/getMe %s", TOKEN, {"token": TOKEN})
    [line] = stream.lines
    assert TOKEN not in line
    assert line.count("…") == 2
    assert "/getMe" in line


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x1b[2K"])
def test_a_record_is_one_line_whatever_is_in_it(end: str, *, terminal: bool) -> None:
    """Nobody can make up a line of the log: not with ends of lines, and not with a terminal's own commands."""
    stream = started(terminal=terminal)
    logging.getLogger("bot").warning("one%stwo", end)
    told = stream.getvalue()
    assert told.count("\n") == 1
    assert told.endswith("\n")
    assert "\r" not in told
    assert "\x1b" not in told


def test_libraries_are_heard_only_when_something_is_wrong() -> None:
    """And the one that knows what people write is not heard at all."""
    stream = started()
    logging.getLogger("uvicorn.error").info("listening")
    logging.getLogger("telegram.ext").error("could not parse %s", WORDS)
    logging.getLogger("asyncio").warning("slow")
    logging.getLogger("bot.store").info("fine")
    logging.getLogger("bot.store").debug("finer")
    assert [json.loads(line)["words"] for line in stream.lines] == ["slow", "fine"]


def test_a_record_that_can_not_be_formatted_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake of ours in a call of the log: neither the words nor their place's words get out."""
    stream = started()
    logging.getLogger("bot").warning("%d turns", WORDS)
    assert WORDS not in stream.getvalue()
    assert WORDS not in capsys.readouterr().err


async def test_a_fault_that_nobody_waited_for_is_told_without_its_words() -> None:
    """Python tells of it by itself, with all there is in it."""
    stream = started()
    loop = asyncio.get_running_loop()
    failed: asyncio.Future[None] = loop.create_future()
    failed.set_exception(ValueError(WORDS))
    context = {"message": "Task exception was never retrieved", "exception": failed.exception(), "future": failed}
    loop.default_exception_handler(context)
    [line] = stream.lines
    assert "never retrieved" in line
    assert WORDS not in line


# ---- the running bot


class TwoStreams(BotProcess):
    """A bot whose log is kept apart from what it announces."""

    forks = False

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        super().__init__(folder, settings)
        self.log = folder / "log"

    async def start(self) -> None:
        real = asyncio.create_subprocess_exec

        async def apart(*arguments: Any, stderr: Any, **more: Any) -> asyncio.subprocess.Process:
            with self.log.open("ab") as log:
                return await real(*arguments, stderr=log, **more)

        asyncio.create_subprocess_exec = apart  # type: ignore[assignment]
        try:
            await super().start()
        finally:
            asyncio.create_subprocess_exec = real  # type: ignore[assignment]


async def test_a_bot_on_its_worst_day_tells_nobody_s_words(tmp_path: Path, clips: Path) -> None:
    """A whole talk, refusals, a blocked person, a damaged state, a lost recording: JSON, and nothing private."""
    folder = tmp_path / "bot"
    folder.mkdir()
    async with BotApi(token=TOKEN) as api:
        settings = {"SGWRS_TELEGRAM_TOKEN": TOKEN, "SGWRS_TELEGRAM_API": api.url, "SGWRS_CLIPS": str(clips)}
        bot = TwoStreams(folder, settings)
        await bot.start()
        try:
            person = {"last_name": NAME, "username": NAME.lower()}
            chat = await Chat.at(api, "good_day", **person)
            for fault in ("429", "500", "502", "reset", "lost answer"):
                api.faults.next("sendVoice", fault)
                api.faults.next("getUpdates", fault)
                chat.person.writes(f"{WORDS} {fault}")
                await chat.is_asked(timeout=40)
            await a_lost_recording(api, chat)
            await hears(chat, phrases.NO_RECORDING)
            chat.person.writes("/start")
            await chat.is_asked(timeout=40)
            state = damage(folder, chat.person, json.dumps({WORDS: 1}))
            chat.person.writes(f"{WORDS} into the void")
            await hears(chat, phrases.TROUBLE)
            repair(folder, chat.person, state)
            other = await Chat.at(api, "good_day", **person)
            other.person.writes(WORDS)
            other.person.blocks()
            await api.settled()
            await strange_things(api, chat)
            await chat.goes_on_to("thanks", {"gifts": WORDS, "hard": WORDS})
            await api.settled()
            code, listed = await bot.command("quarantine", "list")
            assert code == 0, listed
        finally:
            assert await bot.stop() == 0
    output = bot.log.read_text(encoding="utf-8")
    announced = "\n".join(bot.output)
    people = (str(chat.person.id), str(other.person.id))
    for private in (WORDS, NAME, NAME.lower(), CAPTION, TOKEN, TOKEN.partition(":")[2], *people):
        for text in (output, announced, listed):
            assert private not in text, [line for line in text.splitlines() if private in line]
    lines = [json.loads(line) for line in output.splitlines()]
    assert lines
    assert all(
        {"at", "level", "room", "words"} <= line.keys() <= {"at", "level", "room", "words", "error"}
        for line in lines
    )
    assert [line.partition(":")[0] for line in bot.output] == ["Browser", "Telegram"]
    told = "\n".join(line["words"] for line in lines)
    for expected in ("did not get through", "taken in just now", "set aside", "is lost", "not be reached"):
        assert expected in told


async def hears(chat: Chat, line: Line) -> None:
    await soon(lambda: line.english in [message.words for message in chat.person.chat], 40)


async def a_lost_recording(api: BotApi, chat: Chat) -> None:
    """One that Telegram does not give out."""
    voice = chat.person._file(
        "voice", voice_note(0.4, 24), {"duration": 3, "mime_type": "audio/ogg"}, size=30_000_000
    )
    del voice["file_size"]
    content = {"voice": voice, "caption": CAPTION}
    api.inject({"message": api._world.new_message(chat.person, content, chat.person.user)})
    await chat.is_asked(timeout=40)


async def strange_things(api: BotApi, chat: Chat) -> None:
    """Updates that nobody can read, with words in them."""
    for content in (
        {"text": {"words": WORDS}},
        {"voice": {"file_id": 7, "duration": WORDS}},
        {"text": f"{WORDS} \ud83d"},
    ):
        api.inject({"message": api._world.new_message(chat.person, content, chat.person.user)})
    await api.settled()
    await asyncio.sleep(1)
    chat.person.writes("/again")
    await chat.is_asked(timeout=40)
