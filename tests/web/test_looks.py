"""Size and colours: chosen without a mouse, kept, and such that everything can be told from what is around it."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot_process import BotProcess
from tests.web.looks import FORCED, STRONG, USUAL, Look
from tests.web.visitor import Visitor, tab_to
from tests.web.walking import every_kind_of_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


COLOURS = """names => {
  const probe = document.body.appendChild(document.createElement('i'));
  const colour = name => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color };
  const found = Object.fromEntries(names.map(name => [name, colour(name)]));
  probe.remove();
  return found;
}"""

FAINT_BUTTONS = r"""least => {
  const parts = colour => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return [r, g, b, a] };
  const light = colour => parts(colour).slice(0, 3).map(one => one / 255)
    .map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
    .reduce((sum, one, number) => sum + one * [.2126, .7152, .0722][number], 0);
  const apart = (one, other) => { const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return parts(one)[3] ? (bright + .05) / (dark + .05) : 1 };
  const behind = one => { const ground = getComputedStyle(one).backgroundColor;
    return parts(ground)[3] ? ground : one.parentElement ? behind(one.parentElement) : 'rgb(255, 255, 255)' };
  return [...document.querySelectorAll('button, .choice, summary, textarea')]
    .filter(one => one.checkVisibility())
    .filter(one => { const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(one);
      const ground = behind(one.parentElement), lined = parseFloat(borderTopWidth) ? borderTopColor : ground;
      return Math.max(apart(lined, ground), apart(backgroundColor, ground)) < least })
    .map(one => one.className + ': ' + one.innerText);
}"""
"""Those that neither a border nor what they are filled with tells from what is behind them."""

NOT_FORCED = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.forcedColorAdjust = 'none';
  const system = name => { probe.style.color = name; return getComputedStyle(probe).color };
  const allowed = ['ButtonText', 'ButtonFace', 'Canvas', 'CanvasText', 'Highlight', 'transparent'].map(system);
  const found = [...document.querySelectorAll('body *')]
    .filter(one => one.checkVisibility() && one.innerText && getComputedStyle(one).forcedColorAdjust === 'none')
    .filter(one => { const { color, backgroundColor } = getComputedStyle(one);
      return !allowed.includes(color) || !allowed.includes(backgroundColor) });
  probe.remove();
  return found.map(one => `${one.localName} ${one.className}`);
}"""
"""What shows the page's own colours where a person has forced theirs."""

GROUNDS = "[...document.querySelectorAll('.choice img')].map(one => getComputedStyle(one).backgroundColor)"
WHITE = "rgb(255, 255, 255)"

MOVING = """() => [...document.querySelectorAll('*')].filter(one => one.checkVisibility())
  .filter(one => ['', '::before', '::after'].some(part => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one, part);
    return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== 'none' || scrollBehavior === 'smooth';
  })).map(one => one.outerHTML.slice(0, 99)).concat(document.getAnimations().map(String))"""


async def expect_largest_and_dark(page: Page) -> None:
    await expect(page.locator("html[data-size=largest][data-colours=dark]")).to_have_css("font-size", "25.6px")
    await expect(page.locator("body")).to_have_css("background-color", "rgb(20, 24, 26)")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_look_is_chosen_by_keyboard_and_kept(bot: BotProcess, browser: Browser, scripts: bool) -> None:  # noqa: FBT001
    """Very large and dark, by Tab, arrows and Enter: the next pages have it, and those on another day."""
    context = await browser.new_context(base_url=bot.url, java_script_enabled=scripts)
    page = await context.new_page()
    await page.goto("/")
    await tab_to(page, "[href='/look']")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    for radio in ("size", "colours"):
        await tab_to(page, f"[name={radio}]")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
    await tab_to(page, "button")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect_largest_and_dark(page)
    await page.locator("[value$='language.cy']").click()
    await page.locator("[value$='option.go_on']").click()
    await page.locator("[value*='promise:']").first.wait_for()
    await expect_largest_and_dark(page)
    for address in ("/", "/access", "/nothing", "/look"):
        await page.goto(address)
        await expect_largest_and_dark(page)
    assert await page.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == [
        "largest",
        "dark",
    ]
    await context.close()


async def test_what_is_written_survives_a_look(visitor: Visitor) -> None:
    """Somebody who writes, and wants larger words, finds their own again."""
    page = visitor.page
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await page.locator("textarea").fill("not sent yet")
    await page.locator("[href='/look']").click()
    await page.get_by_label("Very large").check()
    await page.get_by_role("button", name="Keep this").click()
    await expect(page.locator("[data-size=largest] textarea")).to_have_value("not sent yet")


@pytest.mark.parametrize("look", [USUAL, Look("dark"), STRONG], ids=["light", "dark", "strong"])
async def test_lines_and_rings_stand_out(visitor: Visitor, look: Look) -> None:
    """What is no words but must be seen has a contrast of 3 to 1: borders, filled buttons, the focus ring."""
    await look.put_on(visitor.page)
    shapes, grounds = ("ring", "line", "act", "stop"), ("page", "card")
    colours = await visitor.page.evaluate(COLOURS, [*shapes, *grounds])
    for shape, ground in product(shapes, grounds):
        assert contrast(colours[shape], colours[ground]) >= 3, f"{shape} on {ground}"


def contrast(one: str, other: str) -> float:
    dark, light = sorted((_lightness(one), _lightness(other)))
    return (light + 0.05) / (dark + 0.05)


def _lightness(colour: str) -> float:
    """How light "rgb(1, 2, 3)" is, from 0 to 1, as WCAG reckons it."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def test_strong_and_forced_colours(visitor: Visitor) -> None:
    """Buttons still look like buttons, also to listen; none keeps the page's colours; drawings stay on white."""
    page = visitor.page
    found = set()
    async for kind in every_kind_of_page(visitor, "en"):
        for look in (STRONG, *FORCED):
            await look.put_on(page)
            found |= {f"like plain words, {look}: {one}" for one in await page.evaluate(FAINT_BUTTONS, 3)}
            if look in FORCED:
                found |= {f"not as forced, {look}: {one}" for one in await page.evaluate(NOT_FORCED)}
            found |= {f"drawn on {one}, {look}" for one in await page.evaluate(GROUNDS) if one != WHITE}
        await USUAL.put_on(page)
        if kind == "pictures":
            break
    assert not found


async def test_nothing_moves_for_those_who_do_not_want_it(visitor: Visitor) -> None:
    """No transition, no animation, no gliding, while the bot speaks and while a person does."""
    page = visitor.page
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(MOVING) == []
    await visitor.speak_language("English")
    await visitor.to_first_open_question()
    await page.locator(".record").click()
    await page.locator(".record.on").wait_for()
    assert await page.evaluate(MOVING) == []
    await page.goto(f"{visitor.url}/look")
    assert await page.evaluate(MOVING) == []
