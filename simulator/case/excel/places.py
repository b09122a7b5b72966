"""The cell of every key and value of a workbook, and faults told where the cell is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simulator.case.excel.layout import SHEETS, Cell
from simulator.case.faults import Fault, Path, Problem, dotted

_MISSING = re.compile(r"^(\S+) = (.*)$", re.DOTALL)


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
    """

    file: str
    keys: dict[Path, Cell] = field(default_factory=dict)
    values: dict[Path, Cell] = field(default_factory=dict)
    empty: dict[Path, Cell] = field(default_factory=dict)
    tabs: dict[str, Cell] = field(default_factory=dict)

    def cell(self, path: Path, *, at_key: bool = False) -> Cell:
        """The cell of a key or value, or of the nearest thing around it that the workbook has."""
        for length in range(len(path), 0, -1):
            part = path[:length]
            inner = length == len(path)
            first = self.keys if at_key or not inner else self.values
            for cells in (first, self.values, self.empty if inner else {}):
                if part in cells:
                    return cells[part]
        tab = self.tabs.get(str(path[0])) if path else None
        return tab or next(iter(self.tabs.values()), Cell(0, SHEETS[0].name, 0, 0))

    def fault_of(self, problem: Problem) -> Fault:
        """A problem of the data as a fault at its cell."""
        cell = self.cell(problem.path, at_key=problem.at_key)
        return self.fault(cell, dotted(problem.path), problem.wrong, in_cells(problem.instead))

    def fault(self, cell: Cell, path: str, wrong: str, instead: str) -> Fault:
        """A fault at a cell."""
        return Fault(self.file, cell.row + 1, cell.column + 1, path, wrong, instead, str(cell), cell.sheet)


def in_cells(instead: str) -> str:
    """What to write instead, for somebody who types into a cell rather than into a file.

    >>> in_cells('name = "…"'), in_cells('a month such as "2013-04", in quotes')
    ('a value in the row of name: …', 'a month such as 2013-04')
    """
    found = _MISSING.match(instead)
    if found and not found[2].startswith("{"):
        instead = f"a value in the row of {found[1]}: {found[2]}"
    for typed in (", in quotes", " in quotes", " without the quotes", ", without quotes", '"'):
        instead = instead.replace(typed, "")
    return instead.replace("5_400_000", "5400000").rstrip(", …") if instead == 'text, "…"' else instead
