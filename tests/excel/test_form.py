"""The workbook to fill in: everything that a case can say has a row, and the cells say what they take."""

from __future__ import annotations

import io
import tomllib
import warnings
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from simulator.case import builtin_path
from simulator.case.anatomy import Kind
from simulator.case.excel import workbook_of
from simulator.case.excel.filling import LONGEST_TEXT, TooLong
from simulator.case.excel.layout import COLUMNS, SHEETS
from simulator.case.excel.rows import rows_of, told_of
from simulator.case.inputs import PROVENANCE
from simulator.case.keys import NAMES_BELOW, all_keys

BLANK = tomllib.loads(builtin_path("blank").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def form():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(io.BytesIO(workbook_of(BLANK, fold=False)))


def rows(form, sheet):
    return list(form[sheet.name].iter_rows(min_row=4, values_only=True))


def test_every_key_of_the_file_has_a_row():
    names = {"ID", *NAMES_BELOW.values()}
    offered = set()
    for sheet in SHEETS:
        for row in rows_of(sheet, BLANK):
            offered.add(tuple(str(part) for part in row.path if not isinstance(part, int)))
    for key in all_keys():
        if key.is_table or (key.place.kind is Kind.LIST and key.path[-1] in ("profile", "prerequisites", "pairs")):
            continue

        def fits(path, key=key):
            # A share by council ends in the council.
            pairs = zip(key.path, path, strict=False)
            return len(path) - len(key.path) in (0, 1) and all(p == q or p in names for p, q in pairs)

        assert any(fits(path) for path in offered), key.dotted


def test_every_row_says_what_it_is_and_how_it_is_written():
    for sheet in SHEETS:
        for row in rows_of(sheet, BLANK):
            what, how = told_of(row)
            assert what.strip().endswith(".") and how.strip(), row
            assert not set('{}`"') & set(what + how), row


def test_sheets_are_frozen_printed_on_pages_and_headed(form):
    for sheet in SHEETS:
        page = form[sheet.name]
        assert page.freeze_panes == "C4"
        assert page.print_title_rows == "$3:$3" and page.page_setup.orientation == "landscape"
        assert page.auto_filter.ref
        heads = [cell.value for cell in page[3]]
        assert heads[:2] == [sheet.heading, "Key"] and heads[4:] == [column.heading for column in COLUMNS]
        assert all(page.cell(3, 5 + n).comment for n in range(len(COLUMNS)))


def rules(page, cell):
    return [rule for rule in page.data_validations.dataValidation if cell in rule.sqref]


def find(form, tab, first, key):
    page = form[tab]
    for row in page.iter_rows(min_row=4):
        if (row[0].value, row[1].value) == (first, key):
            return page, row[4].coordinate
    raise AssertionError(f"no row {first} {key}")


@pytest.mark.parametrize(
    ("tab", "first", "key", "kind", "has"),
    [
        ("Clusters", "back-office", "saving", "custom", "ISNUMBER"),
        ("Clusters", "back-office", "overlap", "custom", "<=1"),
        ("Clusters", "back-office", "wave", "list", "first-wave"),
        ("Councils", "first-council", "redundancy.weekly_pay", "list", "actual,capped"),
        ("Cost lines", "new-system", "kind", "list", "redundancy,pension,ict,programme,other"),
        ("Cost lines", "new-system", "owner", "list", "programme,back-office,highways"),
        ("Case", "case", "key", "list", "net budget,equal,where it arises"),
        ("Case", "case", "price_base", "custom", "LEN"),
        ("Waves", "first-wave", "start", "custom", "MID"),
        ("Case", "case", "title", None, ""),
    ],
)
def test_a_cell_offers_what_it_takes_and_says_what_it_is(form, tab, first, key, kind, has):
    page, cell = find(form, tab, first, key)
    [rule] = rules(page, cell)
    assert (None if rule.type == "none" else rule.type) == kind
    assert has in str(rule.formula1 or "")
    assert rule.promptTitle == key and rule.prompt


def test_distribution_and_basis_drop_down_in_every_row(form):
    for sheet in SHEETS:
        page = form[sheet.name]
        for heading, word in (("Distribution", "triangular"), ("Basis", "reported,evidence,assumed")):
            column = get_column_letter(5 + [c.heading for c in COLUMNS].index(heading))
            for row in (4, page.max_row + 10):
                [rule] = rules(page, f"{column}{row}")
                assert rule.type == "list" and word in rule.formula1


def test_a_case_that_is_filled_in_folds_away_what_it_does_not_say():
    data = tomllib.loads(builtin_path("darlington-hartlepool").read_text(encoding="utf-8"))
    page = load_workbook(io.BytesIO(workbook_of(data, fold=True)))["Clusters"]
    for row in page.iter_rows(min_row=4):
        filled = any(cell.value is not None for cell in row[4:])
        assert page.row_dimensions[row[0].row].hidden == (not filled)


def test_what_a_table_says_for_all_its_numbers_is_offered_once():
    for sheet in SHEETS:
        for first in {row.first for row in rows_of(sheet, BLANK)}:
            said = [row.key for row in rows_of(sheet, BLANK) if row.first == first and row.key in PROVENANCE]
            assert {"source", "basis", "note"} <= set(said) and len(said) == len(set(said))


def test_nothing_in_it_is_a_formula_or_a_link_or_of_today():
    data = {**BLANK, "case": {**BLANK["case"], "title": "=1+1", "note": "https://example.org", "source": "@SUM(A1)"}}
    content = workbook_of(data, fold=False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
        assert b"2000-01-01" in archive.read("docProps/core.xml")


def test_text_that_no_cell_holds_is_refused():
    data = {**BLANK, "case": {**BLANK["case"], "note": "x" * (LONGEST_TEXT + 1)}}
    with pytest.raises(TooLong, match=r"case\.note\.value has 32,768 characters"):
        workbook_of(data, fold=False)


def test_the_page_has_every_sheet_and_column():
    page = (Path(__file__).parents[2] / "docs" / "excel.md").read_text(encoding="utf-8")
    for sheet in SHEETS:
        tables = ", ".join(f"`[{table}{'.ID' if sheet.by_id else ''}]`" for table in sheet.tables)
        assert f"| {sheet.name} | {tables} |" in page
    for column in COLUMNS:
        assert f"{column.heading}" in page
