"""A case written out again as TOML, with defaults filled in: loading it gives an equal case."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import BaseModel

from simulator.case.calendar import Calendar
from simulator.case.inputs import NUMBERS, Input
from simulator.case.schema import Case
from simulator.case.units import StartDate

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def resolved_toml(case: Case) -> str:
    """The case as TOML, every input with its source and every default filled in; loading it gives an equal case."""
    lines: list[str] = []
    for name, section in case:
        if isinstance(section, BaseModel):
            _table(lines, (name,), section, case.calendar)
        elif isinstance(section, dict):
            for key, entry in section.items():
                _table(lines, (name, key), entry, case.calendar)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(lines: list[str], path: tuple[str, ...], table: BaseModel, calendar: Calendar) -> None:
    """One table with its header; tables inside it are written on one line each, save those keyed by id."""
    lines += ["", f"[{'.'.join(key_text(part) for part in path)}]"]
    later: list[tuple[tuple[str, ...], BaseModel]] = []
    for key, value in _entries(table):
        entries = isinstance(value, dict) and value and all(_is_table(child) for child in value.values())
        if _is_table(value):
            later.append(((*path, key), value))
        elif entries:
            later += [((*path, key, name), child) for name, child in value.items()]
        else:
            lines.append(f"{key_text(key)} = {_value(value, calendar)}")
    for below, child in later:
        _table(lines, below, child, calendar)


def _is_table(value: Any) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, Input)


def _entries(table: BaseModel) -> list[tuple[str, Any]]:
    fields = type(table).model_fields
    stated = ((field.alias or name, getattr(table, name)) for name, field in fields.items())
    return [(key, value) for key, value in stated if value is not None]


def _value(value: Any, calendar: Calendar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (str, date)):
        return quoted(value if isinstance(value, str) else value.isoformat())
    if isinstance(value, StartDate):
        return _inline(
            [(k, calendar.date_of(v).isoformat() if k in NUMBERS else v) for k, v in _entries(value)], calendar
        )
    if isinstance(value, BaseModel):
        return _inline(_entries(value), calendar)
    if isinstance(value, dict):
        return _inline(list(value.items()), calendar)
    return "[" + ", ".join(_value(item, calendar) for item in value) + "]"


def _inline(entries: list[tuple[str, Any]], calendar: Calendar) -> str:
    return (
        "{ " + ", ".join(f"{key_text(key)} = {_value(value, calendar)}" for key, value in entries) + " }"
        if entries
        else "{}"
    )


def key_text(key: str) -> str:
    """A key as TOML writes it, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else quoted(key)


def quoted(text: str) -> str:
    """Text as TOML writes it."""
    return '"' + "".join(_ESCAPES.get(c) or (c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in text) + '"'
