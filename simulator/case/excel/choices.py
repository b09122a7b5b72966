"""What a cell accepts, and what it says when somebody goes to it."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from simulator.case.anatomy import Kind
from simulator.case.excel.layout import letters
from simulator.case.excel.rows import Row
from simulator.case.inputs import Basis, DistributionName
from simulator.case.names import PROGRAMME
from simulator.case.sections import (
    EQUAL,
    GO_LIVE,
    NET_BUDGET,
    START,
    WHERE_IT_ARISES,
    Anchor,
    CouncilKey,
    FinancialYear,
)
from simulator.case.units import Money, Share

LONGEST_MESSAGE, LONGEST_TITLE, LONGEST_LIST = 255, 32, 255
"""Characters that Excel allows."""

VALUE_COLUMN = 4

_IDS = {"wave": ("wave",), "cluster": ("cluster",), "council": ("council",), "owner": ("cluster",)}
"""Keys that name something of the case, and the tables that it is in."""


def distribution_choices() -> list[str]:
    """Names of distributions, in the order of the catalogue."""
    return list(get_args(DistributionName))


def basis_choices() -> list[str]:
    """What a number may rest on."""
    return list(get_args(Basis))


def validation_of(row: Row, number: int, data: dict[str, Any], message: str) -> dict[str, Any]:
    """The rule of Excel for the numbers of a row, or for its value.

    Parameters
    ----------
    row
        What the row is about.
    number
        Its number in the sheet, from 0.
    data
        Of the case, whose ids are offered.
    message
        What the cell says when somebody goes to it.
    """
    rule: dict[str, Any] = {"validate": "any"}
    closed, offered = _choices(row, data)
    if closed:
        rule = {"validate": "list", "source": closed, "error_title": "Not known here"}
        rule["error_message"] = "Choose one from the list, or leave the cell empty."
    elif offered and sum(len(choice) + 1 for choice in offered) <= LONGEST_LIST:
        rule = {"validate": "list", "source": offered, "show_error": False}
    elif formula := _formula(row, f"{letters(VALUE_COLUMN)}{number + 1}"):
        rule = {"validate": "custom", "value": formula, "error_type": "warning", "error_title": "Is this meant?"}
        rule["error_message"] = _short(message, LONGEST_MESSAGE)
    rule["input_title"] = _short(row.key, LONGEST_TITLE)
    rule["input_message"] = _short(message, LONGEST_MESSAGE)
    return rule


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _choices(row: Row, data: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a value must be one of, and what it may be besides other things."""
    if get_origin(row.place.type) is Literal:
        return list(get_args(row.place.type)), []
    if _is_a(CouncilKey, row):
        return [], [NET_BUDGET, EQUAL, WHERE_IT_ARISES]
    if _is_a(Anchor, row):
        return [], [GO_LIVE, START]
    name = str(row.path[-1])
    if row.place.kind is Kind.LEAF and row.place.type is str and name in _IDS:
        ids = [entry for table in _IDS[name] for entry in data.get(table, {})]
        return [], ([PROGRAMME, *ids] if name == "owner" else ids)
    return [], []


def _is_a(alias: Any, row: Row) -> bool:
    """Whether the schema puts this kind of plain value at a row."""
    marks = {id(mark) for mark in row.place.marks}
    return any(id(mark) in marks for mark in get_args(alias)[1:])


def _formula(row: Row, cell: str) -> str:
    """The formula that is true of what may stand in a cell; empty where anything may."""
    if _is_a(FinancialYear, row):
        return f'=OR(ISNUMBER({cell}),AND(LEN({cell})=7,MID({cell},5,1)="/"))'
    if row.place.kind is Kind.INPUT:
        return _for_numbers(row.place.type, cell)
    if row.place.kind is Kind.LEAF and row.place.type is float:
        return f'=OR(ISNUMBER({cell}),RIGHT({cell},1)="%")'
    return ""


def _for_numbers(unit: Any, cell: str) -> str:
    """Of an input: a number within the limits of its unit, or text as the case file writes it."""
    if not unit.bare:
        return f'=OR(ISNUMBER({cell}),AND(LEN({cell})>=6,MID({cell},5,1)="-"))'
    limits = [f"ISNUMBER({cell})"]
    if unit.lowest is not None:
        limits.append(f"{cell}>={unit.lowest:g}")
    if unit.above is not None:
        limits.append(f"{cell}>{unit.above:g}")
    if unit.highest is not None:
        limits.append(f"{cell}<={unit.highest:g}")
    text = 'ISNUMBER(SEARCH("£",{0}))' if issubclass(unit, Money) else 'RIGHT({0},1)="%"'
    written = f",{text.format(cell)}" if issubclass(unit, (Money, Share)) else ""
    return f"=OR(AND({','.join(limits)}){written})"
