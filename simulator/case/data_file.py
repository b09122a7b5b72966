"""A column of numbers from a CSV file, written as cases write them: pounds, percentages or plain numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.case.faults import Fault
from simulator.case.misread import Misread, shown
from simulator.case.quantities import as_money, as_number, read_money, read_number, read_share
from simulator.case.text import read_text

MONEY, SHARE, NUMBER, RATIO = "£", "share", "number", "ratio"
"""What a column's numbers are; a ratio is one column divided by another."""

_DELIMITERS = ",;\t|"
_EMPTY = ("", "-", "–", "n/a", "na", "n.a.")
_WITH_COMMAS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SHOWN = 6  # columns that a message names


class DataError(ValueError):
    """A file of data cannot be used.

    Attributes
    ----------
    faults : tuple of Fault
        Everything that is wrong with it.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Column:
    """The numbers of one column.

    Attributes
    ----------
    file
        As it was named.
    name
        Its heading, or "column 2"; of a ratio, both.
    unit
        MONEY, SHARE, NUMBER or RATIO.
    values
        In the order of the file; pounds, shares of 1, numbers.
    empty
        How many cells had nothing in them.
    """

    file: str
    name: str
    unit: str
    values: tuple[float, ...]
    empty: int

    def written(self, value: float) -> str:
        """A value as a case writes it."""
        return as_money(value) if self.unit == MONEY else as_number(value)


@dataclass(frozen=True)
class _Cell:
    line: int
    text: str


class _Table:
    """The cells of a file, with or without headings."""

    def __init__(self, file: Path, name: str) -> None:
        self.name = name
        text = read_text(file, name)
        if isinstance(text, Fault):
            # The reader of case files speaks of cases.
            instead = text.instead.replace("a case file", "a CSV file")
            raise DataError([Fault(name, text.line, text.column, text.path, text.wrong, instead)])
        # A first line of "sep=;" is how Excel is told.
        told = re.match(r"sep=(.)\r?\n", text)
        first = text.partition("\n")[0]
        delimiter = told[1] if told else max(_DELIMITERS, key=first.count)
        reader = csv.reader(text.splitlines(), delimiter=delimiter)
        self.rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
        if told:
            self.rows = self.rows[1:]
        if not self.rows:
            raise DataError([self.fault(1, 1, "(file)", "the file has no rows", "a column of numbers")])
        top = self.rows[0][1]
        # A row with a word among its cells is one of headings.
        self.headings = top if any(cell.lower() not in _EMPTY and not _is_value(cell) for cell in top) else []
        self.body = self.rows[1:] if self.headings else self.rows
        for line, row in self.body if self.headings else []:
            if any(row[len(top) :]):
                wrong = f"{len(row)} cells under {len(top)} heading{'s' if len(top) > 1 else ''}"
                instead = "quotes round a number with commas in it, or no commas"
                raise DataError([self.fault(line, len(top) + 1, "(row)", wrong, instead)])
        self.width = max(len(row) for _, row in self.rows)

    def fault(self, line: int, column: int, path: str, wrong: str, instead: str) -> Fault:
        return Fault(self.name, line, column, path, wrong, instead)

    def heading(self, index: int) -> str:
        named = index < len(self.headings) and self.headings[index]
        return self.headings[index] if named else f"column {index + 1}"

    def find(self, column: str, option: str) -> int:
        """The place of a column by its heading, else by its number from 1."""
        same = [i for i, heading in enumerate(self.headings) if heading.casefold() == column.strip().casefold()]
        if len(same) == 1:
            return same[0]
        if not same and column.strip().isdigit() and 1 <= int(column) <= self.width:
            return int(column) - 1
        wrong = f"{len(same)} columns are headed {shown(column)}" if same else f"there is no column {shown(column)}"
        numbers = f"a number from 1 to {self.width}" if self.width > 1 else "1"
        named = f"{self._named()}, or {numbers}" if self.headings and not same else numbers
        raise DataError([self.fault(self.rows[0][0], 1, option, wrong, named)])

    def only(self) -> int:
        """The place of the only column of numbers."""
        found = [
            index
            for index in range(self.width)
            if (cells := [cell.text for cell in self.cells(index) if cell.text.lower() not in _EMPTY])
            and sum(map(_is_value, cells)) * 2 >= len(cells)
        ]
        if len(found) == 1:
            return found[0]
        line = self.rows[0][0]
        if not found:
            raise DataError([self.fault(line, 1, "(file)", "no column holds numbers", "a column of numbers")])
        wrong = f"{len(found)} columns hold numbers: {', '.join(self.heading(i) for i in found[:_SHOWN])}"
        raise DataError([self.fault(line, 1, "(file)", wrong, "one of them with --column, by heading or number")])

    def cells(self, index: int) -> list[_Cell]:
        return [_Cell(line, row[index] if index < len(row) else "") for line, row in self.body]

    def _named(self) -> str:
        return ", ".join(shown(heading) for heading in self.headings[:_SHOWN] if heading)


def _is_value(text: str) -> bool:
    try:
        _read(text)
    except Misread:
        return False
    return True


def _read(text: str) -> tuple[float, str]:
    """A number and its unit from a cell; raises `Misread`."""
    if text.endswith("%"):
        return read_share(text), SHARE
    if "£" in text:
        return read_money(text), MONEY
    bare = text.replace(",", "") if _WITH_COMMAS.fullmatch(text) else text
    if not _PLAIN.fullmatch(bare):
        raise Misread(f"{shown(text)} is not a number", '5400000, "£5.4m" or "40%"')
    return read_number(float(bare), "a number", "5400000"), NUMBER


def read_column(file: Path, name: str, column: str | None = None, forecast: str | None = None) -> Column:
    """The numbers of a column of a CSV file, or their ratios to those of another column.

    Parameters
    ----------
    file
        In UTF-8; cells parted by commas, semicolons, tabs or bars; with or without a row of headings.
    name
        How messages call the file.
    column
        The heading of the column, or its number from 1. By default the only one that holds numbers.
    forecast
        The same for the column to divide by. Rows in which either cell is empty are left out.

    Raises
    ------
    DataError
        The file, the column or a cell cannot be read; every fault has its line.
    """
    table = _Table(file, name)
    if forecast is not None and column is None:
        wrong = "one column to divide by, and none to divide"
        raise DataError([table.fault(1, 1, "--forecast-column", wrong, "the outturns' column with --column")])
    at = table.find(column, "--column") if column is not None else table.only()
    if forecast is None:
        values, unit = _values(table, at)
        found = [value for value in values if value is not None]
        return Column(name, table.heading(at), unit, tuple(found), len(values) - len(found))
    below = table.find(forecast, "--forecast-column")
    (above, unit), (under, other) = _values(table, at), _values(table, below)
    if unit != other:
        line = table.body[0][0] if table.body else 1
        wrong = f"{table.heading(at)} is in {_kind(unit)} and {table.heading(below)} in {_kind(other)}"
        raise DataError([table.fault(line, below + 1, table.heading(below), wrong, "both in the same unit")])
    ratios, faults = [], []
    for cell, one, two in zip(table.cells(below), above, under, strict=True):
        if one is None or two is None:
            continue
        if two <= 0.0:
            wrong = f"a forecast of {shown(cell.text)} has no ratio"
            faults.append(table.fault(cell.line, below + 1, table.heading(below), wrong, "forecasts above nought"))
        else:
            ratios.append(one / two)
    if faults:
        raise DataError(faults)
    heading = f"{table.heading(at)} ÷ {table.heading(below)}"
    return Column(name, heading, RATIO, tuple(ratios), len(above) - len(ratios))


def _values(table: _Table, index: int) -> tuple[list[float | None], str]:
    """The numbers of a column, None where a cell is empty, and their unit."""
    values: list[float | None] = []
    faults: list[Fault] = []
    first: tuple[str, int] | None = None
    for cell in table.cells(index):
        if cell.text.lower() in _EMPTY:
            values.append(None)
            continue
        try:
            value, unit = _read(cell.text)
        except Misread as error:
            faults.append(table.fault(cell.line, index + 1, table.heading(index), error.wrong, error.instead))
            continue
        first = first or (unit, cell.line)
        if unit != first[0]:
            wrong = f"{shown(cell.text)} is in {_kind(unit)}, and line {first[1]} in {_kind(first[0])}"
            faults.append(table.fault(cell.line, index + 1, table.heading(index), wrong, "one unit in all rows"))
            continue
        values.append(value)
    if faults:
        raise DataError(faults)
    return values, first[0] if first else NUMBER


def _kind(unit: str) -> str:
    return {MONEY: "pounds", SHARE: "percentages", NUMBER: "plain numbers"}[unit]


def read_limit(text: str, unit: str) -> float:
    """A limit of the values as somebody types it, in the unit of the column.

    >>> read_limit("£2m", MONEY), read_limit("0.4", RATIO)
    (2000000.0, 0.4)

    Raises
    ------
    Misread
        It is no number of that unit.
    """
    readers: dict[str, Callable[[str], float]] = {MONEY: read_money, SHARE: read_share}
    if unit in readers and not _PLAIN.fullmatch(text.strip()):
        return readers[unit](text)
    value, found = _read(text.strip())
    if found not in (unit, NUMBER):
        raise Misread(f"{shown(text)} is in {_kind(found)}", "a limit in the unit of the column")
    return value
