"""What a cell means for what stands at its place: a number, a date, text, a list."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import Any, get_args

from simulator.case.anatomy import Kind, Place, holds_shares
from simulator.case.calendar import fy_label
from simulator.case.sections import FinancialYear

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_BETWEEN = re.compile(r"\s*[,;\n]\s*")
_YEAR_MARKS = {id(mark) for mark in get_args(FinancialYear)[1:]}


class NotToml(ValueError):
    """Text in brackets that is no TOML."""


def value_of(raw: object, place: Place | None) -> Any:
    """What the case file would hold for a cell.

    Parameters
    ----------
    raw
        As the workbook has it: text, a number, a date or a truth value.
    place
        What stands at its path; None where nothing can.

    Raises
    ------
    NotToml
        A list or table in brackets that cannot be read.
    """
    plain = _plain(raw, place)
    if place is None:
        return plain
    if place.kind is Kind.LIST:
        return _list_of(plain, place)
    if isinstance(plain, str) and holds_shares(place.type) and plain.lstrip().startswith("{"):
        return inline(plain)
    if is_number(place):
        return number_in(plain)
    if place.kind is Kind.LEAF and place.type is str:
        return text_of(plain)
    return plain


def _plain(raw: object, place: Place | None) -> Any:
    """A cell without what only spreadsheets have: whole numbers as floats, dates as dates."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        return int(raw)
    if isinstance(raw, datetime):
        return raw.isoformat() if raw.time() != time() else _date(raw.date(), place)
    if isinstance(raw, date):
        return _date(raw, place)
    return raw if isinstance(raw, (bool, int, float, str)) else str(raw)


def _date(day: date, place: Place | None) -> str:
    # A spreadsheet takes the 2011/12 that somebody types for December 2011.
    if place is not None and any(id(mark) in _YEAR_MARKS for mark in place.marks):
        label = fy_label(day.year)
        if day.day == 1 and label.endswith(f"/{day.month:02d}"):
            return label
    return day.isoformat()


def is_number(place: Place) -> bool:
    """Whether a bare number may stand there."""
    if place.kind is Kind.INPUT:
        return bool(place.type.bare)
    return place.kind is Kind.LEAF and place.type is float


def number_in(raw: Any) -> Any:
    """A number that a spreadsheet keeps as text, as a number."""
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        value = float(raw)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return raw


def text_of(raw: Any) -> Any:
    """A number or date that stands where text belongs, as text."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return raw
    return str(raw)


def _list_of(raw: Any, place: Place) -> Any:
    item = get_args(place.type)[0]
    while hasattr(item, "__metadata__"):
        item = item.__origin__
    if isinstance(raw, str):
        if raw.lstrip().startswith("["):
            return inline(raw)
        parts = [part for part in _BETWEEN.split(raw.strip()) if part]
        return [number_in(part) for part in parts] if item is not str else list(parts)
    return [text_of(raw) if item is str else raw]


def inline(text: str) -> Any:
    """A list or table in brackets, read as TOML.

    Raises
    ------
    NotToml
        When it cannot be read.
    """
    try:
        read = tomllib.loads(f"value = {text.strip()}")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotToml(text) from error
    if list(read) != ["value"]:
        raise NotToml(text)
    return read["value"]


def words_of(text: str) -> dict[str, Any]:
    """The other words of an input: ``confidence = 0.8, range = [4, 9]``.

    Raises
    ------
    NotToml
        When they cannot be read.
    """
    bare = text.strip()
    read = inline(bare if bare.startswith("{") else "{ " + " ".join(bare.splitlines()) + " }")
    if not isinstance(read, dict):
        raise NotToml(text)
    return read
