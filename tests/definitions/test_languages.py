"""The standing of each language: whole, true to the English, and as far checked as it says."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.core import Locale

from bot import checking, languages
from bot.content import Content, clips_of
from bot.definitions import catalogs
from bot.settings import Settings, read_settings
from tests.bot_process import REPOSITORY
from tests.definitions.copies import GOOD_LIFE, Copy, catalog

OFFERED = ["en", "cy", "pl", "ar", "ro", "ur", "pa", "bn", "uk", "so"]
TRANSLATED = sorted(OFFERED[1:])
LOCALES = REPOSITORY / "locales"
OLD = "What makes life hard for you?"
NEW = "What makes life hard for you now?"


@pytest.fixture
def shipped(tmp_path: Path) -> Settings:
    """The bot as it is shipped, with no clips yet."""
    return read_settings({"SGWRS_CLIPS": str(tmp_path / "clips"), "SGWRS_VOICES": "espeak"}, tmp_path / "no.env")


@pytest.fixture
def welsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.chdir(tmp_path)
    return Copy.make(tmp_path, ["en", "cy"])


@pytest.fixture
def changed(welsh: Copy) -> Copy:
    """All of the Welsh was checked; then the English of one string changed, and the catalogues were drawn."""
    welsh.mark("cy", "speaker_checked")
    welsh.change(GOOD_LIFE, f"say: {OLD}", f"say: {NEW}")
    welsh.draw()
    return welsh


# ---- what is shipped


def test_every_shipped_language_has_its_plural_rule() -> None:
    """No catalogue is left with the rule of a library that knows it wrong, and no rule is for nothing."""
    assert sorted(catalogs.PLURALS) == catalogs.languages(LOCALES) == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_are_those_of_cldr(language: str) -> None:
    """For 0 to 200 the form that the header picks is the one CLDR picks, and the header is in the catalogue."""
    header = catalogs.PLURALS[language]
    assert f'"Plural-Forms: {header}\\n"' in (REPOSITORY / catalog(language)).read_text(encoding="utf-8")

    rule = Locale.parse(language).plural_form
    order = [form for form in ("zero", "one", "two", "few", "many", "other") if form in map(rule, range(201))]
    picks = gettext.c2py(header.partition("plural=")[2].rstrip(";"))
    assert [order[picks(n)] for n in range(201)] == [rule(n) for n in range(201)]
    assert header.startswith(f"nplurals={len(order)};")


def test_all_ten_languages_are_fine(shipped: Settings) -> None:
    """`bot check` finds nothing in what is shipped, in any language, and says what could not be listened to."""
    found, [unheard, voiceless] = checking.examine(shipped)
    assert found == []
    assert f"Clips were not looked at in {', '.join(sorted(OFFERED))}" in unheard
    count = len({one.address for one in Content.load(shipped).every_spoken(slow=False) if one.language == "so"})
    assert voiceless.startswith(f"No voice says {count} messages in so: have them recorded by a speaker")
    assert Content.load(shipped).consultation.languages == tuple(OFFERED)


def test_an_address_stands_for_one_sound(shipped: Settings) -> None:
    """People's recordings are named after addresses: two messages at one of them would take each other's voice."""
    spoken = Content.load(shipped).every_spoken(slow=False)
    assert len({(one.language, one.address) for one in spoken}) == len(spoken)


def test_the_table_of_languages(shipped: Settings) -> None:
    """`bot languages`: all is translated; this machine's voice speaks nine of ten; what to do for the tenth."""
    spoken = Content.load(shipped).every_spoken(slow=False)
    found = languages.standings(shipped, clips_of(shipped, ["espeak"]), spoken)
    assert [one.language for one in found] == OFFERED
    assert all(one.translated == one.strings for one in found)
    assert [one.language for one in found if one.voiced < 1] == ["so"]

    head, *rows = languages.as_table(found)
    to_do = rows[rows.index("") + 1 :]
    assert head.split()[:2] == ["language", "translated"]
    assert rows[0].split() == ["en", "English", "source", "-", "100%", "espeak"]
    assert rows[1].split() == ["cy", "Cymraeg", "100%", "0%", "100%", "espeak"]
    assert rows[9].split() == ["so", "Soomaali", "100%", "0%", "0%"]
    assert all("100%" in row.split()[2] and row.endswith("100% espeak") for row in rows[1:9])
    strings = found[0].strings
    for language in OFFERED[1:]:
        assert (
            f"{language}: {strings} strings wait for a speaker to check them; the bot says so to people." in to_do
        )
    [somali] = [line for line in to_do if "no voice" in line]
    silent = sum(one.language == "so" for one in spoken)
    assert somali.startswith(
        f"so: no voice speaks {silent} of the messages; they go out as words. Record a speaker"
    )
    assert "conversations/voices/so/" in somali


def test_almost_all_is_not_all(welsh: Copy) -> None:
    """One string of two hundred that nobody translated, and so nobody checked, does not show as 100 %."""
    welsh.mark("cy", "speaker_checked")
    welsh.translate("cy", "good_life.hard", "")
    settings = welsh.settings
    _, row, *to_do = languages.as_table(languages.standings(settings, clips_of(settings), []))
    assert row.startswith("cy")
    assert any("1 strings are not translated" in line for line in to_do)
    assert "100%" not in row


# ---- when the English changes


def test_an_english_change_keeps_the_old_translation_to_be_looked_at(changed: Copy) -> None:
    """What a speaker had checked stays, marked, and is the computer's word again; `bot check` names its line."""
    now = catalogs.read(changed.folder / catalog("cy"), "cy")
    found, other = now.get(NEW, "good_life.hard"), now.get("Again", "bot.again")
    assert found
    assert found.string == "Beth sy’n gwneud bywyd yn anodd i chi?"
    assert (catalogs.status(found), found.fuzzy) == ("machine", True)
    assert other
    assert (catalogs.status(other), other.fuzzy) == ("speaker_checked", False)
    assert to_look_at(changed) in changed.problems()
    assert "cy" in catalogs.unchecked(changed.folder / "locales")


def test_drawing_once_is_enough(changed: Copy) -> None:
    """After `make catalogs` it only has to be looked at, beside the old English. A second one does nothing."""
    before = changed.read(catalog("cy"))
    assert f'#| msgid "{OLD}"' in before
    assert changed.problems() == [to_look_at(changed)]
    changed.draw()
    assert changed.read(catalog("cy")) == before


def test_a_change_that_was_looked_at_leaves_nothing_behind(changed: Copy) -> None:
    """`fuzzy` is taken away, it is drawn anew: all is fine, and the old English is gone."""
    changed.change(catalog("cy"), "#, fuzzy\n", "")
    changed.draw()
    assert changed.problems() == []
    assert OLD not in changed.read(catalog("cy"))


def test_an_english_change_is_told_before_it_is_drawn(welsh: Copy) -> None:
    """Whoever forgets `make catalogs` is told of it, and of the string that has no translation now."""
    welsh.change(GOOD_LIFE, f"say: {OLD}", f"say: {NEW}")
    stale = "1: out of date; draw it anew with: make catalogs"
    assert welsh.problems() == [
        f"{catalog('cy')}:1: not translated: `good_life.hard`: {NEW}",
        f"{catalog('cy')}:{stale}",
        f"locales/{catalogs.TEMPLATE}:{stale}",
    ]


def to_look_at(copy: Copy) -> str:
    words = "the English changed; look at it again, and take `fuzzy` away: `good_life.hard`"
    return f"{catalog('cy')}:{copy.line_of('cy', 'good_life.hard')}: {words}"


# ---- how far it can be trusted


@pytest.mark.parametrize("status", ["checked", "speaker-checked", "Machine"])
def test_a_status_that_does_not_exist_is_told(status: str, welsh: Copy) -> None:
    """A slip of the pen above a string: its line, and the four words there are."""
    welsh.mark("cy", status, "good_life.hard")
    words = f"there is no status `{status}`; there are machine, person, speaker_checked, tested"
    assert welsh.problems() == [f"{catalog('cy')}:{welsh.line_of('cy', 'good_life.hard')}: {words}"]


@pytest.mark.parametrize("status", ["speaker_checked", "speaker_checked, Mair Evans, 2027-01-12", "tested"])
def test_a_language_that_is_checked_throughout_is_not_called_unchecked(status: str, welsh: Copy) -> None:
    """The bot says nothing of unchecked words where a speaker went over all; the rest of the line is free."""
    assert Content.load(welsh.settings).consultation.unchecked == {"cy"}
    welsh.mark("cy", status)
    assert Content.load(welsh.settings).consultation.unchecked == frozenset()


@pytest.mark.parametrize("status", ["machine", "person"])
def test_one_string_below_makes_a_language_unchecked(status: str, welsh: Copy) -> None:
    """A single string that no speaker has heard is enough for the bot to say so."""
    welsh.mark("cy", "speaker_checked")
    welsh.mark("cy", status, "good_life.hard")
    assert welsh.problems() == []
    assert Content.load(welsh.settings).consultation.unchecked == {"cy"}
