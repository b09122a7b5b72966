"""What is written into the cells of a row: numbers and texts such that reading gives back what the case states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulator.case.anatomy import Kind
from simulator.case.data_toml import inline_value, inline_words
from simulator.case.excel.cells import NotToml, value_of
from simulator.case.excel.layout import COLUMNS, OTHER
from simulator.case.excel.rows import Row
from simulator.case.faults import dotted
from simulator.case.inputs import NUMBERS
from simulator.case.quantities import read_share
from simulator.case.units import Money, Share

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""

MONEY, PENCE, PERCENT, FINE_PERCENT, PLAIN, TEXT = "money", "pence", "percent", "fine percent", "plain", "text"
"""How a cell shows what is in it."""


class TooLong(ValueError):
    """Text that no cell of Excel can hold; the message says where."""


@dataclass(frozen=True)
class Filled:
    """What goes into a cell: a number or text, and how it is shown."""

    content: float | str
    shown: str


def filled(row: Row) -> Mapping[str, Filled]:
    """What a row holds, by the key of its column.

    Raises
    ------
    TooLong
        When a text does not go into a cell.
    """
    if row.value is None:
        return {}
    cells = _input(row) if row.place.kind is Kind.INPUT else {"value": _plain(row)}
    for column, cell in cells.items():
        if isinstance(cell.content, str) and len(cell.content) > LONGEST_TEXT:
            where = dotted((*row.path, column))
            raise TooLong(f"{where} has {len(cell.content):,} characters, and a cell of Excel holds {LONGEST_TEXT:,}")
    return {column: cell for column, cell in cells.items() if cell.content != ""}


def empty_shown(row: Row) -> str:
    """How a number that is typed into an empty row will be shown."""
    if row.place.kind is Kind.INPUT:
        if issubclass(row.place.type, Money):
            return MONEY
        if issubclass(row.place.type, Share):
            return FINE_PERCENT
        return PLAIN if row.place.type.bare else TEXT
    return PLAIN if row.place.type is float else TEXT


def _input(row: Row) -> dict[str, Filled]:
    stated = row.value if isinstance(row.value, dict) else {"value": row.value}
    cells, rest = {}, {}
    columns = {column.key for column in COLUMNS}
    for key, raw in stated.items():
        if key in NUMBERS:
            number = _number(row, raw)
            if number is None:
                rest[key] = raw
            else:
                cells[key] = number
        elif key in columns and isinstance(raw, (str, date)):
            cells[key] = Filled(_iso(raw), TEXT)
        else:
            rest[key] = raw
    if rest:
        cells[OTHER] = Filled(inline_words(rest), TEXT)
    return cells


def _number(row: Row, raw: Any) -> Filled | None:
    """A number as a cell holds it; None where a cell would round it."""
    unit = row.place.type
    if not unit.bare:
        return Filled(_iso(raw), TEXT)
    value = unit.read(raw)
    if not _kept(value):
        return None
    if issubclass(unit, Money):
        return Filled(value, MONEY if value == round(value) else PENCE)
    if issubclass(unit, Share):
        return Filled(value, PERCENT if round(value * 100, 9).is_integer() else FINE_PERCENT)
    return Filled(value, PLAIN)


def _kept(value: float) -> bool:
    """Whether a workbook, whose numbers have sixteen digits, gives a number back to the last bit."""
    return float(f"{value:.16G}") == value


def _plain(row: Row) -> Filled:
    raw = row.value
    if row.place.kind is Kind.LIST:
        text = ", ".join(item if isinstance(item, str) else inline_value(item) for item in raw)
        return Filled(text if _reads_as(text, row, list(raw)) else inline_value(raw), TEXT)
    if row.place.kind is Kind.LEAF and row.place.type is float:
        value = read_share(raw)
        return Filled(value, PLAIN) if _kept(value) else Filled(inline_value(raw), TEXT)
    return Filled(inline_value(raw) if isinstance(raw, (dict, list)) else _iso(raw), TEXT)


def _reads_as(text: str, row: Row, raw: list[Any]) -> bool:
    try:
        return bool(text) and value_of(text, row.place) == raw
    except NotToml:
        return False


def _iso(raw: Any) -> str:
    return raw.isoformat() if isinstance(raw, date) else str(raw)
