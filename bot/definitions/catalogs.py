"""The translations: draws every string into `locales/`, keeps what is translated, and knows what is stale.

English is written in the code and the conversations; `locales/sgwrs.pot` is drawn from both and
`locales/<language>/LC_MESSAGES/sgwrs.po` holds each translation. The .po files are read as they are:
nothing has to be compiled.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.errors import Problem

SOURCE = "en"
TEMPLATE = "sgwrs.pot"
_CODE = Path(__file__).parent.parent
_STATUS = re.compile(r"Status:\s*(\S+)")
_KEYWORDS = {"Line": ((1, "c"), 2), "pgettext": ((1, "c"), 2)}

_NOISE = (
    '"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid-Bugs-To',
    '"Last-Translator', '"Language-Team', '"Project-Id-Version',
)  # fmt: skip
"""Headers that change with every run, or say nothing."""

PLURALS = {
    # CLDR's own rules for whole numbers. Babel's built-in ones for gettext differ (Welsh lacks zero), so they are
    # set by hand, and a test compares them with CLDR's.
    "ar": "nplurals=6; plural=(n==0)?0:(n==1)?1:(n==2)?2:(n%100>=3&&n%100<=10)?3:(n%100>=11)?4:5;",
    "bn": "nplurals=2; plural=(n>1);",
    "cy": "nplurals=6; plural=(n==0)?0:(n==1)?1:(n==2)?2:(n==3)?3:(n==6)?4:5;",
    "pa": "nplurals=2; plural=(n>1);",
    "pl": "nplurals=3; plural=(n==1)?0:(n%10>=2&&n%10<=4&&(n%100<12||n%100>14))?1:2;",
    "ro": "nplurals=3; plural=(n==1)?0:(n==0||(n%100>=1&&n%100<=19))?1:2;",
    "so": "nplurals=2; plural=(n!=1);",
    "uk": ("nplurals=3; plural=(n%10==1&&n%100!=11)?0:(n%10>=2&&n%10<=4&&(n%100<12||n%100>14))?1:2;"),
    "ur": "nplurals=2; plural=(n!=1);",
}


def path_of(locales: Path, language: str) -> Path:
    return locales / language / "LC_MESSAGES" / "sgwrs.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue. As long as its file stays as it is, all get the same: it is not to be changed. ValueError."""
    file = path.stat()
    return _read_once(path, language, file.st_mtime_ns, file.st_size)


@cache
def _read_once(path: Path, language: str, _changed: int, _size: int) -> Catalog:
    return _read(path, language)


def forget() -> None:
    """Whoever has read all that they need gives the memory back."""
    _read_once.cache_clear()


def translations(locales: Path) -> dict[str, dict[tuple[str, str], str]]:
    """What is said in each language, by address and English; not what is unsure since the English changed."""
    return {
        language: {
            (message.context or "", str(message.id)): str(message.string)
            for message in catalog
            if message.id and message.string and not message.fuzzy
        }
        for language, catalog in _readable(locales)
    }


def _readable(locales: Path) -> Iterator[tuple[str, Catalog]]:
    for language in languages(locales):
        with contextlib.suppress(ValueError):  # reported elsewhere
            yield language, read(path_of(locales, language), language)


def _read(path: Path, language: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def lines_of(path: Path) -> dict[tuple[str, str], int]:
    """Where each message stands in its file, by context and English."""
    found = {}
    context = english = ""
    field, start = "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        keyword, _, rest = line.partition(" ")
        if keyword == "msgctxt":
            context, field, start = _unquote(rest), "context", number
        elif keyword == "msgid":
            english, field = _unquote(rest), "id"
        elif keyword == "msgstr":
            found[context, english] = start
            context, field = "", ""
        elif line.startswith('"') and field == "context":
            context += _unquote(line)
        elif line.startswith('"') and field == "id":
            english += _unquote(line)
    return found


def _unquote(text: str) -> str:
    return text.strip()[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


@cache
def own_words() -> tuple[Message, ...]:
    """The bot's own strings, as written in the code."""
    catalog = Catalog()
    for path in sorted(_CODE.rglob("phrases.py")):
        _add(catalog, path, "python", f"bot/{path.relative_to(_CODE).as_posix()}")
    return tuple(message for message in catalog if message.id)


def template(conversations: Path) -> Catalog:
    """Every string there is to translate, drawn afresh from code and conversations."""
    catalog = Catalog(
        project="Sgwrs", version="0", copyright_holder="the Sgwrs authors", charset="utf-8", fuzzy=False
    )
    for message in own_words():
        catalog[message.id] = message
    for path in sorted(conversations.glob("*.yaml")):
        method = "bot.definitions.extract:conversation"
        _add(catalog, path, method, f"conversations/{path.name}")
    for path in sorted((conversations / "helplines").glob("*.yaml")):
        _add(catalog, path, "bot.definitions.helplines:extract", f"conversations/helplines/{path.name}")
    return catalog


def _add(catalog: Catalog, path: Path, method: str, name: str) -> None:
    for line, english, comments, context in extract_from_file(
        method, str(path), keywords=_KEYWORDS, comment_tags=("Note:",), strip_comment_tags=True
    ):
        catalog.add(english, None, [(name, line)], auto_comments=comments, context=context)


def languages(locales: Path) -> list[str]:
    return sorted(path.parent.parent.name for path in locales.glob("*/LC_MESSAGES/sgwrs.po"))


STATUSES = ("machine", "person", "speaker_checked", "tested")
"""How far a translation can be trusted: a computer wrote it; a person did; a second speaker, who only listened,
found it right; people who read little understood it. It stands above each string, as `# Status: machine`."""


def status(message: Message) -> str:
    """One of STATUSES; what says nothing of it is the computer's. It may be an unknown word: `bot check` tells."""
    found = (_STATUS.match(comment) for comment in message.user_comments)
    return next((match[1].rstrip(",.;") for match in found if match), STATUSES[0])


def is_checked(message: Message) -> bool:
    """Whether a speaker has listened to it and found it right."""
    return status(message) in STATUSES[2:] and not message.fuzzy


def unchecked(locales: Path) -> set[str]:
    """The languages that have words which no speaker has checked."""
    return {
        language
        for language, catalog in _readable(locales)
        if not all(is_checked(message) for message in catalog if message.id)
    }


def update(conversations: Path, locales: Path) -> list[Path]:
    """Write the template and bring every catalogue up to it; what is translated stays. Returns what changed."""
    return [path for path, text in _fresh(conversations, locales) if _write(path, text)]


def stale(conversations: Path, locales: Path) -> list[Problem]:
    """The catalogues that no longer match the words in code and conversations."""
    return [
        Problem(f"{locales.name}/{path.relative_to(locales)}", 1, "out of date; draw it anew with: make catalogs")
        for path, text in _fresh(conversations, locales)
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def _fresh(conversations: Path, locales: Path) -> Iterator[tuple[Path, str]]:
    drawn = template(conversations)
    yield locales / TEMPLATE, _text(drawn)
    for language in languages(locales):
        path = path_of(locales, language)
        try:
            catalog = _read(path, language)
        except ValueError:
            continue  # reported as unreadable elsewhere; never overwritten
        before = {message.context: message for message in catalog if message.id and message.string}
        catalog.update(_copied(drawn), no_fuzzy_matching=True)  # it takes over the messages themselves
        for message in catalog:
            if message.id:
                _bring_up_to_date(message, before.get(message.context))
        yield path, _text(catalog, PLURALS.get(language))


def _copied(drawn: Catalog) -> Catalog:
    catalog = Catalog()
    for message in drawn:
        if message.id:
            catalog[message.id] = message.clone()
    return catalog


def _bring_up_to_date(message: Message, before: Message | None) -> None:
    """Where the English changed, what was translated stays for whoever looks at it again, and counts no more."""
    if not message.string and before is not None:
        message.string = before.string
        message.flags.add("fuzzy")
        message.previous_id = [str(before.id)]
        message.user_comments = []
    elif not message.previous_id:
        _read_previous(message)
    if message.string and not any(_STATUS.match(comment) for comment in message.user_comments):
        message.user_comments = [*message.user_comments, f"Status: {STATUSES[0]}"]


def _read_previous(message: Message) -> None:
    """Babel takes the English before, `#| msgid "..."`, for a comment of a translator's."""
    previous = [comment.removeprefix("|").strip() for comment in message.user_comments if comment.startswith("|")]
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]
    if previous and message.fuzzy:
        message.previous_id = ["".join(_unquote(line.removeprefix("msgid ")) for line in previous)]


def _text(catalog: Catalog, plurals: str | None = None) -> str:
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_by_file=True, ignore_obsolete=True, include_previous=True)
    header, blank, entries = written.getvalue().decode().partition("\n\n")
    if plurals:
        header = re.sub(r'"Plural-Forms:(?:[^\\]|\\[^n])*\\n"', lambda _: f'"Plural-Forms: {plurals}\\n"', header)
    kept = [line for line in f"{header}{blank}{entries}".splitlines() if not line.startswith(_NOISE)]
    return "\n".join(kept).rstrip() + "\n"


def _write(path: Path, text: str) -> bool:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
