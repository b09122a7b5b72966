"""Cells whose content a reader of values would take for nothing: errors, and formulas that were never worked out.

A delay that says #REF! would otherwise be no delay. How far a sheet reaches is told too, before anybody reads it whole.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from simulator.case.excel.layout import letters

MOST_ROWS, MOST_COLUMNS = 50_000, 500
"""What a sheet of a case never reaches."""

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class Unread:
    """What there is to say of one sheet.

    Attributes
    ----------
    errors : dict
        (row, column) from 0 → what the cell shows, "#REF!".
    formulas : list
        (row, column) of formulas without a value.
    too_far : str
        The first cell with something in it that is further out than a case goes; empty where there is none.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    too_far: str = ""


def unread_cells(book: ZipFile) -> dict[str, Unread]:
    """Look through every sheet of a workbook.

    Returns
    -------
    dict
        By the name of the sheet.

    Raises
    ------
    KeyError, ElementTree.ParseError
        When it is no workbook of Excel.
    """
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT))
        if _name(sheet) == "sheet" and target is not None:
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[str(sheet.get("name"))] = _of_sheet(book, path)
    return found


def _of_sheet(book: ZipFile, path: str) -> Unread:
    unread = Unread()
    row = column = -1
    with book.open(path) as text:
        for event, node in ElementTree.iterparse(text, events=("start", "end")):
            name = _name(node)
            if event == "start" and name == "row":
                row, column = int(node.get("r", row + 2)) - 1, -1
            elif event == "start" and name == "c":
                column = _column(node.get("r", "")) if node.get("r") else column + 1
            elif event == "end" and name == "c":
                _look(node, row, column, unread)
            elif event == "end" and name == "row":
                node.clear()
    return unread


def _look(cell: Any, row: int, column: int, unread: Unread) -> None:
    inside = {_name(child): child for child in cell}
    value = inside["v"].text if "v" in inside else None
    kind = cell.get("t", "n")
    if kind == "e":
        unread.errors[row, column] = value or "#N/A"
    elif "f" in inside and not value and kind != "str":
        unread.formulas.append((row, column))
    if (value or "is" in inside) and (row >= MOST_ROWS or column >= MOST_COLUMNS) and not unread.too_far:
        unread.too_far = f"{letters(column)}{row + 1}"


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _column(reference: str) -> int:
    """The column of a reference such as B12, from 0."""
    found = 0
    for letter in reference:
        if not letter.isalpha():
            break
        found = found * 26 + ord(letter.upper()) - ord("A") + 1
    return found - 1
