"""What is wrong with a conversation as a whole: roads that lead nowhere, and words without a translation."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.core.conversation import Consultation, Conversation, Step
from bot.definitions import catalogs
from bot.definitions.consultations import GAPS, Loaded, read_consultation
from bot.definitions.extract import is_only_gaps
from bot.definitions.load import Draft, read_conversation
from bot.errors import Problem, ProblemsError

_BUTTON = 18
"""A button holds 20 characters, of which its number and a space take two."""

_CALLBACK = 64 - len("99999:") - len(":option.")
"""What is left for step and option in the 64 bytes that Telegram gives a button."""


def load_consultation(path: Path, conversations: Path, locales: Path) -> Consultation:
    """The consultation, with every conversation and translation found right; else ProblemsError with all of it."""
    loaded, problems = _examine(path, conversations, locales)
    if problems or loaded.consultation is None:
        raise ProblemsError(problems)
    unchecked = catalogs.unchecked(locales) & set(loaded.languages)
    return replace(loaded.consultation, unchecked=frozenset(unchecked))


def examine(path: Path, conversations: Path, locales: Path) -> list[Problem]:
    """All that is wrong with the consultation, any conversation or consultation in the folder, any catalogue."""
    _, problems = _examine(path, conversations, locales)
    return sorted({*problems, *catalogs.stale(conversations, locales)})


def _examine(path: Path, conversations: Path, locales: Path) -> tuple[Loaded, list[Problem]]:
    loaded = read_consultation(path, conversations, shown(path))
    problems = list(loaded.problems)
    for other in sorted((conversations / "consultations").glob("*.yaml")):
        if other.resolve() != path.resolve():
            problems += read_consultation(other, conversations, shown(other)).problems
    drafts = [
        read_conversation(file, f"{conversations.name}/{file.name}")
        for file in sorted(conversations.glob("*.yaml"))
    ]
    for draft in drafts:
        problems += [*draft.source.problems, *conversation_problems(draft)]
    problems += duplicate_ids(drafts)
    problems += translation_problems(drafts, loaded.languages, locales)
    return loaded, sorted(set(problems))


def shown(path: Path) -> str:
    """A path as people know it: from where they stand, if it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def duplicate_ids(drafts: Iterable[Draft]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for draft in drafts:
        if draft.conversation:
            first = seen.setdefault(draft.conversation.id, draft.source.name)
            if first != draft.source.name:
                words = f"the id `{draft.conversation.id}` is taken by {first} already"
                problems.append(Problem(draft.source.name, 1, words))
    return problems


# ---- roads


def conversation_problems(draft: Draft) -> list[Problem]:
    """Unknown or missing next steps, steps nobody reaches, circles without a question, words too long."""
    conversation = draft.conversation
    if conversation is None:
        return []
    found: list[Problem] = []
    for step in conversation.steps.values():
        line = draft.next_lines[step.id]
        found += [Problem(draft.source.name, line, words) for words in _next_problems(conversation, step)]
        found += [Problem(draft.source.name, draft.step_lines[step.id], words) for words in _long_ids(step)]
    reached = _reached(conversation)
    for step_id, line in draft.step_lines.items():
        if step_id not in reached:
            found.append(Problem(draft.source.name, line, f"nobody can reach the step `{step_id}`"))
        elif _circles(conversation, step_id):
            words = f"from `{step_id}` the bot would talk in a circle and never ask anything"
            found.append(Problem(draft.source.name, line, words))
    return found + _line_problems(draft)


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


def _line_problems(draft: Draft) -> list[Problem]:
    found = []
    for written in draft.written:
        at = (draft.source.name, written.number)
        try:
            unknown = gaps(written.line.english) - GAPS
        except ValueError:
            found.append(Problem(*at, "a curly bracket is open or stands alone; gaps look like {org}"))
            continue
        found += [Problem(*at, f"nothing fills the gap {{{name}}}") for name in sorted(unknown)]
        if written.note.startswith("A button.") and len(written.line.english) > _BUTTON:
            found.append(Problem(*at, f"a button holds {_BUTTON} letters; this has {len(written.line.english)}"))
    return found


def gaps(text: str) -> set[str]:
    """The names of the gaps in a text. ValueError if its brackets do not fit."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    if any(not re.fullmatch(r"\w+", name) for name in names):
        raise ValueError(text)
    return names


# ---- translations


def translation_problems(drafts: Iterable[Draft], languages: Iterable[str], locales: Path) -> list[Problem]:
    """For each language offered: a missing catalogue, missing, unsure or misfilled translations."""
    found: list[Problem] = []
    lines = [written for draft in drafts for written in draft.written]
    own = [(m.context or "", str(m.id)) for m in catalogs.own_words()]
    wanted = [(w.line.address, w.line.english) for w in lines if not is_only_gaps(w.line.english)] + own
    for language in languages:
        if language == catalogs.SOURCE:
            continue
        path = catalogs.path_of(locales, language)
        if not path.is_file():
            found.append(Problem(shown(path), 1, f"there is no catalogue for `{language}`"))
            continue
        try:
            catalog = catalogs.read(path, language)
        except ValueError as error:
            found.append(Problem(shown(path), 1, f"this catalogue can not be read: {error}"))
            continue
        found += _catalog_problems(catalog, wanted, catalogs.lines_of(path), shown(path))
    return found


def _catalog_problems(
    catalog: Catalog, wanted: Iterable[tuple[str, str]], lines: Mapping[tuple[str, str], int], name: str
) -> Iterable[Problem]:
    for context, english in wanted:
        message = catalog.get(english, context)
        line = lines.get((context, english), 1)
        if message is None or not message.string:
            yield Problem(name, line, f"not translated: `{context}`: {english}")
        elif message.fuzzy:
            yield Problem(name, line, f"marked fuzzy, so not sure to be right: `{context}`")
        elif wrong := _misfilled(message):
            yield Problem(name, line, f"`{context}`: {wrong}")


def _misfilled(message: Message) -> str:
    english, said = str(message.id), str(message.string)
    try:
        if gaps(english) != gaps(said):
            return f"the gaps differ: {sorted(gaps(english))} became {sorted(gaps(said))}"
    except ValueError:
        return "a curly bracket is open or stands alone"
    button = any(comment.startswith("A button") for comment in message.auto_comments)
    if button and len(said) > _BUTTON:
        return f"a button holds {_BUTTON} letters; this has {len(said)}"
    return ""
