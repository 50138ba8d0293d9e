"""The rules for words check themselves: whatever breaks one is told, with file, line and rule, and only that."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.definitions.copies import GOOD_LIFE, Copy, catalog

SMALL = "conversations/small.yaml"
A_SMALL_TALK = """\
id: small
title: A small talk
steps:
  first:
    say: Do you like to walk?
    choose:
      yes: Yes
      no: No
    next: {yes: told, no: bye}
  told:
    say: Tell us more.
    hear: [voice, text]
    next: bye
  bye:
    say: Thank you.
"""
TWO_MENUS = """\
    next: {yes: why, no: why_not}
  why:
    say: What is best?
    choose:
      trees: Trees
      air: Fresh air
    next: told
  why_not:
    say: What is hard?
    choose:
      rain: Rain
      hills: Hills
    next: told
"""
ONE_MENU = TWO_MENUS.replace("no: why_not", "no: told").partition("  why_not:")[0]


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Everything in English alone, and a second, small conversation."""
    monkeypatch.chdir(tmp_path)
    copy = Copy.make(tmp_path, ["en"])
    copy.write(SMALL, A_SMALL_TALK)
    copy.draw()
    return copy


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Everything in English, in Welsh, and in Urdu, which runs from right to left."""
    monkeypatch.chdir(tmp_path)
    return Copy.make(tmp_path, ["en", "cy", "ur"])


class Mistake(NamedTuple):
    """`wrong` instead of `old` breaks a rule, which is told at the line with `at`; `fine` just does not."""

    file: str
    old: str
    wrong: str
    at: str
    problem: str
    fine: str


ENGLISH = {
    "A2 sentence": Mistake(
        GOOD_LIFE,
        "say: Who is with you?",
        wrong="say: Who is with you in the room now to help you with all that you hear?",
        at="say: Who is with you in",
        problem="A2: a sentence of 16 words; 15 are the most: make two of “Who is with you in …”",
        fine="say: Who is with you in the room now to help you with what you hear?",
    ),
    "A2 mean": Mistake(
        GOOD_LIFE,
        "say: What makes life hard for you?",
        wrong="say: What is it that makes life so hard for you now?",
        at="  hard:",
        problem="A2: its sentences have 11.0 words on average; 10 are the most: shorter sentences",
        fine="say: What is it that makes life so hard for you?",
    ),
    "A3 grade": Mistake(
        GOOD_LIFE,
        "say: What makes life hard for you?",
        wrong="say: What makes every single morning hard for you?",
        at="  hard:",
        problem="A3: it takes 5.2 years at school to read this; 4 are the most: shorter words",
        fine="say: What makes every morning hard for you?",
    ),
    "A3 rare word": Mistake(
        SMALL,
        "like to walk",
        wrong="like to amble",
        at="like to amble",
        problem="A3: “amble” is not one of the 2,000 commonest words: 93 % of the words are, 95% is the least",
        fine="like to run",
    ),
    "A3 words of offices": Mistake(
        GOOD_LIFE,
        "say: What makes life hard for you?",
        wrong="say: What outcome is hard for you?",
        at="say: What outcome",
        problem="A3: “outcome” is a word of offices: say it as you would to a neighbour",
        fine="say: What comes out hard for you?",
    ),
    "A8 menus in a menu": Mistake(
        SMALL,
        "    next: {yes: told, no: bye}\n",
        wrong=TWO_MENUS,
        at="next: {yes: why, no: why_not}",
        problem="A8: the choices here lead to choices of their own (why, why_not): ask one list, on pages",
        fine=ONE_MENU,
    ),
    "A10 picture without words": Mistake(
        GOOD_LIFE,
        "      safe: A lock.\n",
        wrong="      safe:  # nothing\n",
        at="safe:  # nothing",
        problem="A10: say what the picture of `safe` shows, as `safe: A house.`",
        fine="      safe: A key.\n",
    ),
    "A10 picture for some choices": Mistake(
        GOOD_LIFE,
        "      safe: A lock.\n",
        wrong="",
        at="home: A house.",
        problem="A10: say what the picture of `safe` shows, as `safe: A house.`",
        fine="      safe: A key.\n",
    ),
    "A11 two emoji": Mistake(
        GOOD_LIFE,
        "say: What makes life hard for you?",
        wrong="say: What makes life hard for you? 🙂🙂",
        at="say: What makes life hard",
        problem="A11: 2 emoji: keep one at most, at the end",
        fine="say: What makes life hard for you? ☹️",
    ),
    "A11 emoji in the middle": Mistake(
        GOOD_LIFE,
        "say: What makes life hard for you?",
        wrong="say: What makes life 🙂 hard for you?",
        at="say: What makes life",
        problem="A11: an emoji in the middle: put it at the end, or take it out",
        fine="say: What makes life hard for you? 🙂",
    ),
    "A11 emoji in a button": Mistake(
        GOOD_LIFE,
        "friend: A friend",
        wrong="friend: A friend 🙂",
        at="friend: A friend",
        problem="A11: an emoji in a button: screen readers speak its name; take it out",
        fine="friend: My friend",
    ),
    "A12 button": Mistake(
        GOOD_LIFE,
        "friend: A friend",
        wrong="friend: A friend from home.",
        at="friend: A friend from",
        problem="A12: a button holds 18 letters; this has 19: find a shorter word",
        fine="friend: A friend from home",
    ),
    "A12 string": Mistake(
        SMALL,
        "say: Tell us more.",
        wrong=f"say: {'Tell us. ' * 33}Now.",
        at="Tell us. Tell us.",
        problem="A12: 301 letters; 300 are the most in one message: make two steps of it",
        fine=f"say: {'Tell us. ' * 33}So.",
    ),
    "A12 message with its choices": Mistake(
        GOOD_LIFE,
        "say: Are you on your own now? Or is someone with you to help?",
        wrong=f"say: {'Tell us. ' * 28}Say what it was.",
        at="Tell us. Tell us.",
        problem="A12: 301 letters with the choices; 300 are the most: say it shorter (in `good_life.helper`)",
        fine=f"say: {'Tell us. ' * 28}Say what it is.",
    ),
    "S8 a promise of secrecy": Mistake(
        GOOD_LIFE,
        "say: What makes life hard for you?",
        wrong="say: It is between you and me. What makes life hard for you?",
        at="between you and me",
        problem="S8: “between you and me” promises what we may not keep: if someone may get hurt, we must tell. "
        "Say what is kept, and who hears it",
        fine="say: It stays with us all. What makes life hard for you?",
    ),
}


@pytest.mark.parametrize("mistake", ENGLISH.values(), ids=ENGLISH)
def test_what_breaks_a_rule_in_english_is_told(mistake: Mistake, english: Copy) -> None:
    """One thing wrong in a conversation: its rule and line are told, and nothing else; at the limit nothing."""
    right = english.read(mistake.file)
    english.change(mistake.file, mistake.old, mistake.wrong)
    english.draw()
    at = english.line(mistake.file, mistake.at)
    assert english.problems() == [f"{mistake.file}:{at}: {mistake.problem}"]

    english.write(mistake.file, right)
    english.change(mistake.file, mistake.old, mistake.fine)
    english.draw()
    assert english.problems() == []


class Slip(NamedTuple):
    """A translation that breaks a rule, and one that just does not."""

    language: str
    address: str
    wrong: str
    problem: str
    fine: str


TRANSLATED = {
    "A2 sentence": Slip(
        "cy",
        "good_life.what_we_keep",
        wrong="Rydym yn cadw eich geiriau a’ch llais a gall llais ddweud pwy ydych chi i bobl sydd yn clywed yma.",
        problem="A2: a sentence of 20 words; 19 are the most: make two of “Rydym yn cadw eich geiriau …”",
        fine="Rydym yn cadw eich geiriau a’ch llais a gall llais ddweud pwy ydych chi i bobl sydd yn clywed.",
    ),
    "A4 longer than English": Slip(
        "cy",
        "good_life.hard",
        wrong="Beth sydd yn gwneud bywyd yn anodd i chwi?",
        problem="A4: 42 letters; English has 29, so at most 41: say it shorter",
        fine="Beth sydd yn gwneud bywyd yn anodd i chi?",
    ),
    "A4 longer than short English": Slip(
        "cy",
        "web.size.large",
        wrong="Yn fawr iawn iawn.",
        problem="A4: 18 letters; English has 5, so at most 17: say it shorter",
        fine="Yn fawr iawn iawn",
    ),
    "A11 emoji in a button": Slip(
        "cy",
        "bot.help",
        wrong="Help 🙂",
        problem="A11: an emoji in a button: screen readers speak its name; take it out",
        fine="Helpu",
    ),
    "A12 button": Slip(
        "cy",
        "bot.change_language",
        wrong="Newid iaith y sgwrs",
        problem="A12: a button holds 18 letters; this has 19: find a shorter word",
        fine="Newid iaith y bot.",
    ),
    "A14 mark of direction": Slip(
        "ur",
        "good_life.hard",
        wrong="آپ کی زندگی \u200fکن چیزوں سے مشکل ہوتی ہے؟",
        problem="A14: it holds a mark of direction; the bot sets these itself: take it out",
        fine="زندگی کن چیزوں سے مشکل ہوتی ہے؟",
    ),
    "A14 begins left to right": Slip(
        "ur",
        "good_life.hard",
        wrong="OK آپ کی زندگی کن چیزوں سے مشکل ہے؟",
        problem="A14: it begins in letters that run from left to right: begin with a word of the language",
        fine="آپ کی زندگی کن چیزوں سے مشکل ہے OK؟",
    ),
}


@pytest.mark.parametrize("slip", TRANSLATED.values(), ids=TRANSLATED)
def test_what_breaks_a_rule_in_another_language_is_told(slip: Slip, translated: Copy) -> None:
    """One translation wrong: the rule is told, with the catalogue and its line, and nothing else."""
    translated.translate(slip.language, slip.address, slip.wrong)
    at = translated.line_of(slip.language, slip.address)
    assert translated.problems() == [f"{catalog(slip.language)}:{at}: {slip.problem}"]

    translated.translate(slip.language, slip.address, slip.fine)
    assert translated.problems() == []


def test_a_picture_that_is_not_drawn_is_told(english: Copy) -> None:
    """A10: words for a picture, and no drawing."""
    drawing = "conversations/pictures/good_life.now.2.svg"
    (english.folder / drawing).unlink()
    at = english.line(GOOD_LIFE, "2: A calm face.")
    problem = f"A10: there is no drawing {drawing}: draw it, or take this out"
    assert english.problems() == [f"{GOOD_LIFE}:{at}: {problem}"]


def test_a_choice_may_be_called_picture(english: Copy) -> None:
    """A10 is about choices that are drawn; a name alone asks for no drawing."""
    english.change(SMALL, "      yes: Yes\n", "      picture: Yes\n")
    english.change(SMALL, "{yes: told", "{picture: told")
    english.draw()
    assert english.problems() == []


@pytest.mark.parametrize("emoji", ["👍🏽", "👩‍👧"])
def test_an_emoji_of_several_signs_is_one(emoji: str, english: Copy) -> None:
    """A11: a hand with a colour, or a family, is drawn and spoken as one; at the end it may stand."""
    english.change(GOOD_LIFE, "say: What makes life hard for you?", f"say: What makes life hard for you? {emoji}")
    english.draw()
    assert english.problems() == []
