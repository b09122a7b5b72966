"""Cases as nested dictionaries, and how to write them as TOML."""

from __future__ import annotations

import re
from typing import Any

Document = dict[str, Any]

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")

# Tables whose entries are tables by id, each with a header of its own.
BY_ID = ("council", "out_of_scope", "wave", "cluster", "cost", "running", "lock", "event", "gate", "correlation")


def to_toml(document: Document) -> str:
    """Write a document as TOML: a header for each table or entry, inline tables below."""
    lines: list[str] = []
    for section, content in document.items():
        if section in BY_ID:
            for entry, table in content.items():
                _table(lines, f"{section}.{_key(entry)}", table)
        else:
            _table(lines, section, content)
    return "\n".join(lines) + "\n"


def _table(lines: list[str], header: str, content: Document) -> None:
    lines.append(f"[{header}]")
    lines.extend(f"{_key(name)} = {_value(value)}" for name, value in content.items())
    lines.append("")


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else f'"{name}"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return "{ " + ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items()) + " }"
