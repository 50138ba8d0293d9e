"""The chain of voices."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SpeechError
from bot.speech.voices import VOICES, chain

NONE = Path("none")


def test_order():
    """Voices come in the order in which they are named."""
    assert [voice.name.split()[0] for voice in chain(["gtts", "espeak"], NONE)] == ["gtts", "espeak"]
    assert [voice.name.split()[0] for voice in chain(["espeak"], NONE)] == ["espeak"]
    assert chain([], NONE) == []


def test_unknown():
    """A wrong name is answered with the right ones."""
    with pytest.raises(ValueError, match=r"festival.*gtts, piper, espeak"):
        chain(["festival", "espeak"], NONE)


def test_cannot_load(monkeypatch, caplog):
    """A voice that cannot be loaded here is left out, and the log says so."""

    def fail(_):
        raise SpeechError("not on this machine")

    monkeypatch.setitem(VOICES, "espeak", fail)
    assert [voice.name.split()[0] for voice in chain(["gtts", "espeak"], NONE)] == ["gtts"]
    assert "espeak is left out" in caplog.text
