"""What a bot tells Telegram about itself."""

import json

from tests.telegram_standin import rules
from tests.telegram_standin.entities import utf16
from tests.telegram_standin.people import Channel, Group, Person
from tests.telegram_standin.registry import method
from tests.telegram_standin.wire import Json, Params, bad_request
from tests.telegram_standin.world import World

_LONGEST = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}
_SCOPES = {
    *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
    *("chat", "chat_administrators", "chat_member"),
}


@method("getMe")
async def get_me(world: World, params: Params) -> Json:
    can = {"can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}
    return world.bot | can | {"can_connect_to_business": False, "has_main_web_app": False}


def _scope(params: Params) -> str:
    scope = params.parsed("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True)


@method("setMyCommands")
async def set_my_commands(world: World, params: Params) -> bool:
    key = _scope(params), rules.language_of(params)
    world.profile.commands[key] = rules.commands_of(params)
    return True


@method("getMyCommands")
async def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get((_scope(params), rules.language_of(params)), [])


@method("deleteMyCommands")
async def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop((_scope(params), rules.language_of(params)), None)
    return True


def _register(what: str) -> None:
    field, longest = _LONGEST[what]

    async def set_it(world: World, params: Params) -> bool:
        words, language = params.text(field), rules.language_of(params)
        if utf16(words) > longest:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        world.profile.words[field, language] = words
        return True

    async def get_it(world: World, params: Params) -> Json:
        fallback = world.profile.words.get((field, ""), world.bot["first_name"] if field == "name" else "")
        return {field: world.profile.words.get((field, rules.language_of(params))) or fallback}

    method(f"setMy{what}")(set_it)
    method(f"getMy{what}")(get_it)


for _what in _LONGEST:
    _register(_what)


@method("setChatMenuButton")
async def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.parsed("menu_button", "menu button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: Unsupported type specified")
    if params.has("chat_id") and not isinstance(world.room_of(params), Person):
        raise bad_request("chat not found")
    world.profile.menu_buttons[params.text("chat_id")] = button
    return True


@method("leaveChat")
async def leave_chat(world: World, params: Params) -> bool:
    room = world.room_to_write_in(params)
    if not isinstance(room, Group | Channel):
        raise bad_request("can't leave private chat")
    kind, was = ("channel", "administrator") if room.is_channel else ("supergroup", "member")
    room.closed = f"bot is not a member of the {kind} chat"
    room.bot_becomes(world.bot, was, "left")
    return True
