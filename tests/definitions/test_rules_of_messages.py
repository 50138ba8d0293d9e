"""The rules for messages as they are shown and heard: each is told where its words can be mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import checking
from bot.content import Content
from bot.definitions.rules.shown import Shown, Sounds, problems
from bot.definitions.rules.written import Said
from bot.ports import Measured, Spoken
from bot.settings import PREFIX, read_settings
from bot.speech.decoding import decoded
from bot.speech.loudness import filtered
from bot.speech.sound import _encoded
from tests.bot_process import TWO_LANGUAGES
from tests.definitions.copies import EXAMPLE, GOOD_LIFE, Copy, catalog, hum

LONG = "Tell us. " * 33 + "Now."
"""Easy, and one letter too long."""

HARD = "A15: its clip {}: record it again"

PUNJABI = "\u0a38\u0a2e\u0a42\u0a39"
"""A word in letters that run from left to right, and are not Latin."""


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.chdir(tmp_path)
    return Copy.make(tmp_path, ["en"])


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """English and Welsh, and a clip of each Welsh message."""
    monkeypatch.chdir(tmp_path)
    copy = Copy.make(tmp_path, ["en", "cy"])
    for spoken in Content.load(copy.settings).every_spoken(slow=False):
        if spoken.language == "cy":
            copy.record(spoken, hum(3.6, pause=0.3))
    return copy


# ---- A5, A6, A15: whether and how it can be heard


def test_what_was_recorded_well_is_fine(heard: Copy) -> None:
    """Nothing is wrong; and a language without a single clip is named, since nobody listened to it."""
    nobody = "Clips were not looked at in en: there are none yet (python -m bot voices)."
    assert checking.examine(heard.settings) == ([], [nobody])


def test_each_clip_that_is_wrong_is_told(heard: Copy) -> None:
    """A5: one is missing where the others were made. A6: one takes more than twenty seconds.

    A15: one starts at once, one is too soft, one runs through its choices.
    """
    (heard.folder / "conversations/voices/cy/good_life.hard.ogg").unlink()
    clips = {
        "good_life.gifts": (hum(20.2), "A6: its clip takes 20.5 seconds; 20 are the most: say it shorter"),
        "good_life.people": (without_ends(hum(10.0)), HARD.format("begins or ends without a breath of silence")),
        "good_life.good_day": (softer(hum(10.0)), HARD.format("is at -30 LUFS, where -18 is right")),
        "good_life.consent": (
            hum(10.0, pause=0.1),
            HARD.format("has 0 pauses for 2 numbers: one goes before each"),
        ),
    }
    for address, (clip, _) in clips.items():
        heard.record(heard.spoken(address), clip)
    told = {address: words for address, (_, words) in clips.items()}
    told["good_life.hard"] = "A5: it can not be heard: there is no clip; make it with: python -m bot voices"
    problems = [
        f"{catalog('cy')}:{heard.line_of('cy', address)}: {words} (in `{address}`)"
        for address, words in told.items()
    ]
    assert sorted(heard.problems()) == sorted(problems)


@pytest.mark.parametrize(("seconds", "pace"), [(2.7, "133"), (2.9, None)])
def test_english_that_is_spoken_too_fast_on_the_whole_is_told(seconds: float, pace: str | None) -> None:
    """A6: six words in 2.7 seconds are too many, in 2.9 they are not."""
    words = "Six words are said in this."
    shown = [Shown(Spoken("a.b", "en", words, words), "a.b")]
    said = {("en", "a.b"): Said("a.yaml", 7, "en", "a.b", words, words, button=False)}
    clip = Measured(seconds, -18.0, before=0.15, after=0.15)
    found = problems(shown, said, lambda _: False, Sounds({shown[0].spoken: clip}, frozenset({"en"})))
    told = [str(problem) for problem in found]
    if pace is None:
        assert told == []
    else:
        [problem] = told
        assert problem.startswith(
            f"a.yaml:7: A6: English is spoken at {pace} words a minute on the whole; 130 are"
        )


def test_clips_from_the_voice_on_this_machine_keep_the_rules(clips: Path) -> None:
    """A6: what `bot voices` makes is neither too fast nor too long; else `bot check` could never be content."""
    given = {"CONSULTATION": str(TWO_LANGUAGES), "VOICES": "espeak", "CLIPS": str(clips)}
    settings = read_settings({PREFIX + name: value for name, value in given.items()}, clips / "no.env")
    found, notes = checking.examine(settings)
    assert [str(problem) for problem in found] == []
    assert notes == []


def softer(clip: bytes) -> bytes:
    return through(clip, "volume", "-12dB")


def without_ends(clip: bytes) -> bytes:
    return through(clip, "silenceremove", "start_periods=1:start_threshold=-40dB")


def through(clip: bytes, name: str, values: str) -> bytes:
    frames = filtered(decoded(clip, 60), [(name, values), ("aformat", "sample_fmts=s16")])
    return _encoded(frames, "ogg", "libopus", 24_000)


# ---- A12, A14: how it is shown


def test_a_line_that_would_run_out_of_order_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A14: an Urdu sentence that begins with the name of who asks, where that name begins from the left."""
    monkeypatch.chdir(tmp_path)
    urdu = Copy.make(tmp_path, ["en", "ur"])
    urdu.translate("ur", "good_life.promise", "{org} کی طرف سے۔")
    assert urdu.problems() == []

    urdu.change(EXAMPLE, "  ur: ایک فرضی گروپ", f"  ur: {PUNJABI} ایک فرضی گروپ")
    named = urdu.line(EXAMPLE, f"  ur: {PUNJABI}")
    name = "A14: it begins in letters that run from left to right: begin with a word of the language"
    at = urdu.line_of("ur", "good_life.promise")
    problem = f"A14: a line begins with “{PUNJABI[0]}”, and would run from left to right: use another word"
    assert urdu.problems() == [
        f"{EXAMPLE}:{named}: {name}",
        f"{catalog('ur')}:{at}: {problem} (in `good_life.promise`)",
    ]


def test_what_is_too_long_is_told_once(english: Copy) -> None:
    """A12: one string that is too long for a message is one thing to mend, and is told as one."""
    english.change(GOOD_LIFE, "say: What makes life hard for you?", f"say: {LONG}")
    english.draw()
    at = english.line(GOOD_LIFE, LONG)
    [problem] = english.problems()
    assert problem.startswith(f"{GOOD_LIFE}:{at}: A12: 301 letters")


def test_what_is_too_long_beside_a_picture_is_told_in_its_conversation(english: Copy) -> None:
    """A12: too many words for what a picture shows are told where they can be mended, not in the bot's code."""
    english.change(GOOD_LIFE, "2: A calm face.", f"2: {'Tell us. ' * 30}")
    english.draw()
    [problem] = english.problems()
    assert re.match(rf"{GOOD_LIFE}:[1-9]\d*: A12: \d+ letters .* \(in `good_life.now.picture`\)", problem)


def test_a_promise_that_is_too_long_is_told_in_its_consultation(english: Copy) -> None:
    """A12: who asks has written the promise, so it is told there, with a line."""
    english.change(EXAMPLE, "The money was set last year, by law.", "It was set. " * 20)
    [problem] = english.problems()
    assert re.match(rf"{EXAMPLE}:[1-9]\d*: A12: ", problem)


def test_the_promise_keeps_the_rules_for_strings_too(english: Copy) -> None:
    """A2: what who asks has written is said like every other word, and held to the same rules."""
    wrong = "The money was set last year by law and we can not make it more now."
    english.change(EXAMPLE, "The money was set last year, by law.", wrong)
    at = english.line(EXAMPLE, wrong)
    problem = "A2: a sentence of 16 words; 15 are the most: make two of “The money was set last …”"
    assert english.problems() == [f"{EXAMPLE}:{at}: {problem}"]
