"""The data of a case as the TOML file that holds it, word for word; nothing is filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from simulator.case.anatomy import Kind, place_of
from simulator.case.faults import Path
from simulator.case.writing import key_text, quoted


def data_toml(data: dict[str, Any], remark: str = "") -> str:
    """Data of a case as TOML; reading it gives equal data.

    Parameters
    ----------
    data
        As ``tomllib.loads`` gives it.
    remark
        A line to begin with.
    """
    lines = [f"# {remark}"] if remark else []
    _table(lines, (), data)
    return "\n".join(lines).lstrip("\n") + "\n"


def inline_words(words: dict[str, Any]) -> str:
    """Keys and values in a row, as they stand between the braces of an inline table."""
    return ", ".join(f"{key_text(key)} = {inline_value(value)}" for key, value in words.items())


def inline_value(value: Any) -> str:
    """One value as TOML, tables and lists in brackets."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{ " + inline_words(value) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline_value(item) for item in value) + "]"
    return quoted(value.isoformat() if isinstance(value, date) else str(value))


def _table(lines: list[str], path: Path, table: dict[str, Any]) -> None:
    headed = {key: value for key, value in table.items() if isinstance(value, dict) and _has_header((*path, key))}
    plain = {key: value for key, value in table.items() if key not in headed}
    if path and (plain or not headed):
        lines += ["", f"[{'.'.join(key_text(str(part)) for part in path)}]"]
    lines += [f"{key_text(key)} = {inline_value(value)}" for key, value in plain.items()]
    for key, value in headed.items():
        _table(lines, (*path, key), value)


def _has_header(path: Path) -> bool:
    """Whether a table is written under a header: it is one of the schema's, or holds such."""
    place = place_of(path)
    if place is None:
        return False
    if place.kind is Kind.VALUES:
        inner = place_of((*path, "*"))
        return inner is not None and inner.kind is Kind.TABLE
    return place.kind in (Kind.TABLE, Kind.ENTRIES)
