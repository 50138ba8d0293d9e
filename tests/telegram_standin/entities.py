"""Formatted text: what is left when the marks are taken out, counted as Telegram counts it."""

import html
import re
from dataclasses import dataclass, field

from tests.telegram_standin.wire import Json, Params, bad_request

_HTML_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_MARKDOWN_MARKS = {  # the longer ones first, for "__" is not two of "_"
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
    "`": "code",
}
_MARKDOWN_RESERVED = set("_*[]()~`>#+-=|{}.!")
_KNOWN_TYPES = {
    *_HTML_TAGS.values(),
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_mention"),
    *("custom_emoji", "expandable_blockquote"),
}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([^>]*)>")
_ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


def utf16(text: str) -> int:
    """Telegram measures text in UTF-16 code units: most emoji count twice."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Written:
    """Text being put together, with the marks that are open and those that are closed."""

    text: str = ""
    opened: list[tuple[str, Json]] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def open(self, mark: str, **entity: str) -> None:
        self.opened.append((mark, {"offset": utf16(self.text), "length": 0, **entity}))

    def close(self) -> None:
        _, entity = self.opened.pop()
        entity["length"] = utf16(self.text) - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)


def _byte_offset(source: str, position: int) -> int:
    return len(source[:position].encode())


def _cannot_parse(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")


def _html_open(written: _Written, tag: str, attributes: str, offset: int) -> None:
    if tag not in _HTML_TAGS or (tag == "span" and "tg-spoiler" not in attributes):
        raise _cannot_parse(f'Unsupported start tag "{tag}" at byte offset {offset}')
    link = re.search(r"""href\s*=\s*["']?([^"'>\s]+)""", attributes)
    written.open(tag, type=_HTML_TAGS[tag], **({"url": html.unescape(link[1])} if tag == "a" and link else {}))


def _html_close(written: _Written, tag: str, offset: int) -> None:
    if not written.opened:
        raise _cannot_parse(f"Unexpected end tag at byte offset {offset}")
    expected = written.opened[-1][0]
    if tag != expected:
        raise _cannot_parse(
            f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{tag}>"'
        )
    written.close()


def _from_html(source: str) -> _Written:
    written = _Written()
    position = 0
    while position < len(source):
        if source[position] == "<":
            tag = _TAG.match(source, position)
            offset = _byte_offset(source, position)
            if tag is None:
                raise _cannot_parse(f"Unclosed start tag at byte offset {offset}")
            if tag[1]:
                _html_close(written, tag[2].lower(), offset)
            else:
                _html_open(written, tag[2].lower(), tag[3], offset)
            position = tag.end()
        elif escaped := _ESCAPED.match(source, position):
            written.text += html.unescape(escaped[0])
            position = escaped.end()
        else:
            written.text += source[position]
            position += 1
    if written.opened:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{written.opened[-1][0]}"')
    return written


def _markdown_mark(source: str, position: int) -> str | None:
    return next((mark for mark in _MARKDOWN_MARKS if source.startswith(mark, position)), None)


def _from_markdown(source: str) -> _Written:
    written = _Written()
    position = 0
    while position < len(source):
        character = source[position]
        inside_code = bool(written.opened) and written.opened[-1][0] in {"`", "```"}
        mark = _markdown_mark(source, position)
        link_end = re.compile(r"\]\(([^)]*)\)").match(source, position)
        if character == "\\" and position + 1 < len(source):
            written.text += source[position + 1]
            position += 2
        elif mark and written.opened and written.opened[-1][0] == mark:
            written.close()
            position += len(mark)
        elif inside_code:
            written.text += character
            position += 1
        elif mark:
            written.open(mark, type=_MARKDOWN_MARKS[mark])
            position += len(mark)
        elif character == "[":
            written.open("[", type="text_link")
            position += 1
        elif link_end and written.opened and written.opened[-1][0] == "[":
            written.opened[-1][1]["url"] = link_end[1]
            written.close()
            position = link_end.end()
        elif character in _MARKDOWN_RESERVED:
            raise _cannot_parse(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
        else:
            written.text += character
            position += 1
    if written.opened:
        mark, entity = written.opened[-1]
        offset = _byte_offset(source, source.rfind(mark))
        raise _cannot_parse(f"Can't find end of {entity['type'].capitalize()} entity at byte offset {offset}")
    return written


def _checked(entities: list[Json], text: str) -> list[Json]:
    length = utf16(text)
    for entity in entities:
        offset = entity.get("offset", 0)
        end = offset + entity.get("length", 0)
        if entity.get("type") not in _KNOWN_TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        if offset < 0:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if offset >= length:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if end > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
    return entities


def formatted(params: Params, text_field: str, entities_field: str) -> tuple[str, list[Json]]:
    """The text as people will see it and its entities."""
    source = params.text(text_field)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        written = _from_html(source)
    elif mode == "markdownv2":
        written = _from_markdown(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        given = params.parsed(entities_field, "message entities")
        written = _Written(source, entities=_checked(given or [], source))
    if not written.entities:
        return written.text.strip(), []
    return written.text.rstrip(), sorted(written.entities, key=lambda entity: entity["offset"])
