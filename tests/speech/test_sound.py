"""Sound in, sound out."""

from __future__ import annotations

import array
import io
import itertools
import random
import struct
import wave

import av
import pytest

from bot.errors import SpeechError
from bot.ports import Sound
from bot.speech.decoding import decoded
from bot.speech.loudness import TARGET, loudness
from bot.speech.sound import (
    EDGE,
    as_mp3,
    as_voice_note,
    in_haste,
    is_opus,
    seconds_of,
    slowed,
    to_clip,
    to_opus,
)


def pcm_of(data: bytes, rate: int = 48000) -> array.array:
    """A file's samples, decoded by other code than ours."""
    samples = array.array("h")
    with av.open(io.BytesIO(data)) as container:
        resampler = av.AudioResampler("s16", "mono", rate)
        for frame in [*container.decode(audio=0), None]:
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: 2 * part.samples])
    return samples


def hertz_of(samples: array.array, rate: int = 48000) -> float:
    """The pitch of a tone, by counting how often it crosses zero in its middle half."""
    middle = samples[len(samples) // 4 : len(samples) * 3 // 4]
    crossings = sum(a < 0 <= b for a, b in itertools.pairwise(middle))
    return crossings * rate / len(middle)


def recording(kind: str, codec: str, sound: Sound, layout: str = "mono", rate: int = 48000) -> bytes:
    """A sound as a browser would have recorded it."""
    file = io.BytesIO()
    frame = av.AudioFrame("s16", "mono", len(sound.data) // 2)
    frame.sample_rate = sound.rate
    frame.planes[0].update(sound.data)
    with av.open(file, "w", format=kind) as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def wav(sound: Sound) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as output:
        output.setparams((1, 2, sound.rate, 0, "NONE", ""))
        output.writeframes(sound.data)
    return file.getvalue()


HELLO = {
    "en": "Think of a good day. What makes life good for you?",
    "cy": "Meddyliwch am ddiwrnod da. Beth sy’n gwneud bywyd yn dda i chi?",
    "ar": "فكّروا في يوم جميل. ما الذي يجعل الحياة طيبة لكم؟",
    "bn": "একটি ভালো দিনের কথা ভাবুন। কী আপনার জীবনকে ভালো করে তোলে?",
    "uk": "Подумайте про гарний день. Що робить ваше життя добрим?",
}


class TestClips:
    def test_form(self, tone):
        """A clip is what Telegram takes for a voice note: OGG, Opus, mono, 48 kHz."""
        clip = to_opus(tone(2.0))
        with av.open(io.BytesIO(clip)) as container:
            stream = container.streams.audio[0]
            assert (container.format.name, stream.codec_context.name) == ("ogg", "opus")
            assert (stream.codec_context.layout.name, stream.codec_context.sample_rate) == ("mono", 48000)
        assert is_opus(clip[:64])

    async def test_small(self, espeak):
        """Speech costs about 3 kB a second, so five minutes stay below Telegram's 1 MB."""
        clip = to_opus(await espeak.say("Think of a good day. " * 5, "en", slow=False))
        assert len(clip) < seconds_of(clip) * 3300

    def test_edges(self, tone):
        """A clip starts and ends in silence, because players swallow its first and last moments."""
        samples = pcm_of(to_opus(tone(1.0)))
        silent = round((EDGE - 0.03) * 48000)
        assert len(samples) / 48000 == pytest.approx(1 + 2 * EDGE, abs=0.03)
        assert max(map(abs, samples[:silent])) < 300
        assert max(map(abs, samples[-silent:])) < 300

    def test_fade(self, tone):
        """A clip rises gently: there is no jump between its silence and its sound."""
        samples = pcm_of(to_opus(tone(1.0, hertz=100)))
        assert max(abs(a - b) for a, b in itertools.pairwise(samples)) < 1500

    def test_peak(self, tone):
        """Even a sound at full scale leaves room, so that nothing crackles."""
        assert max(map(abs, pcm_of(to_opus(tone(1.0, loud=1.0))))) < 32000

    @pytest.mark.parametrize("loud", [0.01, 0.1, 1.0])
    def test_one_loudness(self, tone, loud):
        """However loud it came, a clip is as loud as all others."""
        clip = to_opus(tone(2.0, hertz=1000, loud=loud))
        assert loudness(decoded(clip, 60)).lufs == pytest.approx(TARGET, abs=1.0)

    @pytest.mark.parametrize("language", ["en", "cy", "ar", "bn", "uk"])
    @pytest.mark.parametrize("slow", [False, True])
    async def test_speech_has_one_loudness(self, espeak, language, slow):
        """Voices that shout and voices that mumble are equally loud, and nothing crackles."""
        clip = to_opus(await espeak.say(HELLO[language], language, slow=slow))
        heard = loudness(decoded(clip, 60))
        assert heard.lufs == pytest.approx(TARGET, abs=1.5)
        assert heard.peak < 1.0

    @pytest.mark.parametrize("language", ["en", "cy", "ar", "bn", "uk"])
    async def test_own_words_are_read_out_about_as_loud(self, espeak, language):
        """What somebody waits for takes less work; it is a voice note like all others all the same."""
        sound = await espeak.say(HELLO[language], language, slow=False)
        note = in_haste([sound])
        heard = loudness(decoded(note, 60))
        assert heard.lufs == pytest.approx(TARGET, abs=2.5)
        assert heard.peak < 1.0
        assert is_opus(note)
        assert seconds_of(note) == pytest.approx(len(sound.data) / 2 / sound.rate + 2 * EDGE, abs=0.1)

    async def test_what_the_codec_makes_too_loud_is_made_softer(self, espeak, monkeypatch):
        """Of some sounds it makes half as much again: those get more room, and do not crackle either."""
        monkeypatch.setattr("bot.speech.sound.PEAKS", (0.95, 0.9, 0.55))
        monkeypatch.setattr("bot.speech.sound.TARGET", -10.0)
        clip = to_opus(await espeak.say(HELLO["en"], "en", slow=False))
        assert loudness(decoded(clip, 60)).peak < 1.0

    def test_next_to_nothing_stays_quiet(self, tone):
        """The hum of a room is not blown up till it roars."""
        clip = to_opus(tone(2.0, loud=0.0005))
        assert loudness(decoded(clip, 60)).lufs < TARGET - 12

    def test_silence_is_no_clip(self):
        """Whoever presses the wrong button records nothing: that is no clip."""
        with pytest.raises(SpeechError):
            to_opus(Sound("pcm", bytes(2 * 22050), 22050))

    @pytest.mark.parametrize("tempo", [0.75, 0.8, 1.25])
    def test_tempo(self, tone, tempo):
        """Slower is longer, and the voice stays as deep as it was."""
        clip = to_opus(tone(2.0), tempo=tempo)
        assert seconds_of(clip) - 2 * EDGE == pytest.approx(2 / tempo, rel=0.05)
        assert hertz_of(pcm_of(clip)) == pytest.approx(220, rel=0.03)

    def test_slower_clip(self, opus):
        """A finished clip can be slowed down too, and gets no second silence around it."""
        slow = to_clip(opus, tempo=0.8)
        assert seconds_of(slow) - 2 * EDGE == pytest.approx((seconds_of(opus) - 2 * EDGE) / 0.8, abs=0.2)
        assert hertz_of(pcm_of(slow)) == pytest.approx(220, rel=0.03)

    def test_slowed(self, tone):
        """A voice's sound can be slowed before it is encoded."""
        sound = slowed(tone(1.0), 0.8)
        assert len(sound.data) / 2 / sound.rate == pytest.approx(1.25, rel=0.05)

    @pytest.mark.parametrize("tempo", [0.0, -1.0, 0.1, 9.0, float("nan")])
    def test_strange_tempo(self, tone, tempo):
        """A tempo at which nothing is understood is refused."""
        with pytest.raises(SpeechError):
            to_opus(tone(0.5), tempo=tempo)

    def test_joined_mp3s(self, mp3):
        """MP3s laid end to end, each with its ID3 tag, are heard whole."""
        tag = b"ID3\x04\x00\x00\x00\x00\x00\x40" + b"x" * 64
        clip = to_opus(Sound("mp3", tag + mp3 + tag + mp3 + tag + mp3))
        assert seconds_of(clip) == pytest.approx(3 * seconds_of(mp3) + 2 * EDGE, abs=0.15)

    def test_mp3s_of_two_forms(self, mp3, tone):
        """Joined MP3s may differ in rate and channels."""
        other = recording("mp3", "libmp3lame", tone(1.0), layout="stereo", rate=24000)
        assert seconds_of(to_opus(Sound("mp3", mp3 + other))) > seconds_of(mp3) + 0.9

    @pytest.mark.parametrize(
        "sound",
        [
            Sound("mp3", b""),
            Sound("mp3", b"this is no sound" * 99),
            Sound("pcm", b"", 22050),
            Sound("pcm", b"\0\0" * 9, 22050),
            Sound("pcm", b"\0\0" * 9999, 0),
            Sound("flute", b"\0\0" * 9999, 22050),
        ],
        ids=["empty", "garbage", "no-samples", "a-moment", "no-rate", "unknown"],
    )
    def test_no_sound(self, sound):
        """What is no sound makes no clip, but a SpeechError."""
        with pytest.raises(SpeechError):
            to_opus(sound)

    def test_as_mp3(self, opus):
        """A clip for old browsers is as long and as deep as the clip."""
        mp3 = as_mp3(opus)
        assert seconds_of(mp3) == pytest.approx(seconds_of(opus), abs=0.1)
        assert hertz_of(pcm_of(mp3)) == pytest.approx(220, rel=0.03)


class TestRecordings:
    @pytest.mark.parametrize(
        ("kind", "codec", "layout", "rate"),
        [
            ("webm", "libopus", "mono", 48000),
            ("webm", "libopus", "stereo", 48000),
            ("mp4", "aac", "mono", 44100),
            ("mp4", "aac", "stereo", 48000),
            ("adts", "aac", "mono", 44100),
            ("ogg", "libopus", "mono", 48000),
            ("mp3", "libmp3lame", "mono", 24000),
            ("flac", "flac", "mono", 44100),
            ("wav", "pcm_s16le", "stereo", 44100),
        ],
    )
    def test_browsers(self, tone, kind, codec, layout, rate):
        """Whatever a browser records becomes a voice note of the same length."""
        note, seconds = as_voice_note(recording(kind, codec, tone(1.5), layout=layout, rate=rate))
        assert is_opus(note[:64])
        assert seconds == pytest.approx(1.5, abs=0.12)
        assert seconds_of(note) == pytest.approx(seconds, abs=0.05)
        assert hertz_of(pcm_of(note)) == pytest.approx(220, rel=0.03)

    def test_plain_wav(self, tone):
        """A WAV at a telephone's rate is taken."""
        assert as_voice_note(wav(tone(1.0, rate=8000)))[1] == pytest.approx(1.0, abs=0.01)

    def test_wav_without_length(self, tone):
        """Recorders that stream write no true length into a WAV's head; what follows counts."""
        whole = bytearray(wav(tone(1.0)))
        whole[4:8] = whole[40:44] = b"\xff\xff\xff\xff"
        assert as_voice_note(bytes(whole))[1] == pytest.approx(1.0, abs=0.01)

    def test_nothing_about_the_person(self, tone):
        """Place and device, which phones write into a recording, do not survive."""
        file = io.BytesIO()
        frame = av.AudioFrame("s16", "mono", 22050)
        frame.sample_rate = 22050
        frame.planes[0].update(tone(1.0).data)
        with av.open(file, "w", format="matroska") as output:
            output.metadata["location"] = "+51.4816-003.1791/"
            stream = output.add_stream("libopus", rate=48000, layout="mono")
            output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        assert b"003.1791" in file.getvalue()
        assert b"003.1791" not in as_voice_note(file.getvalue())[0]

    def test_broken_off(self, tone):
        """A recording that breaks off is kept up to there: it is still somebody's words."""
        whole = recording("webm", "libopus", tone(4.0))
        assert 1 < as_voice_note(whole[: len(whole) * 2 // 3])[1] < 4

    def test_too_long(self, tone):
        """A recording longer than allowed is refused, however small its file."""
        with pytest.raises(SpeechError, match="longer than 2 seconds"):
            as_voice_note(recording("webm", "libopus", tone(3.0)), max_seconds=2)

    def test_cannot_be_read(self, opus, mp3, tone):
        """Garbage, heads without a body, pictures and empty files are refused."""
        mp4 = recording("mp4", "aac", tone(1.0))
        for data in (
            b"",
            b"\0",
            b"hello" * 999,
            random.Random(1).randbytes(9999),
            opus[:100],
            mp3[:40],
            mp4[: len(mp4) // 2],
            b"\x1aE\xdf\xa3" + bytes(400),
            b"RIFF\x24\x00\x00\x00WAVEfmt ",
            b"\x89PNG\r\n\x1a\n" + bytes(400),
            b"OggS" * 99,
            wav(Sound("pcm", b"\0\0", 8000)),
        ):
            with pytest.raises(SpeechError):
                as_voice_note(data)

    def test_playlist(self, tmp_path, tone):
        """A playlist that names a file of the server's is refused, not followed."""
        (tmp_path / "own.wav").write_bytes(wav(tone(1.0)))
        for lines in ("#EXTM3U\n#EXTINF:1,\nfile:{}\n", "ffconcat version 1.0\nfile {}\n"):
            with pytest.raises(SpeechError, match="no sound file"):
                as_voice_note(lines.format(tmp_path / "own.wav").encode())

    def test_no_sound_in_it(self):
        """A film without sound is refused."""
        file = io.BytesIO()
        with av.open(file, "w", format="matroska") as output:
            stream = output.add_stream("mpeg4", rate=10)
            stream.width = stream.height = 16
            stream.pix_fmt = "yuv420p"
            output.mux(stream.encode(av.VideoFrame(16, 16, "yuv420p")))
            output.mux(stream.encode(None))
        with pytest.raises(SpeechError, match="no sound in this file"):
            as_voice_note(file.getvalue())

    @pytest.mark.parametrize(("kind", "codec"), [("webm", "libopus"), ("mp4", "aac"), ("mp3", "libmp3lame")])
    def test_damaged(self, tone, kind, codec):
        """However a recording is damaged, it is either heard or refused; no other error gets out."""
        whole = recording(kind, codec, tone(0.5))
        chance = random.Random(7)
        for _ in range(60):
            damaged = bytearray(whole)
            for _ in range(chance.randint(1, 40)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                assert as_voice_note(bytes(damaged), max_seconds=60)[1] > 0
            except SpeechError:
                continue

    def test_wav_that_makes_no_sense(self):
        """A head that claims no channels, or a rate that would unpack to gigabytes, is refused at once."""
        for channels, rate in ((0, 8000), (1, 0), (1, 1), (60000, 8000), (1, 0xFFFFFFFF)):
            head = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 % 2**32, 2, 16)
            with pytest.raises(SpeechError):
                as_voice_note(
                    b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0" + head + b"data\xff\xff\0\0" + bytes(65535)
                )

    def test_chained(self):
        """The library's own error stays attached, for whoever looks into the log."""
        with pytest.raises(SpeechError) as caught:
            seconds_of(b"OggS")
        assert isinstance(caught.value.__cause__, av.FFmpegError)
