"""A person's one-page profile: what people like about them, what matters to them, how to help them well.

The form is that of person-centred planning. Words and voice are their own. It is made when they ask for it, and
kept nowhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final, get_args

from bot.core.conversation import Conversation, Line, PagePart
from bot.core.review.phrases import IN_WORDS
from bot.core.rights import phrases
from bot.errors import SpeechError, place
from bot.export import pdf
from bot.export.blocks import Block, aloud
from bot.export.html import page as as_html
from bot.export.theirs import when_fetched
from bot.export.xml import clean
from bot.i18n import Wording, direction
from bot.media import headers_of
from bot.pictures import page as pictured
from bot.pictures.camera import pixels_of, without_camera_notes
from bot.pictures.drawing import as_png, height_of
from bot.ports import Fetched, Parcel, Piece, Reader, Recordings
from bot.speech.sound import as_mp3
from bot.store.answers import Answers, StoredAnswer

log = logging.getLogger(__name__)

ENDINGS: Final = (".png", ".ogg", ".pdf")
"""What is sent into a chat: a picture, a voice note, and the page to print where that can be made."""

_NAME: Final = "about-me"
_MOST_PIXELS: Final = 25_000_000
"""Of a photo: drawn, each takes four bytes, and a made-up one could be gigabytes."""

_MOST_PHOTOS: Final = 6
_MOST_RECORDINGS: Final = 30
_MOST_SECONDS: Final = 420
_MOST_LETTERS: Final = 5_000
"""What they told last is shown and heard, so much of it; so many letters are read out. All words stand on it."""


class OnePage:
    """Makes it, of all that somebody told in this conversation, however often they did."""

    def __init__(
        self,
        answers: Answers,
        recordings: Recordings,
        reader: Reader,
        conversation: Conversation,
        wording: Wording,
    ) -> None:
        self._answers = answers
        self._recordings = recordings
        self._reader = reader
        self._conversation = conversation
        self._wording = wording
        self._room = asyncio.Semaphore(1)  # it is work, and others talk to the bot

    async def parcels(self, participant: str, language: str, endings: Collection[str] = ENDINGS) -> list[Parcel]:
        """The page as files with these endings (".html" and ".mp3" too), as far as they can be made.

        None if there is nothing to stand on it. StoreError.
        """
        async with self._room:
            return await self._parcels(participant, language, endings)

    async def _parcels(self, participant: str, language: str, endings: Collection[str]) -> list[Parcel]:
        blocks = await self.blocks(participant, language)
        made = [
            Parcel(f"{_NAME}{ending}", data)
            for ending in endings
            if (data := await self._made(blocks, ending, language))
        ]
        return made if len(blocks) > 1 else []

    async def blocks(self, participant: str, language: str) -> list[Block]:
        """Its title, and below a heading each what they told. StoreError."""
        answers = [one for one in await when_fetched(self._answers, participant) if self._part_of(one)]
        with_file = _within(answers)
        told: dict[PagePart, list[Block]] = defaultdict(list)
        for answer in answers:
            if part := self._part_of(answer):
                file = await self._recordings.read(answer.id) if answer.id in with_file else None
                told[part] = _joined(told[part], await self._shown(answer, file, part, language))
        blocks = [Block("title", self._line(phrases.PAGE, language), language)]
        for part in get_args(PagePart):
            if told[part]:
                heading = self._line(phrases.PAGE_PARTS[part], language)
                blocks += [Block("heading", heading, language, part), *told[part]]
        return blocks

    def _part_of(self, answer: StoredAnswer) -> PagePart | None:
        """Where on the page an answer stands, if it does."""
        step = self._conversation.steps.get(answer.step)
        return step.page if step and answer.conversation == self._conversation.id else None

    async def _shown(
        self, answer: StoredAnswer, file: Fetched | None, part: PagePart, language: str
    ) -> list[Block]:
        """A photo, and words or a voice: as much of it as there is."""
        shown = []
        photo = await asyncio.to_thread(_bare, file.data) if file and answer.heard == "photo" else b""
        if photo:
            shown.append(Block("photo", self._line(phrases.PAGE_PARTS[part], language), language, photo=photo))
        recordings = (file.data,) if file and answer.heard == "voice" else ()
        if answer.text:
            shown.append(Block("quote", answer.text, answer.language, recordings=recordings))
        elif recordings:
            spoken = self._line(phrases.SPOKEN, language)
            shown.append(Block("words", spoken, language, "said", recordings=recordings))
        return shown

    async def _made(self, blocks: Sequence[Block], ending: str, language: str) -> bytes | None:
        """One of its files; None if it can not be made, which is no reason to do without the others."""
        try:
            return await self._make(blocks, ending, language)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with somebody's words, photo or voice
            log.error("a page about a person can not be made as %s: %s", ending, place(error))
            return None

    async def _make(self, blocks: Sequence[Block], ending: str, language: str) -> bytes | None:
        match ending:
            case ".png":
                return await asyncio.to_thread(_drawn, blocks, language)
            case ".pdf" if pdf.is_installed():
                return await asyncio.to_thread(pdf.write_pdf, blocks, language, one_page=True)
            case ".html":
                sound = await self._made(blocks, ".mp3", language)
                return as_html(blocks, language, self._line(IN_WORDS, language), [sound] if sound else []).encode()
            case ".ogg":
                return await self._sound(blocks)
            case ".mp3" if sound := await self._sound(blocks):
                return await asyncio.to_thread(as_mp3, sound)
        return None

    async def _sound(self, blocks: Sequence[Block]) -> bytes | None:
        """All of it, in their own voice where there is one."""
        said, letters = list[list[Piece]](), 0
        for part in aloud(blocks):
            letters += sum(len(piece[0]) for piece in part if not isinstance(piece, bytes))
            said += [part] if letters <= _MOST_LETTERS else []
        parts = [sound for part in said if (sound := await self._reader.read_all(part))]
        return await self._reader.read_all(parts) if len(parts) > 1 else next(iter(parts), None)

    def _line(self, line: Line, language: str) -> str:
        return self._wording.line(line, language)


def _joined(before: list[Block], new: list[Block]) -> list[Block]:
    """One after the other; of what is only there as a voice, the page says once that it is to be heard."""
    if before and new and before[-1].kind == new[0].kind == "words":
        last, first, *rest = before[-1], *new
        return [*before[:-1], replace(last, recordings=last.recordings + first.recordings), *rest]
    return before + new


def _within(answers: Sequence[StoredAnswer]) -> set[str]:
    """Those whose recordings and photos have room on the page: the last ones."""
    kept = [one for one in reversed(answers) if one.recording_state == "kept"]
    photos = [one.id for one in kept if one.heard == "photo"][:_MOST_PHOTOS]
    voices = [one for one in kept if one.heard == "voice"][:_MOST_RECORDINGS]
    seconds = accumulate(one.seconds for one in voices)
    return {*photos, *(one.id for one, so_far in zip(voices, seconds, strict=True) if so_far <= _MOST_SECONDS)}


def _bare(photo: bytes) -> bytes:
    """Without what the camera wrote into it; nothing where it can not be shown."""
    try:
        bare, _ = without_camera_notes(photo)
        return bare if 0 < pixels_of(bare) <= _MOST_PIXELS else b""
    except SpeechError:
        return b""


def _drawn(blocks: Sequence[Block], language: str) -> bytes:
    """The page as PNG."""
    title, *rest = blocks
    sections: list[pictured.Section] = []
    for block in rest:
        if block.kind == "heading":
            sections.append(pictured.Section(block.words, block.sign, []))
        else:
            sections[-1].pieces.append(_piece(block))
    svg = pictured.page(title.words, sections, rtl=direction(language) == "rtl")
    return as_png(svg, pictured.pixels(height_of(svg)))


def _piece(block: Block) -> pictured.Piece:
    if block.photo:
        return pictured.Piece(photo=block.photo, kind=headers_of(block.photo)["Content-Type"])
    return pictured.Piece(clean(block.words), direction(block.language) == "rtl", quoted=block.kind == "quote")
