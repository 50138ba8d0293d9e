"""How far each language is: what is translated, what a speaker has checked, what can be heard, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.content import Content
from bot.definitions import catalogs
from bot.errors import BotError
from bot.i18n import own_name
from bot.ports import Spoken
from bot.settings import Settings
from bot.speech.clips import ClipFolder
from bot.speech.human import HumanVoices


@dataclass(frozen=True)
class Standing:
    """One language. `statuses` counts its strings by how far to trust them; `voices` its messages by voice."""

    language: str
    strings: int
    statuses: Counter[str]
    voices: Counter[str]

    @property
    def translated(self) -> int:
        return self.statuses.total()

    @property
    def checked(self) -> int:
        return sum(self.statuses[status] for status in catalogs.STATUSES[2:])

    @property
    def voiced(self) -> float:
        """The share of messages that can be heard, with a clip or by a voice that is here."""
        return 1 - self.voices["none"] / (self.voices.total() or 1)


def standings(settings: Settings, clips: ClipFolder, spoken: Iterable[Spoken]) -> list[Standing]:
    """Every language that has words or is offered. `clips` has the voices that need no internet."""
    voices: dict[str, Counter[str]] = {}
    for one in spoken:
        voices.setdefault(one.language, Counter())[clips.source(one) or clips.would_speak(one) or "none"] += 1
    wanted = [message for message in catalogs.template(settings.conversations) if message.id]
    found = []
    for language in dict.fromkeys((*voices, *catalogs.languages(settings.locales))):
        statuses = Counter({"source": len(wanted)})
        if language != catalogs.SOURCE:
            catalog = catalogs.read(catalogs.path_of(settings.locales, language), language)
            translated = [message for message in catalog if message.id and message.string and not message.fuzzy]
            statuses = Counter(map(catalogs.status, translated))
        found.append(Standing(language, len(wanted), statuses, voices.get(language, Counter())))
    return found


def as_table(standings: Iterable[Standing]) -> Iterator[str]:
    """The table, line by line, and under it what is to be done."""
    yield "language            translated  checked by a speaker  voiced, without the internet"
    to_do: list[str] = []
    for one in standings:
        source = one.language == catalogs.SOURCE
        translated = "source" if source else f"{100 * one.translated // one.strings}%"
        checked = "-" if source else f"{100 * one.checked // one.strings}%"
        spoken = ", ".join(voice for voice, _ in one.voices.most_common() if voice != "none")
        voiced = f"{int(100 * one.voiced)}% {spoken}" if one.voices else "not offered"
        yield f"{one.language:4}{own_name(one.language):16}{translated:>10}{checked:>22}  {voiced}"
        to_do += _to_do(one)
    yield ""
    yield from to_do


_WHOSE = {"human": "human", "gtts": "online", "piper": "machine", "espeak": "machine"}
"""Whose voice it is, by what it is called."""


def voices_as_table(clips: ClipFolder, people: HumanVoices, spoken: Iterable[Spoken]) -> Iterator[str]:
    """Who speaks how many messages of each language today, and what people said that is not said any more."""
    every = list(spoken)
    yield "language            human  online  machine  none"
    for language in dict.fromkeys(one.language for one in every):
        mine = [one for one in every if one.language == language]
        counts = Counter(_WHOSE.get(clips.source(one) or "", "none") for one in mine)
        numbers = (counts[whose] for whose in ("human", "online", "machine", "none"))
        yield "{}{:16}{:>9}{:>8}{:>9}{:>6}".format(f"{language:4}", own_name(language), *numbers)
        if speakers := people.speakers(language):
            yield f"      thanks to {', '.join(speakers)}"
        for one in people.retired(mine):
            yield f"      `{one.address}` has changed since it was recorded: have it said again"


def script(content: Content, language: str) -> Iterator[str]:
    """All that a speaker is to say, each with the name of its file, and the note for translators."""
    if language not in content.consultation.languages:
        raise BotError(f"{language} is not offered: there are {', '.join(content.consultation.languages)}")
    scripts = content.scripts(language)
    for address, spoken in scripts.spoken.items():
        note = f"  ({scripts.notes[address]})" if address in scripts.notes else ""
        yield f"{address}.ogg{note}\n  " + spoken.speech.replace("\n", "\n  ") + "\n"


def _to_do(one: Standing) -> Iterator[str]:
    source = one.language == catalogs.SOURCE
    if not source and (missing := one.strings - one.translated):
        yield f"{one.language}: {missing} strings are not translated; `python -m bot check` lists them."
    if not source and (unchecked := one.translated - one.checked):
        yield f"{one.language}: {unchecked} strings wait for a speaker to check them; the bot says so to people."
    if silent := one.voices["none"]:
        yield (
            f"{one.language}: no voice speaks {silent} of the messages; they go out as words. Record a speaker, "
            f"one file a message, in conversations/voices/{one.language}/ (CONTRIBUTING.md)."
        )
