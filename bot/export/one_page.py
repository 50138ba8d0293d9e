"""A person's one-page profile: what people like about them, what matters to them, how to help them well.

The form is that of person-centred planning. Words and voice are their own. It is made when they ask for it, and
kept nowhere.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, get_args

from bot.core.conversation import Conversation, Line, PagePart
from bot.core.review.phrases import IN_WORDS
from bot.core.rights import phrases
from bot.errors import SpeechError
from bot.export import pdf
from bot.export.blocks import Block, aloud
from bot.export.html import page as as_html
from bot.export.theirs import when_fetched
from bot.i18n import Wording, direction
from bot.media import headers_of
from bot.pictures import page as pictured
from bot.pictures.camera import pixels_of, without_camera_notes
from bot.pictures.drawing import as_png, height_of
from bot.ports import Fetched, Parcel, Reader, Recordings
from bot.speech.sound import as_mp3
from bot.store.answers import Answers, StoredAnswer

ENDINGS: Final = (".png", ".ogg", ".pdf")
"""What is sent into a chat: a picture, a voice note, and the page to print where that can be made."""

_NAME: Final = "about-me"
_MOST_PIXELS: Final = 25_000_000
"""Of a photo: drawn, each takes four bytes, and a made-up one could be gigabytes."""


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

    async def parcels(self, participant: str, language: str, endings: Collection[str] = ENDINGS) -> list[Parcel]:
        """The page as files with these endings (".html" and ".mp3" too), as far as they can be made.

        None if there is nothing to stand on it. StoreError.
        """
        blocks = await self.blocks(participant, language)
        made = [
            Parcel(f"{_NAME}{ending}", data)
            for ending in endings
            if (data := await self._made(blocks, ending, language))
        ]
        return made if len(blocks) > 1 else []

    async def blocks(self, participant: str, language: str) -> list[Block]:
        """Its title, and below a heading each what they told. StoreError."""
        told: Mapping[PagePart, list[Block]] = defaultdict(list)
        for answer in await when_fetched(self._answers, participant):
            step = self._conversation.steps.get(answer.step)
            if step and step.page and answer.conversation == self._conversation.id:
                told[step.page] += await self._told(answer, step.page, language)
        blocks = [Block("title", self._line(phrases.PAGE, language), language)]
        for part in get_args(PagePart):
            if told[part]:
                heading = self._line(phrases.PAGE_PARTS[part], language)
                blocks += [Block("heading", heading, language, part), *told[part]]
        return blocks

    async def _told(self, answer: StoredAnswer, part: PagePart, language: str) -> list[Block]:
        file = await self._recordings.read(answer.id) if answer.recording_state == "kept" else None
        return list(self._shown(answer, file, part, language))

    def _shown(self, answer: StoredAnswer, file: Fetched | None, part: PagePart, language: str) -> Iterator[Block]:
        if file and answer.heard == "photo" and (photo := _bare(file.data)):
            yield Block("photo", self._line(phrases.PAGE_PARTS[part], language), language, photo=photo)
        recording = file.data if file and answer.heard == "voice" else b""
        if answer.text:
            yield Block("quote", answer.text, answer.language, recording=recording)
        elif recording:
            yield Block("words", self._line(phrases.SPOKEN, language), language, "said", recording=recording)

    async def _made(self, blocks: Sequence[Block], ending: str, language: str) -> bytes | None:
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
        parts = [sound for part in aloud(blocks) if (sound := await self._reader.read_all(part))]
        return await self._reader.read_all(parts) if len(parts) > 1 else next(iter(parts), None)

    def _line(self, line: Line, language: str) -> str:
        return self._wording.line(line, language)


def _bare(photo: bytes) -> bytes:
    """Without what the camera wrote into it; nothing where it can not be shown."""
    try:
        bare, _ = without_camera_notes(photo)
        return bare if pixels_of(bare) <= _MOST_PIXELS else b""
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
    return pictured.Piece(block.words, direction(block.language) == "rtl", quoted=block.kind == "quote")
