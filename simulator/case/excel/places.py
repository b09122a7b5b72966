"""The cell of every key and value of a workbook, and faults told where the cell is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simulator.case.anatomy import Kind, place_of
from simulator.case.excel.layout import SHEETS, Cell
from simulator.case.faults import Fault, Path, Problem, dotted

_KEY = re.compile(r"^([a-z_]+) = (.*)$", re.DOTALL)
_TABLE = re.compile(r"\[([a-z_]+)((?:\.[A-Za-z_]+)*)\]")
_TYPED = (
    (", in quotes", ""),
    (" in quotes", ""),
    (" without the quotes", ""),
    (", without quotes", ""),
    ('text, "…"', "text"),
    ('"', ""),
    ("5_400_000", "5400000"),
    ("a table, with its keys on lines of their own or in { … }", "a row for each of its keys"),
    ("a table, { key = value }", "a row for each of its keys"),
)
"""What only those need to be told who type into a file."""

_TABS = {table: sheet.name for sheet in SHEETS for table in sheet.tables}


@dataclass
class Places:
    """Where everything stands in a workbook.

    Attributes
    ----------
    file
        The workbook, as it was named.
    keys, values : dict
        Path → the cell of the key, the cell of the value. An entry has the cell of its id.
    empty : dict
        Path → the cell in which a value could stand, of rows that are not filled in.
    tabs : dict
        Table of the case → the first cell of its sheet.
    inline : set
        Cells that hold TOML.
    """

    file: str
    keys: dict[Path, Cell] = field(default_factory=dict)
    values: dict[Path, Cell] = field(default_factory=dict)
    empty: dict[Path, Cell] = field(default_factory=dict)
    tabs: dict[str, Cell] = field(default_factory=dict)
    inline: set[Cell] = field(default_factory=set)

    def cell(self, path: Path, *, at_key: bool = False) -> Cell:
        """The cell of a key or value, or of the nearest thing around it that the workbook has."""
        for length in range(len(path), 0, -1):
            part = path[:length]
            whole = length == len(path)
            for cells in (self.keys, self.values) if whole and at_key else (self.values, self.empty if whole else {}):
                if part in cells:
                    return cells[part]
        tab = self.tabs.get(str(path[0])) if path else None
        return tab or next(iter(self.tabs.values()), Cell(0, SHEETS[0].name, 0, 0))

    def fault_of(self, problem: Problem) -> Fault:
        """A problem of the data as a fault at its cell."""
        cell = self.cell(problem.path, at_key=problem.at_key)
        instead = problem.instead if cell in self.inline else in_cells(problem.instead, problem.path)
        return self.fault(cell, dotted(problem.path), problem.wrong, instead)

    def fault(self, cell: Cell, path: str, wrong: str, instead: str) -> Fault:
        """A fault at a cell."""
        return Fault(self.file, cell.row + 1, cell.column + 1, path, wrong, instead, str(cell), cell.sheet)


def in_cells(instead: str, path: Path) -> str:
    """What to write instead, for somebody who types into cells rather than into a file.

    >>> in_cells('name = "…"', ("wave", "first", "name")), in_cells('"2013-04", in quotes', ("case", "start"))
    ('a value in the row name: …', '2013-04')
    >>> in_cells("at least one [wave.ID]", ("wave",))
    'at least one wave.ID on the sheet Waves'
    """
    found, place = _KEY.match(instead), place_of(path)
    if found and path and found[1] == path[-1]:
        above = place_of(path[:1])
        root = 2 if above is not None and above.kind is Kind.ENTRIES else 1
        instead = f"a value in the row {dotted(path[root:])}: {found[2]}"
    elif found and (place is None or place.kind is not Kind.INPUT):
        instead = f"a value in the row {found[1]}: {found[2]}"
    for typed, plain in _TYPED:
        instead = instead.replace(typed, plain)
    return _TABLE.sub(lambda table: _on_its_sheet(table[1], table[2], table[0]), instead)


def _on_its_sheet(table: str, below: str, written: str) -> str:
    return f"{table}{below} on the sheet {_TABS[table]}" if table in _TABS else written
