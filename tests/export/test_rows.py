"""What comes out is what was said, letter for letter, and no spreadsheet runs it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.rows import Given, row_of, safe, safe_row
from tests.export.giving import stored


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 7700",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\uff1d1",
        "fine\n=1",
        "\u200b=1",
        'a;"=1+1;b',
        'hello\n"=2+2',
    ],
)
def test_formulas_are_disarmed(text: str) -> None:
    """No line of a cell begins, even after blanks, with what a spreadsheet would run; the letters all stay."""
    cell = safe(text)
    assert cell != text
    assert cell.replace("'", "") == text
    for line in cell.replace("\r", "\n").split("\n"):
        assert not line.strip(" \u00a0\u200b\t").startswith(("=", "+", "-", "@", "\uff1d", '"='))


@given(st.text())
def test_taking_the_guard_away_gives_the_words_back(text: str) -> None:
    """Whatever the text, only ' signs are added, and only where `escaped` says so."""
    guarded = safe(text)
    assert guarded.replace("'", "") == text.replace("'", "")
    *_, escaped = safe_row(row_of(Given(stored(text=text))))
    assert (escaped == "yes") == (guarded != text)
