"""What is broken in how a page lies on the screen: too wide, cut off, one over the other, too small, not there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from tests.web.looks import LARGEST, USUAL, Look


@dataclass(frozen=True)
class Screen:
    """A screen in CSS pixels, each `scale` real ones wide and high.

    `words` and `spaced` are the person's own styles: how large words are, and letters, words and lines as far
    apart as WCAG 1.4.12 wants to be possible.
    """

    width: int
    height: int
    scale: int = 1
    look: Look = USUAL
    words: str = ""
    spaced: bool = False

    def __str__(self) -> str:
        return f"{self.width} by {self.height} at {self.scale}, {self.look} {self.words}{' spaced' * self.spaced}"

    @property
    def words_stay_whole(self) -> bool:
        """Where words are very large, a long one may have to go on in the next line."""
        return self.look == USUAL and not self.words and not self.spaced


PHONE = Screen(360, 740)
SMALL = Screen(320, 640)
SCREENS = (
    SMALL,
    Screen(390, 844),
    Screen(320, 256, scale=4),  # 1280 by 1024 at 400 %
    Screen(320, 640, spaced=True),
    Screen(360, 740, words="200%"),
    Screen(390, 844, look=LARGEST),
    Screen(320, 640, look=LARGEST),
)

HARDEST = (SCREENS[2], SCREENS[4], SCREENS[6])
"""Magnified, and with the largest words."""

_BREAKS = r"""whole => {
  const found = [];
  const named = one => one.outerHTML.replace(/\s+/g, ' ').slice(0, 120);
  const all = selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility());
  const box = one => one.getBoundingClientRect();
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1
    && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const say = (what, one) => found.push(`${what}: ${named(one)}`);

  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push(`runs off: ${page.scrollWidth} of ${innerWidth} pixels`);

  for (const one of all('body *')) {
    const cut = getComputedStyle(one).overflow !== 'visible' && !one.matches('textarea, input, svg, audio');
    if (cut && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) say('cut', one);
  }

  const pressed = new Set(all('button, a, summary, textarea, audio, input:not([type=hidden])')
    .map(one => one.closest('label:not(.file)') || one));
  const targets = [...pressed].map(one => [one, box(one)]);
  for (const [one, { width, height }] of targets) if (width < 44 || height < 44) say('too small', one);
  targets.forEach(([one, place], number) => {
    for (const [other, there] of targets.slice(number + 1)) if (meet(place, there)) say('overlaps', other);
  });
  const blocks = all('main > *');
  blocks.slice(1).forEach((one, number) => { if (meet(box(one), box(blocks[number]))) say('overlaps', one); });

  for (const one of all('img')) {
    if (!one.complete || !one.naturalWidth) say('no picture', one);
    if (!within(box(one), box(one.closest('button, section')))) say('sticks out', one);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || !holder.checkVisibility()) continue;
    const around = holder.closest('button, a, summary, label, section, form, main, body');
    const picture = around.matches('button') && around.querySelector('img');
    const span = document.createRange();
    span.selectNodeContents(text);
    for (const line of span.getClientRects()) {
      if (line.left < -1 || line.right > innerWidth + 1 || !within(line, { ...box(around).toJSON(),
        top: box(around).top - 3, bottom: box(around).bottom + 3 })) { say('words stick out', around); break; }
      if (picture && meet(line, box(picture))) { say('words under a picture', around); break; }
    }
    if (!whole) continue;
    for (const word of text.data.matchAll(/[\p{Script=Latin}\p{Script=Arabic}’]+/gu)) {
      span.setStart(text, word.index);
      span.setEnd(text, word.index + word[0].length);
      const lines = new Set([...span.getClientRects()].map(line => Math.round(line.top / 8)));
      if (lines.size > 1) say(`"${word[0]}" on ${lines.size} lines`, around);
    }
  }
  return found;
}"""
"""`whole`: words must stay on one line too, in scripts that the fonts have which `make test` installs."""

_PUT = """async ([words, spaced]) => {
  document.documentElement.style.fontSize = words;
  const sheet = new CSSStyleSheet();
  if (spaced) sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  await Promise.all([...document.images].map(one => one.decode().catch(() => {})));
}"""


async def breaks(page: Page, kind: str, pictures: Path, screens: Sequence[Screen] = SCREENS) -> list[str]:
    """What is broken on any screen, once each, with a picture of the page where it was seen first."""
    found: dict[str, str] = {}
    for number, screen in enumerate(screens):
        async with _magnified(page, screen):
            broken = await page.evaluate(_BREAKS, screen.words_stay_whole)
            new = {one: f"{screen}: {one}" for one in broken if one not in found}
            if new:
                await page.screenshot(path=pictures / f"{kind}-{number}.png", full_page=True)
            found |= new
    await _put(page, PHONE)
    return list(found.values())


@asynccontextmanager
async def laid_out(page: Page, screen: Screen) -> AsyncIterator[None]:
    """The page as it is on a screen; afterwards it is on a phone again."""
    try:
        async with _magnified(page, screen):
            yield
    finally:
        await _put(page, PHONE)


@asynccontextmanager
async def _magnified(page: Page, screen: Screen) -> AsyncIterator[None]:
    await _put(page, screen)
    if screen.scale == 1:
        yield
        return
    devtools = await page.context.new_cdp_session(page)
    size = {"width": screen.width, "height": screen.height, "deviceScaleFactor": screen.scale, "mobile": False}
    try:
        await devtools.send("Emulation.setDeviceMetricsOverride", size)
        yield
    finally:
        await devtools.detach()


async def _put(page: Page, screen: Screen) -> None:
    await page.set_viewport_size({"width": screen.width, "height": screen.height})
    await screen.look.put_on(page)
    await page.evaluate(_PUT, [screen.words, screen.spaced])
