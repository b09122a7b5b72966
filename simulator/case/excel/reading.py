"""From a workbook to the data of a case, as a TOML file would give it, and the cell of everything in it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from simulator.case.anatomy import Kind, place_of
from simulator.case.excel.cells import NotToml, text_of, value_of, words_of
from simulator.case.excel.layout import BY_NAME, HEADED, HOW, KEY, OTHER, SHEETS, WHAT, Cell, Sheet
from simulator.case.excel.places import Places
from simulator.case.excel.unread import Unread, unread_cells
from simulator.case.faults import Fault, Path, dotted, one_of
from simulator.case.inputs import PROVENANCE, DistributionName
from simulator.case.text import NO_PATH, OLD_WORKBOOK

MOST_FAULTY_CELLS = 200
"""Cells that cannot be read after which no more are told."""

_PART = re.compile(r'"([^"]*)"|\[(\d+)\]|([^."\[\]]+)')
_ABOUT = (*PROVENANCE, "theme")
_IGNORED = (WHAT.casefold(), HOW.casefold())


@dataclass
class Read:
    """What a workbook says.

    Attributes
    ----------
    data
        As `tomllib.loads` would give it; None where it is no workbook.
    faults
        What could not be read.
    lost
        Paths that are filled in but could not be read.
    places
        The cell of everything.
    """

    data: dict[str, Any] | None
    faults: tuple[Fault, ...]
    lost: tuple[Path, ...]
    places: Places


def read_workbook(content: bytes, name: str) -> Read:
    """Read a workbook, going on after each fault.

    Parameters
    ----------
    content
        Of the file.
    name
        What the file is called in faults.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    places = Places(name)
    try:
        if content.startswith(OLD_WORKBOOK):
            raise BadZipFile
        with ZipFile(io.BytesIO(content)) as archive:
            unread = unread_cells(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (BadZipFile, KeyError, ValueError, ElementTree.ParseError, CalamineError, OSError, NotImplementedError):
        wrong = "this workbook cannot be read: it has a password, is damaged, or is of another kind than .xlsx"
        fault = Fault(name, 1, 1, NO_PATH, wrong, "the same workbook without a password, saved as .xlsx")
        return Read(None, (fault,), (), places)
    reader = _Reader(places)
    for number, tab in enumerate(book.sheet_names):
        found = unread.get(tab, Unread())
        if found.too_far:
            cell = Cell(number, tab, 0, 0)
            reader.tell(cell, NO_PATH, f"the sheet reaches as far as {found.too_far}", "a sheet of a case, and no more")
            continue
        rows = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)
        reader.sheet(number, tab, rows, found)
    return reader.finished()


@dataclass(frozen=True)
class _Heads:
    """Which column holds what, by place from 0."""

    row: int
    first: int
    key: int
    keys: dict[int, str]
    ignored: frozenset[int]


class _Reader:
    """Puts one sheet after another into the data."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.data: dict[Any, Any] = {}
        self.faults: list[Fault] = []
        self.lost: list[Path] = []
        self.lists: dict[Path, Cell] = {}
        self.seen = False

    def tell(self, cell: Cell, path: str, wrong: str, instead: str) -> None:
        if len(self.faults) < MOST_FAULTY_CELLS:
            self.faults.append(self.places.fault(cell, path, wrong, instead))

    def finished(self) -> Read:
        """Everything read, lists in their order."""
        if not self.seen:
            names = ", ".join(sheet.name for sheet in SHEETS)
            wrong = "no sheet of this workbook is one of a case"
            self.tell(Cell(0, "Case", 0, 0), NO_PATH, wrong, f"sheets as 'collabsim init --excel' makes them: {names}")
            return Read(None, tuple(self.faults), (), self.places)
        for path, cell in sorted(self.lists.items(), key=lambda item: -len(item[0])):
            self._as_list(path, cell)
        return Read(self.data, tuple(self.faults), tuple(self.lost), self.places)

    def _as_list(self, path: Path, cell: Cell) -> None:
        """The entries of a list that were told one by one, as a list."""
        parent = self._look(path[:-1])
        entries = parent[path[-1]]
        if sorted(entries) != list(range(len(entries))):
            last = max(entries) + 1
            self.tell(cell, dotted(path), f"it has {len(entries)} entries, one of them numbered {last}", "1, 2, 3 …")
        parent[path[-1]] = [entries[number] for number in sorted(entries)]

    def _look(self, path: Path) -> Any:
        node: Any = self.data
        for part in path:
            node = node[part]
        return node

    # -- a sheet

    def sheet(self, number: int, tab: str, rows: list[list[Any]], unread: Unread) -> None:
        """Read a sheet, if it is one of a case."""
        sheet = BY_NAME.get(tab.strip().casefold())
        row = next((at for at, cells in enumerate(rows) if _is_heading(cells)), None)
        if sheet is None:
            if row is not None:
                known = [sheet.name for sheet in SHEETS]
                self.tell(Cell(number, tab, 0, 0), NO_PATH, f'no sheet of a case is called "{tab}"', one_of(tab, known))
            return
        self.seen = True
        for table in sheet.tables:
            self.places.tabs.setdefault(table, Cell(number, tab, 0, 0))
        if row is None:
            if any(_filled(cell) for cells in rows for cell in cells):
                wanted = f"{sheet.heading}, {KEY}, Value, Low, Most likely, High …"
                self.tell(Cell(number, tab, 0, 0), NO_PATH, "no row of this sheet has the headings", wanted)
            return
        heads = self._heads(number, tab, row, rows[row], sheet)
        if heads is None:
            return
        self._unread(number, tab, heads, unread)
        for at, cells in enumerate(rows[row + 1 :], start=row + 1):
            self._row(number, tab, at, cells, sheet, heads)

    def _heads(self, number: int, tab: str, row: int, cells: list[Any], sheet: Sheet) -> _Heads | None:
        keys: dict[int, str] = {}
        at: dict[str, int] = {}
        ignored = set()
        for column, raw in enumerate(cells):
            text = str(raw).strip().casefold()
            if not text:
                continue
            here = Cell(number, tab, row, column)
            name = HEADED.get(text, text)
            if text in _IGNORED:
                ignored.add(column)
            elif name in at:
                self.tell(here, NO_PATH, f'two columns are headed "{str(raw).strip()}"', "each heading once")
            elif text in HEADED:
                keys[column] = name
            elif text not in (sheet.heading.casefold(), KEY.casefold()):
                known = [sheet.heading, KEY, *(heading.capitalize() for heading in HEADED)]
                self.tell(here, NO_PATH, f'no column is headed "{str(raw).strip()}"', one_of(raw, known))
                ignored.add(column)
            at.setdefault(name, column)
        if sheet.heading.casefold() not in at:
            wrong = f'there is no column headed "{sheet.heading}"'
            self.tell(Cell(number, tab, row, 0), NO_PATH, wrong, f"{sheet.heading} over the first column")
            return None
        return _Heads(row, at[sheet.heading.casefold()], at[KEY.casefold()], keys, frozenset(ignored))

    def _unread(self, number: int, tab: str, heads: _Heads, unread: Unread) -> None:
        """Tell the cells of the columns that are read whose content is an error, or not there yet."""
        columns = {heads.first, heads.key, *heads.keys}
        for (row, column), shown in unread.errors.items():
            if row > heads.row and column in columns:
                wrong = f"{shown} is what a formula shows when it fails"
                self.tell(Cell(number, tab, row, column), NO_PATH, wrong, "a value, or nothing")
        for row, column in unread.formulas:
            if row > heads.row and column in columns:
                wrong = "the formula has not been worked out"
                self.tell(Cell(number, tab, row, column), NO_PATH, wrong, "the workbook saved by Excel or LibreOffice")

    # -- a row

    def _row(self, number: int, tab: str, row: int, cells: list[Any], sheet: Sheet, heads: _Heads) -> None:
        filled = {column: raw for column, raw in enumerate(cells) if _filled(raw)}

        def cell(column: int) -> Cell:
            return Cell(number, tab, row, column)

        given = {key: filled[column] for column, key in heads.keys.items() if column in filled}
        at = {key: cell(column) for column, key in heads.keys.items()}
        known = {heads.first, heads.key, *heads.keys, *heads.ignored}
        for column in filled:
            if column not in known:
                wrong = "this stands in a column without a heading"
                self.tell(cell(column), NO_PATH, wrong, "nothing here; remarks go into Note, or on a sheet of your own")
        name, key = (str(text_of(value_of(filled.get(c, ""), None))).strip() for c in (heads.first, heads.key))
        if not given and not (name and key):
            return  # a remark between the rows, or nothing at all
        if not name or not key:
            column, what = (heads.key, KEY) if name else (heads.first, sheet.heading)
            self.tell(cell(column), NO_PATH, f"the row has no {what.lower()}", f"what the row is about, as {what}")
            return
        table = self._table(cell(heads.first), name, sheet)
        path = None if table is None else self._path(table, key, cell(heads.key))
        if table is None or path is None:
            return
        if not given:
            self.places.empty.setdefault(path, at.get("value", cell(heads.key)))
            return
        self.places.keys.setdefault(table, cell(heads.first))
        self.places.values.setdefault(table, cell(heads.first))
        self._give(path, given, at, cell(heads.key))

    def _table(self, cell: Cell, name: str, sheet: Sheet) -> Path | None:
        """The table that the first column names."""
        if sheet.by_id:
            return (sheet.tables[0], name)
        if name in sheet.tables:
            return (name,)
        self.tell(cell, name, f'"{name}" is no table of this sheet', one_of(name, sheet.tables))
        return None

    def _path(self, table: Path, key: str, cell: Cell) -> Path | None:
        """The path of a key such as ``profile[1].share``."""
        path = table
        for quoted, number, bare in _PART.findall(key):
            part: str | int = quoted or number or bare.strip()
            around = place_of(path)
            if around is not None and around.kind is Kind.LIST and str(part).isdigit():
                if int(part) == 0:
                    self.tell(cell, dotted(path), "entries are counted from 1", f"{dotted(path)}[1]")
                    return None
                part = int(part) - 1
            path = (*path, part)
        return path

    def _give(self, path: Path, given: dict[str, Any], at: dict[str, Cell], key: Cell) -> None:
        """Write what a row says into the data."""
        place = place_of(path)
        is_input = place is not None and place.kind is Kind.INPUT
        for column in [] if is_input else [name for name in given if name != "value"]:
            wrong = f"{column} says nothing beside {path[-1]}, which is one plain value"
            self.tell(at[column], dotted(path), wrong, "nothing here; a remark has a row of its own, with the key note")
        if not is_input and "value" not in given:
            self.lost.append(path)
            return
        value = self._input(path, given, at) if is_input else self._plain(path, given["value"], at["value"])
        if value is None:
            self.lost.append(path)
        else:
            first = min(given, key=lambda name: (name in _ABOUT, at[name].column))
            self._put(path, value, key, at[first])

    def _plain(self, path: Path, raw: Any, cell: Cell) -> Any:
        try:
            return value_of(raw, place_of(path))
        except NotToml:
            self.tell(cell, dotted(path), f"{str(raw).strip()} cannot be read", "values with commas between them")
            return None

    def _input(self, path: Path, given: dict[str, Any], at: dict[str, Cell]) -> Any:
        """An input: its value alone, or the table of its words."""
        table: dict[str, Any] = {}
        for key, raw in given.items():
            inner = (*path, key)
            if key == OTHER:
                self._other_words(path, str(raw), at[key], table)
                continue
            place = place_of(path) if key in ("value", "low", "mode", "high") else place_of(inner)
            table[key] = value_of(raw, place)
            if place is not None and place.type is DistributionName and isinstance(raw, str):
                table[key] = raw.strip()
            self.places.keys[inner] = self.places.values[inner] = at[key]
        if not table:
            return None
        return table["value"] if set(table) == {"value"} else table

    def _other_words(self, path: Path, text: str, cell: Cell, table: dict[str, Any]) -> None:
        self.places.inline.add(cell)
        try:
            words = words_of(text)
        except NotToml:
            instead = 'keys and values as the case file writes them: confidence = 0.8, range = ["£1m", "£2m"]'
            self.tell(cell, dotted(path), f"{text.strip()} cannot be read", instead)
            self.lost.append(path)
            return
        for key, value in words.items():
            inner = (*path, key)
            if key in table:
                self.tell(cell, dotted(inner), "this is given twice in one row", "each key once")
                continue
            table[key] = value
            self.places.keys[inner] = self.places.values[inner] = cell

    def _put(self, path: Path, value: Any, key: Cell, cell: Cell) -> None:
        node: Any = self.data
        for depth, part in enumerate(path[:-1]):
            if isinstance(part, int):
                self.lists.setdefault(path[:depth], key)
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                before = self.places.values[path[: depth + 1]]
                wrong = f"{dotted(path[: depth + 1])} has a value already, in {before}"
                self.tell(key, dotted(path), wrong, "one of the two")
                return
            self.places.keys.setdefault(path[: depth + 1], key)
            self.places.values.setdefault(path[: depth + 1], key)
        if path[-1] in node:
            before = self.places.keys[path]
            self.tell(key, dotted(path), f"this is given twice, first in {before}", "each key of a table once")
            return
        node[path[-1]] = value
        if isinstance(path[-1], int):
            self.lists.setdefault(path[:-1], key)
        self.places.keys[path], self.places.values[path] = key, cell


def _filled(raw: Any) -> bool:
    return raw is not None and (not isinstance(raw, str) or bool(raw.strip()))


def _is_heading(cells: list[Any]) -> bool:
    texts = {str(cell).strip().casefold() for cell in cells}
    return {KEY.casefold(), "value"} <= texts
