"""Whatever stands in a file, the answer is a case or a list of faults, never an exception."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.case import check_case, check_data, load_case, resolved_toml

TEXT = (Path(__file__).parent / "good.toml").read_text(encoding="utf-8")
DATA = tomllib.loads(TEXT)

JUNK: list[Any] = [
    True, -1, 5, 0, "", "x", "programme", [], {}, [1], ["x"], [[1]], {"a": 1}, {"value": "x"},
    {"low": 2, "mode": 3, "high": 1}, float("nan"), 10**400, datetime.date(2013, 4, 1), datetime.time(3),
    datetime.datetime(2013, 4, 1), "2013-04", "2014/15", "£5m", "40%", "where it arises", {"northby": 0.4},
]  # fmt: skip


def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in entries:
        yield (*path, key)
        yield from paths(child, (*path, key))


PATHS = list(paths(DATA))


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = deepcopy(DATA)
    node = data
    for part in path[:-1]:
        node = node[part]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return data


def is_told(data: dict[str, Any]) -> None:
    case, faults, warnings = check_data(data)
    assert (case is None) == bool(faults)
    for fault in (*faults, *warnings):
        assert fault.wrong
        assert fault.instead
        assert "stand-in" not in str(fault), "what stands in for a faulty value is never told"
    if case is not None:
        assert check_data(tomllib.loads(resolved_toml(case)))[0] == case


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), st.sampled_from([*JUNK, None]))
def test_one_value_replaced_by_junk(path: tuple[Any, ...], junk: Any) -> None:
    is_told(changed(path, junk))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([p for p in PATHS if len(p) <= 3]), st.sampled_from(JUNK)), max_size=6))
def test_several_values_replaced_by_junk(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = deepcopy(DATA)
    for path, junk in changes:
        node: Any = data
        for part in path[:-1]:
            node = node.get(part) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node[path[-1]] = deepcopy(junk)
    is_told(data)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(TEXT) - 1),
    st.integers(0, 40),
    st.sampled_from(["", '"', "[", "}", "£", "=", "\n", "#", "\t", "\x00"]),
)
def test_a_stretch_of_the_file_replaced(tmp_path_factory: pytest.TempPathFactory, at: int, cut: int, junk: str) -> None:
    file = tmp_path_factory.getbasetemp() / "case.toml"
    file.write_text(TEXT[:at] + junk + TEXT[at + cut :], encoding="utf-8")
    case, faults, _ = check_case(file)
    assert (case is None) == bool(faults)
    lines = file.read_text(encoding="utf-8").split("\n")
    for fault in faults:
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_set(text: str) -> None:
    case, faults, _ = check_data(DATA, [text])
    assert (case is None) == bool(faults)


def test_the_order_of_tables_and_keys_does_not_matter() -> None:
    backwards = {table: dict(reversed(list(entries.items()))) for table, entries in reversed(list(DATA.items()))}
    assert check_data(backwards)[0] == load_case(Path(__file__).parent / "good.toml")
