"""Translations: drawn from code and conversations, complete, and with the right plural rules."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.plurals import get_plural

from bot.core.conversation import Line
from bot.definitions import catalogs
from bot.definitions.check import examine
from bot.i18n import Catalogs
from tests.bot_process import REPOSITORY

CONVERSATIONS, LOCALES = REPOSITORY / "conversations", REPOSITORY / "locales"
EXAMPLE = CONVERSATIONS / "consultations/example.yaml"


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LOCALES, tmp_path / "locales"))


def problems(locales: Path) -> list[str]:
    found, _ = examine(EXAMPLE, CONVERSATIONS, locales, lambda _: False)
    return [str(problem) for problem in found]


def spoil(locales: Path, old: str, new: str) -> int:
    """Change the Welsh catalogue; returns the line of the change."""
    path = catalogs.path_of(locales, "cy")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_every_string_carries_its_step_its_line_and_its_note() -> None:
    """Translators see where a string stands, what it means, and which of two like strings it is."""
    drawn = catalogs.template(CONVERSATIONS)
    message = drawn.get("Think of a good day. What makes life good for you?", "good_life.good_day")
    assert message is not None
    text = (CONVERSATIONS / "good_life.yaml").read_text(encoding="utf-8").splitlines()
    [(file, line)] = message.locations
    assert file == "conversations/good_life.yaml"
    assert "Think of a good day" in text[line - 1]
    assert message.auto_comments == ["A day the person enjoys; not a national day."]


def test_a_missing_translation_is_told(locales: Path) -> None:
    """An empty Welsh string stops the start, with the file and the string's address."""
    spoil(locales, 'msgstr "Beth sy’n gwneud bywyd yn anodd i chi?"', 'msgstr ""')
    assert any("sgwrs.po" in p and "not translated: `good_life.hard`" in p for p in problems(locales))


def test_a_fuzzy_translation_is_told(locales: Path) -> None:
    """A translation that is not sure to be right is not used."""
    spoil(locales, 'msgctxt "good_life.hard"', '#, fuzzy\nmsgctxt "good_life.hard"')
    assert any("take `fuzzy` away" in p and "good_life.hard" in p for p in problems(locales))


def test_a_wrong_gap_is_told(locales: Path) -> None:
    """{age} must stay {age}."""
    spoil(locales, "Ydych chi’n {age} oed", "Ydych chi’n {oed} oed")
    assert any("the gaps differ" in p and "good_life.consent_age" in p for p in problems(locales))


def test_a_stale_catalogue_is_told(locales: Path) -> None:
    """Words that changed in the code without a new catalogue fail the check."""
    path = locales / "sgwrs.pot"
    path.write_text(path.read_text(encoding="utf-8").replace('msgid "Again"', 'msgid "Anew"'), encoding="utf-8")
    assert any("out of date" in p for p in problems(locales))


def test_drawing_anew_keeps_translations(locales: Path, tmp_path: Path) -> None:
    """Where the English changed, the old translation waits to be looked at; all others stay as they were."""
    conversations = Path(shutil.copytree(CONVERSATIONS, tmp_path / "conversations"))
    path = conversations / "good_life.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("What makes life hard for you?", "What is hard?"), encoding="utf-8")
    catalogs.update(conversations, locales)
    catalog = catalogs.read(catalogs.path_of(locales, "cy"), "cy")
    changed, other = catalog.get("What is hard?", "good_life.hard"), catalog.get("Again", "bot.again")
    assert changed is not None
    assert changed.fuzzy
    assert changed.string == "Beth sy’n gwneud bywyd yn anodd i chi?"
    assert other is not None
    assert other.string == "Eto"


@pytest.mark.parametrize("language", sorted(catalogs.PLURALS))
def test_plural_rules_are_those_of_cldr(language: str) -> None:
    """For 0 to 200 our rule picks the form that CLDR picks."""
    rule = Locale.parse(language).plural_form
    catalog = catalogs.read(catalogs.path_of(LOCALES, language), language)
    order = ["zero", "one", "two", "few", "many", "other"]
    forms = sorted({rule(n) for n in range(201)}, key=order.index)
    picks = _gettext_rule(catalogs.PLURALS[language])
    assert [forms[picks(n)] for n in range(201)] == [rule(n) for n in range(201)]
    assert catalog.num_plurals == len(forms)
    assert language != "cy" or get_plural(language).num_plurals != len(forms)


def _gettext_rule(header: str):
    import gettext

    return gettext.c2py(header.partition("plural=")[2].rstrip(";"))


def test_a_language_without_a_string_falls_back_to_english() -> None:
    """Should a translation ever be missing at run time, the person hears English, not nothing."""
    assert Catalogs(catalogs.translations(LOCALES))(Line("nowhere", "Hello"), "cy") == "Hello"
