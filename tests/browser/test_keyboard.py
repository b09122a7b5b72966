"""The report by keyboard alone: everything is reached, seen when reached, left again, and works."""

import pytest

from tests.browser.reports import report_of
from tests.programs.chromium import DESKTOP, PHONE, opened

CAN_BE_REACHED = """() => [...document.querySelectorAll('a[href], input, button, select, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility() && !e.disabled)
  // Of a group of radio buttons Tab stops at the chosen one.
  .filter(e => e.type !== 'radio' || e.checked).length"""

WHERE = """() => {
  const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
  const at = [...document.querySelectorAll('*')].indexOf(e);
  return { at: at, tag: e.tagName, name: (e.id || e.textContent || '').trim().slice(0, 50),
           ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
           seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""


@pytest.fixture(scope="module")
def report():
    return report_of("darlington-hartlepool")


def stops(page, most=400):
    """Every stop of Tab from the top of the page to its end."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        where = page.evaluate(WHERE)
        if found and where["at"] == found[0]["at"]:
            break
        found.append(where)
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_tab_goes_through_the_page_in_order_and_shows_where_it_is(chrome, report, size):
    with opened(chrome, report, size, reduced_motion="reduce") as sheet:
        found = stops(sheet.page)
        places = [where["at"] for where in found]
        assert places == sorted(set(places)), "in the order of reading, each once"
        assert len(found) == sheet.page.evaluate(CAN_BE_REACHED)
        assert [where for where in found if not (where["ring"] and where["seen"])] == []


def test_the_first_stop_skips_to_the_answer(chrome, report):
    with opened(chrome, report, reduced_motion="reduce") as sheet:
        page = sheet.page
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text().startswith("Skip to")
        target = skip.get_attribute("href")
        page.keyboard.press("Enter")
        assert page.url.endswith(target)
        assert page.locator(target).count() == 1


def test_the_slider_reads_out_chances_and_dates(chrome, report):
    with opened(chrome, report) as sheet:
        page = sheet.page
        sliders = page.locator("input[type=range]").all()
        assert sliders
        for slider in sliders:
            box = slider.locator("xpath=..")
            slider.focus()
            said = []
            for key in ("Home", "ArrowRight", "PageUp", "End"):
                page.keyboard.press(key)
                assert slider.get_attribute("aria-valuetext")
                said.append(box.inner_text())
            assert len(set(said)) == 4
            assert page.locator(f"label[for={slider.get_attribute('id')}]").inner_text().strip()


def test_the_slider_says_what_the_table_says(chrome, report):
    with opened(chrome, report) as sheet:
        page = sheet.page
        slider = page.locator("#payback-slider")
        page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")
        table = page.locator("#chart-payback table").inner_text()
        slider.focus()
        page.keyboard.press("End")
        last = slider.get_attribute("aria-valuetext")
        shares = [word.strip(".,") for word in last.split() if word.strip(".,").endswith("%")]
        assert shares
        assert all(share in table for share in shares), (last, table)


def test_choices_change_the_table_by_arrow_keys(chrome, report):
    with opened(chrome, report) as sheet:
        page = sheet.page
        for name in ("years-prices", "years-whose"):
            radios = page.locator(f"input[name={name}]")
            assert radios.count() >= 2
            before = page.locator("#years .panel:visible").inner_text()
            assert page.locator("#years .panel:visible").count() == 1
            page.locator(f"input[name={name}]:checked").focus()
            page.keyboard.press("ArrowRight")
            assert page.locator("#years .panel:visible").count() == 1
            assert page.locator("#years .panel:visible").inner_text() != before
            assert page.locator("#years .panel:visible caption").inner_text() not in before


def test_what_is_folded_away_opens_and_closes(chrome, report):
    with opened(chrome, report) as sheet:
        page = sheet.page
        for box in page.locator("details").all():
            box.locator("summary").focus()
            page.keyboard.press("Enter")
            assert box.locator("table").is_visible()
            page.keyboard.press("Space")
            assert not box.locator("table").is_visible()


def test_an_assumption_is_found_by_its_words(chrome, report):
    with opened(chrome, report) as sheet:
        page = sheet.page
        page.locator("#find-input").focus()
        page.keyboard.type("xentrall")
        rows = page.locator("#register tbody tr:visible")
        assert 1 <= rows.count() < 10
        assert all("xentrall" in row.inner_text().lower() for row in rows.all())
        assert str(rows.count()) in page.locator("#register [role=status]").inner_text()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        assert page.locator("#register tbody tr:visible").count() == page.locator("#register tbody tr").count()
