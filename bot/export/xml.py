"""Words as XML, and archives whose bytes are the same whenever they are written."""

from __future__ import annotations

import re
import zipfile
from xml.sax.saxutils import quoteattr

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML can not hold."""

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""What files of Word and Excel begin with, and the names of what holds their parts together (ECMA-376, part 2)."""

_AT = (1980, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """The text with � for whatever XML can not hold, and one kind of line end."""
    if text.isprintable():
        return text
    return _NEVER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def attributes(**values: str | int) -> str:
    """Attributes of an element, each with a space before it."""
    return "".join(f" {name}={quoteattr(clean(str(value)))}" for name, value in values.items())


def entry(name: str, *, packed: bool = True) -> zipfile.ZipInfo:
    """A file in an archive: when it was written is not told."""
    info = zipfile.ZipInfo(name, _AT)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return info
