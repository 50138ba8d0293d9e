"""What happened around one person, in order: for whoever looks for the fault that a run has found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.soak.people import Somebody
from tests.telegram.chat import ask_of
from tests.telegram.driver import is_question
from tests.telegram_standin import Call

_PERSON = re.compile(r"person (\d+)")
_MOST = 20


def write_timelines(
    folder: Path, wrong: list[str], people: list[Somebody], calls: list[Call], kills: list[float]
) -> list[Path]:
    """A file for each of the first people with whom something was wrong."""
    numbers = dict.fromkeys(int(found[1]) for words in wrong if (found := _PERSON.search(words)))
    files = []
    for number in list(numbers)[:_MOST]:
        file = folder / f"person-{number}.txt"
        mine = [words for words in wrong if f"person {number}:" in words or f"person {number}," in words]
        file.write_text("\n".join([*mine, "", *_timeline(people[number], calls, kills)]), encoding="utf-8")
        files.append(file)
    return files


def _timeline(somebody: Somebody, calls: list[Call], kills: list[float]) -> list[str]:
    began = somebody.acts[0]
    killed = [(at, "the bot is killed") for at in kills]
    events = sorted([*_said(somebody), *_heard(somebody), *_failed(somebody, calls), *killed])
    return [f"{at - began:9.3f} s  {words}" for at, words in events]


def _said(somebody: Somebody) -> Iterable[tuple[float, str]]:
    yield from ((at, f"act {number}") for number, at in enumerate(somebody.acts, 1))
    for answer in somebody.said:
        content = answer.content if isinstance(answer.content, str) else f"{len(answer.content)} bytes"
        yield answer.at, f"says {content!r} to: {_short(answer.question or answer.after)}"


def _heard(somebody: Somebody) -> Iterable[tuple[float, str]]:
    for message in somebody.person.chat:
        number = f"question {ask_of(message)}" if is_question(message) else "no question"
        yield message.at, f"hears {number}: {_short(message.words)}"


def _failed(somebody: Somebody, calls: list[Call]) -> Iterable[tuple[float, str]]:
    for call in calls:
        if call.outcome != 200 and str(call.params.get("chat_id")) == str(somebody.person.id):
            yield call.time, f"{call.method} to them ends with {call.outcome}"


def _short(words: str) -> str:
    return words.partition("\n")[0][:60]
