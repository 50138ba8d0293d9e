"""The methods that change what is already in a chat."""

from typing import Any

from telegram.constants import ReactionEmoji

from tests.telegram_standin import rules
from tests.telegram_standin.people import Person
from tests.telegram_standin.registry import method
from tests.telegram_standin.wire import Json, Params, bad_request
from tests.telegram_standin.world import Message, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600
_CONTENT = ("text", "entities", "caption", "caption_entities")


def _own_message(world: World, params: Params) -> Message:
    message = world.message_of(params, "message to edit not found")
    if not message.by_bot or message.keyboard is not None:
        raise bad_request("message can't be edited")
    return message


def _change(world: World, params: Params, message: Message, content: Json | None) -> Json:
    """New content, or None to leave it; the buttons are always replaced, by nothing if none are given."""
    markup = rules.markup_of(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    before = dict(message.json)
    changed = dict(message.json)
    if content is not None:
        for name in _CONTENT:
            changed.pop(name, None)
        changed |= content
    changed.pop("reply_markup", None)
    if markup:
        changed["reply_markup"] = markup
    if changed == before:
        raise bad_request(NOT_MODIFIED)
    changed["edit_date"] = int(world.now())
    message.json.clear()
    message.json.update(changed)
    if message.delivered is not None:
        message.delivered.edits += 1
    message.room.touched()
    return dict(message.json)


@method("editMessageText")
async def edit_message_text(world: World, params: Params) -> Json:
    content = rules.text_of(params)
    message = _own_message(world, params)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    rules.check_text(content)
    return _change(world, params, message, content)


@method("editMessageCaption")
async def edit_message_caption(world: World, params: Params) -> Json:
    content = rules.caption_of(params)
    message = _own_message(world, params)
    if "text" in message.json:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, params, message, content)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(world: World, params: Params) -> Json:
    return _change(world, params, _own_message(world, params), None)


@method("deleteMessage")
async def delete_message(world: World, params: Params) -> bool:
    message = world.message_of(params, "message to delete not found")
    if not message.by_bot and not isinstance(message.room, Person):
        raise bad_request("message can't be deleted")
    if world.now() - message.json["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    del world.messages[message.room.id, message.json["message_id"]]
    if message.delivered is not None:
        message.delivered.deleted = True
    message.room.touched()
    return True


@method("setMessageReaction")
async def set_message_reaction(world: World, params: Params) -> bool:
    message = world.message_of(params, "message to react not found")
    reactions: list[Any] = params.parsed("reaction", "reaction types") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    known = {emoji.value for emoji in ReactionEmoji}
    if any(reaction.get("emoji") not in known for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    message.room.reactions.pop(message.json["message_id"], None)
    if reactions:
        message.room.reactions[message.json["message_id"]] = reactions[0]["emoji"]
    message.room.touched()
    return True
