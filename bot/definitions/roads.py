"""What is wrong with the way through a conversation: steps that lead nowhere, or that nobody reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from bot.core.conversation import Conversation, Step
from bot.definitions.consultations import GAPS
from bot.definitions.extract import gaps
from bot.definitions.load import Draft
from bot.errors import Problem

_CALLBACK = 64 - len("99999:") - len(":option.")
"""What is left for step and option in the 64 bytes that Telegram gives a button."""


def conversation_problems(draft: Draft, numbers: Collection[str] = ()) -> list[Problem]:
    """Unknown or missing next steps, steps nobody reaches, circles without a question, words too long.

    `numbers` are the gaps that helplines fill.
    """
    conversation = draft.conversation
    if conversation is None:
        return []
    found: list[Problem] = []
    for step in conversation.steps.values():
        line = draft.next_lines[step.id]
        found += [Problem(draft.source.name, line, words) for words in _next_problems(conversation, step)]
        found += [Problem(draft.source.name, draft.step_lines[step.id], words) for words in _long_ids(step)]
        if step.when:
            when = _when_problems(conversation, step, *step.when)
            found += [Problem(draft.source.name, draft.step_lines[step.id], words) for words in when]
    reached = _reached(conversation)
    for step_id, line in draft.step_lines.items():
        if step_id not in reached:
            found.append(Problem(draft.source.name, line, f"nobody can reach the step `{step_id}`"))
        elif _circles(conversation, step_id):
            words = f"from `{step_id}` the bot would talk in a circle and never ask anything"
            found.append(Problem(draft.source.name, line, words))
    return [*found, *_consent_problems(draft, conversation), *_line_problems(draft, numbers)]


def _consent_problems(draft: Draft, conversation: Conversation) -> Iterator[Problem]:
    """Words that could be kept without a yes, and talk that goes on after a no."""
    for step in conversation.steps.values():
        at = (draft.source.name, draft.step_lines[step.id])
        before = conversation.asks_consent and step.id not in conversation.behind_consent
        if before and step.kind not in ("statement", "choice"):
            yield Problem(
                *at, "this can be reached without a yes to every step with `consent: true`: nothing may be kept"
            )
        for option in step.wipes:
            following = conversation.steps.get(step.after(option) or "")
            while following and following.kind == "statement" and following.next:
                following = conversation.steps.get(following.after() or "")
            if following and following.kind != "statement":
                yield Problem(
                    *at, f"`{option}` wipes all, and the talk ends there: `{following.id}` asks something"
                )


def _next_problems(conversation: Conversation, step: Step) -> Iterable[str]:
    for key, following in step.next.items():
        if following not in conversation.steps:
            yield f"the next step `{following}` does not exist"
        if key != "else" and not step.option(key):
            yield f"`next` names `{key}`, which can not be chosen here"
    for key in step.wipes:
        if not step.option(key):
            yield f"`wipes` names `{key}`, which can not be chosen here"
    if step.kind == "several" and set(step.next) - {"else"}:
        yield "where several may be chosen, `next` can not depend on the choice"
    if step.kind != "statement" and not step.next:
        yield f"`{step.id}` asks something but has no `next`: end with a step that only says something"
    for option in step.options if step.next else ():
        if step.kind != "several" and step.after(option.id) is None:
            yield f"after `{option.id}` nothing follows: name it under `next`, or add `else`"


def _when_problems(conversation: Conversation, step: Step, asked: str, option: str) -> Iterable[str]:
    order = list(conversation.steps)
    if asked not in order or not conversation.steps[asked].option(option):
        yield f"`when` names `{asked}: {option}`, which can not be chosen anywhere"
    elif order.index(asked) >= order.index(step.id):
        yield f"`when` names `{asked}`, which is not asked before this step"
    if step.after() is None:
        yield "a step with `when` may be passed by: `next` needs `else`, where it goes on then"


def _long_ids(step: Step) -> Iterable[str]:
    for option in step.options:
        if len(step.id) + len(option.id) > _CALLBACK:
            yield f"`{step.id}` and `{option.id}` together are too long for a button: at most {_CALLBACK} letters"


def _reached(conversation: Conversation) -> set[str]:
    reached: set[str] = set()
    waiting = [conversation.first.id]
    while waiting:
        step = conversation.steps.get(waiting.pop())
        if step and step.id not in reached:
            reached.add(step.id)
            waiting += step.next.values()
    return reached


def _circles(conversation: Conversation, step_id: str) -> bool:
    seen: set[str] = set()
    step = conversation.steps.get(step_id)
    while step and step.kind == "statement":
        if step.id in seen:
            return True
        seen.add(step.id)
        step = conversation.steps.get(step.after() or "")
    return False


def _line_problems(draft: Draft, numbers: Collection[str]) -> list[Problem]:
    found = []
    for one in draft.written:
        at = (draft.source.name, one.number)
        try:
            unknown = gaps(one.line.english) - GAPS - set(numbers)
        except ValueError:
            found.append(Problem(*at, "a curly bracket is open or stands alone; gaps look like {org}"))
            continue
        found += [Problem(*at, f"nothing fills the gap {{{name}}}") for name in sorted(unknown)]
    return found
