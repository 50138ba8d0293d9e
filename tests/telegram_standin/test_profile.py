"""What a bot tells Telegram about itself, and how much of it Telegram takes."""

import pytest
import telegram

from tests.telegram_standin import BotApi, Person
from tests.telegram_standin.conftest import Raw
from tests.telegram_standin.wire import Json


async def test_what_the_bot_says_about_itself_is_kept(api: BotApi, bot: telegram.Bot, ann: Person) -> None:
    """Commands are kept by scope and language, and names fall back to those without a language."""
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([("start", "Dechrau")], language_code="cy")
    await bot.set_my_name("Sgwrs")
    await bot.set_my_short_description("A chat")
    await bot.set_my_description("A long chat")
    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    [welsh] = await bot.get_my_commands(language_code="cy")
    assert welsh.description == "Dechrau"
    assert (await bot.get_my_name(language_code="cy")).name == "Sgwrs"
    await bot.delete_my_commands(language_code="cy")
    assert not await bot.get_my_commands(language_code="cy")
    await bot.send_chat_action(ann.id, "record_voice")
    await bot.set_message_reaction(ann.id, 1, "👍")
    assert (ann.actions, ann.reactions) == (["record_voice"], {1: "👍"})


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("setMyCommands", {"commands": [{"command": "Start", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "a"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "b"}] * 101},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ("setMyCommands", {"commands": [], "language_code": "en-GB"}, "invalid language code specified"),
        ("setMyName", {"name": "x" * 65}, "bot name is too long"),
        ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "bot short description is too long"),
        ("sendChatAction", {"action": "humming"}, "wrong parameter action in request"),
        ("setWebhook", {"url": "https://a.cymru", "secret_token": "ŵ"}, "secret token contains unallowed"),
    ],
)
async def test_what_a_bot_may_say_about_itself(raw: Raw, method: str, params: Json, description: str) -> None:
    """Commands, names, descriptions, actions and secrets have their limits."""
    status, body = await raw(method, **params)
    assert status == 400
    assert body["description"].startswith(f"Bad Request: {description}")
