"""What is wrong with a case is told in the same words of a workbook, and at the cell that is to blame."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from books import FIRST, GOOD, TABS, bytes_of, changed

from simulator.case import check_case, check_data
from simulator.case.anatomy import Kind, place_of
from simulator.case.data_toml import inline_value, inline_words
from simulator.case.excel.reading import read_workbook

TABLES = (Kind.TABLE, Kind.ENTRIES, Kind.VALUES)

BAD = sorted((Path(__file__).parents[1] / "case" / "bad").glob("*.toml"))

APART = {
    "empty-name": "an empty cell says nothing",
    "empty-title": "an empty cell says nothing",
    "not-a-list": "a list of one entry is written without brackets",
    "not-a-table-entry": "a row has a key",
    "not-text": "a number where text belongs is text",
    "number-date": "a cell holds a date or text, and TOML has a way of its own",
    "number-huge": "a cell holds no such number",
    "number-in-quotes": "a number that is kept as text is a number",
    "number-list": "a list is text there",
    "number-nan": "no cell holds it, and it is unequal to itself",
    "range-empty": "an empty row says nothing",
    "share-in-quotes": "a number that is kept as text is a number",
    "unknown-key-required": "there is no telling how an unknown key is written",
    "unknown-table": "a sheet of another name is the user's own",
    "year-number": "a number where text belongs is text",
}
"""Cases whose faults a workbook cannot have, or reads otherwise, and why."""


def toml_of(file: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError:
        return None


def spread(data: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """Data of a case as rows, sheet by sheet: every input in its other words, every list in one cell."""
    sheets: dict[str, list[list[Any]]] = {}

    def below(path: tuple[str | int, ...], value: Any) -> None:
        place = place_of(path)
        if place is not None and value and isinstance(value, dict) and place.kind in TABLES:
            for name, child in value.items():
                below((*path, name), child)
            return
        tab = TABS[str(path[0])]
        start = 2 if tab in FIRST else 1
        row = [path[start - 1], ".".join(str(part) for part in path[start:]), *[None] * 12]
        if place is not None and place.kind is Kind.INPUT and isinstance(value, dict):
            row[13] = inline_words(value)
        else:
            row[2] = inline_value(value) if isinstance(value, (dict, list)) else value
        sheets.setdefault(tab, []).append(row)

    for table, content in data.items():
        below((table,), content)
    return sheets


@pytest.mark.parametrize(
    "file", [file for file in BAD if toml_of(file) is not None and file.stem not in APART], ids=lambda file: file.stem
)
def test_a_workbook_is_told_what_a_file_is_told(file: Path, tmp_path: Path) -> None:
    data = toml_of(file)
    path = tmp_path / "bad.xlsx"
    path.write_bytes(bytes_of(spread(data)))
    read = read_workbook(path.read_bytes(), "bad.xlsx")
    assert (read.data, read.faults) == (data, ())
    _, wanted, _ = check_data(data)
    case, faults, _ = check_case(path)
    assert case is None
    assert sorted((fault.path, fault.wrong) for fault in faults) == sorted((w.path, w.wrong) for w in wanted)
    for fault in faults:
        tab = fault.cell.split("!")[0].strip("'")
        assert tab == TABS[fault.path.split(".")[0]] or tab == "Case", f"{fault} is on another sheet"
        assert str(fault).startswith(f"{path}:{fault.cell}  {fault.path}  ")


def test_what_is_apart_is_there() -> None:
    assert set(APART) <= {file.stem for file in BAD}


@pytest.mark.parametrize(
    ("tab", "row", "told"),
    [
        (
            "Clusters",
            ["office", "saving", "lots"],
            "Clusters!C4 cluster.office.saving: "
            '"lots" is not an amount of money – £5.4m, £780k, £1,630,000 or a number of pounds',
        ),
        (
            "Clusters",
            ["office", "saving", None, 1.5e6, 1e6, 2e6],
            "Clusters!E4 cluster.office.saving.mode: "
            "mode (£1,000,000) is below low (£1,500,000) – a mode between low and high",
        ),
        (
            "Clusters",
            ["office", "savng", 1],
            'Clusters!B5 cluster.office.savng: "savng" is not a key of cluster.office – did you mean saving?',
        ),
        (
            "Clusters",
            ["office", "overlap"] + [None] * 11 + ["range = [0.1, '20 %'"],
            "Clusters!N5 cluster.office.overlap: "
            "range = [0.1, '20 %' cannot be read – keys and values as the case file writes them: "
            'confidence = 0.8, range = ["£1m", "£2m"]',
        ),
        (
            "Clusters",
            ["office", "wave", "one", 3],
            "Clusters!D4 cluster.office.wave: "
            "low says nothing beside wave, which is one plain value – nothing here; "
            "a remark has a row of its own, with the key note",
        ),
        (
            "Clusters",
            [None, "wave", "one"],
            "Clusters!A5 (file): the row has no cluster – what the row is about, as Cluster",
        ),
        ("Clusters", ["office", None, "one"], "Clusters!B5 (file): the row has no key – what the row is about, as Key"),
        ("Case", ["cases", "id", "x"], 'Case!A8 cases: "cases" is no table of this sheet – did you mean "case"?'),
        (
            "Clusters",
            ["office", "arises.north", 1],
            "Clusters!B5 cluster.office.arises.north: there is no council north – one of first, second",
        ),
        (
            "Clusters",
            ["office", "prerequisites[0].cluster", "x"],
            "Clusters!B5 cluster.office.prerequisites: entries are counted from 1 – cluster.office.prerequisites[1]",
        ),
        (
            "Clusters",
            ["office", "prerequisites[3].lag", 2],
            "Clusters!B5 cluster.office.prerequisites: it has 1 entries, one of them numbered 3 – 1, 2, 3 …",
        ),
        (
            "Cost lines",
            ["moving", "profile", "[{ from = -3, to = }]"],
            "'Cost lines'!C5 cost.moving.profile: "
            "[{ from = -3, to = }] cannot be read – values with commas between them",
        ),
        (
            "Cost lines",
            ["moving", "amount", "£5"] + [None] * 12 + ["seen"],
            "'Cost lines'!P4 (file): "
            "this stands in a column without a heading – nothing here; remarks go into Note, or on a sheet of your own",
        ),
    ],
)
def test_a_fault_of_a_cell(tab: str, row: list[Any], told: str, tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(changed(tab, row))
    _, faults, _ = check_case(path)
    assert told in [f"{fault.cell} {fault.path}: {fault.wrong} – {fault.instead}" for fault in faults]


def test_the_same_key_twice_is_told_with_both_cells(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(bytes_of({**GOOD, "Waves": [*GOOD["Waves"], ["one", "ramp", 9], ["one", "ramp.low", 3]]}))
    _, faults, _ = check_case(path)
    assert [(fault.cell, fault.wrong) for fault in faults] == [
        ("Waves!B5", "this is given twice, first in Waves!B4"),
        ("Waves!B6", "wave.one.ramp has a value already, in Waves!C4"),
    ]


def test_an_empty_row_is_where_a_missing_value_belongs(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(changed("Clusters", ["office", "saving", None]))
    _, faults, _ = check_case(path)
    assert [str(fault) for fault in faults] == [
        f"{path}:Clusters!C4  cluster.office.saving  saving is missing – a value in the row saving: £150k"
    ]


def test_faults_come_sheet_by_sheet_and_those_of_the_command_line_last(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(changed("Cost lines", ["moving", "kind", "odd"], ["moving", "owner", "nobody"]))
    path.write_bytes(path.read_bytes())
    _, faults, _ = check_case(path, ["wave.one.ramp=soon"])
    assert [fault.cell or fault.file for fault in faults] == ["'Cost lines'!C3", "'Cost lines'!C4", "--set"]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"PK\x03\x04 and nothing that follows", "this workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0 an old one", "this workbook cannot be read"),
        (bytes_of({"Sheet1": [["a", "b", 1]]}, ("b", "c")), "no sheet of this workbook is one of a case"),
        (bytes_of({"Cluster": [["a", "b", 1]], **GOOD}), 'no sheet of a case is called "Cluster"'),
        (bytes_of({**GOOD, "Waves": []}, ("Key", "Worth", "Value")), 'no column is headed "Worth"'),
        (bytes_of({**GOOD, "Waves": []}, ("Key", "Value", "Low", "low")), 'two columns are headed "low"'),
        (bytes_of(GOOD, ("Value", "Low")), "no row of this sheet has the headings"),
    ],
)
def test_what_is_no_workbook_of_a_case(content: bytes, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(content)
    case, faults, _ = check_case(path)
    assert case is None
    assert any(fault.wrong.startswith(wrong) for fault in faults), [str(fault) for fault in faults]
