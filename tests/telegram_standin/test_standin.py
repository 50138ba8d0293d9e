"""The everyday: people do things, the bot hears of them and answers, and the people see it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
import telegram
from aiohttp import web

from tests.telegram_standin import BotApi, Person, Toast, voice_note
from tests.telegram_standin.conftest import TOKEN, Raw, picture

A_BUTTON = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Yes", callback_data="y")]])


@asynccontextmanager
async def listening(hook: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """The address of a webhook that answers so."""
    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def fetched(bot: telegram.Bot) -> list[telegram.Update]:
    """Everything that waits, confirmed at once."""
    updates = list(await bot.get_updates(timeout=1, allowed_updates=[]))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return updates


async def test_a_written_command_arrives_whole(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """A person's command carries who wrote it, in which language, and its bot_command entity."""
    [update] = await fetched(bot)
    assert update.message.from_user.language_code == "cy"
    assert update.message.chat.id == ann.id
    assert update.message.parse_entities(["bot_command"]).popitem()[1] == "/start"


async def test_every_kind_of_thing_a_person_sends_is_read_by_the_library(bot: telegram.Bot, ann: Person) -> None:
    """Whatever people can send, python-telegram-bot understands the update that tells of it."""
    await fetched(bot)
    ann.speaks(voice_note(2, seed=1))
    ann.sends_audio(b"ID3...", 12)
    ann.sends_photo(picture(400, 300), caption="my street")
    ann.sends_video_note(b"video", 3)
    ann.sends_sticker()
    ann.sends_location()
    ann.sends_contact()
    ann.sends_document(b"%PDF", "letter.pdf", "application/pdf")
    messages = [update.message for update in await fetched(bot)]
    kinds = [telegram.helpers.effective_message_type(message) for message in messages]
    assert kinds == [
        *("voice", "audio", "photo", "video_note", "sticker", "location", "contact", "document"),
    ]
    assert messages[0].voice.duration == timedelta(seconds=2)
    assert [(size.width, size.height) for size in messages[2].photo] == [(90, 67), (320, 240), (400, 300)]
    assert [message.message_id for message in messages] == list(range(2, 10))


async def test_a_voice_note_can_be_fetched_byte_for_byte(bot: telegram.Bot, ann: Person) -> None:
    """What a person spoke is what the bot downloads."""
    await fetched(bot)
    spoken = voice_note(1.5, seed=7)
    ann.speaks(spoken)
    [update] = await fetched(bot)
    file = await update.message.voice.get_file()
    assert bytes(await file.download_as_bytearray()) == spoken


async def test_what_the_bot_sends_is_what_the_person_has(bot: telegram.Bot, ann: Person) -> None:
    """Text, buttons and the reply arrow reach the chat as the bot gave them."""
    await bot.send_message(ann.id, "<b>Shwmae</b> &amp; hi", "HTML", reply_markup=A_BUTTON, reply_to_message_id=1)
    [message] = await ann.receives()
    assert message.text == "Shwmae & hi"
    assert message.json["entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    assert message.buttons == [[("Yes", "y")]]
    assert message.reply_to == 1


async def test_a_sent_voice_can_be_sent_again_by_its_id(bot: telegram.Bot, ann: Person) -> None:
    """An uploaded clip plays for as long as its own sound says, and its file id sends the same bytes."""
    clip = voice_note(3, seed=2)
    first = await bot.send_voice(ann.id, clip, caption="listen")
    second = await bot.send_voice(ann.id, first.voice.file_id)
    assert second.voice.duration == timedelta(seconds=3)
    assert second.voice.file_unique_id == first.voice.file_unique_id
    uploaded, repeated = await ann.receives(2)
    assert (uploaded.content, uploaded.uploaded, uploaded.caption) == (clip, True, "listen")
    assert (repeated.content, repeated.uploaded, repeated.as_asked) == (clip, False, True)


async def test_a_tap_is_answered_once(bot: telegram.Bot, ann: Person) -> None:
    """A tap brings the message it was made on, and the answer reaches the person who tapped."""
    await fetched(bot)
    await bot.send_message(ann.id, "Well?", reply_markup=A_BUTTON)
    [message] = await ann.receives()
    query_id = ann.taps(message, "Yes")
    [update] = await fetched(bot)
    assert (update.callback_query.data, update.callback_query.message.text) == ("y", "Well?")
    await update.callback_query.answer("Thanks", show_alert=True)
    assert ann.toasts == [Toast(query_id, "Thanks", is_alert=True)]


async def test_only_a_button_that_is_there_can_be_tapped(bot: telegram.Bot, ann: Person) -> None:
    """People cannot tap what was never there, was edited away, or went with its message."""
    sent = await bot.send_message(ann.id, "Well?", reply_markup=A_BUTTON)
    [message] = await ann.receives()
    with pytest.raises(AssertionError, match="no button 'n'"):
        ann.taps(message, "n")
    await sent.edit_reply_markup(None)
    with pytest.raises(AssertionError, match="no button 'y'"):
        ann.taps(message, "y")
    await sent.delete()
    with pytest.raises(AssertionError, match="deleted"):
        ann.taps(message, "y")


async def test_edits_change_what_the_person_sees(bot: telegram.Bot, ann: Person) -> None:
    """An edit changes the message in place, and takes its buttons away unless it brings them along."""
    sent = await bot.send_message(ann.id, "One", reply_markup=A_BUTTON)
    clip = await bot.send_voice(ann.id, voice_note(1, 1), caption="old")
    await sent.edit_text("Two")
    await clip.edit_caption("new")
    text, voice = await ann.receives(2)
    assert (text.text, text.buttons, text.edits, voice.caption) == ("Two", [], 1, "new")


async def test_people_edit_what_they_wrote(bot: telegram.Bot, ann: Person) -> None:
    """An edit is an update of its own and leaves the earlier one as it was."""
    said = ann.writes("Cat")
    ann.edits(said, "Cath")
    _, before, after = await fetched(bot)
    assert (before.message.text, after.edited_message.text) == ("Cat", "Cath")
    assert after.edited_message.message_id == before.message.message_id


async def test_groups_and_channels_reach_the_bot(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """The bot hears that it was added, what is said in a group, and what a channel posts and corrects."""
    await fetched(bot)
    group, channel = api.group("Street", added_by=ann), api.channel("News")
    group.writes(ann, "hello all")
    channel.edits(channel.posts("big nws"), "big news")
    added, made_admin, said, posted, corrected = await fetched(bot)
    assert added.my_chat_member.new_chat_member.status == "member"
    assert made_admin.my_chat_member.new_chat_member.status == "administrator"
    assert (said.message.chat.title, said.message.from_user.id) == ("Street", ann.id)
    assert (posted.channel_post.text, corrected.edited_channel_post.text) == ("big nws", "big news")
    await bot.send_message(group.id, "hello")
    assert [message.text for message in await group.receives()] == ["hello"]


async def test_a_poll_waits_for_news(bot: telegram.Bot, ann: Person) -> None:
    """A long poll comes back as soon as somebody writes, not before."""
    await fetched(bot)
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    assert not poll.done()
    ann.writes("now")
    [update] = await poll
    assert update.message.text == "now"


async def test_only_the_offset_confirms(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """Updates come again until an offset beyond them says they were received."""
    said = ann.writes("two")
    assert len(await bot.get_updates()) == len(await bot.get_updates()) == api.unconfirmed == 2
    assert [update.update_id for update in await bot.get_updates(offset=said.update_id)] == [said.update_id]
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [said.update_id]
    await bot.get_updates(offset=said.update_id + 1, timeout=0)
    await api.settled(timeout=1)


async def test_types_not_asked_for_never_come(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """What allowed_updates leaves out is lost, and the default leaves out reactions."""
    await fetched(bot)
    assert api.inject({"message_reaction": {}}) is None
    await bot.get_updates(allowed_updates=["callback_query"], timeout=0)
    assert ann.writes("unheard").update_id is None
    await bot.get_updates(allowed_updates=[], timeout=0)
    assert ann.writes("heard").update_id is not None


async def test_a_webhook_gets_every_update_until_it_says_200(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """Updates are posted one at a time with the secret, in order, and again after a failure."""
    got: list[tuple[str, str]] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((update["message"]["text"], request.headers["X-Telegram-Bot-Api-Secret-Token"]))
        return web.Response(status=500 if len(got) == 1 else 200)

    ann.writes("more")
    api.webhook.retry_seconds = 0.01
    async with listening(hook) as url:
        await bot.set_webhook(url, secret_token="s3cret")
        await api.settled(timeout=5)
        info = await bot.get_webhook_info()
        await bot.delete_webhook()
    assert got == [("/start", "s3cret"), ("/start", "s3cret"), ("more", "s3cret")]
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


async def test_a_webhook_gets_people_side_by_side_and_each_in_order(
    api: BotApi, bot: telegram.Bot, ann: Person
) -> None:
    """Who gets no 200 keeps nobody else waiting, and what they did next comes after; a tap goes its own way."""
    taken: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        told = update.get("message", {}).get("text") or update.get("callback_query", {}).get("data")
        if told == "/start" and "elsewhere" not in taken:
            return web.Response(status=500)
        taken.append(told or "poll")
        return web.Response()

    await bot.send_message(ann.id, "Well?", reply_markup=A_BUTTON)
    [message] = await ann.receives()
    ann.writes("after that")
    ann.taps(message, "Yes")
    api.inject({"poll": {"id": "5"}})
    api.webhook.retry_seconds = 0.01
    async with listening(hook) as url:
        await bot.set_webhook(url)
        await asyncio.sleep(0.1)
        assert sorted(taken) == ["poll", "y"]
        said = api.person("Bob").writes("elsewhere")
        await api.settled(timeout=5)
        await bot.delete_webhook()
    assert said.update_id is not None
    assert api.is_confirmed(said.update_id)
    assert taken[-3:] == ["elsewhere", "/start", "after that"]


async def test_forms_and_json_are_both_understood(api: BotApi, raw: Raw, ann: Person) -> None:
    """A method takes JSON, an urlencoded form, a query string and multipart with attach:// alike."""
    await raw("sendMessage", chat_id=ann.id, text="json")
    clip = voice_note(1, 1)
    form = aiohttp.FormData({"chat_id": str(ann.id), "voice": "attach://clip"})
    form.add_field("clip", clip, filename="clip.ogg")
    base = f"{api.url}/bot{TOKEN}"
    async with aiohttp.ClientSession() as session:
        await session.post(f"{base}/sendMessage", data={"chat_id": str(ann.id), "text": "form"})
        await session.get(f"{base}/sendmessage?chat_id={ann.id}&text=query")
        await session.post(f"{base}/sendVoice", data=form)
    messages = await ann.receives(4)
    assert [message.words for message in messages] == ["json", "form", "query", ""]
    assert messages[3].content == clip
    assert [call.method for call in api.calls] == ["sendMessage", "sendMessage", "sendmessage", "sendVoice"]


async def test_waiting_and_quiet_tell_the_truth(bot: telegram.Bot, ann: Person) -> None:
    """Waiting for a message that does not come fails, and so does quiet when one was left unread."""
    with pytest.raises(AssertionError, match="got 0"):
        await ann.receives(timeout=0.05)
    await ann.quiet(0.05)
    await bot.send_message(ann.id, "boo")
    with pytest.raises(AssertionError, match="boo"):
        await ann.quiet(0.05)
