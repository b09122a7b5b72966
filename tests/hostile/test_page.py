"""Hostile text on the page, in a real browser: it is read, and it does nothing."""

import pytest

from simulator.case import load_case
from simulator.findings.wording import plain
from tests.browser.reports import report_of
from tests.hostile.test_plain_text import TITLE, acts
from tests.programs.chromium import DESKTOP, NARROWEST, browser, opened, overflow, violations, without_scripts


@pytest.fixture(scope="module")
def chrome():
    with browser() as started:
        yield started


@pytest.mark.parametrize("size", [DESKTOP, NARROWEST], ids=["1280", "320"])
def test_it_does_nothing_and_breaks_nothing(chrome, kept, size):
    page_file = kept.folder / "report.html"
    assert page_file.stat().st_size < 3_000_000
    with opened(chrome, page_file, size) as sheet:
        page = sheet.page
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")
        assert (sheet.requests, sheet.complaints) == ([], [])
        assert page.locator("[data-hit], main img, iframe, object, embed, form, base").count() == 0
        assert page.evaluate("typeof hit") == "undefined"
        links = page.eval_on_selector_all("[href], [src]", "all => all.map(e => e.getAttribute('href') || e.src)")
        assert all(link.startswith(("#", "data:")) for link in links)
        assert overflow(page) == []


def test_the_page_has_the_parts_that_any_page_has(chrome, kept):
    """No text of a case opens or closes an element: the same kinds of elements, no more scripts, the same sections."""
    count = "name => document.getElementsByTagName(name).length"
    with opened(chrome, kept.folder / "report.html") as sheet, opened(chrome, report_of("blank")) as usual:
        for name in ("script", "style", "section", "h1", "h2", "main", "nav", "title", "footer"):
            here, there = (opening.page.evaluate(count, name) for opening in (sheet, usual))
            # Each picture has a title of its own, and a case may have more pictures than another.
            assert here == there or name == "title", name


def test_it_is_read_as_it_was_written(chrome, kept):
    case = load_case(kept.case)
    with opened(chrome, kept.folder / "report.html") as sheet:
        page = sheet.page
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")
        text = page.evaluate("document.body.innerText") + page.evaluate("document.body.textContent")
        assert TITLE in page.title()
        assert acts(text) == set()
        for words in ("<script>hit()</script>", "&lt;b&gt;", "{{ 7*191 }}", "\"quoted\" 'single'", "مرحبا"):
            assert words in text, words
        assert "1337" not in text
        for table in (*case.council.values(), *case.cluster.values()):
            assert plain(table.name, 30).rstrip("…") in " ".join(text.split())
        for number in [row.get_attribute("class") for row in page.locator("#register tbody tr").all()]:
            assert number is None, "no text of a case makes a class"


def test_axe_finds_nothing_grave_in_it(chrome, kept, tmp_path):
    for file in (kept.folder / "report.html", without_scripts(kept.folder / "report.html", tmp_path)):
        with opened(chrome, file, reduced_motion="reduce") as sheet:
            assert violations(sheet.page) == []
