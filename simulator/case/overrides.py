"""``--set PATH=VALUE``: one key of the case changed for this time only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.case.anatomy import Kind, known_keys, place_of
from simulator.case.faults import Fault, dotted, one_of
from simulator.case.inputs import SAYS

SET_FILE = "--set"
SET_SOURCE = "--set on the command line"
_PART = re.compile(r'"([^"]*)"|([^."]+)')


@dataclass(frozen=True)
class Override:
    """One ``--set``: its number from 1, its path and its value."""

    number: int
    path: tuple[str, ...]
    value: Any
    text: str

    def fault(self, wrong: str, instead: str) -> Fault:
        """A fault of this override as a whole."""
        return Fault(SET_FILE, self.number, 1, dotted(self.path) if self.path else self.text, wrong, instead)


def read_override(number: int, text: str) -> Override | Fault:
    """Take ``PATH=VALUE`` apart. VALUE is TOML, or else plain text."""
    name, equals, value = text.partition("=")
    path = tuple(quoted or bare.strip() for quoted, bare in _PART.findall(name.strip()))
    if not equals or not path or not all(path) or ".".join(path) != name.strip().replace('"', ""):
        return Fault(
            SET_FILE,
            number,
            1,
            text,
            "this is not PATH=VALUE",
            "the path of a key, such as cluster.corporate.saving=£2m",
        )
    # An input may be named by its id, too: that of a decline ends in .probability, which its key does not.
    if len(path) == 5 and path[0] == "gate" and path[2] == "decline" and path[4] == "probability":
        path = path[:4]
    return Override(number, path, _value(value.strip()), text)


def _value(text: str) -> Any:
    try:
        found = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    return found["value"] if list(found) == ["value"] else text


def apply_overrides(data: dict[str, Any], overrides: Sequence[Override]) -> list[Fault]:
    """Write overrides into the data of a case, in place; return the faults of those that name nothing."""
    faults = []
    for override in overrides:
        fault = unknown(data, override)
        if fault is not None:
            faults.append(fault)
        else:
            _write(data, override)
    return faults


def unknown(data: dict[str, Any], override: Override) -> Fault | None:
    """The fault of a path that leads nowhere, or into an entry that the case does not have."""
    path = override.path
    for depth in range(len(path)):
        parent = place_of(path[:depth])
        name = path[depth]
        if parent is None:
            return override.fault("this is no key of a case", "a path of keys that the case has")
        if parent.kind is Kind.ENTRIES:
            present = _look(data, path[:depth])
            known = list(present) if isinstance(present, dict) else []
            creates = depth == len(path) - 1 and isinstance(override.value, dict)
            if name not in known and not creates:
                return override.fault(f"there is no {dotted(path[: depth + 1])} in the case", one_of(name, known))
        elif parent.kind in (Kind.TABLE, Kind.INPUT):
            known = known_keys(parent)
            if name not in known:
                return override.fault(
                    f'"{name}" is not a key of {dotted(path[:depth]) if depth else "a case"}', one_of(name, known)
                )
        elif parent.kind is Kind.LEAF and place_of(path[: depth + 1]) is None:
            return override.fault(
                f"{dotted(path[:depth])} has no keys of its own", f"{dotted(path[:depth])}={override.value}"
            )
        elif parent.kind is Kind.LIST:
            return override.fault(
                f"an entry of the list {dotted(path[:depth])} cannot be set alone", "the whole list, in square brackets"
            )
    return None


def _look(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(data, dict) or name not in data:
            return None
        data = data[name]
    return data


def _write(data: dict[str, Any], override: Override) -> None:
    path, value = override.path, override.value
    parent: Any = data
    for depth, name in enumerate(path[:-1]):
        child = parent.get(name)
        if not isinstance(child, dict):
            place = place_of(path[: depth + 1])
            # A scalar input, one of whose keys is set, becomes a table.
            child = {"value": child} if place is not None and place.kind is Kind.INPUT and child is not None else {}
            parent[name] = child
        parent = child
    place, above = place_of(path), place_of(path[:-1])
    if place is not None and place.kind is Kind.INPUT:
        parent[path[-1]] = _replaced(parent.get(path[-1]), value)
    elif above is not None and above.kind is Kind.INPUT and path[-1] in SAYS:
        before = dict(parent)
        parent[path[-1]] = value
        parent.update(_told(before))
    else:
        parent[path[-1]] = value


def _replaced(before: Any, value: Any) -> Any:
    """An input set as a whole: its numbers are new, and assumed; its theme and its leave to be early stay."""
    stated = value if isinstance(value, dict) else {"value": value}
    kept = {k: before[k] for k in ("theme", "may_be_early") if isinstance(before, dict) and k in before}
    return {**kept, **_told(before), **stated}


def _told(before: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"source": SET_SOURCE, "basis": "assumed"}
    if before is not None:
        told["note"] = f"in place of {_was(before)}"
    return told


def _was(before: Any) -> str:
    if not isinstance(before, dict):
        return str(before)
    if before.get("source") == SET_SOURCE and "note" in before:
        return str(before["note"]).removeprefix("in place of ")
    numbers = ", ".join(f"{key} {before[key]}" for key in SAYS if key in before and key != "distribution")
    rests = ", ".join(str(before[key]) for key in ("basis", "source") if key in before)
    return f"{numbers or 'nothing'}{f' ({rests})' if rests else ''}"
