"""Before people are really asked: nobody is, until a speaker has checked the words that matter most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content import Content
from bot.definitions import catalogs
from bot.definitions.check import overdue
from bot.errors import ProblemsError
from tests.definitions.copies import EXAMPLE, GOOD_LIFE, HELPLINES, Copy, catalog

NUMBERS = (
    (9, "999", "emergency"), (13, "111", "crisis"), (18, "116 123", "samaritans"),
    (23, "0808 80 10 800", "live_fear_free"), (28, "080 8802 3456", "meic"),
)  # fmt: skip
"""The lines, numbers and names of the shipped helplines."""

UNCHECKED_NOTICE = {"bot.unchecked"}
SAFETY = {
    "bot.help.words",
    "bot.stopped",
    "bot.trouble",
    "bot.no_recording",
    "good_life.too_young",
    "good_life.meic",
    *("helplines.wales.crisis", "helplines.wales.samaritans"),
    *("helplines.wales.live_fear_free", "helplines.wales.meic"),
    *("bot.complain.words", "bot.complain.noted", "bot.contact.words", "bot.contact.noted"),
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
    *("good_life.understood", "good_life.understood.yes", "good_life.understood.no", "good_life.told_again"),
    "bot.consent.anew",
}
SHARING_AND_WIPING = {
    "good_life.yours",
    *("good_life.check", "good_life.check.helped", "good_life.check.keep", "good_life.check.share"),
    *("good_life.check.keep.keep", "good_life.check.keep.again", "good_life.check.keep.wipe"),
    *("good_life.check.share.voice", "good_life.check.share.words", "good_life.check.share.team"),
    *("bot.mine.voice", "bot.mine.words_only", "bot.mine.team", "bot.mine.wipe_all"),
    *("bot.forget", "bot.forget.or", "bot.forget.me", "bot.forget.keep", "bot.forget.gone", "bot.forget.unknown"),
    *("bot.forget.taken_out", "bot.privacy", "bot.privacy.later"),
}
CAREFUL = UNCHECKED_NOTICE | SAFETY | PROMISE | CONSENT | SHARING_AND_WIPING


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """The example in three languages, as if it were none."""
    monkeypatch.chdir(tmp_path)
    copy = Copy.make(tmp_path, ["en", "cy", "pl"])
    [example] = [line for line in copy.read(EXAMPLE).splitlines(keepends=True) if line.startswith("example:")]
    copy.change(EXAMPLE, example, "")
    copy.look_up_numbers(datetime.now(UTC).date())
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
    """What a speaker must check in Polish is less than a third of the whole."""
    everything = addresses(real, "pl")
    assert everything > CAREFUL
    assert len(everything) > 3 * len(CAREFUL)


def test_nobody_is_sent_to_a_number_that_nobody_looked_up(real: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    """Ninety days after somebody looked it up `check` reminds, and a real consultation does not start."""
    real.mark("cy", "speaker_checked")
    for address in CAREFUL:
        real.mark("pl", "speaker_checked", address)
    today = datetime.now(UTC).date()
    real.look_up_numbers(today - timedelta(days=90))
    assert Content.load(real.settings)
    real.look_up_numbers(today - timedelta(days=91))
    told = refused(real)
    assert len(told) == 5
    assert all("was looked up last on" in problem and HELPLINES in problem for problem in told)
    real.look_up_numbers(None)
    assert all("was not looked up by anybody yet" in problem for problem in refused(real))
    real.change(EXAMPLE, "id: example\n", "id: example\nexample: true\n")
    assert [str(one) for one in overdue(real.settings.consultation, real.settings.conversations)] == told_again(
        real
    )


def told_again(copy: Copy) -> list[str]:
    """What `check` says of an example's numbers, which may start all the same."""
    assert Content.load(copy.settings).consultation.example
    return [
        f"{HELPLINES}:{number}: the number {call} (`{name}`) was not looked up by anybody yet: "
        f"look it up, and write the day: {datetime.now(UTC).date()}"
        for number, call, name in NUMBERS
    ]


def test_nobody_is_asked_without_consent(real: Copy) -> None:
    """A conversation in which no step asks whether anything may be kept does not start for real."""
    real.mark("cy", "speaker_checked")
    for address in CAREFUL:
        real.mark("pl", "speaker_checked", address)
    real.write(GOOD_LIFE, real.read(GOOD_LIFE).replace("    consent: true\n", ""))
    assert any("nobody is asked whether we may keep anything" in problem for problem in refused(real))
