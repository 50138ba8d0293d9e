"""Files that are not what Telegram calls them: the person is not left alone with it, and nothing breaks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot_process import BotProcess
from tests.telegram.bystanders import LAST, answers
from tests.telegram.chat import Chat, Reach, before_long
from tests.telegram_standin import BotApi, sending, voice_note
from tests.telegram_standin.conftest import picture
from tests.telegram_standin.wire import Json
from tests.watching import exported, lives, tells_nothing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather", "video_notes")]

MARK = b"Pendramwnwgl"
"""In every file: its bytes are nobody's business."""

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + MARK + b"\n%%EOF\n"
HTML = b"<!doctype html><html><script>alert(1)</script><p>" + MARK + b"</p></html>"
NOTE = voice_note(1.0, seed=51)

FILES: dict[str, tuple[str, bytes, Json]] = {
    "a voice note that is a PDF": ("voice", PDF, {"duration": 4, "mime_type": "audio/ogg"}),
    "a voice note that is empty": ("voice", b"", {"duration": 4, "mime_type": "audio/ogg"}),
    "half a voice note": ("voice", NOTE[: len(NOTE) // 2], {"duration": 1, "mime_type": "audio/ogg"}),
    "a voice note without its beginning": ("voice", NOTE[400:], {"duration": 1, "mime_type": "audio/ogg"}),
    "ten million zeros as a voice note": ("voice", bytes(10_000_000), {"duration": 4, "mime_type": "audio/ogg"}),
    "an audio file that is HTML": ("audio", HTML, {"duration": 4, "mime_type": "audio/mpeg"}),
    "a document that calls itself audio": ("document", HTML, {"mime_type": "audio/mpeg", "file_name": "a.mp3"}),
    "a picture as a video note": ("video_note", picture(), {"length": 240, "duration": 4}),
    "a photo that is text": ("photo", b"only words, " + MARK, {"width": 90, "height": 90}),
    "a document that calls itself an image": (
        "document",
        PDF,
        {"mime_type": "image/png", "file_name": "../../a.png"},
    ),
    "a photo that is an SVG with a script": ("photo", b"<svg onload='alert(1)'/>", {"width": 90, "height": 90}),
}


@pytest.fixture(autouse=True)
def any_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram sends again, by its id, whatever it once took for a photo."""
    monkeypatch.setattr(sending, "photo_sizes", lambda _content: [(90, 90)])


def sends(api: BotApi, chat: Chat, kind: str, content: bytes, facts: Json) -> None:
    """What Telegram hands out, whatever is in it: no app is asked whether it would send that."""
    file: Any = chat.person._file(kind, content, facts)
    held = {kind: [file] if kind == "photo" else file}
    api.inject({"message": api._world.new_message(chat.person, held, chat.person.user)})


async def goes_on_to_the_end(chat: Chat) -> None:
    """Answers whatever is before them, until the bot says goodbye."""
    while LAST not in chat.now.words:
        answers(chat.person, chat.now)
        await chat.is_asked(timeout=40)


@pytest.mark.parametrize("kind", FILES)
async def test_a_file_that_is_something_else(api: BotApi, bot: BotProcess, reach: Reach, kind: str) -> None:
    """The person hears something after it, goes on to the end, and the export holds what they said besides."""
    said_so_far = len(bot.output)
    chat = await reach("good_day")
    sends(api, chat, *FILES[kind])
    await chat.is_asked()
    words = f"After {kind} I say this"
    chat.person.writes(words)
    await chat.is_asked()
    await goes_on_to_the_end(chat)
    await api.settled()
    assert words in [row["text"] for row in await exported(bot)]
    assert lives(bot)
    tells_nothing(bot, MARK.decode(), words, since=said_so_far)


async def test_such_a_file_is_played_back_as_well_as_can_be(api: BotApi, bot: BotProcess, reach: Reach) -> None:
    """Telegram has lost what they sent, and our copy is no sound: they come to the end all the same."""
    said_so_far = len(bot.output)
    chat = await reach("good_day")
    for kind, content, facts in FILES.values():
        sends(api, chat, kind, content, facts)
    await chat.is_asked()
    await api.settled()
    await no_recording_waits(bot)
    api.forget_files(of_people_too=True)
    await goes_on_to_the_end(chat)
    assert lives(bot)
    tells_nothing(bot, MARK.decode(), since=said_so_far)


async def no_recording_waits(bot: BotProcess) -> None:
    async def all_is_fetched() -> bool:
        return not any(row["recording_state"] == "waiting" for row in await exported(bot))

    await before_long(all_is_fetched, 60)
