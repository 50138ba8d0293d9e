"""Finished sounds: clips that are all alike, people's voice notes as they are. All in memory.

Everything here blocks for some ten milliseconds a clip; callers use `asyncio.to_thread`. Whatever is wrong
with a sound becomes a SpeechError. Nothing of a recording's metadata (place, device) survives a conversion.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from bot.errors import SpeechError
from bot.ports import Sound
from bot.speech.decoding import LONGEST, RATE, SHORTEST, decoded, frames_of, translated
from bot.speech.loudness import NOTHING, TARGET, filtered, loudness

BITS: Final = 24_000
"""Bits a second of a clip: clear speech, and 1 MB (Telegram's limit for a voice note) is five minutes."""

MP3_BITS: Final = 48_000
"""MP3 needs about twice as much for the same speech."""

EDGE: Final = 0.15
"""Seconds of silence before and after a clip: players cut off the first and last moments."""

FADE: Final = 0.015
"""Seconds in which a clip rises and falls, so that it does not click."""

PEAKS: Final = (0.65, 0.55, 0.45, 0.35)
"""The loudest sample of a clip when it is encoded, of 1. Opus makes it louder by up to a third, as a rule; where
it is more, and the clip would crackle, the next is taken."""

MOST_GAIN: Final = 30.0
"""Decibels by which a sound is made louder or softer at most."""

BELOW_SPEECH: Final = 32.0
"""Decibels. What is so much softer than the speech in a recording is silence."""

LEFT: Final = 0.06
"""Seconds of it that are left: a soft first letter is not cut off."""

PACE: Final = (0.5, 2.0)
"""The tempo that one `atempo` keeps understandable."""

_BREATH: Final = (("adelay", f"{round(EDGE * 1000)}"), ("apad", f"pad_dur={EDGE}"))

HASTY_RATE: Final = 16_000
"""Hertz of what is said to somebody who waits for it. A good telephone sounds like this."""

_SAMPLES: Final = ("aformat", f"sample_fmts=s16:sample_rates={RATE}:channel_layouts=mono")
_HASTY_SAMPLES: Final = ("aformat", f"sample_fmts=s16:sample_rates={HASTY_RATE}")
"""The form of all frames between two steps."""


def to_opus(sound: Sound, *, tempo: float = 1.0) -> bytes:
    """What a voice made, as a clip: OGG/Opus, mono, as loud as all others, with a breath of silence around it.

    A `tempo` below 1 is slower, at the same pitch. Raises SpeechError.
    """
    with translated():
        return _finished(list(frames_of(sound, LONGEST)), tempo)


def in_haste(sounds: Sequence[Sound]) -> bytes:
    """The same for somebody who waits, and is heard once: about as loud, not as fine, for a fifth of the work.

    Several sounds follow each other; a recording among them is as loud as the voice. One that can not be read is
    left out: it keeps nobody from hearing the others.
    """
    read = [(sound, frames) for sound in sounds if (frames := _read(sound))]
    if not read:
        raise SpeechError("there is nothing to hear")
    with translated():
        voice = [frame for sound, frames in read if sound.kind != "recording" for frame in frames]
        level = loudness(_in_a_row(voice), HASTY_RATE).lufs if voice else TARGET
        levelled = (_as_loud(level, frames) if sound.kind == "recording" else frames for sound, frames in read)
        frames = list(_in_a_row(frame for some in levelled for frame in some))
        gain = _gain(TARGET - level)
        chain = [*_limited(gain, PEAKS[0]), *_BREATH, _HASTY_SAMPLES]
        return _encoded(filtered(frames, chain, HASTY_RATE), "ogg", "libopus", BITS, HASTY_RATE, _HASTY)


def to_clip(recording: bytes, *, tempo: float = 1.0) -> bytes:
    """The same of a person's recording, or of another clip."""
    with translated():
        return _finished(list(decoded(recording, LONGEST)), tempo)


def slowed(sound: Sound, tempo: float) -> Sound:
    """A voice's sound at another tempo, the pitch unchanged, as PCM. Raises SpeechError."""
    with translated():
        frames = _at(tempo, list(frames_of(sound, LONGEST)))
        return Sound("pcm", b"".join(map(_samples, frames)), RATE)


def pcm_of(data: bytes) -> bytes:
    """A file's sound as 16-bit mono at RATE. Raises SpeechError."""
    with translated():
        return b"".join(map(_samples, decoded(data, LONGEST)))


def as_voice_note(data: bytes, *, max_seconds: float = LONGEST) -> tuple[bytes, float]:
    """Any recording from a browser or a phone as OGG/Opus, and its length in seconds.

    It is not faded or trimmed: it is a person's own. Raises SpeechError if it is no sound, holds none, or is
    longer than `max_seconds`. A recording that breaks off is kept up to there.
    """
    with translated():
        counted = _Counted(decoded(data, max_seconds))
        note = _encoded(counted, "ogg", "libopus", BITS)
        return note, counted.seconds


def as_mp3(data: bytes) -> bytes:
    """A clip as MP3, for browsers that cannot play OGG/Opus. Raises SpeechError."""
    with translated():
        return _encoded(decoded(data, LONGEST), "mp3", "libmp3lame", MP3_BITS, options=_MP3)


def seconds_of(data: bytes) -> float:
    """How long it sounds, in seconds, by decoding it: headers may lie. Raises SpeechError."""
    with translated():
        counted = _Counted(decoded(data, LONGEST))
        for _ in counted:
            pass
        return counted.seconds


def is_opus(opening: bytes) -> bool:
    """Whether a file that begins with these (64) bytes is OGG/Opus already."""
    return opening.startswith(b"OggS") and b"OpusHead" in opening


class _Counted:
    """Frames passing by, their length added up."""

    def __init__(self, frames: Iterable[AudioFrame]) -> None:
        self._frames = frames
        self._samples = 0

    @property
    def seconds(self) -> float:
        return self._samples / RATE

    def __iter__(self) -> Iterator[AudioFrame]:
        for frame in self._frames:
            self._samples += frame.samples
            yield frame


def _finished(frames: list[AudioFrame], tempo: float) -> bytes:
    """A clip of these: trimmed, as loud as all others, faded, never too loud, with silence at both ends."""
    frames = _at(tempo, frames)
    lufs = loudness(frames).lufs  # pauses do not count, so trimming does not change it
    frames = _trimmed(frames, lufs)
    gain = _gain(TARGET - lufs)
    for peak in PEAKS:
        # The limiter takes a little of it away again, more from some voices than from others: it is given twice.
        missing = TARGET - loudness(filtered(frames, [*_limited(gain, peak), _SAMPLES])).lufs
        clip = _clip(frames, _gain(gain + missing), peak)
        if loudness(decoded(clip, LONGEST)).peak < 1:
            break
    return clip


def _clip(frames: list[AudioFrame], gain: float, peak: float) -> bytes:
    """These, so much louder, no sample above the peak, faded, with silence at both ends."""
    seconds = sum(frame.samples for frame in frames) / RATE
    edges = [
        *_limited(gain, peak),
        ("afade", f"t=in:d={FADE}"),
        ("afade", f"t=out:st={max(0.0, seconds - FADE):.4f}:d={FADE}"),
        *_BREATH,
        _SAMPLES,
    ]
    return _encoded(filtered(frames, edges), "ogg", "libopus", BITS)


def _in_a_row(frames: Iterable[AudioFrame]) -> Iterator[AudioFrame]:
    """Frames of several sounds, each where the one before it ends."""
    position = 0
    for frame in frames:
        frame.pts = position
        position += frame.samples
        yield frame


def _read(sound: Sound) -> list[AudioFrame]:
    try:
        with translated():
            return list(frames_of(sound, LONGEST, HASTY_RATE))
    except SpeechError:
        if sound.kind != "recording":
            raise
        return []


def _as_loud(level: float, frames: list[AudioFrame]) -> Iterator[AudioFrame]:
    """A recording made as loud as this, in LUFS."""
    gain = _gain(level - loudness(frames, HASTY_RATE).lufs)
    return filtered(frames, [("volume", f"{gain:.2f}dB"), _HASTY_SAMPLES], HASTY_RATE)


def _gain(wanted: float) -> float:
    """Decibels. Who whispers far from the microphone is heard, but what is next to nothing stays that."""
    return max(-MOST_GAIN, min(MOST_GAIN, wanted))


def _at(tempo: float, frames: list[AudioFrame]) -> list[AudioFrame]:
    if not PACE[0] <= tempo <= PACE[1]:
        raise SpeechError(f"tempo {tempo} is outside {PACE[0]} to {PACE[1]}")
    return frames if tempo == 1 else list(filtered(frames, [("atempo", f"{tempo}"), _SAMPLES]))


def _trimmed(frames: list[AudioFrame], lufs: float) -> list[AudioFrame]:
    """Without the silence before the first and after the last sound. Raises SpeechError if it is all silence."""
    threshold = max(lufs, NOTHING) - BELOW_SPEECH
    trim = f"start_periods=1:start_threshold={threshold:.1f}dB:start_silence={LEFT}:detection=rms"
    both = [("silenceremove", trim), ("areverse", ""), ("silenceremove", trim), ("areverse", ""), _SAMPLES]
    kept = list(filtered(frames, both))
    if sum(frame.samples for frame in kept) < SHORTEST * RATE:
        raise SpeechError("there is nothing to hear in this sound")
    return kept


def _limited(gain: float, peak: float) -> list[tuple[str, str]]:
    """The filters that make a sound so many decibels louder, and cut no wave off."""
    return [("volume", f"{gain:.2f}dB"), ("alimiter", f"limit={peak}:level=false")]


_FINE: Final = {"application": "voip", "vbr": "constrained", "compression_level": "10"}
_HASTY: Final = {"application": "lowdelay", "vbr": "constrained", "compression_level": "0"}
"""Without the part of Opus that models a mouth: half the work, a seventh more bytes."""

_MP3: Final = {"compression_level": "7"}
"""For speech as good as its slower ways, in half the time."""


def _samples(frame: AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: 2 * frame.samples]


def _encoded(
    frames: Iterable[AudioFrame],
    container: str,
    codec: str,
    bits: int,
    rate: int = RATE,
    options: Mapping[str, str] = _FINE,
) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout="mono", bit_rate=bits)
        if not isinstance(stream, AudioStream):  # for the type checker: a sound codec makes a sound stream
            raise SpeechError(f"{codec} makes no sound")
        stream.codec_context.options = dict(options)
        for frame in frames:
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()
