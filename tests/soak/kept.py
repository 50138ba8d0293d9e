"""What the bot has kept, held against what was said: contents, questions, runs, circles, helpers, receipts of what
was agreed to; no more and no less.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.people import Somebody
from tests.soak.saying import Answer, Choice, whose

Row = dict[str, str]


@dataclass
class Kept:
    """How many answers there were, and how many of them are where they belong; `wrong` tells of the others."""

    said: int = 0
    kept: int = 0
    lost: int = 0
    twice: int = 0
    misplaced: int = 0
    recordings: int = 0
    broken: int = 0
    choices: int = 0
    receipts: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Receipt:
    """What somebody agreed to, as the bot keeps it: under which code, in which run, to which words."""

    code: str
    run: int
    step: str
    option: str
    words: str


def compared(people: list[Somebody], rows: list[Row], receipts: list[Receipt], folder: Path) -> Kept:
    """Every answer is there once, under its question; every recording is whole; nothing else is there.

    And every consent has its receipt, once.
    """
    kept = Kept()
    found: defaultdict[str | bytes, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] != "choice":
            found[_content(row, folder)].append(row)
    codes = _codes(found)
    following = _following(people)
    for somebody in people:
        for answer in somebody.said:
            _look_up(kept, somebody, answer, found.pop(answer.content, []), following)
    for left in found.values():
        _stray(kept, left)
    _choices(kept, people, [row for row in rows if row["kind"] == "choice"], codes)
    _helpers(kept, people, rows, codes)
    _receipts(kept, people, receipts, codes)
    return kept


def _content(row: Row, folder: Path) -> str | bytes:
    if not row["recording_state"]:
        return row["text"]
    return (folder / row["recording"]).read_bytes() if row["recording_state"] == "kept" else b""


def _codes(found: dict[str | bytes, list[Row]]) -> dict[str, set[int]]:
    """Whose answers stand under each code. The export does not say: their words do."""
    codes: defaultdict[str, set[int]] = defaultdict(set)
    for content, rows in found.items():
        for row in rows:
            codes[row["person_code"]] |= whose(content)
    return codes


def _following(people: list[Somebody]) -> dict[str, set[str]]:
    """The questions that were asked after an answer to each question."""
    following: defaultdict[str, set[str]] = defaultdict(set)
    for somebody in people:
        for question, after in somebody.followed:
            following[question].add(after)
    return following


def _look_up(
    kept: Kept, somebody: Somebody, answer: Answer, rows: list[Row], following: dict[str, set[str]]
) -> None:
    kept.said += 1
    recording = isinstance(answer.content, bytes)
    place = f"person {somebody.number}, run {answer.run}, {_short(answer.question or answer.after)}"
    if not rows:
        kept.lost += 1
        kept.wrong.append(f"lost: {_told(answer.content)} of {place}")
        return
    kept.kept += 1
    kept.recordings += recording
    if len(rows) > 1:
        kept.twice += 1
        kept.wrong.append(f"{len(rows)} times: {_told(answer.content)} of {place}")
    right = following.get(answer.after, set()) if answer.question is None else {answer.question}
    for row in rows:
        if row["question"] not in right or row["session"] != str(answer.run):
            kept.misplaced += 1
            where = f"run {row['session']}, {row['step']}, {_short(row['question'])}"
            kept.wrong.append(f"misplaced: {_told(answer.content)} of {place} lies under {where}")
        if row["share"] != somebody.share:
            kept.wrong.append(f"shared with {row['share']}, not {somebody.share}: an answer of {place}")


def _stray(kept: Kept, rows: list[Row]) -> None:
    for row in rows:
        where = f"{row['answer_id']}, {row['step']}, {_short(row['question'])}"
        if row["recording_state"]:
            kept.broken += 1
            kept.wrong.append(f"recording broken or missing ({row['recording_state']}): {where}")
        else:
            kept.wrong.append(f"kept, but not what anybody said in the end: {_told(row['text'])}, {where}")


def _choices(kept: Kept, people: list[Somebody], rows: list[Row], codes: dict[str, set[int]]) -> None:
    for code, owners in codes.items():
        if len(owners) != 1:
            kept.wrong.append(f"the answers of {sorted(owners)} lie under one code, {code}")
    made: Counter[tuple[int, Choice]] = Counter(
        (somebody.number, choice) for somebody in people for choice in somebody.chose
    )
    there: Counter[tuple[int, Choice]] = Counter((_owner(codes, row["person_code"]), _choice(row)) for row in rows)
    kept.choices = made.total()
    kept.wrong += [f"choice lost: {_chosen(one)}" for one in (made - there).elements()]
    kept.wrong += [f"choice nobody made: {_chosen(one)}" for one in (there - made).elements()]


def _owner(codes: dict[str, set[int]], code: str) -> int:
    """The number of the person with this code, or -1."""
    return min(codes.get(code, {-1}), default=-1)


def _helpers(kept: Kept, people: list[Somebody], rows: list[Row], codes: dict[str, set[int]]) -> None:
    """Beside each answer stands who helped in that run, and nobody where nobody did."""
    helped = {(somebody.number, run): who for somebody in people for run, who in somebody.helped.items()}
    for row in rows:
        number = _owner(codes, row["person_code"])
        who = helped.get((number, int(row["session"])), "")
        if row["helper"] != who:
            where = f"run {row['session']}, {row['step']}"
            kept.wrong.append(
                f"helped by {row['helper'] or 'nobody'}, not {who or 'nobody'}: person {number}, {where}"
            )


def _receipts(kept: Kept, people: list[Somebody], receipts: list[Receipt], codes: dict[str, set[int]]) -> None:
    """Each time that somebody agreed there is one receipt, which ends in the words they were asked."""
    given: Counter[tuple[int, Choice]] = Counter(
        (somebody.number, choice) for somebody in people for choice in somebody.agreed
    )
    asked = {choice.question for _, choice in given}
    there: Counter[tuple[int, Choice]] = Counter()
    for receipt in receipts:
        question = next((words for words in asked if _ends_in(receipt.words, words)), receipt.words)
        choice = Choice(receipt.run, receipt.step, receipt.option, question)
        there[_owner(codes, receipt.code), choice] += 1
    kept.receipts = given.total()
    kept.wrong += [f"receipt lost: {_chosen(one)}" for one in (given - there).elements()]
    kept.wrong += [f"receipt of nothing: {_chosen(one)}" for one in (there - given).elements()]


def _ends_in(words: str, question: str) -> bool:
    """Whether this is the question, or what was told just before it and then the question."""
    return words == question or words.endswith(f"\n\n{question}")


def _choice(row: Row) -> Choice:
    return Choice(int(row["session"]), row["step"], row["choice"], row["question"])


def _chosen(one: tuple[int, Choice]) -> str:
    number, choice = one
    return f"person {number}, run {choice.run}, {choice.step}: {choice.options} ({_short(choice.question)})"


def _told(content: str | bytes) -> str:
    return repr(content) if isinstance(content, str) else f"a recording of {len(content)} bytes"


def _short(words: str) -> str:
    return words.partition("\n")[0][:60]
