"""Hostile text in workbooks and in the Word document: it is text, never a formula, a link or a field."""

import pytest
from openpyxl import load_workbook

from tests.hostile.archives import alive, formulas, parts
from tests.hostile.case import FORMULA_STARTERS
from tests.hostile.conftest import call
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


def test_the_word_document_takes_it_for_text(kept):
    from docx import Document

    file = kept.folder / "report.docx"
    # The number of the page is a field, the only one.
    assert alive(file, frozenset({"instrText"})) == []
    fields = [e.text for tree in parts(file).values() for e in tree.iter() if e.tag.endswith("}instrText")]
    assert {(field or "").strip() for field in fields} <= {"PAGE", "NUMPAGES"}
    document = Document(str(file))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    paragraphs += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join(paragraphs)
    assert acts(text) == set()
    assert "<script>hit()" in text and "cmd|' /C calc'!A0" in text
    assert acts(document.core_properties.title) == set()


@pytest.mark.parametrize("kept", [False], ids=["ways-out"], indirect=True)
def test_the_audit_workbook_has_formulas_of_its_own_only(kept, tmp_path):
    book = tmp_path / "audit.xlsx"
    call("audit", kept.folder, "--trial", "3", "-o", book)
    assert alive(book, frozenset({"hyperlink"})) == []
    assert len(formulas(book)) > 1_000
    assert [formula for formula in formulas(book) if "cmd" in formula or "evil" in formula or "text-" in formula] == []
    cells = [cell for _, cell in texts(book) if cell.data_type != "f"]
    assert any("<script>hit()" in cell.value for cell in cells)
    assert [cell.coordinate for cell in cells if acts(cell.value) or len(cell.value) > MOST_IN_A_CELL] == []
    [after] = recalculate([book], tmp_path / "after")
    assert formula_errors(after) == []
