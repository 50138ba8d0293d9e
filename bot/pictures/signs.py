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
    "done": f'<path d="M22 50l12 13 20-26M46 58l6 6 24-30" {_LINE}/>',
}
_COLOURS: Final = {"partly": "#7a5a00", "no": "#8a1f1f"}


def sign(name: str) -> str:
    """The drawing as SVG: light on a dark disc, each of a shape of its own."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<circle cx="50" cy="50" r="48" fill="{_COLOURS.get(name, ACT)}"/>{_DRAWN[name]}</svg>'
    )
