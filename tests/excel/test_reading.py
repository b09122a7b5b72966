"""What spreadsheets make of what people type, and what is read all the same."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from books import GOOD, HEADINGS, bytes_of, changed
from openpyxl import load_workbook

from simulator.case import check_case, load_case
from simulator.case.excel import case_data
from simulator.case.excel.layout import BY_NAME, SHEETS, Cell
from simulator.case.excel.reading import read_workbook
from simulator.case.schema import Case


def value(content, *path):
    node = case_data(content)
    for part in path:
        node = node[part]
    return node


def test_the_small_case_is_without_fault(tmp_path):
    path = tmp_path / "case.xlsx"
    path.write_bytes(bytes_of(GOOD))
    case, faults, warnings = check_case(path)
    assert case is not None and (faults, warnings) == ((), ())
    assert case.cluster["office"].saving.ends == (0.8e6, 1.6e6)


def test_every_table_of_a_case_has_one_sheet():
    tables = [table for sheet in SHEETS for table in sheet.tables]
    assert sorted(tables) == sorted(Case.model_fields)
    assert len(BY_NAME) == len(SHEETS)


@pytest.mark.parametrize(
    ("row", "path", "meant"),
    [
        (["case", "as_at", date(2026, 6, 30)], ("case", "as_at"), "2026-06-30"),
        (["case", "as_at", datetime(2026, 6, 30)], ("case", "as_at"), "2026-06-30"),
        (["case", "price_base", date(2011, 12, 1)], ("case", "price_base"), "2011/12"),
        (["case", "price_base", date(2011, 11, 1)], ("case", "price_base"), "2011-11-01"),
        (["case", "title", 2026], ("case", "title"), "2026"),
        (["case", "title", " ="], ("case", "title"), " ="),
        (["delay", "common", "2"], ("delay", "common"), 2),
        (["delay", "common", 2.0], ("delay", "common"), 2),
        (["delay", "common", "2.5 months"], ("delay", "common"), "2.5 months"),
        (["case", "discount_rate", "3.5%"], ("case", "discount_rate"), "3.5%"),
        (["case", "key.first", 0.25], ("case", "key", "first"), 0.25),
        (["case", "key", "{ first = 0.25, second = 0.75 }"], ("case", "key", "second"), 0.75),
    ],
)
def test_a_cell_means(row, path, meant):
    sheets = {**GOOD, "Case": [*(before for before in GOOD["Case"] if before[:2] != row[:2]), row]}
    found = read_workbook(bytes_of(sheets), "case.xlsx").data
    for part in path:
        found = found[part]
    assert found == meant and type(found) is type(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("office", ["office"]),
        ("office, one", ["office", "one"]),
        ("office;one\nother", ["office", "one", "other"]),
        ('["office", "one"]', ["office", "one"]),
        (2026, ["2026"]),
    ],
)
def test_a_list_of_names(text, meant):
    assert value(changed("Events", ["e", "on", text]), "event", "e", "on") == meant


@pytest.mark.parametrize(
    ("text", "meant"), [("0.1, 0.9", [0.1, 0.9]), ("10%; 90%", ["10%", "90%"]), ("[0.1, 0.9]", [0.1, 0.9]), (1, [1])]
)
def test_a_list_of_numbers(text, meant):
    assert value(changed("Waves", ["one", "phasing", text]), "wave", "one", "phasing") == meant


def test_the_words_of_an_input_are_columns_and_other_words():
    row = ["office", "delay", None, 1, 2, 5, "triangular", "evidence", "A survey", "Few", "ICT", "HR", date(2026, 5, 1)]
    found = value(changed("Clusters", [*row, "may_be_early = true, shift = -1"]), "cluster", "office", "delay")
    assert found == {
        "low": 1,
        "mode": 2,
        "high": 5,
        "distribution": "triangular",
        "basis": "evidence",
        "source": "A survey",
        "note": "Few",
        "theme": "ICT",
        "owner": "HR",
        "date": "2026-05-01",
        "may_be_early": True,
        "shift": -1,
    }


def test_the_words_of_an_input_may_have_rows_of_their_own():
    rows = [["office", "saving.percentiles.p10", 1e6], ["office", "saving.percentiles.p90", 2e6]]
    sheets = {**GOOD, "Clusters": [*GOOD["Clusters"][:2], *rows]}
    assert case_data(bytes_of(sheets))["cluster"]["office"]["saving"] == {"percentiles": {"p10": 1e6, "p90": 2e6}}


def test_columns_may_stand_in_any_order_and_be_left_out(tmp_path):
    book = load_workbook(io.BytesIO(bytes_of(GOOD)))
    page = book["Clusters"]
    page.delete_cols(7, 8)
    page.move_range("B1:B4", cols=10)
    page.insert_rows(1, 3)
    page["A1"] = "Our own title"
    page["B2"] = "a remark above the headings"
    content = io.BytesIO()
    book.save(content)
    assert case_data(content.getvalue()) == case_data(bytes_of(GOOD))


def test_other_sheets_and_empty_rows_are_nobodys_business():
    sheets = {
        "Notes": [["anything", 1]],
        **GOOD,
        "Events": [["storm", "name"], ["storm", "probability"], [], ["later"]],
    }
    book = load_workbook(io.BytesIO(bytes_of(sheets)))
    book["Notes"].delete_rows(1)
    content = io.BytesIO()
    book.save(content)
    assert case_data(content.getvalue()) == case_data(bytes_of(GOOD))


def with_xml(content, tab_number, old, new):
    """The workbook with a change in the XML of one sheet."""
    changed_book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed_book, "w") as after:
        for item in before.namelist():
            text = before.read(item)
            if item.endswith(f"sheet{tab_number}.xml"):
                assert old in text, text
                text = text.replace(old, new)
            after.writestr(item, text)
    return changed_book.getvalue()


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        (b'<c r="C3" t="e"><v>#REF!</v></c>', "#REF! is what a formula shows when it fails"),
        (b'<c r="C3"><f>A1+1</f><v></v></c>', "the formula has not been worked out"),
        (b'<c r="C3"><f>A1+1</f></c>', "the formula has not been worked out"),
    ],
)
def test_a_cell_that_shows_nothing_readable_is_told(cell, wrong, tmp_path):
    content = bytes_of({**GOOD, "Waves": [["one", "name", "One"], ["one", "ramp", 6], ["one", "start", "2027-10"]]})
    path = tmp_path / "case.xlsx"
    path.write_bytes(with_xml(content, 3, b'<c r="C3" t="n"><v>6</v></c>', cell))
    case, faults, _ = check_case(path)
    assert case is None
    assert [(fault.cell, fault.wrong) for fault in faults] == [("Waves!C3", wrong)]


def test_the_result_of_a_formula_is_read():
    content = bytes_of({**GOOD, "Waves": [["one", "name", "One"], ["one", "ramp", 6], ["one", "start", "2027-10"]]})
    worked = with_xml(content, 3, b'<c r="C3" t="n"><v>6</v></c>', b'<c r="C3"><f>4+5</f><v>9</v></c>')
    assert value(worked, "wave", "one", "ramp") == 9


def test_a_sheet_that_reaches_far_out_is_refused(tmp_path):
    content = bytes_of({**GOOD, "Waves": [["one", "name", "One"], ["one", "ramp", 6]]})
    path = tmp_path / "case.xlsx"
    far = b'<c r="XFD1048576" t="n"><v>6</v></c>'
    path.write_bytes(with_xml(content, 3, b'<row r="3">', b'<row r="1048576">' + far + b'</row><row r="3">'))
    _, faults, _ = check_case(path)
    assert any(fault.wrong == "the sheet reaches as far as XFD1048576" for fault in faults)


def test_a_cell_is_named_as_excel_names_it():
    assert str(Cell(0, "Clusters", 13, 4)) == "Clusters!E14"
    assert str(Cell(0, "Pay and prices", 0, 27)) == "'Pay and prices'!AB1"
    assert str(Cell(0, "It's", 0, 0)) == "'It''s'!A1"


def test_headings_are_those_of_the_form():
    from simulator.case.excel.layout import COLUMNS, KEY

    assert (KEY, *(column.heading for column in COLUMNS)) == HEADINGS


def test_a_case_is_read_by_its_content_not_its_name(tmp_path):
    path = tmp_path / "case.toml"
    path.write_bytes(bytes_of(GOOD))
    assert load_case(path).case.id == "small"
