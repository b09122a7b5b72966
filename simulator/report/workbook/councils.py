"""What each council gains, pays and has to find first."""

from __future__ import annotations

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet
from simulator.report.workbook.cells import Cell
from simulator.report.workbook.years import tested_words

_ROWS = (
    ("annual_saving", "Full-year saving, a year", (50, 20)),
    ("implementation_cost", "One-off and delay costs", (50, 80)),
    ("redundancy_cost", "Of that, redundancy and pension", (50, 80)),
    ("peak_funding", "Peak funding: deepest in the red at a month end", (50, 80)),
    ("payback_years", "Payback, years from the start, undiscounted", (50, 80)),
    ("npv", "Net present value", (50, 20)),
    ("full_year_gap_share", "Full-year saving as a share of the stated year's gap", (50, 20)),
    ("reserves_headroom", "Reserves left at the deepest point", (50, 20)),
)
_WORDS = {20: "80% chance of at least", 50: "middle", 80: "80% chance of at most"}


def write_councils(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """A table of each council beside the others, and a chart of what each saves."""
    who = sentences.voice(findings)
    names = [cells.text(council.name, 60).value for council in who.facts.councils]
    columns = [Column("", 44, True), Column("", 24, True), Column("", 26, True)]
    columns += [Column(str(name), 24) for name in names for _ in range(2)]
    sheet = book.sheet(
        "Councils",
        columns,
        report.page.titles["councils"],
        [*report.page.notes["councils"], f"{tested_words(who).capitalize()}."],
    )
    pairs = [f"{name}: {view}" for name in names for view in ("tested", "as submitted")]
    header = sheet.header(["Each council", "Figure", "Price base", *pairs], freeze=1)
    saving = sheet.row
    for measure, label, percents in _ROWS:
        known = [f"{measure}.{council.id}" for council in who.facts.councils]
        found = [who.tested.measures[name] for name in known if name in who.tested.measures]
        for percent in percents if found else ():
            base = wording.price_base(found[0].price_base, who.facts)
            sheet.line([label, _WORDS[percent], base, *_pairs(findings, known, percent)])
    _within_reserves(sheet, findings)
    sheet.gap()
    chart = sheet.chart(
        "column",
        "Full-year saving of each council, middle, tested beside as submitted",
        "",
        f"£m a year, {wording.price_base('real', who.facts)}",
        '£0.0,,"m"',
    )
    last = 2 + len(pairs)
    chart.add_series(
        {
            "name": "full-year saving, middle",
            "categories": [sheet.name, header, 3, header, last],
            "values": [sheet.name, saving, 3, saving, last],
            "points": [{"fill": {"color": colour}} for _ in names for colour in (book.tested, book.submitted)],
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    sheet.place(
        chart, "Columns of each council's full-year saving; the figures are in the first row of the table above."
    )
    sheet.close()
    return sheet


def _pairs(findings: Findings, names: list[str], percent: int) -> list[Cell]:
    """Tested and as submitted, council by council."""
    who = sentences.voice(findings)
    found = []
    for name in names:
        for people in (who.tested, who.submitted):
            measure = people.measures.get(name)
            found.append(Cell("not stated") if measure is None else cells.percentile(measure, percent))
    return found


def _within_reserves(sheet: Sheet, findings: Findings) -> None:
    who = sentences.voice(findings)
    names = [f"within_reserves.{council.id}" for council in who.facts.councils]
    if not any(name in who.tested.chances for name in names):
        return
    line: list[Cell] = []
    for name in names:
        for people in (who.tested, who.submitted):
            chance = people.chances.get(name)
            line.append(Cell("not stated") if chance is None else cells.likelihood(chance))
    sheet.line(["Chance that its reserves cover the deepest point", "share of trials", "nominal", *line])
