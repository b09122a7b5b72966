"""The helpers see what they are there to see: a wrong value, a request, an element off the page, a missing program."""

import pytest

from tests.programs import finding
from tests.programs.chromium import NARROWEST, browser, opened, overflow, violations, without_scripts
from tests.programs.libreoffice import formula_errors, recalculate

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>A page</h1>{body}</main></body></html>"""


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.setattr(finding, "found", lambda program: None)


@pytest.mark.parametrize("program", finding.NAMES)
def test_a_missing_program_skips_unless_it_is_required(nothing_installed, monkeypatch, program):
    monkeypatch.delenv(finding.REQUIRE, raising=False)
    with pytest.raises(pytest.skip.Exception, match=rf"no {program} found; CONTRIBUTING\.md"):
        finding.path_of(program)
    monkeypatch.setenv(finding.REQUIRE, " browser, libreoffice ,")
    with pytest.raises(pytest.fail.Exception, match="forbids going without it"):
        finding.path_of(program)


def test_a_mistake_in_what_is_required_does_not_let_the_skip_in(nothing_installed, monkeypatch):
    monkeypatch.setenv(finding.REQUIRE, "browser,libre-office")
    with pytest.raises(ValueError, match="names libre-office; it can name browser and libreoffice"):
        finding.path_of("libreoffice")


def test_every_formula_is_calculated_anew_and_errors_are_seen(tmp_path):
    import openpyxl
    import xlsxwriter

    books = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for book, value in zip(books, (2, 20), strict=True):
        with xlsxwriter.Workbook(book) as made:
            sheet = made.add_worksheet("Sums")
            sheet.write_number("A1", value)
            # The value that the workbook brings along is wrong on purpose.
            sheet.write_formula("A2", "=A1*21", value=-1)
            sheet.write_formula("A3", "=NO_SUCH_NAME", value=-1)
            sheet.write_formula("A4", "=1/0", value=-1)
            sheet.write_string("A5", "#1 on the list")
    after = recalculate(books, tmp_path / "after")
    found = [openpyxl.load_workbook(book, data_only=True)["Sums"]["A2"].value for book in after]
    assert found == [42, 420]
    assert formula_errors(after[0]) == ["Sums!A3: #NAME?", "Sums!A4: #DIV/0!"]
    assert openpyxl.load_workbook(after[0])["Sums"]["A2"].value == "=A1*21"
    with pytest.raises(AssertionError, match="overwritten"):
        recalculate(books, tmp_path)


def test_requests_faults_and_what_sticks_out_are_seen(tmp_path):
    head = '<style>body{margin:0}</style><script src="https://example.org/a.js"></script><script>oops()</script>'
    body = '<img src="no-alt.png"><p style="color:#ccc;background:#fff">Pale</p><div style="width:900px">Wide</div>'
    bad, good = tmp_path / "bad.html", tmp_path / "good.html"
    bad.write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    good.write_text(PAGE.format(head="", body='<p><img alt="" src="data:,"> Fine.</p>'), encoding="utf-8")
    with browser() as chrome:
        with opened(chrome, bad, NARROWEST) as sheet:
            assert {url.rsplit("/", 1)[1] for url in sheet.requests} >= {"a.js", "no-alt.png"}
            assert any("oops" in line for line in sheet.complaints)
            grave = [line.split(" (")[0] for line in violations(sheet.page)]
            assert {"serious: color-contrast", "critical: image-alt"} <= set(grave)
            assert any(line.startswith("div") for line in overflow(sheet.page))
        with opened(chrome, without_scripts(bad, tmp_path / "copy")) as sheet:
            assert not any("oops" in line or "a.js" in line for line in sheet.complaints + sheet.requests)
        with opened(chrome, good, NARROWEST, scripts=False) as sheet:
            assert (sheet.requests, sheet.complaints, overflow(sheet.page)) == ([], [], [])
        with opened(chrome, good) as sheet:
            assert violations(sheet.page) == []
