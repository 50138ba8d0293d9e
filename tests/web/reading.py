"""What a screen reader finds on a page, in order; and what a transcript says should be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

from bot.channels.web import phrases as web
from bot.content import Content
from bot.core import phrases
from bot.core.conversation import Line
from bot.settings import read_settings

TALKS = Path(__file__).parent.parent / "talks"
CONTROLS = 4
"""Again, help, skip, stop."""

_NAMED = {"button", "checkbox", "DisclosureTriangle", "link", "radio", "textbox"}
"""What is read by its name; everything else by the words in it. A label's words are its field's name."""

_PARTS = {"main", "contentinfo"}

_PLAYED_BACK = re.compile(r"\(plays back (\d+)\)")
_NUMBERED = re.compile(r"(\d+)\. (.+)")


# ---- the page


@dataclass(frozen=True)
class Heard:
    """Something that is read, in `main` or another part. `live`: said by itself as soon as it changes."""

    words: str
    part: str
    live: bool


async def everything_read(page: Page) -> list[Heard]:
    """The accessibility tree in order, without what only groups."""
    devtools = await page.context.new_cdp_session(page)
    tree = (await devtools.send("Accessibility.getFullAXTree"))["nodes"]
    await devtools.detach()
    nodes = {node["nodeId"]: node for node in tree}

    def read(node: dict, part: str, *, live: bool, label: bool) -> Iterator[Heard]:
        role = node["role"]["value"]
        words = node.get("name", {}).get("value", "").strip()
        live = live or any(one["name"] == "live" for one in node.get("properties", ()))
        if role in _NAMED or (role == "StaticText" and words and not label):
            yield Heard(words, part, live)
        elif role != "StaticText":
            part = role if role in _PARTS else part
            for child in node["childIds"]:
                yield from read(nodes[child], part, live=live, label=role == "LabelText")

    return list(read(tree[0], "", live=False, label=False))


# ---- the transcript


@dataclass
class Turn:
    """What a person does in a transcript, and what the bot then says, but for the list of choices."""

    does: str
    said: list[str] = field(default_factory=list)
    played_back: int = 0
    buttons: list[str] = field(default_factory=list)


class Talk:
    """The transcript of a whole conversation in a language, from the turn on in which it was chosen."""

    def __init__(self, language: str) -> None:
        self._content = Content.load(read_settings({}, Path("none")))
        self._wording = self._content.wording()
        self.language = language
        self._shows: dict[str, str] = {}
        text = (TALKS / f"whole_{language}.txt").read_text(encoding="utf-8")
        self.turns = [self._turn(part.splitlines()) for part in text.split("\n> ")[2:]]

    def says(self, line: Line) -> str:
        return self._wording.line(line, self.language)

    def _turn(self, lines: list[str]) -> Turn:
        turn, drawn, shown = Turn(lines[0]), False, dict[str, str]()
        for line in (line.strip() for line in lines[1:] if line.startswith("  ")):
            if line.startswith("["):
                turn.buttons = line[1:-1].split(" · ")
            elif found := _PLAYED_BACK.fullmatch(line):
                turn.played_back = int(found[1])
            elif found := _NUMBERED.fullmatch(line):
                shown |= {found[1]: found[2]} if drawn else {}
            else:
                drawn = line == self.says(phrases.PICTURE)
                turn.said += [] if drawn else [line]
        named = (button.partition(" ") for button in turn.buttons)
        self._shows |= {label: shown[number] for number, _, label in named if number in shown}
        return turn

    def reading(self, turn: Turn, *, script: bool) -> list[str]:
        """What stands on the page after a turn, below what is played back."""
        choices, controls = turn.buttons[:-CONTROLS], turn.buttons[-CONTROLS:]
        ended = turn is self.turns[-1]
        return [
            *turn.said,
            *(" ".join(filter(None, (one, self._shows.get(one.partition(" ")[2])))) for one in choices),
            *(self._answering(turn, script=script) if self.is_open(turn) else ()),
            *controls,
            *(() if self.is_open(turn) else (self.says(web.TYPE), self.says(web.SEND))),
            *([self.says(web.SOMEONE_ELSE)] if ended else ()),
            *([self.says(web.BY_ITSELF)] if script else ()),
        ]

    def is_open(self, turn: Turn) -> bool:
        """Whether words are asked for: only another question can be chosen, or nothing."""
        choices = [one.partition(" ")[2] for one in turn.buttons[:-CONTROLS]]
        return turn is not self.turns[-1] and set(choices) <= {self.says(phrases.ANOTHER)}

    def _answering(self, turn: Turn, *, script: bool) -> list[str]:
        no_photo = self._content.consultation.conversation.steps["own_words"].say
        photo = [] if self.says(no_photo) in turn.said else [web.PHOTO]
        lines = [phrases.RECORD if script else phrases.VOICE_FILE, web.WRITE, *photo, web.SEND]
        return [self.says(line) for line in lines]
