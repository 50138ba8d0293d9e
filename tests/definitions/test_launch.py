"""Before people are really asked: nobody is, until a speaker has checked the words that matter most."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import Content
from bot.definitions import catalogs
from bot.errors import ProblemsError
from tests.definitions.copies import EXAMPLE, Copy, catalog

UNCHECKED_NOTICE = {"bot.unchecked"}
SAFETY = {
    "bot.help.words",
    "bot.stopped",
    "bot.trouble",
    "bot.no_recording",
    "good_life.too_young",
    "good_life.meic",
}
PROMISE = {
    *("good_life.promise", "good_life.promise_more", "good_life.promise_how", "good_life.thanks"),
    *("bot.rung.tell", "bot.rung.ask", "bot.rung.shape", "bot.rung.together"),
}
CONSENT = {
    "good_life.consent_stop",
    *("good_life.what_we_keep", "good_life.what_we_keep.go_on"),
    *("good_life.whose_words", "good_life.whose_words.go_on"),
    *("good_life.can_they", "good_life.can_they.yes", "good_life.can_they.no", "good_life.can_not"),
    *("good_life.consent", "good_life.consent.yes", "good_life.consent.no"),
    *("good_life.consent_topics", "good_life.consent_topics.yes", "good_life.consent_topics.no"),
    *("good_life.consent_age", "good_life.consent_age.yes", "good_life.consent_age.no"),
    "good_life.no_consent",
}
SHARING_AND_WIPING = {
    "good_life.yours",
    *("good_life.check", "good_life.check.helped", "good_life.check.keep", "good_life.check.share"),
    *("good_life.check.keep.keep", "good_life.check.keep.again", "good_life.check.keep.wipe"),
    *("good_life.check.share.voice", "good_life.check.share.words", "good_life.check.share.team"),
}
CAREFUL = UNCHECKED_NOTICE | SAFETY | PROMISE | CONSENT | SHARING_AND_WIPING


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """The example in three languages, as if it were none."""
    monkeypatch.chdir(tmp_path)
    copy = Copy.make(tmp_path, ["en", "cy", "pl"])
    [example] = [line for line in copy.read(EXAMPLE).splitlines(keepends=True) if line.startswith("example:")]
    copy.change(EXAMPLE, example, "")
    return copy


def refused(copy: Copy) -> list[str]:
    """What is told instead of a start."""
    with pytest.raises(ProblemsError) as caught:
        Content.load(copy.settings)
    return [str(problem) for problem in caught.value.problems]


def wanted(copy: Copy, language: str, speaks: str, address: str) -> str:
    return (
        f"{catalog(language)}:{copy.line_of(language, address)}: a speaker of {speaks} must check this before "
        f"people are really asked, and write `# Status: speaker_checked` above it: `{address}`"
    )


def addresses(copy: Copy, language: str) -> set[str]:
    found = catalogs.read(copy.folder / catalog(language), language)
    return {message.context or "" for message in found if message.id}


def test_an_example_needs_no_speaker(tmp_path: Path) -> None:
    """What says of itself that it is an example can be tried as it is."""
    assert Content.load(Copy.make(tmp_path, ["en", "cy", "pl"]).settings).consultation.example


def test_people_are_not_asked_in_words_that_nobody_checked(real: Copy) -> None:
    """All of the Welsh, and in Polish what promises, protects, or asks whether we may: each with file and line."""
    welsh = {wanted(real, "cy", "Welsh", address) for address in addresses(real, "cy")}
    polish = {wanted(real, "pl", "Polish", address) for address in CAREFUL}
    told = refused(real)
    assert set(told) == welsh | polish
    assert len(told) == len(welsh) + len(polish)
    assert real.problems() == told


def test_it_starts_once_they_are_checked(real: Copy) -> None:
    """No sooner than with the last of them; the rest of the Polish may wait."""
    real.mark("cy", "speaker_checked")
    for address in CAREFUL:
        real.mark("pl", "speaker_checked", address)
    consultation = Content.load(real.settings).consultation
    assert not consultation.example
    assert consultation.unchecked == {"pl"}
    assert real.problems() == []

    real.mark("pl", "person", "good_life.consent")
    assert refused(real) == [wanted(real, "pl", "Polish", "good_life.consent")]
    real.mark("pl", "tested", "good_life.consent")
    real.mark("cy", "machine", "web.size.large")
    assert refused(real) == [wanted(real, "cy", "Welsh", "web.size.large")]


def test_words_that_are_not_careful_may_wait(real: Copy) -> None:
    """What a speaker must check in Polish is less than a quarter of the whole."""
    everything = addresses(real, "pl")
    assert everything > CAREFUL
    assert len(everything) > 4 * len(CAREFUL)
