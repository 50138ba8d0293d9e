"""Reads conversations: from YAML to `core.conversation`, with every problem at its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import get_args

from bot.core.conversation import (
    ASIDE,
    SHARES,
    Conversation,
    Heard,
    Kind,
    Line,
    Option,
    PagePart,
    Part,
    Step,
)
from bot.definitions.nodes import Node, Source, check_id
from bot.definitions.written import Written

_HEARD: dict[str, Heard] = {"voice": "voice", "text": "text", "photo": "photo"}
_CHOOSERS: dict[str, Kind] = {"choose": "choice", "choose_many": "several", "scale": "scale"}
_FIELDS = (
    "say", "note", "choose", "choose_many", "scale", "hear", "parts", "probes",
    "again", "repeat", "limit", "optional", "wipes", "check", "next",
    "pictures", "helped", "helper", "when", "careful", "consent", "page",
)  # fmt: skip
_MOST_ROUNDS = 5


@dataclass
class Draft:
    """A conversation file as read: the conversation, every line with its place, and where each step stands.

    `careful` are the steps whose words a speaker must have checked before people are really asked.
    `conversation` is as good as the file: it is there, for further checks, even if `source` has problems.
    """

    source: Source
    written: list[Written] = field(default_factory=list)
    step_lines: dict[str, int] = field(default_factory=dict)
    next_lines: dict[str, int] = field(default_factory=dict)
    careful: set[str] = field(default_factory=set)
    conversation: Conversation | None = None


def read_conversation(path: Path, name: str | None = None) -> Draft:
    """Read one file. `name` is what problems call it. Problems are in the draft's source; nothing is raised."""
    draft = Draft(Source(name or str(path)))
    return _fill(draft, draft.source.read(path))


def parse_conversation(text: str) -> Draft:
    """The same for a text that is in hand already."""
    draft = Draft(Source("conversation"))
    return _fill(draft, draft.source.parse(text))


def _fill(draft: Draft, top: Node | None) -> Draft:
    if top is not None:
        _Reader(draft).conversation(top)
    return draft


class _Reader:
    """Reads one file into its draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.id = ""

    def line(self, node: Node, address: str, note: str) -> Line:
        line = Line(f"{self.id}.{address}", node.text())
        self.draft.written.append(Written(line, node.line, note))
        return line

    def conversation(self, top: Node) -> None:
        fields = top.fields("id", "title", "steps")
        for name in ("id", "title", "steps"):
            top.need(fields, name)
        self.id = fields["id"].id() if "id" in fields else ""
        title = self.line(fields["title"], "title", "") if "title" in fields else Line("", "")
        steps: dict[str, Step] = {}
        for key, node in fields["steps"].entries() if "steps" in fields else ():
            step_id = check_id(key, key.name)
            if step_id in ASIDE:
                key.wrong(f"`{step_id}` is kept for what people tell us beside all questions: choose another name")
            self.draft.step_lines[step_id] = key.line
            steps[step_id] = self.step(step_id, node)
        if not steps:
            top.wrong("a conversation needs at least one step")
        else:
            self.draft.conversation = Conversation(
                self.id,
                title,
                _version(steps.values()),
                steps,
                _version(step for step in steps.values() if step.consent),
            )

    def step(self, step_id: str, node: Node) -> Step:
        fields = node.fields(*_FIELDS)
        note = fields["note"].text() if "note" in fields else ""
        self.draft.next_lines[step_id] = fields["next"].line if "next" in fields else node.line
        if "careful" in fields and fields["careful"].flag():
            self.draft.careful.add(step_id)
        kind = self.kind(node, fields)
        parts = self.parts(step_id, fields, note)
        keep, share = self.check(step_id, fields, note)
        return Step(
            id=step_id,
            kind=kind,
            say=self.say(step_id, node, fields, note, parts),
            options=self.options(step_id, fields, note, kind),
            hears=self.hears(node, fields, kind),
            parts=parts,
            probes=self.probes(step_id, fields, note),
            again=self.line(fields["again"], f"{step_id}.again", note) if "again" in fields else None,
            limit=self.limit(node, fields, kind),
            optional=fields["optional"].flag() if "optional" in fields else False,
            wipes=self.wipes(fields),
            next=self.next(fields),
            keep=keep,
            share=share,
            helped=self.line(fields["helped"], f"{step_id}.helped", note) if "helped" in fields else None,
            helper=fields["helper"].flag() if "helper" in fields else False,
            when=self.when(fields),
            consent=fields["consent"].flag() if "consent" in fields else False,
            page=self.page(fields["page"]) if "page" in fields else None,
        )

    def page(self, node: Node) -> PagePart | None:
        parts: dict[str, PagePart] = {part: part for part in get_args(PagePart)}
        if (part := node.text()) not in parts:
            node.wrong(f"`page` is one of {', '.join(parts)}, not `{part}`")
        return parts.get(part)

    def kind(self, node: Node, fields: dict[str, Node]) -> Kind:
        kinds: list[Kind] = [kind for name, kind in _CHOOSERS.items() if name in fields]
        kinds += ["open"] if "hear" in fields else []
        kinds += ["check"] if "check" in fields else []
        if len(kinds) > 1:
            node.wrong("a step asks for one thing only: one of choose, choose_many, scale, hear, check")
        for name, allowed in (
            ("parts", ("open",)), ("probes", ("open",)), ("repeat", ("open",)),
            ("limit", ("several",)), ("wipes", ("choice",)), ("again", ("open", "several")),
            ("pictures", ("choice", "several", "scale")), ("helped", ("check",)), ("helper", ("choice",)),
            ("consent", ("statement", "choice")), ("page", ("open",)),
        ):  # fmt: skip
            if name in fields and (kinds or ["statement"])[0] not in allowed:
                fields[name].wrong(f"`{name}` does not fit this kind of step")
        if "repeat" in fields and ("parts" in fields or "probes" in fields):
            fields["repeat"].wrong("`repeat` does not go together with parts or probes")
        return kinds[0] if kinds else "statement"

    def say(self, step_id: str, node: Node, fields: dict[str, Node], note: str, parts: Sequence[Part]) -> Line:
        if "say" in fields:
            if parts:
                fields["say"].wrong("a step with parts is asked by its parts: leave `say` out")
            return self.line(fields["say"], step_id, note)
        if parts:
            return parts[0].say
        node.wrong("this step says nothing: `say` is missing")
        return Line("", "")

    def parts(self, step_id: str, fields: dict[str, Node], note: str) -> tuple[Part, ...]:
        if "parts" not in fields:
            return ()
        return tuple(
            Part(check_id(key, key.name), self.line(value, f"{step_id}.{key.name}", note))
            for key, value in fields["parts"].entries()
        )

    def probes(self, step_id: str, fields: dict[str, Node], note: str) -> tuple[Line, ...]:
        if "probes" not in fields:
            return ()
        return tuple(
            self.line(item, f"{step_id}.probe{n}", note) for n, item in enumerate(fields["probes"].items(), 1)
        )

    def options(self, step_id: str, fields: dict[str, Node], note: str, kind: Kind) -> tuple[Option, ...]:
        chooser = next((fields[name] for name in _CHOOSERS if name in fields), None)
        if chooser is None:
            return ()
        options = []
        for key, value in chooser.entries():
            option_id = key.name if kind == "scale" else check_id(key, key.name)
            if kind == "scale" and not (key.name.isascii() and key.name.isdigit()):
                key.wrong(f"a scale's points are numbers, not `{key.name}`")
            if value.is_blank():
                key.wrong(f"the choice `{key.name}` has no words")
                options.append(Option(option_id, Line("", "")))
                continue
            options.append(Option(option_id, self.line(value, f"{step_id}.{key.name}", f"A button. {note}")))
        if not options:
            chooser.wrong("there is nothing to choose")
        return self.with_pictures(step_id, fields, options)

    def with_pictures(
        self, step_id: str, fields: dict[str, Node], options: Sequence[Option]
    ) -> tuple[Option, ...]:
        """The options with what their drawings show. Where one is drawn all are: a gap would say something too."""
        if "pictures" not in fields:
            return tuple(options)
        shown = {key.name: (key, value) for key, value in fields["pictures"].entries()}
        for name in sorted(shown.keys() - {option.id for option in options}):
            shown[name][0].wrong(f"`{name}` can not be chosen here, so it needs no picture")
        drawn = []
        for option in options:
            if option.id not in shown or shown[option.id][1].is_blank():
                words = f"A10: say what the picture of `{option.id}` shows, as `{option.id}: A house.`"
                (shown[option.id][0] if option.id in shown else fields["pictures"]).wrong(words)
                drawn.append(option)
                continue
            alt = self.line(shown[option.id][1], f"{step_id}.{option.id}.picture", "What a picture shows.")
            drawn.append(replace(option, picture=alt))
        return tuple(drawn)

    def when(self, fields: dict[str, Node]) -> tuple[str, str] | None:
        if "when" not in fields:
            return None
        wanted = [(key.name, value.text()) for key, value in fields["when"].entries()]
        if len(wanted) != 1:
            fields["when"].wrong("`when` names one step and what was chosen there, as `when: {who_helps: paid}`")
            return None
        return wanted[0]

    def hears(self, node: Node, fields: dict[str, Node], kind: Kind) -> frozenset[Heard]:
        if kind != "open":
            return frozenset()
        heard = set()
        for item in fields["hear"].items():
            if item.text() in _HEARD:
                heard.add(_HEARD[item.text()])
            else:
                item.wrong(f"`{item.text()}` can not be heard; known are {', '.join(_HEARD)}")
        if not {"voice", "text"} <= heard:
            node.wrong("an open question must take voice and text: not everybody can use both")
        return frozenset(heard)

    def limit(self, node: Node, fields: dict[str, Node], kind: Kind) -> int:
        if "repeat" in fields:
            if "again" not in fields:
                node.wrong("a question that is repeated needs `again`: the words for asking once more")
            return fields["repeat"].number(2, _MOST_ROUNDS)
        if "limit" in fields:
            return fields["limit"].number(1, 99)
        return 99 if kind == "several" else 1

    def wipes(self, fields: dict[str, Node]) -> frozenset[str]:
        return frozenset(item.text() for item in fields["wipes"].items()) if "wipes" in fields else frozenset()

    def next(self, fields: dict[str, Node]) -> dict[str, str]:
        if "next" not in fields:
            return {}
        if fields["next"].is_text():
            return {"else": fields["next"].text()}
        return {key.name: value.text() for key, value in fields["next"].entries()}

    def check(self, step_id: str, fields: dict[str, Node], note: str) -> tuple[Step | None, Step | None]:
        if "check" not in fields:
            return None, None
        inner = fields["check"].fields("keep", "share")
        wanted = {"keep": ("keep", "again", "wipe"), "share": SHARES}
        steps: list[Step | None] = []
        for name, ids in wanted.items():
            node = fields["check"].need(inner, name)
            steps.append(self.check_question(f"{step_id}.{name}", node, ids, note) if node else None)
        return steps[0], steps[1]

    def check_question(self, address: str, node: Node, ids: tuple[str, ...], note: str) -> Step:
        fields = node.fields("say", "choose", "note")
        note = fields["note"].text() if "note" in fields else note
        options = self.options(address, fields, note, "choice")
        if tuple(option.id for option in options) != ids:
            node.wrong(f"the choices here must be {', '.join(ids)}, in this order")
        return Step(address, "choice", self.say(address, node, fields, note, ()), options)


def _version(steps: Iterable[Step]) -> str:
    """The hash of what steps mean: their words and all that is in them, without notes and layout."""
    meaning = json.dumps(
        [asdict(step, dict_factory=_meant) for step in steps], ensure_ascii=False, sort_keys=True, default=sorted
    )
    return hashlib.sha256(meaning.encode()).hexdigest()[:12]


def _meant(values: list[tuple[str, object]]) -> dict[str, object]:
    """Where an answer stands on a page changes nothing of what was asked."""
    return {name: value for name, value in values if name != "page"}
