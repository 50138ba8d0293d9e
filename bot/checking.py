"""`bot check`: the files people write, then the messages that come of them, as they are shown and heard."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bot.content import Content, clips_of
from bot.core.conversation import Line
from bot.definitions import check
from bot.definitions.extract import is_only_gaps
from bot.definitions.rules import shown
from bot.definitions.rules.shown import Shown, Sounds
from bot.errors import Problem, ProblemsError
from bot.i18n import direction
from bot.ports import Measured, Spoken
from bot.settings import Settings
from bot.speech.clips import ClipFolder
from bot.speech.measuring import measured


def examine(settings: Settings) -> tuple[list[Problem], list[str]]:
    """All that is wrong; and what is to be known of clips that are not there, a line each."""
    found, said = check.examine(settings.consultation, settings.conversations, settings.locales, _is_rtl)
    try:
        content = Content.load(settings)
    except ProblemsError:
        return found, []  # these stand in `found` already; the messages can not be made
    clips = clips_of(settings)
    messages = list(_every_message(content))
    made = frozenset(one.spoken.language for one in messages if clips.find(one.spoken))
    voiceless = frozenset(one.spoken for one in messages if not clips.would_speak(one.spoken))
    sounds = Sounds(_measured_clips(clips, messages), made, voiceless)
    found += shown.problems(_once(messages), said, _is_rtl, sounds)
    return sorted(set(found)), list(_notes(content.consultation.languages, made, voiceless))


def _notes(languages: Iterable[str], made: frozenset[str], voiceless: frozenset[Spoken]) -> Iterator[str]:
    if unheard := sorted(set(languages) - made):
        yield f"Clips were not looked at in {', '.join(unheard)}: there are none yet (python -m bot voices)."
    yield from silent(voiceless)


def silent(voiceless: Iterable[Spoken]) -> Iterator[str]:
    """Which languages have messages that no voice says: no command helps there, only a person who speaks it."""
    messages = {(one.language, one.address) for one in voiceless if not one.private}
    counts = Counter(language for language, _ in messages)
    for language, count in sorted(counts.items()):
        yield f"No voice says {count} messages in {language}: have them recorded by a speaker (docs/speech.md)."


def _every_message(content: Content) -> Iterator[Shown]:
    wording = content.wording()
    for language in content.consultation.languages:
        for message in content.every_message(language):
            first = message.drawn[0].label if message.drawn else message.phrases[0].line
            yield Shown(wording.render(message, language), _written_at(first))


def _written_at(line: Line) -> str:
    """The address of a line; of one that is nothing but gaps, of what fills the first of them."""
    return f"consultation.{line.english[1:].partition('}')[0]}" if is_only_gaps(line.english) else line.address


def _once(messages: Iterable[Shown]) -> list[Shown]:
    return list({(one.spoken.language, one.spoken.address): one for one in messages}.values())


def _is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def _measured_clips(clips: ClipFolder, messages: Iterable[Shown]) -> dict[Spoken, Measured]:
    """Each message's clip, as it sounds. Decoding takes most of this command's time: all processors do it."""
    found = {one.spoken: clip for one in messages if (clip := clips.find(one.spoken))}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(found, pool.map(measured, found.values()), strict=True))
