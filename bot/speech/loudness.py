"""How loud a sound is to an ear, by EBU R 128: pauses do not count, and high notes count more than low ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

import av
from av.audio.frame import AudioFrame
from av.filter.graph import Graph

from bot.speech.decoding import RATE

TARGET: Final = -18.0
"""LUFS of every clip. A call is about as loud; some 5 louder than broadcasting, for phones in noisy streets."""

NOTHING: Final = -60.0
"""LUFS. What is not louder than this holds no speech."""


class Loudness(NamedTuple):
    """`lufs` is the loudness of the speech in it; `peak` its loudest sample, of 1."""

    lufs: float
    peak: float


def loudness(frames: Iterable[AudioFrame], rate: int = RATE) -> Loudness:
    """Of 16-bit mono frames at this rate, not changed here. Sounds below 0.4 seconds are too short to tell."""
    lufs, peak = NOTHING, 0.0
    for frame in filtered(frames, [("ebur128", "metadata=1:peak=sample")], rate):
        told = frame.metadata  # of all up to here
        lufs = float(told.get("lavfi.r128.I", lufs))
        peak = float(told.get("lavfi.r128.sample_peak", peak))
    return Loudness(lufs, peak)


def filtered(
    frames: Iterable[AudioFrame], chain: Iterable[tuple[str, str]], rate: int = RATE
) -> Iterator[AudioFrame]:
    """16-bit mono frames at this rate, sent through filters (their names and values), one behind the other."""
    graph = Graph()
    graph.link_nodes(
        graph.add_abuffer(sample_rate=rate, format="s16", layout="mono", time_base=Fraction(1, rate)),
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
