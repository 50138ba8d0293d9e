"""The online voice, against a stand-in for Google at the network's edge."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from bot.errors import SpeechError
from bot.speech.online import LONGEST_PART, REST, SLOW_TEMPO, GoogleVoice
from bot.speech.sound import seconds_of
from bot.speech.texts import LINE_PAUSE

LONG = "Think of a good day, one that you remember. " * 6


def seconds(sound):
    return len(sound.data) / 2 / sound.rate


class Hours:
    """A clock that a test turns by hand."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hours()


@pytest.fixture
def voice(clock):
    return GoogleVoice(clock=clock, timeout=(0.3, 0.3), pause=0)


async def test_says_it(voice, google):
    """A sentence comes back as sound."""
    sound = await voice.say("Think of a good day. 😀", "en", slow=False)
    assert seconds(sound) == pytest.approx(seconds_of(google.mp3), abs=0.1)
    assert google.texts == ["Think of a good day."]


async def test_long_text(voice, google):
    """A long text is asked for in parts, none cut inside a sentence, and comes back whole."""
    sound = await voice.say(LONG, "en", slow=False)
    assert " ".join(google.texts) == LONG.strip()
    assert all(len(text) <= LONGEST_PART and text.endswith("remember.") for text in google.texts)
    assert seconds(sound) == pytest.approx(len(google.texts) * seconds_of(google.mp3), abs=0.2)


async def test_choices(voice, google):
    """Between two numbers there is time to think, and what is said under many questions is asked for once."""
    sound = await voice.say("Is that right? 1. Yes. 2. No.", "en", slow=False)
    assert google.texts == ["Is that right?", "1: Yes.", "2: No."]
    assert seconds(sound) == pytest.approx(3 * seconds_of(google.mp3) + 2 * LINE_PAUSE, abs=0.2)
    await voice.say("Shall we go on? 1. Yes. 2. No.", "en", slow=False)
    assert google.texts[3:] == ["Shall we go on?"]


async def test_urdu(voice, google):
    """Urdu is cut at its own full stop."""
    await voice.say("ایک اچھے دن کے بارے میں سوچیں جو آپ کو یاد ہے۔" * 4, "ur", slow=False)
    assert len(google.texts) > 1
    assert all(text.endswith("۔") for text in google.texts)


async def test_slow(voice, google):
    """Slow is the same sound stretched: Google is asked no differently."""
    sound = await voice.say("A good day.", "en", slow=True)
    assert google.speeds == [None]
    assert seconds(sound) == pytest.approx(seconds_of(google.mp3) / SLOW_TEMPO, rel=0.1)


def test_languages(voice):
    """It says which languages it speaks, without the network."""
    assert all(map(voice.speaks, ("en", "cy", "pl", "ar", "uk", "ur", "bn", "pa", "ro")))
    assert not voice.speaks("so")


@pytest.mark.parametrize("mode", ["empty", "silent", "blocked", "late", "hang", "broken", "noise", "half"])
async def test_failures(voice, google, mode):
    """However Google fails, it is a SpeechError with its cause, soon, and never half a sound."""
    google.mode = mode
    began = time.monotonic()
    with pytest.raises(SpeechError):
        await voice.say(LONG, "en", slow=False)
    assert time.monotonic() - began < 20
    assert len(google.texts) == (2 if mode == "late" else 1)


async def test_refused(voice, google):
    """With nobody listening it is a SpeechError too."""
    google.close()
    with pytest.raises(SpeechError) as caught:
        await voice.say(LONG, "en", slow=False)
    assert caught.value.__cause__ is not None


async def test_rest(voice, google, clock):
    """After a failure it says no at once and leaves the network alone, each time for longer."""
    google.mode = "blocked"
    rests = []
    for asked in range(1, 9):
        with pytest.raises(SpeechError):
            await voice.say("A good day.", "en", slow=False)
        rests.append(voice.resting)
        with pytest.raises(SpeechError, match="rests"):
            await voice.say("A good day.", "en", slow=False)
        assert len(google.texts) == asked
        clock.now += voice.resting
    assert rests == [60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert (rests[0], rests[-1]) == REST


async def test_wakes(voice, google, clock):
    """Once it works again, it works, and a later failure begins with a short rest."""
    google.mode = "blocked"
    for _ in range(2):
        with pytest.raises(SpeechError):
            await voice.say("A good day.", "en", slow=False)
        clock.now += 3600
    google.mode = "fine"
    assert (await voice.say("A good day.", "en", slow=False)).data
    google.mode = "blocked"
    with pytest.raises(SpeechError):
        await voice.say("A good day.", "en", slow=False)
    assert voice.resting == REST[0]


async def test_many_wait_for_one_failure(voice, google):
    """When Google hangs, one of many learns it; the others are told no without asking."""
    google.mode = "hang"
    asked = (voice.say(f"Good day {n}.", "en", slow=False) for n in range(20))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(answer, SpeechError) for answer in answers)
    assert len(google.texts) == 1


async def test_patience(google, clock, voice):
    """A Google that dawdles over every part is given up, not waited for part after part."""
    take = google.take

    def dawdle(body):
        clock.now += 30
        take(body)

    google.take = dawdle
    with pytest.raises(SpeechError, match="too long"):
        await voice.say(LONG, "en", slow=False)
    assert len(google.texts) == 2


async def test_pause(google):
    """Between two requests there is a pause, whoever asks."""
    voice = GoogleVoice(pause=0.15)
    began = time.monotonic()
    await asyncio.gather(*(voice.say(f"Good day {n}.", "en", slow=False) for n in range(3)))
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(("text", "language"), [("", "en"), ("😀", "en"), ("Добрий день", "en"), ("haa", "so")])
async def test_our_own_mistakes(voice, google, text, language):
    """A text it cannot say is no reason to ask Google, nor to rest."""
    with pytest.raises(SpeechError):
        await voice.say(text, language, slow=False)
    assert google.texts == []
    assert voice.resting == 0


async def test_log(voice, google, caplog):
    """No text appears in any log, not even in gTTS's own, at any level."""
    caplog.set_level(logging.DEBUG)
    await voice.say("marmalade", "en", slow=False)
    google.mode = "blocked"
    with pytest.raises(SpeechError) as caught:
        await voice.say("marmalade", "en", slow=False)
    assert "marmalade" not in caplog.text + str(caught.value) + str(caught.value.__cause__)
