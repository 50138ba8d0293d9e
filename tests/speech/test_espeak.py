"""The voice on the machine, the real one."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys

import pytest

from bot.errors import SpeechError
from bot.speech.espeak import SLOW_WORDS_A_MINUTE, VOICES, WORDS_A_MINUTE, EspeakVoice

TEXTS = {
    "en": "Think of a good day.",
    "cy": "Meddyliwch am ddiwrnod da.",
    "pl": "Pomyśl o dobrym dniu.",
    "ro": "Gândiți-vă la o zi bună.",
    "ar": "فكر في يوم جيد.",
    "ur": "ایک اچھے دن کے بارے میں سوچیں۔",
    "uk": "Подумайте про добрий день.",
    "bn": "একটি ভালো দিনের কথা ভাবুন।",
    "pa": "ਇੱਕ ਚੰਗੇ ਦਿਨ ਬਾਰੇ ਸੋਚੋ।",
}


def seconds(sound):
    return len(sound.data) / 2 / sound.rate


@pytest.mark.parametrize("language", TEXTS)
async def test_languages(espeak, language):
    """Every language of the table has a voice that says a sentence in a sentence's time."""
    sound = await espeak.say(TEXTS[language], language, slow=False)
    assert (sound.kind, sound.rate) == ("pcm", 22050)
    assert 0.8 < seconds(sound) < 5
    assert any(sound.data)


async def test_no_somali(espeak):
    """There is no Somali voice, and it says so instead of reading Somali in Romanian."""
    assert set(VOICES) == set(TEXTS)
    assert not espeak.speaks("so")
    with pytest.raises(SpeechError):
        await espeak.say("Subax wanaagsan", "so", slow=False)


async def test_slow(espeak):
    """Slow is slower by as much as its rate says."""
    normal = seconds(await espeak.say("Think of a good day. " * 4, "en", slow=False))
    slow = seconds(await espeak.say("Think of a good day. " * 4, "en", slow=True))
    assert slow / normal == pytest.approx(WORDS_A_MINUTE / SLOW_WORDS_A_MINUTE, rel=0.1)


async def test_together(espeak):
    """Many at once get each their own sound, and the loop stays free meanwhile."""
    texts = [f"{'very ' * (n % 7)}good day" for n in range(60)]
    alone = [seconds(await espeak.say(text, "en", slow=False)) for text in texts[:7]]
    sounds = await asyncio.gather(*(espeak.say(text, "en", slow=False) for text in texts))
    for number, sound in enumerate(sounds):
        assert seconds(sound) == pytest.approx(alone[number % 7], rel=0.03)


async def test_two_voices_one_engine(espeak):
    """The C library has one state a process, so a second voice shares it and its lock."""
    other = EspeakVoice()
    languages = ["en", "pl", "cy", "ar"] * 8
    sounds = await asyncio.gather(
        *((espeak, other)[n % 2].say(TEXTS[lang], lang, slow=False) for n, lang in enumerate(languages))
    )
    for language, sound in zip(languages, sounds, strict=True):
        alone = await espeak.say(TEXTS[language], language, slow=False)
        assert seconds(sound) == pytest.approx(seconds(alone), rel=0.03)


async def test_wrong_script(espeak):
    """Text in letters the language does not have is refused: it would be half a minute of noise."""
    with pytest.raises(SpeechError):
        await espeak.say(TEXTS["ur"], "pa", slow=False)


async def test_emoji(espeak):
    """Emoji and markup are not read out: the sound is as long as without them."""
    bare = seconds(await espeak.say("A good day!", "en", slow=False))
    dressed = seconds(await espeak.say("<b>A *good* day</b> 😀👍🏽!", "en", slow=False))
    assert dressed == pytest.approx(bare, rel=0.05)


@pytest.mark.parametrize("text", ["", "   ", "😀👍🏽", "…?!"])
async def test_nothing_to_say(espeak, text):
    """Nothing to say is a SpeechError, not an empty clip."""
    with pytest.raises(SpeechError):
        await espeak.say(text, "en", slow=False)


async def test_commands(espeak):
    """Control signs, which are commands to espeak, are not obeyed."""
    bare = seconds(await espeak.say("450 good day", "en", slow=False))
    assert seconds(await espeak.say("\x01450S\x00 good day", "en", slow=False)) > 0.6 * bare


async def test_pauses(espeak):
    """Numbered choices are set apart by silence."""
    together = await espeak.say("friends, rest, work", "en", slow=False)
    apart = await espeak.say("1. friends\n2. rest\n3. work", "en", slow=False)
    assert bytes(2 * 22050 // 2) in apart.data
    assert bytes(2 * 22050 // 2) not in together.data


def test_name(espeak):
    """The name tells engine, version and rates apart, because clips are kept under it."""
    assert espeak.name.startswith("espeak 1.5")
    assert "140/110" in espeak.name


BROKEN = """
import sys, espeakng_loader
from bot.errors import SpeechError
from bot.speech.espeak import EspeakVoice
setattr(espeakng_loader, sys.argv[1], lambda: sys.argv[2])
try:
    EspeakVoice()
except SpeechError as error:
    print("refused:", error)
"""


@pytest.mark.parametrize("place", ["get_library_path", "get_data_path"])
def test_cannot_load(tmp_path, place):
    """A machine on which espeak does not run gets a SpeechError, not the end of the process."""
    (tmp_path / "lib").write_bytes(b"no library")
    # In a process of its own: the C library does not survive a failed start after a good one.
    ran = subprocess.run(
        [sys.executable, "-c", BROKEN, place, str(tmp_path / "lib")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("refused:")


async def test_log(espeak, caplog):
    """What people said does not appear in the log."""
    caplog.set_level(logging.DEBUG)
    await espeak.say("marmalade", "en", slow=False)
    with pytest.raises(SpeechError) as caught:
        await espeak.say("marmalade", "uk", slow=False)
    assert "marmalade" not in caplog.text + str(caught.value)
