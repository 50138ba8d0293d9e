"""What the engine can do that the shipped conversation does not need: one tiny conversation for each."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.channels.terminal import Rehearsal
from bot.core import engine
from bot.core.conversation import Consultation, Line
from bot.core.events import Tapped
from bot.core.session import Session
from bot.definitions.load import parse_conversation
from bot.i18n import Catalogs

NOW = datetime(2027, 3, 4, tzinfo=UTC)


def rehearsal(steps: str) -> Rehearsal:
    draft = parse_conversation(f"id: tiny\ntitle: Tiny\nsteps:\n{steps}")
    assert not draft.source.problems
    assert draft.conversation
    consultation = Consultation("c", draft.conversation, ("en",), {"en": {}}, {}, Line("", ""), example=False)
    played = Rehearsal(consultation, Catalogs({}), lambda: NOW, effects=True)
    list(played.take("(start)"))
    return played


def said(played: Rehearsal, *lines: str) -> list[str]:
    """What comes back for the last of these."""
    for line in lines[:-1]:
        list(played.take(line))
    return [line.strip() for line in played.take(lines[-1])]


LONG = """
  place:
    say: Where?
    choose: {a: Ash, b: Beech, c: Cedar, d: Date, e: Elm, f: Fir, g: Gorse}
    next: {g: gorse, else: bye}
  gorse: {say: Mind the thorns., next: bye}
  bye: {say: Bye.}
"""


def test_a_long_list_has_pages() -> None:
    """Five choices a message and a sixth button that leads on; a number means what stands on the page."""
    played = rehearsal(LONG)
    assert (
        "[1 Ash · 2 Beech · 3 Cedar · 4 Date · 5 Elm · 6 More choices · 7 Again · 8 Help · 9 Skip · 0 Stop]"
        in said(played, "1")
    )
    assert "[1 Fir · 2 Gorse · 6 More choices · 7 Again · 8 Help · 9 Skip · 0 Stop]" in said(played, "6")
    assert said(played, "2")[:3] == ["[keep place: choice: g]", "Mind the thorns.", "Bye."]


def test_the_pages_go_round() -> None:
    """After the last page the first comes again: nobody is stuck at the end of a list."""
    played = rehearsal(LONG)
    assert any("1 Ash" in line for line in said(played, "1", "6", "6"))


def test_words_of_a_choice_on_the_page_are_understood() -> None:
    """Typing what a button says is pressing it."""
    assert said(rehearsal(LONG), "1", "elm")[0] == "[keep place: choice: e]"


def test_a_button_of_another_page_still_counts() -> None:
    """Who scrolls up and presses a choice of the first page has chosen it."""
    played = rehearsal(LONG)
    said(played, "1", "6")
    session = played.session
    turn = engine.advance(
        played._consultation, session, Tapped(session.ask - 1, "place", "option.b"), NOW, Catalogs({})
    )
    assert turn.session.told[-1].options == ("b",)


def test_a_scale_keeps_the_number_that_was_meant() -> None:
    """The value is the point of the scale, wherever it stands in the list."""
    played = rehearsal(
        "  how:\n    say: How?\n    scale: {0: Bad, 5: So so, 10: Good}\n    next: bye\n  bye: {say: Bye.}\n"
    )
    assert said(played, "1", "3")[0] == "[keep how: choice: 10]"


def test_a_repeated_question_ends_at_its_limit() -> None:
    """Asked three times at most, and never again after "no more"."""
    steps = """
  why: {say: "Why?", again: "Why else?", hear: [voice, text], repeat: 3, optional: true, next: bye}
  bye: {say: Bye.}
"""
    played = rehearsal(steps)
    assert [said(played, line)[-2] for line in ("1", "one", "two", "three")] == [
        "Why?",
        "Why else?",
        "Why else?",
        "Bye.",
    ]
    assert "Bye." in said(rehearsal(steps), "1", "one", "9")


def test_several_choices_end_at_their_limit() -> None:
    """Two of three, and on it goes."""
    played = rehearsal(
        "  which:\n    say: Which?\n    choose_many: {a: Ash, b: Beech, c: Cedar}\n    limit: 2\n    next: bye\n"
        "  bye: {say: Bye.}\n"
    )
    assert said(played, "1", "1", "3")[0] == "[keep which: choice: a, c]"


def test_a_session_from_before_a_restart_goes_on() -> None:
    """A session is its JSON: nothing else is needed to go on."""
    played = rehearsal(LONG)
    said(played, "1", "6")
    assert Session.from_json(played.session.to_json()) == played.session
