"""How large the words are and in which colours, as somebody chose it for their device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request

from bot.channels.web import phrases

COOKIE: Final = "sgwrs-look"

SIZES: Final = {
    "normal": phrases.SIZE_NORMAL,
    "large": phrases.SIZE_LARGE,
    "largest": phrases.SIZE_LARGEST,
}
COLOURS: Final = {
    "device": phrases.COLOURS_DEVICE,
    "light": phrases.COLOURS_LIGHT,
    "dark": phrases.COLOURS_DARK,
    "strong": phrases.COLOURS_STRONG,
}


@dataclass(frozen=True)
class Look:
    """One of SIZES and one of COLOURS."""

    size: str = "normal"
    colours: str = "device"

    @property
    def as_cookie(self) -> str:
        return f"{self.size}.{self.colours}"


def look_of(request: Request) -> Look:
    """What this device was set to."""
    size, _, colours = request.cookies.get(COOKIE, "").partition(".")
    return _known(size, colours)


def look_from(form: FormData) -> Look:
    """What was chosen on the page; what it does not say, or says wrongly, stays as usual."""
    return _known(str(form.get("size", "")), str(form.get("colours", "")))


def _known(size: str, colours: str) -> Look:
    usual = Look()
    return Look(size if size in SIZES else usual.size, colours if colours in COLOURS else usual.colours)
