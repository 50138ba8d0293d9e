"""Every way the page may look on a device, and what axe says of it then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page


@dataclass(frozen=True)
class Look:
    """What the device is set to (`scheme`, `forced`), and what was chosen on the page (`size`, `colours`)."""

    scheme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    size: str = "normal"
    colours: str = "device"

    def __str__(self) -> str:
        forced = "forced colours, " if self.forced == "active" else ""
        return f"{forced}{self.scheme} device, {self.size} words, {self.colours} colours"

    async def put_on(self, page: Page) -> None:
        await page.emulate_media(color_scheme=self.scheme, forced_colors=self.forced)
        await page.evaluate("look => { Object.assign(document.documentElement.dataset, look) }", self._chosen)

    @property
    def _chosen(self) -> dict[str, str]:
        return {"size": self.size, "colours": self.colours}


USUAL = Look()
LARGEST = Look(size="largest")
STRONG = Look("dark", colours="strong")
FORCED = Look(forced="active"), Look("dark", forced="active")
OTHERS = (
    Look("dark"),
    Look(size="large"),
    LARGEST,
    Look("dark", colours="light"),
    Look(colours="dark"),
    STRONG,
    *FORCED,
)

_ALL = {"rules": {"target-size": {"enabled": True}}}
_COLOURS_AND_SIZES = {"runOnly": ["color-contrast", "target-size"]}
"""What can be wrong in one look and right in another."""

_SIZES = {"runOnly": ["target-size"]}
"""Chromium tells axe the page's own colours where it paints the forced ones."""

_AXE = "() => window.axe !== undefined"
_SHORT_WORDS_TOO = "() => { axe._audit.checks['color-contrast'].options.ignoreLength = true }"
_RUN = """async what => {
  const bars = [...document.querySelectorAll('.listen')], notice = document.querySelector('.notice');
  for (const bar of bars) bar.style.backgroundImage = 'none';
  if (notice) notice.style.position = 'static';
  const found = await axe.run(document, what);
  for (const bar of bars) bar.style.removeProperty('background-image');
  if (notice) notice.style.removeProperty('position');
  const unsure = found.incomplete.filter(one => one.id === 'color-contrast');
  return [...found.violations, ...unsure].flatMap(one => one.nodes.map(node => one.id + ': ' + node.html));
}"""
"""Axe can not judge words on a picture, as is the bar that grows while a clip sounds, nor those over others."""


async def axe(page: Page, look: Look) -> list[str]:
    """What axe finds wrong with a page in a look, and the words whose contrast it can not judge.

    In the usual look it looks for everything, in another for what a look can change.
    """
    if not await page.evaluate(_AXE):
        await page.evaluate(AXE_SCRIPT)
        await page.evaluate(_SHORT_WORDS_TOO)
    await look.put_on(page)
    what = _ALL if look == USUAL else _COLOURS_AND_SIZES if look.forced == "none" else _SIZES
    found: list[str] = await page.evaluate(_RUN, what)
    return found
