"""Hostile text in the workbook: it is text in a cell, never a formula, a link or a field."""

from openpyxl import load_workbook

from tests.hostile.archives import alive, formulas, parts
from tests.hostile.case import FORMULA_STARTERS
from tests.hostile.test_plain_text import acts
from tests.programs.libreoffice import formula_errors, recalculate

MOST_IN_A_CELL = 32_767
"""Characters, by Excel's limit."""


def texts(book):
    return [
        (f"{sheet.title}!{cell.coordinate}", cell)
        for sheet in load_workbook(book).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value
    ]


def test_the_workbook_takes_it_for_text(kept):
    book = kept.folder / "workbook.xlsx"
    assert parts(book)
    assert alive(book) == []
    # Names that Excel gives to print areas and titles, and the ranges that its charts draw, are all there is.
    assert [formula for formula in formulas(book) if "cmd" in formula or "evil" in formula or "text-" in formula] == []
    cells = texts(book)
    assert [place for place, cell in cells if cell.data_type == "f"] == []
    assert [place for place, cell in cells if cell.hyperlink is not None] == []
    assert [place for place, cell in cells if len(cell.value) > MOST_IN_A_CELL or acts(cell.value)] == []
    assert any(cell.value.startswith(FORMULA_STARTERS) for _, cell in cells), "nothing hostile got there"
    assert any("<script>hit()" in cell.value for _, cell in cells)


def test_the_workbook_is_the_same_after_libreoffice_has_calculated_it(kept, tmp_path):
    book = kept.folder / "workbook.xlsx"
    [after] = recalculate([book], tmp_path / "after")
    assert formula_errors(after) == []
    before = {place: cell.value for place, cell in texts(book)}
    assert {place: cell.value for place, cell in texts(after)} == before
    assert not [place for place, cell in texts(after) if cell.data_type == "f"]
