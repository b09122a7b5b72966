"""A case whose every free text tries to become something else: a formula, a link, a script, markup, another line."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from simulator.case import CaseError, check_data, resolved_toml

GOOD = Path(__file__).resolve().parents[1] / "case" / "good.toml"
"""The small case that uses every table."""

FREE = ("title", "name", "theme", "source", "note", "owner", "date")
"""Keys that hold free text, wherever the language takes them."""

FORMULA_STARTERS = ("=", "+", "-", "@", "\t=", "\r=", " =", "'=")

BODY = (
    "cmd|' /C calc'!A0 HYPERLINK(\"https://evil.example/\") <script>hit()</script><img src=x onerror=hit() data-hit> "
    "</title></style></svg>]]>--> {{ 7*191 }} {% hit %} $\\frac{x}{$ &lt;b&gt; \"quoted\" 'single' `tick` "
    "\u202eesrever\u202c \u2066\u200f مرحبا \\u0041 \x07\x1b[31m\x00 https://evil.example/ javascript:hit() "
    "💷\nsecond line"
)
"""What follows the first character: each part is a way out of some format."""

LONG = 10_000
"""Characters of each text of the long case."""

NUMBER = "text-{}-"
"""Marks each text, so that it is known again wherever it is shown."""


def hostile(number: int, long: bool = False) -> str:
    """One text: a character that starts a formula, a number to know it by, and the ways out."""
    text = FORMULA_STARTERS[number % len(FORMULA_STARTERS)] + NUMBER.format(number) + BODY
    return text.ljust(LONG, "W") if long else text


def tables(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of every table in some data, and of every plain value that could be written as an input's table."""
    if isinstance(node, dict):
        yield path
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(child, dict | list):
            yield from tables(child, (*path, key))
        else:
            yield (*path, key)


@functools.cache
def fields() -> tuple[tuple[Any, ...], ...]:
    """Every place of the small case that takes free text, stated there or not.

    Found by asking the reader itself: every key of free text is written into every table and on every number, and what
    is refused is taken out again. So a new field cannot be forgotten.
    """
    data = tomllib.loads(GOOD.read_text(encoding="utf-8"))
    wanted = [(*path, key) for path in tables(data) for key in FREE]
    wanted = [path for path in wanted if with_text(data, path, "Plain words") is not None]
    while True:
        changed = data
        for path in wanted:
            changed = with_text(changed, path, "Plain words") or changed
        case, faults, _ = check_data(changed)
        if case is not None:
            return tuple(wanted)
        refused = {fault.path for fault in faults}
        kept = [path for path in wanted if not refused & {spoken(path), spoken(path[:-1])}]
        assert len(kept) < len(wanted), f"no field is to blame for {faults[0]}"
        wanted = kept


def spoken(path: tuple[Any, ...]) -> str:
    """A path as a fault names it: ``cluster.people.prerequisites[1].lag``."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def with_text(data: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any] | None:
    """A copy of the data with a text at a path; a plain number on the way becomes ``{ value = ... }``.

    None where what stands there is a table already, or is no text and must not be one.
    """
    changed = deepcopy(data)
    node: Any = changed
    for at, part in enumerate(path[:-1]):
        child = node[part]
        if not isinstance(child, dict | list):
            if at != len(path) - 2 or part in FREE:
                return None
            child = node[part] = {"value": child}
        node = child
    if not isinstance(node, dict) or isinstance(node.get(path[-1]), dict | list):
        return None
    node[path[-1]] = text
    return changed


def hostile_data(long: bool = False) -> dict[str, Any]:
    """The small case with a hostile text in every field that takes one."""
    data: dict[str, Any] = tomllib.loads(GOOD.read_text(encoding="utf-8"))
    for number, path in enumerate(fields()):
        data = with_text(data, path, hostile(number, long)) or data
    return data


def hostile_case(file: Path, long: bool = False) -> Path:
    """Write the hostile case to a file.

    Parameters
    ----------
    file : Path
    long : bool
        Whether each text has 10,000 characters.
    """
    case, faults, _ = check_data(hostile_data(long))
    if case is None:
        raise CaseError(faults)
    file.write_text(resolved_toml(case), encoding="utf-8", newline="\n")
    return file
