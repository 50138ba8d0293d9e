"""What everybody heard: nothing twice without need, everything in order, nobody else's words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core import phrases
from tests.soak.people import Somebody
from tests.soak.saying import MARK, whose
from tests.telegram.chat import ask_of
from tests.telegram.driver import is_question
from tests.telegram_standin import Call, Delivered, Fault

_LAST_BREATH = 0.5
"""Seconds after a kill in which what the process had sent can still arrive; no new one is up so soon."""


@dataclass
class Heard:
    """How many messages came again, as a kill or a lost answer lay between; `wrong` tells what was not right."""

    messages: int = 0
    repeated: int = 0
    repeated_without_need: int = 0
    wrong: list[str] = field(default_factory=list)


def heard_by(people: list[Somebody], calls: list[Call], kills: list[float]) -> Heard:
    """All chats, read from their beginning."""
    heard = Heard()
    sendings = _sendings(calls)
    heard.wrong += [f"{call.method} was refused with {call.outcome}" for call in calls if _was_refused(call)]
    for somebody in people:
        chat = somebody.person.chat
        heard.messages += len(chat)
        once = _without_repeats(heard, somebody, sendings[str(somebody.person.id)], kills)
        wrong = [*_out_of_order(somebody, once), *_not_theirs(somebody, chat), *_not_as_often(somebody, once)]
        heard.wrong += [f"person {somebody.number}: {words}" for words in (*somebody.wrong, *wrong)]
    return heard


def _sendings(calls: list[Call]) -> dict[str, list[Call]]:
    """For each chat the calls that put something into it, in the order in which they did."""
    sendings: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.method.startswith("send") and call.outcome in (200, Fault.LOST_ANSWER):
            sendings[str(call.params.get("chat_id"))].append(call)
    return sendings


def _was_refused(call: Call) -> bool:
    """Whether the bot wanted to send something that Telegram does not take. (429 only asks for patience.)"""
    return call.method.startswith("send") and isinstance(call.outcome, int) and call.outcome not in (200, 429, 500)


def _without_repeats(
    heard: Heard, somebody: Somebody, sendings: list[Call], kills: list[float]
) -> list[Delivered]:
    """The chat with each message once. What is sent again comes right after its first copy."""
    chat = somebody.person.chat
    if len(sendings) != len(chat):
        heard.wrong.append(f"person {somebody.number}: {len(chat)} messages from {len(sendings)} calls")
        return chat
    once = chat[:1]
    for (first, call), (second, _) in pairwise(zip(chat, sendings, strict=True)):
        if _looks(first) != _looks(second):
            once.append(second)
            continue
        killed = bisect_left(kills, first.at - _LAST_BREATH) < bisect_right(kills, second.at)
        if killed or call.outcome is Fault.LOST_ANSWER:
            heard.repeated += 1
        else:
            heard.repeated_without_need += 1
            between = f"{second.at - first.at:.2f} s after the first"
            heard.wrong.append(f"person {somebody.number}: came again {between}: {_short(first)}")
    return once


def _looks(message: Delivered) -> tuple[object, ...]:
    """Words that are read out are made into a file anew each time, which is never the same."""
    return message.words, None if MARK in message.words else message.content, message.buttons


def _out_of_order(somebody: Somebody, once: list[Delivered]) -> Iterable[str]:
    """Questions are numbered upwards, and none comes before what was done about the one before it."""
    asked = [message for message in once if is_question(message)]
    for first, second in pairwise(asked):
        languages = ask_of(first) == ask_of(second) == 1
        if ask_of(second) <= ask_of(first) and not languages:
            yield f"question {ask_of(second)} came after question {ask_of(first)}: {_short(second)}"
    for message in asked:
        acts = bisect_right(somebody.acts, message.at)
        if ask_of(message) > acts:
            yield f"question {ask_of(message)} came after {acts} acts: {_short(message)}"


def _not_theirs(somebody: Somebody, chat: list[Delivered]) -> Iterable[str]:
    """Everybody hears their own words and voice, and nobody else's."""
    for message in chat:
        others = (whose(message.words) | whose(message.content or b"")) - {somebody.number}
        if others:
            yield f"heard what {sorted(others)} said: {_short(message)}"


def _not_as_often(somebody: Somebody, once: list[Delivered]) -> Iterable[str]:
    """Each answer is played back once, each change is confirmed once, each return is welcomed once."""
    words = Counter(message.words for message in once)
    for line, wanted in ((phrases.CHANGED, somebody.changes), (phrases.WELCOME_BACK, somebody.returns)):
        if words[line.english] != wanted:
            yield f"heard {words[line.english]} times, not {wanted}: {line.english}"
    played = Counter(answer for message in once if not is_question(message) for answer in _played(message))
    for answer in somebody.said:
        if played[answer.content] != 1:
            kind = repr(answer.content) if isinstance(answer.content, str) else "a recording"
            yield f"run {answer.run}: {played[answer.content]} times played back: {kind}"


def _played(message: Delivered) -> list[str | bytes]:
    """The answers that are played back in a message, if that is what it does."""
    quoted = re.findall(r"\n“(.*?)”(?=\n\n|$)", message.words, re.DOTALL)
    return quoted or [message.content or b""]


def _short(message: Delivered) -> str:
    return message.words.partition("\n")[0][:60]
