"""The folder of clips: real voices and real sound, and a stand-in for Google."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import time
import wave
from dataclasses import replace

import pytest

from bot.errors import SpeechError
from bot.ports import Sound, Spoken
from bot.speech import clips as clips_room
from bot.speech.clips import ClipFolder
from bot.speech.decoding import decoded
from bot.speech.human import HumanVoices, sound_of
from bot.speech.loudness import TARGET, loudness
from bot.speech.online import GoogleVoice
from bot.speech.sound import EDGE, as_mp3, is_opus, seconds_of, to_clip, to_opus


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "clips"


@pytest.fixture
def human(tmp_path):
    (tmp_path / "voices" / "en").mkdir(parents=True)
    return tmp_path / "voices"


@pytest.fixture
def online():
    return GoogleVoice(timeout=(0.3, 0.3), pause=0)


@pytest.fixture
def clips(folder, human, online, espeak):
    return ClipFolder(folder, HumanVoices([human]), [online, espeak])


class Counting:
    """A voice that counts how often it is asked, and takes its time."""

    name = "counting 1"

    def __init__(self, sound):
        self.sound = sound
        self.asked = 0

    def speaks(self, language):
        return language == "en"

    async def say(self, text, language, *, slow):
        self.asked += 1
        await asyncio.sleep(0.01)
        return self.sound


def wav(sound):
    file = io.BytesIO()
    with wave.open(file, "wb") as output:
        output.setparams((1, 2, sound.rate, 0, "NONE", ""))
        output.writeframes(sound.data)
    return file.getvalue()


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class TestMaking:
    async def test_online_first(self, clips, google, question):
        """The first voice of the chain that works makes the clip."""
        assert clips.find(question) is None
        assert clips.source(question) is None
        path = await clips.make(question)
        assert clips.find(question) == path
        assert clips.source(question) == "gtts"
        assert is_opus(path.read_bytes()[:64])

    async def test_chain_order(self, folder, human, espeak, online, google, question):
        """The order is the one in which the voices were given."""
        clips = ClipFolder(folder, HumanVoices([human]), [espeak, online])
        await clips.make(question)
        assert clips.source(question) == "espeak"
        assert google.texts == []

    @pytest.mark.parametrize("slow", [False, True])
    @pytest.mark.parametrize(
        "mode", ["empty", "silent", "blocked", "late", "hang", "broken", "noise", "half", "refused"]
    )
    async def test_falls_through(self, clips, folder, google, question, mode, slow):
        """However Google fails, the machine's voice speaks, and no half clip is ever kept."""
        google.mode = mode
        if mode == "refused":
            google.close()
        question = replace(question, speech=f"{question.speech} " * 6, slow=slow)
        path = await clips.make(question)
        assert clips.source(question) == "espeak"
        assert files(folder) == [path.name]
        assert seconds_of(path.read_bytes()) > 10

    async def test_upgraded_later(self, clips, google, question):
        """A clip by the machine counts as missing until the better voice has made its own."""
        google.mode = "blocked"
        await clips.make(question)
        assert clips.missing([question]) == [question]
        clips._voices[0]._wakes = 0.0
        google.mode = "fine"
        await clips.make(question)
        assert clips.missing([question]) == []
        assert clips.source(question) == "gtts"

    async def test_no_voice(self, clips, google):
        """What no voice can say has no clip; that is no error."""
        somali = Spoken("good_life.good_day", "so", "Subax wanaagsan", "Subax wanaagsan")
        assert await clips.make(somali) is None
        assert clips.find(somali) is None
        assert clips.missing([somali]) == [somali]

    @pytest.mark.parametrize("language", ["../en", "/", "", ".", "en/../en"])
    async def test_strange_language(self, clips, google, question, language):
        """A language that is no language leads nowhere, in no folder."""
        strange = replace(question, language=language)
        assert clips.find(strange) is None
        assert await clips.make(strange) is None

    async def test_once(self, folder, human, tone, question):
        """Many who want the same clip at once make it once."""
        voice = Counting(tone(0.5))
        clips = ClipFolder(folder, HumanVoices([human]), [voice])
        paths = await asyncio.gather(*(clips.make(question) for _ in range(20)))
        assert voice.asked == 1
        assert set(paths) == {clips.find(question)}
        assert not clips._locks

    async def test_many(self, clips, google, question):
        """Different clips may be made at the same time."""
        asked = [replace(question, speech=f"Good day number {n}.", slow=n % 2 == 0) for n in range(20)]
        paths = await asyncio.gather(*map(clips.make, asked))
        assert len(set(paths)) == 20
        assert clips.missing(asked) == []

    async def test_same_words_same_clip(self, clips, google, question):
        """A message shown at two places is made once; other words are another clip."""
        path = await clips.make(question)
        assert clips.find(replace(question, address="elsewhere")) == path
        assert clips.find(replace(question, speech="Other words.")) is None

    async def test_cancelled(self, folder, human, tone, question):
        """Somebody who gives up waiting does not keep others from their clip."""
        clips = ClipFolder(folder, HumanVoices([human]), [Counting(tone(0.5))])
        first = asyncio.create_task(clips.make(question))
        await asyncio.sleep(0)
        second = asyncio.create_task(clips.make(question))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == clips.find(question)


class TestSlow:
    async def test_online(self, clips, google, question):
        """The online voice is asked once for both paces, and the slow one is longer."""
        normal = await clips.make(question)
        slow = await clips.make(replace(question, slow=True))
        assert len(google.texts) == 1
        assert seconds_of(slow.read_bytes()) > 1.15 * seconds_of(normal.read_bytes())

    async def test_slow_first(self, clips, google, question):
        """Asked for slow first, it has both afterwards."""
        await clips.make(replace(question, slow=True))
        assert clips.missing([question, replace(question, slow=True)]) == []
        assert len(google.texts) == 1

    async def test_espeak(self, folder, human, espeak, question):
        """The machine's voice speaks slowly by itself."""
        clips = ClipFolder(folder, HumanVoices([human]), [espeak])
        slow = await clips.make(replace(question, slow=True))
        normal = await clips.make(question)
        assert seconds_of(slow.read_bytes()) > 1.15 * seconds_of(normal.read_bytes())

    async def test_human(self, clips, human, opus, question):
        """A person's recording has a slower version too, made from it."""
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        slow = await clips.make(replace(question, slow=True))
        assert clips.source(replace(question, slow=True)) == "human"
        assert seconds_of(slow.read_bytes()) > 1.15 * seconds_of(opus)


@pytest.fixture
def forgetful(monkeypatch):
    """What was found is looked for again each time, as it is after half a minute."""
    monkeypatch.setattr("bot.speech.clips._REMEMBERED", -1.0)


class TestHuman:
    async def test_wins(self, clips, human, google, opus, question):
        """A person's recording is heard before any machine's, as soon as it is made into a clip."""
        machine = await clips.make(question)
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        assert clips.find(question) == machine
        assert clips.missing([question]) == [question]
        made = await clips.make(question)
        assert clips.find(question) == made != machine
        assert clips.source(question) == "human"

    async def test_noticed(self, forgetful, clips, human, google, opus, question):
        """A recording is noticed when it comes and when it goes, without a restart."""
        machine = await clips.make(question)
        recording = human / "en" / "good_life.good_day.opus"
        for _ in range(3):
            recording.write_bytes(opus)
            person = await clips.make(question)
            assert clips.find(question) == person != machine
            recording.unlink()
            assert clips.find(question) == machine

    async def test_noticed_in_a_quiet_folder(self, clips, human, opus, question):
        """The same in a folder whose listing is remembered."""
        os.utime(human / "en", (time.time() - 60,) * 2)
        assert clips.find(question) is None
        assert human / "en" in clips._human._seen
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        assert await clips.make(question)
        assert clips.source(question) == "human"

    async def test_levelled_and_trimmed(self, clips, human, tone, question):
        """Whoever whispers into a telephone, and waits before they begin, is heard like everybody else."""
        quiet = tone(2.0, loud=0.02).data
        recording = Sound("pcm", bytes(2 * 22050) + quiet + bytes(2 * 22050), 22050)
        (human / "en" / "good_life.good_day.wav").write_bytes(wav(recording))
        clip = (await clips.make(question)).read_bytes()
        assert seconds_of(clip) == pytest.approx(2.0 + 2 * EDGE, abs=0.2)
        assert loudness(decoded(clip, 60)).lufs == pytest.approx(TARGET, abs=1.0)

    async def test_taken_back(self, clips, human, opus, question):
        """Nothing stays of a voice that is taken back, at either pace, though the words have changed since."""
        recording = human / "en" / "good_life.good_day.ogg"
        recording.write_bytes(opus)
        clips._human.note([question])
        made = [await clips.make(replace(question, slow=slow)) for slow in (False, True)]
        changed = replace(question, speech="Other words by now.")
        assert clips._human.find(changed) is None
        clips.forget("en", question.address, sound_of(opus))
        assert not any(clip.exists() for clip in made)

    async def test_taken_back_while_its_clip_is_made(self, clips, human, opus, question, monkeypatch):
        """What is being encoded just then is not left behind."""
        recording = human / "en" / "good_life.good_day.ogg"
        recording.write_bytes(opus)

        def encode(voice, **tempo):
            clips.forget("en", question.address, sound_of(opus))
            recording.unlink()
            return to_clip(voice, **tempo)

        monkeypatch.setattr(clips_room, "to_clip", encode)
        by_machine = await clips.make(question)
        assert clips.find(question) == by_machine
        assert list(by_machine.parent.glob("*")) == [by_machine]

    @pytest.mark.parametrize("ending", [".mp3", ".m4a", ".wav", ".ogg", ".MP3"])
    async def test_other_forms(self, clips, human, google, mp3, question, ending):
        """A recording in another form is converted once, and until then the machine's voice is found."""
        made = await clips.make(question)
        (human / "en" / f"good_life.good_day{ending}").write_bytes(mp3)
        assert clips.find(question) == made
        assert clips.missing([question]) == [question]
        converted = await clips.make(question)
        assert clips.find(question) == converted != made
        assert is_opus(converted.read_bytes()[:64])
        assert clips.source(question) == "human"

    async def test_replaced(self, clips, human, mp3, tone, question):
        """A recording that is replaced by a better one is converted again."""
        recording = human / "en" / "good_life.good_day.mp3"
        recording.write_bytes(mp3)
        first = await clips.make(question)
        recording.write_bytes(as_mp3(to_opus(tone(3.0))))
        second = await clips.make(question)
        assert first != second
        assert seconds_of(second.read_bytes()) > 3

    async def test_changed_words_retire_it(self, forgetful, clips, human, google, opus, question):
        """Once it is noted what it says, it is heard for those words only; and again when they come back."""
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        person = await clips.make(question)
        assert clips._human.note([question]) == 1
        assert clips._human.note([question]) == 0
        changed = replace(question, speech="Think of a bad day.")
        assert clips._human.retired([question, changed]) == [changed]
        await clips.make(changed)
        assert (clips.source(changed), clips.source(question)) == ("gtts", "human")
        assert clips.find(question) == person

    async def test_a_new_recording_says_the_new_words(self, clips, human, google, opus, tone, question):
        """One that is replaced is taken to say what its message says by then."""
        recording = human / "en" / "good_life.good_day.ogg"
        recording.write_bytes(opus)
        clips._human.note([question])
        changed = replace(question, speech="Think of a bad day.")
        recording.write_bytes(to_opus(tone(2.0)))
        assert clips._human.retired([changed]) == []
        await clips.make(changed)
        assert clips.source(changed) == "human"
        assert clips._human.note([changed]) == 1
        assert clips._human.retired([question]) == [question]

    @pytest.mark.parametrize(
        "written", ["", "[]", '{"good_life.good_day": {"more": 1}}', '{"good_life.good_day": 3}']
    )
    async def test_damaged_notes(self, clips, human, opus, question, written, caplog):
        """Notes that can not be read are told in the log, and the recording is taken on trust."""
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        (human / "en" / "words.json").write_text(written)
        assert await clips.make(question)
        assert clips.source(question) == "human"
        assert "words.json can not be read" in caplog.text

    async def test_garbage(self, clips, human, google, question, caplog):
        """A recording that cannot be read is named in the log, and the machine speaks instead."""
        (human / "en" / "good_life.good_day.mp3").write_bytes(b"ID3" + b"garbage" * 99)
        await clips.make(question)
        assert clips.source(question) == "gtts"
        assert "good_life.good_day: no clip by human" in caplog.text

    async def test_language(self, clips, human, google, opus, question):
        """A recording speaks its own language only."""
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        assert clips.find(replace(question, language="cy")) is None

    def test_best_form(self, clips, human, opus, mp3, question):
        """Of two recordings the better one wins; other files do not count."""
        for name, content in ((".txt", b"notes"), (".mp3", mp3), (".ogg", opus), (".jpg", b"")):
            (human / "en" / f"good_life.good_day{name}").write_bytes(content)
        assert clips._human.find(question).path == human / "en" / "good_life.good_day.ogg"

    def test_no_folder(self, folder, tmp_path, question):
        """Without a folder of recordings there are simply none."""
        assert ClipFolder(folder, HumanVoices([tmp_path / "nowhere"]), []).find(question) is None

    def test_cheap(self, clips, human, opus, question):
        """Finding takes well under a millisecond, so it may happen while somebody waits."""
        (human / "en" / "good_life.good_day.ogg").write_bytes(opus)
        for n in range(300):
            (human / "en" / f"good_life.other_{n}.ogg").touch()
        os.utime(human / "en", (time.time() - 60,) * 2)
        clips.find(question)
        began = time.process_time()
        for _ in range(200):
            clips.find(question)
        assert (time.process_time() - began) / 200 < 0.001


class TestKeeping:
    @pytest.mark.parametrize("broken", ["write", "replace"])
    async def test_whole_or_not_at_all(self, clips, folder, google, question, monkeypatch, broken):
        """When the disk fails midway nothing is left behind, and nobody sees an error."""

        def fail(*_):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            if broken == "write":
                patch.setattr(clips_room.os, "fdopen", fail)
            else:
                patch.setattr("pathlib.Path.replace", fail)
            assert await clips.make(question) is None
        assert files(folder) == []
        assert await clips.make(question) is not None

    async def test_never_half_visible(self, clips, google, question, monkeypatch):
        """Until a clip is complete it does not have its name."""
        seen = []
        replace_file = clips_room.Path.replace

        def watch(unfinished, path):
            seen.append((clips.find(question), path.exists(), seconds_of(unfinished.read_bytes()) > 1))
            return replace_file(unfinished, path)

        monkeypatch.setattr("pathlib.Path.replace", watch)
        await clips.make(question)
        assert seen == [(None, False, True)]

    async def test_two_processes(self, folder, human, tone, question):
        """Two folders over one place, as two processes have them, do not disturb each other."""
        both = [ClipFolder(folder, HumanVoices([human]), [Counting(tone(0.5))]) for _ in range(2)]
        paths = await asyncio.gather(*(clips.make(question) for clips in both * 5))
        assert len(set(paths)) == 1
        assert files(folder) == [paths[0].name]

    async def test_readable(self, clips, google, question):
        """A clip can be read by the web server too."""
        assert (await clips.make(question)).stat().st_mode & 0o044 == 0o044

    async def test_prune(self, clips, folder, human, google, mp3, question):
        """Pruning deletes what no message needs, and nothing else."""
        (human / "en" / "good_life.gifts.mp3").write_bytes(mp3)
        gifts = replace(question, address="good_life.gifts")
        old = replace(question, address="good_life.old", speech="Old words.")
        keep = [await clips.make(one) for one in (question, replace(question, slow=True), gifts)]
        await clips.make(old)
        await clips.make(replace(old, slow=True))
        stranger = folder / "en" / "notes.ogg"
        stranger.write_bytes(b"not ours")
        fresh, stale = folder / "en" / "a.part", folder / "en" / "b.part"
        fresh.touch()
        stale.touch()
        os.utime(stale, (0, 0))
        assert clips.prune([question, gifts]) == 2
        assert files(folder) == sorted([*(path.name for path in keep), "notes.ogg", "a.part"])
        assert clips.prune([]) == 3

    async def test_unknown_error_is_not_swallowed(self, folder, human, question):
        """A mistake in our own code is not taken for a voice that failed."""

        class Wrong(Counting):
            async def say(self, text, language, *, slow):
                raise KeyError

        with pytest.raises(KeyError):
            await ClipFolder(folder, HumanVoices([human]), [Wrong(None)]).make(question)

    async def test_log(self, clips, google, caplog, question):
        """The log names messages by their address; what they say is not in it."""
        caplog.set_level(logging.DEBUG)
        google.mode = "blocked"
        await clips.make(replace(question, speech="marmalade"))
        await clips.make(replace(question, speech="marmalade", language="ur"))
        assert "good_life.good_day: no clip by gtts" in caplog.text
        assert "marmalade" not in caplog.text

    async def test_voices_that_fail(self, folder, human, question):
        """When every voice fails there is no clip, and text alone is sent."""

        class Hoarse(Counting):
            async def say(self, text, language, *, slow):
                raise SpeechError("not today")

        class Garbling(Counting):
            name = "garbling 1"

        voices = [Hoarse(None), Garbling(Sound("mp3", b"garbage" * 99))]
        assert await ClipFolder(folder, HumanVoices([human]), voices).make(question) is None
        assert files(folder) == []
