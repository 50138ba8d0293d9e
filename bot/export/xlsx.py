"""Writes an Excel workbook as a stream: sheets of words, each cell typed as text. ECMA-376, part 1, chapter 18.

However many rows, only one is in memory at a time. A sheet that is full goes on in another one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from bot.export.xml import HEAD, OFFICE, PACKAGE, attributes, clean, entry

_ROWS = 1_048_576
_CELL = 32_767
"""UTF-16 units in a cell. Excel refuses the whole file if one is longer."""

_TITLE = 31
_LOOKS_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Excel takes _x0041_ for an A (22.9.2.19 of the standard)."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_STYLES = f"""{HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">
<alignment vertical="top"/></xf>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{{sheets}}</Types>'
)


class Workbook:
    """An open workbook. Sheets are written one after the other, under titles of plain letters. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._sheets: list[tuple[str, str]] = []
        self._open: IO[bytes] | None = None
        self._title, self._head, self._widths = "", tuple[str, ...](), tuple[float, ...]()
        self._columns: list[str] = []
        self._rows = 0

    def sheet(self, title: str, head: Sequence[str], widths: Sequence[float]) -> None:
        """Begin a sheet, whose first row stays in sight and can be filtered by. Widths are in letters."""
        self._title, self._head, self._widths = title, tuple(head), tuple(widths)
        self._begin(title)

    def row(self, cells: Sequence[str]) -> None:
        """As many cells as the head has."""
        if self._rows == _ROWS:
            number = 2 + sum(one.startswith(f"{self._title} ") for one, _ in self._sheets)
            self._begin(f"{self._title} {number}")
        self._write(cells, 1)

    def close(self) -> None:
        self._end()
        for name, content in self._parts():
            self._zip.writestr(entry(name), content, compresslevel=1)
        self._zip.close()

    # ---- one sheet

    def _begin(self, title: str) -> None:
        self._end()
        self._columns = [_letters(number) for number in range(len(self._head))]
        self._open = self._zip.open(
            entry(f"xl/worksheets/sheet{len(self._sheets) + 1}.xml"), "w", force_zip64=True
        )
        widths = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1" style="1"/>'
            for number, width in enumerate(self._widths, 1)
        )
        self._open.write(
            f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
            f'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData>".encode()
        )
        self._rows = 0
        self._sheets.append((title[:_TITLE], ""))
        self._write(self._head, 2)

    def _write(self, cells: Sequence[str], style: int) -> None:
        assert self._open
        self._rows += 1
        row = self._rows
        kind = f'{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve"'
        written = "".join(
            f'<c r="{column}{kind}>{_text(cell)}</t></is></c>'
            for column, cell in zip(self._columns, cells, strict=True)
            if cell
        )
        self._open.write(f'<row r="{row}">{written}</row>'.encode())

    def _end(self) -> None:
        if self._open:
            area = f"A1:{self._columns[-1]}{self._rows}"
            self._open.write(f'</sheetData><autoFilter ref="{area}"/></worksheet>'.encode())
            self._open.close()
            title, _ = self._sheets.pop()
            self._sheets.append((title, area))

    # ---- what holds the sheets together

    def _parts(self) -> Iterator[tuple[str, str]]:
        numbers = range(1, len(self._sheets) + 1)
        yield "xl/styles.xml", _STYLES
        sheets, names = "", ""
        for number, (title, area) in zip(numbers, self._sheets, strict=True):
            sheets += f'<sheet{attributes(name=title, sheetId=number)} r:id="rId{number}"/>'
            names += (
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">'
                f"'{title}'!{_fixed(area)}</definedName>"
            )
        book = f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames>"
        yield "xl/workbook.xml", f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}">{book}</workbook>'
        links = "".join(
            f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in numbers
        )
        styles = f'<Relationship Id="rId{len(numbers) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
        yield "xl/_rels/workbook.xml.rels", _relationships(links + styles)
        workbook = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        yield "_rels/.rels", _relationships(workbook)
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
            for number in numbers
        )
        yield "[Content_Types].xml", HEAD + _TYPES.format(sheets=kinds)


def _relationships(links: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _text(cell: str) -> str:
    """A cell's words as XML. What XML or Excel can not hold becomes �; what is too long ends in …."""
    cell = clean(cell)
    if len(cell) > _CELL // 2:
        cell = _cut(cell)
    if "_x" in cell:
        cell = _LOOKS_LIKE_A_CODE.sub("_x005F_", cell)
    return escape(cell)


def _cut(cell: str) -> str:
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * _CELL:
        return cell
    return units[: 2 * (_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _letters(number: int) -> str:
    """The name of a column: A, B, … Z, AA, …"""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _fixed(area: str) -> str:
    """A1:C7 as $A$1:$C$7."""
    return re.sub("([A-Z]+)([0-9]+)", r"$\1$\2", area)
