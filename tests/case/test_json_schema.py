"""The JSON Schema that editors complete case files with."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from simulator.case.builtin import SCHEMA_FILE, configs_folder
from simulator.case.json_schema import case_schema, schema_text

GOOD = Path(__file__).parent / "good.toml"
CASES = [GOOD, *sorted(configs_folder().glob("*.toml"))]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(case_schema())
    return Draft202012Validator(case_schema())


def test_the_committed_schema_is_current() -> None:
    """Written by ``python -m simulator.case.json_schema``."""
    assert (configs_folder() / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_cases_that_load_pass_the_schema(file: Path, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(tomllib.loads(file.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("cluster", "people", "savings"), 1),
        (("cluster", "people", "saving"), True),
        (("cluster", "people", "saving"), "2m"),
        (("cluster", "people", "saving"), -1),
        (("cluster", "people", "overlap"), 40),
        (("cluster", "people", "saving", "hihg"), 1),
        (("cluster", "people", "delay"), "three"),
        (("cluster", "people", "key"), "netbudget"),
        (("cluster", "People"), {"name": "x", "wave": "first", "saving": 1}),
        (("council", "northby", "gap", "2014-15"), 1),
        (("total_cost", "kind", "it"), {"share": 1, "profile": []}),
        (("wave", "first", "start"), "April 2013"),
        (("correlation", "savings", "coefficient"), 2),
        (("team",), {}),
    ],
)
def test_the_schema_refuses_what_an_editor_should_underline(
    path: tuple[str, ...], value: Any, validator: Draft202012Validator
) -> None:
    data = tomllib.loads(GOOD.read_text(encoding="utf-8"))
    node = data
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    assert list(validator.iter_errors(data))


def test_every_key_is_described() -> None:
    """Descriptions become the documentation and what an editor shows."""
    silent = []

    def look(node: Any, path: str) -> None:
        if isinstance(node, dict):
            for key, schema in node.get("properties", {}).items():
                if not schema.get("description"):
                    silent.append(f"{path}.{key}")
            for key, child in node.items():
                look(child, f"{path}.{key}")
        elif isinstance(node, list):
            for child in node:
                look(child, path)

    look(case_schema(), "")
    assert silent == []


def test_the_schema_says_nothing_that_toml_cannot() -> None:
    assert "null" not in json.dumps(case_schema())
