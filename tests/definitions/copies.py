"""A copy of all that people write (conversations, locales, who asks), to be changed and looked at again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from bot import checking
from bot.content import Content, clips_of
from bot.definitions import catalogs
from bot.ports import Sound, Spoken
from bot.settings import Settings, read_settings
from bot.speech.sound import to_opus
from tests.bot_process import REPOSITORY

GOOD_LIFE = "conversations/good_life.yaml"
HELPLINES = "conversations/helplines/wales.yaml"
EXAMPLE = "conversations/consultations/example.yaml"
_RATE = 8000


@dataclass(frozen=True)
class Copy:
    """`conversations/` and `locales/` in a folder of their own."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, languages: Sequence[str]) -> Copy:
        """What is shipped, as it would be if only these languages were offered and had words."""
        shutil.copytree(REPOSITORY / "conversations", folder / "conversations")
        for language in languages:
            if language != catalogs.SOURCE:
                shutil.copytree(REPOSITORY / "locales" / language, folder / "locales" / language)
        copy = cls(folder)
        copy.write(EXAMPLE, _offering(copy.read(EXAMPLE), languages))
        copy.draw()
        return copy

    @property
    def settings(self) -> Settings:
        return replace(
            read_settings({"SGWRS_VOICES": "espeak"}, self.folder / "no.env"),
            consultation=self.folder / EXAMPLE,
            conversations=self.folder / "conversations",
            locales=self.folder / "locales",
            clips=self.folder / "data/clips",
        )

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def look_up_numbers(self, day: date | None) -> None:
        """Somebody has looked up every number to call on this day; or nobody has."""
        self.write(HELPLINES, re.sub(r"last_checked: .*", f"last_checked: {day or 'never'}", self.read(HELPLINES)))

    def change(self, file: str, old: str, new: str) -> None:
        """Put other words where these stand, once."""
        text = self.read(file)
        assert text.count(old) == 1, (old, text.count(old))
        self.write(file, text.replace(old, new))

    def translate(self, language: str, address: str, words: str) -> None:
        """Put other words into a catalogue."""
        before, context, after = self.read(catalog(language)).partition(f'msgctxt "{address}"\n')
        english, _, after = after.partition("\nmsgstr ")
        others = after.partition("\n\n")[2]
        assert english, address
        self.write(catalog(language), f'{before}{context}{english}\nmsgstr "{words}"\n\n{others}')
        self.draw()

    def mark(self, language: str, status: str, address: str = "") -> None:
        """Write this status above one string of a language, or above all."""
        head, *entries = self.read(catalog(language)).split("\n\n")
        wanted = f'msgctxt "{address}"\n' if address else "msgctxt "
        marked = [
            re.sub(r"# Status: \S+", f"# Status: {status}", entry) if wanted in entry else entry
            for entry in entries
        ]
        assert marked != entries, (language, address)
        self.write(catalog(language), "\n\n".join([head, *marked]))

    def draw(self) -> None:
        """As `make catalogs` does."""
        catalogs.update(self.folder / "conversations", self.folder / "locales")

    def record(self, spoken: Spoken, clip: bytes) -> None:
        """Leave a clip for a message, as if a person's recording had been made into it."""
        voices = self.folder / "conversations/voices" / spoken.language
        voices.mkdir(parents=True, exist_ok=True)
        (voices / f"{spoken.address}.ogg").write_bytes(clip)
        made = next(clips_of(self.settings)._candidates(spoken)).path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(clip)

    def spoken(self, address: str) -> Spoken:
        """A message in Welsh."""
        every = Content.load(self.settings).every_spoken(slow=False)
        return next(one for one in every if (one.address, one.language) == (address, "cy"))

    def line(self, file: str, words: str) -> int:
        """The number of the one line with these words."""
        [found] = [n for n, line in enumerate(self.read(file).splitlines(), 1) if words in line]
        return found

    def line_of(self, language: str, address: str) -> int:
        """Where a string stands in a catalogue."""
        return self.line(catalog(language), f'msgctxt "{address}"')

    def problems(self) -> list[str]:
        """All that `bot check` says of it."""
        return [str(problem) for problem in checking.examine(self.settings)[0]]


def catalog(language: str) -> str:
    return f"locales/{language}/LC_MESSAGES/sgwrs.po"


@cache
def hum(seconds: float, pause: float = 0.5) -> bytes:
    """A clip of a hum with as many pauses as any message has numbers, as Ogg."""
    quiet = bytes(2 * round(pause * _RATE))
    once = (b"\x00\x10" * 20 + b"\x00\xf0" * 20) * round((seconds - 10 * pause) / 11 * _RATE / 40)
    return to_opus(Sound("pcm", once + (quiet + once) * 10, _RATE))


def _offering(consultation: str, languages: Sequence[str]) -> str:
    """A consultation with these languages only, and its promise in them."""
    lines = consultation.splitlines(keepends=True)
    kept = [line for line in lines if not (said := re.match(r"  (\w\w): ", line)) or said[1] in languages]
    return re.sub(r"languages: \[.*\]", f"languages: [{', '.join(languages)}]", "".join(kept))
