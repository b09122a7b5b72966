"""A case written as a workbook and read again is the case, to the last bit of its results."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from key_changes import BASE
from random_cases import documents
from test_words import ALONE

from simulator.case import builtin_path, load_case
from simulator.case.data_toml import data_toml
from simulator.case.excel import as_toml, case_data, workbook_of
from tests.hostile.case import hostile_case
from tests.programs.libreoffice import recalculate

SHIPPED = sorted(path.stem for path in builtin_path("blank").parent.glob("*.toml"))


def data_of(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def same_case(data: dict, folder: Path, *, fold: bool = True) -> None:
    """Hold a case's workbook against its TOML."""
    workbook, text = folder / "case.xlsx", folder / "case.toml"
    workbook.write_bytes(workbook_of(data, fold=fold))
    text.write_text(data_toml(data), encoding="utf-8")
    assert tomllib.loads(text.read_text(encoding="utf-8")) == data
    assert load_case(workbook) == load_case(text)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("fold", [True, False], ids=["folded", "open"])
def test_a_shipped_case(name, fold, tmp_path):
    same_case(data_of(builtin_path(name)), tmp_path, fold=fold)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_results_of_a_shipped_case_are_the_same(name, tmp_path):
    from simulator.plan import compile_plan
    from simulator.record.writing import results_of
    from simulator.running import simulate

    workbook = tmp_path / "case.xlsx"
    workbook.write_bytes(workbook_of(data_of(builtin_path(name)), fold=True))
    found = [
        results_of(*(simulate(compile_plan(load_case(path), view), 200, 7) for view in ("tested", "as_submitted")))
        for path in (workbook, builtin_path(name))
    ]
    assert found[0] == found[1]


def test_a_case_with_every_key(tmp_path):
    same_case(BASE, tmp_path)


@pytest.mark.parametrize("key", ALONE)
def test_every_word_of_an_uncertain_input(key, tmp_path):
    data = data_of(builtin_path("blank"))
    said, more = ALONE[key]
    data["out_of_scope"]["everything-else"]["budget"] = {**said, **more, "note": "A note"}
    same_case(data, tmp_path)


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_random_cases(tmp_path_factory, document):
    same_case(document, tmp_path_factory.mktemp("random"))


@pytest.mark.parametrize("long", [False, True], ids=["ways-out", "10,000-characters"])
def test_text_that_would_be_something_else(long, tmp_path):
    data = data_of(hostile_case(tmp_path / "hostile.toml", long=long))
    same_case(data, tmp_path)


def test_the_same_case_is_the_same_file():
    data = data_of(builtin_path("darlington-hartlepool"))
    assert workbook_of(data, fold=True) == workbook_of(data, fold=True)


def test_numbers_that_sixteen_digits_do_not_hold(tmp_path):
    data = data_of(builtin_path("blank"))
    cluster = data["cluster"]["back-office"]
    cluster["staff_share"] = 0.1 + 0.2
    cluster["saving"] = {"low": 1e6 / 3, "mode": 2e6 / 3, "high": "£0.8m"}
    cluster["arises"] = {"first-council": 1 / 3, "second-council": 1 - 1 / 3}
    same_case(data, tmp_path)


def test_what_the_workbook_says_as_toml():
    data = data_of(builtin_path("darlington-hartlepool-bottom-up"))
    read = case_data(workbook_of(data, fold=True))
    assert tomllib.loads(as_toml(workbook_of(data, fold=True)).decode()) == read


def test_saved_again_by_a_spreadsheet(tmp_path):
    """LibreOffice writes every cell, list and format in its own way; the case stays the same."""
    names = [name for name in SHIPPED if name != "darlington-hartlepool"]
    books = [tmp_path / f"{name}.xlsx" for name in names]
    for name, book in zip(names, books, strict=True):
        book.write_bytes(workbook_of(data_of(builtin_path(name)), fold=True))
    for name, saved in zip(names, recalculate(books, tmp_path / "saved"), strict=True):
        assert load_case(saved) == load_case(builtin_path(name))
