"""Small drawings that say at a glance what something is about. The words beside them say it too."""

from __future__ import annotations

from typing import Final

from bot.pictures.drawing import ACT, PAPER

_LINE: Final = f'fill="none" stroke="{PAPER}" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"'
_DRAWN: Final = {
    "people": f'<circle cx="35" cy="38" r="11" fill="{PAPER}"/><circle cx="65" cy="38" r="11" fill="{PAPER}"/>'
    f'<path d="M18 74a17 17 0 0 1 34 0zM48 74a17 17 0 0 1 34 0z" fill="{PAPER}"/>',
    "said": f'<path d="M22 30h56v34H50L36 78V64H22z" fill="{PAPER}" stroke="{PAPER}" stroke-width="6" '
    'stroke-linejoin="round"/>',
    "yes": f'<path d="M26 52l17 17 32-36" {_LINE}/>',
    "partly": f'<path d="M26 50h48" {_LINE}/>',
    "no": f'<path d="M32 32l36 36M68 32l-36 36" {_LINE}/>',
    "likes": f'<path d="M50 18l9 21 22 2-17 15 5 22-19-12-19 12 5-22-17-15 22-2z" fill="{PAPER}"/>',
    "matters": '<path d="M50 78C18 56 20 32 34 27c8-3 14 3 16 9 2-6 8-12 16-9 14 5 16 29-16 51z" '
    f'fill="{PAPER}"/>',
    "helps": f'<path d="M33 54V34M43 48V25M54 48V25M64 52V32" {_LINE}/>'
    f'<path d="M28 50h41v6c6-8 12-10 14-6 1 3-5 10-9 17-4 8-10 12-20 12-18 0-26-8-26-22z" fill="{PAPER}"/>',
    "done": f'<path d="M22 50l12 13 20-26M46 58l6 6 24-30" {_LINE}/>',
}
_COLOURS: Final = {"partly": "#7a5a00", "no": "#8a1f1f"}


def sign(name: str) -> str:
    """The drawing as SVG: light on a dark disc, each of a shape of its own."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<circle cx="50" cy="50" r="48" fill="{_COLOURS.get(name, ACT)}"/>{_DRAWN[name]}</svg>'
    )
