"""What is asked and said, and what it sounds and looks like: no database is needed for any of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot.board import phrases as board_phrases
from bot.channels.web import phrases as web_phrases
from bot.core.conversation import Consultation
from bot.core.events import Message
from bot.core.everything import every_message
from bot.core.giving import ordering
from bot.core.lending import studio
from bot.core.review import putting
from bot.definitions import catalogs
from bot.definitions.check import load_consultation
from bot.i18n import Catalogs, Wording, direction
from bot.pictures.folder import PictureFolder
from bot.ports import Listener, Scripts, Spoken
from bot.settings import Settings
from bot.speech.aloud import Aloud
from bot.speech.clips import ClipFolder
from bot.speech.human import HumanVoices
from bot.speech.voices import chain

LOCAL = ("piper", "espeak")
"""The voices that need no network."""


@dataclass
class Content:
    """What is asked, and its words: read and checked, no database needed."""

    consultation: Consultation
    catalogs: Catalogs
    conversations: Path | None = None

    @classmethod
    def load(cls, settings: Settings) -> Content:
        """ProblemsError, with all of them, if anything is wrong."""
        consultation = load_consultation(settings.consultation, settings.conversations, settings.locales)
        listens = frozenset(settings.transcribe).intersection(consultation.languages)
        words = Catalogs(catalogs.translations(settings.locales))
        catalogs.forget()
        return cls(replace(consultation, listens=listens), words, settings.conversations)

    def wording(self) -> Wording:
        return Wording(self.catalogs, self.consultation)

    def every_message(self, language: str) -> Iterator[Message]:
        """Everything that is said in a language, in the chat and on all pages."""
        yield from every_message(self.consultation, language)
        yield from web_phrases.every_message()
        yield from board_phrases.every_message()
        yield from studio.every_message()
        yield from ordering.every_message()
        yield from putting.every_message()

    def every_spoken(self, *, slow: bool) -> list[Spoken]:
        """Everything the bot can say, in every language it offers, once each."""
        wording = self.wording()
        found: dict[tuple[str, str, str], Spoken] = {}
        for language in self.consultation.languages:
            for message in self.every_message(language):
                spoken = wording.render(message, language, slow=slow)
                found.setdefault((spoken.language, spoken.address, spoken.speech), spoken)
        return list(found.values())

    def scripts(self, language: str) -> Scripts:
        """Everything that the bot can say in a language, in the order in which people come to it."""
        if language not in self._scripts:
            wording, messages = self.wording(), list(self.every_message(language))
            spoken = (wording.render(message, language) for message in messages)
            notes = {message.address: self._note(message) for message in messages}
            own = {one.address: one for one in spoken if one.language == language}
            self._scripts[language] = Scripts(own, {address: note for address, note in notes.items() if note})
        return self._scripts[language]

    @cached_property
    def _scripts(self) -> dict[str, Scripts]:
        return {}

    @cached_property
    def _notes(self) -> dict[tuple[str, str], str]:
        """What is written for translators, by address and English words."""
        drawn = catalogs.template(self.conversations) if self.conversations else ()
        return {(str(one.context), str(one.id)): " ".join(one.auto_comments) for one in drawn if one.id}

    def _note(self, message: Message) -> str:
        lines = [phrase.line for phrase in message.phrases]
        return " ".join(filter(None, (self._notes.get((line.address, line.english), "") for line in lines)))


def clips_of(settings: Settings, voices: Iterable[str] | None = None) -> ClipFolder:
    """The clips, spoken by the voices that are set, or by these."""
    names = list(settings.voices if voices is None else voices)
    return ClipFolder(settings.clips, people_of(settings), chain(names, settings.piper))


def reader_of(settings: Settings) -> Aloud:
    """What reads people's own words to them."""
    return Aloud(chain([voice for voice in settings.voices if voice in LOCAL], settings.piper))


def listener_of(settings: Settings) -> Listener:
    """What puts voices into words, with the models that are set."""
    from bot.speech.hearing import Whisper  # an extra that may not be there

    return Whisper(settings.transcribe)


def people_of(settings: Settings) -> HumanVoices:
    """The recordings that people made of what the bot says."""
    return HumanVoices([settings.lent, settings.conversations / "voices"])


def pictures_of(settings: Settings) -> PictureFolder:
    """The pictures of choices, beside the clips of the same language."""
    return PictureFolder(settings.clips, settings.conversations / "pictures", direction)
