"""What Telegram lets a bot say, and the words in which it refuses the rest."""

import re
from typing import Any

from tests.telegram_standin.entities import formatted, utf16
from tests.telegram_standin.wire import Json, Params, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CALLBACK_DATA = 64
LONGEST_TOAST = 200
MOST_BUTTONS = 100
MOST_BUTTONS_IN_A_ROW = 8
MOST_COMMANDS = 100
LONGEST_DESCRIPTION_OF_COMMAND = 256

CHAT_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_INLINE_ACTIONS = {
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"),
}


def text_of(params: Params) -> Json:
    """The text of a message, without the check of its length: that comes after the chat is known."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(params, "text", "entities")
    return {"text": text, **({"entities": entities} if entities else {})}


def check_text(content: Json) -> None:
    if not content["text"]:
        raise bad_request("text must be non-empty")
    if utf16(content["text"]) > LONGEST_TEXT:
        raise bad_request("message is too long")


def caption_of(params: Params) -> Json:
    caption, entities = formatted(params, "caption", "caption_entities")
    if utf16(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, **({"caption_entities": entities} if entities else {})}


def markup_of(params: Params) -> Json | None:
    markup = params.parsed("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup, "inline_keyboard", _check_inline_button)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        _rows(markup, "keyboard", _check_button)
        return markup
    for field in ("remove_keyboard", "force_reply"):
        if field in markup and not isinstance(markup[field], bool):
            raise bad_request(f'field "{field}" must be of type Boolean')
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def _rows(markup: Json, name: str, check: Any) -> list[list[Json]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be of type Array')
    for row in rows:
        for button in row:
            check(button)
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > MOST_BUTTONS_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _check_inline_button(button: Any) -> None:
    cannot = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{cannot}: InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(f'{cannot}: Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(f'{cannot}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _INLINE_ACTIONS if button.get(name) or (name in button and "switch" in name)]
    if not actions:
        raise bad_request(f"{cannot}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{cannot}: exactly one of the optional fields must be used")
    if actions[0] in {"pay", "callback_game"}:
        raise bad_request("BUTTON_TYPE_INVALID")
    if actions == ["callback_data"]:
        _check_callback_data(button["callback_data"])
    if actions == ["url"] and not re.match(r"(https?|tg)://[^/\s]", button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _check_callback_data(data: Any) -> None:
    if not isinstance(data, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if len(data.encode()) > LONGEST_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_button(button: Any) -> None:
    words = button if isinstance(button, str) else button.get("text", "")
    if not words.strip():
        raise bad_request("keyboard button text must be non-empty")


def language_of(params: Params) -> str:
    """Telegram takes two letters or nothing: neither "en-GB" nor three-letter codes."""
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def commands_of(params: Params) -> list[Json]:
    commands = params.parsed("commands", "commands") or []
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "").strip()) <= LONGEST_DESCRIPTION_OF_COMMAND:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return [
        {"command": command["command"].removeprefix("/"), "description": command["description"].strip()}
        for command in commands
    ]
