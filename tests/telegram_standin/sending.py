"""The methods that put something new into a chat."""

from collections.abc import Callable

from tests.telegram_standin import rules
from tests.telegram_standin.files import StoredFile, ogg_seconds, picture_size, sound_in
from tests.telegram_standin.people import Person, photo_sizes
from tests.telegram_standin.registry import method
from tests.telegram_standin.wire import Json, Params, Upload, bad_request
from tests.telegram_standin.world import World


@method("sendMessage")
async def send_message(world: World, params: Params) -> Json:
    content = rules.text_of(params)
    markup = rules.markup_of(params)
    room = world.room_to_write_in(params)
    rules.check_text(content)
    content |= world.reply_target(room, params)
    return world.deliver(room, content, method="sendMessage", asked="text", markup=markup)


def _received(kind: str, upload: Upload, params: Params) -> tuple[str, Json]:
    """What Telegram makes of an uploaded file: the bytes decide, not the method."""
    sound = sound_in(upload.content)
    duration = params.integer("duration", 0) or ogg_seconds(upload.content)
    voice = {"duration": duration, "mime_type": sound}
    document = {"file_name": upload.name, "mime_type": sound or "application/octet-stream"}
    if kind == "voice":
        return ("voice", voice) if sound else ("document", document)
    if kind == "audio":
        if sound == "audio/ogg":
            return "voice", voice
        named = {name: params.text(name) for name in ("title", "performer") if params.has(name)}
        return ("audio", voice | named | {"file_name": upload.name}) if sound else ("document", document)
    return kind, document if kind == "document" else {}


def _uploaded(world: World, kind: str, upload: Upload, params: Params) -> tuple[str, StoredFile]:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        size = picture_size(upload.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if sum(size) > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    became, facts = _received(kind, upload, params)
    return became, world.files.keep(became, upload.content, by_bot=True, facts=facts)


def _content(world: World, kind: str, file: StoredFile) -> Json:
    if kind != "photo":
        return {kind: world.files.described(file)}
    shapes = photo_sizes(file.content)
    return {
        "photo": [world.files.described(file) | {"width": width, "height": height} for width, height in shapes]
    }


async def _send_file(world: World, params: Params, name: str, kind: str) -> Json:
    upload, file_id = params.upload(kind), params.text(kind)
    if upload is None and not file_id:
        raise bad_request(f"there is no {kind} in the request")
    caption = rules.caption_of(params)
    markup = rules.markup_of(params)
    room = world.room_to_write_in(params)
    became = kind
    if upload is None:
        file = world.files.to_send(file_id, kind)
    else:
        became, file = _uploaded(world, kind, upload, params)
    if became == "voice" and isinstance(room, Person) and room.forbids_voice:
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")
    content = _content(world, became, file) | caption | world.reply_target(room, params)
    return world.deliver(
        room,
        content,
        method=name,
        asked=kind,
        markup=markup,
        file=file,
        uploaded=upload is not None,
    )


def _register(name: str, kind: str) -> Callable[[World, Params], object]:
    async def send(world: World, params: Params) -> Json:
        return await _send_file(world, params, name, kind)

    return method(name)(send)


for _name, _kind in (
    ("sendVoice", "voice"),
    ("sendAudio", "audio"),
    ("sendPhoto", "photo"),
    ("sendDocument", "document"),
):
    _register(_name, _kind)


@method("sendChatAction")
async def send_chat_action(world: World, params: Params) -> bool:
    action = params.text("action")
    if action not in rules.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.room_to_write_in(params).actions.append(action)
    return True
