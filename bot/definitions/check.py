"""All that is wrong with the files people write: every conversation, consultation and translation together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.core.conversation import Consultation, Line
from bot.definitions import catalogs, helplines, launch
from bot.definitions.consultations import Loaded, read_consultation
from bot.definitions.extract import gaps, is_only_gaps
from bot.definitions.helplines import Helplines
from bot.definitions.load import Draft, read_conversation
from bot.definitions.roads import conversation_problems
from bot.definitions.rules import steps, written
from bot.definitions.rules.written import Said
from bot.definitions.written import Written
from bot.errors import Problem, ProblemsError


def load_consultation(path: Path, conversations: Path, locales: Path) -> Consultation:
    """The consultation, with every conversation and translation found right; else ProblemsError with all of it."""
    loaded, _, problems = _examine(path, conversations, locales)
    if problems or loaded.consultation is None:
        raise ProblemsError(problems)
    unchecked = catalogs.unchecked(locales) & set(loaded.languages)
    return replace(loaded.consultation, unchecked=frozenset(unchecked))


def overdue(path: Path, conversations: Path) -> list[Problem]:
    """The consultation's numbers to call that somebody should look up again."""
    helplines = read_consultation(path, conversations, shown(path)).helplines
    return list(helplines.overdue(datetime.now(UTC).date())) if helplines else []


def examine(
    path: Path, conversations: Path, locales: Path, is_rtl: Callable[[str], bool]
) -> tuple[list[Problem], dict[tuple[str, str], Said]]:
    """All that is wrong with the consultation, any conversation or consultation in the folder, any catalogue.

    Also every string in every language that is offered, by language and address.
    """
    loaded, drafts, problems = _examine(path, conversations, locales)
    files: list[Draft | Helplines] = [*drafts, *helplines.every(conversations)]
    said = [*_every_string(files, loaded.languages, locales), *_promised(loaded, shown(path))]
    problems += written.problems(said, is_rtl)
    for draft in drafts:
        problems += steps.problems(draft)
        problems += _drawings(draft, conversations / "pictures")
    found = sorted({*problems, *catalogs.stale(conversations, locales)})
    return found, {(one.language, one.address): one for one in said}


def _every_string(files: Iterable[Draft | Helplines], languages: Iterable[str], locales: Path) -> Iterator[Said]:
    """Every string in every language, where it stands. A string that is not translated is reported elsewhere."""
    lines = [(one.line, file.source.name, one.number, one.note) for file in files for one in file.written]
    for message in catalogs.own_words():
        place, number = message.locations[0]
        note = " ".join(message.auto_comments)
        lines.append((Line(message.context or "", str(message.id)), place, number, note))
    lines = [entry for entry in lines if not is_only_gaps(entry[0].english)]
    for language in languages:
        if language == catalogs.SOURCE:
            for line, place, number, note in lines:
                yield Said(
                    place, number, language, line.address, line.english, line.english, _is_button(line, note)
                )
        else:
            yield from _translated(language, [(line, note) for line, _, _, note in lines], locales)


def _promised(loaded: Loaded, file: str) -> Iterator[Said]:
    """The promise, which who asks has written in every language: `consultation.can`, …"""
    english = {one.name: one.text for one in loaded.promise if one.language == catalogs.SOURCE}
    for one in loaded.promise:
        address, as_english = f"consultation.{one.name}", english.get(one.name, one.text)
        yield Said(file, one.line, one.language, address, as_english, one.text, button=False)


def _translated(language: str, lines: Iterable[tuple[Line, str]], locales: Path) -> Iterator[Said]:
    path = catalogs.path_of(locales, language)
    try:
        catalog, places = catalogs.read(path, language), catalogs.lines_of(path)
    except (OSError, ValueError):
        return
    name = shown(path)
    for line, note in lines:
        message = catalog.get(line.english, line.address)
        if message and message.string:
            number, text = places.get((line.address, line.english), 1), str(message.string)
            yield Said(name, number, language, line.address, line.english, text, _is_button(line, note))


def _is_button(line: Line, note: str) -> bool:
    """Whether it stands on a button in the chat; the buttons of pages have room."""
    return note.lower().startswith("a button") and not line.address.startswith(("web.", "board."))


def _drawings(draft: Draft, folder: Path) -> Iterator[Problem]:
    """Choices whose picture is described, but not drawn."""
    steps = draft.conversation.steps.values() if draft.conversation else ()
    pictures = {option.picture for step in steps for option in step.options if option.picture}
    for one in draft.written:
        name = one.line.address.removesuffix(".picture")
        if one.line in pictures and not (folder / f"{name}.svg").is_file():
            drawing = f"{folder.parent.name}/{folder.name}/{name}.svg"
            words = f"A10: there is no drawing {drawing}: draw it, or take this out"
            yield Problem(draft.source.name, one.number, words)


def _examine(path: Path, conversations: Path, locales: Path) -> tuple[Loaded, list[Draft], list[Problem]]:
    loaded = read_consultation(path, conversations, shown(path))
    problems = list(loaded.problems)
    for other in sorted((conversations / "consultations").glob("*.yaml")):
        if other.resolve() != path.resolve():
            problems += read_consultation(other, conversations, shown(other)).problems
    drafts = list(_drafts(conversations))
    numbers = list(helplines.every(conversations))
    problems += [problem for one in numbers for problem in one.source.problems]
    known = {name for one in numbers for name in one.names}
    for draft in drafts:
        problems += [*draft.source.problems, *conversation_problems(draft, known)]
    problems += duplicate_ids(drafts)
    lines = [one for draft in drafts for one in draft.written]
    lines += [one for file in numbers for one in file.written]
    problems += translation_problems(lines, loaded.languages, locales)
    real = loaded.consultation and not loaded.consultation.example
    if real and not problems and loaded.draft and loaded.helplines:
        names = {language: shown(catalogs.path_of(locales, language)) for language in loaded.languages}
        today = datetime.now(UTC).date()
        problems += launch.problems(loaded.draft, loaded.helplines, loaded.languages, locales, names, today)
    return loaded, drafts, sorted(set(problems))


def _drafts(conversations: Path) -> Iterator[Draft]:
    for file in sorted(conversations.glob("*.yaml")):
        yield read_conversation(file, f"{conversations.name}/{file.name}")


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


# ---- translations


def translation_problems(lines: Iterable[Written], languages: Iterable[str], locales: Path) -> list[Problem]:
    """For each language offered: a missing catalogue, missing, unsure or misfilled translations."""
    found: list[Problem] = []
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
            yield Problem(name, line, f"the English changed; look at it again, and take `fuzzy` away: `{context}`")
        elif catalogs.status(message) not in catalogs.STATUSES:
            known = ", ".join(catalogs.STATUSES)
            yield Problem(name, line, f"there is no status `{catalogs.status(message)}`; there are {known}")
        elif wrong := _misfilled(message):
            yield Problem(name, line, f"`{context}`: {wrong}")


def _misfilled(message: Message) -> str:
    english, said = str(message.id), str(message.string)
    try:
        if gaps(english) != gaps(said):
            return f"the gaps differ: {sorted(gaps(english))} became {sorted(gaps(said))}"
    except ValueError:
        return "a curly bracket is open or stands alone"
    return ""
