"""The report in a real browser: axe-core, no request, any width, without scripts, on paper."""

from itertools import pairwise

import pytest

from tests.browser.reports import CASES, report_of
from tests.programs.chromium import DESKTOP, NARROWEST, PHONE, opened, overflow, violations, without_scripts

MOST = 3_000_000
"""Bytes of a report: it goes by e-mail."""

EVERY = ("minor", "moderate", "serious", "critical")

SECTIONS = ("answer", "clusters", "councils", "years", "timing", "drivers", "risks", "joint", "register", "method")
"""In this order."""

A4_INSIDE = (688, 1000)
"""CSS pixels of an A4 page between margins of 14 mm: 182 mm at 96 to the inch."""

TEXT_SPACING = "* { line-height: 1.5; letter-spacing: .12em; word-spacing: .16em } p { margin-bottom: 2em }"
"""What WCAG 2.2, 1.4.12 lets a reader ask for."""


@pytest.fixture(scope="module", params=CASES)
def report(request):
    return report_of(request.param)


@pytest.fixture(scope="module", params=["as it is", "without scripts"])
def form(request, report, tmp_path_factory):
    """The report, and a copy with its scripts removed."""
    return report if request.param == "as it is" else without_scripts(report, tmp_path_factory.mktemp("copy"))


def unfold(page):
    """Open whatever is folded away, so that it is checked too."""
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")


def shown(page):
    return page.evaluate("document.body.innerText")


def test_axe_finds_nothing_wrong(chrome, form):
    with opened(chrome, form, DESKTOP, reduced_motion="reduce") as sheet:
        unfold(sheet.page)
        assert violations(sheet.page, EVERY) == []


def test_axe_finds_nothing_wrong_on_a_phone(chrome):
    # One case tells: what a narrow window changes is the same for all.
    with opened(chrome, report_of(CASES[0]), PHONE, reduced_motion="reduce") as sheet:
        unfold(sheet.page)
        assert violations(sheet.page, EVERY) == []


def test_it_asks_for_nothing_and_complains_of_nothing(chrome, form):
    text = form.read_bytes()
    assert len(text) < MOST
    with opened(chrome, form) as sheet:
        unfold(sheet.page)
        sheet.page.mouse.move(640, 500)
        sheet.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        sheet.page.emulate_media(media="print")
        sheet.page.wait_for_timeout(200)
        assert (sheet.requests, sheet.complaints) == ([], [])
        # Not even when somebody is asked to press something: no link leads out of the page.
        links = sheet.page.eval_on_selector_all("[href]", "all => all.map(a => a.getAttribute('href'))")
        assert links and all(link.startswith(("#", "data:")) for link in links)
        targets = {link[1:] for link in links if link.startswith("#") and len(link) > 1}
        ids = sheet.page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
        assert len(ids) == len(set(ids))
        assert targets <= set(ids)


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROWEST], ids=["1280", "390", "320"])
def test_no_page_is_wider_than_its_window(chrome, form, size):
    with opened(chrome, form, size) as sheet:
        unfold(sheet.page)
        assert overflow(sheet.page) == []
        sheet.page.add_style_tag(content=TEXT_SPACING)
        assert overflow(sheet.page) == []


def test_headings_and_landmarks_tell_the_page(chrome, report):
    with opened(chrome, report) as sheet:
        page = sheet.page
        assert page.locator("h1").count() == 1
        for landmark in ("body > header", "main", "nav", "body > footer"):
            assert page.locator(landmark).count() == 1, landmark
        found = page.eval_on_selector_all("main > section", "all => all.map(s => s.id)")
        assert [name for name in found if name in SECTIONS] == list(SECTIONS)
        for section in page.locator("main > section").all():
            assert section.locator("h2").count() == 1
        levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(h => Number(h.tagName[1]))")
        assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


def test_every_chart_has_a_name_words_and_figures(chrome, form):
    with opened(chrome, form) as sheet:
        unfold(sheet.page)
        figures = sheet.page.locator("figure.chart").all()
        assert len(figures) >= 8
        for figure in figures:
            pictures = figure.locator("svg").all()
            # One for a wide window and one for a phone may share a figure; a reader meets one of them.
            assert sum(picture.is_visible() for picture in pictures) == 1
            for picture in pictures:
                assert picture.get_attribute("role") == "img"
                named = picture.evaluate(
                    "e => e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ')"
                    ".map(id => (document.getElementById(id) || {}).textContent || '').join(' ')"
                )
                assert len(named.strip()) > 20
            assert figure.locator("table tbody tr").count() >= 1
            assert len(figure.locator("details p").first.inner_text()) > 60
        # Beside a table there may be small pictures of that very table.
        for figure in sheet.page.locator("figure:not(.chart)").all():
            assert len(figure.locator("svg").get_attribute("aria-label") or "") > 20
            assert figure.locator("xpath=ancestor::div[contains(@class, 'panel')]//tbody/tr").count() >= 1


def test_without_scripts_nothing_is_missing(chrome, report, tmp_path):
    """Every sentence and every figure is there; only what adds to them is not."""
    copy = without_scripts(report, tmp_path)
    with opened(chrome, copy) as sheet:
        unfold(sheet.page)
        bare = shown(sheet.page)
        empty = sheet.page.eval_on_selector_all("[hidden]", "all => all.map(e => e.textContent.trim())")
        assert set(empty) <= {""}
        assert sheet.page.locator("input, button, select").count() == 0, "what does nothing must not be shown"
    with opened(chrome, report, scripts=False) as sheet:
        unfold(sheet.page)
        assert shown(sheet.page) == bare
    with opened(chrome, report) as sheet:
        unfold(sheet.page)
        sentences = sheet.page.eval_on_selector_all(
            "main p:not(.readout p):not([role]), main li, main caption, main dd",
            "all => all.filter(e => e.checkVisibility()).map(e => e.innerText.trim())",
        )
        assert [line for line in sentences if line not in bare] == []


def test_on_paper_everything_fits_and_everything_is_there(chrome, report):
    with opened(chrome, report, A4_INSIDE) as sheet:
        page = sheet.page
        page.emulate_media(media="print")
        assert overflow(page) == []
        wider = page.eval_on_selector_all(
            "main table, main svg, main pre",
            "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)"
            ".map(e => e.tagName + ': ' + e.textContent.trim().slice(0, 60))",
        )
        assert wider == []
        assert page.locator(".panel:visible").count() == page.locator(".panel").count()
        for section in SECTIONS:
            assert page.locator(f"#{section}").is_visible()
        paper = page.pdf(prefer_css_page_size=True)
        # A4 is 210 by 297 mm, in points.
        assert b"MediaBox [0 0 594" in paper or b"MediaBox [0 0 595" in paper
        assert 5 <= paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 40


def test_nothing_moves_for_those_who_asked_for_that(chrome, report):
    moving = """() => [...document.querySelectorAll('*')].filter(e => {
      const s = getComputedStyle(e);
      return s.scrollBehavior !== 'auto' || s.animationName !== 'none' || !/^(0s(, )?)+$/.test(s.transitionDuration);
    }).map(e => e.tagName)"""
    with opened(chrome, report, reduced_motion="reduce") as sheet:
        assert sheet.page.evaluate(moving) == []
