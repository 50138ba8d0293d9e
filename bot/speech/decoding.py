"""Sound in: whatever a microphone or a voice made, as frames of 16-bit mono at one rate.

Packet by packet, so that little is in memory. Whatever is wrong with a sound becomes a SpeechError.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from bot.errors import SpeechError, TooLongError
from bot.ports import Sound

RATE: Final = 48_000
"""Hertz. Opus knows no other rate inside, and Telegram's voice notes use it."""

SHORTEST: Final = 0.05
"""Seconds. A recording with less sound than this holds nothing anybody could hear."""

LONGEST: Final = 900.0
"""Seconds. A few kilobytes can unpack to days of silence; nobody's answer is a quarter of an hour long."""

RATES: Final = (4_000, 192_000)
"""Hertz of anything a microphone made. A head that claims 1 Hz would turn one packet into gigabytes."""

# Only these are opened, and by their first bytes: left to guess, the library also reads playlists, which
# name other files and addresses for it to fetch.
_OPENINGS: Final = (
    (0, b"OggS", "ogg"),
    (0, b"\x1aE\xdf\xa3", "matroska"),  # webm
    (4, b"ftyp", "mov"),  # mp4, m4a
    (0, b"RIFF", "wav"),
    (0, b"fLaC", "flac"),
    (0, b"caff", "caf"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
    *((0, bytes((0xFF, second)), "mp3") for second in range(0xE2, 0x100)),  # without an ID3 tag
)


@contextmanager
def translated() -> Iterator[None]:
    """The border: the library's errors end here. Some are plain ValueErrors (formats that make no sense)."""
    try:
        yield
    except (av.FFmpegError, ValueError, ArithmeticError, MemoryError) as error:
        raise SpeechError(f"the sound cannot be read: {type(error).__name__}") from error


def frames_of(sound: Sound, longest: float, rate: int = RATE) -> Iterator[AudioFrame]:
    """A voice's sound as frames of 16-bit mono at this rate."""
    if sound.kind in ("mp3", "recording"):
        return decoded(sound.data, longest, rate)
    if sound.kind == "pcm":
        return _capped(_resampled([_pcm_frame(sound)], rate), longest, rate)
    raise SpeechError(f"{sound.kind!r} is no kind of sound that is known here")


def _pcm_frame(sound: Sound) -> AudioFrame:
    samples = len(sound.data) // 2
    if not samples or sound.rate <= 0:
        raise SpeechError("the voice made no sound")
    frame = AudioFrame("s16", "mono", samples)
    frame.sample_rate = sound.rate
    frame.planes[0].update(sound.data[: 2 * samples])
    return frame


def decoded(data: bytes, longest: float, rate: int = RATE) -> Iterator[AudioFrame]:
    """A file's sound as frames of 16-bit mono at this rate."""
    options: dict[str, Any] = {"metadata_errors": "replace", "io_open": _no_other_file}
    with av.open(io.BytesIO(data), "r", format=_container(data), **options) as container:
        if not container.streams.audio:
            raise SpeechError("there is no sound in this file")
        yield from _capped(_resampled(_packets(container), rate), longest, rate)


def samples_at(rate: int, data: bytes, longest: float) -> Iterator[bytes]:
    """A file's sound as 16-bit mono samples at another rate."""
    for frame in decoded(data, longest, rate):
        yield bytes(frame.planes[0])[: 2 * frame.samples]


def _no_other_file(*_: object) -> None:
    raise SpeechError("a recording may not name other files")


def _container(data: bytes) -> str:
    for place, opening, name in _OPENINGS:
        if data.startswith(opening, place):
            return name
    raise SpeechError("this is no sound file" if data else "the sound file is empty")


def _packets(container: InputContainer) -> Iterator[AudioFrame]:
    """Every frame that can be decoded. A bad packet (an ID3 tag between two joined MP3s) is stepped over."""
    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return  # broken off: what came before is still somebody's words
        try:
            yield from (frame for frame in packet.decode() if isinstance(frame, AudioFrame))
        except av.InvalidDataError:
            continue
        except av.EOFError:
            return


def _resampled(frames: Iterable[AudioFrame], rate: int) -> Iterator[AudioFrame]:
    """16-bit mono at this rate. Joined files may change their form midway, so each form has its own resampler."""
    form, resampler = None, None
    for frame in frames:
        frame.pts = None  # gaps in time stamps are not gaps in speech
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if not RATES[0] <= frame.sample_rate <= RATES[1]:
            raise SpeechError(f"no microphone records at {frame.sample_rate} hertz")
        if resampler is not None and now != form:
            yield from resampler.resample(None)
            resampler = None
        form, resampler = now, resampler or AudioResampler("s16", "mono", rate)
        yield from resampler.resample(frame)
    if resampler is not None:
        yield from resampler.resample(None)


def _capped(frames: Iterable[AudioFrame], longest: float, rate: int) -> Iterator[AudioFrame]:
    """Frames with their place in time; refuses to go on past `longest`, and to end with nothing heard."""
    samples = 0
    for frame in frames:
        frame.pts, frame.time_base = samples, Fraction(1, rate)
        samples += frame.samples
        if samples > longest * rate:
            raise TooLongError(f"the recording is longer than {longest:g} seconds")
        yield frame
    if samples < SHORTEST * rate:
        raise SpeechError("there is nothing to hear in this sound")
