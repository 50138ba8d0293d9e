"""The refusals: each of Telegram's rules, in Telegram's words."""

import asyncio

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from tests.telegram_standin import BotApi, Person, voice_note
from tests.telegram_standin.conftest import TOKEN, Raw, picture
from tests.telegram_standin.wire import Json


def refused(words: str) -> pytest.RaisesExc[BadRequest]:
    return pytest.RaisesExc(BadRequest, match=words)


async def test_a_wrong_token_and_an_unknown_method_are_turned_away(api: BotApi, raw: Raw) -> None:
    """Only the bot's own token opens the door, and only to methods that exist."""
    assert await raw("getMe", token="123:no") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert await raw("sendMesage") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    with pytest.raises(InvalidToken):
        async with telegram.Bot("1:x", base_url=api.url + "/bot"):
            pass


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({}, "message text is empty"),
        ({"text": "   "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "<b><i>test</b></i>", "parse_mode": "HTML"},
            'can\'t parse entities: Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
        ),
        (
            {"text": "é<br>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "br" at byte offset 2',
        ),
        (
            {"text": "hello.", "parse_mode": "MarkdownV2"},
            "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            {"text": "*open", "parse_mode": "MarkdownV2"},
            "can't parse entities: Can't find end of Bold entity at byte offset 0",
        ),
        (
            {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 100}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a", "chat_id": ""}, "chat_id is empty"),
        ({"text": "a", "chat_id": 1}, "chat not found"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_text_that_telegram_would_not_send(raw: Raw, ann: Person, params: Json, description: str) -> None:
    """A message with nothing in it, too much in it or broken marks in it is refused, and nobody sees it."""
    status, body = await raw("sendMessage", **{"chat_id": ann.id, **params})
    assert (status, body["description"]) == (400, f"Bad Request: {description}")
    assert ann.chat == []


async def test_limits_count_what_people_see(raw: Raw, ann: Person) -> None:
    """Marks do not count: 4096 units of text pass with any number of tags around them."""
    text = "<b>" + "😀" * 2048 + "</b>"
    status, body = await raw("sendMessage", chat_id=ann.id, text=text, parse_mode="html")
    assert status == 200
    assert body["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        (
            {"text": "a", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "a", "callback_data": "ŵ" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a", "callback_data": "x", "url": "https://a.cymru"},
            "can't parse inline keyboard button: exactly one of the optional fields must be used",
        ),
        ({"text": "a", "url": "nowhere"}, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        ({"text": "a", "pay": True}, "BUTTON_TYPE_INVALID"),
    ],
)
async def test_a_button_must_be_whole(raw: Raw, ann: Person, button: Json, description: str) -> None:
    """A button has words and exactly one thing it does, and its data fits into 64 bytes."""
    markup = {"inline_keyboard": [[button]]}
    status, body = await raw("sendMessage", chat_id=ann.id, text="?", reply_markup=markup)
    assert (status, body["description"]) == (400, f"Bad Request: {description}")


async def test_a_message_holds_a_hundred_buttons(bot: telegram.Bot, ann: Person) -> None:
    """A hundred buttons fit under a message, eight of them in a row, and no more."""
    row = [InlineKeyboardButton("a", callback_data="ŵ" * 32)]
    await bot.send_message(ann.id, "?", reply_markup=InlineKeyboardMarkup([row] * 100))
    for rows in ([row] * 101, [row * 9]):
        with refused("Reply markup is too long"):
            await bot.send_message(ann.id, "?", reply_markup=InlineKeyboardMarkup(rows))


async def test_captions_are_shorter_than_texts(bot: telegram.Bot, ann: Person) -> None:
    """A caption holds 1024 units, whether it is sent or edited."""
    sent = await bot.send_voice(ann.id, voice_note(1, 1), caption="x" * 1024)
    with refused("Message caption is too long"):
        await sent.edit_caption("x" * 1025)


async def test_who_can_be_written_to(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """Nobody hears from a bot they never wrote to, blocked, deleted themselves from, or sent away."""
    stranger, group = api.person("Bob"), api.group("Street")
    with refused("Chat not found"):
        await bot.send_message(stranger.id, "hi")
    ann.blocks()
    for send in (bot.send_message(ann.id, "hi"), bot.send_chat_action(ann.id, "typing")):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await send
    ann.unblocks()
    await bot.send_message(ann.id, "welcome back")
    ann.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ann.id, "hi")
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "hi")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    statuses = [change.new_chat_member.status for change in changes]
    assert statuses == ["member", "kicked", "member", "left"]


async def test_some_people_take_no_voice_messages(api: BotApi, bot: telegram.Bot) -> None:
    """A person's privacy setting refuses voice messages but not the same sound as music or the text."""
    quiet = api.person(forbids_voice=True)
    quiet.writes("/start")
    with refused("Voice_messages_forbidden"):
        await bot.send_voice(quiet.id, voice_note(1, 1))
    await bot.send_audio(quiet.id, b"ID3 music")
    assert [message.as_asked for message in await quiet.receives()] == [True]


async def test_the_bytes_decide_what_a_voice_is(bot: telegram.Bot, ann: Person) -> None:
    """Only Opus, MP3 and M4A play as voice: a WAV arrives as a document, and the record says so."""
    await bot.send_voice(ann.id, b"RIFF....WAVEfmt ")
    await bot.send_voice(ann.id, b"ID3....")
    await bot.send_audio(ann.id, voice_note(1, 1))
    wav, mp3, opus = await ann.receives(3)
    assert [(m.asked, m.kind, m.as_asked) for m in (wav, mp3, opus)] == [
        ("voice", "document", False),
        ("voice", "voice", True),
        ("audio", "voice", False),
    ]


async def test_file_ids_are_not_interchangeable(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A file id works for its own kind, only if Telegram gave it, and only until it is forgotten."""
    voice = (await bot.send_voice(ann.id, voice_note(1, 1))).voice
    with refused("Can't use file of type voicenote as audio"):
        await bot.send_audio(ann.id, voice.file_id)
    with refused("Wrong remote file identifier specified"):
        await bot.send_voice(ann.id, "made-up")
    with refused("Failed to get http url content"):
        await bot.send_voice(ann.id, "https://example.org/a.ogg")
    api.forget_files()
    with refused("Wrong file identifier/http url specified"):
        await bot.send_voice(ann.id, voice.file_id)
    with refused("Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file(voice.file_id)


async def test_uploads_are_looked_at(bot: telegram.Bot, ann: Person, raw: Raw) -> None:
    """An empty file, no file and a picture that is none are refused; a real picture gets its sizes."""
    with refused("File must be non-empty"):
        await bot.send_document(ann.id, b"")
    with refused("Image_process_failed"):
        await bot.send_photo(ann.id, b"not a picture")
    assert (await raw("sendVoice", chat_id=ann.id))[1]["description"] == (
        "Bad Request: there is no voice in the request"
    )
    sent = await bot.send_photo(ann.id, picture(640, 480))
    assert [size.width for size in sent.photo] == [90, 320, 640]


async def test_files_can_be_fetched_only_for_a_while(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A download path expires, big files have none, and made-up ids are refused."""
    ann.speaks(voice_note(1, 1))
    ann.speaks(voice_note(1, 2), file_size=20 * 1024 * 1024 + 1)
    small, big = [update.message.voice for update in await bot.get_updates() if update.message.voice]
    file = await small.get_file()
    api.later(3601)
    async with aiohttp.ClientSession() as session, session.get(file.file_path) as late:
        assert late.status == 404
    await (await small.get_file()).download_as_bytearray()
    with refused("File is too big"):
        await big.get_file()
    with refused("Invalid file_id"):
        await bot.get_file("made-up")


async def test_edits_must_change_something_that_is_there(bot: telegram.Bot, ann: Person) -> None:
    """The bot can edit only its own messages, only what they have, and only into something else."""
    said = ann.writes("mine")
    sent = await bot.send_message(ann.id, "one")
    keyboard = telegram.ReplyKeyboardMarkup([["A"]])
    typed = await bot.send_message(ann.id, "two", reply_markup=keyboard)
    with refused("Message is not modified: specified new message content and reply markup are exactly"):
        await sent.edit_text("one")
    with refused("Message is not modified"):
        await sent.edit_reply_markup(None)
    with refused("There is no caption in the message to edit"):
        await sent.edit_caption("x")
    for message_id in (said.message_id, typed.message_id):
        with refused("Message can't be edited"):
            await bot.edit_message_text("x", ann.id, message_id)
    await sent.delete()
    with refused("Message to edit not found"):
        await sent.edit_text("x")
    with refused("Message to delete not found"):
        await sent.delete()


async def test_old_messages_stay(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """After two days a message can no longer be deleted."""
    sent = await bot.send_message(ann.id, "one")
    api.later(48 * 3600 + 1)
    with refused("Message can't be deleted for everyone"):
        await sent.delete()


async def test_taps_are_answered_soon_and_once(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A tap can be answered once, in at most 200 characters, and only while it is fresh."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    await bot.send_message(ann.id, "Well?", reply_markup=markup)
    [message] = await ann.receives()
    first, second = ann.taps(message, "y"), ann.taps(message, ("Yes", "y"))
    with refused("Message_too_long"):
        await bot.answer_callback_query(first, "x" * 201)
    await bot.answer_callback_query(first)
    api.later(31)
    for query_id in (first, second, "0"):
        with refused("Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(query_id)


async def test_updates_do_not_wait_for_ever(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """What nobody fetches within a day is lost, and that is for the bot to know."""
    api.later(86_401)
    ann.writes("today")
    assert [update.message.text for update in await bot.get_updates()] == ["today"]


async def test_one_poll_at_a_time(bot: telegram.Bot, raw: Raw) -> None:
    """A second getUpdates ends the first with 409, and so does a webhook, after which polling is refused."""
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(raw("getUpdates", timeout=10))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await bot.set_webhook("https://example.org/hook")
    assert (await second)[1]["description"] == "Conflict: terminated by setWebhook request"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    with refused("Bad webhook: an https url must be provided for webhook"):
        await bot.set_webhook("http://example.org/hook")


async def test_a_poll_whose_bot_died_stands_in_nobodys_way(api: BotApi, raw: Raw, ann: Person) -> None:
    """When a connection is gone its poll is gone, so a restarted bot meets no conflict and loses nothing."""
    async with aiohttp.ClientSession() as session:
        poll = session.post(f"{api.url}/bot{TOKEN}/getUpdates", json={"timeout": 10, "offset": 5000})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(poll, 0.1)
    said = ann.writes("still here?")
    status, body = await raw("getUpdates", timeout=1)
    assert (status, body["result"][-1]["update_id"]) == (200, said.update_id)


async def test_reactions_come_from_a_list(bot: telegram.Bot, ann: Person) -> None:
    """Only the emoji Telegram offers can be a reaction, and only to a message that is there."""
    with refused("Reaction_invalid"):
        await bot.set_message_reaction(ann.id, 1, "🐑")
    with refused("Message to react not found"):
        await bot.set_message_reaction(ann.id, 99, "👍")
