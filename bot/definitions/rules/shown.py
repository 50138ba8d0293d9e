"""Rules about messages as they go out: how long, which way they run, and whether and how they can be heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.definitions.rules.readability import words
from bot.definitions.rules.written import SOURCE, Said
from bot.errors import Problem
from bot.ports import Measured, Spoken

_CAPTION = 1024
_WORDS = 300
_WORDS_ELSEWHERE = 420
_SECONDS = 20.0
_WORDS_A_MINUTE = 130
_LUFS = -18.0
_GIVE_OR_TAKE = 2.0
_BREATH = 0.1
_ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")


@dataclass(frozen=True)
class Shown:
    """A message in one language, and the address of its first line, at which a problem is told."""

    spoken: Spoken
    line: str


@dataclass(frozen=True)
class Sounds:
    """What can be heard: the clip of each message that has one.

    `made` are the languages for which clips were made at all, `voiceless` the messages that no voice can say.
    """

    clips: Mapping[Spoken, Measured]
    made: frozenset[str]
    voiceless: frozenset[Spoken] = frozenset()


def problems(
    shown: Iterable[Shown], said: Mapping[tuple[str, str], Said], is_rtl: Callable[[str], bool], sounds: Sounds
) -> Iterator[Problem]:
    """What is wrong with these messages. `said` are the strings by language and address."""
    shown = list(shown)
    yield from _too_fast(shown, said, sounds)
    for one in shown:
        spoken = one.spoken
        place = said.get((spoken.language, one.line))
        found = [*_heard(spoken, sounds)]
        if not place or len(place.text) <= _most(spoken):  # else it is told of the string
            found += _too_long(spoken)
        if is_rtl(spoken.language):
            found += _out_of_order(spoken)
        at = (place.file, place.line) if place else (one.line, 0)
        yield from (Problem(*at, f"{words} (in `{spoken.address}`)") for words in found)


def _too_long(spoken: Spoken) -> Iterator[str]:
    most = _most(spoken)
    if len(spoken.words) > most:
        yield f"A12: {len(spoken.words)} letters with the choices; {most} are the most: say it shorter"
    elif len(spoken.words.encode("utf-16-le")) // 2 > _CAPTION:
        yield f"A12: Telegram takes {_CAPTION} signs under a clip: say it shorter"


def _most(spoken: Spoken) -> int:
    return _WORDS if spoken.language == SOURCE else _WORDS_ELSEWHERE


def _out_of_order(spoken: Spoken) -> Iterator[str]:
    for line in _ISOLATED.sub("", spoken.words).splitlines():
        strong = [letter for letter in line if unicodedata.bidirectional(letter) in ("L", "R", "AL")]
        if strong and unicodedata.bidirectional(strong[0]) == "L":
            yield f"A14: a line begins with “{strong[0]}”, and would run from left to right: use another word"


def _too_fast(shown: Iterable[Shown], said: Mapping[tuple[str, str], Said], sounds: Sounds) -> Iterator[Problem]:
    """English that is spoken too fast on the whole: of a single short sentence the pace says little."""
    english = [one for one in shown if one.spoken.language == SOURCE]
    heard = [(one, sounds.clips[one.spoken].seconds) for one in english if one.spoken in sounds.clips]
    minutes = sum(seconds for _, seconds in heard) / 60
    count = sum(len(words(one.spoken.speech)) for one, _ in heard)
    if minutes and count / minutes > _WORDS_A_MINUTE:
        place = said.get((SOURCE, heard[0][0].line))
        at = (place.file, place.line) if place else (heard[0][0].line, 0)
        pace = f"{count / minutes:.0f} words a minute on the whole; {_WORDS_A_MINUTE} are the most"
        yield Problem(*at, f"A6: English is spoken at {pace}: speak more slowly")


def _heard(spoken: Spoken, sounds: Sounds) -> Iterator[str]:
    if spoken.language not in sounds.made or spoken in sounds.voiceless:
        return
    clip = sounds.clips.get(spoken)
    if clip is None:
        yield "A5: it can not be heard: there is no clip; make it with: python -m bot voices"
        return
    if clip.seconds > _SECONDS:
        yield f"A6: its clip takes {clip.seconds:.1f} seconds; {_SECONDS:g} are the most: say it shorter"
    yield from (f"A15: {words}: record it again" for words in _unkind(clip, len(spoken.choices or spoken.drawn)))


def _unkind(clip: Measured, numbers: int) -> Iterator[str]:
    """What is hard on the ear."""
    if abs(clip.lufs - _LUFS) > _GIVE_OR_TAKE:
        yield f"its clip is at {clip.lufs:.0f} LUFS, where {_LUFS:g} is right"
    if clip.peak >= 1:
        yield "its clip crackles: its loudest sounds are cut off"
    if min(clip.before, clip.after) < _BREATH:
        yield "its clip begins or ends without a breath of silence"
    if clip.pauses < numbers:
        yield f"its clip has {clip.pauses} pauses for {numbers} numbers: one goes before each"
