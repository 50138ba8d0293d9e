"""What the speech tests share: tones, the voice on this machine, and the stand-in for Google."""

from __future__ import annotations

import array
import math
from collections.abc import Callable, Iterator

import pytest
from google import StandIn

from bot.ports import Sound, Spoken
from bot.speech.espeak import EspeakVoice
from bot.speech.sound import as_mp3, to_opus

QUESTION = "Think of a good day. What makes life good for you?"


def make_tone(seconds: float = 1.0, hertz: float = 220.0, rate: int = 22050, loud: float = 0.5) -> Sound:
    samples = (
        round(32767 * loud * math.sin(2 * math.pi * hertz * n / rate)) for n in range(round(seconds * rate))
    )
    return Sound("pcm", array.array("h", samples).tobytes(), rate)


@pytest.fixture(scope="session")
def tone() -> Callable[..., Sound]:
    return make_tone


@pytest.fixture(scope="session")
def opus() -> bytes:
    return to_opus(make_tone(1.0))


@pytest.fixture(scope="session")
def mp3(opus: bytes) -> bytes:
    return as_mp3(opus)


@pytest.fixture(scope="session")
def espeak() -> EspeakVoice:
    return EspeakVoice()


@pytest.fixture
def google(mp3: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    stand_in = StandIn(mp3)
    url = stand_in.url
    monkeypatch.setattr("gtts.tts._translate_url", lambda tld="com", path="": f"{url}{path}")
    yield stand_in
    stand_in.close()


@pytest.fixture
def question() -> Spoken:
    return Spoken("good_life.good_day", "en", QUESTION, QUESTION)
