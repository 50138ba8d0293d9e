"""Choices that are drawn: the card comes as a photo before its question, with words for all that is on it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.pictures.cards import WIDTH
from tests.bot_process import BotProcess
from tests.telegram.chat import Chat, Reach, soon, step_of
from tests.telegram.conftest import TOKEN
from tests.telegram.driver import flat
from tests.telegram.running import bot_with
from tests.telegram.tongues import NO_VOICES
from tests.telegram_standin import BotApi, Delivered
from tests.telegram_standin.conftest import picture
from tests.watching import lives, tells_nothing

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("good_weather")]

TOPICS = "In the picture you see:\n1. A house.\n2. Coins.\n3. A heart.\n4. Three people"
MORE_TOPICS = "In the picture you see:\n1. A bus."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    folder = tmp_path_factory.mktemp("bot")
    async with bot_with(api, folder, folder / "clips", SGWRS_VOICES=NO_VOICES) as bot:
        yield bot


def card_before(chat: Chat) -> Delivered:
    """What came right before the present question."""
    assert chat.remarks, "the question came alone"
    return chat.remarks[-1]


def is_card(message: Delivered, words: str) -> bool:
    """Whether this is a photo, as a photo was meant, that asks nothing and has these words under it."""
    assert message.method == "sendPhoto"
    assert message.as_asked
    assert not flat(message)
    return message.words.startswith(words)


def drawn(message: Delivered) -> Image.Image:
    """The picture, decoded to the last line."""
    assert message.content
    image = Image.open(io.BytesIO(message.content))
    image.load()
    return image


# ---- when it comes


async def test_the_card_of_topics_comes_before_its_question(reach: Reach) -> None:
    """A photo, words for each drawing under it, then the question with its buttons and all its words."""
    chat = await reach("topics")
    assert is_card(card_before(chat), TOPICS)
    assert chat.now.words.splitlines()[1:5] == ["1. Home", "2. Money", "3. Health", "4. People"]


@pytest.mark.parametrize(("step", "words"), [("matters", "1. One small step."), ("now", "1. A sad")])
async def test_scales_are_drawn_too(reach: Reach, step: str, words: str) -> None:
    """From little to much, as steps; from not good to good, as faces."""
    chat = await reach("topics")
    chat.taps("control.skip")
    await chat.is_asked()
    await chat.goes_on_to(step, {})
    assert is_card(card_before(chat), f"In the picture you see:\n{words}")


async def test_questions_without_drawings_come_alone(reach: Reach) -> None:
    """Nothing is drawn of yes and no, and nothing of open questions."""
    chat = await reach("topics")
    before = [message for message in chat.person.chat if message is not card_before(chat)]
    assert "sendPhoto" not in {message.method for message in before}


async def test_again_shows_the_card_again(reach: Reach) -> None:
    """Who wants to hear it again sees it again."""
    chat = await reach("topics")
    first = card_before(chat)
    chat.taps("control.again")
    assert step_of(await chat.is_asked()) == "topics"
    assert is_card(card_before(chat), TOPICS)
    assert card_before(chat).content == first.content


async def test_each_page_has_its_own_card(reach: Reach) -> None:
    """Turning the page shows what is on the next one; after the last comes the first again."""
    chat = await reach("topics")
    cards = [card_before(chat)]
    for _ in range(3):
        chat.taps("page.more")
        await chat.is_asked()
        cards.append(card_before(chat))
    assert is_card(cards[0], TOPICS)
    assert is_card(cards[1], MORE_TOPICS)
    assert cards[3].words == cards[0].words
    assert len({card.content for card in cards}) == 3
    assert cards[3].content == cards[0].content


async def test_the_card_is_not_repeated_after_each_of_several_choices(reach: Reach) -> None:
    """They have it before them; only another page is another card."""
    chat = await reach("topics")
    for key in ("option.home", "option.money"):
        chat.taps(key)
        assert chat.button(key, await chat.is_asked())
        assert chat.remarks == []
    chat.taps("page.more")
    await chat.is_asked()
    assert is_card(card_before(chat), MORE_TOPICS)


async def test_what_does_not_fit_brings_no_second_card(reach: Reach) -> None:
    """Who types what can not be chosen is told so, and asked again under the same card."""
    chat = await reach("topics")
    chat.person.writes("perhaps")
    await chat.is_asked()
    assert "sendPhoto" not in {message.method for message in chat.remarks}


async def test_coming_back_to_it_shows_it(reach: Reach) -> None:
    """After a pause, and after help, the card is there again."""
    chat = await reach("topics")
    for aside in ("control.stop", "control.help"):
        chat.taps(aside)
        await chat.is_asked()
        chat.taps("aside.go_on")
        await chat.is_asked()
        assert is_card(card_before(chat), TOPICS)


# ---- what it is


async def test_a_card_is_a_picture_of_sensible_size(reach: Reach) -> None:
    """A PNG that a phone shows whole: 720 wide, not much higher, in colour, light enough for a poor network."""
    chat = await reach("topics")
    image = drawn(card_before(chat))
    assert image.format == "PNG"
    assert image.width == WIDTH
    assert WIDTH / 3 < image.height < 2 * WIDTH
    assert len(image.convert("RGB").getcolors(1 << 20) or []) > 10
    assert len(card_before(chat).content or b"") < 200_000


async def test_a_card_speaks_the_person_s_language(reach: Reach) -> None:
    """In Welsh it is another picture, with Welsh words under it."""
    english = card_before(await reach("topics"))
    welsh = card_before(await reach("topics", "Cymraeg"))
    assert welsh.words.startswith("Yn y llun")
    assert welsh.content != english.content


# ---- how it is sent


async def test_a_card_is_uploaded_once(api: BotApi, bot: BotProcess, reach: Reach) -> None:
    """To whomever it is shown after that, it goes by Telegram's own name for it: also after a new start.

    When that name is stale it is uploaded once more, and nobody notices.
    """
    chat = await reach("topics")
    api.forget_files()
    chat.taps("control.again")
    await chat.is_asked()
    assert card_before(chat).uploaded
    chat.taps("control.again")
    await chat.is_asked()
    assert not card_before(chat).uploaded
    await bot.stop()
    await bot.start()
    card = card_before(await reach("topics"))
    assert is_card(card, TOPICS)
    assert not card.uploaded
    assert card.content == card_before(chat).content


# ---- when it can not be had


async def test_where_no_picture_can_be_kept_the_words_come(tmp_path: Path) -> None:
    """Something else lies where the pictures' folder should be: the bot starts, and words go out for drawings."""
    clips = tmp_path / "no-folder"
    clips.write_text("in the way")
    async with BotApi(token=TOKEN) as api, bot_with(api, tmp_path, clips, SGWRS_VOICES=NO_VOICES) as bot:
        chat = await Chat.at(api, "topics")
        is_words(card_before(chat))
        chat.taps("option.home")
        await chat.is_asked()
        chat.taps("page.enough")
        assert step_of(await chat.is_asked()) == "matters"
        assert lives(bot)
        tells_nothing(bot)


async def test_a_picture_that_was_deleted_is_words_and_then_a_picture_again(bot: BotProcess, reach: Reach) -> None:
    """Somebody tidied up: nobody waits for the new one, and who asks again sees it."""
    for path in (cards := pictures_of(bot)):
        path.unlink()
    chat = await reach("topics")
    is_words(card_before(chat))
    await soon(lambda: any(path.exists() for path in cards))
    chat.taps("control.again")
    await chat.is_asked()
    assert is_card(card_before(chat), TOPICS)


@pytest.mark.parametrize(
    "broken", [b"no picture", b"", picture(1, 700)], ids=["no picture", "nothing", "a thread"]
)
async def test_a_picture_that_telegram_does_not_take_is_words(
    api: BotApi, bot: BotProcess, reach: Reach, broken: bytes
) -> None:
    """What lies in the folder is broken, as after a full disk: the words come, and then the question."""
    whole = {path: path.read_bytes() for path in pictures_of(bot)}
    api.forget_files()
    try:
        for path in whole:
            path.write_bytes(broken)
        chat = await reach("topics")
        is_words(card_before(chat))
    finally:
        for path, content in whole.items():
            path.write_bytes(content)


def pictures_of(bot: BotProcess) -> list[Path]:
    """The files of the English cards."""
    return list((bot.folder / "clips/en").glob("*.png"))


def is_words(message: Delivered) -> None:
    """What is on the card, told instead of shown."""
    assert message.method == "sendMessage"
    assert message.words.startswith(TOPICS)
