"""What people do that nobody planned for, and what they may expect then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.core import phrases
from bot.core.rights import phrases as rights
from bot.speech.sound import as_mp3
from tests.bot_process import BotProcess
from tests.keys import hash_of
from tests.telegram.chat import Book, Chat, Reach, before_long, soon, step_of, the_next_second
from tests.telegram.driver import flat
from tests.telegram.running import code_of, receipts_of, tally_of, traces_of
from tests.telegram_standin import BotApi, Person, voice_note
from tests.telegram_standin.conftest import picture
from tests.telegram_standin.voice import film

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

GOOD_DAY = "Think of a good day"
PROBE = "What do you do on that day?"
HELP = phrases.HELP_WORDS.english.replace("{emergency}", "999")
MP3 = as_mp3(voice_note(3.0, 8))

MP4 = film(3)


ON_THE_WAY_TO_CONSENT = [
    ("helper", "alone", "what_we_keep"),
    ("what_we_keep", "go_on", "understood"),
    ("understood", "yes", "consent"),
    ("consent", "yes", "consent_topics"),
]
"""A step, its first choice, and what is asked next."""


async def choices(book: Book, person: Person, step: str) -> list[str]:
    return [row["choice"] for row in await book.of(person, step)]


# ---- starting again, going back, changing one's mind


async def test_start_in_the_middle_goes_on(reach: Reach, book: Book) -> None:
    """Who presses Start in the middle is welcomed back, asked the same question, and has lost nothing."""
    chat = await reach("gifts", says={"good_day": "Rain on the roof"})
    chat.person.writes("/start")
    question = await chat.is_asked()
    assert chat.said_before == [phrases.WELCOME_BACK.english]
    assert step_of(question) == "gifts"
    assert [row["text"] for row in await book.of(chat.person, "good_day")][:1] == ["Rain on the roof"]


async def test_an_old_choice_changes_that_answer(reach: Reach, book: Book) -> None:
    """A button of an earlier question changes that answer, says so, and the present question comes again."""
    chat = await reach("matters")
    matters = chat.now
    chat.taps("option.1")
    assert step_of(await chat.is_asked()) == "now"
    [shown] = chat.remarks
    chat.taps("option.3", matters)
    question = await chat.is_asked()
    assert chat.said_before == [phrases.CHANGED.english, shown.words]
    assert step_of(question) == "now"
    assert await choices(book, chat.person, "matters") == ["3"]


async def test_an_old_choice_from_before_consent_changes_what_is_remembered(reach: Reach, book: Book) -> None:
    """Who helps is no answer of its own; changed by an old button, it is what stands beside the answers."""
    chat = await reach("helper")
    chat.taps("option.helped")
    who = await chat.is_asked()
    chat.taps("option.family")
    await chat.is_asked()
    chat.taps("option.friend", who)
    question = await chat.is_asked()
    assert chat.said_before == [phrases.CHANGED.english]
    assert step_of(question) == "whose_words"
    assert await book.of(chat.person) == []
    await chat.goes_on_to("gifts", {"good_day": "The sea"})
    assert {row["step"]: row["helper"] for row in await book.of(chat.person)} == {"good_day": "friend"}


async def test_a_changed_choice_leads_through_what_it_opens_and_back(reach: Reach, book: Book) -> None:
    """Who is helped after all is asked by whom, and then again what they were asked before."""
    chat = await reach("helper")
    helper = chat.now
    chat.taps("option.alone")
    await chat.is_asked()
    await chat.goes_on_to("gifts", {"good_day": "The sea"})
    chat.taps("option.helped", helper)
    assert step_of(await chat.is_asked()) == "who_helps"
    assert chat.said_before == [phrases.CHANGED.english]
    chat.taps("option.paid")
    assert step_of(await chat.is_asked()) == "whose_words"
    chat.taps("option.go_on")
    assert step_of(await chat.is_asked()) == "gifts"
    chat.person.writes("Singing")
    await chat.is_asked()
    rows = [(row["step"], row["helper"]) for row in await book.of(chat.person)]
    assert rows == [("good_day", ""), ("gifts", "paid")]


async def test_a_choice_changed_after_the_end_does_not_ask_everything_again(reach: Reach) -> None:
    """Who changes a choice after the end answers what that opens, and is at the end again."""
    chat = await reach("helper")
    helper = chat.now
    await chat.goes_on_to("thanks", {"good_day": "The sea"})
    chat.taps("option.helped", helper)
    assert step_of(await chat.is_asked()) == "who_helps"
    chat.taps("option.family")
    assert step_of(await chat.is_asked()) == "whose_words"
    chat.taps("option.go_on")
    assert step_of(await chat.is_asked()) == "thanks"


async def test_consent_taken_back_by_its_own_button_is_taken_back(
    bot: BotProcess, reach: Reach, book: Book
) -> None:
    """Who taps No under "May we keep your words?" after all has nothing of theirs kept; one more is counted."""
    chat = await reach("consent")
    consent, refused = chat.now, tally_of(bot.folder, "consent")
    await chat.goes_on_to("gifts", {"good_day": "My secret"})
    chat.person.speaks(voice_note(0.3, 2))
    assert (await chat.is_asked()).words.startswith("What could you show")
    assert await book.recordings_of(chat.person, "gifts") == [voice_note(0.3, 2)]
    code, hashed = code_of(bot.folder, chat.person), hash_of(bot.folder, chat.person.id)
    assert code
    chat.taps("option.no", consent)
    [farewell] = await chat.person.receives(1)
    assert farewell.words.startswith("That is fine. We keep nothing of this.")
    assert not flat(farewell)
    await soon(lambda: not traces_of(bot.folder, code) and not traces_of(bot.folder, hashed))
    assert not list((bot.folder / "data/recordings").rglob(f"*{code}*"))
    assert tally_of(bot.folder, "consent") == refused + 1
    await chat.person.quiet(0.3)


@pytest.mark.parametrize(
    "again",
    [
        *("words", "start", "voice", "an old yes", "an old go on"),
    ],
)
async def test_who_took_consent_back_is_somebody_new(
    bot: BotProcess, reach: Reach, book: Book, again: str
) -> None:
    """No old button makes the no a yes: whoever comes again chooses a language, and has told nothing."""
    chat = await reach("welcome")
    welcome = chat.now
    await chat.goes_on_to("consent", {})
    consent, code = chat.now, code_of(bot.folder, chat.person)
    chat.taps("option.no")
    await chat.person.receives(1)
    ways: dict[str, Callable[[], object]] = {
        "words": lambda: chat.person.writes("The sea"),
        "start": lambda: chat.person.writes("/start"),
        "voice": lambda: chat.person.speaks(voice_note(0.3, 3)),
        "an old yes": lambda: chat.taps("option.yes", consent),
        "an old go on": lambda: chat.taps("option.go_on", welcome),
    }
    ways[again]()
    offered = await chat.person.receives(2)
    assert sorted(flat(message)[0][0] for message in offered) == ["1 English", "2 Cymraeg"]
    await chat.person.quiet(0.3)
    assert code_of(bot.folder, chat.person) != code
    chat.person.taps(offered[0], flat(offered[0])[0])
    assert step_of(await chat.is_asked()) == "welcome"
    assert await book.of(chat.person) == []


async def test_a_button_that_means_nothing_any_more_is_met_kindly(reach: Reach) -> None:
    """The "go on" of a welcome long past says that it is old, and the present question comes again."""
    chat = await reach("welcome")
    welcome = chat.now
    await chat.goes_on_to("good_day", {})
    chat.taps("option.go_on", welcome)
    assert step_of(await chat.is_asked()) == "good_day"
    assert chat.said_before == [phrases.OLD_BUTTON.english]


async def test_back_goes_one_question_back(reach: Reach, book: Book) -> None:
    """Who goes back answers the question before again; the new answer takes the old one's place."""
    chat = await reach("now")
    assert await choices(book, chat.person, "matters") == ["1"]
    chat.person.writes("/back")
    assert step_of(await chat.is_asked()) == "matters"
    chat.taps("option.3")
    assert step_of(await chat.is_asked()) == "now"
    assert await choices(book, chat.person, "matters") == ["3"]


async def test_back_goes_past_what_is_only_told(reach: Reach) -> None:
    """Between two questions of consent something is said: going back leads to the question, to answer it anew."""
    chat = await reach("understood")
    chat.person.writes("/back")
    assert step_of(await chat.is_asked()) == "what_we_keep"
    chat.person.writes("/back")
    assert step_of(await chat.is_asked()) == "helper"
    chat.taps("option.helped")
    assert step_of(await chat.is_asked()) == "who_helps"


async def test_back_at_the_first_question_says_so(reach: Reach) -> None:
    """There is nothing behind the first question, and the person is told, not left."""
    chat = await reach("welcome")
    chat.person.writes("/back")
    assert step_of(await chat.is_asked()) == "welcome"
    assert chat.said_before == [phrases.FIRST_ALREADY.english]


# ---- hands that tremble, and things sent at once


async def test_a_double_tap_is_one_tap(reach: Reach, book: Book) -> None:
    """A choice tapped twice is taken once: one answer, one next question."""
    chat = await reach("more_why")
    chat.taps("option.no")
    chat.taps("option.no")
    assert step_of(await chat.is_asked()) == "together"
    await chat.person.quiet(0.4)
    assert await choices(book, chat.person, "more_why") == ["no"]


@pytest.mark.parametrize(("step", "option", "following"), ON_THE_WAY_TO_CONSENT)
async def test_a_double_tap_on_the_way_to_consent_is_one_tap(
    bot: BotProcess, reach: Reach, step: str, option: str, following: str
) -> None:
    """Each is taken once, and leaves one receipt where it was a yes; the next question is not answered by it."""
    chat = await reach(step)
    chat.taps(f"option.{option}")
    chat.taps(f"option.{option}")
    assert step_of(await chat.is_asked()) == following
    await chat.person.quiet(0.4)
    assert receipts_of(bot.folder, chat.person, step) == ([] if step == "helper" else [(option, "tap")])
    assert receipts_of(bot.folder, chat.person, following) == []


async def test_going_back_tapped_twice_goes_back_once(reach: Reach) -> None:
    """A trembling hand on "Go back" goes one question back, not two."""
    chat = await reach("good_day")
    chat.taps("control.help")
    await chat.is_asked()
    chat.taps("control.back")
    chat.taps("control.back")
    await chat.is_asked()
    await chat.api.settled()
    await asyncio.sleep(0.4)
    assert step_of(chat.person.chat[-1]) == "consent_age"


async def test_speak_slowly_tapped_twice_speaks_slowly(reach: Reach) -> None:
    """A trembling hand on "Speak slowly" gets slow speech, not the old speed back."""
    chat = await reach("good_day")
    normal = chat.now.content
    chat.taps("control.help")
    await chat.is_asked()
    chat.taps("control.slower")
    chat.taps("control.slower")
    await chat.is_asked()
    await chat.api.settled()
    await asyncio.sleep(0.4)
    assert chat.person.chat[-1].content != normal


async def test_two_voice_notes_at_once_are_one_answer(reach: Reach, book: Book) -> None:
    """Two voice notes sent together both answer the question they were sent for; nothing is asked twice."""
    chat = await reach("good_day")
    notes = [voice_note(0.3, seed) for seed in (1, 2)]
    for note in notes:
        chat.person.speaks(note)
    assert (await chat.is_asked()).words.startswith(PROBE)
    await chat.person.quiet(0.4)
    assert await book.recordings_of(chat.person, "good_day") == notes
    assert {row["probe"] for row in await book.of(chat.person, "good_day")} == {"0"}


async def test_a_voice_note_sent_while_the_next_question_is_on_its_way_belongs_to_the_one_before(
    api: BotApi, reach: Reach, book: Book
) -> None:
    """What was said before the next question could be seen is no answer to it, in the same second or not."""
    chat = await reach("good_day")
    notes = [voice_note(0.3, seed) for seed in (3, 4)]
    await the_next_second()
    api.faults.latency_ms = 150
    before = len(api.called("sendVoice"))
    chat.person.speaks(notes[0])
    await soon(lambda: len(api.called("sendVoice")) > before)
    chat.person.speaks(notes[1])
    assert (await chat.is_asked()).words.startswith(PROBE)
    await api.settled()
    await asyncio.sleep(0.4)
    rows = await book.of(chat.person, "good_day")
    assert [(row["probe"], row["kind"]) for row in rows] == [("0", "voice")] * 2


async def test_an_album_is_one_answer(reach: Reach, book: Book) -> None:
    """Two photos sent as an album both belong to the question they were sent for."""
    chat = await reach("good_day")
    photos = [picture(20, 10), picture(30, 10)]
    chat.person.sends_photo(photos[0], "me and my dog")
    chat.person.sends_photo(photos[1])
    assert (await chat.is_asked()).words.startswith(PROBE)
    await chat.person.quiet(0.4)
    assert await book.recordings_of(chat.person, "good_day") == photos
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["me and my dog", ""]


@pytest.mark.parametrize(("step", "option", "following"), ON_THE_WAY_TO_CONSENT)
async def test_a_number_typed_twice_answers_no_question_that_was_not_seen(
    bot: BotProcess, reach: Reach, step: str, option: str, following: str
) -> None:
    """Who types 1 twice under "on my own", or a yes, says no yes to the next question, not heard yet."""
    chat = await reach(step)
    chat.person.writes("1")
    chat.person.writes("1")
    await chat.is_asked()
    await chat.api.settled()
    await asyncio.sleep(0.4)
    assert receipts_of(bot.folder, chat.person, step) == ([] if step == "helper" else [(option, "typed")])
    assert receipts_of(bot.folder, chat.person, following) == []
    assert step_of(chat.person.chat[-1]) == following


async def test_everything_is_heard_before_consent_even_if_the_first_number_is_typed_twice(reach: Reach) -> None:
    """Who types 1 twice under the welcome does not press past the promise unseen."""
    chat = await reach("welcome")
    chat.person.writes("1")
    chat.person.writes("1")
    await chat.is_asked()
    await chat.api.settled()
    await asyncio.sleep(0.4)
    assert step_of(chat.person.chat[-1]) == "promise"


# ---- edits


async def test_edited_words_change_the_answer_before_and_after_the_end(reach: Reach, book: Book) -> None:
    """Who mends what they wrote has the mended words kept, in the middle and after the end."""
    chat = await reach("good_day")
    said = chat.person.writes("The see")
    await chat.is_asked()
    chat.person.edits(said, "The sea")
    await chat.is_told(phrases.CHANGED)
    await chat.goes_on_to("thanks", {})
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["The sea"]
    chat.person.edits(said, "The sea in winter")
    await chat.is_told(phrases.CHANGED)
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["The sea in winter"]


async def test_an_edited_number_changes_the_choice(reach: Reach, book: Book) -> None:
    """Who typed 2 and makes it a 1 has chosen the first, and is led where that leads."""
    chat = await reach("more_why")
    said = chat.person.writes("2")
    assert step_of(await chat.is_asked()) == "together"
    chat.person.edits(said, "1")
    assert step_of(await chat.is_asked()) == "why"
    assert chat.said_before == [phrases.CHANGED.english]
    assert await choices(book, chat.person, "more_why") == ["yes"]


async def test_an_edited_number_from_before_consent_changes_the_way(reach: Reach, book: Book) -> None:
    """The same where what was chosen is only remembered: the way is another, and nothing is kept."""
    chat = await reach("helper")
    said = chat.person.writes("1")
    await chat.is_asked()
    chat.person.edits(said, "2")
    assert step_of(await chat.is_asked()) == "who_helps"
    assert chat.said_before == [phrases.CHANGED.english]
    assert await book.of(chat.person) == []


# ---- every kind of thing


async def test_what_no_question_takes_is_answered_kindly_and_aloud(api: BotApi, reach: Reach, book: Book) -> None:
    """A sticker, a place, a contact, a thing from the future: a spoken answer, and the question again."""
    chat = await reach("good_day")

    def sends_unknown() -> None:
        message = api._world.new_message(chat.person, {"hologram": {"size": 3}}, chat.person.user)
        api.inject({"message": message})

    for sends in (chat.person.sends_sticker, chat.person.sends_location, chat.person.sends_contact, sends_unknown):
        sends()
        assert (await chat.is_asked()).words.startswith(GOOD_DAY)
        assert chat.said_before == [phrases.CANNOT_TAKE_PHOTO_TOO.english]
        assert chat.remarks[0].method == "sendVoice"
    assert await book.of(chat.person, "good_day") == []


async def test_who_begins_with_a_sticker_hears_no_language_they_did_not_choose(api: BotApi, reach: Reach) -> None:
    """Before a language is chosen, only the choice of languages is said."""
    person = api.person("Bibi", language_code="cy")
    person.sends_sticker()
    first, second = await person.receives(2)
    assert first.words.startswith("Cymraeg")
    assert second.words.startswith("English")
    await person.quiet(0.3)


async def test_a_voice_note_at_a_choice_is_told_to_press_a_number(reach: Reach) -> None:
    """Speech cannot choose, and the person is told so, aloud, and asked again."""
    chat = await reach("helper")
    chat.person.speaks(voice_note(0.3, 5))
    assert step_of(await chat.is_asked()) == "helper"
    assert chat.said_before == [phrases.VOICE_NOT_HERE.english]


async def test_a_photo_where_none_is_taken_is_told_so(reach: Reach) -> None:
    """A photo at a question for words is answered kindly, and the question comes again."""
    chat = await reach("own_words")
    chat.person.sends_photo(picture())
    assert step_of(await chat.is_asked()) == "own_words"
    assert chat.said_before == [phrases.CANNOT_TAKE.english]


SOUNDS_AND_PICTURES: dict[str, tuple[str, bytes, Any]] = {
    "an audio file": ("voice", MP3, lambda p: p.sends_audio(MP3, 3)),
    "a video note": ("voice", MP4, lambda p: p.sends_video_note(MP4, 3)),
    "a sound sent as a file": ("voice", MP3, lambda p: p.sends_document(MP3, "memo.mp3", "audio/mpeg")),
    "a photo": ("photo", picture(40, 30), lambda p: p.sends_photo(picture(40, 30), "my garden")),
    "a photo sent as a file": (
        "photo",
        picture(50, 30),
        lambda p: p.sends_document(picture(50, 30), "garden.png", "image/png"),
    ),
}


@pytest.mark.parametrize("kind", SOUNDS_AND_PICTURES)
async def test_sounds_and_pictures_are_kept_and_played_back(
    reach: Reach, book: Book, video_notes: None, kind: str
) -> None:
    """However a sound or a picture is sent, it is kept byte for byte and played back before it is shared."""
    heard, content, sends = SOUNDS_AND_PICTURES[kind]
    chat = await reach("good_day")
    sends(chat.person)
    await chat.is_asked()
    assert await book.recordings_of(chat.person, "good_day") == [content]
    assert [row["kind"] for row in await book.of(chat.person, "good_day")] == [heard]
    await chat.goes_on_to("check", {})
    assert chat.remarks
    assert set(chat.remarks[0].json) & {"voice", "audio", "video_note", "photo", "document"}


async def test_too_long_a_recording_is_told_kindly(reach: Reach, book: Book) -> None:
    """What Telegram will not give us is refused at once, aloud; a shorter one is taken."""
    chat = await reach("good_day")
    chat.person.speaks(voice_note(0.3, 6), seconds=3000, file_size=25_000_000)
    assert (await chat.is_asked()).words.startswith(GOOD_DAY)
    assert chat.said_before == [phrases.TOO_BIG.english]
    chat.person.speaks(voice_note(0.3, 7))
    assert (await chat.is_asked()).words.startswith(PROBE)
    assert await book.recordings_of(chat.person, "good_day") == [voice_note(0.3, 7)]


# ---- words


@pytest.mark.parametrize("nothing", ["", " \n ", "\u200b"])
async def test_empty_words_are_no_answer(api: BotApi, reach: Reach, book: Book, nothing: str) -> None:
    """A message in which there is nothing to read is not kept as an answer."""
    chat = await reach("good_day")
    api.inject({"message": api._world.new_message(chat.person, {"text": nothing}, chat.person.user)})
    assert (await chat.is_asked()).words.startswith(GOOD_DAY)
    assert chat.said_before == [phrases.NOTHING_THERE.english]
    assert await book.of(chat.person, "good_day") == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4095 + "z",
        "🙂" * 2048,
        "مرحبا، أنا أحب البحر 🌊\nשלום",
        "x\u0000y",
        "=2+2 'quoted' \"it\"",
    ],
    ids=["4096 letters", "4096 units of emoji", "right to left", "a zero", "a formula"],
)
async def test_words_are_kept_letter_for_letter_and_played_back(
    api: BotApi, reach: Reach, book: Book, text: str
) -> None:
    """The longest text, any script, any sign: kept whole, and shown again before it is shared."""
    chat = await reach("good_day")
    api.inject({"message": api._world.new_message(chat.person, {"text": text}, chat.person.user)})
    assert (await chat.is_asked()).words.startswith(PROBE)
    [row] = await book.of(chat.person, "good_day")
    assert row["text"].removeprefix("'") == text
    await chat.goes_on_to("matters", {})
    chat.taps("control.skip")
    await chat.is_asked()
    chat.taps("control.skip")
    await chat.is_asked(timeout=5)
    assert step_of(chat.now) == "check"
    assert text[:1000] in "".join(chat.said_before)


async def test_the_words_of_a_choice_can_be_typed(bot: BotProcess, reach: Reach) -> None:
    """A typed "yes" is as good as pressing 1, in any case, with a full stop or without."""
    chat = await reach("consent")
    chat.person.writes(" YES. ")
    assert step_of(await chat.is_asked()) == "consent_topics"
    assert receipts_of(bot.folder, chat.person, "consent") == [("yes", "typed")]


async def test_the_words_of_a_choice_can_be_typed_in_welsh(bot: BotProcess, reach: Reach) -> None:
    """A typed "Ydw" is as good as pressing 1."""
    chat = await reach("consent_age", "Cymraeg")
    chat.person.writes("Ydw")
    assert step_of(await chat.is_asked()) == "good_day"
    assert receipts_of(bot.folder, chat.person, "consent_age") == [("yes", "typed")]


@pytest.mark.parametrize("digit", ["٢", "২", "2.", "2️⃣", "\uff12"])
async def test_digits_of_any_script_press_the_button(reach: Reach, book: Book, digit: str) -> None:
    """Arabic-Indic, Bengali, full-width, boxed: a two is a two."""
    chat = await reach("more_why")
    chat.person.writes(digit)
    assert step_of(await chat.is_asked()) == "together"
    assert await choices(book, chat.person, "more_why") == ["no"]


async def test_words_that_begin_with_a_slash_are_words(reach: Reach, book: Book) -> None:
    """A slash and a blank are no command: what follows is kept."""
    chat = await reach("good_day")
    chat.person.writes("/ my good day is Sunday")
    assert (await chat.is_asked()).words.startswith(PROBE)
    assert [row["text"] for row in await book.of(chat.person, "good_day")] == ["/ my good day is Sunday"]


# ---- controls


@pytest.mark.parametrize("answers", ["control.help", "control.stop"])
async def test_who_speaks_while_help_or_a_pause_stands_before_the_question_has_answered_it(
    reach: Reach, book: Book, answers: str
) -> None:
    """A voice note after Help or Stop is the answer to the question behind it."""
    chat = await reach("good_day")
    asked = chat.now.words
    chat.taps(answers)
    await chat.is_asked()
    chat.person.speaks(voice_note(0.3, 8))
    assert (await chat.is_asked()).words.startswith(PROBE)
    [row] = await book.of(chat.person, "good_day")
    assert (row["kind"], row["question"]) == ("voice", asked)


async def test_stop_and_go_on(reach: Reach) -> None:
    """Who stops is told that it is safe; "1" goes on where they were."""
    chat = await reach("gifts")
    chat.person.writes("0")
    assert (await chat.is_asked()).words.startswith(phrases.STOPPED.english)
    chat.person.writes("1")
    assert step_of(await chat.is_asked()) == "gifts"
    assert chat.now.words.startswith("What are you good at?")


async def test_a_control_under_help_does_the_same_by_tap_and_by_number(reach: Reach) -> None:
    """Pressing 9 under help leads to one place, whether it is tapped or typed."""
    led = []
    for presses in (lambda chat: chat.taps("control.skip"), lambda chat: chat.person.writes("9")):
        chat = await reach("good_day")
        chat.taps("control.help")
        await chat.is_asked()
        presses(chat)
        led.append((await chat.is_asked()).words)
    assert led[0] == led[1]


async def test_help_leads_back_to_the_question(reach: Reach) -> None:
    """Help is words, and a button back to the question."""
    chat = await reach("good_day")
    chat.person.writes("help")
    await chat.is_asked()
    assert chat.said_before == [HELP]
    chat.taps("aside.go_on")
    assert (await chat.is_asked()).words.startswith(GOOD_DAY)


async def test_help_after_the_end_leads_back_to_the_end(reach: Reach) -> None:
    """The "Go on" under help after the end is no dead end."""
    chat = await reach("thanks", says={"good_day": "The sea"})
    chat.taps("control.help")
    await chat.is_asked()
    chat.taps("aside.go_on")
    await chat.is_asked()
    assert chat.said_before == []
    assert chat.now.words.startswith(phrases.FINISHED.english)


async def test_slower_changes_the_voice_and_nothing_else(reach: Reach) -> None:
    """/slower brings the same question in a slower clip; once more, and it is as before."""
    chat = await reach("good_day")
    normal = chat.now
    chat.person.writes("/slower")
    slow = await chat.is_asked()
    assert slow.words == normal.words
    assert len(slow.content or b"") > len(normal.content or b"")
    chat.person.writes("/slower")
    assert (await chat.is_asked()).content == normal.content


async def test_changing_the_language_midway_loses_nothing(reach: Reach, book: Book) -> None:
    """The next question comes in the new language; what was said stays in the one it was said in."""
    chat = await reach("gifts", says={"good_day": "The sea"})
    chat.person.writes("/language")
    offered = [await chat.is_asked(), await chat.is_asked()]
    welsh = next(message for message in offered if "Cymraeg" in flat(message)[0][0])
    chat.person.taps(welsh, flat(welsh)[0])
    assert "Beth ydych chi" in (await chat.is_asked()).words
    assert step_of(chat.now) == "gifts"
    chat.person.writes("Canu")
    await chat.is_asked()
    assert [row["language"] for row in await book.of(chat.person) if row["kind"] == "text"] == ["en", "cy"]


async def test_a_question_that_must_be_answered_is_not_skipped(reach: Reach) -> None:
    """Who skips the question of consent is told why not, and asked again."""
    chat = await reach("consent")
    chat.taps("control.skip")
    assert step_of(await chat.is_asked()) == "consent"
    assert chat.said_before == [phrases.MUST.english]


async def test_after_the_end_people_are_not_left_alone(reach: Reach, book: Book) -> None:
    """Whatever is said after the end is kept or answered; who starts again keeps the first answers too."""
    chat = await reach("thanks", says={"good_day": "The sea"})
    chat.person.writes("One more thing")
    await chat.is_told(phrases.KEPT_TOO)
    chat.person.speaks(voice_note(0.3, 9))
    await chat.is_told(phrases.KEPT_TOO)
    assert "One more thing" in [row["text"] for row in await book.of(chat.person)]
    chat.person.writes("/start")
    assert (await chat.is_asked()).words.startswith(phrases.FINISHED.english)
    chat.person.writes("1")
    assert step_of(await chat.is_asked()) == "welcome"
    await chat.goes_on_to("gifts", {"good_day": "The hills"})
    rows = await book.of(chat.person, "good_day")
    assert [(row["session"], row["text"]) for row in rows if row["probe"] == "0"] == [
        ("1", "The sea"),
        ("2", "The hills"),
    ]


# ---- others


async def test_in_a_group_only_a_call_is_answered(api: BotApi, reach: Reach) -> None:
    """In a group the bot keeps out of the talk; called, it asks to be written to alone. Channels it ignores."""
    ann = api.person("Ann")
    group, channel = api.group(added_by=ann), api.channel(added_by=ann)
    group.writes(ann, "what a day")
    channel.posts("/start")
    group.writes(ann, "/start")
    [message] = await group.receives(1)
    assert message.words == phrases.ALONE_PLEASE.english
    await api.settled()
    await group.quiet(0.3)
    assert ann.chat == []
    assert channel.chat == []


async def test_who_blocks_and_comes_back_goes_on(api: BotApi, reach: Reach, book: Book) -> None:
    """Blocking loses nothing: back again, people go on where they were, with all they said."""
    chat = await reach("gifts", says={"good_day": "The sea"})
    chat.person.blocks()
    await api.settled()
    chat.person.unblocks()
    chat.person.writes("/start")
    assert step_of(await chat.is_asked()) == "gifts"
    assert [row["text"] for row in await book.of(chat.person, "good_day")][:1] == ["The sea"]


async def test_who_blocks_while_something_is_on_its_way_can_come_back(api: BotApi, reach: Reach) -> None:
    """A message that meets a closed door is let go; who opens it again is asked what comes next."""
    chat = await reach("good_day")
    api.faults.next("sendVoice", "500")
    chat.person.writes("The sea")
    chat.person.blocks()
    await api.settled()
    await asyncio.sleep(1)
    chat.person.unblocks()
    chat.person.writes("/start")
    assert (await chat.is_asked()).words.startswith(PROBE)


@pytest.mark.usefixtures("bot")
async def test_who_forbids_voice_notes_still_gets_every_question(api: BotApi) -> None:
    """Voice notes forbidden: the question comes as sound of another kind or as words, with its buttons."""
    chat = await Chat.at(api, "good_day", forbids_voice=True)
    assert chat.now.method in ("sendAudio", "sendMessage")
    assert chat.now.as_asked
    assert chat.now.words.startswith(GOOD_DAY)
    assert len(flat(chat.now)) == 4


async def test_what_telegram_shows_is_set_in_each_language(api: BotApi, reach: Reach) -> None:
    """Menus and descriptions stand in every language, the English ones also for everybody else."""
    await reach("welcome")

    async def set_in_all() -> bool:
        return {language for _, language in api.commands} >= {"", "en", "cy"}

    await before_long(set_in_all)
    words = api._world.profile.words
    for language in ("", "en", "cy"):
        commands = next(c for (_, code), c in api.commands.items() if code == language)
        assert [command["command"] for command in commands] == [*phrases.COMMANDS, *rights.COMMANDS, "board"]
        assert 0 < len(words["short_description", language]) <= 120
        assert 0 < len(words["description", language]) <= 512
    assert words["description", "cy"] != words["description", "en"] == words["description", ""]
    assert {call.outcome for call in api.calls if call.method.startswith("setMy")} == {200}
