"""A YAML file as a tree that knows its lines, and that never guesses.

`yaml.compose` keeps every word as it was written: `yes` stays "yes", `1.10` stays "1.10". Whatever is wrong is
noted with its line and reading goes on, so that all problems come out at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from bot.errors import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Libyaml's, where PyYAML was built with it: it reads ten times as fast."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,23}")
_NOT_A_NAME = {"true", "false", "null", "on", "off", "~"}


@dataclass
class Source:
    """One file being read, and what was found wrong with it so far."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, words: str) -> None:
        self.problems.append(Problem(self.name, line, words))

    def read(self, path: Path) -> Node | None:
        """The file's top mapping, or None (and a problem) where there is none."""
        try:
            return self.parse(path.read_text(encoding="utf-8"))
        except OSError as error:
            self.wrong(1, f"this file can not be read: {error.strerror or error}")
        except UnicodeDecodeError:
            self.wrong(1, "this file is not UTF-8 text")
        return None

    def parse(self, text: str) -> Node | None:
        try:
            top = yaml.compose(text, Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error)
            self.wrong(mark.line + 1 if mark else 1, f"this is not YAML: {what}")
        else:
            if isinstance(top, yaml.MappingNode):
                return Node(self, top)
            self.wrong(1, "this file must begin with names and colons, as `id: my_conversation`")
        return None


@dataclass(frozen=True)
class Node:
    """A mapping, a list or a word of a file, at its line."""

    source: Source
    node: yaml.Node
    name: str = ""

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def wrong(self, words: str) -> None:
        self.source.wrong(self.line, words)

    # ---- words

    def text(self) -> str:
        """The words that stand here; a problem where there are none."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.value.strip():
            return " ".join(self.node.value.split())
        self.wrong(f"`{self.name}` needs words")
        return ""

    def id(self) -> str:
        return check_id(self, self.text())

    def flag(self) -> bool:
        value = self.text()
        if value not in ("true", "false"):
            self.wrong(f"`{self.name}` must be true or false, not `{value}`")
        return value == "true"

    def number(self, least: int, most: int) -> int:
        value = self.text()
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return int(value)
        self.wrong(f"`{self.name}` must be a number from {least} to {most}, not `{value}`")
        return least

    def date(self) -> date:
        value = self.text()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(f"`{self.name}` must be a date like 2027-03-31, not `{value}`")
            return date.min

    # ---- lists and mappings

    def is_blank(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and not self.node.value.strip()

    def is_text(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode)

    def items(self) -> Iterator[Node]:
        """The members of a list."""
        if isinstance(self.node, yaml.SequenceNode):
            for node in self.node.value:
                yield Node(self.source, node, self.name)
        else:
            self.wrong(f"`{self.name}` must be a list")

    def entries(self) -> Iterator[tuple[Node, Node]]:
        """The names and values of a mapping; a name that stands twice is a problem."""
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong(f"`{self.name}` must be names and colons")
            return
        seen: dict[str, int] = {}
        for key, value in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            here = Node(self.source, key, name)
            if not name:
                here.wrong("a name must be one word")
            elif name in seen:
                here.wrong(f"`{name}` stands here twice (first in line {seen[name]})")
            else:
                seen[name] = here.line
                yield here, Node(self.source, value, name)

    def fields(self, *known: str) -> dict[str, Node]:
        """A mapping's values by name; an unknown name is a problem."""
        found: dict[str, Node] = {}
        for key, value in self.entries():
            if key.name in known:
                found[key.name] = value
            else:
                key.wrong(f"`{key.name}` is not known here; known are {', '.join(known)}")
        return found

    def need(self, found: dict[str, Node], name: str) -> Node | None:
        if name not in found:
            self.wrong(f"`{name}` is missing")
        return found.get(name)


def check_id(node: Node, value: str) -> str:
    """The value, noted as a problem if it can not be an id."""
    if value in _NOT_A_NAME:
        node.wrong(f"`{value}` can not be a name: YAML takes it for a truth value. Use another word")
    elif value and not _ID.fullmatch(value):
        node.wrong(f"`{value}` can not be a name: use at most 24 small letters, digits and _, a letter first")
    return value
