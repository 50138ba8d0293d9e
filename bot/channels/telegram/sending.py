"""Says things on Telegram: one message a question, a voice note with its words as caption and its buttons."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from telegram import Bot
from telegram.error import (
    BadRequest,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram import composing
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.refusals import delivery_error, is_gone
from bot.errors import DeliveryError, SpeechError, StoreError
from bot.media import suffix_of
from bot.ports import Chart, Clips, Fetched, Parcel, Pictures, Reader, Recordings, Replay, Spoken
from bot.store.outbox import Outbox

log = logging.getLogger(__name__)

Json = dict[str, Any]

_CAPTION = 1024
_MESSAGE = 4096
_PLAYS = {
    "voice": (("sendVoice", "voice"), ("sendAudio", "audio"), ("sendDocument", "document")),
    "photo": (("sendPhoto", "photo"), ("sendDocument", "document")),
}
"""The ways to send back what somebody sent, by what it was: the method, and what it calls the file."""

_FORBIDDEN = "voice_messages_forbidden"
_NO_PREVIEW = {"is_disabled": True}
_STALE = (
    "wrong file identifier",
    "wrong remote file",
    "wrong type",
    "file reference",
    "can't use file",
    "invalid file",
)
_NEVER_TO_BE_HAD = ("file is too big", "invalid file_id", "wrong remote file", "wrong file identifier")
"""Telegram says "wrong file_id or the file is temporarily unavailable" too: that may yet pass."""


class TelegramChannel:
    """Sends and fetches. `wanted` is called for messages that have no clip yet; they go out as words meanwhile."""

    name = "telegram"

    def __init__(
        self,
        bot: Bot,
        calls: Calls,
        clips: Clips,
        outbox: Outbox,
        recordings: Recordings,
        pictures: Pictures,
        reader: Reader,
        wanted: Callable[[Spoken], None],
    ) -> None:
        self._bot = bot
        self._calls = calls
        self._recordings = recordings
        self._pictures = pictures
        self._reader = reader
        self._clips = clips
        self._outbox = outbox
        self._wanted = wanted
        self._account = f"telegram:{bot.token.partition(':')[0]}"  # the number of the bot
        self._uploads: dict[str, str] = {}
        self._without_voice: set[str] = set()

    async def open(self) -> None:
        """Learn which clips Telegram has already. Raises StoreError."""
        self._uploads = await self._outbox.uploads(self._account)

    async def send(self, address: str, spoken: Spoken) -> str:
        try:
            message = await self._say(address, spoken)
        except TelegramError as error:
            raise delivery_error(error) from error
        return str(message["message_id"])

    async def play_back(self, address: str, replays: Sequence[Replay], *, slow: bool) -> None:
        try:
            await self._play_back(address, replays, slow=slow)
        except TelegramError as error:
            raise delivery_error(error) from error

    async def hand_over(self, address: str, parcel: Parcel) -> None:
        try:
            await self._hand_over(address, parcel)
        except TelegramError as error:
            raise delivery_error(error) from error

    async def fetch(self, file: str) -> Fetched:
        try:
            found = await self._calls("getFile", {"file_id": file})
            path = str(found.get("file_path") or "") if isinstance(found, dict) else ""
            if not path or path.startswith("/") or ".." in PurePosixPath(path).parts:
                raise DeliveryError("Telegram names no file that can be fetched", permanent=False)
            data = await self._calls.fetch(path)
        except BadRequest as error:
            gone = any(words in error.message.lower() for words in _NEVER_TO_BE_HAD)
            raise DeliveryError(error.message, permanent=gone) from error
        except TelegramError as error:
            raise delivery_error(error) from error
        return Fetched(data, suffix_of(data))

    async def let_go(self, file: str) -> None:
        """Telegram holds files as it likes."""

    async def _hand_over(self, address: str, parcel: Parcel) -> None:
        """As a picture or a voice note what is one, if Telegram takes it as that; all else as a file."""
        if parcel.name.endswith(".ogg") and await self._own_voice(address, parcel.data, {}):
            return
        if parcel.name.endswith(".png") and await self._photo(address, parcel.data, {}):
            return
        file = await asyncio.to_thread(composing.upload, "document", parcel.name, parcel.data)
        await self._call("sendDocument", {"chat_id": address, "document": file})

    # ---- saying

    async def _say(self, address: str, spoken: Spoken) -> Json:
        if spoken.drawn:
            return await self._show(address, spoken)
        keyboard = composing.keyboard(spoken)
        if spoken.chart:
            return await self._show_chart(address, spoken, spoken.chart)
        if spoken.private:
            return await self._read_out(address, spoken.words, spoken.language, keyboard, slow=spoken.slow)
        clip = self._clips.find(spoken)
        if clip is None:
            self._wanted(spoken)
            return await self._write(address, spoken.words, keyboard)
        fits = composing.length(spoken.words) <= _CAPTION
        rest = {"caption": spoken.words, "reply_markup": keyboard} if fits else {}
        voiced = await self._voice(address, clip, rest)
        if voiced is None:
            return await self._write(address, spoken.words, keyboard)
        if fits:
            return voiced
        try:
            return await self._write(address, spoken.words, keyboard)
        except TelegramError as error:
            # The first part was heard already: whatever this was, it is not as if nothing had arrived.
            raise NetworkError(f"the rest of a message did not get through: {error.message}") from error

    async def _show(self, address: str, spoken: Spoken) -> Json:
        """A picture with its words under it; the words alone where it can not be had."""
        picture = self._pictures.find(spoken)
        if picture is None:
            self._wanted(spoken)
            return await self._write(address, spoken.words, None)
        try:
            return await self._clip("photo", address, picture, {"caption": spoken.words})
        except WrongFile as refusal:
            log.info("Telegram refused a picture: %s", refusal)
            return await self._write(address, spoken.words, None)
        except BadRequest as error:
            if is_gone(error):
                raise
            log.warning("Telegram refused a picture: %s", error.message)
            return await self._write(address, spoken.words, None)

    async def _show_chart(self, address: str, spoken: Spoken, chart: Chart) -> Json:
        """A picture of numbers with its words, and the same said aloud after it."""
        sound = await self._reader.read_all(chart.said, slow=spoken.slow)
        picture = await self._pictures.chart(chart)
        if picture is None or composing.length(spoken.words) > _CAPTION:
            return await self._say_own(address, spoken.words, sound, None)
        shown = await self._photo(address, picture, {"caption": spoken.words})
        if shown is None:
            return await self._say_own(address, spoken.words, sound, None)
        said = await self._own_voice(address, sound, {}) if sound else None
        return said or shown

    async def _photo(self, address: str, picture: bytes, rest: Json) -> Json | None:
        """A picture that was made for this chat alone; None if Telegram does not take it."""
        file = await asyncio.to_thread(composing.upload, "photo", "picture.png", picture)
        try:
            return await self._call("sendPhoto", {"chat_id": address, "photo": file, **rest})
        except BadRequest as error:
            if is_gone(error):
                raise
            log.warning("Telegram refused a picture: %s", error.message)
            return None

    async def _write(self, address: str, words: str, keyboard: Json | None) -> Json:
        """Words as text; in several messages if they are too long for one, the buttons under the last."""
        *pieces, words = composing.cut(words, _MESSAGE)
        message = {"chat_id": address, "link_preview_options": _NO_PREVIEW}
        for piece in pieces:
            await self._calls("sendMessage", {**message, "text": piece})
        return await self._call("sendMessage", {**message, "text": words, "reply_markup": keyboard})

    async def _call(self, method: str, values: dict[str, Any]) -> Json:
        message: Json = await self._calls(method, values)
        return message

    async def _voice(self, address: str, clip: Path, rest: Json) -> Json | None:
        """The clip as a voice note; as music for those who forbid voice notes; None if neither is let through."""
        kinds = ("audio",) if address in self._without_voice else ("voice", "audio")
        for kind in kinds:
            try:
                return await self._clip(kind, address, clip, rest)
            except WrongFile as refusal:
                log.info("Telegram refused a clip as %s: %s", kind, refusal)
            except BadRequest as error:
                if is_gone(error):
                    raise
                log.warning("Telegram refused a clip as %s: %s", kind, error.message)
        return None

    async def _clip(self, kind: str, address: str, clip: Path, rest: Json) -> Json:
        """Send a clip or picture by its id at Telegram; upload it the first time, or when the id is refused."""
        key = f"{kind}/{clip.parent.name}/{clip.name}"
        method = f"send{kind.capitalize()}"
        if file_id := self._uploads.get(key):
            try:
                return await self._sent(address, method, {kind: file_id, **rest})
            except WrongFile:
                if kind == "voice" and address in self._without_voice:
                    raise  # the id is good; this person wants no voice notes
                self._uploads.pop(key, None)
                await self._note(self._outbox.forget_upload(self._account, key))
        data = await asyncio.to_thread(clip.read_bytes)
        file = await asyncio.to_thread(composing.upload, kind, clip.name, data)
        message = await self._sent(address, method, {kind: file, **rest})
        if file_id := composing.file_id(message, kind):
            self._uploads[key] = file_id
            await self._note(self._outbox.remember_upload(self._account, key, file_id))
        return message

    async def _note(self, writing: Awaitable[None]) -> None:
        """What is not noted costs one more upload, some day; the message has arrived all the same."""
        try:
            await writing
        except StoreError as error:
            log.warning("which clips Telegram has can not be noted: %s", error)

    # ---- playing back what a person said

    async def _play_back(self, address: str, replays: Sequence[Replay], *, slow: bool) -> None:
        """Answers in the person's own voice or words, each under the question it answered."""
        words = "\n\n".join(
            f"{replay.question}\n“{replay.text}”" if replay.text else replay.question for replay in replays
        )
        if replays[0].heard not in _PLAYS:
            await self._read_out(address, words, replays[0].language, None, slow=slow)
        elif not await self._play_file(address, replays[0], words):
            await self._write(address, words, None)

    async def _read_out(
        self, address: str, words: str, language: str, keyboard: Json | None, *, slow: bool
    ) -> Json:
        """Somebody's own words, with the voice of this machine if it can say them. Nothing of it is kept."""
        sound = await self._reader.read(words, language, slow=slow)
        return await self._say_own(address, words, sound, keyboard)

    async def _say_own(self, address: str, words: str, sound: bytes | None, keyboard: Json | None) -> Json:
        fits = composing.length(words) <= _CAPTION
        rest = {"caption": words, "reply_markup": keyboard}
        said = await self._own_voice(address, sound, rest) if sound and fits else None
        return said or await self._write(address, words, keyboard)

    async def _own_voice(self, address: str, sound: bytes, rest: Json) -> Json | None:
        """Words read out: a voice note, or music for those who forbid these; None if it is not let through."""
        kind = "audio" if address in self._without_voice else "voice"
        file = await asyncio.to_thread(composing.upload, kind, "words.ogg", sound)
        try:
            return await self._sent(address, f"send{kind.capitalize()}", {kind: file, **rest})
        except WrongFile:
            return None

    async def _play_file(self, address: str, replay: Replay, words: str) -> bool:
        """Send back what they sent, as the kind it was; False if the words are still to be sent."""
        fits = composing.length(words) <= _CAPTION
        caption = words if fits else replay.question
        if not replay.file:
            return await self._play_our_copy(address, replay, caption) and fits
        if replay.heard == "voice" and address in self._without_voice:
            return await self._play_our_copy(address, replay, caption) and fits
        for method, name in _PLAYS[replay.heard]:
            with contextlib.suppress(WrongFile):
                await self._sent(address, method, {name: replay.file, "caption": caption})
                return fits
        with contextlib.suppress(WrongFile):
            await self._sent(address, "sendVideoNote", {"video_note": replay.file})  # has no caption
            return False
        return await self._play_our_copy(address, replay, caption) and fits

    async def _play_our_copy(self, address: str, replay: Replay, caption: str) -> bool:
        """What we fetched, where Telegram has it no more or will not let it through as it was."""
        copy = await self._recordings.read(replay.answer)
        if copy is None:
            log.warning(
                "an answer can not be played back: Telegram has it no more, and it was not fetched in time"
            )
            return False
        music = replay.heard == "voice" and address in self._without_voice
        method, name = ("sendAudio", "audio") if music else _PLAYS[replay.heard][0]
        try:
            kind, file_name = "audio" if music else replay.heard, f"{replay.answer}{copy.suffix}"
            file = await asyncio.to_thread(composing.upload, kind, file_name, copy.data)
        except SpeechError as error:
            log.warning("an answer can not be played back: %s", error)
            return False
        try:
            await self._calls(method, {"chat_id": address, name: file, "caption": caption})
        except BadRequest as error:
            if is_gone(error):
                raise
            log.warning("an answer can not be played back: %s", error.message)
            return False
        return True

    async def _sent(self, address: str, method: str, values: Json) -> Json:
        """Send a file; returns the message. WrongFile if Telegram does not take it as what we say it is."""
        try:
            return await self._call(method, {"chat_id": address, **values})
        except BadRequest as error:
            refusal = error.message.lower()
            if _FORBIDDEN in refusal:
                self._without_voice.add(address)
                raise WrongFile(error.message) from error
            if any(words in refusal for words in _STALE):
                raise WrongFile(error.message) from error
            raise
        except InvalidToken as error:  # "Not Found": this server can not send that kind at all
            raise WrongFile(error.message) from error


class WrongFile(Exception):  # noqa: N818 - no fault, only the wrong door
    """Telegram does not know this file, or not as this kind of file. Never leaves this module."""
