"""How a bot gets its updates and its files, and how it answers taps."""

import re
from typing import Any

from tests.telegram_standin.entities import utf16
from tests.telegram_standin.people import Person, Toast
from tests.telegram_standin.registry import method
from tests.telegram_standin.rules import LONGEST_TOAST
from tests.telegram_standin.updates import LONGEST_POLL, WEBHOOK_ACTIVE
from tests.telegram_standin.wire import ApiError, Json, Params, bad_request
from tests.telegram_standin.world import World

QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _allowed_updates(params: Params) -> list[str] | None:
    types = params.parsed("allowed_updates", "allowed updates")
    if types is not None and not isinstance(types, list):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return types


@method("getUpdates")
async def get_updates(world: World, params: Params) -> list[Json]:
    if world.webhook.url:
        raise ApiError(409, WEBHOOK_ACTIVE)
    world.updates.allow(_allowed_updates(params))
    return await world.updates.fetch(
        params.integer("offset", 0),
        params.integer("limit", 100, 1, 100),
        params.integer("timeout", 0, 0, LONGEST_POLL),
    )


@method("setWebhook")
async def set_webhook(world: World, params: Params) -> bool:
    """Only https is good, except on this machine, as with a Bot API server of one's own."""
    url, secret = params.text("url"), params.text("secret_token")
    if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    world.updates.allow(_allowed_updates(params))
    if params.boolean("drop_pending_updates"):
        world.updates.drop()
    if not url:
        await world.webhook.stop()
        return True
    world.updates.end_polls("Conflict: terminated by setWebhook request")
    await world.webhook.start(url, secret, params.integer("max_connections", 40, 1, 100))
    return True


@method("deleteWebhook")
async def delete_webhook(world: World, params: Params) -> bool:
    await world.webhook.stop()
    if params.boolean("drop_pending_updates"):
        world.updates.drop()
    return True


@method("getWebhookInfo")
async def get_webhook_info(world: World, params: Params) -> Json:
    return world.webhook.info(world.updates.allowed)


@method("getFile")
async def get_file(world: World, params: Params) -> Json:
    return world.files.to_fetch(params.text("file_id"))


@method("answerCallbackQuery")
async def answer_callback_query(world: World, params: Params) -> Any:
    query_id, text = params.text("callback_query_id"), params.text("text")
    if utf16(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query = world.queries.get(query_id)
    if query is None or query.answered or world.now() - query.asked > world.query_lifetime:
        raise bad_request(QUERY_TOO_OLD)
    query.answered = True
    if isinstance(query.room, Person):
        query.room.toasts.append(Toast(query_id, text, params.boolean("show_alert")))
        query.room.touched()
    return True
