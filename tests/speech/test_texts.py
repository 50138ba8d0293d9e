"""What is said of what is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SpeechError
from bot.speech.texts import LINE_PAUSE, SENTENCE_PAUSE, check_script, numbered, parts, plain, sentences


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Well done 👍🏽!", "Well done!"),
        ("👨‍👩‍👧 Family 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "Family"),
        ("a😀b", "a b"),
        ("1️⃣ Help", "1 Help"),
        ("<b>Think</b> of <i>a day</i>", "Think of a day"),
        ("*Think* of _a day_ `now`", "Think of a day now"),
        ("[here](https://example.org/x)", "here"),
        ("# Title\n\n- one\n• two", "Title\none\ntwo"),
        ("Tom &amp; Ann", "Tom & Ann"),
        ("a < b and 2 > 1", "a < b and 2 > 1"),
        ("snake_case", "snake_case"),
        ("20 °C", "20 °C"),
        ("a\x00\x01b\u202e", "ab"),
        ("go → there", "go there"),
        ("می\u200cخواہم", "می\u200cخواہم"),
        ("ক্\u200dষ", "ক্\u200dষ"),
        ("ŵy, łódź, ți", "ŵy, łódź, ți"),
        ("😀", ""),
    ],
)
def test_plain(written, said):
    """Emoji and markup are not read out; letters, numbers and what shapes them stay."""
    assert plain(written) == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Think of a good day."),
        ("cy", "Meddyliwch am ddiwrnod da, tŷ a dŵr."),
        ("pl", "Pomyśl o dobrym dniu w Łodzi."),
        ("ro", "Gândiți-vă la o zi bună."),
        ("ar", "فكر في يوم جيد."),
        ("ur", "ایک اچھے دن کے بارے میں سوچیں۔"),
        ("uk", "Подумайте про добрий день."),
        ("bn", "একটি ভালো দিনের কথা ভাবুন।"),
        ("pa", "ਇੱਕ ਚੰਗੇ ਦਿਨ ਬਾਰੇ ਸੋਚੋ।"),
        ("ar", "اكتب إلى Telegram الآن"),
        ("pa", "1, 2, 3!"),
        ("xx", "no script is known for this language"),
    ],
)
def test_right_script(language, text):
    """Each language's own letters pass, with a foreign name or numbers among them."""
    check_script(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pa", "ایک اچھے دن کے بارے میں سوچیں۔"),
        ("ar", "Think of a good day."),
        ("en", "Подумайте про добрий день."),
        ("uk", "Think of a good day."),
        ("bn", "ਇੱਕ ਚੰਗੇ ਦਿਨ ਬਾਰੇ ਸੋਚੋ।"),
        ("ur", "इसके बारे में सोचो"),
        ("en", ""),
        ("en", " …!?\n"),
    ],
)
def test_wrong_script(language, text):
    """Letters the voice would spell out by name are refused, and so is nothing at all."""
    with pytest.raises(SpeechError):
        check_script(text, language)


def test_breath():
    """There is a breath after a sentence, and a longer one before a choice; none at the end."""
    text = "What helps? You may choose.\n1. Friends\n2. Rest, or 3.5 hours"
    assert sentences(text) == [
        ("What helps?", SENTENCE_PAUSE),
        ("You may choose.", LINE_PAUSE),
        ("1. Friends", LINE_PAUSE),
        ("2. Rest, or 3.5 hours", 0.0),
    ]


def test_choices_in_one_line():
    """Choices are kept apart even where the text runs on; a number stays with what it numbers."""
    assert [piece for piece, _ in sentences("Which one? 1. Yes. 2. No. 3) Maybe 4) Later")] == [
        "Which one?",
        "1. Yes.",
        "2. No.",
        "3) Maybe",
        "4) Later",
    ]


def test_other_full_stops():
    """Sentences end in Urdu and Bengali too, with or without a space."""
    assert [piece for piece, _ in sentences("آپ کیسے ہیں؟ ٹھیک۔شکریہ۔")] == [
        "آپ کیسے ہیں؟",
        "ٹھیک۔",
        "شکریہ۔",
    ]
    assert [piece for piece, _ in sentences("ভালো। খুব ভালো।")] == ["ভালো।", "খুব ভালো।"]


def test_numbered():
    """A choice's number is a count, not an ordinal; other numbers are left alone."""
    assert numbered("1. Tak") == "1: Tak"
    assert numbered("2) Nie") == "2: Nie"
    assert numbered("3.5 km") == "3.5 km"
    assert numbered("2024. rok") == "2024. rok"


def texts(text, longest):
    return [part for part, _ in parts(text, longest)]


def test_parts():
    """Parts are cut between sentences, and as many sentences as fit share one."""
    text = "One is short. Two is short. " + "Three is a little longer than the others are. " * 2
    assert texts(text, 60) == [
        "One is short. Two is short.",
        "Three is a little longer than the others are.",
        "Three is a little longer than the others are.",
    ]


def test_lines_do_not_run_together():
    """Choices are kept apart, with silence between them; sentences run on."""
    assert parts("Yes\nNo\nLater", 100) == [("Yes", LINE_PAUSE), ("No", LINE_PAUSE), ("Later", 0.0)]
    assert parts("One. Two? 1. Yes. 2. No.", 100) == [
        ("One. Two?", LINE_PAUSE),
        ("1: Yes.", LINE_PAUSE),
        ("2: No.", 0.0),
    ]


def test_long_sentence():
    """A sentence too long by itself is cut at a comma, or else at a space."""
    assert texts("some words come first, and many others follow", 30) == [
        "some words come first,",
        "and many others follow",
    ]
    assert texts("no comma stands in this one", 15) == ["no comma stands", "in this one"]
    assert texts("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


@given(st.text(st.characters(categories=("L", "N", "P", "Z", "So", "Cc")), max_size=300))
def test_parts_keep_every_letter(text):
    """Whatever the text, no part is too long or without a letter, and no letter is lost."""
    said = plain(text)
    found = texts(said, 40)
    assert all(0 < len(part) <= 40 and any(map(str.isalnum, part)) for part in found)
    assert [sign for sign in "".join(found) if sign.isalnum()] == [sign for sign in said if sign.isalnum()]
