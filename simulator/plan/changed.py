"""Plans told as what differs from another plan: a few kilobytes each in place of half a megabyte.

Thousands of scenarios of one case differ in a few rows of a few tables. Each is compiled once, kept as its changes, and
put together again by whoever runs it, from the one plan that all of them share.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.plan.arrays import Arrays
from simulator.plan.plan import Plan

_LABELS = ("case_id", "view", "years", "clusters", "councils", "outcomes", "dimensions")
"""What of a plan the engine and its readers need besides the arrays."""


@dataclass(frozen=True)
class Rows:
    """An array as rows of another: ``place`` [ROW] is the row of the other, or −1 for the next of ``new``."""

    place: np.ndarray
    new: np.ndarray


@dataclass(frozen=True)
class Cells:
    """An array as another of the same shape with some rows replaced."""

    place: np.ndarray
    new: np.ndarray


@dataclass(frozen=True)
class Changes:
    """What differs from a base plan.

    Attributes
    ----------
    labels : mapping
        Fields of the plan that differ, whole.
    arrays : mapping of str to value
        Leaves of the arrays that differ, by their path.
    """

    labels: Mapping[str, Any]
    arrays: Mapping[str, Any]

    def canonical_bytes(self) -> bytes:
        """Bytes that depend on the changes and on nothing else: with those of the base they tell the plan."""
        parts = [repr(sorted(self.labels.items())).encode()]
        for path, leaf in sorted(self.arrays.items()):
            parts.append(f"{path} {type(leaf).__name__}".encode())
            for array in (leaf.place, leaf.new) if isinstance(leaf, (Rows, Cells)) else (leaf,):
                plain = np.ascontiguousarray(np.asarray(array))
                little = plain.astype(plain.dtype.newbyteorder("<"))
                parts.append(f"{little.dtype.descr} {little.shape} ".encode() + little.tobytes())
        return b"\n".join(parts)


def to_run(plan: Plan) -> Plan:
    """A plan without what only its readers need, so that it travels light: it runs, and no longer knows its inputs."""
    return dataclasses.replace(plan, inputs={}, correlation=())


def changes(base: Plan, plan: Plan) -> Changes:
    """What a plan changes of a base plan, to be put together again by `changed`."""
    labels = {name: getattr(plan, name) for name in _LABELS if getattr(plan, name) != getattr(base, name)}
    before, after = dict(_leaves("", base.arrays)), dict(_leaves("", plan.arrays))
    arrays = {path: _against(before[path], leaf) for path, leaf in after.items() if not _same(before[path], leaf)}
    return Changes(labels, arrays)


def changed(base: Plan, found: Changes) -> Plan:
    """The plan, to run, that `changes` told from a base plan.

    Arrays that do not differ are the base's own: a thread that runs it takes copies (`simulator.engine.own_copy`).
    """
    arrays = _rebuilt("", base.arrays, found.arrays)
    assert isinstance(arrays, Arrays)
    return dataclasses.replace(to_run(base), arrays=arrays, **found.labels)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple):
        for name in value._fields:  # type: ignore[attr-defined]
            yield from _leaves(f"{path}.{name}", getattr(value, name))
    else:
        yield path, value


def _rebuilt(path: str, value: Any, found: Mapping[str, Any]) -> Any:
    if isinstance(value, tuple):
        fields = value._fields  # type: ignore[attr-defined]
        return type(value)(*(_rebuilt(f"{path}.{name}", getattr(value, name), found) for name in fields))
    return _put_together(value, found[path]) if path in found else value


def _same(one: Any, other: Any) -> bool:
    if not isinstance(one, np.ndarray):
        return bool(one == other)
    if one is other:
        return True
    same_kind = one.dtype == other.dtype and one.shape == other.shape
    return same_kind and (not one.size or bool(np.array_equal(_bytes(one), _bytes(other))))


def _against(base: Any, leaf: Any) -> Any:
    """A leaf as its difference from the base's, where that is shorter."""
    if not isinstance(leaf, np.ndarray) or not (leaf.size and base.size):
        return leaf
    if leaf.dtype != base.dtype or leaf.shape[1:] != base.shape[1:]:
        return leaf
    if base.shape == leaf.shape:
        place = np.flatnonzero((_bytes(base) != _bytes(leaf)).any(axis=1))
        return Cells(place, leaf[place])
    before, after = ([row.tobytes() for row in _bytes(array)] for array in (base, leaf))
    where = {row: i for i, row in reversed(list(enumerate(before)))}
    rows = np.array([where.get(row, -1) for row in after], dtype=np.int64)
    return Rows(rows, leaf[rows < 0])


def _put_together(base: Any, leaf: Any) -> Any:
    if isinstance(leaf, Cells):
        made = base.copy()
        made[leaf.place] = leaf.new
        return made
    if isinstance(leaf, Rows):
        made = np.empty((len(leaf.place), *base.shape[1:]), dtype=base.dtype)
        made[leaf.place >= 0] = base[leaf.place[leaf.place >= 0]]
        made[leaf.place < 0] = leaf.new
        return made.view(type(base))
    return leaf


def _bytes(array: np.ndarray) -> np.ndarray:
    """The bytes of each row, uint8[ROW, BYTE]."""
    plain = np.ascontiguousarray(array).view(np.ndarray)
    return plain.view(np.uint8).reshape(len(plain), -1)
