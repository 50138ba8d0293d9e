"""For whoever watches over the bot: whether it lives, whether it can take people, and its counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.metrics import ERRORS, REGISTRY

_PASSED_ON = ("forwarded", "x-forwarded-for", "via")
"""What a web server in front of us adds: the counts are for those on this machine or network only."""


class Watching:
    """`/healthz`, `/readyz` and `/metrics`.

    `not_ready` tells what keeps the bot from taking people, one line each; `measure` brings the gauges up to date.
    Both raise StoreError if the database fails.
    """

    def __init__(
        self, not_ready: Callable[[], Awaitable[Sequence[str]]], measure: Callable[[], Awaitable[None]]
    ) -> None:
        self._not_ready = not_ready
        self._measure = measure
        self.routes = [
            Route("/healthz", self._healthy),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _healthy(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def _ready(self, _request: Request) -> Response:
        try:
            reasons = list(await self._not_ready())
        except StoreError as error:
            reasons = [str(error)]
        if reasons:
            return PlainTextResponse("\n".join(reasons), 503)
        return PlainTextResponse("ready")

    async def _metrics(self, request: Request) -> Response:
        if any(name in request.headers for name in _PASSED_ON):
            return PlainTextResponse("There is nothing here.", 404)
        try:
            await self._measure()
        except StoreError:
            ERRORS.labels("store").inc()  # the counts of this process are still true
        return Response(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4")
