"""The server itself: the address a bot is given instead of api.telegram.org."""

import time
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from tests.telegram_standin import editing, profile, receiving, sending
from tests.telegram_standin.faults import Fault, Faults, Pace, cut_off
from tests.telegram_standin.people import Channel, Group, Person
from tests.telegram_standin.registry import METHODS
from tests.telegram_standin.rooms import Room
from tests.telegram_standin.updates import Webhook
from tests.telegram_standin.wire import (
    LARGEST_REQUEST,
    ApiError,
    Json,
    Params,
    answer,
    read_params,
    refusal,
)
from tests.telegram_standin.world import World

_NOT_FOUND = ApiError(404, "Not Found")
_UNAUTHORIZED = ApiError(401, "Unauthorized")
_FILL_THE_REGISTRY = (editing, profile, receiving, sending)  # by being imported


@dataclass
class Call:
    """One request of the bot, and how it ended: an HTTP status, or the fault that came in between."""

    method: str
    params: Json
    time: float
    outcome: int | Fault | None = None


class BotApi:
    """A stand-in for api.telegram.org that knows one bot and the people it talks with."""

    def __init__(self, token: str = "123456:stand-in", *, first_update_id: int = 1000) -> None:
        self._world = World(token, first_update_id)
        self._runner: web.AppRunner | None = None
        self._pace = Pace()
        self.token = token
        self.url = ""
        self.pace = False
        self.calls: list[Call] = []

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._world.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    # The people

    def person(
        self,
        first_name: str = "Ann",
        language_code: str | None = "en",
        *,
        forbids_voice: bool = False,
        **more: str,
    ) -> Person:
        """Somebody who has never written to the bot yet; until they do, the bot cannot write to them."""
        user: Json = {"id": 5_000_000_000 + self._world.next_id(), "is_bot": False, "first_name": first_name}
        if language_code:
            user["language_code"] = language_code
        person = Person(self._world, user | more, forbids_voice=forbids_voice)
        self._world.rooms[person.id] = person
        return person

    def group(self, title: str = "Neighbours", added_by: Person | None = None) -> Group:
        """A supergroup the bot has just been added to."""
        group = Group(self._world, self._chat("supergroup", title))
        self._added(group, added_by, "left", "member")
        return group

    def channel(self, title: str = "News", added_by: Person | None = None) -> Channel:
        """A channel the bot has just been made an administrator of."""
        channel = Channel(self._world, self._chat("channel", title))
        self._added(channel, added_by, "left", "administrator")
        return channel

    def _chat(self, kind: str, title: str) -> Json:
        return {"id": -1_000_000_000_000 - self._world.next_id(), "title": title, "type": kind}

    def _added(self, room: Group | Channel, added_by: Person | None, old: str, new: str) -> None:
        room.known = True
        self._world.rooms[room.id] = room
        room.bot_becomes((added_by or self.person("Admin")).user, old, new)

    def room(self, chat_id: int) -> Room:
        return self._world.rooms[chat_id]

    # The controls

    def inject(self, update: Json) -> int | None:
        """Puts an update into the queue as it is; it gets the next id if it has none."""
        return self._world.updates.put(update)

    def forget_files(self, *, of_people_too: bool = False) -> None:
        """From now on the bot's file ids are stale."""
        self._world.files.forget(of_people_too=of_people_too)

    def later(self, seconds: float) -> None:
        """Moves Telegram's clock: taps grow old, file paths expire, messages become too old to delete."""
        self._world.skew += seconds

    async def settled(self, timeout: float = 20) -> None:  # noqa: ASYNC109
        """Waits until the bot has confirmed every update."""
        if not await self._world.updates.changed.until(lambda: not self.unconfirmed, timeout):
            raise AssertionError(f"after {timeout} s {self.unconfirmed} update(s) are not confirmed")

    @property
    def unconfirmed(self) -> int:
        return len(self._world.updates)

    def is_confirmed(self, update_id: int) -> bool:
        return update_id not in self._world.updates

    @property
    def faults(self) -> Faults:
        return self._world.faults

    @property
    def webhook(self) -> Webhook:
        return self._world.webhook

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """The commands the bot set, by (scope as JSON, language)."""
        return self._world.profile.commands

    def query_lifetime(self, seconds: float) -> None:
        self._world.query_lifetime = seconds

    def file_path_lifetime(self, seconds: float) -> None:
        self._world.files.path_lifetime = seconds

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    # The wire

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            if request.match_info["token"] != self.token:
                raise _UNAUTHORIZED
            params = await read_params(request)
        except web.HTTPRequestEntityTooLarge:
            await request.content.read()
            return refusal(ApiError(413, "Request Entity Too Large"))
        except ApiError as error:
            return refusal(error)
        call = Call(name, params.for_the_log(), time.monotonic())
        self.calls.append(call)
        await self.faults.lag()
        fault = self.faults.drawn_for(name)
        if fault is not None:
            call.outcome = fault[0]
            if fault[0] is not Fault.LOST_ANSWER:
                return await self.faults.instead(request, *fault)
        response = await self._carry_out(name, params)
        if fault is not None:
            return cut_off(request)
        call.outcome = response.status
        return response

    async def _carry_out(self, name: str, params: Params) -> web.Response:
        carry_out = METHODS.get(name.lower())
        try:
            if carry_out is None:
                raise _NOT_FOUND
            if self.pace and name.lower().startswith(("send", "edit")) and name.lower() != "sendchataction":
                self._pace.check(params.text("chat_id"))
            return answer(await carry_out(self._world, params))
        except ApiError as error:
            return refusal(error)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(Call("file", dict(request.match_info), time.monotonic()))
        await self.faults.lag()
        fault = self.faults.drawn_for("file")
        if fault is not None:
            return await self.faults.instead(request, *fault)
        if request.match_info["token"] != self.token:
            return refusal(_UNAUTHORIZED)
        content = self._world.files.at_path(request.match_info["path"])
        if content is None:
            return refusal(_NOT_FOUND)
        return web.Response(body=content, content_type="application/octet-stream")
