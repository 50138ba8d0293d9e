"""Files with mistakes: every one is reported, in plain words, at its line, and nothing starts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content import Content
from bot.definitions.check import examine
from bot.definitions.load import parse_conversation
from bot.errors import ProblemsError
from tests.bot_process import REPOSITORY, TWO_LANGUAGES
from tests.definitions.copies import EXAMPLE, Copy

GOOD = """\
id: tiny
title: A small talk
steps:
  first:
    say: Hello. Go on?
    choose:
      yes: Yes
      no: No
    next: {yes: told, no: bye}
  told:
    say: Tell us.
    hear: [voice, text]
    next: bye
  bye:
    say: Thank you.
"""


def problems_of(text: str, tmp_path: Path) -> list[str]:
    """What `check` says about a conversation with this text, as "line: words"."""
    conversations = tmp_path / "conversations"
    shutil.copytree(REPOSITORY / "conversations", conversations)
    (conversations / "tiny.yaml").write_text(text, encoding="utf-8")
    shutil.copytree(REPOSITORY / "locales/cy", tmp_path / "locales/cy")
    found, _ = examine(TWO_LANGUAGES, conversations, tmp_path / "locales", lambda _: False)
    mine = [problem for problem in found if problem.file.endswith("tiny.yaml")]
    return [f"{problem.line}: {problem.words}" for problem in mine]


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    """The file that all others here are spoiled from is fine."""
    assert problems_of(GOOD, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("no: bye}", "no: by}", "9: the next step `by` does not exist"),
        ("next: {yes: told, no: bye}", "next: bye", "10: nobody can reach the step `told`"),
        ("      yes: Yes", "      yes:", "7: the choice `yes` has no words"),
        ("Tell us.", "Tell us, {name}.", "11: nothing fills the gap {name}"),
        ("Tell us.", "Tell us, {org.", "11: a curly bracket is open or stands alone"),
        ("      yes: Yes", "      true: Yes", "7: `true` can not be a name: YAML takes it for a truth value"),
        ("next: {yes: told", "next: {true: told", "9: `next` names `true`, which can not be chosen here"),
        ("  bye:", "  told:", "14: `told` stands here twice (first in line 10)"),
        ("      no: No", "      yes: No", "8: `yes` stands here twice (first in line 7)"),
        ("title: A small talk", "title: [", "this is not YAML"),
        ("say: Tell us.", "asks: Tell us.", "11: `asks` is not known here"),
        ("    say: Tell us.\n", "", "this step says nothing: `say` is missing"),
        ("hear: [voice, text]", "hear: [voice]", "an open question must take voice and text"),
        ("hear: [voice, text]", "hear: [voice, text, smell]", "12: `smell` can not be heard"),
        ("hear: [voice, text]", "hear: [voice, text]\n    optional: yes", "13: `optional` must be true or false"),
        ("    next: bye", "", "`told` asks something but has no `next`"),
        ("yes: Yes", "yes: Yes, I would like that", "7: A12: a button holds 18 letters; this has 22"),
        ("id: tiny", "id: good_life", "1: the id `good_life` is taken by"),
        ("next: {yes: told, no: bye}", "next: {yes: told}", "9: after `no` nothing follows"),
        ("hear: [voice, text]", "hear: [voice, text]\n    repeat: 3", "needs `again`"),
        ("    say: Thank you.", "    say: Thank you.\n    next: bye", "would talk in a circle"),
        ("title: A small talk", "", "1: `title` is missing"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_at_its_line(old: str, new: str, problem: str, tmp_path: Path) -> None:
    """One mistake, one clear report with the line where it stands."""
    assert old in GOOD
    found = problems_of(GOOD.replace(old, new, 1), tmp_path)
    assert any(problem in words for words in found), found


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    """One file with a mistake of every kind: none hides another."""
    bad = """\
id: tiny
title: A small talk
steps:
  first:
    say: Hello {stranger}. Go on?
    choose:
      yes:
      true: Maybe
      no: No
    next: {yes: nowhere, no: bye}
  lonely:
    say: Nobody comes here.
    hear: [voice]
    next: bye
  bye:
    say: Thank you.
  bye:
    say: Thank you twice.
"""
    found = problems_of(bad, tmp_path)
    for line, words in (
        (5, "nothing fills the gap {stranger}"),
        (7, "the choice `yes` has no words"),
        (8, "`true` can not be a name"),
        (10, "the next step `nowhere` does not exist"),
        (10, "after `true` nothing follows"),
        (11, "nobody can reach the step `lonely`"),
        (12, "an open question must take voice and text"),
        (17, "`bye` stands here twice"),
    ):
        assert any(problem.startswith(f"{line}: {words}") for problem in found), (line, words, found)


def test_yes_and_no_stay_words() -> None:
    """YAML's habit of turning yes, no and 1.10 into something else does not reach a conversation."""
    draft = parse_conversation(GOOD.replace("say: Tell us.", "say: 1.10"))
    assert draft.conversation
    first = draft.conversation.steps["first"]
    assert [(option.id, option.label.english) for option in first.options] == [("yes", "Yes"), ("no", "No")]
    assert draft.conversation.steps["told"].say.english == "1.10"


def test_the_version_is_what_a_file_means() -> None:
    """Notes and layout do not change the version; words do."""
    plain = parse_conversation(GOOD).conversation
    noted = parse_conversation(GOOD.replace("    hear:", "    note: For translators.\n    hear:")).conversation
    other = parse_conversation(GOOD.replace("Tell us.", "Tell us more.")).conversation
    assert plain
    assert noted
    assert other
    assert plain.version == noted.version != other.version


@pytest.mark.parametrize("command", ["check", "run"])
def test_check_and_run_fail_with_the_list(command: str, tmp_path: Path) -> None:
    """The commands print `file:line: words` for the consultation in use, and exit with 1."""
    consultation = tmp_path / "mine.yaml"
    good = (REPOSITORY / "conversations/consultations/example.yaml").read_text(encoding="utf-8")
    bad = good.replace("rung: shape", "rung: shapes").replace("  cy: Cafodd", "  fr: Cafodd")
    consultation.write_text(bad, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", command],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY), "SGWRS_CONSULTATION": str(consultation), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "mine.yaml:8: `rung` must be one of tell, ask, shape, together" in done.stderr
    assert "`fr` is not known here" in done.stderr
    assert "`cy` is missing" in done.stderr


def test_a_consultation_without_its_promise_does_not_start(tmp_path: Path) -> None:
    """What can not be decided, and why, must be said before anybody is asked."""
    good = (REPOSITORY / "conversations/consultations/example.yaml").read_text(encoding="utf-8")
    without = good[: good.index("cannot:")] + good[good.index("decider:") :]
    path = tmp_path / "mine.yaml"
    path.write_text(without, encoding="utf-8")
    problems, _ = examine(path, REPOSITORY / "conversations", REPOSITORY / "locales", lambda _: False)
    found = [str(problem) for problem in problems]
    assert any("`cannot` is missing" in problem for problem in found)
    assert any("`why` is missing" in problem for problem in found)


def test_a_second_consultation_opens_with_what_came_of_the_first(tmp_path: Path) -> None:
    """Before anything is promised again it is said what was done; where nobody was asked before, nothing is."""
    copy = Copy.make(tmp_path, ["en", "cy"])
    first = Content.load(copy.settings)
    assert "before" not in first.consultation.conversation.steps
    assert first.consultation.conversation.steps["keys"].next == {"else": "promise"}
    done = {"en": "You said that the bus is late. It comes twice an hour.", "cy": "Mae’r bws yn dod yn amlach."}
    told = "".join(f"  {language}: {words}\n" for language, words in done.items())
    copy.change(EXAMPLE, "\norg:\n", f"\nbefore:\n{told}\norg:\n")
    second = Content.load(copy.settings)
    steps = second.consultation.conversation.steps
    assert (steps["keys"].next, steps["before"].next) == ({"else": "before"}, {"else": "promise"})
    spoken = {
        one.language: one.words for one in second.every_spoken(slow=False) if one.address == "good_life.before"
    }
    assert spoken == done
    copy.change(EXAMPLE, f"  cy: {done['cy']}\n", "")
    with pytest.raises(ProblemsError) as caught:
        Content.load(copy.settings)
    assert "`cy` is missing" in str(caught.value.problems[0])
