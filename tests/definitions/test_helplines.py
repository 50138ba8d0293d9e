"""Numbers to call: what is wrong in their file is told at its line, and each language gets its own number."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.definitions.consultations import read_consultation
from bot.definitions.helplines import LASTS, Helplines, every, parse_helplines, read_helplines
from tests.bot_process import REPOSITORY
from tests.definitions.copies import EXAMPLE, GOOD_LIFE, HELPLINES, Copy

GOOD = """\
id: north
emergency:
  call: "999"
  last_checked: 2027-03-04
lines:
  night:
    note: For whoever can not sleep.
    say: Can you not sleep? Call {night}.
    call: "0800 111 222"
    numbers: {cy: 0800 333 444, pl: "+48 22 111 22 33"}
    last_checked: 2027-03-04
  young:
    say: Are you young? Call {young}, or {emergency}.
    call: "116 111"
    last_checked: never
"""
KNOWN = "known are note, say, call, numbers, last_checked"


def told(text: str) -> list[str]:
    """All that is wrong with it, as "line: words"."""
    return [f"{problem.line}: {problem.words}" for problem in parse_helplines(text).source.problems]


def spoiled(*changes: tuple[str, str]) -> str:
    """The good file with other words in it."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def test_a_good_file_has_no_problems() -> None:
    """The file that all others here are spoiled from is fine; and so are those that are shipped."""
    assert told(GOOD) == []
    for shipped in every(REPOSITORY / "conversations"):
        assert not shipped.source.problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: north\n", "", "1: `id` is missing"),
        ("id: north", "id: The North", "1: `The North` can not be a name: use at most 24 small letters"),
        ('emergency:\n  call: "999"\n  last_checked: 2027-03-04\n', "", "1: `emergency` is missing"),
        ('  call: "999"\n', "", "3: `call` is missing"),
        ('    call: "116 111"\n', "", "13: `call` is missing"),
        ('call: "999"', "call:", "3: `call` needs words"),
        ('call: "999"', "call: nine nine nine", "3: `nine nine nine` is no telephone number"),
        ('call: "116 111"', 'call: "116-111"', "14: `116-111` is no telephone number"),
        ('call: "116 111"', 'call: "1"', "14: `1` is no telephone number"),
        ("cy: 0800 333 444", "cy: ask them", "10: `ask them` is no telephone number"),
        ("{cy: 0800 333 444, pl:", "[cy, pl:", "10: this is not YAML"),
        ('{cy: 0800 333 444, pl: "+48 22 111 22 33"}', "0800 333 444", "10: `numbers` must be names and colons"),
        ("cy: 0800 333 444, pl:", "cy: 0800 333 444, cy:", "10: `cy` stands here twice (first in line 10)"),
        ("  last_checked: 2027-03-04\nlines", "lines", "3: `last_checked` is missing"),
        ("    last_checked: never\n", "", "13: `last_checked` is missing"),
        ("last_checked: never", "last_checked: yesterday", "15: `last_checked` must be a date like 2027-03-31"),
        ("last_checked: never", "last_checked: 4/3/2027", "15: `last_checked` must be a date like 2027-03-31"),
        ("last_checked: never", "last_checked: 2027-02-30", "15: `last_checked` must be a date like 2027-03-31"),
        ("last_checked: never", "last_checked:", "15: `last_checked` needs words"),
        ("    say: Can you not sleep? Call {night}.\n", "", "7: `say` is missing"),
        ("Call {night}.", "Call us.", "8: the number is not said: write {night} where it belongs"),
        ("or {emergency}", "or {fire}", "13: nothing fills the gap {fire}"),
        ("    note: For", "    notes: For", f"7: `notes` is not known here; {KNOWN}"),
        ("    note: For", "    email: For", "7: `email` is not known here"),
        ('  call: "999"', '  say: Call\n  call: "999"', "3: `say` is not known here"),
        ("lines:\n", "line:\n", "5: `line` is not known here; known are id, emergency, lines"),
        ("  young:", "  Young:", "12: `Young` can not be a name"),
        ("  young:", "  night:", "12: `night` stands here twice (first in line 6)"),
        (GOOD[GOOD.index("  night") :], "  - night\n", "6: `lines` must be names and colons"),
        (GOOD, "", "1: this file must begin with names and colons"),
        ("id: north", "id: [", "this is not YAML"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_at_its_line(old: str, new: str, problem: str) -> None:
    """One mistake, one clear report with the line where it stands; nothing is raised."""
    problems = told(spoiled((old, new)))
    assert any(problem in one for one in problems), problems


def test_all_mistakes_are_told_at_once() -> None:
    """Whoever mends a file is not sent around once for each."""
    text = spoiled(('  call: "999"\n', ""), ("Call {night}.", "Call."), ("or {emergency}", "or {fire}"))
    text = text.replace('"116 111"', "ring us").replace("never", "soon")
    assert set(told(text)) == {
        "3: `call` is missing",
        "7: the number is not said: write {night} where it belongs",
        "12: nothing fills the gap {fire}",
        "13: `ring us` is no telephone number",
        "14: `last_checked` must be a date like 2027-03-31, not `soon`",
    }


@pytest.mark.parametrize("say", ["Call {young}, {.", "Call {young}, }.", "Call {young}, {a b}."])
def test_a_bracket_that_stands_alone_is_told(say: str) -> None:
    """As in conversations: with its line, and nothing is raised."""
    assert [
        one.partition(":")[0]
        for one in told(spoiled(("Are you young? Call {young}, or {emergency}.", f'"{say}"')))
    ] == ["13"]


def test_no_line_takes_the_emergency_number_s_name() -> None:
    """The number that is said everywhere is not to be another one by a slip."""
    assert told(spoiled(("  young:", "  emergency:"), ("{young}, or", "{emergency}, or")))


def test_a_day_that_has_not_come_yet() -> None:
    """Nobody has looked a number up tomorrow: it would be trusted for years."""
    text = spoiled(("last_checked: never", "last_checked: 2999-01-01"))
    assert told(text) or list(parse_helplines(text).overdue(date(2027, 3, 5)))


def test_each_language_has_its_own_number() -> None:
    """Where one stands in the file, else the usual one."""
    emergency, night, young = parse_helplines(GOOD).every
    assert [night.in_language(language) for language in ("en", "cy", "pl", "ar")] == [
        "0800 111 222",
        "0800 333 444",
        "+48 22 111 22 33",
        "0800 111 222",
    ]
    assert {one.in_language("cy") for one in (emergency, young)} == {"999", "116 111"}


def test_what_is_read() -> None:
    """What is said, in the file's order, each under its address and line; and which gaps the numbers fill."""
    found = parse_helplines(GOOD)
    assert found.names == {"emergency", "night", "young"}
    assert [(one.line.address, one.number, one.note) for one in found.written] == [
        ("helplines.north.night", 8, "For whoever can not sleep."),
        ("helplines.north.young", 13, ""),
    ]
    assert [line.english for line in found.lines] == [
        "Can you not sleep? Call {night}.",
        "Are you young? Call {young}, or {emergency}.",
    ]


def test_who_was_not_looked_up_lately() -> None:
    """Ninety days after a number was looked up it is overdue, and at once where nobody did."""
    found = parse_helplines(GOOD)

    def overdue(day: date) -> list[str]:
        return [f"{problem.line}: {problem.words}" for problem in found.overdue(day)]

    never = "13: the number 116 111 (`young`) was not looked up by anybody yet: look it up, and write the day: "
    last = date(2027, 3, 4) + LASTS
    assert overdue(last) == [f"{never}{last}"]
    late = last + timedelta(days=1)
    assert [one.partition(" (")[0] for one in overdue(late)] == [
        "3: the number 999",
        "7: the number 0800 111 222",
        "13: the number 116 111",
    ]
    assert "was looked up last on 2027-03-04" in overdue(late)[0]


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    """It is told, under its name."""
    (tmp_path / "bytes.yaml").write_bytes(b"id: \xff\xfe")
    for name, words in (("none.yaml", "can not be read"), ("bytes.yaml", "is not UTF-8 text")):
        found: Helplines = read_helplines(tmp_path / name, f"helplines/{name}")
        [problem] = found.source.problems
        assert (problem.file, problem.line) == (f"helplines/{name}", 1)
        assert words in problem.words
        assert found.every == []


# ---- with a conversation and a consultation


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy.make(tmp_path, ["en", "cy"])


def read(copy: Copy) -> tuple[list[str], dict[str, dict[str, str]]]:
    """All problems of the example, and what fills its gaps in each language."""
    folder = copy.folder
    loaded = read_consultation(folder / EXAMPLE, folder / "conversations", EXAMPLE)
    words = loaded.consultation.words if loaded.consultation else {}
    return [str(problem) for problem in loaded.problems], {one: dict(words[one]) for one in words}


def test_a_number_of_which_the_conversation_speaks_must_be_there(copy: Copy) -> None:
    """Else people would hear a gap: told at the line where the consultation names the file."""
    copy.change(GOOD_LIFE, "{meic}", "{childline}")
    line = copy.line(EXAMPLE, "helplines:")
    words = "the conversation speaks of {childline}, which this file of helplines does not have"
    assert read(copy)[0] == [f"{EXAMPLE}:{line}: {words}"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("helplines: wales", "helplines: mars", "there is no file mars.yaml in conversations/helplines/"),
        ("helplines: wales", "", "`helplines` is missing: a consultation must say it"),
    ],
)
def test_a_consultation_names_its_helplines(copy: Copy, old: str, new: str, problem: str) -> None:
    """Without a country's numbers nobody is asked."""
    line = copy.line(EXAMPLE, "helplines:") if new else None
    copy.change(EXAMPLE, old, new)
    [told] = read(copy)[0]
    assert problem in told
    assert line is None or told.startswith(f"{EXAMPLE}:{line}: ")


def test_what_is_wrong_with_the_numbers_stops_the_consultation(copy: Copy) -> None:
    """Under the name of their own file."""
    copy.change(HELPLINES, 'call: "999"', "call: the police")
    line = copy.line(HELPLINES, "the police")
    assert read(copy)[0] == [f"{HELPLINES}:{line}: `the police` is no telephone number"]
    assert f"{HELPLINES}:{line}: `the police` is no telephone number" in copy.problems()


def test_people_hear_the_number_of_their_language(copy: Copy) -> None:
    """One for Welsh stands below the usual one, and fills the gap in Welsh alone."""
    copy.change(HELPLINES, 'call: "116 123"\n', 'call: "116 123"\n    numbers: {cy: 0808 164 0123}\n')
    problems, words = read(copy)
    assert problems == []
    assert (words["en"]["samaritans"], words["cy"]["samaritans"]) == ("116 123", "0808 164 0123")
    assert words["en"]["emergency"] == words["cy"]["emergency"] == "999"
