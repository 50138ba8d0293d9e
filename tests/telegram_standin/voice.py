"""Voice notes as a phone records them: real Ogg/Opus, a different one for every seed; and round films."""

import array
import io
import math
import random
from fractions import Fraction

import av

RATE = 48_000
FRAME = 960


def voice_note(seconds: float, seed: int) -> bytes:
    chance = random.Random(seed)
    pitch, depth = chance.uniform(90, 260), chance.uniform(2, 7)
    total = round(seconds * RATE)
    target = io.BytesIO()
    with av.open(target, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = 24_000
        for start in range(0, total, FRAME):
            samples = array.array("h")
            for moment in range(start, start + FRAME):
                swing = math.sin(2 * math.pi * depth * moment / RATE)
                tone = math.sin(2 * math.pi * pitch * moment / RATE) * (0.6 + 0.4 * swing)
                samples.append(int(tone * 9000) + chance.randint(-300, 300))
            frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
            frame.planes[0].update(samples.tobytes())
            frame.sample_rate = RATE
            frame.pts = start
            frame.time_base = Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def silence(seconds: float) -> bytes:
    """A recording of nothing at all."""
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        for _ in range(round(seconds * RATE / FRAME)):
            frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
            frame.planes[0].update(bytes(2 * FRAME))
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def film(seconds: int) -> bytes:
    """A round film, of which here is only the sound: real AAC in MP4."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        for start in range(0, seconds * RATE, FRAME):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=FRAME)
            frame.planes[0].update(bytes(4 * FRAME))
            frame.sample_rate = RATE
            frame.pts = start
            frame.time_base = Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()
