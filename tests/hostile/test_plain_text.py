"""Hostile text on the terminal, in CSV, in alternative text and in SVG: it is shown, and it does nothing."""

import csv
import unicodedata
from xml.etree import ElementTree

import pytest

from simulator.case import load_case
from simulator.case.explain import WIDTH
from simulator.findings.wording import plain
from simulator.record.tables import write_csv
from tests.hostile.case import FORMULA_STARTERS, LONG, fields, hostile
from tests.hostile.conftest import call

TITLE = "=text-0-cmd|' /C calc'!A0"
"""How the first hostile text, the case's title, begins."""


def acts(text):
    """Characters that act and are not shown: control characters and marks of direction."""
    return {repr(c) for c in text if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\t"}


def test_the_case_has_hostile_text_in_every_kind_of_field(kept):
    assert {path[-1] for path in fields()} == {"title", "name", "theme", "source", "note", "owner", "date"}
    assert len(fields()) > 300
    case = load_case(kept.case)
    long = len(case.case.title) == LONG
    assert case.case.title == hostile(0, long)
    assert all("<script>" in table.name for table in (*case.council.values(), *case.cluster.values()))
    assert all("<script>" in (event.name or "") for event in case.event.values())


def test_run_shows_it_as_text(kept):
    assert kept.shown.startswith(TITLE) or f"\n{TITLE}" in kept.shown
    assert "<script>" in kept.shown
    assert acts(kept.shown) == set()
    assert max(map(len, kept.shown.splitlines())) < 400


@pytest.mark.parametrize("command", ["validate", "explain", "corners"])
def test_other_commands_show_it_as_text(kept, command):
    shown = call(command, kept.case)
    assert acts(shown) == set()
    assert command == "validate" or TITLE in shown
    if command == "explain":
        assert max(map(len, shown.splitlines())) <= WIDTH
    else:
        assert "\nsecond line" not in shown


@pytest.mark.parametrize("kept", [False], ids=["ways-out"], indirect=True)
def test_a_run_is_repeated_and_told_again(kept):
    for command in ("rerun", "report"):
        assert acts(call(command, kept.folder)) == set()
    again = kept.folder / "report-2.html"
    assert again.read_bytes() == (kept.folder / "report.html").read_bytes()
    again.unlink()


def test_a_fault_shows_what_stands_there_and_no_more(tmp_path):
    file = tmp_path / "case.toml"
    file.write_text('[case]\nid = "\\u001b[31m\\u202e<b>"\n"\\u0007key" = "\\u001b]0;owned\\u0007"\n', encoding="utf-8")
    shown = call("validate", file, code=2)
    assert "<b>" in shown or "case.id" in shown
    assert acts(shown) == set()


def test_tables_hold_no_cell_that_a_spreadsheet_would_run(kept, tmp_path):
    names = [table.name for table in load_case(kept.case).cluster.values()]
    write_csv(tmp_path / "names.csv", names, [[start + "1+1", 2.0, None] for start in FORMULA_STARTERS])
    for file in (kept.folder / "summary.csv", tmp_path / "names.csv"):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            cells = [cell for row in csv.reader(opened) for cell in row]
        assert cells
        for cell in cells:
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell[:80]
            assert not cell.startswith("-") or float(cell) < 0, cell[:80]


def test_alternative_texts_show_it(kept):
    texts = sorted((kept.folder / "charts").glob("*.txt"))
    assert texts
    shown = "".join(file.read_text(encoding="utf-8") for file in texts)
    assert acts(shown) == set()
    # Cut in the middle of a word or two where it is long; never changed.
    assert "cmd|' /C calc'!A0 HYPERLINK(" in shown
    assert "&lt;script" not in shown


def test_pictures_stay_pictures(kept):
    pictures = sorted((kept.folder / "charts").glob("*.svg"))
    assert pictures
    for file in pictures:
        text = file.read_text(encoding="utf-8")
        tree = ElementTree.fromstring(text)
        kinds = {element.tag.rsplit("}", 1)[-1] for element in tree.iter()}
        assert not kinds & {"script", "a", "img", "image", "foreignObject", "iframe", "animate", "set"}, file.name
        for element in tree.iter():
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on"), file.name
                if name.endswith("href"):
                    assert value.startswith("#"), f"{file.name}: {value[:60]}"
        assert acts(text) == set(), file.name


def test_the_helper_for_one_line_leaves_the_words():
    text = plain(hostile(0), LONG)
    assert text.startswith(TITLE)
    assert "<script>hit()</script>" in text and "esrever" in text and "مرحبا" in text
    assert acts(text) == set()
    assert text.endswith("second line")
