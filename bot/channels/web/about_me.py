"""The page about a person, for their own browser: to look at, to hear, and to save."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import PurePosixPath
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web import sounds
from bot.ports import Parcel

_NEVER: Final = "private, no-store"
_KINDS: Final = {
    ".png": "image/png",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
}
_TO_KEEP: Final = (".pdf", ".png")
"""The first that can be made."""

_ALONE: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; font-src data:; "
    "frame-ancestors 'none'; sandbox"
)
"""The page brings all that it needs, and may do nothing."""


class AboutMe:
    """`routes` lead to it; nobody but the person sees it."""

    def __init__(
        self,
        parcels: Callable[[str, str, Collection[str]], Awaitable[Sequence[Parcel]]],
        teller: Callable[[Request], Awaitable[tuple[str, str] | None]],
    ) -> None:
        """`parcels` makes somebody's page in a language, in files with these endings; `teller` knows who asks."""
        self._parcels = parcels
        self._teller = teller
        self.routes = [Route("/about-me", self._page), *(Route(f"/about-me{one}", self._page) for one in _KINDS)]

    async def _page(self, request: Request) -> Response:
        """The page; where no ending says what it is wanted as, as a file to keep."""
        told = await self._teller(request)
        wanted = request.url.path.removeprefix("/about-me")
        found = await self._parcels(*told, (wanted,) if wanted else _TO_KEEP) if told else []
        if not found:
            raise HTTPException(404)
        name, data = found[0].name, found[0].data
        headers = {"Content-Type": _KINDS[PurePosixPath(name).suffix], "Content-Security-Policy": _ALONE}
        if not wanted:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return sounds.sound(request, data, headers, _NEVER)
