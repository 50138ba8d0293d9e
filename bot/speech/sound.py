"""Sound in, sound out: decode, slow down, encode. All in memory, without an ffmpeg program.

Everything here blocks for some ten milliseconds a clip; callers use `asyncio.to_thread`. Whatever is wrong
with a sound becomes a SpeechError. Nothing of a recording's metadata (place, device) survives a conversion.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter.graph import Graph

from bot.errors import SpeechError, TooLongError
from bot.ports import Sound

RATE: Final = 48_000
"""Hertz. Opus knows no other rate inside, and Telegram's voice notes use it."""

BITS: Final = 24_000
"""Bits a second of a clip: clear speech, and 1 MB (Telegram's limit for a voice note) is five minutes."""

MP3_BITS: Final = 48_000
"""MP3 needs about twice as much for the same speech."""

EDGE: Final = 0.15
"""Seconds of silence before and after a clip: players cut off the first and last moments."""

FADE: Final = 0.015
"""Seconds in which a clip rises and falls, so that it does not click."""

PEAK: Final = 0.89
"""The loudest sample of a clip, of 1 (-1 dB): Opus may overshoot a little when it is decoded."""

SHORTEST: Final = 0.05
"""Seconds. A recording with less sound than this holds nothing anybody could hear."""

LONGEST: Final = 900.0
"""Seconds. A few kilobytes can unpack to days of silence; nobody's answer is a quarter of an hour long."""

RATES: Final = (4_000, 192_000)
"""Hertz of anything a microphone made. A head that claims 1 Hz would turn one packet into gigabytes."""

PACE: Final = (0.5, 2.0)
"""The tempo that one `atempo` keeps understandable."""

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


def to_opus(sound: Sound, *, tempo: float = 1.0) -> bytes:
    """A finished clip: OGG/Opus, mono, faded, with a breath of silence around it.

    A `tempo` below 1 is slower, at the same pitch. Raises SpeechError.
    """
    with _translated():
        frames = list(_frames(sound, LONGEST))
        return _encoded(_dressed(frames, tempo), "ogg", "libopus", BITS)


def stretch(data: bytes, tempo: float) -> bytes:
    """A recording as a finished clip at another tempo, the pitch unchanged. Raises SpeechError."""
    with _translated():
        frames = list(_decoded(data, LONGEST))
        return _encoded(_dressed(frames, tempo, edge=0), "ogg", "libopus", BITS)


def slowed(sound: Sound, tempo: float) -> Sound:
    """A voice's sound at another tempo, the pitch unchanged, as PCM. Raises SpeechError."""
    with _translated():
        frames = _dressed(list(_frames(sound, LONGEST)), tempo, edge=0)
        return Sound("pcm", b"".join(map(_samples, frames)), RATE)


def as_voice_note(data: bytes, *, max_seconds: float = LONGEST) -> tuple[bytes, float]:
    """Any recording from a browser or a phone as OGG/Opus, and its length in seconds.

    It is not faded or trimmed: it is a person's own. Raises SpeechError if it is no sound, holds none, or is
    longer than `max_seconds`. A recording that breaks off is kept up to there.
    """
    with _translated():
        counted = _Counted(_decoded(data, max_seconds))
        note = _encoded(counted, "ogg", "libopus", BITS)
        return note, counted.seconds


def as_mp3(data: bytes) -> bytes:
    """A clip as MP3, for browsers that cannot play OGG/Opus. Raises SpeechError."""
    with _translated():
        return _encoded(_decoded(data, LONGEST), "mp3", "libmp3lame", MP3_BITS)


def seconds_of(data: bytes) -> float:
    """How long it sounds, in seconds, by decoding it: headers may lie. Raises SpeechError."""
    with _translated():
        counted = _Counted(_decoded(data, LONGEST))
        for _ in counted:
            pass
        return counted.seconds


def length_of(clip: Path) -> float:
    """How long one of our own clips sounds, in seconds, as its header says. Raises SpeechError."""
    with _translated(), av.open(str(clip)) as file:
        return (file.duration or 0) / av.time_base


def is_opus(opening: bytes) -> bool:
    """Whether a file that begins with these (64) bytes is OGG/Opus already."""
    return opening.startswith(b"OggS") and b"OpusHead" in opening


@contextmanager
def _translated() -> Iterator[None]:
    """The border: the library's errors end here. Some are plain ValueErrors (formats that make no sense)."""
    try:
        yield
    except (av.FFmpegError, ValueError, ArithmeticError, MemoryError) as error:
        raise SpeechError(f"the sound cannot be read: {type(error).__name__}") from error


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


def _frames(sound: Sound, longest: float) -> Iterator[AudioFrame]:
    """A voice's sound as frames of 16-bit mono at RATE."""
    if sound.kind == "mp3":
        return _decoded(sound.data, longest)
    if sound.kind == "pcm":
        return _capped(_resampled([_pcm_frame(sound)]), longest)
    raise SpeechError(f"{sound.kind!r} is no kind of sound that is known here")


def _pcm_frame(sound: Sound) -> AudioFrame:
    samples = len(sound.data) // 2
    if not samples or sound.rate <= 0:
        raise SpeechError("the voice made no sound")
    frame = AudioFrame("s16", "mono", samples)
    frame.sample_rate = sound.rate
    frame.planes[0].update(sound.data[: 2 * samples])
    return frame


def _decoded(data: bytes, longest: float) -> Iterator[AudioFrame]:
    """A file's sound as frames of 16-bit mono at RATE, packet by packet, so that little is in memory."""
    options: dict[str, Any] = {"metadata_errors": "replace", "io_open": _no_other_file}
    with av.open(io.BytesIO(data), "r", format=_container(data), **options) as container:
        if not container.streams.audio:
            raise SpeechError("there is no sound in this file")
        yield from _capped(_resampled(_packets(container)), longest)


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


def _resampled(frames: Iterable[AudioFrame]) -> Iterator[AudioFrame]:
    """16-bit mono at RATE. Joined files may change their form midway, so each form has its own resampler."""
    form, resampler = None, None
    for frame in frames:
        frame.pts = None  # gaps in time stamps are not gaps in speech
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if not RATES[0] <= frame.sample_rate <= RATES[1]:
            raise SpeechError(f"no microphone records at {frame.sample_rate} hertz")
        if resampler is not None and now != form:
            yield from resampler.resample(None)
            resampler = None
        form, resampler = now, resampler or AudioResampler("s16", "mono", RATE)
        yield from resampler.resample(frame)
    if resampler is not None:
        yield from resampler.resample(None)


def _capped(frames: Iterable[AudioFrame], longest: float) -> Iterator[AudioFrame]:
    """Frames with their place in time; refuses to go on past `longest`, and to end with nothing heard."""
    samples = 0
    for frame in frames:
        frame.pts, frame.time_base = samples, Fraction(1, RATE)
        samples += frame.samples
        if samples > longest * RATE:
            raise TooLongError(f"the recording is longer than {longest:g} seconds")
        yield frame
    if samples < SHORTEST * RATE:
        raise SpeechError("there is nothing to hear in this sound")


def _dressed(frames: list[AudioFrame], tempo: float, edge: float = EDGE) -> Iterator[AudioFrame]:
    """The frames at another tempo, faded in and out, never too loud, with silence at both ends."""
    if not PACE[0] <= tempo <= PACE[1]:
        raise SpeechError(f"tempo {tempo} is outside {PACE[0]} to {PACE[1]}")
    seconds = sum(frame.samples for frame in frames) / RATE / tempo
    chain = [
        *([("atempo", f"{tempo}")] if tempo != 1 else []),
        ("afade", f"t=in:d={FADE}"),
        ("afade", f"t=out:st={seconds - FADE:.4f}:d={FADE}"),
        ("alimiter", f"limit={PEAK}:level=false"),
        *([("adelay", f"{round(edge * 1000)}"), ("apad", f"pad_dur={edge}")] if edge else []),
        ("aformat", f"sample_fmts=s16:sample_rates={RATE}:channel_layouts=mono"),
    ]
    graph = Graph()
    graph.link_nodes(
        graph.add_abuffer(sample_rate=RATE, format="s16", layout="mono", time_base=Fraction(1, RATE)),
        *(graph.add(name, values) for name, values in chain),
        graph.add("abuffersink"),
    ).configure()
    for frame in (*frames, None):
        graph.push(frame)
        yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):  # it wants more, or it is done
            return
        if isinstance(frame, AudioFrame):
            yield frame


def _samples(frame: AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: 2 * frame.samples]


def _encoded(frames: Iterable[AudioFrame], container: str, codec: str, bits: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=RATE, layout="mono", bit_rate=bits)
        if not isinstance(stream, AudioStream):  # for the type checker: a sound codec makes a sound stream
            raise SpeechError(f"{codec} makes no sound")
        if codec == "libopus":
            stream.codec_context.options = {"application": "voip", "vbr": "constrained"}
        for frame in frames:
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()
